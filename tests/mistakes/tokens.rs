//! Holds a renewal before there are tokens.

use hue_proto::{HasTokens, Session, Unauthorized};

fn early(session: Session<Unauthorized>) {
    keep(session); //~ holds no tokens
}

fn keep<S: HasTokens>(_: Session<S>) {}
//~ `redeem()` the code
