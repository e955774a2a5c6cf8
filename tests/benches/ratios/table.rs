//! The table that is printed: Markdown, to be quoted as it is.

use crate::pair::Pair;
use std::fmt;

#[derive(Default)]
pub(crate) struct Table(Vec<Row>);

pub(crate) struct Row {
    what: String,
    against: String,
    ratio: Option<f64>,
    spread: String,
    sides: String,
    most: Option<f64>,
}

impl Table {
    pub(crate) fn add(&mut self, row: Row) {
        self.0.push(row);
    }
}

impl Row {
    pub(crate) fn time(what: &str, against: &str, pair: &Pair) -> Self {
        let ([low, ratio, high], [ours, theirs]) = (pair.ratio(), pair.medians());
        let sides = format!("{:.2} / {:.2} µs", ours * 1e6, theirs * 1e6);
        let (what, against, spread) = (what.into(), against.into(), format!("{low:.2}–{high:.2}"));
        Self { what, against, ratio: Some(ratio), spread, sides, most: None }
    }

    /// What it takes is not installed here.
    pub(crate) fn skipped(what: &str, against: &str) -> Self {
        let sides = "skipped: not installed".into();
        Self { what: what.into(), against: against.into(), ratio: None, spread: String::new(), sides, most: None }
    }

    pub(crate) fn count(what: &str, against: &str, ours: f64, theirs: f64) -> Self {
        let (what, against) = (format!("{what}, allocations"), against.into());
        Self {
            what,
            against,
            ratio: Some(ours / theirs),
            spread: "exact".into(),
            sides: format!("{ours} / {theirs}"),
            most: None,
        }
    }

    pub(crate) fn bytes(what: &str, bytes: u64, most: u32) -> Self {
        let ratio = f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / f64::from(most);
        let (against, spread) = (format!("{most} bytes"), "exact".into());
        Self {
            what: what.into(),
            against,
            ratio: Some(ratio),
            spread,
            sides: format!("{bytes} bytes"),
            most: Some(1.0),
        }
    }

    pub(crate) fn at_most(self, most: f64) -> Self {
        self.at_most_if(Some(most))
    }

    pub(crate) fn at_most_if(self, most: Option<f64>) -> Self {
        Self { most, ..self }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| What | Against | Ratio | 10–90 % | Ours / theirs | Expected |")?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        for Row { what, against, ratio, spread, sides, most } in &self.0 {
            let expected = match most {
                None => String::new(),
                Some(most) if ratio.is_some_and(|ratio| ratio <= *most) => format!("≤ {most}: holds"),
                Some(most) => format!("≤ {most}: **missed**"),
            };
            let ratio = ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
            writeln!(f, "| {what} | {against} | {ratio} | {spread} | {sides} | {expected} |")?;
        }
        Ok(())
    }
}
