//! Accounts as names of files.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// `None` where it would be none: empty, or too long for a file system.
pub(super) fn of(account: &str) -> Option<String> {
    let name = utf8_percent_encode(account, &ENCODED).to_string();
    (!name.is_empty() && name.len() <= LONGEST).then_some(name)
}

/// The account of a name that [`of`] has made.
pub(super) fn account(name: &str) -> Option<String> {
    let account = percent_decode_str(name).decode_utf8().ok()?.into_owned();
    (of(&account).as_deref() == Some(name)).then_some(account)
}

/// Capitals too: some file systems do not tell them from small letters.
const ENCODED: AsciiSet = capitals(NON_ALPHANUMERIC.remove(b'-').remove(b'_'));
const LONGEST: usize = 200;

const fn capitals(set: AsciiSet) -> AsciiSet {
    let (mut set, mut letter) = (set, b'A');
    while letter <= b'Z' {
        set = set.add(letter);
        letter += 1;
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_has_a_file_of_its_own_in_the_folder() {
        for (name, file) in [
            ("home", "home"),
            ("Home", "%48ome"),
            ("../../etc/passwd", "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd"),
            ("ann@example.com", "ann%40example%2Ecom"),
            (".", "%2E"),
            ("ü\0", "%C3%BC%00"),
        ] {
            assert_eq!(of(name).as_deref(), Some(file));
            assert_eq!(account(file).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert_eq!(of(""), None);
        assert_eq!(of(&"a".repeat(201)), None);
        for stray in ["", "Home", "%48OME", "%2e", "a b", "%", "%FF"] {
            assert_eq!(account(stray), None, "{stray}");
        }
    }
}
