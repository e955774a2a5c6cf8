//! What holds for many callers at a time.

use super::Broken;
use super::broken::{expect, expect_no, expect_record};
use super::pair::Pair;
use super::records::linked;
use hue_proto::keep::{Record, Swapped};
use hue_tokio::Store;
use std::sync::Arc;
use tokio::task::JoinSet;

pub(super) async fn check<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    let mut stands = None;
    for round in 1..=ROUNDS {
        stands = Some(one_wins(pair, round, stands).await?);
    }
    pair.put(ONE_WINS, ACCOUNT, stands.as_ref(), None).await?;
    nothing_is_lost(pair).await
}

/// All from one stamp, or all where nothing is. What they are told is who won.
async fn one_wins<S: Store>(pair: &Pair<S>, round: u64, stands: Option<Record>) -> Result<Record, Broken> {
    let mut contenders = JoinSet::new();
    for (number, store) in (0..CONTENDERS).zip([&pair.one, &pair.other].into_iter().cycle()) {
        let (store, new) = (Arc::clone(store), linked(round * CONTENDERS + number, round)?);
        let expected = stands.as_ref().map(Record::stamp);
        contenders.spawn(async move {
            let swapped = store.swap(ACCOUNT, expected, Some(&new)).await;
            swapped.map(|swapped| (swapped, new)).map_err(|error| Broken::failed(ONE_WINS, error))
        });
    }
    let (mut winners, mut losers) = (Vec::new(), Vec::new());
    for outcome in contenders.join_all().await {
        match outcome? {
            (Swapped::Yes, new) => winners.push(new),
            (swapped, _) => losers.push(swapped),
        }
    }
    expect(ONE_WINS, &winners.len(), &1)?;
    let winner = winners.pop();
    for swapped in losers {
        expect_no("who loses is told what stands there", &swapped, winner.as_ref())?;
    }
    let found = pair.load(ONE_WINS, ACCOUNT).await?;
    expect_record("what the winner wrote is what stands there", found.as_ref(), winner.as_ref())?;
    winner.map_or_else(|| linked(0, 0), Ok)
}

/// Everybody counts on from what stands there.
async fn nothing_is_lost<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    pair.put(COUNTED, ACCOUNT, None, Some(&linked(0, 0)?)).await?;
    let mut counters = JoinSet::new();
    for (number, store) in (1..=CONTENDERS).zip([&pair.one, &pair.other].into_iter().cycle()) {
        let store = Arc::clone(store);
        counters.spawn(async move { count(&*store, number).await });
    }
    counters.join_all().await.into_iter().collect::<Result<(), Broken>>()?;
    let found = pair.load(COUNTED, ACCOUNT).await?;
    let generation = found.as_ref().map(|record| record.summary().generation);
    expect(COUNTED, &generation, &Some(CONTENDERS * STEPS))?;
    pair.put(COUNTED, ACCOUNT, found.as_ref(), None).await
}

async fn count<S: Store>(store: &S, number: u64) -> Result<(), Broken> {
    let failed = |error| Broken::failed(COUNTED, error);
    for step in 0..STEPS {
        let mut found = store.load(ACCOUNT).await.map_err(failed)?;
        loop {
            let Some(record) = found else { return expect(COUNTED, &"nothing", &"a record") };
            // A stamp of its own for every try.
            let generation = record.summary().generation;
            let new = linked(((number * STEPS + step) << 32) | (generation + 1), generation + 1)?;
            match store.swap(ACCOUNT, Some(record.stamp()), Some(&new)).await.map_err(failed)? {
                Swapped::Yes => break,
                Swapped::No(stands) => found = stands,
                Swapped::Unknown => return expect(COUNTED, &"Unknown", &"Yes or No"),
            }
        }
    }
    Ok(())
}

const ACCOUNT: &str = "contended";
const ROUNDS: u64 = 8;
const CONTENDERS: u64 = 16;
const STEPS: u64 = 5;
const ONE_WINS: &str = "of all who swap from one stamp, one wins";
const COUNTED: &str = "a swap loses nothing that another has swapped in";
