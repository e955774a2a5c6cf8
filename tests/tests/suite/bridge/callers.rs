//! Many callers of one handle: one renewal among them, and whoever gives up harms no one.

use super::hands::WEEK;
use super::shelf::Shelf;
use hue_blocking::http::{Request, Response, StatusCode};
use hue_blocking::v2::{Light, Resource};
use hue_blocking::{AnySession, Error, Unsent};
use hue_sim::{Event, Simulation, bodies};
use std::convert::Infallible;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::thread;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::yield_now;

const CALLERS: usize = 100;

/// An account whose access is over, stored.
fn a_week_later() -> (Simulation, Shelf, Arc<hue_blocking::App>) {
    let (sim, session) = hue_sim::linked();
    let (shelf, app) = (Shelf::default(), session.app().clone());
    let client = hue_blocking::Client::new(|_| -> Result<Response<Vec<u8>>, Unsent<Infallible>> { panic!("not sent") });
    hue_blocking::Hue::new(app.clone(), client, shelf.clone()).import("home", session.snapshot()).expect("stored");
    shelf.count();
    sim.advance(WEEK);
    (sim, shelf, app)
}

fn is_renewal(request: &Request<Vec<u8>>) -> bool {
    request.uri().path().ends_with("/token")
}

fn generation(shelf: &Shelf, app: &Arc<hue_blocking::App>) -> u64 {
    let snapshot = shelf.snapshot("home").expect("stored");
    super::tokens(&AnySession::restore(app.clone(), &snapshot).expect("of this application")).0
}

/// A bridge whose renewals go through `hold`.
fn blocking_bridge(
    (sim, shelf, app): &(Simulation, Shelf, Arc<hue_blocking::App>),
    hold: impl Fn() + Send + Sync + 'static,
) -> hue_blocking::Bridge {
    let (wire, clock, sleep) = (sim.clone(), sim.clone(), sim.clone());
    let client = hue_blocking::Client::new(move |request| -> Result<Response<Vec<u8>>, Unsent<Infallible>> {
        if is_renewal(&request) {
            hold();
        }
        Ok(wire.send(request))
    });
    let client = client.with_clock(move || clock.now()).with_sleep(move |delay| sleep.advance(delay));
    hue_blocking::Hue::new(app.clone(), client, shelf.clone()).open("home").expect("a bridge")
}

#[test]
fn many_threads_wait_for_one_renewal() {
    let world = a_week_later();
    let (here, arrived) = mpsc::channel();
    let arrived = Mutex::new(Some(arrived));
    // It takes until all have come. Another would not wait for anybody.
    let bridge = blocking_bridge(&world, move || {
        let arrived = arrived.lock().expect("not poisoned").take();
        arrived.iter().flat_map(mpsc::Receiver::iter).take(CALLERS).for_each(drop);
    });
    world.1.count();
    thread::scope(|scope| {
        for _ in 0..CALLERS {
            let (bridge, here) = (bridge.clone(), here.clone());
            scope.spawn(move || {
                // Nobody listens where the renewal is over.
                let _ = here.send(());
                bridge.call(Light::list()).expect("lights").done().expect("lights");
            });
        }
    });
    assert_eq!(world.0.count(Event::Renewal), 1);
    assert_eq!(world.1.count(), (1, 2), "one looked; marked and saved");
}

#[test]
fn a_thread_that_panics_leaves_the_renewal_to_the_next() {
    let world = a_week_later();
    let (here, arrived) = mpsc::channel();
    let (arrived, has_panicked) = (Mutex::new(arrived), AtomicBool::new(false));
    let bridge = blocking_bridge(&world, move || {
        if !has_panicked.swap(true, Ordering::SeqCst) {
            arrived.lock().expect("one renewal").iter().take(2).for_each(drop);
            panic!("a transport with a bug");
        }
    });
    let call = || {
        here.send(()).expect("somebody listens");
        bridge.call(Light::list())
    };
    let ended = thread::scope(|scope| [scope.spawn(call), scope.spawn(call)].map(thread::ScopedJoinHandle::join));
    assert_eq!(ended.iter().filter(|ended| ended.is_err()).count(), 1, "one panicked");
    assert!(ended.into_iter().flatten().all(|lights| lights.is_ok()), "the other has its lights");
    assert_eq!((world.0.count(Event::Renewal), generation(&world.1, &world.2)), (1, 1));
}

/// Renewals of an asynchronous bridge: that one is sent, and that its reply may come.
#[derive(Clone, Default)]
struct Gate(Arc<(Notify, Notify)>);

impl Gate {
    /// Until a renewal is on its way, and everybody who can run has run.
    async fn sent(&self) {
        self.0.0.notified().await;
        for _ in 0..10 {
            yield_now().await;
        }
    }

    fn open(&self) {
        self.0.1.notify_one();
    }
}

async fn tokio_bridge(world: &(Simulation, Shelf, Arc<hue_blocking::App>), gate: &Gate) -> hue_tokio::Bridge {
    let (sim, shelf, app) = world;
    let (wire, clock, sleep, gate) = (sim.clone(), sim.clone(), sim.clone(), gate.clone());
    let client = hue_tokio::Client::new(move |request: Request<Vec<u8>>| {
        let (wire, gate) = (wire.clone(), gate.clone());
        async move {
            if is_renewal(&request) {
                gate.0.0.notify_one();
                gate.0.1.notified().await;
            }
            Ok::<_, Unsent<Infallible>>(wire.send(request))
        }
    });
    let client = client.with_clock(move || clock.now()).with_sleep(move |delay| {
        sleep.advance(delay);
        yield_now()
    });
    hue_tokio::Hue::new(app.clone(), client, shelf.clone()).open("home").await.expect("a bridge")
}

/// A server's tasks run on many threads: whatever takes its time can be sent to another.
#[test]
fn whatever_is_awaited_can_be_spawned() {
    fn check(future: impl Future + Send + 'static) {
        drop(future);
    }
    let (sim, session) = hue_sim::linked();
    let client =
        hue_tokio::Client::new(move |request| std::future::ready(Ok::<_, Unsent<Infallible>>(sim.send(request))));
    let hue = hue_tokio::Hue::new(session.app().clone(), client, Shelf::default());
    macro_rules! check {
        ($($call:ident($($argument:expr),*)),* $(,)?) => {$({
            let hue = hue.clone();
            check(async move { hue.$call($($argument),*).await.map(drop) });
        })*};
    }
    check!(
        login("home", &hue_tokio::Browser::new()),
        login_again("home", &hue_tokio::Browser::new()),
        run_login("home", &mut hue_tokio::Login::new(hue_sim::linked().1), &hue_tokio::Browser::new()),
        open("home"),
        connect_with_tokens("home", None, None, None),
        link_again("home"),
        accounts(),
        summary("home"),
        export("home"),
        remove("home"),
        keep_alive(),
    );
    check(async move {
        let bridge = hue.open("home").await?;
        bridge.call(Light::list()).await?.done()?;
        bridge.renew_now().await
    });
}

/// A test that hangs is a test that failed.
fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), story).await }).expect("an end");
}

#[test]
fn many_tasks_wait_for_one_renewal_and_hear_how_it_ended() {
    run(async {
        let (world, gate) = (a_week_later(), Gate::default());
        let bridge = tokio_bridge(&world, &gate).await;
        for is_well in [false, true] {
            world.1.count();
            let calls: Vec<_> = (0..CALLERS)
                .map(|_| {
                    let bridge = bridge.clone();
                    tokio::spawn(async move { bridge.call(Light::list()).await })
                })
                .collect();
            gate.sent().await;
            if !is_well {
                world.0.push_reply(bodies::empty(StatusCode::BAD_GATEWAY));
            }
            gate.open();
            for call in calls {
                match call.await.expect("no panic") {
                    Ok(_) => assert!(is_well),
                    Err(cause) => {
                        assert!(!is_well && matches!(cause.protocol(), Some(Error::Unconfirmed(_))), "{cause:?}");
                    }
                }
            }
            assert_eq!(world.1.count(), (1, 2), "one looked; marked, and saved or given back");
        }
        assert_eq!(world.0.count(Event::Renewal), 1);
    });
}

#[test]
fn a_renewal_runs_to_its_save_though_everybody_gives_up() {
    run(async {
        let (world, gate) = (a_week_later(), Gate::default());
        let bridge = tokio_bridge(&world, &gate).await;
        let caller = bridge.clone();
        let call = tokio::spawn(async move { caller.call(Light::list()).await });
        gate.sent().await;
        call.abort();
        assert!(call.await.expect_err("given up").is_cancelled());
        // Nor does it need the handle.
        drop(bridge);
        gate.open();
        while generation(&world.1, &world.2) == 0 {
            yield_now().await;
        }
        assert_eq!(world.0.count(Event::Renewal), 1);
    });
}

#[test]
fn who_gives_up_takes_the_renewal_from_nobody() {
    run(async {
        let (world, gate) = (a_week_later(), Gate::default());
        let bridge = tokio_bridge(&world, &gate).await;
        let [first, second] =
            [bridge.clone(), bridge].map(|bridge| tokio::spawn(async move { bridge.call(Light::list()).await }));
        gate.sent().await;
        first.abort();
        gate.open();
        second.await.expect("no panic").expect("lights").done().expect("lights");
        assert_eq!(world.0.count(Event::Renewal), 1);
    });
}

/// The task of a renewal is not run at all: nobody may wait for it afterwards.
#[test]
fn a_runtime_that_ends_before_a_renewal_begins_leaves_it_to_the_next() {
    let (world, gate) = (a_week_later(), Gate::default());
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let bridge = runtime().block_on(async {
        let bridge = tokio_bridge(&world, &gate).await;
        let mut call = Box::pin(bridge.call(Light::list()));
        let begun = poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_pending())).await;
        assert!(begun, "it waits for a renewal");
        drop(call);
        bridge
    });
    assert_eq!(world.0.count(Event::Renewal), 0);
    gate.open();
    run(async { bridge.call(Light::list()).await.map(drop).expect("lights") });
    assert_eq!(world.0.count(Event::Renewal), 1);
}

/// As if the program had been killed there: the handle itself, or any other program, waits for one lease, and renews.
#[test]
fn a_runtime_that_ends_in_the_middle_of_a_renewal_costs_a_wait() {
    let (world, gate) = (a_week_later(), Gate::default());
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let bridge = runtime.block_on(async {
        let bridge = tokio_bridge(&world, &gate).await;
        let caller = bridge.clone();
        let _call = tokio::spawn(async move { caller.call(Light::list()).await });
        gate.sent().await;
        bridge
    });
    drop(runtime);
    gate.open();
    let before = world.0.now();
    run(async { drop(bridge.call(Light::list()).await.expect("lights")) });
    assert_eq!((world.0.count(Event::Renewal), generation(&world.1, &world.2)), (1, 1));
    assert_eq!(world.0.now().saturating_since(before), Duration::from_secs(60), "one lease");
}
