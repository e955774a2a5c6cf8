//! `hue sim`: a simulated cloud for programs that know nothing of it.

mod application;
mod home;
mod signals;
mod write;

use crate::args::{Consent, SimArgs};
use crate::failure::{Code, Failure};
use hue_sim::settings::Consent as Answer;
use hue_sim::{Options, Server, Settings, Simulation};
use signals::Signals;
use std::io::{self, Write as _};
use std::time::Duration;

pub(crate) fn run(args: SimArgs) -> Result<(), Failure> {
    if args.ca.is_none() && !args.plain {
        let message = "say with --ca FILE where to write the certificate that clients are to trust, or take --plain";
        return Err(Failure::new(Code::Usage, message));
    }
    let simulation = Simulation::live(settings(&args)?);
    let mut options = Options::default().listen(args.listen).tls(!args.plain);
    if args.log {
        // A server whose log nobody reads still serves.
        options = options.log(|entry| drop(writeln!(io::stderr(), "{entry}")));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(|error| system(&error))?;
    let server = Server::start(simulation, options)?;
    if let (Some(path), Some(pem)) = (&args.ca, server.ca_pem()) {
        write::certificate(path, pem)?;
    }
    runtime.block_on(async {
        // Whoever reads the address may end us at once.
        let mut signals = Signals::listen().map_err(|error| system(&error))?;
        announce(&server.url()).map_err(|error| Failure::output(&error))?;
        signals.wait().await;
        Ok::<(), Failure>(())
    })?;
    server.shutdown();
    Ok(())
}

fn announce(url: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{url}")?;
    out.flush()
}

fn settings(args: &SimArgs) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    if !args.app.is_empty() {
        settings.applications = application::read_all(&args.app)?;
    }
    if let Some(home) = home::read(args)? {
        settings.set_home(&home);
    }
    settings.authorize.consent = match args.consent {
        Consent::Auto => Answer::Auto,
        Consent::Deny => Answer::AutoDeny,
        Consent::Page => Answer::Page,
    };
    if args.digest_only {
        (settings.client_auth.basic, settings.client_auth.form) = (false, false);
    }
    settings.digest.accepted = !args.no_digest;
    if let Some(seconds) = args.token_life {
        settings.tokens.access_ttl = Duration::from_secs(seconds);
    }
    settings.quota.limit = args.quota;
    settings.relay.delay = Duration::from_millis(args.relay_delay);
    settings.set_online(!args.offline);
    Ok(settings)
}

fn system(error: &io::Error) -> Failure {
    Failure::new(Code::System, format_args!("cannot wait for signals: {error}; close other programs"))
}
