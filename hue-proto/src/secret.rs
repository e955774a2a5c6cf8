//! One newtype per secret, so that none is logged, compared or sent by accident.

use alloc::boxed::Box;
use core::fmt;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroize as _;

macro_rules! secret {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        ///
        /// `Debug` is redacted, memory is zeroed on drop, and [`expose`](Self::expose) is the only way to the text.
        #[derive(Clone)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes ownership of the plain text.
            pub fn new(plain: impl Into<Box<str>>) -> Self {
                Self(plain.into())
            }

            /// Hands out the plain text.
            pub fn expose(&self) -> &str {
                &self.0
            }

            /// Compares in a time that depends on the lengths alone.
            pub fn matches(&self, other: &str) -> bool {
                self.0.as_bytes().ct_eq(other.as_bytes()).into()
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

secret! {
    /// The secret half of an application registered at the Hue portal.
    ClientSecret;
    /// Proof, good once and for about ten minutes, that the user said yes.
    AuthorizationCode;
    /// Opens the remote API for about a week.
    AccessToken;
    /// Buys the next pair of tokens, once.
    RefreshToken;
    /// The whitelist entry ("username") that a bridge hands out when linked. It opens the bridge locally and remotely.
    ApplicationKey;
    /// The pre-shared key, 32 hexadecimal digits, that opens the entertainment stream on the local network.
    ClientKey;
    /// The `state` that ties a redirect to the browser that was sent away (RFC 6749 section 10.12).
    CsrfState;
    /// Proves that whoever redeems the code is whoever asked for it (RFC 7636).
    PkceVerifier;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_nothing() {
        assert_eq!(alloc::format!("{:?}", RefreshToken::new("plain")), "RefreshToken(..)");
    }

    #[test]
    fn comparison_wants_the_whole_text() {
        let state = CsrfState::new("abc");
        assert!(state.matches("abc"));
        assert!(!state.matches("abd"));
        assert!(!state.matches("ab"));
        assert!(!state.matches(""));
    }
}
