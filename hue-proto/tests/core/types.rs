//! What the compiler must be able to say of the public types.

use hue_proto::{
    Access, AnySession, App, Call, Callback, CodeReceived, Error, Exchange, Link, Raw, Redeem, Rejected, Renew,
    Session, Snapshot, Step, TokensIssued, Unauthorized, UserLinked, v1, v2,
};

fn is_portable<T: Send + Sync + 'static>() {}

#[test]
fn everything_can_go_to_another_thread() {
    is_portable::<Session<Unauthorized>>();
    is_portable::<Session<CodeReceived>>();
    is_portable::<Session<TokensIssued>>();
    is_portable::<Session<UserLinked>>();
    is_portable::<Exchange<Redeem>>();
    is_portable::<Exchange<Link>>();
    is_portable::<Exchange<Renew<TokensIssued>>>();
    is_portable::<Exchange<Renew<UserLinked>>>();
    is_portable::<Call<v1::GetConfig>>();
    is_portable::<Call<v2::GetLights>>();
    is_portable::<Call<Raw>>();
    is_portable::<Step<UserLinked>>();
    is_portable::<(Access, AnySession, App, Callback, Snapshot)>();
}

#[test]
fn errors_go_through_a_question_mark() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<Error>();
    is_error::<Rejected>();
    is_error::<hue_proto::Malformed>();
    is_error::<hue_proto::InvalidSetting>();
}

#[test]
fn an_exchange_knows_its_most_sends() {
    // One request, a challenge answered, a stale nonce answered, two repetitions.
    assert_eq!(Exchange::<Redeem>::MAX_SENDS, 5);
    assert_eq!(Exchange::<Renew<UserLinked>>::MAX_SENDS, 5);
    // Configuration, button, user, the search for it, two repetitions.
    assert_eq!(Exchange::<Link>::MAX_SENDS, 6);
}
