//! The way to the browser and back, over real sockets.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests end where they fail")]

use hue_host::{Browser, NoRedirect};
use hue_proto::url::Url;
use hue_proto::{App, AuthorizationRequest, Callback, ClientSecret, CsrfState, Entropy, Login, LoginStep, Session};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const STATE: &str = "the-state-of-this-login";

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn request(redirect_uri: &str) -> AuthorizationRequest {
    let app = App::builder("id", ClientSecret::new("secret")).redirect_uri(redirect_uri).build().unwrap();
    let session = Session::new(app, Entropy::from_bytes([7; 32])).with_state(CsrfState::new(STATE));
    let mut login = Login::new(session);
    assert!(matches!(login.start(Entropy::from_bytes([8; 32])), Ok(LoginStep::Save(_))));
    let Ok(LoginStep::Ask(request)) = login.proceed() else { panic!("a login that is new asks") };
    request
}

fn on_port(port: u16) -> AuthorizationRequest {
    request(&format!("http://127.0.0.1:{port}/authorized"))
}

/// A browser that does this instead of opening, and asks nobody.
fn browser(open: impl Fn(u16) + Send + Sync + 'static) -> Browser {
    Browser::new().without_paste().with_timeout(Duration::from_secs(30)).with_open(move |url| {
        let redirect = url.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
        open(Url::parse(&redirect).unwrap().port().unwrap());
        Ok(())
    })
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Sends these bytes, and reads all that comes back.
fn say(port: u16, bytes: &[u8]) -> String {
    let mut stream = connect(port);
    // A listener that has heard enough need not hear the rest.
    let _ = stream.write_all(bytes);
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply);
    String::from_utf8(reply).unwrap()
}

fn get(port: u16, target: &str) -> String {
    say(port, format!("GET {target} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n").as_bytes())
}

fn answer(port: u16) -> String {
    get(port, &format!("/authorized?code=c&state={STATE}"))
}

#[track_caller]
fn check_status(reply: &str, status: &str) {
    assert!(reply.starts_with(&format!("HTTP/1.1 {status} ")), "{reply}");
}

#[test]
fn the_answer_is_received_through_the_noise() {
    let port = free_port();
    let (replies, heard) = mpsc::channel();
    let browser = browser(move |port| {
        // Opened in advance and never used; begun and never ended.
        let (silent, mut slow) = (connect(port), connect(port));
        slow.write_all(b"GET /authorized?code=evil&st").unwrap();
        let noise = [
            get(port, "/favicon.ico"),
            get(port, "/"),
            say(port, b"OPTIONS /authorized HTTP/1.1\r\norigin: https://evil.example\r\n\r\n"),
            say(port, format!("POST /authorized?code=c&state={STATE} HTTP/1.1\r\n\r\n").as_bytes()),
            get(port, "/authorized?code=evil&state=another"),
            get(port, "/authorized?code=evil"),
            get(port, "/authorized?error=access_denied&state=another"),
            get(port, &format!("/authorized?code=a&code=b&state={STATE}")),
            get(port, &format!("/elsewhere?code=c&state={STATE}")),
            say(port, format!("GET / HTTP/1.1\r\nx: {}", "x".repeat(1 << 20)).as_bytes()),
            say(port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
        ];
        let answered = answer(port);
        drop((silent, slow));
        replies.send((noise, answered)).unwrap();
    });
    let callback = browser.redirect(&on_port(port), || true).unwrap();
    assert_eq!(callback.state(), Some(STATE));
    assert!(on_port(port).check(&callback).is_ok());
    let (noise, answered) = heard.recv().unwrap();
    let statuses = ["404", "404", "405", "405", "400", "400", "400", "400", "404", "431", "400"];
    for (reply, status) in noise.iter().zip(statuses) {
        check_status(reply, status);
    }
    check_status(&answered, "200");
    let refused = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused, "nobody listens after the answer");
}

#[test]
fn more_visitors_than_there_is_room_for_do_not_keep_the_answer_out() {
    let port = free_port();
    let browser = browser(|port| {
        let crowd: Vec<_> = (0..200).map(|_| connect(port)).collect();
        check_status(&answer(port), "200");
        drop(crowd);
    });
    assert!(browser.redirect(&on_port(port), || true).is_ok());
}

#[test]
fn a_redirect_that_comes_in_pieces_is_put_together() {
    let port = free_port();
    let browser = browser(|port| {
        let mut stream = connect(port);
        for byte in format!("GET /authorized?code=c&state={STATE} HTTP/1.1\r\nhost: x\r\n\r\n").bytes() {
            stream.write_all(&[byte]).unwrap();
            stream.flush().unwrap();
        }
    });
    assert!(browser.redirect(&on_port(port), || true).is_ok());
}

#[test]
fn only_this_machine_is_listened_to() {
    let port = free_port();
    let (tell, told) = mpsc::channel();
    let browser = browser(move |port| {
        // Linux has all of 127.0.0.0/8; whoever listens on every address answers there too.
        tell.send(TcpStream::connect((Ipv4Addr::new(127, 0, 0, 2), port)).is_err()).unwrap();
        answer(port);
    });
    browser.redirect(&on_port(port), || true).unwrap();
    assert!(told.recv().unwrap());
}

#[test]
fn a_page_is_the_same_whatever_was_sent() {
    let pages = |targets: &'static [&'static str]| {
        let port = free_port();
        let (tell, told) = mpsc::channel();
        let browser = browser(move |port| {
            for target in targets {
                let head =
                    format!("GET {target} HTTP/1.1\r\nhost: evil.example\r\nreferer: https://evil.example\r\n\r\n");
                tell.send(say(port, head.as_bytes())).unwrap();
            }
            answer(port);
        });
        browser.redirect(&on_port(port), || true).unwrap();
        targets.iter().map(|_| told.recv().unwrap()).collect::<Vec<_>>()
    };
    let shown = pages(&[
        "/authorized?code=c&state=x",
        "/authorized?code=c&state=x&next=https://evil.example",
        "/authorized?error=%3Cscript%3Ealert(1)%3C/script%3E&error_description=%3Cb%3Eevil%3C/b%3E&state=x",
        "//evil.example/authorized?code=c&state=x",
    ]);
    let plain = shown.first().unwrap();
    check_status(plain, "400");
    for page in shown.get(1..3).unwrap() {
        assert_eq!(page, plain);
    }
    for page in &shown {
        assert!(!page.contains("evil") && !page.to_lowercase().contains("location:"), "{page}");
        assert!(page.contains("content-security-policy: default-src 'none'"), "{page}");
    }
}

#[test]
fn a_no_is_an_answer_and_its_words_are_not_shown() {
    let port = free_port();
    let (tell, told) = mpsc::channel();
    let browser = browser(move |port| {
        let target = format!("/authorized?error=access_denied&error_description=%3Cb%3Eevil&state={STATE}");
        tell.send(get(port, &target)).unwrap();
    });
    let callback = browser.redirect(&on_port(port), || true).unwrap();
    assert!(on_port(port).check(&callback).is_err());
    let page = told.recv().unwrap();
    check_status(&page, "200");
    assert!(page.contains("Nothing was allowed") && !page.contains("evil"), "{page}");
}

#[test]
fn nobody_coming_is_told_in_time() {
    let browser = browser(|_| {}).with_timeout(Duration::from_millis(50));
    let error = browser.redirect(&on_port(free_port()), || true).unwrap_err();
    assert!(matches!(error, NoRedirect::TimedOut(_)), "{error:?}");
    assert!(error.to_string().contains("run the login again"), "{error}");
}

#[test]
fn who_is_no_longer_wanted_stops() {
    let error = browser(|_| {}).redirect(&on_port(free_port()), || false).unwrap_err();
    assert!(matches!(error, NoRedirect::GivenUp), "{error:?}");
}

/// Answers a question with each of these in turn, and notes what it was told.
fn pasting(answers: &[&str]) -> (Browser, Arc<Mutex<Vec<Option<String>>>>) {
    let told = Arc::<Mutex<Vec<_>>>::default();
    let (notes, answers) = (told.clone(), answers.iter().map(|&answer| answer.to_owned()).collect::<Vec<_>>());
    let browser = Browser::new().with_open(|_| Ok(())).with_paste(move |url, why| {
        assert!(url.as_str().contains(STATE));
        let mut notes = notes.lock().unwrap();
        notes.push(why.map(str::to_owned));
        answers.get(notes.len() - 1).cloned().ok_or_else(|| io::Error::from(ErrorKind::UnexpectedEof))
    });
    (browser, told)
}

#[test]
fn a_taken_port_a_missing_browser_and_a_redirect_elsewhere_end_in_pasting() {
    let right = format!("http://127.0.0.1/authorized?code=c&state={STATE}\n");
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let (paste, told) = pasting(&[&right]);
    assert_eq!(paste.redirect(&on_port(port), || true).unwrap().state(), Some(STATE));
    assert_eq!(*told.lock().unwrap(), [None]);

    let no_browser = pasting(&[&right]).0.with_open(|_| Err(ErrorKind::NotFound.into()));
    assert!(no_browser.redirect(&on_port(free_port()), || true).is_ok());
    assert!(pasting(&[&right]).0.without_open().redirect(&on_port(free_port()), || true).is_ok());
    for elsewhere in [
        "https://example.com/authorized",
        "http://192.0.2.1:80/authorized",
        "https://127.0.0.1/authorized",
        "hue://authorized",
    ] {
        assert_eq!(request(elsewhere).loopback_port(), None, "{elsewhere}");
        let (paste, _) = pasting(&[&format!("?code=c&state={STATE}")]);
        assert!(paste.redirect(&request(elsewhere), || true).is_ok(), "{elsewhere}");
    }
    assert_eq!(request("http://localhost:9123/authorized").loopback_port(), Some(9123));
    assert_eq!(request("http://127.0.0.1/authorized").loopback_port(), Some(80));
}

#[test]
fn a_wrong_paste_is_asked_for_again_with_the_reason() {
    let wrong = ["nonsense", "/authorized?code=c&state=another", "/favicon.ico", "/authorized?error=x&state=another"];
    let right = format!("/authorized?code=c&state={STATE}");
    let answers: Vec<&str> = wrong.iter().copied().chain([&*right]).collect();
    let (browser, told) = pasting(&answers);
    assert!(browser.without_open().redirect(&on_port(free_port()), || true).is_ok());
    let told = told.lock().unwrap();
    assert_eq!(told.first(), Some(&None));
    assert_eq!(told.iter().flatten().count(), wrong.len());
    assert!(told.iter().flatten().all(|why| why.len() > 20), "{told:?}");
    // Who ends the input ends the asking.
    let (browser, _) = pasting(&["nonsense"]);
    assert!(matches!(browser.without_open().redirect(&on_port(free_port()), || true), Err(NoRedirect::Io(_))));
}

#[test]
fn with_nobody_to_ask_the_reason_is_said() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let error = browser(|_| {}).redirect(&on_port(taken.local_addr().unwrap().port()), || true).unwrap_err();
    assert!(error.to_string().starts_with("another program has the port"), "{error}");
    let error = browser(|_| {}).without_open().redirect(&on_port(free_port()), || true).unwrap_err();
    assert!(error.to_string().starts_with("no browser is to be opened"), "{error}");
}

#[test]
fn two_logins_on_one_port_wait_for_each_other_by_pasting() {
    let port = free_port();
    let (ready, is_ready) = mpsc::channel();
    let (go, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let first = thread::spawn(move || {
        let browser = browser(move |port| {
            ready.send(()).unwrap();
            wait.lock().unwrap().recv().unwrap();
            answer(port);
        });
        browser.redirect(&on_port(port), || true).map(|callback: Callback| callback.state().map(str::to_owned))
    });
    is_ready.recv().unwrap();
    let (second, told) = pasting(&[&format!("?code=c&state={STATE}")]);
    assert!(second.redirect(&on_port(port), || true).is_ok());
    assert_eq!(told.lock().unwrap().len(), 1);
    go.send(()).unwrap();
    assert_eq!(first.join().unwrap().unwrap().as_deref(), Some(STATE));
}
