//! A program on people's own machines, whose client secret stays on a server of yours.
//!
//! ```text
//! HUE_CLIENT_ID=… HUE_REDIRECT_URI=http://127.0.0.1:9123/authorized HUE_TOKEN_ENDPOINT=https://tokens.example/token desktop
//! ```
//!
//! In a program of your own these three are constants: none is a secret. The program opens the browser and receives the answer
//! on this machine; `token_server` redeems and renews, because it alone knows the secret. Calls go to Hue directly.
//!
//! `HUE_SESSION_FILE` names the file in which the login is kept. `HUE_NO_BROWSER` prints the address instead of opening it, and
//! awaits the answer all the same. `HUE_BASE_URL` and `HUE_CA_FILE` lead to a simulator.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to a person")]

use hue_tokio::{Account, AnySession, App, Browser, Client, ClientAuth, Hyper, Login, Session, Snapshot};
use hue_tokio::{TransportSettings, entropy, v2};
use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

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
    let (app, hue) = settings()?;
    let file: PathBuf = env::var_os("HUE_SESSION_FILE").unwrap_or_else(|| "hue-session.json".into()).into();
    let store = |snapshot: Snapshot| save(file.clone(), snapshot);

    let mut browser = Browser::new().without_paste();
    if env::var_os("HUE_NO_BROWSER").is_some() {
        browser = browser.with_open(|url| writeln!(io::stderr(), "Open this address in a browser:\n{url}"));
    }

    let session: AnySession = match fs::read(&file) {
        Ok(json) => AnySession::restore(app, &Snapshot::from_json(&json)?)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Session::new(app, entropy()?).into(),
        Err(error) => return Err(error.into()),
    };
    let session = hue.login(&mut Login::new(session), &browser, store).await?;
    for light in hue.call(v2::GetLights, &mut Account::new(session, store)).await?.data {
        println!("{:<3} {}", if light.is_on() { "on" } else { "off" }, light.name());
    }
    Ok(())
}

/// Without a secret: `from_env` would ask for one.
fn settings() -> Result<(Arc<App>, Client<Hyper>), Box<dyn Error>> {
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
    Ok((Arc::new(app.build()?), Client::new(Hyper::new(&transport))))
}

/// As in `from_scratch`.
async fn save(file: PathBuf, snapshot: Snapshot) -> io::Result<()> {
    tokio::task::spawn_blocking(move || replace(&file, &snapshot)).await?
}

fn replace(file: &Path, snapshot: &Snapshot) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(snapshot.to_json().as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(file)?;
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
