//! What `hue scenes` and `hue scene` are told.

use super::AccountArgs;
use clap::{Parser, value_parser};
use std::time::Duration;

/// List the scenes, by room
#[derive(Debug, Parser)]
pub(crate) struct ScenesArgs {
    /// Those of this room or zone alone, by its name, whatever its case, or its id
    #[arg(long, value_name = "NAME")]
    pub(crate) room: Option<String>,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

/// Make the lights do what a scene says, or begin or end a smart scene
#[derive(Debug, Parser)]
pub(crate) struct SceneArgs {
    /// The scene's name, whatever its case, or its id
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    /// The scene of this room or zone, by its name, whatever its case, or its id
    #[arg(long, value_name = "NAME")]
    pub(crate) room: Option<String>,

    /// How long the change takes, in seconds, such as 2.5
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) transition: Option<Duration>,

    /// Brightness in percent, 0 to 100, whatever the scene says
    #[arg(long, value_name = "PERCENT", value_parser = value_parser!(u8).range(0..=100))]
    pub(crate) brightness: Option<u8>,

    /// Play its colours, one after another
    #[arg(long)]
    pub(crate) dynamic: bool,

    /// End a smart scene; the lights stay as they are
    #[arg(long, conflicts_with_all = ["transition", "brightness", "dynamic"])]
    pub(crate) end: bool,

    #[command(flatten)]
    pub(crate) account: AccountArgs,
}

impl SceneArgs {
    /// Whether anything is said of how it is recalled.
    pub(crate) fn is_particular(&self) -> bool {
        self.dynamic || self.transition.is_some() || self.brightness.is_some()
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let duration = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let duration = duration.filter(|duration| *duration <= LONGEST);
    duration.ok_or_else(|| "a transition is 0 to 86400 seconds".to_owned())
}

const LONGEST: Duration = Duration::from_secs(86_400);
