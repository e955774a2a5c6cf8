//! A service with several visitors, each in a browser of their own.

use crate::address;
use crate::stage::{Running, Stage};
use hue_blocking::http::header::{CONTENT_SECURITY_POLICY, COOKIE, LOCATION, SET_COOKIE};
use hue_blocking::http::{Request, Response};
use hue_sim::settings::{Account, Consent};
use hue_sim::{Event, Settings};
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

/// The service, at the houses of Ann and Bob.
struct Play {
    stage: Stage,
    url: String,
    _running: Running,
}

impl Play {
    fn new() -> Self {
        let ann = Account::new("ann", "ann").with_bridge("001788fffe000001", "Ann's bridge");
        let bob = Account::new("bob", "bob").with_bridge("001788fffe000002", "Bob's bridge");
        let stage = Stage::with(Settings::default().with(|settings| settings.accounts = vec![ann, bob]));
        let mut command = stage.example("web_service");
        command.env("HUE_LISTEN", "127.0.0.1:0");
        let mut running = Running::start(command);
        let url = address(&mut running);
        Self { stage, url, _running: running }
    }

    fn visitor(&self) -> Visitor<'_> {
        Visitor { play: self, cookies: BTreeMap::new() }
    }

    /// A visitor who has given access to this person's bridge.
    fn logged_in(&self, login: &str) -> Visitor<'_> {
        let mut visitor = self.visitor();
        let back = visitor.sent_to_hue_and_back(login);
        assert_eq!(visitor.get(&back).status(), 303);
        visitor
    }

    fn switch_on(&self, bridge: usize, name: &str) {
        self.stage.sim.with_cloud(|cloud| {
            assert!(cloud.bridges_mut()[bridge].switch(name, true));
        });
    }
}

/// A browser: it keeps cookies, and follows nothing by itself.
#[derive(Clone)]
struct Visitor<'a> {
    play: &'a Play,
    cookies: BTreeMap<String, String>,
}

impl Visitor<'_> {
    fn get(&mut self, path: &str) -> Response<Vec<u8>> {
        let mut request = Request::get(format!("{}{path}", self.play.url));
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        let reply = self.play.stage.send(request.body(Vec::new()).unwrap());
        for cookie in reply.headers().get_all(SET_COOKIE) {
            let (pair, rules) = cookie.to_str().unwrap().split_once(';').unwrap();
            assert!(rules.contains("HttpOnly") && rules.contains("SameSite=Lax"), "{rules}");
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        assert!(reply.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'none'"));
        reply
    }

    /// Path and query that Hue sends them back to, with this person's consent.
    fn sent_to_hue_and_back(&mut self, login: &str) -> String {
        let reply = self.get("/login");
        assert_eq!(reply.status(), 302);
        let account = Some(login.to_owned());
        self.play.stage.sim.configure(|settings| settings.authorize.account = account);
        let back = self.play.stage.browse(reply.headers()[LOCATION].to_str().unwrap());
        back.strip_prefix("http://127.0.0.1:9123").unwrap().to_owned()
    }

    #[track_caller]
    fn check(&mut self, path: &str, status: u16, words: &str) {
        let reply = self.get(path);
        let body = String::from_utf8(reply.body().clone()).unwrap();
        assert_eq!(reply.status(), status, "{body}");
        assert!(body.contains(words), "no {words:?} in {body}");
        assert!(!body.contains("CANARY"), "{body}");
    }
}

#[test]
fn users_see_their_own_lamps() {
    let play = Play::new();
    play.switch_on(1, "Kitchen");
    let (mut ann, mut bob) = (play.visitor(), play.visitor());
    ann.check("/", 200, "Nobody has logged in here");
    // Both are on their way at the same time.
    let (anns, bobs) = (ann.sent_to_hue_and_back("ann"), bob.sent_to_hue_and_back("bob"));
    assert_eq!(bob.get(&bobs).headers()[LOCATION], "/");
    assert_eq!(ann.get(&anns).headers()[LOCATION], "/");
    ann.check("/", 200, "off Kitchen");
    bob.check("/", 200, "on  Kitchen");
    play.visitor().check("/", 200, "Nobody has logged in here");
    play.stage.check(Event::UserCreated, 2);
}

#[test]
fn what_belongs_to_another_login_is_refused() {
    let play = Play::new();
    let (mut ann, mut bob) = (play.visitor(), play.visitor());
    let back = ann.sent_to_hue_and_back("ann");
    let words = "belongs to no login";
    // A browser that never began one, and one that began another: somebody is to be logged in as Ann.
    play.visitor().check(&back, 400, words);
    let _bobs = bob.sent_to_hue_and_back("bob");
    bob.check(&back, 400, words);
    // A state that nobody has, none at all, and words that are to be seen on a page of ours.
    ann.check("/authorized?code=CANARY&state=CANARY", 400, words);
    ann.check("/authorized?code=CANARY", 400, words);
    ann.check("/authorized?error=%3Cscript%3ECANARY&error_description=CANARY", 400, words);
    ann.check("/authorized?state=a&state=CANARY", 400, words);
    ann.check("/authorized", 400, words);
    ann.check("/CANARY", 404, "nothing here");
    play.stage.check(Event::CodeExchange, 0);

    // None of this has taken Ann's login away. It is taken once.
    assert_eq!(ann.get(&back).status(), 303);
    ann.check(&back, 400, words);
    ann.check("/", 200, "off Kitchen");
    play.stage.check(Event::CodeExchange, 1);
}

#[test]
fn a_login_has_a_new_name() {
    let play = Play::new();
    let mut ann = play.logged_in("ann");
    ann.check("/", 200, "off Kitchen");
    let mut before = ann.clone();
    let back = ann.sent_to_hue_and_back("ann");
    assert_eq!(ann.get(&back).status(), 303);
    ann.check("/", 200, "off Kitchen");
    before.check("/", 200, "Nobody has logged in here");
    // The bridge and its key are those from before.
    play.stage.check(Event::UserCreated, 1);
}

/// Tokens that are good once are spent once, however many ask at the same time.
#[test]
fn many_visits_at_once_renew_once_a_user() {
    let play = Play::new();
    play.switch_on(1, "Kitchen");
    let (mut ann, mut bob) = (play.logged_in("ann"), play.logged_in("bob"));
    ann.check("/", 200, "off Kitchen");
    bob.check("/", 200, "on  Kitchen");
    play.stage.sim.advance(Duration::from_secs(604_800));
    thread::scope(|scope| {
        for _ in 0..8 {
            let (mut ann, mut bob) = (ann.clone(), bob.clone());
            scope.spawn(move || ann.check("/", 200, "off Kitchen"));
            scope.spawn(move || bob.check("/", 200, "on  Kitchen"));
        }
    });
    play.stage.check(Event::Renewal, 2);
    play.stage.check(Event::CodeExchange, 2);
}

#[test]
fn what_ends_is_said_and_mended() {
    let play = Play::new();
    let sim = &play.stage.sim;
    let mut ann = play.logged_in("ann");

    // The login goes on where it failed: the code is not asked for again.
    sim.configure(|settings| settings.set_online(false));
    ann.check("/", 502, "Your bridge does not answer");
    sim.configure(|settings| settings.set_online(true));
    ann.check("/", 200, "off Kitchen");
    play.stage.check(Event::CodeExchange, 1);

    sim.with_cloud(|cloud| {
        let bridge = &mut cloud.bridges_mut()[0];
        let user = bridge.whitelist()[0].username().to_owned();
        assert!(bridge.remove_user(&user));
    });
    // However many visits are refused at once, one links again.
    thread::scope(|scope| {
        for _ in 0..8 {
            let mut ann = ann.clone();
            scope.spawn(move || ann.check("/", 200, "off Kitchen"));
        }
    });
    play.stage.check(Event::UserCreated, 2);

    sim.with_cloud(|cloud| cloud.revoke("demo-client"));
    ann.check("/", 403, "Your permission is over");
    let back = ann.sent_to_hue_and_back("ann");
    assert_eq!(ann.get(&back).status(), 303);
    ann.check("/", 200, "off Kitchen");
    play.stage.check(Event::UserCreated, 2);
}

/// Whose bridge it is, is for the user to say, and not for whoever logs in last.
#[test]
fn another_bridge_is_not_taken_for_the_first() {
    let play = Play::new();
    let mut ann = play.logged_in("ann");
    ann.check("/", 200, "off Kitchen");
    for (login, status, words) in [("bob", 409, "another bridge"), ("ann", 200, "off Kitchen")] {
        let back = ann.sent_to_hue_and_back(login);
        assert_eq!(ann.get(&back).status(), 303);
        ann.check("/", status, words);
    }
    play.stage.check(Event::UserCreated, 1);
}

#[test]
fn a_no_is_taken_for_one() {
    let play = Play::new();
    play.stage.sim.configure(|settings| settings.authorize.consent = Consent::AutoDeny);
    let mut ann = play.visitor();
    let back = ann.sent_to_hue_and_back("ann");
    ann.check(&back, 200, "Nothing was allowed");
    ann.check("/", 200, "Nobody has logged in here");
    ann.check(&back, 400, "belongs to no login");
}
