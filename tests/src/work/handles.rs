//! Calls through handles, beside the same calls without: in memory, over a wire that answers at once.

use super::{Work, access, app};
use crate::must;
use hue_blocking::http::{Request, Response};
use hue_blocking::{AccessToken, ApplicationKey, Area, Raw, RefreshToken, Session, UnixTime, Unsent};
use hue_store::Memory;
use std::convert::Infallible;
use std::future::ready;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

/// Ours beside the same without: our name, whose the other is, ours, the other.
#[expect(clippy::type_complexity, reason = "a table")]
pub const HANDLES: [(&str, &str, fn() -> Work, fn() -> Work); 3] = [
    (
        "hue-blocking: a call through a handle",
        "`Client::call`",
        || Box::new(blocking_call(true)),
        || Box::new(blocking_call(false)),
    ),
    (
        "hue-tokio: a call through a handle",
        "`Client::call`",
        || Box::new(tokio_call(true)),
        || Box::new(tokio_call(false)),
    ),
    (
        "hue-tokio: 10,000 calls that wait for one renewal",
        "10,000 calls",
        || Box::new(tasks(true)),
        || Box::new(tasks(false)),
    ),
];

/// As [`HANDLES`], on many threads: their allocations cannot be counted by one of them.
#[expect(clippy::type_complexity, reason = "a table")]
pub const THREADS: [(&str, &str, fn() -> Work, fn() -> Work); 1] = [(
    "hue-blocking: 1,000 threads that wait for one renewal",
    "1,000 threads",
    || Box::new(threads(true)),
    || Box::new(threads(false)),
)];

/// A Hue that answers at once, and a clock.
#[derive(Clone, Default)]
struct Wire(Arc<Ticks>);

#[derive(Default)]
struct Ticks {
    now: AtomicU64,
    renewals: AtomicU64,
    /// How many threads have come.
    waiting: AtomicUsize,
}

impl Wire {
    fn now(&self) -> UnixTime {
        UnixTime::from_millis(super::NOW.as_millis() + self.0.now.load(Ordering::Relaxed))
    }

    /// After it, every access token is over.
    fn week(&self) {
        self.0.now.fetch_add(WEEK_MS, Ordering::Relaxed);
    }

    fn renewals(&self) -> u64 {
        self.0.renewals.load(Ordering::Relaxed)
    }

    fn answer(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let body = if request.uri().path().ends_with("/token") {
            let n = self.0.renewals.fetch_add(1, Ordering::Relaxed);
            format!(r#"{{"access_token":"access{n:022}","expires_in":604799,"refresh_token":"refresh{n:025}"}}"#)
        } else {
            r#"{"errors":[],"data":[]}"#.to_owned()
        };
        must(Response::builder().header("content-type", "application/json").body(body.into_bytes()))
    }
}

fn blocking_call(through_handle: bool) -> impl FnMut() {
    let wire = Wire::default();
    let (client, bridge) = (blocking_client(&wire), blocking_bridge(&wire));
    let access = access();
    move || {
        let lights = if through_handle { bridge.call(lights()) } else { client.call(lights(), &access) };
        drop(black_box(must(lights)));
    }
}

fn tokio_call(through_handle: bool) -> impl FnMut() {
    let (wire, runtime) = (Wire::default(), runtime());
    let (client, bridge) = (tokio_client(&wire), tokio_bridge(&wire, &runtime));
    let access = access();
    move || {
        let lights = runtime.block_on(async {
            if through_handle { bridge.call(lights()).await } else { client.call(lights(), &access).await }
        });
        drop(black_box(must(lights)));
    }
}

/// Each calls once. Where they wait for a renewal, it begins when all of them have come: that is the order of the runtime.
fn tasks(renews: bool) -> impl FnMut() {
    let (wire, runtime) = (Wire::default(), runtime());
    let bridge = tokio_bridge(&wire, &runtime);
    move || {
        let before = begun(&wire, renews);
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for _ in 0..TASKS {
                let bridge = bridge.clone();
                tasks.spawn(async move { must(bridge.call(lights()).await) });
            }
            drop(black_box(tasks.join_all().await));
        });
        assert_eq!(wire.renewals(), before + u64::from(renews), "one renewal among all");
    }
}

/// Each calls once. Where they wait for a renewal, its reply comes when all of them have come.
fn threads(renews: bool) -> impl FnMut() {
    let wire = Wire::default();
    let bridge = blocking_bridge(&wire);
    move || {
        wire.0.waiting.store(if renews { 0 } else { THREADS_AT_ONCE }, Ordering::SeqCst);
        let before = begun(&wire, renews);
        thread::scope(|scope| {
            for _ in 0..THREADS_AT_ONCE {
                scope.spawn(|| {
                    wire.0.waiting.fetch_add(1, Ordering::SeqCst);
                    drop(black_box(must(bridge.call(lights()))));
                });
            }
        });
        assert_eq!(wire.renewals(), before + u64::from(renews), "one renewal among all");
    }
}

fn begun(wire: &Wire, renews: bool) -> u64 {
    if renews {
        wire.week();
    }
    wire.renewals()
}

fn blocking_client(wire: &Wire) -> hue_blocking::Client<impl hue_blocking::Transport + use<>> {
    let (clock, wire) = (wire.clone(), wire.clone());
    let send = move |request: Request<Vec<u8>>| -> Result<_, Unsent<Infallible>> {
        let is_renewal = request.uri().path().ends_with("/token");
        while is_renewal && wire.0.waiting.load(Ordering::SeqCst) < THREADS_AT_ONCE {
            thread::yield_now();
        }
        Ok(wire.answer(&request))
    };
    hue_blocking::Client::new(send).with_clock(move || clock.now())
}

fn blocking_bridge(wire: &Wire) -> hue_blocking::Bridge {
    let hue = hue_blocking::Hue::new(app(super::ClientAuth::Basic), blocking_client(wire), Memory::default());
    must(hue.import("home", linked().snapshot()));
    let bridge = must(hue.open("home"));
    // From here on its age is known.
    wire.0.waiting.store(THREADS_AT_ONCE, Ordering::SeqCst);
    must(bridge.renew_now());
    bridge
}

fn tokio_client(wire: &Wire) -> hue_tokio::Client<impl hue_tokio::Transport + use<>> {
    let (clock, wire) = (wire.clone(), wire.clone());
    let send = move |request: Request<Vec<u8>>| ready(Ok::<_, Unsent<Infallible>>(wire.answer(&request)));
    hue_tokio::Client::new(send).with_clock(move || clock.now())
}

fn tokio_bridge(wire: &Wire, runtime: &Runtime) -> hue_tokio::Bridge {
    let hue = hue_tokio::Hue::new(app(super::ClientAuth::Basic), tokio_client(wire), Memory::default());
    runtime.block_on(async {
        must(hue.import("home", linked().snapshot()).await);
        let bridge = must(hue.open("home").await);
        must(bridge.renew_now().await);
        bridge
    })
}

fn linked() -> Session<hue_blocking::UserLinked> {
    let (access, refresh) = (AccessToken::new(super::ACCESS), RefreshToken::new(super::REFRESH));
    let session = Session::from_tokens(app(super::ClientAuth::Basic), Some(access), Some(refresh), None);
    must(session).with_key(ApplicationKey::new(super::KEY))
}

fn runtime() -> Runtime {
    must(Builder::new_current_thread().enable_all().build())
}

/// Bytes in, bytes out: nobody reads the JSON.
fn lights() -> Raw {
    Raw::get(Area::V2, "resource/light")
}

const TASKS: usize = 10_000;
/// Ten thousand of them would measure the operating system.
const THREADS_AT_ONCE: usize = 1_000;
const WEEK_MS: u64 = 7 * 86_400_000;
