//! Names and values, for a person.

use hue_blocking::url::Url;
use jiff::Timestamp;
use serde_json::Value;

type Rows = Vec<(String, String)>;

/// What a secret is shown as.
pub(super) fn length(secret: &str) -> String {
    format!("({} characters)", secret.chars().count())
}

/// The parameters of the authorise address that differ from login to login, by their length.
pub(super) fn query(url: &Url) -> Rows {
    let drawn = url.query_pairs().filter(|(name, _)| !DULL.contains(&&**name));
    drawn.map(|(name, value)| (name.into_owned(), length(&value))).collect()
}

/// A JSON document as rows, one for each field. A field with fields of its own may go over several rows.
pub(super) fn fields(document: &Value) -> Rows {
    let mut rows = Rows::new();
    for (name, value) in document.as_object().into_iter().flatten() {
        let mut name = name.as_str();
        for line in joined(parts(value)) {
            rows.push((std::mem::take(&mut name).to_owned(), line));
        }
    }
    rows
}

fn parts(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| format!("{name} {}", shown(name, value))).collect(),
        Value::Array(items) => items.iter().flat_map(parts).collect(),
        other => vec![shown("", other)],
    }
}

fn shown(name: &str, value: &Value) -> String {
    let millis = value.as_i64().filter(|_| matches!(name, "issued" | "expires"));
    match (millis.and_then(|millis| Timestamp::from_millisecond(millis).ok()), value) {
        (Some(date), _) => format!("{date:.0}"),
        (None, Value::String(text)) => text.clone(),
        (None, other) => other.to_string(),
    }
}

/// With commas, in lines that a terminal can hold.
fn joined(parts: Vec<String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.len() + part.len() < WIDTH => *line = format!("{line}, {part}"),
            _ => lines.push(part),
        }
    }
    lines
}

const DULL: [&str; 4] = ["client_id", "response_type", "redirect_uri", "code_challenge_method"];
const WIDTH: usize = 72;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_become_rows() {
        let long = "x".repeat(WIDTH);
        let rows =
            fields(&json!({"a": 1, "b": {"c": "d", "e": long, "issued": 1_767_225_600_123_u64}, "f": [{"g": 1}]}));
        let rows: Vec<(&str, &str)> = rows.iter().map(|(name, value)| (&**name, &**value)).collect();
        let long = format!("e {long}");
        assert_eq!(rows, [("a", "1"), ("b", "c d"), ("", &long), ("", "issued 2026-01-01T00:00:00Z"), ("f", "g 1")]);
    }

    #[test]
    fn what_is_drawn_for_one_login_is_not_shown() {
        let url =
            Url::parse("https://a/?client_id=me&response_type=code&state=CANARY&code_challenge=CANARY&new=CANARY")
                .unwrap();
        let rows = query(&url);
        assert_eq!(rows.len(), 3);
        assert!(!format!("{rows:?}").contains("CANARY"));
    }
}
