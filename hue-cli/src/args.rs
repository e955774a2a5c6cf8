//! What the command is told.

mod account;
mod auth;
mod lights;
mod raw;
mod scenes;

pub(crate) use account::{AccountArgs, StoreArgs, quoted};
pub(crate) use auth::{AuthCommand, ExportArgs, ImportArgs, LoginArgs};
pub(crate) use lights::{LightsArgs, RoomsArgs, SetArgs};
pub(crate) use raw::{BodyArgs, DumpArgs, PathArgs};
pub(crate) use scenes::{SceneArgs, ScenesArgs};

use crate::failure::EXIT_CODES;
use clap::{Parser, Subcommand, ValueEnum, value_parser};
use clap_complete::Shell;
use std::path::PathBuf;

/// Philips Hue lights from anywhere, through Hue's cloud; and a simulated cloud, to program against
///
/// A login needs an application of developers.meethue.com/my-apps, and has it from the environment: `HUE_CLIENT_ID`,
/// `HUE_CLIENT_SECRET` and `HUE_REDIRECT_URI`. `HUE_BASE_URL` and `HUE_CA_FILE` lead to a simulator.
#[derive(Debug, Parser)]
#[command(name = "hue", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(subcommand)]
    Auth(AuthCommand),
    Lights(LightsArgs),
    Rooms(RoomsArgs),
    Scenes(ScenesArgs),
    Scene(SceneArgs),
    Set(SetArgs),

    /// Print what stands at a path of the bridge, as JSON
    ///
    /// `hue get resource/light` asks `GET /clip/v2/resource/light`. With --json it comes as it was sent. The users that API v1
    /// lists are keys: whoever has one has the lights.
    Get(PathArgs),

    /// Change what stands at a path of the bridge, by JSON, and print the reply
    ///
    /// `hue put resource/light/ID '{"on":{"on":true}}'`. The path is as for `hue get`. Exits with 14 where the bridge did a part
    /// of it.
    Put(BodyArgs),

    /// Add something at a path of the bridge, by JSON, and print the reply
    ///
    /// `hue post resource/zone - <zone.json`. The path is as for `hue get`.
    Post(BodyArgs),

    /// Remove what stands at a path of the bridge, and print the reply
    ///
    /// `hue delete resource/scene/ID`. The path is as for `hue get`.
    Delete(PathArgs),

    Dump(DumpArgs),
    Sim(SimArgs),
    Demo(DemoArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Serve a simulated Hue cloud, with a bridge and its home, until Ctrl-C
///
/// The first line on standard output is the address, once it can be used. `GET /_sim` tells what is registered,
/// `GET /_sim/log` what was asked, and `POST /_sim/advance` with {"seconds":60} moves its time.
#[derive(Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a command line")]
pub(crate) struct SimArgs {
    /// IP address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    pub(crate) listen: String,

    /// Where to write the certificate that clients are to trust (PEM); needed unless --plain
    #[arg(long, value_name = "FILE", conflicts_with = "plain")]
    pub(crate) ca: Option<PathBuf>,

    /// Plain HTTP instead of TLS
    #[arg(long)]
    pub(crate) plain: bool,

    /// A registered application; may be repeated [default: demo-client:demo-secret:http://127.0.0.1:9123/authorized]
    #[arg(long, value_name = "ID:SECRET:REDIRECT_URI")]
    pub(crate) app: Vec<String>,

    /// A home of so many lights, 0 to 10000, with rooms, scenes, sensors and switches to match [default: five lights]
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(0..=10_000))]
    pub(crate) lights: Option<u16>,

    /// Which home of so many lights: each number is another [default: 0]
    #[arg(long, value_name = "S", requires = "lights")]
    pub(crate) seed: Option<u64>,

    /// A home as a bridge tells it: its reply to `GET /clip/v2/resource`, such as `hue dump` prints; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["lights", "seed"])]
    pub(crate) home: Option<PathBuf>,

    /// Who answers the question whether the application may have access
    #[arg(long, value_enum, default_value_t = Consent::Auto)]
    pub(crate) consent: Consent,

    /// Write a line for each request to standard error; keys are left out of it
    #[arg(long)]
    pub(crate) log: bool,

    /// How long one request occupies the bridge, in milliseconds; others queue behind it
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub(crate) relay_delay: u64,

    /// The bridge is not connected: calls to it are answered with 504
    #[arg(long)]
    pub(crate) offline: bool,

    /// The token endpoint takes digest answers and nothing else
    #[arg(long, conflicts_with = "no_digest")]
    pub(crate) digest_only: bool,

    /// The token endpoint takes no digest answers
    #[arg(long)]
    pub(crate) no_digest: bool,

    /// How long an access token is good, in seconds [default: 604799, a week]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) token_life: Option<u64>,

    /// How many calls a day are answered before 429 [default: any number]
    #[arg(long, value_name = "CALLS")]
    pub(crate) quota: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Consent {
    /// Yes, at once
    Auto,
    /// No, at once
    Deny,
    /// A person, on a page (login `demo`, password `demo`)
    Page,
}

/// Walk through a login: consent, tokens, the bridge, a lamp, and a renewal a week later
///
/// It starts a simulator of its own, or uses one that runs; that one is told to move its time forward by a week. With
/// --sim, the application is the one of `HUE_CLIENT_ID`, `HUE_CLIENT_SECRET` and `HUE_REDIRECT_URI`, where they are set; else
/// it is the simulator's first.
#[derive(Debug, Parser)]
pub(crate) struct DemoArgs {
    /// Print one JSON document instead of a story
    #[arg(long)]
    pub(crate) json: bool,

    /// What drives the walk; the steps are the same
    #[arg(long, value_enum, default_value_t = AdapterName::Blocking)]
    pub(crate) adapter: AdapterName,

    /// The address of a simulator that runs already, as `hue sim` prints it
    #[arg(long, value_name = "URL")]
    pub(crate) sim: Option<String>,

    /// The certificate that it wrote (PEM); counts with --sim
    #[arg(long, value_name = "FILE", env = "HUE_CA_FILE")]
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AdapterName {
    /// hue-blocking, over ureq and HTTP/1.1
    Blocking,
    /// hue-tokio, over hyper and HTTP/2
    Tokio,
}

/// Print what makes a shell complete this command's arguments
///
/// For bash: hue completions bash > ~/.local/share/bash-completion/completions/hue
#[derive(Debug, Parser)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Print the manual page
///
/// To read it: hue man | man -l -
#[derive(Debug, Parser)]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder instead
    #[arg(long, value_name = "FOLDER")]
    pub(crate) to: Option<PathBuf>,
}
