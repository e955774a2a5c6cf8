//! `hue auth status`: who is logged in.

use super::known::Known;
use crate::args::AccountArgs;
use crate::failure::{Code, Failure};
use crate::output::{self, Depth};
use crate::{place, words};
use hue_blocking::Store as _;
use serde_json::json;

pub(super) fn run(args: &AccountArgs) -> Result<(), Failure> {
    let store = place::store(&args.store)?;
    let names = match args.named() {
        Some(name) => vec![name.to_owned()],
        None => store.accounts()?,
    };
    let mut accounts = Vec::new();
    for name in &names {
        accounts.extend(Known::of(&store, &args.store, name)?);
    }
    let now = words::now();
    let json = json!({
        "store": store.folder().display().to_string(),
        "accounts": accounts.iter().map(|known| known.json(now)).collect::<Vec<_>>(),
    });
    let texts: Vec<String> = accounts.iter().map(|known| known.text(now, Depth::of_stdout())).collect();
    output::answer(args.store.json, &json, &texts.join("\n"))?;
    match (accounts.iter().find_map(|known| known.problem(now)), &*accounts, args.named()) {
        (Some(problem), ..) => Err(problem),
        (None, [], Some(name)) => Err(Failure::nobody(&args.store, name)),
        (None, [], None) => {
            let (folder, login) = (store.folder().display(), args.store.login_as(args.name()));
            Err(Failure::new(Code::NotLoggedIn, format_args!("nobody is logged in ({folder}); run `{login}`")))
        }
        (None, ..) => Ok(()),
    }
}
