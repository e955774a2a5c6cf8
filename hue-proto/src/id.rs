//! Which bridge.

use alloc::boxed::Box;
use core::fmt;

/// A bridge's id: 16 hexadecimal digits, such as `001788fffe123456`, kept in lower case.
///
/// Bridges print it in either case; two spellings of one id are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BridgeId(Box<str>);

impl BridgeId {
    /// `None` unless the text is 16 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| Self(text.to_ascii_lowercase().into()))
    }

    /// The 16 digits, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BridgeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_anything_else_is_refused() {
        assert_eq!(BridgeId::parse("001788FFFE123456"), BridgeId::parse("001788fffe123456"));
        for wrong in ["", "001788fffe12345", "001788fffe1234567", "001788fffe12345g", "../../etc/passwd"] {
            assert_eq!(BridgeId::parse(wrong), None, "{wrong}");
        }
    }
}
