//! Encryption of what is stored.

#[cfg(feature = "keychain")]
mod keychain;
mod passphrase;

#[cfg(feature = "keychain")]
pub use keychain::KeychainError;
pub(crate) use passphrase::{Costs, Derivation};

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use passphrase::Passphrase;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::io;
use std::sync::Arc;
use zeroize::Zeroizing;

type Key = Zeroizing<[u8; 32]>;

/// How records are sealed: XChaCha20-Poly1305, bound to the account, by a key of 32 bytes.
///
/// Whoever can read a sealed record learns its length and when it changed, and nothing else; whoever changes it, or puts one
/// account's in the place of another's, is noticed when it is loaded. Nothing prevents an old record from being put back.
#[derive(Clone)]
pub struct Seal(Arc<Source>);

enum Source {
    Key(Key),
    Passphrase(Passphrase),
    #[cfg(feature = "keychain")]
    Keychain(keychain::Keychain),
}

/// What stands in an envelope beside the account.
pub(crate) struct Sealed {
    /// Tells a wrong key from a damaged record.
    pub(crate) key_id: [u8; 8],
    /// Where the key comes from a passphrase.
    pub(crate) derivation: Option<Derivation>,
    pub(crate) nonce: [u8; 24],
    pub(crate) text: Vec<u8>,
}

/// Why a seal does not open.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotOpened {
    WrongKey,
    Damaged,
    /// The keychain has none, or does not give it.
    #[cfg(feature = "keychain")]
    NoKey,
}

impl Seal {
    /// By a key that the program keeps elsewhere: 32 unpredictable bytes.
    pub fn with_key(key: [u8; 32]) -> Self {
        Self(Arc::new(Source::Key(Zeroizing::new(key))))
    }

    /// By a key that is derived from a passphrase (Argon2id, 19 MiB, two passes), with a salt that stands beside what is
    /// sealed. The first record that is read or written takes a while longer.
    pub fn with_passphrase(passphrase: &str) -> Self {
        Self(Arc::new(Source::Passphrase(Passphrase::new(passphrase))))
    }

    /// By a key in the keychain of the operating system: the user's keychain on macOS, the Credential Manager on Windows,
    /// elsewhere the Secret Service. There it is called by the names of a service and a user, such as those of the program and
    /// of the store.
    ///
    /// Fails where the keychain cannot be reached, or stays locked; its user may be asked to unlock it, so this waits. Where
    /// there is no key, it is made when the first record is sealed, one for all programs of this user that begin at the same
    /// time; never when one is opened: a sealed record whose key has gone from the keychain is
    /// [`Unreadable::NoKey`](crate::Unreadable::NoKey), and stays.
    #[cfg(feature = "keychain")]
    pub fn from_keychain(service: &str, user: &str) -> Result<Self, KeychainError> {
        keychain::Keychain::open(service, user).map(|keychain| Self(Arc::new(Source::Keychain(keychain))))
    }

    /// By the very key that a passphrase gives.
    #[cfg(test)]
    pub(crate) fn derived(passphrase: &str, derivation: Derivation) -> Self {
        Self(Arc::new(Source::Key(Passphrase::new(passphrase).key(derivation).unwrap())))
    }

    /// `account` is what it is bound to. Fails where the system gives no random numbers, or the keychain no
    /// key.
    pub(crate) fn seal(&self, account: &str, plain: &[u8]) -> io::Result<Sealed> {
        let (derivation, key) = match &*self.0 {
            Source::Key(key) => (None, key.clone()),
            Source::Passphrase(passphrase) => passphrase.to_seal().map(|(derivation, key)| (Some(derivation), key))?,
            #[cfg(feature = "keychain")]
            Source::Keychain(keychain) => (None, keychain.to_seal().map_err(io::Error::other)?),
        };
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: plain, aad: &bound(account) };
        let text = XChaCha20Poly1305::new((&*key).into()).encrypt(&XNonce::from(nonce), payload);
        let text = text.map_err(|_| io::Error::other("a record that is too long to be sealed"))?;
        Ok(Sealed { key_id: key_id(&key), derivation, nonce, text })
    }

    pub(crate) fn open(&self, account: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let key = match (&*self.0, sealed.derivation) {
            (Source::Key(key), None) => key.clone(),
            (Source::Passphrase(passphrase), Some(derivation)) => {
                passphrase.key(derivation).map_err(|_| NotOpened::WrongKey)?
            }
            #[cfg(feature = "keychain")]
            (Source::Keychain(keychain), None) => match keychain.to_open() {
                Ok(Some(key)) => key,
                Ok(None) | Err(_) => return Err(NotOpened::NoKey),
            },
            _ => return Err(NotOpened::WrongKey),
        };
        if key_id(&key) != sealed.key_id {
            return Err(NotOpened::WrongKey);
        }
        let payload = Payload { msg: &sealed.text, aad: &bound(account) };
        let plain = XChaCha20Poly1305::new((&*key).into()).decrypt(&XNonce::from(sealed.nonce), payload);
        let plain = plain.map(Zeroizing::new).map_err(|_| NotOpened::Damaged)?;
        if let (Source::Passphrase(passphrase), Some(derivation)) = (&*self.0, sealed.derivation) {
            passphrase.opened(derivation, key);
        }
        Ok(plain)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(..)")
    }
}

/// What a record is bound to: another account's, or another program's, does not open. The same in every version.
fn bound(account: &str) -> Vec<u8> {
    [b"hue-store 1\0", account.as_bytes()].concat()
}

fn key_id(key: &Key) -> [u8; 8] {
    let hash: [u8; 32] = Sha256::new().chain_update("hue-store key id\0").chain_update(**key).finalize().into();
    let [id @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = hash;
    id
}
