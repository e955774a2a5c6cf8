//! A cloud with a clock, shared by whoever takes part in a test.

mod clock;
mod consent;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use hue_proto::UnixTime;

pub use consent::NotRedirected;

use crate::Settings;
use crate::bridge::{Bridge, Light};
use crate::cloud::Cloud;
use crate::control;
use crate::entry::{Entry, Event};
pub(crate) use clock::Clock;

/// A simulated Hue cloud that many hands can hold: a clone is the same simulation.
///
/// ```
/// use hue_sim::{Event, Settings, Simulation};
///
/// let sim = Simulation::new(Settings::default());
/// let callback = sim
///     .consent("https://api.meethue.com/v2/oauth2/authorize?client_id=demo-client&response_type=code&state=S")
///     .expect("the application is registered");
/// assert!(callback.starts_with("http://127.0.0.1:9123/authorized?pkce="));
/// assert_eq!(sim.count(Event::Consent), 1);
/// assert!(!sim.light("Kitchen").is_on());
/// ```
#[derive(Clone)]
pub struct Simulation(Arc<Mutex<Inner>>);

struct Inner {
    cloud: Cloud,
    clock: Clock,
}

impl Simulation {
    /// A simulation whose clock stands at 2026-01-01T00:00:00Z and moves only by [`advance`](Self::advance). Two of them
    /// with the same settings and requests give the same replies.
    pub fn new(settings: Settings) -> Self {
        Self::with_seed(settings, 0)
    }

    /// As [`new`](Self::new), with other tokens and keys for each seed.
    pub fn with_seed(settings: Settings, seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Inner { cloud: Cloud::new(settings, seed), clock: Clock::manual() })))
    }

    /// A simulation on the system's clock, which [`advance`](Self::advance) puts forward: for the server. Its tokens and
    /// keys differ from run to run.
    pub fn live(settings: Settings) -> Self {
        let clock = Clock::system();
        let cloud = Cloud::new(settings, clock.now().as_millis());
        Self(Arc::new(Mutex::new(Inner { cloud, clock })))
    }

    /// The simulation's time.
    pub fn now(&self) -> UnixTime {
        self.inner().clock.now()
    }

    /// Moves the simulation's time forward.
    pub fn advance(&self, by: Duration) {
        self.inner().clock.advance(by);
    }

    /// Sends one request and reads the reply. Of its target only path and query matter, not the host.
    ///
    /// A reply that should come late or never carries [`Delay`](crate::Delay) or [`Hang`](crate::Hang) as an extension.
    #[expect(clippy::needless_pass_by_value, reason = "a request that was sent is gone, as with any transport")]
    pub fn send(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        self.send_logged(&request).0
    }

    /// As [`send`](Self::send), with the line of the log; control requests have none.
    pub(crate) fn send_logged(&self, request: &Request<Vec<u8>>) -> (Response<Vec<u8>>, Option<Entry>) {
        let mut inner = self.inner();
        let Inner { cloud, clock } = &mut *inner;
        match control::answer(cloud, clock, request) {
            Some(response) => (response, None),
            None => (cloud.handle(clock.now(), request), cloud.log().last().cloned()),
        }
    }

    /// Plays the browser and a person who consents: the address that the browser is sent back to.
    ///
    /// Where the page asks, the first account (or the one chosen in the settings) logs in. Where the settings say that
    /// consent is denied at once, the address carries the error.
    pub fn consent(&self, authorize_url: &str) -> Result<String, NotRedirected> {
        consent::play(self, authorize_url)
    }

    /// The light of this name, as it is now, on the first bridge that has one.
    ///
    /// # Panics
    ///
    /// If there is none, with the names that there are: it is meant for tests. [`with_cloud`](Self::with_cloud) and
    /// [`Bridge::lights`](crate::Bridge::lights) are the way that does not panic.
    #[track_caller]
    pub fn light(&self, name: &str) -> Light {
        let light = self.with_cloud(|cloud| cloud.bridges().iter().find_map(|bridge| bridge.light(name)));
        match light {
            Some(light) => light,
            None => no_light(
                name,
                &self.with_cloud(|cloud| cloud.bridges().iter().flat_map(Bridge::lights).collect::<Vec<_>>()),
            ),
        }
    }

    /// Cuts the light of this name off from its bridge, or connects it again; whether there is such a light.
    pub fn set_reachable(&self, name: &str, reachable: bool) -> bool {
        self.with_cloud(|cloud| {
            let mut found = false;
            for bridge in cloud.bridges_mut() {
                found |= bridge.set_reachable(name, reachable);
            }
            found
        })
    }

    /// Every request that was handled, in order.
    pub fn log(&self) -> Vec<Entry> {
        self.inner().cloud.log().to_vec()
    }

    /// How often this came of a request, as far as the log goes back.
    pub fn count(&self, event: Event) -> usize {
        self.inner().cloud.log().iter().filter(|entry| entry.event() == Some(event)).count()
    }

    /// Changes the behaviour from the next request on.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        change(self.inner().cloud.settings_mut());
    }

    /// Lets the next request be answered with `reply` instead of being handled; see [`bodies`](crate::bodies).
    pub fn push_reply(&self, reply: Response<Vec<u8>>) {
        self.inner().cloud.push_reply(reply);
    }

    /// Looks into the cloud, or meddles with it.
    pub fn with_cloud<T>(&self, look: impl FnOnce(&mut Cloud) -> T) -> T {
        look(&mut self.inner().cloud)
    }

    /// A test that panicked while it held the lock has failed already; the others need not.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[track_caller]
#[expect(clippy::panic, reason = "documented: a test that names a light wrongly must hear of it")]
fn no_light(name: &str, lights: &[Light]) -> ! {
    let names: Vec<&str> = lights.iter().map(Light::name).collect();
    panic!("the simulated home has no light {name:?}; it has {names:?}")
}
