//! What happened, as a person reads it.

use super::recorder::Event;
use super::report::{Report, Step};
use crate::output::Depth;

/// What is to be read at the end of a step; at the end of the first, what all of it is about.
pub(super) fn latest(report: &Report, depth: Depth) -> String {
    let mut text = String::new();
    if report.steps.len() == 1 {
        let title = depth.bold("From a login with Philips Hue to a lamp that is on, and to the week after.");
        text = format!("{title}\nThe house is simulated; requests, TLS and tokens are as they would be.\n");
    }
    if let Some(last) = report.steps.last() {
        text += &step(report.steps.len(), last, depth);
    }
    text
}

/// Its number and title, what happens, what went over the wire, and what came of it.
fn step(number: usize, step: &Step, depth: Depth) -> String {
    let mut lines = vec![String::new(), depth.bold(&format!("{number}  {}", step.title))];
    lines.extend(step.words.iter().map(|line| format!("   {line}")));
    lines.extend(step.wire.iter().map(|event| depth.dimmed(&format!("     {}", wire(event)))));
    lines.extend(step.lamps.iter().map(|lamp| format!("     {}", lamp.line(depth))));
    let width = step.table.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    lines.extend(step.table.iter().map(|(name, value)| format!("     {name:width$}  {value}")));
    lines.join("\n") + "\n"
}

pub(super) fn end(report: &Report) -> String {
    let count = |number, one: &str| if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") };
    let requests = report.steps.iter().flat_map(|step| &step.wire).filter(|event| **event != Event::Saved).count();
    let renewals = usize::try_from(report.renewals).unwrap_or(usize::MAX);
    format!(
        "\nDone: {}, {}, {} of what was renewed.\n",
        count(requests, "request"),
        count(renewals, "renewal"),
        count(report.saves(), "save"),
    )
}

fn wire(event: &Event) -> String {
    match event {
        Event::Sent { method, path, reply } => {
            let status = reply.as_ref().map_or_else(|| "---".to_owned(), |(status, _)| status.to_string());
            format!("{:<4}  {status}  {path}", method.as_str())
        }
        Event::Saved => "save       the new tokens, before they are used".to_owned(),
    }
}
