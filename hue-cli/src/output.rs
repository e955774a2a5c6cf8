//! Standard output, and what it can show.

use crate::failure::Failure;
use anstyle::{Ansi256Color, Color, RgbColor, Style};
use hue_blocking::color::Rgb;
use serde_json::Value;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

/// All of it, as it is.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| Failure::output(&error))
}

/// What clap says of the command, styled where that can be seen.
pub(crate) fn help(help: &clap::Error) -> Result<(), Failure> {
    help.print().and_then(|()| io::stdout().flush()).map_err(|error| Failure::output(&error))
}

/// What a person or a program asked for.
pub(crate) fn answer(is_json: bool, json: &Value, text: &str) -> Result<(), Failure> {
    if is_json { print(&format!("{json}\n")) } else { print(text) }
}

/// A line on standard error, for whoever reads it.
pub(crate) fn note(words: impl Display) {
    // Where nobody reads it, nobody misses it.
    let _unread = writeln!(io::stderr(), "hue: {words}");
}

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// No terminal, a poor one, or one whose owner wants no colours: not one escape byte.
    Plain,
    /// 256 colours.
    Palette,
    /// Any colour.
    True,
}

impl Depth {
    /// Of standard output. `NO_COLOR` counts when it is not empty (<https://no-color.org>).
    pub(crate) fn of_stdout() -> Self {
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        Self::of(io::stdout().is_terminal(), &variable("NO_COLOR"), &variable("TERM"), &variable("COLORTERM"))
    }

    fn of(is_terminal: bool, no_color: &str, term: &str, colorterm: &str) -> Self {
        if !is_terminal || !no_color.is_empty() || term == "dumb" {
            return Self::Plain;
        }
        if matches!(colorterm, "truecolor" | "24bit") {
            Self::True
        } else if term.contains("256color") {
            Self::Palette
        } else {
            Self::Plain
        }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    pub(crate) fn dimmed(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    /// Two blocks of a colour; nothing where there are no colours.
    pub(crate) fn swatch(self, rgb: Rgb) -> String {
        let [red, green, blue] = rgb.channels();
        let color = match self {
            Self::Plain => return String::new(),
            Self::Palette => Color::Ansi256(Ansi256Color(nearest(rgb))),
            Self::True => Color::Rgb(RgbColor(red, green, blue)),
        };
        self.styled(Style::new().fg_color(Some(color)), "██")
    }

    /// Colours in a row, behind a line; nothing where there are no colours.
    pub(crate) fn swatches(self, colors: impl Iterator<Item = Rgb>) -> String {
        let swatches = colors.map(|rgb| self.swatch(rgb)).filter(|swatch| !swatch.is_empty());
        swatches.flat_map(|swatch| ["  ".to_owned(), swatch]).collect()
    }

    fn styled(self, style: Style, text: &str) -> String {
        if self == Self::Plain { text.to_owned() } else { format!("{style}{text}{style:#}") }
    }
}

/// The nearest colour of the 6 × 6 × 6 cube of the 256.
fn nearest(rgb: Rgb) -> u8 {
    let level = |value: u8| (0..6).min_by_key(|level| value.abs_diff(intensity(*level))).unwrap_or_default();
    let [red, green, blue] = rgb.channels().map(level);
    16 + 36 * red + 6 * green + blue
}

fn intensity(level: u8) -> u8 {
    if level == 0 { 0 } else { 55 + 40 * level }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_that_want_them() {
        let check = |is_terminal, no_color, term, colorterm, depth| {
            assert_eq!(Depth::of(is_terminal, no_color, term, colorterm), depth, "{no_color} {term} {colorterm}");
        };
        check(true, "", "xterm-256color", "truecolor", Depth::True);
        check(true, "", "xterm-256color", "", Depth::Palette);
        check(true, "", "vt100", "", Depth::Plain);
        check(true, "1", "xterm-256color", "truecolor", Depth::Plain);
        check(true, "", "dumb", "truecolor", Depth::Plain);
        check(false, "", "xterm-256color", "truecolor", Depth::Plain);
    }

    #[test]
    fn swatches_are_as_deep_as_the_terminal() {
        assert_eq!(Depth::Plain.swatch(Rgb::new(255, 0, 0)), "");
        assert_eq!(Depth::Plain.bold("x"), "x");
        assert_eq!(Depth::Palette.swatch(Rgb::new(255, 0, 0)), "\u{1b}[38;5;196m██\u{1b}[0m");
        assert_eq!(Depth::True.swatch(Rgb::new(255, 1, 0)), "\u{1b}[38;2;255;1;0m██\u{1b}[0m");
        assert_eq!(nearest(Rgb::new(96, 134, 255)), 16 + 36 + 12 + 5);
        let row = |depth: Depth| depth.swatches([Rgb::new(255, 0, 0), Rgb::new(0, 0, 255)].into_iter());
        assert_eq!(row(Depth::Plain), "");
        assert_eq!(row(Depth::Palette), "  \u{1b}[38;5;196m██\u{1b}[0m  \u{1b}[38;5;21m██\u{1b}[0m");
    }
}
