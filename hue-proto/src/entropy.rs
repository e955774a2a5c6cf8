//! Randomness, as the core sees it: a value that callers bring and a machine spends.

use alloc::string::String;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use core::fmt;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize as _;

/// 32 unpredictable bytes, spent by the call they are given to: neither `Clone` nor `Copy`.
pub struct Entropy([u8; 32]);

impl Entropy {
    /// Bytes from the operating system's generator. Never a constant, outside a test.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// 256 bits for each purpose, as 43 characters of base64url, unrelated to each other.
    pub(crate) fn spend<const N: usize>(self, purposes: [&str; N]) -> [String; N] {
        purposes.map(|purpose| self.derive(purpose))
    }

    /// 128 bits for the `n`th of a purpose.
    pub(crate) fn bytes(&self, purpose: &str, n: u64) -> [u8; 16] {
        let Self([bytes @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _]) = &self.child(purpose, n);
        *bytes
    }

    /// Entropy for the `n`th of a purpose, unrelated to any other.
    pub(crate) fn child(&self, purpose: &str, n: u64) -> Self {
        let hash = self.hash(purpose).chain_update(n.to_be_bytes());
        Self(hash.finalize().into())
    }

    fn derive(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.hash(purpose).finalize())
    }

    fn hash(&self, purpose: &str) -> Sha256 {
        Sha256::new().chain_update(purpose).chain_update([0]).chain_update(self.0)
    }
}

impl Drop for Entropy {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_unrelated_values_for_each_purpose() {
        let entropy = Entropy::from_bytes([7; 32]);
        assert_eq!(alloc::format!("{entropy:?}"), "Entropy(..)");
        let [state, verifier] = entropy.spend(["state", "verifier"]);
        assert_ne!(state, verifier);
        assert_eq!(state.len(), 43);
        assert_ne!([state], Entropy::from_bytes([8; 32]).spend(["state"]));
    }
}
