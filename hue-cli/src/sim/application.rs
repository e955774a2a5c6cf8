//! `--app ID:SECRET:REDIRECT_URI`

use crate::failure::{Code, Failure};
use hue_blocking::{App, ClientSecret, Error};
use hue_sim::settings::Application;

/// The applications, no two of one id. Secrets are not quoted in what is said of a fault.
pub(super) fn read_all(texts: &[String]) -> Result<Vec<Application>, Failure> {
    let mut applications: Vec<Application> = Vec::with_capacity(texts.len());
    for text in texts {
        let application = read(text).map_err(|problem| Failure::new(Code::App, format_args!("--app {problem}")))?;
        if applications.iter().any(|known| known.client_id == application.client_id) {
            return Err(Failure::new(Code::App, "--app gives one ID twice; give each application an ID of its own"));
        }
        applications.push(application);
    }
    Ok(applications)
}

/// The first two colons part the three, so that a redirect URI may hold colons, and neither id nor secret can.
fn read(text: &str) -> Result<Application, &'static str> {
    let mut parts = text.splitn(3, ':');
    let (Some(id), Some(secret), Some(redirect_uri)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("must be ID:SECRET:REDIRECT_URI, such as my-id:my-secret:http://127.0.0.1:9123/authorized");
    };
    // What a client would refuse to be configured with, nobody could log in with.
    match App::builder(id, ClientSecret::new(secret)).redirect_uri(redirect_uri).build() {
        Ok(_) => Ok(Application::new(id, secret, redirect_uri)),
        Err(Error::InvalidSetting(invalid)) if invalid.setting == "redirect URI" => {
            Err("must end with a whole redirect URI without fragment, such as http://127.0.0.1:9123/authorized")
        }
        Err(_) => {
            Err("must have an ID and a SECRET of printable ASCII before the redirect URI, as in ID:SECRET:REDIRECT_URI")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_two_colons_count() {
        let app = read("id:s3 cr=t/%:http://127.0.0.1:9123/cb?a=b:c").unwrap();
        assert_eq!(app.client_id, "id");
        assert_eq!(app.client_secret, "s3 cr=t/%");
        assert_eq!(app.redirect_uri, "http://127.0.0.1:9123/cb?a=b:c");
        assert_eq!(read("id:secret:my-app:/back").unwrap().redirect_uri, "my-app:/back");
    }

    #[test]
    fn what_is_none_is_refused_without_the_secret() {
        for text in [
            "",
            "id",
            "id:CANARY",
            "id:CANARY:",
            "id:CANARY:/cb",
            ":CANARY:http://a/",
            "id::http://a/",
            "id:CANARY:http://a/#f",
        ] {
            let failure = read_all(&[text.to_owned()]).unwrap_err();
            assert_eq!(failure.code, Code::App, "{text}");
            assert!(!failure.message.contains("CANARY"), "{}", failure.message);
        }
        let twice = ["id:a:http://a/".to_owned(), "id:b:http://b/".to_owned()];
        assert_eq!(read_all(&twice).unwrap_err().code, Code::App);
    }
}
