//! `application/x-www-form-urlencoded`, read and written.

/// Parameters of a query or a form, in order.
#[derive(Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Lenient, as servers are: empty pairs are skipped, a name without `=` has an empty value.
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(
            text.split(|byte| *byte == b'&')
                .filter(|pair| !pair.is_empty())
                .map(|pair| {
                    let mut halves = pair.splitn(2, |byte| *byte == b'=');
                    let name = halves.next().unwrap_or_default();
                    let value = halves.next().unwrap_or_default();
                    (decode(name, true), decode(value, true))
                })
                .collect(),
        )
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_repeated(&self, name: &str) -> bool {
        self.0.iter().filter(|(key, _)| key == name).count() > 1
    }

    /// These, then those of `other`.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

/// Undoes percent-encoding; what is not one stays as it is, bytes that are no UTF-8 are replaced.
pub(crate) fn decode(text: &[u8], plus_is_space: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' if plus_is_space => bytes.push(b' '),
            b'%' => {
                if let Some((byte, after)) = hex_pair(after) {
                    bytes.push(byte);
                    rest = after;
                } else {
                    bytes.push(b'%');
                }
            }
            other => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(text: &[u8]) -> Option<(u8, &[u8])> {
    let (pair, after) = text.split_first_chunk::<2>()?;
    let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
    let byte = u8::try_from(high? * 16 + low?).ok()?;
    Some((byte, after))
}

/// Percent-encodes everything but unreserved characters, so that both kinds of decoding give `text` back.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&crate::ids::hex(&[byte]).to_ascii_uppercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_clients_send() {
        let params = Params::parse(b"?&code=%2Do3+8&empty=&bare&a=%zz&a=2%");
        assert_eq!(params.get("code"), Some("-o3 8"));
        assert_eq!(params.get("empty"), Some(""));
        assert_eq!(params.get("bare"), Some(""));
        assert_eq!(params.get("a"), Some("%zz"));
        assert!(params.is_repeated("a"));
        assert!(!params.is_repeated("code"));
        assert_eq!(params.get("other"), None);
    }

    #[test]
    fn encoding_comes_back() {
        for text in ["", "a b", "+", "%", "ä&=<>\"", "-o38tmz"] {
            let encoded = encode(text);
            assert_eq!(decode(encoded.as_bytes(), true), text);
            assert_eq!(decode(encoded.as_bytes(), false), text);
        }
    }
}
