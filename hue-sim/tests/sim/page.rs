//! Login and consent.

use hue_sim::settings::{Account, Consent};
use hue_sim::{Event, Simulation};

use super::support::*;

const TARGET: &str = "/v2/oauth2/authorize?client_id=testclient&response_type=code&state=S";

fn asking() -> Simulation {
    sim_with(|s| {
        s.authorize.consent = Consent::Page;
        s.accounts = vec![
            Account::new("ann", "a&b").with_bridge("001788fffe000001", "Home"),
            Account::new("bob", "pw").with_bridge("001788fffe000002", "Up").with_bridge("001788fffe000003", "Down"),
        ];
    })
}

fn post(sim: &Simulation, body: &str) -> http::Response<Vec<u8>> {
    send(sim, "POST", TARGET, &[FORM], body)
}

#[test]
fn the_page_is_safe_and_needs_no_script() {
    let page = send(&asking(), "GET", TARGET, &[], "");
    assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
    let policy = header(&page, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert_eq!(header(&page, "x-content-type-options"), "nosniff");
    assert_eq!(header(&page, "referrer-policy"), "no-referrer");
    assert_eq!(header(&page, "cache-control"), "no-store");
    let page = text(&page);
    assert!(!page.contains("<script") && !page.contains("http:") && !page.contains("https:"));
    for wanted in ["<html lang=\"en\">", "<title>Grant permission</title>", "for=\"login\"", "for=\"password\""] {
        assert!(page.contains(wanted), "{wanted}");
    }
}

#[test]
fn the_page_says_who_asks_and_for_which_bridge() {
    let shown = |sim: &Simulation| text(&send(sim, "GET", TARGET, &[], "")).to_owned();
    let one = shown(&sim_with(|s| s.authorize.consent = Consent::Page));
    assert!(one.contains("<h1>Allow Demo application to control your lights?</h1>"), "{one}");
    assert!(one.contains("asks for access to the bridge <strong>Demo bridge</strong>."), "{one}");
    assert!(one.contains("No real lights are behind this page."), "{one}");
    assert!(!one.contains("<fieldset"), "{one}");
    let several = shown(&asking());
    assert!(several.contains("asks for access to one of your bridges."), "{several}");
    assert_eq!(several.matches("type=\"radio\"").count(), 4, "{several}");
    assert!(several.contains("value=\"\" checked> The first one of my account"), "{several}");
    let sim = asking();
    sim.configure(|s| drop(s.accounts.remove(0)));
    let of_one_account = shown(&sim);
    assert_eq!(of_one_account.matches("type=\"radio\"").count(), 2, "{of_one_account}");
    assert!(of_one_account.contains("value=\"001788fffe000002\" checked> Up"), "{of_one_account}");
    sim.configure(|s| s.accounts.clear());
    assert!(shown(&sim).contains("asks for access to a bridge, but no account here has one."));
}

#[test]
fn only_the_documented_login_is_shown() {
    let shown = |sim: &Simulation| text(&send(sim, "GET", TARGET, &[], "")).to_owned();
    let sim = sim_with(|s| s.authorize.consent = Consent::Page);
    let hint = "the login <code>demo</code> with the password <code>demo</code>";
    assert!(shown(&sim).contains(hint));
    sim.configure(|s| s.accounts[0].password = "s3cret".to_owned());
    let other = shown(&sim);
    assert!(!other.contains(hint) && !other.contains("s3cret"), "{other}");
    assert!(other.contains("<code>/_sim</code> lists them"), "{other}");
}

#[test]
fn what_comes_from_outside_is_escaped() {
    let sim = asking();
    sim.configure(|s| s.applications[0].name = "<b>\"Lights\" & 'more'</b>".to_owned());
    let target = format!("/{TARGET}&x='onfocus=alert(1)&y=%3Cscript%3E");
    let page = send(&sim, "GET", &target, &[], "");
    let page = text(&page);
    assert!(page.contains("&lt;b&gt;&quot;Lights&quot; &amp; &#39;more&#39;&lt;/b&gt;"));
    let escaped = TARGET.replace('&', "&amp;");
    assert!(page.contains(&format!("action=\"{escaped}&amp;x=&#39;onfocus=alert(1)&amp;y=%3Cscript%3E\"")), "{page}");
}

#[test]
fn login_is_checked() {
    let sim = asking();
    for body in ["login=ann&password=wrong", "login=nobody&password=a%26b", "", "login=ann"] {
        let page = post(&sim, &format!("{body}&decision=allow"));
        assert_eq!(page.status(), 200);
        let page = text(&page);
        assert!(page.contains("role=\"alert\">Login or password is wrong."), "{page}");
        assert!(page.contains("<title>Error: Grant permission</title>"), "{page}");
        assert_eq!(page.matches("aria-describedby=\"mistake hint\" aria-invalid=\"true\"").count(), 2, "{page}");
    }
    assert_eq!((sim.count(Event::LoginFailed), sim.count(Event::Consent)), (4, 0));
    assert_eq!(post(&sim, "login=ann&password=a%26b&decision=allow").status(), 302);
    assert_eq!(sim.count(Event::Consent), 1);
}

#[test]
fn what_was_typed_is_kept_but_not_the_password() {
    let focused = |page: &str, id: &str| {
        let field = page.split('<').find(|tag| tag.contains(&format!("id=\"{id}\""))).unwrap();
        field.contains("autofocus")
    };
    let sim = asking();
    let page = post(&sim, "login=%22%3Eann&password=S3CRET&bridge=001788fffe000003&decision=allow");
    let page = text(&page);
    assert!(page.contains("value=\"&quot;&gt;ann\""), "{page}");
    assert!(!page.contains("S3CRET"), "{page}");
    assert!(page.contains("value=\"001788fffe000003\" checked> Down"), "{page}");
    assert_eq!((focused(page, "login"), focused(page, "password")), (false, true), "{page}");
    let page = post(&sim, "decision=allow");
    assert_eq!((focused(text(&page), "login"), focused(text(&page), "password")), (true, false));
}

#[test]
fn nothing_but_allow_allows() {
    let sim = asking();
    for body in
        ["login=ann&password=a%26b", "login=ann&password=a%26b&decision=", "login=ann&password=a%26b&decision=x"]
    {
        let page = post(&sim, body);
        assert_eq!(page.status(), 200, "{body}");
        assert!(!text(&page).contains("role=\"alert\""), "{body}");
    }
    assert_eq!((sim.count(Event::LoginPage), sim.count(Event::Consent)), (3, 0));
}

#[test]
fn denial_needs_no_login() {
    let sim = asking();
    let reply = post(&sim, "login=&password=&decision=deny");
    let wanted =
        format!("{REDIRECT}?error=access_denied&error_description=The%20user%20denied%20the%20request.&state=S");
    assert_eq!(header(&reply, "location"), wanted);
    assert_eq!(sim.count(Event::Denied), 1);
}

#[test]
fn the_bridge_chosen_at_consent_answers() {
    let sim = asking();
    for (choice, id) in [("", "001788FFFE000002"), ("001788fffe000003", "001788FFFE000003")] {
        let reply = post(&sim, &format!("login=bob&password=pw&decision=allow&bridge={choice}"));
        let code = parameter(header(&reply, "location"), "code").unwrap().to_owned();
        let access = tokens_of(&exchange(&sim, &code)).access;
        assert_eq!(json(&call(&sim, &access, "GET", "/route/api/0/config", ""))["bridgeid"], id);
    }
    let reply = post(&sim, "login=bob&password=pw&decision=allow&bridge=001788fffe000001");
    let page = text(&reply);
    assert!(page.contains("role=\"alert\">The account has no such bridge."), "{page}");
    assert!(page.contains("<fieldset aria-describedby=\"mistake\">"), "{page}");
    assert!(page.contains("value=\"001788fffe000001\" checked autofocus> Home"), "{page}");
    assert!(!page.contains("aria-invalid=\"true\""), "{page}");
}

#[test]
fn consent_plays_the_browser() {
    let sim = asking();
    let url = format!("https://api.meethue.com{TARGET}");
    assert!(sim.consent(&url).unwrap().contains("code="));
    sim.configure(|s| s.authorize.account = Some("bob".to_owned()));
    sim.configure(|s| s.authorize.bridge = Some("001788fffe000003".to_owned()));
    let code = parameter(&sim.consent(&url).unwrap(), "code").unwrap().to_owned();
    let access = tokens_of(&exchange(&sim, &code)).access;
    assert_eq!(json(&call(&sim, &access, "GET", "/route/api/0/config", ""))["name"], "Down");
    let refused = sim.consent("https://api.meethue.com/v2/oauth2/authorize?client_id=x").unwrap_err();
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.to_string(),
        "the browser was not sent back (status 400): The requested permission could not be verified The application is not known. Nothing was allowed. Go back to the application that sent you here."
    );
    assert!(sim.consent("no address").is_err());
}

#[test]
fn callbacks_are_varied() {
    let sim = sim_with(|s| {
        s.authorize.pkce_parameter = false;
        s.authorize.extra_parameters = vec![("iss".to_owned(), "https://a b".to_owned())];
        s.applications[0].redirect_uri = "https://x.example/cb?a=b".to_owned();
    });
    let reply = authorize(&sim, "");
    let location = header(&reply, "location");
    assert!(location.starts_with("https://x.example/cb?a=b&code="), "{location}");
    assert!(location.ends_with("&state=S&iss=https%3A%2F%2Fa%20b"), "{location}");
}

#[test]
fn only_what_is_meant_is_allowed() {
    assert_eq!(send(&sim(), "POST", TARGET, &[FORM], "").status(), 405);
    assert_eq!(send(&asking(), "PUT", TARGET, &[FORM], "").status(), 405);
    assert_eq!(send(&sim(), "GET", &format!("{TARGET}&state=T"), &[], "").status(), 400);
    assert_eq!(authorize(&sim(), "&access_type=offline&unknown=1").status(), 302);
}
