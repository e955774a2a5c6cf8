//! Load and swap of each store, beside the bare operation that keeps the same bytes and looks at nothing.

mod postgres;

use crate::pair::Pair;
use hue_blocking::keep::{Record, Swapped};
use hue_blocking::{
    App, ApplicationKey, Client, ClientSecret, Hue, RefreshToken, Session, Store, Unsent, http::Response,
};
use hue_store::{File, Memory, Seal};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Mutex;

/// Name, beside what, and both; `None` where there is no server.
type Measured = (String, &'static str, Option<Pair>);

pub(crate) fn measure(rounds: usize) -> Vec<Measured> {
    let records = records();
    let mut measured = memory(rounds, &records);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-stores");
    for (name, seal) in [("file", None), ("file, sealed", Some(Seal::with_key([7; 32])))] {
        let store = File::new(folder.join(name.replace(", ", "-"))).expect("a folder");
        let store = seal.into_iter().fold(store, File::sealed);
        measured.extend(file(rounds, name, &store, &records));
    }
    fs::remove_dir_all(&folder).expect("removed");
    measured.extend(postgres::measure(rounds, &records));
    measured
}

fn memory(rounds: usize, records: &[Record; 2]) -> Vec<Measured> {
    let (store, bare) = (Memory::default(), Mutex::new(BTreeMap::new()));
    let mut swap = swaps(&store, records);
    let mut turns = records.iter().cycle();
    let mut insert = || {
        let new = turns.next().expect("another");
        bare.lock().expect("sound").insert(ACCOUNT.to_owned(), new.clone());
    };
    swap();
    insert();
    let written = Pair::of(rounds, &mut swap, &mut insert);
    let mut get = || drop(black_box(bare.lock().expect("sound").get(ACCOUNT).cloned()));
    let read = Pair::of(rounds, &mut loads(&store), &mut get);
    vec![("memory: load".into(), "a map", Some(read)), ("memory: swap".into(), "a map", Some(written))]
}

fn file(rounds: usize, name: &str, store: &File, records: &[Record; 2]) -> Vec<Measured> {
    let mut swap = swaps(store, records);
    swap();
    let path = store.path(ACCOUNT).expect("a path");
    let bytes = fs::read(&path).expect("what was written");
    let written = Pair::of(rounds, &mut swap, &mut || replace(store.folder(), &bytes).expect("written"));
    let read = Pair::of(rounds, &mut loads(store), &mut || drop(black_box(fs::read(&path).expect("read"))));
    vec![
        (format!("{name}: load"), "`fs::read`", Some(read)),
        (format!("{name}: swap"), "write, fsync, rename, fsync", Some(written)),
    ]
}

fn loads(store: &impl Store) -> impl FnMut() {
    || drop(black_box(store.load(ACCOUNT).expect("loaded").expect("a record")))
}

/// To and fro. The first time, nothing is there.
fn swaps(store: &impl Store, records: &[Record; 2]) -> impl FnMut() {
    let (mut expected, mut turns) = (None, records.iter().cycle());
    move || {
        let new = turns.next().expect("another");
        let outcome = store.swap(ACCOUNT, expected, Some(new)).expect("swapped");
        assert!(matches!(outcome, Swapped::Yes));
        expected = Some(new.stamp());
    }
}

/// As durable as the store does it, without a lock and without looking.
fn replace(folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = folder.join("bare.new");
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, folder.join("bare"))?;
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// An account, twice, under two stamps.
fn records() -> [Record; 2] {
    let app = App::builder("VYHuNzIpuF2RtRMM5y3w1DPQhzFQ", ClientSecret::new("secret")).build().expect("settings");
    let refresh = Some(RefreshToken::new("fRqo0MCjmSbxT5pLrHnDk2WuYvAeGz9I"));
    let session = Session::from_tokens(app, None, refresh, None).expect("a token");
    let session = session.with_key(ApplicationKey::new("83b7780291a6ceffbe0bd049104df0011223344a"));
    let store = Memory::default();
    let client = Client::new(|_| -> Result<Response<Vec<u8>>, Unsent<Infallible>> { panic!("not sent") });
    let hue = Hue::new(session.app().clone(), client, store.clone());
    [(); 2].map(|()| {
        hue.import(ACCOUNT, session.snapshot()).expect("stored");
        store.load(ACCOUNT).expect("loaded").expect("a record")
    })
}

const ACCOUNT: &str = "home";
