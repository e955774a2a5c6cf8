//! A program without a secret, and the server that keeps it.

use crate::address;
use crate::stage::{Running, SECRET_OF_THE_BUILD, Stage, built};
use hue_blocking::http::header::CONTENT_TYPE;
use hue_blocking::http::{Request, Response};
use hue_sim::settings::Application;
use hue_sim::{Event, Settings};
use std::fs;
use std::net::TcpListener;
use std::time::Duration;

const SECRET: &str = "CANARY-client-secret";

struct Play {
    stage: Stage,
    token_endpoint: String,
    token_server: Running,
}

impl Play {
    fn new() -> Self {
        // A port that is free now, and most likely in a moment.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let app = Application::new("desktop-client", SECRET, format!("http://127.0.0.1:{port}/authorized"));
        let stage = Stage::with(Settings::default().with(|settings| settings.applications = vec![app]));
        let mut command = stage.example("token_server");
        command.env("HUE_LISTEN", "127.0.0.1:0");
        let mut token_server = Running::start(command);
        let token_endpoint = address(&mut token_server);
        Self { stage, token_endpoint, token_server }
    }

    /// On a machine that has never heard of the secret.
    fn desktop(&self) -> Running {
        let mut command = self.stage.example("desktop");
        command.env_remove("HUE_CLIENT_SECRET").env("HUE_TOKEN_ENDPOINT", &self.token_endpoint);
        Running::start(command)
    }

    fn log_in(&self) -> String {
        let mut desktop = self.desktop();
        let back = self.stage.browse(&desktop.url());
        #[cfg(target_os = "linux")]
        {
            let environment = fs::read(format!("/proc/{}/environ", desktop.child.id())).unwrap();
            assert!(holds(&environment, "desktop-client"));
            assert!(!holds(&environment, SECRET));
        }
        // The program itself receives what the browser brings back.
        assert_eq!(self.stage.send(Request::get(&back).body(Vec::new()).unwrap()).status(), 200);
        desktop.done()
    }

    fn ask(&self, body: &str) -> Response<Vec<u8>> {
        let request = Request::post(&self.token_endpoint).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.stage.send(request.body(body.as_bytes().to_vec()).unwrap())
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn the_desktop_logs_in_and_renews_without_the_secret() {
    let play = Play::new();
    let said = play.log_in();
    assert!(said.contains("off Kitchen"), "{said}");
    play.stage.sim.advance(Duration::from_secs(604_800));
    assert!(play.desktop().done().contains("off Kitchen"));
    for (event, count) in [(Event::Consent, 1), (Event::CodeExchange, 1), (Event::Renewal, 1), (Event::UserCreated, 1)]
    {
        play.stage.check(event, count);
    }

    // Neither as it was shipped nor as it has run does it hold a secret of the client.
    let program = built().join("desktop").with_extension(std::env::consts::EXE_EXTENSION);
    for file in [program, play.stage.home_file()] {
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.is_empty());
        for secret in [SECRET, SECRET_OF_THE_BUILD] {
            assert!(!holds(&bytes, secret), "{secret} in {}", file.display());
        }
    }
}

/// It is the server that redeems and renews, and nobody else.
#[test]
fn without_the_token_server_nothing_is_renewed_and_nothing_lost() {
    let mut play = Play::new();
    play.log_in();
    let tokens = || play.stage.home().unwrap().summary();
    let stored = tokens();
    play.stage.sim.advance(Duration::from_secs(604_800));
    play.token_server.child.kill().unwrap();
    play.token_server.child.wait().unwrap();
    let ended = play.desktop().ended();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    play.stage.check(Event::Renewal, 0);
    assert_eq!(tokens(), stored);
}

#[test]
fn the_token_server_passes_grants_on_and_nothing_else() {
    let play = Play::new();
    let code = "grant_type=authorization_code&client_id=desktop-client&code=c&redirect_uri=r";
    for body in [
        "",
        "grant_type=password&client_id=desktop-client&username=u&password=p",
        "grant_type=client_credentials&client_id=desktop-client",
        "grant_type=refresh_token&client_id=desktop-client",
        "grant_type=refresh_token&client_id=elses&refresh_token=r",
        // Without the proof that whoever asks has begun the login.
        code,
    ] {
        assert_eq!(play.ask(body).status(), 400, "{body}");
    }
    assert_eq!(play.ask(&"x".repeat(17 * 1024)).status(), 400);
    assert_eq!(play.stage.send(Request::get(&play.token_endpoint).body(Vec::new()).unwrap()).status(), 405);
    assert!(play.stage.sim.log().is_empty(), "{:?}", play.stage.sim.log());

    // Hue's own answer comes back, and what else was sent stays here.
    let reply = play.ask(&format!("{code}&code_verifier=v&client_secret=x&scope=all"));
    assert_eq!(reply.status(), 400);
    assert!(holds(reply.body(), "invalid_grant") && !holds(reply.body(), SECRET));
    let log = play.stage.sim.log();
    let asked = log.last().unwrap().request().body();
    assert!(holds(asked, "code_verifier=v") && !holds(asked, "scope") && !holds(asked, "client_secret"));
}
