//! A program that holds credentials in a store which others use too. The proofs start it, many at a time, and kill it.
//!
//! `proof-holder ROLE STORE URL ACCOUNT LEASE`: the store is `files:FOLDER` or `postgres:` and a connection string, the
//! lease is in milliseconds. Files are held without a runtime, a database with one. It speaks to whoever started it in lines.
//!
//! | Role | What it does |
//! |---|---|
//! | `log-in` | says where to send the user, hears where the user came back, says `done` |
//! | `renew` | calls with a token that is over, tells each phase, and waits to be killed |
//! | `call` | calls once, says `called` or `failed: why`, says the generation |
//! | `fill-up` | calls twice, while the disk is full from Hue's reply on; calls when there is room again; says as `call` does |
//! | `storm` | says `ready`, hears for how many seconds, calls for so long, says how long each call took, and each error |

mod asynchronous;
mod blocking;
mod disk;
mod storm;
mod teller;

use hue_blocking::{App, Cause, ClientSecret, TransportSettings};
use std::env;
use std::error::Error;
use std::io::{self, Write as _};
use std::time::Duration;
use teller::Teller;

/// What this program is to do.
struct Job {
    role: String,
    account: String,
    app: App,
    transport: TransportSettings,
}

impl Job {
    fn teller(&self) -> Teller {
        Teller::new(&self.role)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let wanted = "wanted: proof-holder ROLE STORE URL ACCOUNT LEASE";
    let [role, store, url, account, lease] = <[String; 5]>::try_from(args).map_err(|_| wanted)?;
    let app = App::builder("demo-client", ClientSecret::new("demo-secret".to_owned()))
        .redirect_uri("http://127.0.0.1:9123/authorized")
        .base_url(&url)
        .allow_plain_loopback()
        .lease(Duration::from_millis(lease.parse()?))
        .build()?;
    let job = Job { role, account, app, transport: TransportSettings::default().without_proxy() };
    match store.split_once(':').ok_or(wanted)? {
        ("files", folder) => blocking::run(job, hue_store::File::new(folder)?),
        ("postgres", url) => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(async { asynchronous::run(job, hue_store::Postgres::connect(url).await?).await }),
        _ => Err(wanted.into()),
    }
}

fn say(line: impl std::fmt::Display) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}

fn say_how<T>(ended: Result<T, Cause>) -> io::Result<()> {
    match ended {
        Ok(_) => say("called"),
        Err(cause) => say(format!("failed: {:?}: {cause}", cause.recovery())),
    }
}

/// Until a line comes, or whoever would say it is gone.
fn hear() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
