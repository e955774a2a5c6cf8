//! Lines whose parts stand below each other.

use comfy_table::{Table, presets};

/// A line for each row, without an end. Colours are put before or behind it: they would count as letters.
pub(crate) fn lines<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> Vec<String> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    for row in rows {
        // A name goes over no two lines, and moves no cursor.
        table.add_row(row.map(|cell| cell.replace(char::is_control, " ")));
    }
    if let Some(first) = table.column_mut(0) {
        first.set_padding((0, 1));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_each_other_is_aligned() {
        let row = |one: &str, other: &str| [one.to_owned(), other.to_owned()];
        let lines = lines([row("küche", "on"), row("台所", "off"), row("a\n\u{1b}[2Jb", "")]);
        assert_eq!(lines, ["küche    on", "台所     off", "a  [2Jb"]);
    }
}
