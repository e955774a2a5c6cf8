//! `hue auth export` and `hue auth import`: credentials that move.

use super::known::Known;
use crate::args::{ExportArgs, ImportArgs};
use crate::failure::{Code, Failure};
use crate::output::{self, Depth};
use crate::place::{self, Place};
use crate::{input, rescue, words};
use hue_blocking::{AnySession, Error, Snapshot, Store as _};
use serde_json::{Value, json};

pub(super) fn export(args: &ExportArgs) -> Result<(), Failure> {
    let (store, account) = (place::store(&args.account.store)?, args.account.name());
    let record = store.load(account)?.ok_or_else(|| Failure::nobody(&args.account.store, account))?;
    match &args.output {
        None => output::print(&format!("{}\n", &*record.snapshot().to_json()))?,
        Some(file) => {
            let shown = file.display().to_string();
            rescue::write_new(file, record.snapshot()).map_err(|error| {
                Failure::new(Code::File, format_args!("cannot write {shown}: {error}; name a new file"))
            })?;
            let json = json!({"account": account, "file": shown});
            output::answer(args.account.store.json, &json, &format!("Exported {account} to {shown}.\n"))?;
        }
    }
    output::note("this opens the lights to whoever reads it; use it in one place alone: here, or where it is imported");
    Ok(())
}

pub(super) fn import(args: &ImportArgs) -> Result<(), Failure> {
    let (place, account) = (Place::open(&args.account.store)?, args.account.name());
    let file = |error: &dyn std::fmt::Display| {
        Failure::new(Code::File, format_args!("cannot import {}: {error}", args.file.display()))
    };
    let json = input::read(&args.file).map_err(|error| file(&error))?;
    let snapshot = snapshot(&place, &json).map_err(|error| match error {
        Error::Malformed(malformed) => file(&malformed),
        error => error.into(),
    })?;
    if !args.replace && place.stored(account)?.is_some() {
        let message =
            format_args!("{account} is stored already; --replace puts this in its place, --account NAME beside it");
        return Err(Failure::new(Code::Usage, message));
    }
    place.hue.import(account, snapshot)?;
    let (known, now) = (Known::stored(&place.store, &args.account.store, account)?, words::now());
    let left = known
        .problem(now)
        .map_or_else(String::new, |_| format!("\nLeft to do: `{}`\n", args.account.store.login_as(account)));
    let text = format!("Imported. Use it nowhere else.\n\n{}{left}", known.text(now, Depth::of_stdout()));
    output::answer(args.account.store.json, &known.json(now), &text)
}

/// Ours have a version, others' have not.
fn snapshot(place: &Place, json: &[u8]) -> Result<Snapshot, Error> {
    let is_others = serde_json::from_slice(json).is_ok_and(|value: Value| value.get("version").is_none());
    if is_others {
        return Ok(AnySession::from_node_hue_api(place.app.clone(), json)?.snapshot());
    }
    Ok(Snapshot::from_json(json)?)
}
