//! Rust text with its comments, its literals and its tests told apart from the rest.

use std::ops::Range;

/// One Rust file. Both texts are as long as the file, so lines count the same in each.
pub(super) struct Source {
    /// Comments and literals blanked.
    pub(super) code: String,
    /// Items behind `#[cfg(test)]` blanked too.
    pub(super) product: String,
    /// Lines that are not part of such an item.
    pub(super) product_lines: usize,
}

impl Source {
    pub(super) fn read(text: &str) -> Self {
        let code = blank(text, hidden_spans(text.as_bytes()));
        let tests = test_spans(&code);
        let mut start = 0;
        let starts = text.split_inclusive('\n').map(|line| {
            start += line.len();
            start - line.len()
        });
        let product_lines = starts.filter(|start| !tests.iter().any(|span| span.contains(start))).count();
        let product = blank(&code, tests);
        Self { code, product, product_lines }
    }
}

/// Identifiers, `::` and single other characters, each with its line.
pub(super) fn tokens(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (line, mut rest) in (1..).zip(code.lines()) {
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let length = if rest.starts_with("::") { 2 } else { word.max(first.len_utf8()) };
            let (token, tail) = rest.split_at(length);
            if !first.is_whitespace() {
                found.push((line, token));
            }
            rest = tail;
        }
    }
    found
}

/// Where `word` stands in `text` as a word of its own: the lines.
pub(super) fn lines_with_word(text: &str, word: &str) -> Vec<usize> {
    let whole = |line: &str| line.split(|c| !is_word(c)).any(|found| found == word);
    (1..).zip(text.lines()).filter(|(_, line)| whole(line)).map(|(number, _)| number).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn blank(text: &str, spans: Vec<Range<usize>>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in spans {
        for byte in bytes.get_mut(span).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hidden_spans(text: &[u8]) -> Vec<Range<usize>> {
    let (mut at, mut after_word, mut spans) = (0, false, Vec::new());
    while let Some((first, _)) = text.get(at..).and_then(<[u8]>::split_first) {
        let length = text.get(at..).map_or(0, |rest| hidden(rest, after_word));
        if length > 0 {
            spans.push(at..at + length);
        }
        after_word = length == 0 && is_word(char::from(*first));
        at += length.max(1);
    }
    spans
}

/// The length of the comment or literal that `rest` starts with; 0 when it starts with code.
fn hidden(rest: &[u8], after_word: bool) -> usize {
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => quoted(rest, b'"'),
        [b'\'', b'\\', ..] => quoted(rest, b'\''),
        [b'\'', ..] => character(rest),
        [b'r' | b'b' | b'c', ..] if !after_word => raw_string(rest),
        _ => 0,
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some([one, two]) = rest.get(at..at + 2) {
        match (one, two) {
            (b'/', b'*') => depth += 1,
            (b'*', b'/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut escaped = false;
    let end = rest.iter().skip(1).position(|&byte| {
        let ends = byte == quote && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(rest.len(), |end| end + 2)
}

/// One character and its closing quote, or a lifetime, which has none.
fn character(rest: &[u8]) -> usize {
    let end = rest.iter().skip(2).take(4).position(|&byte| byte == b'\'');
    let one = |end: &usize| {
        rest.get(1..end + 2).and_then(|c| std::str::from_utf8(c).ok()).is_some_and(|c| c.chars().count() == 1)
    };
    end.filter(one).map_or(0, |end| end + 3)
}

fn raw_string(rest: &[u8]) -> usize {
    let prefix = rest.iter().take(2).take_while(|byte| b"brc".contains(byte)).count();
    let hashes = rest.iter().skip(prefix).take_while(|&&byte| byte == b'#').count();
    let open = prefix + hashes;
    if rest.get(prefix - 1) != Some(&b'r') || rest.get(open) != Some(&b'"') {
        return 0;
    }
    let mut close = vec![b'"'];
    close.resize(hashes + 1, b'#');
    let body = rest.get(open + 1..).unwrap_or_default();
    let end = body.windows(close.len()).position(|window| window == close);
    end.map_or(rest.len(), |end| open + 1 + end + close.len())
}

/// The items behind `#[cfg(test)]`, from the attribute to the `;` or the brace that ends them.
fn test_spans(code: &str) -> Vec<Range<usize>> {
    let spans = code.match_indices("#[cfg(test)]").map(|(start, attribute)| {
        let from = start + attribute.len();
        let item = code.get(from..).unwrap_or_default();
        start..from + item_length(item)
    });
    spans.collect()
}

fn item_length(item: &str) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in item.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if depth < 0 || (depth == 0 && (byte == b'}' || byte == b';')) {
            return at + 1;
        }
    }
    item.len()
}

#[test]
fn comments_and_literals_are_not_code() {
    let check = |text: &str, code: &str| assert_eq!(Source::read(text).code, code, "{text}");
    check("a // b\nc", "a     \nc");
    check("a /* b /* c */ d */ e", "a                   e");
    check(r#"a("b \" c", 'd', '\'', b'e')"#, r"a(        ,    ,     , b   )");
    check(r##"a r#"b " c"# br"\" r#type"##, &format!("a {:10} {:5} r#type", "", ""));
    check("fn f<'a>(x: &'a str, y: &'static u8)", "fn f<'a>(x: &'a str, y: &'static u8)");
    check("'é' x 'ab", "     x 'ab");
}

#[test]
fn tests_are_not_the_product() {
    let read = Source::read("a\n#[cfg(test)]\nuse b::{c};\nd\n#[cfg(test)]\nmod tests {\n    fn e() {}\n}\n");
    assert_eq!(tokens(&read.product), [(1, "a"), (3, ";"), (4, "d")]);
    assert_eq!(read.product_lines, 2);
}
