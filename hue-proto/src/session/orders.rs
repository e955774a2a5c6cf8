//! Every move in every state: the right one compiles, each wrong one beside it does not. Only documentation tests read this.

/// One pair of examples for each wrong state, which differ in the state alone.
macro_rules! moves {
    ($($call:literal: $right:literal, not $($wrong:literal)*;)*) => {$($(
        #[doc = concat!("```\nfn go(session: hue_proto::Session<hue_proto::", $right, ">) {\n    let _ = session.", $call, ";\n}\n```")]
        #[doc = concat!("```compile_fail,E0599\nfn go(session: hue_proto::Session<hue_proto::", $wrong, ">) {\n    let _ = session.", $call, ";\n}\n```")]
        const _: () = ();
    )*)*};
}

moves! {
    "authorize_url()": "Unauthorized", not "CodeReceived" "TokensIssued" "UserLinked";
    "with_state(unreachable!())": "Unauthorized", not "CodeReceived" "TokensIssued" "UserLinked";
    "redirected(unreachable!())": "Unauthorized", not "CodeReceived" "TokensIssued" "UserLinked";
    "with_code(unreachable!())": "Unauthorized", not "CodeReceived" "TokensIssued" "UserLinked";
    "redeem()": "CodeReceived", not "Unauthorized" "TokensIssued" "UserLinked";
    "link()": "TokensIssued", not "Unauthorized" "CodeReceived" "UserLinked";
    "with_key(unreachable!())": "TokensIssued", not "Unauthorized" "CodeReceived" "UserLinked";
    "renew()": "TokensIssued", not "Unauthorized" "CodeReceived";
    "renew()": "UserLinked", not "Unauthorized" "CodeReceived";
    "tokens()": "UserLinked", not "Unauthorized" "CodeReceived";
    "access()": "UserLinked", not "Unauthorized" "CodeReceived" "TokensIssued";
    "key()": "UserLinked", not "Unauthorized" "CodeReceived" "TokensIssued";
    "unlinked()": "UserLinked", not "Unauthorized" "CodeReceived" "TokensIssued";
}
