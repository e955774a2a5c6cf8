//! JSON for people.

/// A line for each thing that stands in it. Nothing but white space is changed: keys keep their order, numbers their digits.
pub(crate) fn pretty(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    for letter in json.chars() {
        if is_string {
            text.push(letter);
            is_string = letter != '"' || is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            continue;
        }
        match letter {
            ' ' | '\t' | '\n' | '\r' => {}
            ':' => text.push_str(": "),
            ',' => {
                text.push(letter);
                break_line(&mut text, depth);
            }
            '{' | '[' => {
                text.push(letter);
                depth += 1;
                break_line(&mut text, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                let is_empty = text.trim_end().ends_with(['{', '[']);
                text.truncate(text.trim_end().len());
                if !is_empty {
                    break_line(&mut text, depth);
                }
                text.push(letter);
            }
            _ => {
                is_string = letter == '"';
                text.push(letter);
            }
        }
    }
    text
}

fn break_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn nothing_but_white_space_changes() {
        let check = |json: &str| {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(pretty(json), serde_json::to_string_pretty(&value).unwrap(), "{json}");
        };
        check(r#"{"a":[1,{"b":null}],"c":{}, "d" : [ ] ,"e":[[]]}"#);
        check(r#"["{,}: \\\" [", "\\\\", "ü  \u0041"]"#.replace("\\u0041", "A").as_str());
        check("[\r\n\t1,\r\n\t2\r\n]");
        check("\"alone\"");
        check("-1.5");
        // What a reading of it would lose.
        assert_eq!(
            pretty(r#"{"b":1.0000000000000000001,"a":1e400,"a":2}"#),
            "{\n  \"b\": 1.0000000000000000001,\n  \"a\": 1e400,\n  \"a\": 2\n}"
        );
    }
}
