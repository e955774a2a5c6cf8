//! Error bodies, in every form that Hue's cloud and bridges are known to use, and in none.

use crate::error::{BridgeError, Refusal};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use serde_json::Value;
use url::form_urlencoded::byte_serialize;

/// What the body of a reply says of its failure.
#[derive(Debug, PartialEq)]
pub(crate) enum ErrorBody {
    /// An OAuth error (RFC 6749 section 5.2), a gateway's fault or a legacy error.
    Words(Refusal),
    /// The errors of a bridge, of either API version; never none.
    Bridge(BridgeError),
    /// Nothing but white space.
    Empty,
    /// A page, a text, or JSON of another shape. It is not kept.
    Other,
}

impl ErrorBody {
    /// Tries the forms in the order in which they are told apart. `secrets` are blotted out of what is kept.
    pub(crate) fn read(status: u16, body: &[u8], secrets: &[&str]) -> Self {
        if body.trim_ascii().is_empty() {
            return Self::Empty;
        }
        let Ok(json) = serde_json::from_slice::<Value>(body) else { return Self::Other };
        let clean = |text: &str| clean(text, secrets);
        oauth(&json, &clean)
            .or_else(|| fault(&json, &clean))
            .or_else(|| legacy(&json, &clean))
            .map(Self::Words)
            .or_else(|| bridge_v1(&json, status, &clean).or_else(|| bridge_v2(&json, status, &clean)).map(Self::Bridge))
            .unwrap_or(Self::Other)
    }

    /// Hue's words, where it was one of the forms that have them.
    pub(crate) fn into_words(self) -> Option<Refusal> {
        match self {
            Self::Words(refusal) => Some(refusal),
            Self::Bridge(error) => Some(Refusal::new("bridge", Some(error.description))),
            Self::Empty | Self::Other => None,
        }
    }
}

/// Text from the wire as an error may hold it: one line, no control characters, not endless, and no secret of ours.
pub(crate) fn clean(text: &str, secrets: &[&str]) -> Box<str> {
    let mut kept = String::from(text);
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET) {
        kept = kept.replace(secret, "[secret]");
        // As it stands in a form.
        let encoded: String = byte_serialize(secret.as_bytes()).collect();
        kept = kept.replace(&encoded, "[secret]");
    }
    kept.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST).collect::<String>().into()
}

type Clean<'a> = dyn Fn(&str) -> Box<str> + 'a;

/// `{"error":"..","error_description":".."}`
fn oauth(json: &Value, clean: &Clean<'_>) -> Option<Refusal> {
    let error = json.get("error")?.as_str()?;
    Some(Refusal::new(clean(error), json.get("error_description").and_then(Value::as_str).map(clean)))
}

/// `{"fault":{"faultstring":"..","detail":{"errorcode":".."}}}`
fn fault(json: &Value, clean: &Clean<'_>) -> Option<Refusal> {
    let fault = json.get("fault")?;
    let words = fault.get("faultstring").and_then(Value::as_str);
    let code = fault.get("detail").and_then(|detail| detail.get("errorcode")).and_then(Value::as_str);
    Some(Refusal::new(clean(code.unwrap_or("fault")), words.map(clean)))
}

/// `{"ErrorCode":"..","Error":".."}`
fn legacy(json: &Value, clean: &Clean<'_>) -> Option<Refusal> {
    let code = json.get("ErrorCode")?.as_str()?;
    Some(Refusal::new(clean(code), json.get("Error").and_then(Value::as_str).map(clean)))
}

/// `[{"error":{"type":1,"address":"/","description":".."}}]`
fn bridge_v1(json: &Value, status: u16, clean: &Clean<'_>) -> Option<BridgeError> {
    json.as_array()?.iter().find_map(|item| super::bridge::error_item(item, status, clean))
}

/// `{"errors":[{"description":".."}]}`
fn bridge_v2(json: &Value, status: u16, clean: &Clean<'_>) -> Option<BridgeError> {
    let all: Vec<&str> =
        json.get("errors")?.as_array()?.iter().filter_map(|error| error.get("description")?.as_str()).collect();
    let description = (!all.is_empty()).then(|| clean(&all.join("; ")))?;
    Some(BridgeError { status, kind: None, address: None, description })
}

/// What is shorter would blot out ordinary words.
const SHORTEST_SECRET: usize = 4;
const LONGEST: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &ErrorBody) {
        assert_eq!(&ErrorBody::read(400, body.as_bytes(), &["s3cret"]), expected, "{body}");
    }

    fn words(error: &str, description: Option<&str>) -> ErrorBody {
        ErrorBody::Words(Refusal::new(error, description.map(Into::into)))
    }

    #[test]
    fn every_form_is_told_apart() {
        check(
            r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#,
            &words("invalid_client", Some("Client authentication failed.")),
        );
        check(r#"{"error":"invalid_grant"}"#, &words("invalid_grant", None));
        check(
            r#"{"fault":{"faultstring":"Duplicate Header \"content-type\"","detail":{"errorcode":"protocol.http.DuplicateHeader"}}}"#,
            &words("protocol.http.DuplicateHeader", Some("Duplicate Header \"content-type\"")),
        );
        check(r#"{"fault":{}}"#, &words("fault", None));
        check(
            r#"{"ErrorCode" : "invalid_request", "Error" :"The request is missing required parameters."}"#,
            &words("invalid_request", Some("The request is missing required parameters.")),
        );
        let bridge = |kind, address: Option<&str>, description: &str| {
            ErrorBody::Bridge(BridgeError {
                status: 400,
                kind,
                address: address.map(Into::into),
                description: description.into(),
            })
        };
        check(
            r#"[{"success":{}},{"error":{"type":"7","address":"/lights/1","description":"invalid value"}}]"#,
            &bridge(Some(7), Some("/lights/1"), "invalid value"),
        );
        check(r#"{"errors":[{"description":"a"},{"description":"b"}],"data":[]}"#, &bridge(None, None, "a; b"));
        check(" \r\n", &ErrorBody::Empty);
        for other in ["Unauthorized", "<html>429</html>", "{}", "[]", r#"{"errors":[]}"#, r#"{"error":7}"#, "\u{fffd}"]
        {
            check(other, &ErrorBody::Other);
        }
    }

    #[test]
    fn what_is_kept_is_harmless() {
        check(r#"{"error":"no s3cret\u001b[2J\n"}"#, &words("no [secret] [2J ", None));
        let long = clean(&"x".repeat(5000), &[]);
        assert_eq!(long.len(), LONGEST);
        assert_eq!(&*clean("a word", &["", "a"]), "a word");
    }
}
