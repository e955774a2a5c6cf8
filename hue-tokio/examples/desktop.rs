//! A program on people's own machines, whose client secret stays on a server of yours.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_REDIRECT_URI=http://127.0.0.1:9123/authorized HUE_TOKEN_ENDPOINT=https://tokens.example/token desktop
//! ```
//!
//! In a program of your own these three are constants: none is a secret. The program opens the browser and receives the answer
//! on this machine; `token_server` redeems and renews, because it alone knows the secret. Calls go to Hue directly.
//!
//! `HUE_STORE` names the folder in which the login is kept. `HUE_NO_BROWSER` prints the address instead of opening it, and
//! awaits the answer all the same. `HUE_BASE_URL` and `HUE_CA_FILE` lead to a simulator.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use hue_store::File;
use hue_tokio::v2::{Light, Resource};
use hue_tokio::{App, Browser, Client, ClientAuth, Hue, Hyper, TransportSettings};
use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::{env, fs};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let (app, client) = settings()?;
    let store = env::var_os("HUE_STORE").map_or_else(|| File::in_home("hue-desktop"), File::new)?;
    let hue = Hue::new(app, client, store);

    let mut browser = Browser::new().without_paste();
    if env::var_os("HUE_NO_BROWSER").is_some_and(|value| !value.is_empty()) {
        browser = browser.with_open(|url| writeln!(io::stderr(), "Open this address in a browser:\n{url}"));
    }

    let bridge = hue.login("home", &browser).await?;
    for light in bridge.call(Light::list()).await?.data {
        println!("{:<3} {}", if light.is_on() { "on" } else { "off" }, light.name());
    }
    Ok(())
}

/// Without a secret: `from_env` would ask for one.
fn settings() -> Result<(App, Client<Hyper>), Box<dyn Error>> {
    let needed = |name: &str| env::var(name).map_err(|_| format!("the environment variable {name} is not set"));
    let mut app = App::builder(&needed("HUE_CLIENT_ID")?, ClientAuth::Public)
        .redirect_uri(&needed("HUE_REDIRECT_URI")?)
        .token_endpoint(&needed("HUE_TOKEN_ENDPOINT")?)
        // For a token server on this machine, as in the tests. Yours has TLS, and this line goes.
        .allow_plain_loopback()
        .device_type("desktop", None);
    if let Ok(base_url) = env::var("HUE_BASE_URL") {
        app = app.base_url(&base_url);
    }
    let mut transport = TransportSettings::default();
    if let Some(file) = env::var_os("HUE_CA_FILE") {
        transport = transport.with_extra_roots(&fs::read(file)?)?;
    }
    Ok((app.build()?, Client::new(Hyper::new(&transport))))
}
