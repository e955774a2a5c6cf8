//! Stores in files for software that is not ours: sealed here and opened there, and the other way round.
//!
//! `sealed_store write FOLDER` keeps one record for `ann` in three stores: `plain`, `key` and `passphrase`. `sealed_store read
//! FOLDER` prints what the sealed ones hold for `ben`.

use hue_blocking::Store as _;
use hue_blocking::keep::Record;
use hue_store::{File, Seal};
use std::env::args;
use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let (how, folder) = (args().nth(1).ok_or("write or read?")?, args().nth(2).ok_or("which folder?")?);
    let store = |name| File::new(PathBuf::from(&folder).join(name));
    let sealed = [
        store("key")?.sealed(Seal::with_key(*b"a key of thirty-two bytes, exact")),
        store("passphrase")?.sealed(Seal::with_passphrase("correct horse battery staple")),
    ];
    if how == "read" {
        for store in sealed {
            let record = store.load("ben")?.ok_or("there is no ben")?;
            writeln!(std::io::stdout(), "{}", &*record.to_json())?;
        }
        return Ok(());
    }
    let snapshot = hue_sim::linked().1.snapshot().to_json();
    let json = format!(r#"{{"version":1,"stamp":"{:032x}","snapshot":{}}}"#, 1, &*snapshot);
    let record = Record::from_json(json.as_bytes())?;
    for store in sealed.iter().chain([&store("plain")?]) {
        let _swapped = store.swap("ann", None, Some(&record))?;
    }
    Ok(())
}
