//! The items of a reply that is spelled as bridges spell it, read one after another: to look first where each of them ends
//! costs a fifth as much as to read it.

use super::reply::Unparsed;
use alloc::vec::Vec;
use memchr::memmem;
use serde_json::Deserializer;
use serde_json::value::RawValue;

/// Reads each item by `quick` up to where it is likely to end, and where that is nothing, by `careful` up to where it does end.
/// `None`: the reply is spelled otherwise.
///
/// A likely end needs no proof beyond the reading: what begins where an item begins, and is one JSON object, is that item.
pub(super) fn read<'a, T>(
    body: &'a [u8],
    quick: impl Fn(&'a str) -> Option<T>,
    mut careful: impl FnMut(&'a RawValue, &mut Vec<Unparsed>) -> Option<T>,
) -> Option<(Vec<T>, Vec<Unparsed>)> {
    let body = core::str::from_utf8(body).ok()?.trim_end_matches(WHITE_SPACE);
    let all = body.strip_prefix(OPENING)?.strip_suffix(CLOSING)?;
    let mut ends = memmem::find_iter(all.as_bytes(), NEXT).map(|at| at + 1).peekable();
    let (mut items, mut unparsed) = (Vec::new(), Vec::new());
    let (mut rest, mut is_over) = (all, all.is_empty());
    while !is_over {
        // Each end is found once, however many items turn out to end before it.
        let here = all.len() - rest.len();
        while ends.next_if(|end| *end <= here).is_some() {}
        let likely = ends.peek().map_or(rest.len(), |end| end - here);
        let (item, after) = rest.split_at_checked(likely)?;
        rest = if let Some(item) = quick(item) {
            items.push(item);
            after
        } else {
            let (item, after) = exact(rest)?;
            items.extend(careful(item, &mut unparsed));
            after
        };
        is_over = rest.is_empty();
        if !is_over {
            rest = rest.strip_prefix(',')?;
        }
    }
    Some((items, unparsed))
}

/// Up to where the JSON ends.
fn exact(rest: &str) -> Option<(&RawValue, &str)> {
    let mut values = Deserializer::from_str(rest).into_iter();
    let item = values.next()?.ok()?;
    Some((item, rest.get(values.byte_offset()..)?.trim_start_matches(WHITE_SPACE)))
}

const OPENING: &str = r#"{"errors":[],"data":["#;
const NEXT: &[u8] = br#"},{"id":""#;
const CLOSING: &str = "]}";
/// RFC 8259 section 2.
const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::{String, ToString};
    use serde_json::Value;

    /// What is read, and how often it took care; quick is what reads objects with an id alone.
    fn check(data: &str, expected: Option<(&[&str], usize)>) {
        let body = alloc::format!("{OPENING}{data}{CLOSING}\n");
        let is_object = |text: &str| serde_json::from_str::<Value>(text).is_ok_and(|value| value.get("id").is_some());
        let mut careful = 0;
        let read = read(
            body.as_bytes(),
            |text| is_object(text).then(|| text.to_string()),
            |raw, _| {
                careful += 1;
                Some(raw.get().to_string())
            },
        );
        let read = read.map(|(items, _)| items);
        let (items, expected_careful) = expected.unzip();
        let items = items.map(|items| items.iter().map(|item| String::from(*item)).collect::<Vec<_>>());
        assert_eq!((read, careful), (items, expected_careful.unwrap_or(careful)), "{data}");
    }

    #[test]
    fn items_end_where_their_json_ends() {
        check("", Some((&[], 0)));
        check(r#"{"id":"1"}"#, Some((&[r#"{"id":"1"}"#], 0)));
        check(r#"{"id":"1"},{"id":"2"}"#, Some((&[r#"{"id":"1"}"#, r#"{"id":"2"}"#], 0)));
        // Neither a list of things with ids nor a text that looks like one is an end.
        let (list, text) = (r#"{"id":"1","all":[{"id":"a"},{"id":"b"}]}"#, r#"{"id":"1","name":"},{\"id\":\""}"#);
        check(&alloc::format!("{list},{text}"), Some((&[list, text], 1)));
        // White space goes with the item, for which it means nothing.
        check(r#"7,{"id":"1"} , {"id":"2"}"#, Some((&["7", r#"{"id":"1"}"#, r#" {"id":"2"}"#], 2)));
    }

    /// Of very many, not one of which ends as bridges write it, each is looked at once: this would take minutes.
    #[test]
    fn many_items_take_no_longer_each() {
        let data = alloc::vec!["7"; 300_000].join(",");
        let body = alloc::format!("{OPENING}{data}{CLOSING}");
        let (items, _) = read(body.as_bytes(), |_| None, |raw, _| Some(raw.get().len())).unwrap();
        assert_eq!(items.len(), 300_000);
    }

    #[test]
    fn what_is_spelled_otherwise_is_left_alone() {
        for data in [
            ",",
            r#"{"id":"1"},"#,
            r#",{"id":"1"}"#,
            r#"{"id":"1"}{"id":"2"}"#,
            r#"{"id":"1"}],"more":["#,
            "{",
            r#"{"id":"1"},{"id":"#,
        ] {
            check(data, None);
        }
        for body in [
            &b"{}"[..],
            b"",
            br#"{"data":[],"errors":[]}"#,
            br#"{"errors":[],"data":[]"#,
            b"{\"errors\":[],\"data\":[\"\xff\"]}",
        ] {
            assert!(read(body, |_| Some(()), |_, _| Some(())).is_none());
        }
    }
}
