//! The loop of a renewal over a store.

use crate::drive::Client;
use crate::store::Store;
use crate::transport::Transport;
use hue_host::{Troubles, Unsent};
use hue_proto::keep::{Duty, Load, Stop, Swapped};
use hue_proto::{AnySession, Delivery};
use tokio::time::Instant;

impl<X: Transport> Client<X> {
    /// To its end. What store and transport said is written down.
    pub(crate) async fn keep(
        &self,
        begin: Load,
        store: &impl Store,
        account: &str,
        troubles: &mut Troubles,
    ) -> Result<AnySession, Stop> {
        let mut duty = Duty::Load(begin);
        let mut marked = Instant::now();
        loop {
            duty = match duty {
                Duty::Load(load) => {
                    let found = store.load(account).await.map_err(|error| troubles.store(error)).ok();
                    load.loaded(found, (self.clock)())
                }
                Duty::Swap(swap) => {
                    marked = Instant::now();
                    let swapped = store.swap(account, swap.expected(), Some(swap.record())).await;
                    let outcome = swapped.map_err(|error| troubles.store(error)).unwrap_or(Swapped::Unknown);
                    swap.swapped(outcome, (self.clock)())
                }
                Duty::Send(dispatch) if dispatch.is_late(marked.elapsed(), (self.clock)()) => {
                    dispatch.failed(Delivery::NotSent)
                }
                Duty::Send(dispatch) => match self.transport.send(dispatch.request()).await {
                    Ok(reply) => dispatch.replied(reply, (self.clock)()),
                    Err(Unsent { error, delivery }) => {
                        troubles.transport(error);
                        dispatch.failed(delivery)
                    }
                },
                Duty::Wait(delay, load) => {
                    (self.sleep)(delay).await;
                    Duty::Load(load)
                }
                Duty::Done(session) => return Ok(session),
                Duty::Stop(stop) => return Err(stop),
            };
        }
    }
}
