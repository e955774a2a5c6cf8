//! The pages that a person sees. No script, nothing loaded, and whatever comes from outside is escaped.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{Response, StatusCode};
use sha2::{Digest as _, Sha256};

use crate::bodies;
use crate::settings::Account;

/// What a person is asked for: login, consent, and a bridge where there are several.
pub(super) struct Question<'a> {
    /// The name of the application that asks.
    pub(super) application: &'a str,
    /// Where the form goes.
    pub(super) action: &'a str,
    /// Those who can log in, with their bridges.
    pub(super) accounts: &'a [Account],
    /// An account that is no secret, for whoever has none at hand.
    pub(super) known: Option<&'a Account>,
}

/// An answer that could not be used. The password is not kept.
pub(super) struct Mistake<'a> {
    pub(super) kind: MistakeKind,
    pub(super) login: &'a str,
    pub(super) bridge: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MistakeKind {
    /// There is no such login, or its password is another.
    Login,
    /// The bridge belongs to another account.
    Bridge,
}

/// The page that asks; after a mistake it says so, and begins at the field to mend.
pub(super) fn consent(question: &Question<'_>, mistake: Option<&Mistake<'_>>) -> Response<Vec<u8>> {
    let body = format!(
        "<h1>Allow {application} to control your lights?</h1>\n\
        {asked}\
        <p>If you allow it, it can see your lights and control them, also while nobody is at home, until you take the \
        permission back.</p>\n\
        {alert}\
        <form method=\"post\" action=\"{action}\">\n\
        {bridges}\
        {login}\
        <div class=\"answers\">\n\
        <button name=\"decision\" value=\"allow\">Allow</button>\n\
        <button name=\"decision\" value=\"deny\">Do not allow</button>\n\
        </div>\n\
        </form>\n",
        application = escape(question.application),
        asked = asked(question),
        alert = mistake.map(alert).unwrap_or_default(),
        action = escape(question.action),
        bridges = bridge_list(question.accounts, mistake),
        login = login_fields(question.known, mistake),
    );
    let title = if mistake.is_some() { "Error: Grant permission" } else { "Grant permission" };
    page(StatusCode::OK, title, &body)
}

/// The page that refuses a request.
pub(super) fn refusal(status: StatusCode, reason: &str) -> Response<Vec<u8>> {
    let body = format!(
        "<h1>The requested permission could not be verified</h1>\n\
        <p>{}</p>\n\
        <p>Nothing was allowed. Go back to the application that sent you here.</p>\n",
        escape(reason)
    );
    page(status, "The requested permission could not be verified", &body)
}

fn asked(question: &Question<'_>) -> String {
    let mut bridges = question.accounts.iter().flat_map(|account| &account.bridges);
    let what = match (bridges.next(), bridges.next()) {
        (None, _) => "a bridge, but no account here has one".to_owned(),
        (Some(bridge), None) => format!("the bridge <strong>{}</strong>", escape(&bridge.name)),
        (Some(_), Some(_)) => "one of your bridges".to_owned(),
    };
    format!("<p><strong>{}</strong> asks for access to {what}.</p>\n", escape(question.application))
}

fn alert(mistake: &Mistake<'_>) -> String {
    let text = match mistake.kind {
        MistakeKind::Login => "Login or password is wrong. Check both, and try again.",
        MistakeKind::Bridge => "The account has no such bridge. Choose another, or log in with another account.",
    };
    format!("<p id=\"mistake\" role=\"alert\">{text}</p>\n")
}

/// Nothing where there is nothing to choose.
fn bridge_list(accounts: &[Account], mistake: Option<&Mistake<'_>>) -> String {
    let several = accounts.iter().filter(|account| !account.bridges.is_empty()).count() > 1;
    // Who will log in is not known yet, so where several can, none of their bridges is the first.
    let first = several.then(|| (String::new(), "The first one of my account".to_owned()));
    let named = accounts.iter().flat_map(|account| &account.bridges).map(|bridge| {
        let id = escape(&bridge.id);
        let name = format!("{} <small>{id}</small>", escape(&bridge.name));
        (id, name)
    });
    let choices: Vec<(String, String)> = first.into_iter().chain(named).collect();
    if choices.len() < 2 {
        return String::new();
    }
    let wanted = mistake.map(|mistake| escape(mistake.bridge));
    let wanted = choices.iter().position(|(value, _)| wanted.as_ref() == Some(value)).unwrap_or_default();
    let wrong = mistake.is_some_and(|mistake| mistake.kind == MistakeKind::Bridge);
    let radio = |(number, (value, name)): (usize, &(String, String))| {
        let checked = if number == wanted { " checked" } else { "" };
        let focus = if number == wanted && wrong { " autofocus" } else { "" };
        format!("<label><input type=\"radio\" name=\"bridge\" value=\"{value}\"{checked}{focus}> {name}</label>\n")
    };
    let described = if wrong { " aria-describedby=\"mistake\"" } else { "" };
    let radios: String = choices.iter().enumerate().map(radio).collect();
    format!("<fieldset{described}>\n<legend>Which bridge?</legend>\n{radios}</fieldset>\n")
}

fn login_fields(known: Option<&Account>, mistake: Option<&Mistake<'_>>) -> String {
    let hint = match known {
        Some(account) => format!(
            "This simulator knows the login <code>{}</code> with the password <code>{}</code>.",
            escape(&account.login),
            escape(&account.password)
        ),
        None => "Which login works is up to the simulator's settings; <code>/_sim</code> lists them.".to_owned(),
    };
    let login = mistake.map(|mistake| escape(mistake.login)).unwrap_or_default();
    let wrong = mistake.is_some_and(|mistake| mistake.kind == MistakeKind::Login);
    let (describes, invalid) = if wrong { ("mistake ", " aria-invalid=\"true\"") } else { ("", "") };
    let (at_login, at_password) = match (wrong, login.is_empty()) {
        (true, true) => (" autofocus", ""),
        (true, false) => ("", " autofocus"),
        (false, _) => ("", ""),
    };
    format!(
        "<p id=\"hint\">{hint}</p>\n\
        <label for=\"login\">Login</label>\n\
        <input id=\"login\" name=\"login\" value=\"{login}\" autocomplete=\"username\" autocapitalize=\"none\" \
        spellcheck=\"false\" aria-describedby=\"{describes}hint\"{invalid}{at_login}>\n\
        <label for=\"password\">Password</label>\n\
        <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" \
        aria-describedby=\"{describes}hint\"{invalid}{at_password}>\n"
    )
}

fn page(status: StatusCode, title: &str, body: &str) -> Response<Vec<u8>> {
    let mut response = bodies::html(
        status,
        &format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
            <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
            <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
            <header><strong>Simulated Hue account.</strong> No real lights are behind this page.</header>\n\
            <main>\n{body}</main>\n</body>\n</html>\n",
            escape(title)
        ),
    );
    // No `form-action`: browsers apply it to redirects after the form too, which lead to the application.
    let style = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; frame-ancestors 'none'");
    bodies::insert(&mut response, CONTENT_SECURITY_POLICY, &policy);
    bodies::insert(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    bodies::insert(&mut response, REFERRER_POLICY, "no-referrer");
    bodies::insert(&mut response, CACHE_CONTROL, "no-store");
    response
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Lengths follow the reader's font size, so that the page bears zoom; colours follow the reader's choice of light or dark.
const STYLE: &str = "
:root { color-scheme: light dark; --paper: #fff; --ink: #1c1c21; --pale: #54545e; --line: #767680;
  --strong: #1b56c4; --on-strong: #fff; --wrong: #b3001b; --notice: #eef0f6 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #17171b; --ink: #ededf1; --pale: #b3b3bd; --line: #8d8d98;
    --strong: #9cc0ff; --on-strong: #10131a; --wrong: #ff9a9e; --notice: #24242b }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere }
header { padding: .75rem 1rem; background: var(--notice); text-align: center }
main { max-width: 32rem; margin: 0 auto; padding: 1rem 1rem 3rem }
h1 { font-size: 1.6rem; line-height: 1.25 }
small, #hint { color: var(--pale) }
form { margin-top: 1.5rem }
form > label, legend { display: block; margin-top: 1rem; font-weight: 600 }
input:not([type=radio]) { width: 100%; margin-top: .25rem; padding: .6rem .7rem; border: 1px solid var(--line);
  border-radius: .4rem; background: var(--paper); color: inherit; font: inherit }
input[aria-invalid] { border: 2px solid var(--wrong) }
fieldset { margin: 0; padding: .25rem 1rem .75rem; border: 1px solid var(--line); border-radius: .4rem }
fieldset label { display: block; padding: .35rem 0 }
input[type=radio] { width: 1.1rem; height: 1.1rem; margin: 0 .4rem 0 0; vertical-align: -.15rem;
  accent-color: var(--strong) }
.answers { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem }
button { flex: 1 1 10rem; min-height: 2.75rem; padding: .6rem 1rem; border: 1px solid var(--strong);
  border-radius: .4rem; background: var(--paper); color: var(--strong); font: inherit; font-weight: 600 }
button[value=allow] { background: var(--strong); color: var(--on-strong) }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 3px }
[role=alert] { margin-top: 1.5rem; padding: .6rem .8rem; border: 2px solid var(--wrong); border-radius: .4rem;
  color: var(--wrong); font-weight: 600 }
";
