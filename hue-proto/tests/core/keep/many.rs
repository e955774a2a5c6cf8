//! Several programs on one account, in any order of steps, some of which die, oversleep or cannot reach the store.

use super::world::{access, record, refresh};
use crate::support::*;
use http::Response;
use hue_proto::keep::{Dispatch, Duty, Record, Stamp, Swapped, Unsaved, Why, begin};
use hue_proto::{AccessToken, Delivery, UnixTime};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use std::collections::BTreeMap;
use std::mem;
use std::time::Duration;

/// What becomes of a program's next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// It is done.
    Well,
    /// The store, or Hue, does it and cannot say so.
    Mute,
    /// Neither hears of it.
    Deaf,
    /// The program sleeps past its lease first, and does it then, where nothing tells it not to.
    Oversleep,
    /// The program ends.
    Die,
}

/// Hue, and what it would take next.
struct Cloud {
    good: String,
    pairs: u64,
    sends: BTreeMap<String, usize>,
}

impl Cloud {
    fn answer(&mut self, token: &str) -> Response<Vec<u8>> {
        *self.sends.entry(token.into()).or_default() += 1;
        if token != self.good {
            return Response::builder().status(400).body(br#"{"error":"invalid_grant"}"#.to_vec()).unwrap();
        }
        self.pairs += 1;
        self.good = format!("R-{}", self.pairs);
        let reply = json!({
            "access_token": format!("A-{}", self.pairs), "refresh_token": self.good, "token_type": "bearer",
            "expires_in": 604_799,
        });
        Response::new(reply.to_string().into_bytes())
    }
}

struct Program {
    duty: Option<Duty>,
    /// Until when it waits.
    until: Duration,
    marked: Duration,
    /// The time of day as it knows it, which says nothing.
    now: UnixTime,
    /// It has sent what it marked.
    has_sent: bool,
    /// Access that Hue gave it.
    holds: Option<String>,
    /// The access that it ended with.
    ended: Option<String>,
    unsaved: Option<Unsaved>,
}

struct Scene {
    record: Record,
    cloud: Cloud,
    clock: Duration,
    programs: Vec<Program>,
    /// Every access token that was ever stored.
    stored: Vec<String>,
    /// Sends that are allowed to be one too many: of programs that died or overslept, and of replies that were lost.
    excuses: usize,
    /// Programs that died holding what no store had, and replies that were lost.
    losses: usize,
}

impl Scene {
    fn new(clocks: &[u64]) -> Self {
        let snapshot = linked(app()).snapshot();
        let cloud = Cloud { good: refresh(&snapshot), pairs: 1, sends: BTreeMap::new() };
        let programs = clocks.iter().zip(1..).map(|(now, seed)| Program {
            duty: Some(Duty::Load(begin(app(), entropy(seed), Some(&AccessToken::new("A1")), Why::Needed))),
            until: Duration::ZERO,
            marked: Duration::ZERO,
            now: UnixTime::from_millis(*now),
            has_sent: false,
            holds: None,
            ended: None,
            unsaved: None,
        });
        let stored = vec![access(&snapshot)];
        let programs = programs.collect();
        Self {
            record: record(&snapshot, json!({})),
            cloud,
            clock: Duration::ZERO,
            programs,
            stored,
            excuses: 0,
            losses: 0,
        }
    }

    fn step(&mut self, who: usize, turn: Turn) {
        let Some(duty) = self.programs[who].duty.take() else { return };
        if turn == Turn::Oversleep {
            self.clock += Duration::from_secs(61);
        }
        self.clock = self.clock.max(self.programs[who].until);
        let program = &mut self.programs[who];
        let is_late = self.clock.saturating_sub(program.marked) > Duration::from_secs(30);
        if program.has_sent && (is_late || turn == Turn::Die) {
            program.has_sent = false;
            self.excuses += 1;
        }
        if turn == Turn::Die {
            let is_lost = program.holds.as_ref().is_some_and(|token| !self.stored.contains(token));
            self.losses += usize::from(is_lost);
            return;
        }
        let now = program.now;
        let hears = matches!(turn, Turn::Well | Turn::Oversleep);
        let next = match duty {
            Duty::Load(load) => Some(load.loaded(hears.then(|| Some(self.record.clone())), now)),
            Duty::Swap(swap) => {
                program.marked = self.clock;
                let outcome = self.swap(swap.expected(), swap.record(), turn);
                Some(swap.swapped(outcome, now))
            }
            Duty::Send(dispatch) if dispatch.is_late(self.clock.saturating_sub(program.marked), now) => {
                Some(dispatch.failed(Delivery::NotSent))
            }
            Duty::Send(dispatch) => Some(self.send(who, dispatch, turn)),
            Duty::Wait(delay, load) => {
                program.until = self.clock + delay;
                Some(Duty::Load(load))
            }
            Duty::Done(session) => {
                let access = access(&session.snapshot());
                assert!(self.stored.contains(&access), "used before it was saved");
                program.ended = Some(access);
                None
            }
            Duty::Stop(stop) => {
                program.unsaved = stop.unsaved;
                None
            }
        };
        self.programs[who].duty = next;
    }

    fn swap(&mut self, expected: Option<Stamp>, new: &Record, turn: Turn) -> Swapped {
        let is_expected = expected == Some(self.record.stamp());
        if is_expected && turn != Turn::Deaf {
            self.record = new.clone();
            self.stored.push(access(new.snapshot()));
        }
        match turn {
            Turn::Mute | Turn::Deaf => Swapped::Unknown,
            _ if is_expected => Swapped::Yes,
            _ => Swapped::No(Some(self.record.clone())),
        }
    }

    fn send(&mut self, who: usize, dispatch: Dispatch, turn: Turn) -> Duty {
        let token = super::world::refresh_token_of(&dispatch.request());
        let is_good = token == self.cloud.good;
        if turn == Turn::Deaf {
            return dispatch.failed(Delivery::Unknown);
        }
        let reply = self.cloud.answer(&token);
        if turn == Turn::Mute {
            self.excuses += 1;
            self.losses += usize::from(is_good);
            return dispatch.failed(Delivery::Unknown);
        }
        let program = &mut self.programs[who];
        program.has_sent = true;
        program.holds = is_good.then(|| format!("A-{}", self.cloud.pairs));
        dispatch.replied(reply, program.now)
    }

    /// Everybody who is left comes to an end, the one who has least to wait first; and who holds what no store took saves it.
    fn settle(&mut self) {
        for _ in 0..100_000 {
            let left = (0..self.programs.len()).filter(|who| self.programs[*who].duty.is_some());
            let Some(who) = left.min_by_key(|who| self.programs[*who].until) else { break };
            self.step(who, Turn::Well);
        }
        for who in 0..self.programs.len() {
            assert!(self.programs[who].duty.is_none(), "everybody ends");
            if let Some(unsaved) = mem::take(&mut self.programs[who].unsaved) {
                self.programs[who].duty = Some(Duty::Load(unsaved.save(entropy(100 + u8::try_from(who).unwrap()))));
                while self.programs[who].duty.is_some() {
                    self.step(who, Turn::Well);
                }
            }
        }
    }
}

fn play(clocks: &[u64], turns: &[(usize, Turn)]) {
    let mut scene = Scene::new(clocks);
    for (who, turn) in turns {
        scene.step(who % clocks.len(), *turn);
    }
    scene.settle();
    for (token, sends) in &scene.cloud.sends {
        assert!(*sends <= 1 + scene.excuses, "{token} was sent {sends} times, with {} excuses", scene.excuses);
    }
    let is_kept = refresh(scene.record.snapshot()) == scene.cloud.good;
    assert!(
        is_kept || scene.losses > 0,
        "the good pair is {}, and {} is stored",
        scene.cloud.good,
        refresh(scene.record.snapshot())
    );
    if turns.iter().all(|(_, turn)| *turn == Turn::Well) {
        assert_eq!(scene.cloud.sends.values().collect::<Vec<_>>(), [&1], "one renewal among them");
        for program in &scene.programs {
            assert_eq!(program.ended.as_deref(), Some("A-2"));
        }
    }
}

/// Days apart: how long tokens live is the one thing that is measured by them.
fn clocks() -> impl Strategy<Value = Vec<u64>> {
    let days = 3 * 86_400_000;
    vec(NOW.as_millis() - days..NOW.as_millis() + days, 2..=3)
}

fn turns(kinds: &'static [Turn]) -> impl Strategy<Value = Vec<(usize, Turn)>> {
    let turn = prop_oneof![6 => Just(Turn::Well), 1 => select(kinds)];
    vec((0..3_usize, turn), 0..60)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn one_renews_and_the_others_adopt(clocks in clocks(), turns in turns(&[Turn::Well])) {
        play(&clocks, &turns);
    }

    #[test]
    fn nothing_is_lost_but_what_died_with_its_holder(
        clocks in clocks(),
        turns in turns(&[Turn::Mute, Turn::Deaf, Turn::Oversleep, Turn::Die]),
    ) {
        play(&clocks, &turns);
    }

    /// Whatever the store does, and however they oversleep: as long as nobody dies and every reply is heard, nothing is lost.
    #[test]
    fn a_store_that_fails_loses_nothing(
        clocks in clocks(),
        turns in turns(&[Turn::Oversleep, Turn::Deaf]),
    ) {
        play(&clocks, &turns);
    }
}
