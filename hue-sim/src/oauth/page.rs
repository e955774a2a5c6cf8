//! The pages that a person sees. No script, nothing loaded, and whatever comes from outside is escaped.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{Response, StatusCode};
use sha2::{Digest as _, Sha256};

use crate::bodies;

const STYLE: &str = "body{font:1.1rem/1.5 sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem}\
label{display:block;margin-top:1rem}input,select,button{font:inherit;padding:.4rem}\
input,select{width:100%;box-sizing:border-box}button{margin:1.5rem 1rem 0 0}\
[role=alert]{border-left:.3rem solid #b00020;padding-left:.7rem}";

/// One entry of a list to choose from.
pub(super) struct Choice<'a> {
    pub(super) value: &'a str,
    pub(super) name: &'a str,
}

/// The page that asks for login and consent; its form goes to `action`.
pub(super) fn consent(
    application: &str,
    action: &str,
    bridges: &[Choice<'_>],
    message: Option<&str>,
) -> Response<Vec<u8>> {
    let alert = message.map(|text| format!("<p role=\"alert\">{}</p>\n", escape(text))).unwrap_or_default();
    let body = format!(
        "<h1>Grant permission</h1>\n\
        <p>This is a simulated Hue account. No real lights are behind it.</p>\n\
        <p><strong>{application}</strong> wants to control your lights.</p>\n{alert}\
        <form method=\"post\" action=\"{action}\">\n\
        <label for=\"login\">Login</label>\n\
        <input id=\"login\" name=\"login\" autocomplete=\"username\" autofocus>\n\
        <label for=\"password\">Password</label>\n\
        <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\">\n{bridges}\
        <button name=\"decision\" value=\"allow\">Grant permission</button>\n\
        <button name=\"decision\" value=\"deny\">Deny</button>\n\
        </form>\n",
        application = escape(application),
        action = escape(action),
        bridges = bridge_list(bridges),
    );
    page(StatusCode::OK, "Grant permission", &body)
}

/// The page that refuses a request.
pub(super) fn refusal(status: StatusCode, reason: &str) -> Response<Vec<u8>> {
    let body = format!("<h1>The requested permission could not be verified</h1>\n<p>{}</p>\n", escape(reason));
    page(status, "The requested permission could not be verified", &body)
}

fn bridge_list(bridges: &[Choice<'_>]) -> String {
    if bridges.len() < 2 {
        return String::new();
    }
    let option =
        |choice: &Choice<'_>| format!("<option value=\"{}\">{}</option>\n", escape(choice.value), escape(choice.name));
    let options = bridges.iter().map(option).collect::<Vec<_>>().concat();
    format!(
        "<label for=\"bridge\">Bridge</label>\n<select id=\"bridge\" name=\"bridge\">\n\
        <option value=\"\">The first of the account</option>\n{options}</select>\n"
    )
}

fn page(status: StatusCode, title: &str, body: &str) -> Response<Vec<u8>> {
    let mut response = bodies::html(
        status,
        &format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
            <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
            <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
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
