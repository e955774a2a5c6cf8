//! A key in the keychain of the operating system.

mod error;

pub use error::KeychainError;

use super::Key;
use crate::file::File;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use error::Problem;
use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi as _;
use std::sync::OnceLock;
use zeroize::Zeroizing;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(windows)]
use windows_native_keyring_store::Store;
#[cfg(all(unix, not(target_vendor = "apple")))]
use zbus_secret_service_keyring_store::Store;

pub(super) struct Keychain {
    service: Box<str>,
    user: Box<str>,
    key: OnceLock<Key>,
}

impl Keychain {
    /// Asks the keychain at once: a user who has to unlock it does so now.
    pub(super) fn open(service: &str, user: &str) -> Result<Self, KeychainError> {
        let keychain = Self { service: service.into(), user: user.into(), key: OnceLock::new() };
        keychain.to_open()?;
        Ok(keychain)
    }

    /// `None`: there is none. One that opens nothing is not made.
    pub(super) fn to_open(&self) -> Result<Option<Key>, KeychainError> {
        self.load().map_err(|problem| self.error(problem))
    }

    /// The key, made where there is none.
    pub(super) fn to_seal(&self) -> Result<Key, KeychainError> {
        self.load_or_create().map_err(|problem| self.error(problem))
    }

    fn load(&self) -> Result<Option<Key>, Problem> {
        if let Some(key) = self.key.get() {
            return Ok(Some(key.clone()));
        }
        let found = self.entry(&self.user).and_then(|entry| read(&entry))?;
        Ok(found.map(|key| self.key.get_or_init(|| key).clone()))
    }

    /// A keychain has no way to add what is not there yet: it replaces. So programs take turns, by a lock among the user's
    /// files. What counts is what is there afterwards.
    fn load_or_create(&self) -> Result<Key, Problem> {
        if let Some(key) = self.load()? {
            return Ok(key);
        }
        let _lock = File::in_home("hue-store").and_then(|file| file.lock("keychain")).map_err(Problem::Turn)?;
        self.unlock()?;
        if let Some(key) = self.load()? {
            return Ok(key);
        }
        let mut key = Key::default();
        getrandom::fill(&mut *key).map_err(|error| Problem::Failed(error.to_string()))?;
        // As text: some keychains hold nothing else.
        self.entry(&self.user)?.set_password(&Zeroizing::new(STANDARD.encode(*key))).map_err(Problem::from_keyring)?;
        match self.load()? {
            Some(kept) if kept == key => Ok(kept),
            _ => Err(Problem::NotKept),
        }
    }

    /// Some keychains show nothing of what they hold while they are locked. They are unlocked to take something.
    fn unlock(&self) -> Result<(), Problem> {
        let trial = self.entry(&format!("{} (trial)", self.user))?;
        trial.set_password("trial").and_then(|()| trial.delete_credential()).map_err(Problem::from_keyring)
    }

    fn entry(&self, user: &str) -> Result<Entry, Problem> {
        let entry = Store::new().and_then(|store| store.build(&self.service, user, None));
        entry.map_err(Problem::from_keyring)
    }

    fn error(&self, problem: Problem) -> KeychainError {
        KeychainError::new(&self.service, &self.user, problem)
    }
}

fn read(entry: &Entry) -> Result<Option<Key>, Problem> {
    let text = match entry.get_password() {
        Ok(text) => Zeroizing::new(text),
        Err(keyring_core::Error::NoEntry) => return Ok(None),
        Err(error) => return Err(Problem::from_keyring(error)),
    };
    let bytes = STANDARD.decode(text.trim_ascii()).map(Zeroizing::new).map_err(|_| Problem::NoKey)?;
    let mut key = Key::default();
    if bytes.len() != key.len() {
        return Err(Problem::NoKey);
    }
    key.copy_from_slice(&bytes);
    Ok(Some(key))
}
