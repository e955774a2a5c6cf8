//! What holds for one caller at a time.

use super::Broken;
use super::broken::{expect, expect_record};
use super::pair::Pair;
use super::records::{linked, of_every_kind};
use hue_proto::keep::Record;
use hue_tokio::Store;

pub(super) async fn check<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    nothing_is_nothing(pair).await?;
    a_place_is_taken_once(pair).await?;
    a_stamp_is_what_counts(pair).await?;
    what_is_removed_is_gone(pair).await?;
    every_kind_is_kept_whole(pair).await?;
    names_are_names(pair).await
}

async fn nothing_is_nothing<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    expect("this suite wants an empty store", &pair.accounts(EMPTY).await?, &Vec::new())?;
    expect_record(EMPTY, pair.load(EMPTY, ACCOUNT).await?.as_ref(), None)?;
    pair.put("to remove what is not there, where nothing is expected, is done", ACCOUNT, None, None).await?;
    let new = linked(1, 0)?;
    pair.refuse("nothing is no record", ACCOUNT, Some(&new), Some(&new), None).await?;
    pair.refuse("nothing is no record to be removed", ACCOUNT, Some(&new), None, None).await?;
    expect("what is refused makes no account", &pair.accounts(EMPTY).await?, &Vec::new())
}

async fn a_place_is_taken_once<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    let (first, second) = (linked(1, 0)?, linked(2, 0)?);
    pair.put(INSERT, ACCOUNT, None, Some(&first)).await?;
    expect_record(INSERT, pair.load(INSERT, ACCOUNT).await?.as_ref(), Some(&first))?;
    pair.refuse("where something is, nothing new is put", ACCOUNT, None, Some(&second), Some(&first)).await?;
    pair.refuse("what is there is not removed as nothing", ACCOUNT, None, None, Some(&first)).await?;
    expect_record(REFUSED, pair.load(REFUSED, ACCOUNT).await?.as_ref(), Some(&first))?;
    pair.put(REMOVE, ACCOUNT, Some(&first), None).await
}

async fn a_stamp_is_what_counts<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    let (first, second, again, next) = (linked(1, 0)?, linked(2, 1)?, linked(3, 0)?, linked(4, 2)?);
    pair.put(INSERT, ACCOUNT, None, Some(&first)).await?;
    pair.put(SWAP, ACCOUNT, Some(&first), Some(&second)).await?;
    expect_record(SWAP, pair.load(SWAP, ACCOUNT).await?.as_ref(), Some(&second))?;
    pair.refuse("a stamp that was replaced is no longer good", ACCOUNT, Some(&first), Some(&next), Some(&second))
        .await?;
    pair.put(SWAP, ACCOUNT, Some(&second), Some(&again)).await?;
    let rule = "what has the same content as an older record is not that record";
    pair.refuse(rule, ACCOUNT, Some(&first), Some(&next), Some(&again)).await?;
    expect_record(REFUSED, pair.load(REFUSED, ACCOUNT).await?.as_ref(), Some(&again))?;
    pair.put(REMOVE, ACCOUNT, Some(&again), None).await
}

async fn what_is_removed_is_gone<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    let (first, second) = (linked(1, 0)?, linked(2, 0)?);
    pair.put(INSERT, ACCOUNT, None, Some(&first)).await?;
    pair.refuse("a record is not removed by another's stamp", ACCOUNT, Some(&second), None, Some(&first)).await?;
    expect_record(REFUSED, pair.load(REFUSED, ACCOUNT).await?.as_ref(), Some(&first))?;
    pair.put(REMOVE, ACCOUNT, Some(&first), None).await?;
    expect_record(REMOVE, pair.load(REMOVE, ACCOUNT).await?.as_ref(), None)?;
    expect(REMOVE, &pair.accounts(REMOVE).await?, &Vec::new())?;
    pair.refuse("what is removed is not swapped", ACCOUNT, Some(&first), Some(&second), None).await?;
    pair.put("where something was removed, something new is put", ACCOUNT, None, Some(&second)).await?;
    pair.put(REMOVE, ACCOUNT, Some(&second), None).await
}

async fn every_kind_is_kept_whole<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    let rule = "a record comes back as it was, in every state";
    let mut old: Option<Record> = None;
    for new in of_every_kind()? {
        pair.put(rule, ACCOUNT, old.as_ref(), Some(&new)).await?;
        expect_record(rule, pair.load(rule, ACCOUNT).await?.as_ref(), Some(&new))?;
        old = Some(new);
    }
    pair.put(rule, ACCOUNT, old.as_ref(), None).await
}

async fn names_are_names<S: Store>(pair: &Pair<S>) -> Result<(), Broken> {
    let long = "long".repeat(50);
    let mut names: Vec<&str> = NAMES.into_iter().chain([&*long]).collect();
    for (number, name) in (1..).zip(&names) {
        pair.put(NAMED, name, None, Some(&linked(number, number)?)).await?;
    }
    for (number, name) in (1..).zip(&names) {
        expect_record(NAMED, pair.load(NAMED, name).await?.as_ref(), Some(&linked(number, number)?))?;
    }
    let listed = pair.accounts(NAMED).await?;
    let numbered: Vec<_> = (1..).zip(names.clone()).collect();
    names.sort_unstable();
    expect(
        "accounts are listed as they were named, sorted",
        &listed,
        &names.iter().map(|&name| name.into()).collect(),
    )?;
    for (number, name) in numbered {
        pair.put("an account is removed by itself", name, Some(&linked(number, number)?), None).await?;
    }
    expect(REMOVE, &pair.accounts(REMOVE).await?, &Vec::new())
}

/// For whoever opens the store next.
pub(super) async fn leave<S: Store>(pair: &Pair<S>) -> Result<Record, Broken> {
    let (first, kept) = (linked(1, 0)?, linked(2, 1)?);
    pair.put(INSERT, ACCOUNT, None, Some(&first)).await?;
    pair.put(SWAP, ACCOUNT, Some(&first), Some(&kept)).await?;
    Ok(kept)
}

pub(super) async fn find_again<S: Store>(pair: &Pair<S>, kept: &Record) -> Result<(), Broken> {
    expect(REOPENED, &pair.accounts(REOPENED).await?, &vec![ACCOUNT.to_owned()])?;
    expect_record(REOPENED, pair.load(REOPENED, ACCOUNT).await?.as_ref(), Some(kept))?;
    pair.put(REMOVE, ACCOUNT, Some(kept), None).await
}

const ACCOUNT: &str = "home";
const NAMES: [&str; 13] = [
    "home",
    "Home",
    "../home",
    "/etc/passwd",
    "..",
    " ",
    "'; DROP TABLE hue_credentials; --",
    "\"quoted\" \\ 100 % $1",
    "Zoë 日本語 🏠",
    "ann@example.com",
    "CON",
    "home.json",
    "two\nlines",
];

const EMPTY: &str = "where nothing was put, nothing is";
const INSERT: &str = "where nothing is, something new is put";
const SWAP: &str = "the record of the expected stamp is replaced";
const REFUSED: &str = "what is refused changes nothing";
const REMOVE: &str = "the record of the expected stamp is removed";
const NAMED: &str = "accounts are told apart, whatever they are called";
const REOPENED: &str = "what was swapped is there when the store is opened again";
