//! `hue_blocking::Ureq` against servers that are not as they should be: over real sockets and real TLS.

mod server;

use hue_blocking::http::{Request, Response};
use hue_blocking::{
    App, Cause, Client, ClientAuth, ClientSecret, CodeReceived, Delivery, Effect, Entropy, Error, SendError, Session,
    Transport as _, Unsent, Ureq,
};
use server::{Certificate, Server};
use std::time::Duration;

/// Sends one request with a secret in it, and says what became of it.
fn send(server: &Server, ureq: &Ureq) -> Result<Response<Vec<u8>>, Unsent<SendError>> {
    let request = Request::post(server.url("/v2/oauth2/token"))
        .header("authorization", "Basic Y2FuYXJ5")
        .body(b"code=x".to_vec());
    ureq.send(request.expect("a request"))
}

fn trusting(server: &Server) -> Ureq {
    Ureq::builder().no_proxy().extra_roots(server.ca_pem().as_bytes()).expect("roots").build()
}

#[track_caller]
fn check_refused(certificate: Certificate, trust: fn(&Server) -> Ureq) {
    let server = Server::start(certificate, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let unsent = send(&server, &trust(&server)).expect_err("no connection to such a server");
    assert_eq!(unsent.delivery, Delivery::NotSent, "{}", unsent.error);
    assert_eq!(server.received(), "", "a byte was written before the certificate was looked at");
    assert!(unsent.error.to_string().contains("certificate"), "{}", unsent.error);
}

#[test]
fn an_authority_that_nobody_knows_gets_no_byte() {
    check_refused(Certificate::Good, |_| Ureq::builder().no_proxy().build());
}

#[test]
fn a_certificate_for_another_name_gets_no_byte() {
    check_refused(Certificate::OtherName, trusting);
}

#[test]
fn an_expired_certificate_gets_no_byte() {
    check_refused(Certificate::Expired, trusting);
}

#[test]
fn a_good_certificate_is_accepted() {
    let server = Server::start(Certificate::Good, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    let reply = send(&server, &trusting(&server)).expect("a reply");
    assert_eq!(reply.body(), b"ok");
    assert!(server.received().contains("Y2FuYXJ5"));
    assert!(server.received().contains("user-agent: hue-blocking/"));
}

#[test]
fn a_redirect_is_not_followed_and_the_other_origin_sees_nothing() {
    let other = Server::start(Certificate::Good, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let head = format!("HTTP/1.1 {status}\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", other.url("/"));
        let server = Server::start(Certificate::Good, &head);
        let pem = format!("{}{}", server.ca_pem(), other.ca_pem());
        let ureq = Ureq::builder().no_proxy().extra_roots(pem.as_bytes()).expect("roots").build();
        let reply = send(&server, &ureq).expect("the redirect itself");
        assert!(reply.status().is_redirection());
    }
    assert_eq!(other.received(), "");
}

#[test]
fn a_flood_is_cut_off_and_may_have_taken_effect() {
    let server = Server::start(
        Certificate::Good,
        &format!("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{}", "x".repeat(5000)),
    );
    let ureq = || Ureq::builder().no_proxy().extra_roots(server.ca_pem().as_bytes()).expect("roots");
    let unsent = send(&server, &ureq().largest_reply(4999).build()).expect_err("too large");
    assert_eq!(unsent.delivery, Delivery::Unknown);
    assert!(unsent.error.to_string().contains("too large"), "{}", unsent.error);
    assert_eq!(send(&server, &ureq().largest_reply(5001).build()).expect("small enough").body().len(), 5000);
}

#[test]
fn a_server_that_never_answers_is_given_up_and_may_have_heard() {
    let server = Server::start(Certificate::Good, "");
    let ureq = Ureq::builder().no_proxy().timeout(Duration::from_millis(300)).extra_roots(server.ca_pem().as_bytes());
    let unsent = send(&server, &ureq.expect("roots").build()).expect_err("no reply");
    assert_eq!(unsent.delivery, Delivery::Unknown, "{}", unsent.error);
}

#[test]
fn a_reply_that_breaks_off_may_have_taken_effect() {
    for head in ["HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", "HTTP/1.1 20", "nonsense\r\n\r\n"] {
        let server = Server::start(Certificate::Good, &format!("{head}\0"));
        let unsent = send(&server, &trusting(&server)).expect_err("half a reply");
        assert_eq!(unsent.delivery, Delivery::Unknown, "{}", unsent.error);
    }
}

#[test]
fn nobody_there_means_not_sent() {
    let server = Server::start(Certificate::Good, "");
    let ureq = trusting(&server);
    let url = server.url("/");
    drop(server);
    let unsent = ureq.send(Request::get(url).body(Vec::new()).expect("a request")).expect_err("nobody there");
    assert_eq!(unsent.delivery, Delivery::NotSent, "{}", unsent.error);
    // Where names are looked up by nobody, it is the time that runs out.
    let ureq = Ureq::builder().no_proxy().connect_timeout(Duration::from_millis(300)).build();
    let nowhere = Request::get("https://host.invalid/").body(Vec::new()).expect("a request");
    let unsent = ureq.send(nowhere).expect_err("no such host");
    assert_eq!(unsent.delivery, Delivery::NotSent, "{}", unsent.error);
}

#[test]
fn the_effect_of_a_lost_reply_reaches_the_caller_with_the_transports_word() {
    let server = Server::start(Certificate::Good, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf\0");
    let hue = Client::new(trusting(&server));
    let mut exchange = code(&server).redeem();
    let cause = hue.run(&mut exchange).expect_err("half a reply");
    assert!(matches!(&cause, Cause::Transport { outcome: Error::Unconfirmed(Effect::CodeRedeemed), .. }), "{cause:?}");
    // The session is still there.
    assert_eq!(exchange.abandon().snapshot().state(), "code_received");
}

#[test]
fn roots_that_are_none_are_refused() {
    for pem in ["", "nonsense", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        assert!(Ureq::builder().extra_roots(pem.as_bytes()).is_err(), "{pem:?}");
    }
}

#[test]
fn errors_and_debug_name_no_url() {
    let canary = "https://127.0.0.1:1/route/api/CANARY/lights?x=CANARY";
    let ureq = Ureq::builder().no_proxy().build();
    let unsent = ureq.send(Request::get(canary).body(Vec::new()).expect("a request")).expect_err("nobody there");
    assert!(!format!("{unsent:?} {} {ureq:?}", unsent.error).contains("CANARY"));
}

fn code(server: &Server) -> Session<CodeReceived> {
    let app = App::builder("id", ClientAuth::Basic(ClientSecret::new("secret")))
        .base_url(&server.url(""))
        .build()
        .expect("an App");
    let session = Session::new(app, Entropy::from_bytes([1; 32]));
    session.with_code(hue_blocking::AuthorizationCode::new("code"))
}
