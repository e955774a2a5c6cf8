//! Counts the allocations of each piece of work, ours and others', and prints them as JSON: name, whose, count, bytes. The last
//! line is of a linked session: how many bytes it keeps allocated, and how many it is itself.

use hue_tests::work::handles::HANDLES;
use hue_tests::work::resources::{dump, ours as read};
use hue_tests::work::{all_ours, all_theirs, restore_linked};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, Write as _};

fn main() -> Result<(), Box<dyn Error>> {
    let ours = all_ours().map(|(name, work)| count(name, "", work()));
    let theirs = all_theirs().map(|(name, whose, work)| count(name, whose, work()));
    let handles =
        HANDLES.iter().flat_map(|(name, whose, ours, other)| [count(name, "", ours()), count(name, whose, other())]);
    let mut restore = restore_linked();
    let mut kept = None;
    let heap = allocation_counter::measure(|| kept = Some(restore()));
    let size = size_of::<hue_blocking::Session<hue_blocking::UserLinked>>();
    let session = json!({ "name": "linked session", "bytes": heap.bytes_current, "size": size });
    let (dump, mut all) = (dump(), Vec::new());
    let heap_of_all = allocation_counter::measure(|| all = read(dump.as_bytes()));
    let resources = json!({
        "name": "resources", "bytes": heap_of_all.bytes_current, "count": heap_of_all.count_total,
        "resources": all.len(), "json": dump.len(),
    });
    let lines: Vec<Value> = ours.chain(theirs).chain(handles).chain([resources, session]).collect();
    writeln!(io::stdout(), "{}", Value::from(lines))?;
    Ok(())
}

/// The second time: what is made once for ever is made then.
fn count(name: &str, whose: &str, mut work: Box<dyn FnMut()>) -> Value {
    work();
    let info = allocation_counter::measure(work);
    json!({ "name": name, "whose": whose, "count": info.count_total, "bytes": info.bytes_total })
}
