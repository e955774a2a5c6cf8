//! Identifiers and tokens: SHA-256 of a seed and a counter, so that one seed always gives the same run.

use sha2::{Digest as _, Sha256};

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const URL_SAFE: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LOWER_HEX: &[u8] = b"0123456789abcdef";
const UPPER_HEX: &[u8] = b"0123456789ABCDEF";

pub(crate) struct Ids {
    seed: u64,
    counter: u64,
    codes: u64,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, counter: 0, codes: 0 }
    }

    /// 28 letters and digits, as access tokens of the first version's time.
    pub(crate) fn access_token(&mut self) -> String {
        self.text(ALPHANUMERIC, 28)
    }

    /// 32 letters and digits, as refresh tokens of the first version's time.
    pub(crate) fn refresh_token(&mut self) -> String {
        self.text(ALPHANUMERIC, 32)
    }

    /// The username of a bridge's user: 40 letters and digits.
    pub(crate) fn username(&mut self) -> String {
        self.text(ALPHANUMERIC, 40)
    }

    pub(crate) fn client_key(&mut self) -> String {
        self.text(UPPER_HEX, 32)
    }

    pub(crate) fn nonce(&mut self) -> String {
        self.text(LOWER_HEX, 32)
    }

    pub(crate) fn opaque(&mut self) -> String {
        self.text(URL_SAFE, 11)
    }

    /// Seven or eight characters that are safe in a URL; every fourth begins with a dash, as some real ones do.
    pub(crate) fn code(&mut self) -> String {
        self.codes += 1;
        let length = if self.codes % 2 == 0 { 8 } else { 7 };
        if self.codes % 4 == 0 { format!("-{}", self.text(URL_SAFE, length - 1)) } else { self.text(URL_SAFE, length) }
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let block = self.block();
            let room = length - text.len();
            text.extend(block.iter().take(room).filter_map(|byte| pick(alphabet, *byte)));
        }
        text
    }

    fn block(&mut self) -> [u8; 32] {
        self.counter += 1;
        let mut hash = Sha256::new();
        hash.update(b"hue-sim");
        hash.update(self.seed.to_be_bytes());
        hash.update(self.counter.to_be_bytes());
        hash.finalize().into()
    }
}

fn pick(alphabet: &[u8], byte: u8) -> Option<char> {
    alphabet.get(usize::from(byte) % alphabet.len()).map(|letter| char::from(*letter))
}

/// The identifier of a thing that keeps it for ever: a UUID of its names.
pub(crate) fn stable_uuid(names: &[&str]) -> String {
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        hash.update([0]);
    }
    let mut text = hex(hash.finalize().as_slice());
    text.truncate(32);
    for dash in [20, 16, 12, 8] {
        text.insert(dash, '-');
    }
    text
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_one_run() {
        let (mut one, mut same, mut other) = (Ids::new(1), Ids::new(1), Ids::new(2));
        let token = one.access_token();
        assert_eq!(token, same.access_token());
        assert_ne!(token, other.access_token());
        assert_ne!(token, one.access_token());
    }

    #[test]
    fn codes_have_the_published_shape() {
        let mut ids = Ids::new(1);
        let codes: Vec<String> = (0..100).map(|_| ids.code()).collect();
        assert!(codes.iter().all(|code| matches!(code.len(), 7 | 8)));
        assert!(codes.iter().all(|code| code.bytes().all(|byte| URL_SAFE.contains(&byte))));
        assert!(codes.iter().any(|code| code.starts_with('-')));
        assert!(codes.iter().any(|code| !code.starts_with('-')));
    }

    #[test]
    fn uuids_have_the_documented_pattern() {
        let id = stable_uuid(&["001788fffe23abcd", "light", "1"]);
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(id.bytes().all(|byte| byte == b'-' || LOWER_HEX.contains(&byte)));
        assert_eq!(id, stable_uuid(&["001788fffe23abcd", "light", "1"]));
    }
}
