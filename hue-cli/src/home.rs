//! All that a bridge has, in one question.

use crate::args::AccountArgs;
use crate::failure::Failure;
use crate::output;
use crate::rescue::rescued;
use hue_blocking::Bridge;
use hue_blocking::v2::{Everything, Home, Unparsed};

/// What the bridge could not do or say is said on standard error.
pub(crate) fn home(bridge: &Bridge, args: &AccountArgs) -> Result<Home, Failure> {
    let found = bridge.call(Everything).map_err(|cause| rescued(cause, &args.store, args.name()))?;
    for error in &found.errors {
        output::note(format_args!("the bridge says: {error}"));
    }
    let is_whole = |unparsed: &&Unparsed| unparsed.place().is_empty();
    let strange = found.unparsed.iter().filter(is_whole).count();
    if strange > 0 {
        output::note(format_args!("{strange} more that this command does not understand"));
    }
    Ok(Home::new(found.data))
}
