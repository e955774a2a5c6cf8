//! What `hue get`, `hue put`, `hue post`, `hue delete` and `hue dump` are told.

use super::AccountArgs;
use clap::Parser;
use hue_blocking::Area;

// A doc comment would become the help of each command that has these.
#[derive(Debug, Parser)]
pub(crate) struct PathArgs {
    /// Below /clip/v2, such as `resource/light`
    #[arg(value_name = "PATH")]
    pub(crate) path: String,

    /// The path is of API v1, such as `lights/1/state`: below /api and the application key, which is put in for you
    #[arg(long)]
    v1: bool,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

#[derive(Debug, Parser)]
pub(crate) struct BodyArgs {
    #[command(flatten)]
    pub(crate) at: PathArgs,

    /// What to send, such as `{"on":{"on":true}}`; `-` reads standard input
    #[arg(value_name = "JSON")]
    pub(crate) body: String,
}

/// Print everything that the bridge has, as it says it
///
/// That is `GET /clip/v2/resource`, byte for byte. It names rooms, devices and people: look at it before you pass it on.
#[derive(Debug, Parser)]
pub(crate) struct DumpArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

impl PathArgs {
    pub(crate) fn area(&self) -> Area {
        if self.v1 { Area::V1 } else { Area::V2 }
    }
}
