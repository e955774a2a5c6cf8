//! Keys from a passphrase.

use super::Key;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

pub(super) struct Passphrase {
    passphrase: Zeroizing<Box<str>>,
    /// Deriving one takes a while. Only those that have opened something or are our own: what stands beside a record can be
    /// anybody's, such as a salt for which somebody has tried all words already.
    keys: Mutex<BTreeMap<Derivation, Key>>,
}

/// How a key comes from a passphrase, by Argon2id. It stands beside what is sealed, so that other costs can be chosen later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Derivation {
    pub(crate) costs: Costs,
    pub(crate) salt: [u8; 16],
}

/// `memory` in KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Costs {
    pub(crate) memory: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
}

impl Passphrase {
    pub(super) fn new(passphrase: &str) -> Self {
        Self { passphrase: Zeroizing::new(passphrase.into()), keys: Mutex::default() }
    }

    /// One that is known, or a new one.
    pub(super) fn to_seal(&self) -> io::Result<(Derivation, Key)> {
        let known =
            self.keys().iter().find(|(known, _)| known.costs == COSTS).map(|(known, key)| (*known, key.clone()));
        if let Some(known) = known {
            return Ok(known);
        }
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)?;
        let derivation = Derivation { costs: COSTS, salt };
        let key = self.key(derivation)?;
        self.opened(derivation, key.clone());
        Ok((derivation, key))
    }

    pub(super) fn key(&self, derivation: Derivation) -> io::Result<Key> {
        if let Some(key) = self.keys().get(&derivation) {
            return Ok(key.clone());
        }
        let mut key = Key::default();
        let Costs { memory, passes, lanes } = derivation.costs;
        let params = Params::new(memory, passes, lanes, Some(key.len())).map_err(io::Error::other)?;
        let mut blocks = Zeroizing::new(vec![Block::default(); params.block_count()]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let (passphrase, salt) = (self.passphrase.as_bytes(), &derivation.salt);
        argon2.hash_password_into_with_memory(passphrase, salt, &mut *key, &mut **blocks).map_err(io::Error::other)?;
        Ok(key)
    }

    /// The key is the right one.
    pub(super) fn opened(&self, derivation: Derivation, key: Key) {
        self.keys().insert(derivation, key);
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<Derivation, Key>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Costs {
    /// What a reader takes: whoever can write a record must not make us use all memory, or all day.
    pub(crate) fn is_bearable(self) -> bool {
        let Self { memory, passes, lanes } = self;
        memory <= 256 * 1024 && (1..=16).contains(&passes) && (1..=16).contains(&lanes) && memory >= 8 * lanes
    }
}

/// What we seal with. OWASP's first choice, and Argon2's default of today.
const COSTS: Costs = Costs { memory: 19 * 1024, passes: 2, lanes: 1 };
