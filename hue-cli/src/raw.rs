//! `hue get`, `hue put`, `hue post`, `hue delete` and `hue dump`: anything that a bridge can be asked, and what it says.

use crate::args::{AccountArgs, BodyArgs, DumpArgs, PathArgs};
use crate::failure::{Code, Failure};
use crate::place::Place;
use crate::pretty::pretty;
use crate::rescue::rescued;
use crate::{input, output};
use hue_blocking::v2::{Json, Reply};
use hue_blocking::{Area, Error, Malformed, Raw};
use serde_json::Value;
use std::path::Path;

pub(crate) fn get(args: &PathArgs) -> Result<(), Failure> {
    ask(args, Raw::get(args.area(), path(args)?))
}

pub(crate) fn delete(args: &PathArgs) -> Result<(), Failure> {
    ask(args, Raw::delete(args.area(), path(args)?))
}

pub(crate) fn put(args: &BodyArgs) -> Result<(), Failure> {
    ask(&args.at, Raw::put(args.at.area(), path(&args.at)?, body(&args.body)?))
}

pub(crate) fn post(args: &BodyArgs) -> Result<(), Failure> {
    ask(&args.at, Raw::post(args.at.area(), path(&args.at)?, body(&args.body)?))
}

pub(crate) fn dump(args: &DumpArgs) -> Result<(), Failure> {
    let reply = send(Raw::get(Area::V2, "resource"), &args.account)?;
    output::print(&format!("{}\n", reply.as_str()))?;
    whole(Area::V2, &reply)
}

/// `--json` has it as it came.
fn ask(args: &PathArgs, question: Raw) -> Result<(), Failure> {
    let reply = send(question, &args.account)?;
    let text = reply.as_str();
    output::print(&format!("{}\n", if args.account.store.json { text.to_owned() } else { pretty(text) }))?;
    whole(args.area(), &reply)
}

fn send(question: Raw, args: &AccountArgs) -> Result<Json, Failure> {
    let bridge = Place::open(&args.store)?.bridge(args)?;
    let reply = bridge.call(question).map_err(|cause| rescued(cause, &args.store, args.name()))?;
    let (head, body) = reply.into_parts();
    json(body).map_err(|malformed| Error::from(malformed.with_status(head.status.as_u16())).into())
}

fn json(bytes: Vec<u8>) -> Result<Json, Malformed> {
    String::from_utf8(bytes).map_err(|_| Malformed::new("text in UTF-8")).and_then(|text| Json::parse(&text))
}

/// What cannot be meant, before anything is sent. What was typed is not quoted: it may hold a key.
fn path(args: &PathArgs) -> Result<&str, Failure> {
    let path = args.path.as_str();
    let refused = |why: &str| Err(Failure::new(Code::Usage, format_args!("the path {why}; see hue get --help")));
    if path.contains("://") || path.starts_with("//") {
        return refused("names a host: it goes to the account's bridge, and begins below /clip/v2");
    }
    if path.contains(['?', '#']) {
        return refused("has a query: the API takes none");
    }
    let below = path.trim_start_matches('/');
    // Such as `resource/light/$ID` where nothing is called ID: something else would be asked.
    if below.split('/').any(str::is_empty) && !(path == "/" && args.area() == Area::V1) {
        return refused("has an empty part: is a variable of your shell unset?");
    }
    match (args.area(), below.split('/').next()) {
        (Area::V1, Some("api" | "clip")) => refused("is to begin behind the key, such as lights/1/state"),
        (Area::V1, _) => Ok(below),
        (_, Some("api")) => refused("is of API v1: say --v1, and what stands behind the key"),
        _ => Ok(below.strip_prefix("clip/v2/").unwrap_or(below)),
    }
}

/// Known to be JSON before anything is sent, and sent as it is.
fn body(text: &str) -> Result<Vec<u8>, Failure> {
    let bytes = match text {
        "-" => input::read(Path::new(text))
            .map_err(|error| Failure::new(Code::File, format_args!("cannot read standard input: {error}")))?,
        _ => text.into(),
    };
    let json = json(bytes);
    json.map(|json| json.as_str().into())
        .map_err(|malformed| Failure::new(Code::Usage, format_args!("nothing was sent: {malformed}")))
}

/// A reply can end well with a part undone: 207, or an error beside successes in API v1.
fn whole(area: Area, reply: &Json) -> Result<(), Failure> {
    if area == Area::V1 {
        let items: Vec<Value> = reply.to().unwrap_or_default();
        let errors = items.iter().filter_map(|item| item.pointer("/error/description")?.as_str());
        return Failure::unless_whole(&errors.collect::<Vec<_>>());
    }
    let reply = Reply::from_json(reply.as_str().as_bytes());
    Failure::unless_whole(&reply.map(|reply| reply.errors).unwrap_or_default())
}
