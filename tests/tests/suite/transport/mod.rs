//! Every transport against servers that are not as they should be: over real sockets and real TLS.

mod server;

use hue_blocking::http::{Request, Response};
use hue_blocking::{
    App, AuthorizationCode, Cause, Client, ClientAuth, ClientSecret, CodeReceived, Delivery, Effect, Entropy, Error,
    Session, TransportSettings, Unsent, Ureq,
};
use hue_tests::{Driver, Line};
use server::{Certificate, Server};
use std::io;
use std::time::Duration;

/// Those that connect.
fn drivers() -> impl Iterator<Item = Driver> {
    Driver::ALL.into_iter().filter(|driver| driver.has_sockets())
}

/// An agent of the program's own does not say whether its connection ever stood.
fn not_sent(driver: Driver) -> Delivery {
    if driver == Driver::Agent { Delivery::Unknown } else { Delivery::NotSent }
}

fn settings() -> TransportSettings {
    TransportSettings::default().without_proxy()
}

fn trusting(server: &Server) -> TransportSettings {
    settings().with_extra_roots(server.ca_pem().as_bytes()).expect("roots")
}

/// Sends one request with a secret in it, and says what became of it.
fn send(server: &Server, line: &Line) -> Result<Response<Vec<u8>>, Unsent<io::Error>> {
    let request = Request::post(server.url("/v2/oauth2/token"))
        .header("authorization", "Basic Y2FuYXJ5")
        .body(b"code=x".to_vec());
    line.send(request.expect("a request"))
}

/// By a driver that trusts the server's authority.
fn sent(server: &Server, driver: Driver, settings: &TransportSettings) -> Result<Response<Vec<u8>>, Unsent<io::Error>> {
    send(server, &Line::new(driver, server.ca_pem(), settings))
}

#[track_caller]
fn check_refused(certificate: Certificate, is_trusted: bool) {
    let other = Server::start(Certificate::Good, "");
    for driver in drivers() {
        let server = Server::start(certificate, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        let pem = if is_trusted { server.ca_pem() } else { other.ca_pem() };
        let settings = settings().with_extra_roots(pem.as_bytes()).expect("roots");
        let unsent = send(&server, &Line::new(driver, pem, &settings)).expect_err("no connection to such a server");
        assert_eq!(unsent.delivery, not_sent(driver), "{driver:?}: {}", unsent.error);
        assert_eq!(server.received(), "", "{driver:?} wrote a byte before the certificate was looked at");
        if [Driver::Ureq, Driver::Hyper].contains(&driver) {
            assert!(unsent.error.to_string().contains("HUE_CA_FILE"), "{driver:?}: {}", unsent.error);
        }
    }
}

#[test]
fn an_authority_that_nobody_knows_gets_no_byte() {
    check_refused(Certificate::Good, false);
}

#[test]
fn a_certificate_for_another_name_gets_no_byte() {
    check_refused(Certificate::OtherName, true);
}

#[test]
fn an_expired_certificate_gets_no_byte() {
    check_refused(Certificate::Expired, true);
}

#[test]
fn a_good_certificate_is_accepted() {
    for driver in drivers() {
        let server = Server::start(Certificate::Good, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        let reply = sent(&server, driver, &trusting(&server)).expect("a reply");
        assert_eq!(reply.body(), b"ok", "{driver:?}");
        let received = server.received();
        assert!(received.contains("Y2FuYXJ5"), "{driver:?}");
        for (ours, agent) in [(Driver::Ureq, "hue-blocking/"), (Driver::Hyper, "hue-tokio/")] {
            assert!(driver != ours || received.contains(&format!("user-agent: {agent}")), "{received}");
        }
    }
}

#[test]
fn a_user_agent_of_ones_own_is_sent() {
    for driver in [Driver::Ureq, Driver::Hyper, Driver::HyperClient] {
        let server = Server::start(Certificate::Good, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        let settings = trusting(&server).with_user_agent("lamp-timer/7").expect("text");
        sent(&server, driver, &settings).expect("a reply");
        assert!(server.received().contains("user-agent: lamp-timer/7\r\n"), "{driver:?}");
    }
    assert!(settings().with_user_agent("two\r\nlines: x").is_err());
}

#[test]
fn a_redirect_is_not_followed_and_the_other_origin_sees_nothing() {
    let other = Server::start(Certificate::Good, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    for driver in drivers() {
        for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
            let head = format!("HTTP/1.1 {status}\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", other.url("/"));
            let server = Server::start(Certificate::Good, &head);
            let pem = format!("{}{}", server.ca_pem(), other.ca_pem());
            let settings = settings().with_extra_roots(pem.as_bytes()).expect("roots");
            let reply = send(&server, &Line::new(driver, &pem, &settings)).expect("the redirect itself");
            assert!(reply.status().is_redirection(), "{driver:?}: {status}");
        }
    }
    assert_eq!(other.received(), "");
}

#[test]
fn a_reqwest_client_that_follows_redirects_is_refused() {
    use reqwest::redirect::Policy;
    let policies: [fn() -> Policy; 4] =
        [Policy::default, || Policy::limited(1), || Policy::custom(|attempt| attempt.error("no")), Policy::none];
    for (at, policy) in policies.into_iter().enumerate() {
        let is_taken = at == 3;
        let client = reqwest::Client::builder().tls_backend_preconfigured(tls()).redirect(policy()).build();
        assert_eq!(hue_tokio::Reqwest::new(client.expect("a client"), &settings()).is_ok(), is_taken, "policy {at}");
    }
}

fn tls() -> rustls::ClientConfig {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    config.expect("TLS").with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
}

#[test]
fn a_flood_is_cut_off_and_may_have_taken_effect() {
    for driver in drivers() {
        let head = |length: &str| format!("HTTP/1.1 200 OK\r\n{length}\r\n{}", "x".repeat(5000));
        // Said in advance, and found out while reading.
        for head in [head("content-length: 5000\r\n"), format!("{}\0", head("connection: close\r\n"))] {
            let server = Server::start(Certificate::Good, &head);
            let unsent = sent(&server, driver, &trusting(&server).with_largest_reply(4999)).expect_err("too large");
            assert_eq!(unsent.delivery, Delivery::Unknown, "{driver:?}");
            assert!(unsent.error.to_string().contains("too large"), "{driver:?}: {}", unsent.error);
        }
        let server = Server::start(Certificate::Good, &head("content-length: 5000\r\n"));
        let reply = sent(&server, driver, &trusting(&server).with_largest_reply(5000)).expect("small enough");
        assert_eq!(reply.body().len(), 5000, "{driver:?}");
    }
}

#[test]
fn a_server_that_never_answers_is_given_up_and_may_have_heard() {
    for driver in drivers() {
        let server = Server::start(Certificate::Good, "");
        let settings = trusting(&server).with_timeout(Duration::from_millis(300));
        let unsent = sent(&server, driver, &settings).expect_err("no reply");
        assert_eq!(unsent.delivery, Delivery::Unknown, "{driver:?}: {}", unsent.error);
        assert!(unsent.error.to_string().contains("in time"), "{driver:?}: {}", unsent.error);
    }
}

#[test]
fn a_reply_that_breaks_off_may_have_taken_effect() {
    for driver in drivers() {
        for head in ["HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", "HTTP/1.1 20", "nonsense\r\n\r\n"] {
            let server = Server::start(Certificate::Good, &format!("{head}\0"));
            let unsent = sent(&server, driver, &trusting(&server)).expect_err("half a reply");
            assert_eq!(unsent.delivery, Delivery::Unknown, "{driver:?}: {}", unsent.error);
        }
    }
}

#[test]
fn nobody_there_means_not_sent() {
    for driver in drivers() {
        let server = Server::start(Certificate::Good, "");
        let line = Line::new(driver, server.ca_pem(), &trusting(&server));
        let url = server.url("/");
        drop(server);
        let unsent = line.send(Request::get(url).body(Vec::new()).expect("a request")).expect_err("nobody there");
        assert_eq!(unsent.delivery, not_sent(driver), "{driver:?}: {}", unsent.error);
    }
    // Where names are looked up by nobody, it is the time that runs out.
    for driver in [Driver::Ureq, Driver::Hyper] {
        let server = Server::start(Certificate::Good, "");
        let settings = settings().with_connect_timeout(Duration::from_millis(300));
        let nowhere = Request::get("https://host.invalid/").body(Vec::new()).expect("a request");
        let unsent = Line::new(driver, server.ca_pem(), &settings).send(nowhere).expect_err("no such host");
        assert_eq!(unsent.delivery, Delivery::NotSent, "{driver:?}: {}", unsent.error);
    }
}

#[test]
fn the_effect_of_a_lost_reply_reaches_the_caller_with_the_transports_word() {
    let server = Server::start(Certificate::Good, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf\0");
    let hue = Client::new(Ureq::new(&trusting(&server)));
    let mut exchange = code(&server).redeem();
    let cause = hue.run(&mut exchange).expect_err("half a reply");
    assert!(matches!(&cause, Cause::Transport { outcome: Error::Unconfirmed(Effect::CodeRedeemed), .. }), "{cause:?}");
    // The session is still there.
    assert_eq!(exchange.abandon().snapshot().state(), "code_received");
}

#[test]
fn roots_that_are_none_are_refused() {
    for pem in ["", "nonsense", "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n"] {
        assert!(settings().with_extra_roots(pem.as_bytes()).is_err(), "{pem:?}");
    }
}

#[test]
fn errors_and_debug_name_no_url() {
    let canary = "https://127.0.0.1:1/route/api/CANARY/lights?x=CANARY";
    let server = Server::start(Certificate::Good, "");
    for driver in drivers() {
        let line = Line::new(driver, server.ca_pem(), &settings());
        let unsent = line.send(Request::get(canary).body(Vec::new()).expect("a request")).expect_err("nobody there");
        let shown = format!("{unsent:?} {} {:?}", unsent.error, settings());
        assert!(!shown.contains("CANARY"), "{driver:?}: {shown}");
    }
}

fn code(server: &Server) -> Session<CodeReceived> {
    let app = App::builder("id", ClientAuth::Basic(ClientSecret::new("secret")))
        .base_url(&server.url(""))
        .build()
        .expect("an App");
    Session::new(app, Entropy::from_bytes([1; 32])).with_code(AuthorizationCode::new("code"))
}
