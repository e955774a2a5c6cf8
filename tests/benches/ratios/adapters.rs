//! One call through each adapter, against the same client sending the same request, to a simulator in another process.

use crate::pair::Pair;
use cpu_time::ProcessTime;
use http_body_util::{BodyExt as _, Full};
use hue_blocking::http::Request;
use hue_blocking::{
    Access, AccessToken, App, ApplicationKey, Area, Call, ClientSecret, Raw, Session, TransportSettings, UnixTime, Ureq,
};
use hue_tests::{agent, hyper_client};
use hyper::body::Bytes;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Name, whose client, wall and CPU.
type Measured = (String, &'static str, Pair, Pair);

pub(crate) fn measure(rounds: usize) -> Vec<Measured> {
    let mut measured = Vec::new();
    for tls in [false, true] {
        let server = Server::start(tls);
        for flight in [1, 32] {
            let line = |adapter, how| format!("{adapter}: a call, {how}, {flight} in flight");
            let (wall, cpu) = blocking(&server, flight, rounds);
            measured.push((line("hue-blocking", if tls { "TLS" } else { "plain" }), "ureq", wall, cpu));
            let (wall, cpu) = asynchronous(&server, flight, rounds);
            measured.push((line("hue-tokio", if tls { "HTTP/2 over TLS" } else { "plain" }), "hyper", wall, cpu));
        }
    }
    measured
}

fn blocking(server: &Server, flight: usize, rounds: usize) -> (Pair, Pair) {
    let agent = agent(server.ca.as_deref());
    let hue = hue_blocking::Client::new(Ureq::with_agent(agent.clone(), &TransportSettings::default()));
    let (request, access) = (server.request(), server.access());
    let each = CALLS / flight;
    let together = |work: &(dyn Fn() + Sync)| {
        thread::scope(|scope| drop((0..flight).map(|_| scope.spawn(work)).collect::<Vec<_>>()));
    };
    let ours = || {
        let access = access.clone();
        for _ in 0..each {
            hue.call(lights(), &access).expect("lights");
        }
    };
    let theirs = || {
        for _ in 0..each {
            let (head, _) = request.clone().into_parts();
            let request = agent.configure_request(Request::from_parts(head, ())).timeout_global(Some(TIMEOUT));
            let mut reply = agent.run(request.build()).expect("a reply");
            assert!(!reply.body_mut().read_to_vec().expect("a body").is_empty());
        }
    };
    paired(rounds, || together(&ours), || together(&theirs))
}

fn asynchronous(server: &Server, flight: usize, rounds: usize) -> (Pair, Pair) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (client, transport) = runtime.block_on(async {
        let client = hyper_client(server.ca.as_deref());
        (client.clone(), hue_tokio::Hyper::with_client(client, &TransportSettings::default()))
    });
    let hue = Arc::new(hue_tokio::Client::new(transport));
    let (request, access) = (server.request(), server.access());
    let each = CALLS / flight;
    let ours = || {
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for _ in 0..flight {
                let (hue, access) = (Arc::clone(&hue), access.clone());
                tasks.spawn(async move {
                    for _ in 0..each {
                        hue.call(lights(), &access).await.expect("lights");
                    }
                });
            }
            tasks.join_all().await;
        });
    };
    let theirs = || {
        runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for _ in 0..flight {
                let (client, request) = (client.clone(), request.clone());
                tasks.spawn(async move {
                    for _ in 0..each {
                        let request = request.clone().map(|body| Full::new(Bytes::from(body)));
                        let read = async {
                            let reply = client.request(request).await.expect("a reply");
                            reply.into_body().collect().await.expect("a body").to_bytes()
                        };
                        assert!(!timeout(TIMEOUT, read).await.expect("in time").is_empty());
                    }
                });
            }
            tasks.join_all().await;
        });
    };
    paired(rounds, ours, theirs)
}

fn paired(rounds: usize, ours: impl Fn(), theirs: impl Fn()) -> (Pair, Pair) {
    let timed = |work: &dyn Fn()| {
        let (began, cpu) = (Instant::now(), ProcessTime::now());
        work();
        [began.elapsed(), cpu.elapsed()].map(|took: Duration| took.as_secs_f64() / CALLS_F)
    };
    timed(&ours);
    timed(&theirs);
    let (mut wall, mut cpu) = (Pair::new(), Pair::new());
    for round in 0..rounds {
        let ([our_wall, our_cpu], [their_wall, their_cpu]) = if round % 2 == 0 {
            let first = timed(&ours);
            (first, timed(&theirs))
        } else {
            let first = timed(&theirs);
            (timed(&ours), first)
        };
        wall.add(our_wall, their_wall);
        cpu.add(our_cpu, their_cpu);
    }
    (wall, cpu)
}

/// Bytes in, bytes out: neither side reads the JSON.
fn lights() -> Raw {
    Raw::get(Area::V2, "resource/light")
}

/// The simulator in another process, so that this one's CPU time is the client's.
struct Server {
    child: Child,
    url: String,
    ca: Option<String>,
    token: String,
    key: String,
}

impl Server {
    fn start(tls: bool) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bench-server"));
        command.arg(if tls { "tls" } else { "plain" }).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a server");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).expect("JSON");
        let text = |name: &str| said.get(name)?.as_str().map(str::to_owned);
        let must = |name| text(name).expect("said");
        Self { child, url: must("url"), ca: text("ca"), token: must("access"), key: must("key") }
    }

    fn access(&self) -> Access {
        let app = App::builder("any", ClientSecret::new("any")).base_url(&self.url).allow_plain_loopback().build();
        let session = Session::from_tokens(app.expect("settings"), Some(AccessToken::new(&*self.token)), None, None);
        session.expect("a token").with_key(ApplicationKey::new(&*self.key)).access()
    }

    fn request(&self) -> Request<Vec<u8>> {
        let (call, _) = Call::begin(lights(), self.access(), UnixTime::from_millis(0)).expect("access");
        call.request()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// For one request, on both sides: without one, ureq looks names up on this thread, with one on a new thread each time.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Of one round, by all in flight together.
const CALLS: usize = 320;
const CALLS_F: f64 = 320.0;
