//! `hue auth renew`: newer tokens, now.

use super::known::Known;
use crate::args::AccountArgs;
use crate::failure::{Code, Failure};
use crate::output::{self, Depth};
use crate::place::Place;
use crate::rescue::rescued;
use crate::words;
use serde_json::json;

pub(super) fn one(args: &AccountArgs) -> Result<(), Failure> {
    let (place, account) = (Place::open(&args.store)?, args.name());
    place.bridge(args)?.renew_now().map_err(|cause| rescued(cause, &args.store, account))?;
    let (known, now) = (Known::stored(&place.store, &args.store, account)?, words::now());
    let text = format!("Renewed.\n\n{}", known.text(now, Depth::of_stdout()));
    output::answer(args.store.json, &known.json(now), &text)
}

/// One that fails does not keep the others from it. The first failure is the command's. Where there is nothing to do,
/// nothing is said: cron would write a letter.
pub(super) fn all(args: &AccountArgs) -> Result<(), Failure> {
    if args.is_chosen() {
        return Err(Failure::new(Code::Usage, "--all renews every account; leave out --account, or --all"));
    }
    let place = Place::open(&args.store)?;
    let outcomes = place.hue.keep_alive()?.into_iter().map(|(account, outcome)| {
        let problem = outcome.err().map(|cause| rescued(cause, &args.store, &account));
        (account, problem)
    });
    let outcomes: Vec<(String, Option<Failure>)> = outcomes.collect();
    let message = |problem: &Option<Failure>| problem.as_ref().map(|failure| failure.message.clone());
    let json = outcomes.iter().map(|(account, problem)| json!({"account": account, "problem": message(problem)}));
    let lines = outcomes
        .iter()
        .map(|(account, problem)| format!("{account}: {}\n", message(problem).unwrap_or_else(|| "renewed".to_owned())));
    let lines: String = lines.collect();
    output::answer(args.store.json, &json!({ "renewals": json.collect::<Vec<_>>() }), &lines)?;
    let failed = outcomes.into_iter().find_map(|(account, problem)| Some((account, problem?)));
    failed.map_or(Ok(()), |(account, Failure { code, message })| {
        Err(Failure::new(code, format_args!("{account}: {message}")))
    })
}
