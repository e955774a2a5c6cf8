//! The server, spoken to by software that is not ours: `curl`, Python, and bytes written by hand.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hue_sim::settings::OfflineReply;
use hue_sim::{Options, Server, ServerError, Simulation};

use super::support::*;

fn tls() -> (Simulation, Server) {
    let sim = sim();
    let server = Server::start(sim.clone(), Options::default()).unwrap();
    (sim, server)
}

fn plain(sim: &Simulation) -> Server {
    Server::start(sim.clone(), Options::default().tls(false)).unwrap()
}

fn address(server: &Server) -> String {
    server.url().split_once("://").unwrap().1.to_owned()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(address(server)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Sends bytes and reads until the server closes.
fn raw(server: &Server, request: &str) -> String {
    let mut stream = connect(server);
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    String::from_utf8(reply).unwrap()
}

/// Straight to the server, and not for ever.
fn curl(arguments: &[&str]) -> Option<Output> {
    run("curl", &[&["-sS", "--noproxy", "*", "--max-time", "20"], arguments].concat(), "")
}

/// Runs a program with `input`; `None`, and a word on it, when there is no such program.
#[expect(clippy::print_stderr, reason = "a check that is left out must be heard of")]
fn run(program: &str, arguments: &[&str], input: &str) -> Option<Output> {
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("LEFT OUT: there is no {program} on this machine");
        assert!(std::env::var_os("CI").is_none(), "{program} must be there in CI");
        return None;
    };
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

/// A file with the authority's certificate.
struct CaFile(std::path::PathBuf);

impl CaFile {
    fn new(server: &Server) -> Self {
        let path = std::env::temp_dir().join(format!("hue-sim-{}.pem", server.url().rsplit(':').next().unwrap()));
        std::fs::write(&path, server.ca_pem().unwrap()).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

#[test]
fn curl_trusts_it_on_both_versions_of_http() {
    let (sim, server) = tls();
    let ca = CaFile::new(&server);
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    let resolve = format!("api.meethue.com:{port}:127.0.0.1");
    for (version, shown) in [("--http1.1", "1.1"), ("--http2", "2")] {
        for host in ["127.0.0.1", "localhost", "api.meethue.com"] {
            let body = format!("grant_type=authorization_code&code={}", code(&sim, ""));
            let url = format!("https://{host}:{port}/v2/oauth2/token");
            let arguments = [
                version,
                "--cacert",
                ca.path(),
                "--resolve",
                &resolve,
                "-u",
                "testclient:testsecret",
                "-d",
                &body,
                "-w",
                "\n%{http_version} %{http_code}",
                &url,
            ];
            let Some(output) = curl(&arguments) else { return };
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(text.ends_with(&format!("{shown} 200")), "{text}{}", String::from_utf8_lossy(&output.stderr));
            assert!(text.contains(r#""token_type":"bearer""#));
        }
    }
}

#[test]
fn curl_refuses_it_without_the_authority() {
    let (_sim, server) = tls();
    let Some(output) = curl(&[&server.url()]) else { return };
    assert_eq!(output.status.code(), Some(60), "a certificate that cannot be verified");
}

#[test]
fn curl_digest_is_answered() {
    let (sim, server) = tls();
    let ca = CaFile::new(&server);
    let body = format!("grant_type=authorization_code&code={}", code(&sim, ""));
    for (algorithm, qop) in [(None, None), (Some("SHA-256"), Some("auth")), (Some("MD5-sess"), Some("auth"))] {
        let offer = hue_sim::settings::ChallengeOffer::new(algorithm, qop);
        sim.configure(|s| s.digest.challenges = vec![offer]);
        let url = format!("{}/v2/oauth2/token", server.url());
        let body = if algorithm.is_none() { body.as_str() } else { "grant_type=none" };
        let arguments =
            ["--cacert", ca.path(), "--digest", "-u", "testclient:testsecret", "-d", body, "-w", "%{http_code}", &url];
        let Some(output) = curl(&arguments) else { return };
        let text = String::from_utf8_lossy(&output.stdout);
        let expected = if algorithm.is_none() { "200" } else { "400" };
        assert!(text.ends_with(expected), "{algorithm:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    }
}

const PYTHON: &str = r#"
import base64, http.client, json, ssl, sys, urllib.parse, urllib.request
host, port, code, ca = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.stdin.read()
context = ssl.create_default_context(cadata=ca)
context.verify_flags |= ssl.VERIFY_X509_STRICT
connection = http.client.HTTPSConnection(host, port, context=context, timeout=20)
def ask(method, path, body=None, **headers):
    connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    reply = connection.getresponse()
    return reply.status, reply.read().decode()
basic = "Basic " + base64.b64encode(b"testclient:testsecret").decode()
form = "application/x-www-form-urlencoded"
status, text = ask("POST", "/v2/oauth2/token", urllib.parse.urlencode({"grant_type": "authorization_code", "code": code}),
                   Authorization=basic, Content_Type=form)
assert status == 200, text
bearer = "Bearer " + json.loads(text)["access_token"]
status, text = ask("PUT", "/route/api/0/config", '{"linkbutton":true}', Authorization=bearer, Content_Type="application/json")
assert (status, text) == (200, '[{"success":{"/config/linkbutton":true}}]'), text
status, text = ask("POST", "/route/api", '{"devicetype":"python#test"}', Authorization=bearer, Content_Type="application/json")
key = json.loads(text)[0]["success"]["username"]
request = urllib.request.Request(f"https://{host}:{port}/route/clip/v2/resource/light",
                                 headers={"Authorization": bearer, "hue-application-key": key})
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
lights = json.load(opener.open(request, timeout=20))["data"]
print(",".join(light["metadata"]["name"] for light in lights))
"#;

#[test]
fn python_walks_the_whole_way() {
    let (sim, server) = tls();
    let port = server.url().rsplit(':').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost"] {
        let code = code(&sim, "");
        let arguments = ["-c", PYTHON, host, &port, &code];
        let Some(output) = run("python3", &arguments, server.ca_pem().unwrap()) else { return };
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(
            text.trim(),
            "Kitchen,Living room,Reading lamp,Hallway,Coffee machine",
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn duplicate_headers_reach_the_cloud() {
    let server = plain(&sim());
    let reply = raw(
        &server,
        "POST /v2/oauth2/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n",
    );
    assert!(reply.starts_with("HTTP/1.1 400 "), "{reply}");
    assert!(reply.contains("protocol.http.DuplicateHeader"));
}

#[test]
fn without_tls_there_is_no_certificate() {
    let server = plain(&sim());
    assert!(server.url().starts_with("http://127.0.0.1:"));
    assert_eq!(server.ca_pem(), None);
    let reply = raw(&server, "GET /_sim HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
}

#[test]
fn large_bodies_are_refused() {
    let sim = sim();
    let server = plain(&sim);
    let ask = |length: usize| {
        let head = format!("POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
        let mut stream = connect(&server);
        stream.write_all(head.as_bytes()).unwrap();
        // The server may answer and close before it has heard everything.
        let _cut = stream.write_all(&vec![b'x'; length]);
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        String::from_utf8_lossy(&start).into_owned()
    };
    assert_eq!(ask(1024 * 1024), "HTTP/1.1 404");
    assert_eq!(ask(1024 * 1024 + 1), "HTTP/1.1 413");
    assert_eq!(sim.log().len(), 1);
}

#[test]
fn idle_and_broken_clients_block_nobody() {
    let (sim, server) = tls();
    let mut idle: Vec<TcpStream> = (0..100).map(|_| connect(&server)).collect();
    for (number, stream) in (0_u8..).zip(&mut idle) {
        stream.write_all(&[number; 3]).unwrap();
    }
    let half = plain(&sim);
    let mut slow = connect(&half);
    slow.write_all(b"POST /v2/oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc").unwrap();
    let reply = raw(&half, "GET /_sim HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert!(reply.starts_with("HTTP/1.1 200 "));
    let ca = CaFile::new(&server);
    let url = format!("{}/_sim", server.url());
    let arguments = ["--cacert", ca.path(), "-o", "/dev/null", "-w", "%{http_code}", &url];
    if let Some(output) = curl(&arguments) {
        assert_eq!(String::from_utf8_lossy(&output.stdout), "200");
    }
    let began = Instant::now();
    server.shutdown();
    half.shutdown();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn delays_and_silence_are_kept() {
    let home = home();
    let server = plain(&home.sim);
    let request = format!(
        "GET /route/clip/v2/resource/light HTTP/1.1\r\nHost: x\r\nConnection: close\r\nauthorization: Bearer {}\r\nhue-application-key: {}\r\n\r\n",
        home.access, home.key
    );
    home.sim.configure(|s| s.relay.delay = Duration::from_millis(300));
    let began = Instant::now();
    assert!(raw(&server, &request).starts_with("HTTP/1.1 200 "));
    assert!(began.elapsed() >= Duration::from_millis(300));
    home.sim.configure(|s| {
        s.set_online(false);
        s.relay.offline = OfflineReply::Hang;
    });
    let mut stream = connect(&server);
    stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    assert!(stream.read(&mut [0; 1]).is_err(), "no reply, and no end either");
    let began = Instant::now();
    server.shutdown();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn the_log_is_called_for_requests_to_hue_only() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    let log = move |entry: &hue_sim::Entry| kept.lock().unwrap().push(entry.to_string());
    let server = Server::start(sim(), Options::default().tls(false).log(log)).unwrap();
    for target in ["/_sim", "/v2/oauth2/authorize?client_id=testclient&response_type=code", "/route/api/secret/lights"]
    {
        raw(&server, &format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    }
    server.shutdown();
    let wanted = ["GET /v2/oauth2/authorize 302 consent", "GET /route/api/<key>/lights 401 refused"];
    assert_eq!(*lines.lock().unwrap(), wanted);
}

#[test]
fn it_stops_when_it_is_told_or_dropped() {
    for told in [true, false] {
        let server = plain(&sim());
        let address = address(&server);
        assert!(TcpStream::connect(&address).is_ok());
        if told {
            server.shutdown();
        } else {
            drop(server);
        }
        assert!(TcpStream::connect(&address).is_err());
    }
}

#[test]
fn what_is_wrong_with_an_address_is_said() {
    let server = plain(&sim());
    let start = |listen: &str| match Server::start(sim(), Options::default().listen(listen)) {
        Ok(_) => panic!("started on {listen}"),
        Err(error) => error,
    };
    let taken = start(&address(&server));
    assert!(matches!(taken, ServerError::Bind { .. }));
    let wanted = format!(
        "cannot listen on {}: the port is taken; choose another (port 0 takes any that is free)",
        address(&server)
    );
    assert_eq!(taken.to_string(), wanted);
    for bad in ["", "8443", "localhost:8443", "127.0.0.1", "127.0.0.1:99999"] {
        let wanted = format!("cannot listen on {bad:?}: write an IP address and a port, such as 127.0.0.1:8443");
        assert_eq!(start(bad).to_string(), wanted);
    }
    assert!(start("192.0.2.1:0").to_string().contains("127.0.0.1 always works"));
}

#[test]
fn all_interfaces_are_shown_as_this_machine() {
    let server = Server::start(sim(), Options::default().listen("0.0.0.0:0")).unwrap();
    assert!(server.url().starts_with("https://127.0.0.1:"));
}

#[test]
fn time_can_be_moved_while_it_runs() {
    let sim = Simulation::live(settings());
    let server = plain(&sim);
    let before = sim.now();
    let reply = raw(
        &server,
        "POST /_sim/advance HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 16\r\n\r\n{\"seconds\":3600}",
    );
    assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
    assert!(sim.now().saturating_since(before) >= Duration::from_secs(3600));
}
