//! Who renews stored credentials, and when it is safe: in one process, and across processes that share a store.
//!
//! A refresh token is good once, and what it buys must be on the disk before anybody uses it. So renewing over a store is a
//! machine of its own. It issues a [`Duty`] at a time: to load a [`Record`], to swap it, to send a request, to wait. Whoever
//! drives it brings a store that can load and compare-and-swap, a transport and a sleep, and decides nothing.
//!
//! What it holds to:
//!
//! - Whoever finds the token too old loads first, and adopts what another has renewed.
//! - Before anything is sent, an attempt is swapped into the record: lease and sent-mark in one. It is a length, not an
//!   instant. Whoever has seen the same [`Stamp`] for that long may take over, so no two clocks are ever compared; a holder that
//!   wakes up too late does not send ([`Dispatch::is_late`]).
//! - Renewed tokens are saved before anybody gets them. Where the record has moved meanwhile, the save is tried again for as
//!   long as the stored pair is the one that was spent: a holder that overslept still saves what it holds.
//! - A refusal is believed only after one lease's wait and another look. It erases nothing, and a later save clears it.
//! - Where no store takes what was renewed, the end is a [`Stop`] that holds it.
//! - Tokens and links are two parts of a record. Whoever writes one keeps the other as it is stored.
//!
//! ```
//! # use core::time::Duration;
//! # use hue_proto::keep::*;
//! # use hue_proto::*;
//! # fn send(_: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Delivery> { Err(Delivery::NotSent) }
//! # fn sleep(_: Duration) {}
//! # fn now() -> UnixTime { UnixTime::from_millis(0) }
//! # trait Store { fn load(&self) -> Option<Option<Record>>; fn swap(&self, expected: Option<Stamp>, new: &Record) -> Swapped; }
//! # fn monotonic() -> Duration { Duration::ZERO }
//! fn run(begin: Load, store: &impl Store) -> Result<AnySession, Stop> {
//!     let mut duty = Duty::Load(begin);
//!     let mut marked = monotonic();
//!     loop {
//!         duty = match duty {
//!             Duty::Load(load) => load.loaded(store.load(), now()),
//!             Duty::Swap(swap) => {
//!                 marked = monotonic();
//!                 let outcome = store.swap(swap.expected(), swap.record());
//!                 swap.swapped(outcome, now())
//!             }
//!             Duty::Send(dispatch) if dispatch.is_late(monotonic() - marked, now()) => dispatch.failed(Delivery::NotSent),
//!             Duty::Send(dispatch) => match send(dispatch.request()) {
//!                 Ok(reply) => dispatch.replied(reply, now()),
//!                 Err(delivery) => dispatch.failed(delivery),
//!             },
//!             Duty::Wait(delay, load) => {
//!                 sleep(delay);
//!                 Duty::Load(load)
//!             }
//!             Duty::Done(session) => return Ok(session),
//!             Duty::Stop(stop) => return Err(stop),
//!         }
//!     }
//! }
//! ```

mod dispatch;
mod doubt;
mod goal;
mod keeper;
mod machine;
mod put;
mod record;
mod renew;
mod save;
mod summary;

pub use dispatch::Dispatch;
pub use goal::Why;
pub use keeper::{Keeper, Next};
pub use machine::{Duty, Load, Stop, Swap, begin, put};
pub use record::{Record, RecordJson, Stamp, Swapped};
pub use save::Unsaved;
pub use summary::Summary;
