//! A story told once.

use crate::driver::Driver;
use crate::ordeal::Ordeal;
use crate::stage::Stage;
use hue_blocking::{AppBuilder, ClientAuth, ClientSecret, Error};
use hue_sim::Settings;

/// How a story ends: with what there was to tell, or with the core's error.
pub type Outcome = Result<String, Error>;

/// What the simulator is like, what the program does, how it ends.
pub struct Scenario {
    name: &'static str,
    settings: fn(&mut Settings),
    auth: fn(ClientSecret) -> ClientAuth,
    app: fn(AppBuilder) -> AppBuilder,
    play: Box<dyn Fn(&Stage) -> Outcome + Send + Sync>,
    ends: fn(&Outcome) -> bool,
    sends: usize,
}

/// What is left of a story that was played.
#[non_exhaustive]
pub struct Played {
    /// How it ended.
    pub outcome: Outcome,
    /// Every request that reached the simulator, as far as the client determines it.
    pub requests: Vec<String>,
    /// The bodies of all replies.
    pub replies: Vec<String>,
    /// The simulator's log and what the driver showed of itself, for the search for secrets.
    pub shown: String,
}

impl Scenario {
    /// A story of this name, over the default simulator and an App that introduces itself with Basic.
    pub fn new(name: &'static str, play: impl Fn(&Stage) -> Outcome + Send + Sync + 'static) -> Self {
        Self {
            name,
            settings: |_| {},
            auth: ClientAuth::Basic,
            app: |app| app,
            play: Box::new(play),
            ends: Result::is_ok,
            sends: 0,
        }
    }

    /// Changes the simulator.
    #[must_use]
    pub fn settings(mut self, settings: fn(&mut Settings)) -> Self {
        self.settings = settings;
        self
    }

    /// Changes how the client introduces itself.
    #[must_use]
    pub fn auth(mut self, auth: fn(ClientSecret) -> ClientAuth) -> Self {
        self.auth = auth;
        self
    }

    /// Changes the App.
    #[must_use]
    pub fn app(mut self, app: fn(AppBuilder) -> AppBuilder) -> Self {
        self.app = app;
        self
    }

    /// Says how it ends. Well, unless said.
    #[must_use]
    pub fn ends(mut self, ends: fn(&Outcome) -> bool) -> Self {
        self.ends = ends;
        self
    }

    /// Says how many requests reach the simulator in all.
    #[must_use]
    pub fn sends(mut self, sends: usize) -> Self {
        self.sends = sends;
        self
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Plays it.
    pub fn play(&self, driver: Driver) -> Played {
        let stage = self.stage(driver, None);
        let outcome = self.tell(&stage);
        Played { outcome, requests: stage.requests(), replies: stage.replies(), shown: stage.shown() }
    }

    pub(crate) fn stage(&self, driver: Driver, ordeal: Option<Ordeal>) -> Stage {
        Stage::new(driver, self.settings, self.auth, self.app, ordeal)
    }

    pub(crate) fn tell(&self, stage: &Stage) -> Outcome {
        (self.play)(stage)
    }

    /// What is wrong with how it was played, if anything is.
    pub fn verdict(&self, played: &Played) -> Result<(), String> {
        if !(self.ends)(&played.outcome) {
            return Err(format!("ended with {:?}", played.outcome));
        }
        if played.requests.len() != self.sends {
            return Err(format!("sent {} requests, not {}: {:#?}", played.requests.len(), self.sends, played.requests));
        }
        Ok(())
    }
}
