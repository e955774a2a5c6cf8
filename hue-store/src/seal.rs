//! Encryption of what is stored.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

type Key = Zeroizing<[u8; 32]>;
pub(crate) type Salt = [u8; 16];

/// How records are sealed: XChaCha20-Poly1305, bound to the account, by a key of 32 bytes.
///
/// Whoever can read a sealed record learns its length and when it changed, and nothing else; whoever changes it, or puts one
/// account's in the place of another's, is noticed when it is loaded. Nothing prevents an old record from being put back.
#[derive(Clone)]
pub struct Seal(Arc<Source>);

enum Source {
    Key(Key),
    Passphrase {
        passphrase: Zeroizing<Box<str>>,
        /// By their salts: deriving one takes a while.
        keys: Mutex<BTreeMap<Salt, Key>>,
    },
}

/// What stands in an envelope beside the account.
pub(crate) struct Sealed {
    /// Tells a wrong key from a damaged record.
    pub(crate) key_id: [u8; 8],
    /// Where the key comes from a passphrase.
    pub(crate) salt: Option<Salt>,
    pub(crate) nonce: [u8; 24],
    pub(crate) text: Vec<u8>,
}

/// Why a seal does not open.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotOpened {
    WrongKey,
    Damaged,
}

impl Seal {
    /// By a key that the program keeps elsewhere: 32 unpredictable bytes.
    pub fn with_key(key: [u8; 32]) -> Self {
        Self(Arc::new(Source::Key(Zeroizing::new(key))))
    }

    /// By a key that is derived from a passphrase (Argon2id, 19 MiB, two passes), with a salt that stands beside what is
    /// sealed.
    pub fn with_passphrase(passphrase: &str) -> Self {
        let passphrase = Zeroizing::new(passphrase.into());
        Self(Arc::new(Source::Passphrase { passphrase, keys: Mutex::default() }))
    }

    /// `account` is what it is bound to. Fails where the system gives no random numbers, or not the memory for a passphrase.
    pub(crate) fn seal(&self, account: &str, plain: &[u8]) -> io::Result<Sealed> {
        let salt = self.salt()?;
        let key = self.key(salt)?;
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: plain, aad: &bound(account) };
        let text = XChaCha20Poly1305::new((&*key).into()).encrypt(&XNonce::from(nonce), payload);
        let text = text.map_err(|_| io::Error::other("a record that is too long to be sealed"))?;
        Ok(Sealed { key_id: key_id(&key), salt, nonce, text })
    }

    pub(crate) fn open(&self, account: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let is_derived = matches!(*self.0, Source::Passphrase { .. });
        if is_derived != sealed.salt.is_some() {
            return Err(NotOpened::WrongKey);
        }
        let key = self.key(sealed.salt).map_err(|_| NotOpened::WrongKey)?;
        if key_id(&key) != sealed.key_id {
            return Err(NotOpened::WrongKey);
        }
        let payload = Payload { msg: &sealed.text, aad: &bound(account) };
        let plain = XChaCha20Poly1305::new((&*key).into()).decrypt(&XNonce::from(sealed.nonce), payload);
        plain.map(Zeroizing::new).map_err(|_| NotOpened::Damaged)
    }

    /// One that is known, or the first.
    fn salt(&self) -> io::Result<Option<Salt>> {
        let Source::Passphrase { keys, .. } = &*self.0 else { return Ok(None) };
        if let Some(salt) = lock(keys).keys().next() {
            return Ok(Some(*salt));
        }
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)?;
        Ok(Some(salt))
    }

    fn key(&self, salt: Option<Salt>) -> io::Result<Key> {
        let (passphrase, keys, salt) = match (&*self.0, salt) {
            (Source::Key(key), _) => return Ok(key.clone()),
            (Source::Passphrase { passphrase, keys }, salt) => (passphrase, keys, salt.unwrap_or_default()),
        };
        if let Some(key) = lock(keys).get(&salt) {
            return Ok(key.clone());
        }
        let mut key = Key::default();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT);
        argon2.hash_password_into(passphrase.as_bytes(), &salt, &mut *key).map_err(io::Error::other)?;
        lock(keys).insert(salt, key.clone());
        Ok(key)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(..)")
    }
}

/// What a record is bound to: another account's, or another program's, does not open.
fn bound(account: &str) -> Vec<u8> {
    [b"hue-store 1\0", account.as_bytes()].concat()
}

fn key_id(key: &Key) -> [u8; 8] {
    let hash: [u8; 32] = Sha256::new().chain_update("hue-store key id\0").chain_update(**key).finalize().into();
    let [id @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = hash;
    id
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
