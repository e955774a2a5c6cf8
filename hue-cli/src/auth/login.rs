//! `hue auth login`: from whatever there is to a bridge that answers.

use super::known::Known;
use crate::args::LoginArgs;
use crate::failure::{Code, Failure};
use crate::output::{self, Depth};
use crate::place::Place;
use crate::rescue::rescued;
use crate::words;
use hue_blocking::keep::Summary;
use hue_blocking::v2::GetApplicationId;
use hue_blocking::{AccessToken, ApplicationKey, Bridge, Browser, Cause, Login, Recovery, RefreshToken};
use serde_json::Value;
use std::io;

pub(super) fn run(args: &LoginArgs) -> Result<(), Failure> {
    let (place, account) = (Place::open(&args.account.store)?, args.account.name());
    let before = Known::of(&place.store, &args.account.store, account)?;
    let before = before.as_ref().and_then(Known::summary);
    let linked_again = if args.with_tokens {
        with_tokens(args, &place, before)?;
        false
    } else {
        with_browser(args, &place, before)?
    };
    let (known, now) = (Known::stored(&place.store, &args.account.store, account)?, words::now());
    let (done, words) = match known.summary() {
        _ if linked_again => ("linked_again", "Logged in; the bridge had forgotten it, and knows it again."),
        Some(after) => outcome(before, after),
        None => ("logged_in", "Logged in."),
    };
    let mut json = known.json(now);
    if let Some(fields) = json.as_object_mut() {
        fields.insert("done".to_owned(), done.into());
    }
    output::answer(args.account.store.json, &json, &format!("{words}\n\n{}", known.text(now, Depth::of_stdout())))
}

/// Whether all that was wanting was the bridge's key.
fn with_browser(args: &LoginArgs, place: &Place, before: Option<&Summary>) -> Result<bool, Failure> {
    let (hue, account) = (&place.hue, args.account.name());
    let mut browser = Browser::new();
    if args.opens_no_browser() {
        browser = browser.without_open();
    }
    let bridge = if args.again { hue.login_again(account, &browser) } else { hue.login(account, &browser) };
    let bridge = match bridge {
        Err(cause) if args.accept_bridge && cause.recovery() == Recovery::ChooseBridge => {
            let mut login =
                Login::new(place.stored(account)?.ok_or_else(|| Failure::nobody(&args.account.store, account))?);
            login.accept_bridge();
            hue.run_login(account, &mut login, &browser).map(|_| false)
        }
        Ok(bridge) if before.is_some_and(is_linked) => mended(&bridge, place, &browser),
        bridge => bridge.map(|_| false),
    };
    bridge.map_err(|cause| rescued(cause, &args.account.store, account))
}

/// That a login is stored does not say that it is good: Hue and the bridge are asked.
fn mended(bridge: &Bridge, place: &Place, browser: &Browser) -> Result<bool, Cause> {
    match bridge.call(GetApplicationId) {
        // Whoever was not let in does not know yet what the bridge would say.
        Err(cause) if cause.recovery() == Recovery::LogInAgain => {
            let bridge = place.hue.login_again(bridge.account(), browser)?;
            linked(bridge.call(GetApplicationId), place, bridge.account())
        }
        answered => linked(answered, place, bridge.account()),
    }
}

/// Whether it had to be linked again.
fn linked<T>(answered: Result<T, Cause>, place: &Place, account: &str) -> Result<bool, Cause> {
    match answered {
        Ok(_) => Ok(false),
        Err(cause) if cause.recovery() == Recovery::LinkAgain => place.hue.link_again(account).map(|_| true),
        Err(cause) => Err(cause),
    }
}

fn with_tokens(args: &LoginArgs, place: &Place, before: Option<&Summary>) -> Result<(), Failure> {
    let account = args.account.name();
    if !args.again && before.is_some_and(is_linked) {
        let message = format_args!("{account} is logged in already; --again replaces that, --account NAME keeps both");
        return Err(Failure::new(Code::Usage, message));
    }
    let invalid = || Failure::new(Code::Usage, r#"--with-tokens reads {"access_token": .., "refresh_token": ..}"#);
    let given = io::read_to_string(io::stdin().lock()).map_err(|_| invalid())?;
    let tokens: Value = serde_json::from_str(&given).map_err(|_| invalid())?;
    let field = |name| tokens.get(name).and_then(Value::as_str);
    let (access, refresh) = (field("access_token"), field("refresh_token"));
    if access.is_none() && refresh.is_none() {
        return Err(invalid());
    }
    let bridge = place.hue.connect_with_tokens(
        account,
        access.map(AccessToken::new),
        refresh.map(RefreshToken::new),
        field("username").map(ApplicationKey::new),
    );
    bridge.map(drop).map_err(|cause| rescued(cause, &args.account.store, account))
}

fn is_linked(summary: &Summary) -> bool {
    summary.state == "user_linked"
}

/// For a program and for a person.
fn outcome(before: Option<&Summary>, after: &Summary) -> (&'static str, &'static str) {
    match before.filter(|before| is_linked(before)) {
        None => ("logged_in", "Logged in."),
        Some(before) if before.issued == after.issued && before.generation == after.generation => {
            ("nothing", "Logged in already; there was nothing to do.")
        }
        Some(before) if before.generation < after.generation => {
            ("renewed", "Logged in already; the tokens were renewed.")
        }
        Some(_) => ("logged_in_again", "Logged in again."),
    }
}
