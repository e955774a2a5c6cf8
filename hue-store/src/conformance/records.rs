//! Records to store: one of each kind.

use super::Broken;
use hue_proto::keep::Record;

/// Linked, and renewed that often. Every number is another stamp.
pub(super) fn linked(number: u64, generation: u64) -> Result<Record, Broken> {
    record(number, "", &LINKED.replace("GENERATION", &generation.to_string()))
}

/// Each state, with everything that it can hold, and what a renewal writes beside it.
pub(super) fn of_every_kind() -> Result<Vec<Record>, Broken> {
    let linked = LINKED.replace("GENERATION", "18446744073709551615");
    let kinds: [(&str, &str); 7] = [
        ("", UNAUTHORIZED),
        ("", CODE_RECEIVED),
        ("", TOKENS_ISSUED),
        ("", TOKENS_BROUGHT),
        ("", &linked),
        (r#""attempt_ms":60000,"#, &linked),
        (r#""attempt_ms":120000,"refused":true,"#, &linked),
    ];
    (1_000..).zip(kinds).map(|(number, (marks, snapshot))| record(number, marks, snapshot)).collect()
}

fn record(number: u64, marks: &str, snapshot: &str) -> Result<Record, Broken> {
    let json = format!(r#"{{"version":1,"stamp":"{number:032x}",{marks}"snapshot":{{{HEAD},{snapshot}}}}}"#);
    Record::from_json(json.as_bytes())
        .map_err(|malformed| Broken::failed("the records of this suite are good", malformed))
}

const HEAD: &str = r#""version":1,"client_id":"ünïcode \" \\ client","origin":"https://api.meethue.com""#;
const UNAUTHORIZED: &str = r#""state":"unauthorized","csrf_state":"a-state","pkce_verifier":"a-verifier""#;
const CODE_RECEIVED: &str = r#""state":"code_received","code":"a-code","pkce_verifier":"a-verifier",
    "links":[{"bridge":"001788fffe000001","key":"an-old-key","client_key":"an-old-client-key"}],"any_bridge":true"#;
const TOKENS_ISSUED: &str = r#""state":"tokens_issued",
    "tokens":{"access":"an-access-token","refresh":"a-refresh-token","issued":1,"expires":2,"generation":3},
    "attempt":{"bridge":"001788fffe000002","before":["a-key","another-key"],"reported":true}"#;
const TOKENS_BROUGHT: &str = r#""state":"tokens_issued","tokens":{"refresh":"a-refresh-token","generation":0}"#;
const LINKED: &str = r#""state":"user_linked",
    "tokens":{"access":"an-access-token","refresh":"a-refresh-token","issued":1,"expires":2,"generation":GENERATION},
    "link":{"bridge":"001788fffe000003","key":"a-key","client_key":"a-client-key","adopted":true},
    "links":[{"key":"a-key-of-an-unknown-bridge"}]"#;
