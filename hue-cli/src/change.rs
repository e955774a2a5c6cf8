//! A change, and what came of it.

use crate::args::AccountArgs;
use crate::failure::Failure;
use crate::rescue::rescued;
use hue_blocking::Bridge;
use hue_blocking::v2::{Id, Updatable, Update};

/// The resource as the bridge has it then: a lamp takes the nearest that it can.
pub(crate) fn changed<R: Updatable>(
    bridge: &Bridge,
    args: &AccountArgs,
    id: &Id<R>,
    change: Update<R>,
) -> Result<R, Failure> {
    let failed = |cause| rescued(cause, &args.store, args.name());
    Failure::unless_whole(&bridge.call(change).map_err(failed)?.errors)?;
    Ok(bridge.call(R::get(id)).map_err(failed)?.data)
}
