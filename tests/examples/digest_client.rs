//! Redeems a made-up code by digest against any server, for trying the client against software that is not ours.
//!
//! `HUE_BASE_URL` is a loopback address, `HUE_CLIENT_ID` and `HUE_CLIENT_SECRET` are what the server knows. Prints
//! `redeemed` when the server was satisfied.

use hue_blocking::{
    App, AuthorizationCode, Client, ClientAuth, ClientSecret, Entropy, Session, TransportSettings, Ureq,
};
use std::error::Error;
use std::io::Write as _;

fn main() -> Result<(), Box<dyn Error>> {
    let variable = |name| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let secret = ClientSecret::new(variable("HUE_CLIENT_SECRET")?);
    let app = App::builder(&variable("HUE_CLIENT_ID")?, ClientAuth::Digest(secret))
        .base_url(&variable("HUE_BASE_URL")?)
        .allow_plain_loopback()
        .build()?;
    let session = Session::new(app, Entropy::from_bytes([7; 32])).with_code(AuthorizationCode::new("made-up"));
    let _ = Client::new(Ureq::new(&TransportSettings::default().without_proxy())).run(&mut session.redeem())?;
    writeln!(std::io::stdout(), "redeemed")?;
    Ok(())
}
