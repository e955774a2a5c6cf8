//! `hue lights`: what there is, and how it shines.

use crate::args::{AccountArgs, LightsArgs};
use crate::failure::Failure;
use crate::lamp::Lamp;
use crate::output::{self, Depth};
use crate::place::Place;
use crate::rescue::rescued;
use comfy_table::{Table, presets};
use hue_blocking::Bridge;
use hue_blocking::v2::{Light, Resource, Unparsed};
use serde_json::json;

pub(crate) fn run(args: &LightsArgs) -> Result<(), Failure> {
    let bridge = Place::open(&args.account.store)?.bridge(&args.account)?;
    let lamps = all(&bridge, &args.account)?;
    let json = json!({ "lights": lamps.iter().map(Lamp::json).collect::<Vec<_>>() });
    output::answer(args.account.store.json, &json, &table(&lamps, Depth::of_stdout()))
}

/// Sorted as people do. What the bridge could not do or say is said on standard error.
pub(crate) fn all(bridge: &Bridge, args: &AccountArgs) -> Result<Vec<Lamp>, Failure> {
    let found = bridge.call(Light::list()).map_err(|cause| rescued(cause, &args.store, args.name()))?;
    for error in &found.errors {
        output::note(format_args!("the bridge says: {error}"));
    }
    let is_whole = |unparsed: &&Unparsed| unparsed.place().is_empty();
    let strange = found.unparsed.iter().filter(is_whole).count();
    if strange > 0 {
        output::note(format_args!("{strange} more that this command does not understand"));
    }
    let mut lamps: Vec<Lamp> = found.data.iter().map(Lamp::new).collect();
    lamps.sort_by_cached_key(|lamp| (lamp.name.to_lowercase(), lamp.id.clone()));
    Ok(lamps)
}

/// A line each. Colours stand before it, because they would count as letters in it.
fn table(lamps: &[Lamp], depth: Depth) -> String {
    if lamps.is_empty() {
        return "The bridge has no lights.\n".to_owned();
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    for lamp in lamps {
        let brightness = lamp.brightness.map_or_else(String::new, |percent| format!("{percent:.0} %"));
        let state = if lamp.is_on { "on" } else { "off" };
        table.add_row([lamp.name.as_str(), state, &brightness, &lamp.color().unwrap_or_default()]);
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 1));
    }
    let lines = table.lines().zip(lamps).map(|(line, lamp)| format!("{}{}\n", lamp.swatch(depth), line.trim_end()));
    lines.collect::<Vec<_>>().concat()
}
