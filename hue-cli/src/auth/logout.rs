//! `hue auth logout`: stored here no more.

use crate::args::AccountArgs;
use crate::failure::Failure;
use crate::{output, place};
use hue_blocking::Store as _;
use serde_json::json;

pub(super) fn run(args: &AccountArgs) -> Result<(), Failure> {
    let (store, account) = (place::store(&args.store)?, args.name());
    let summary = store.remove(account)?.ok_or_else(|| Failure::nobody(&args.store, account))?.summary();
    let user = match (&summary.bridge, summary.state) {
        (Some(id), _) => format!(", and its user on the bridge {id}"),
        (None, "user_linked") => ", and its user on the bridge".to_owned(),
        (None, _) => String::new(),
    };
    let text = format!(
        "Logged out: {account} is no longer stored in {}.\n\
         What stays is the permission that Hue has on record for the application {}{user}.\n\
         Only you can withdraw that: {REVOKE}\n",
        store.folder().display(),
        summary.client_id,
    );
    let json = json!({
        "account": account,
        "removed": true,
        "client_id": summary.client_id,
        "bridge": summary.bridge.map(|id| id.to_string()),
        "revoke_at": REVOKE,
    });
    output::answer(args.store.json, &json, &text)
}

const REVOKE: &str = "https://account.meethue.com/apps";
