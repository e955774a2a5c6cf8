//! What a person calls a colour.

use hue_blocking::Xy;
use hue_blocking::color::Rgb;

/// A CSS colour, or CIE 1931 x and y with a comma.
pub(crate) fn parse(text: &str) -> Result<Xy, String> {
    if let Some((x, y)) = text.split_once(',').and_then(|(x, y)| Some((number(x)?, number(y)?))) {
        let xy = Xy::new(x, y).ok().filter(|xy| xy.x() + xy.y() <= 1.0);
        return xy.ok_or_else(|| "x and y are 0 to 1, and no more together".to_owned());
    }
    let color = csscolorparser::parse(text)
        .map_err(|_| "a colour is a CSS name such as red, #ff8800, or x and y such as 0.56,0.41".to_owned())?;
    let [red, green, blue, _] = color.to_rgba8();
    let xy = Rgb::new(red, green, blue).xy();
    xy.ok_or_else(|| "black is no colour of a light: see --off and --brightness".to_owned())
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_called_many_names() {
        let check = |text, x: f64, y: f64| {
            let found = parse(text).unwrap();
            assert!((found.x() - x).abs() < 5e-5 && (found.y() - y).abs() < 5e-5, "{text}: {found:?}");
        };
        check("red", 0.64, 0.33);
        check("Lime", 0.3, 0.6);
        check("#00f", 0.15, 0.06);
        check("#0000ff", 0.15, 0.06);
        check("white", 0.3127, 0.329);
        // Not so bright, and the same colour.
        check("maroon", 0.64, 0.33);
        check("0.56,0.41", 0.56, 0.41);
        check(" 0.56 , 0.41 ", 0.56, 0.41);
        for (text, words) in [
            ("reddish", "CSS name"),
            ("", "CSS name"),
            ("#12345", "CSS name"),
            ("black", "--off"),
            ("transparent", "--off"),
            ("0.9,0.9", "no more together"),
            ("-0.1,0.5", "0 to 1"),
            ("NaN,0.5", "0 to 1"),
        ] {
            assert!(parse(text).unwrap_err().contains(words), "{text}");
        }
    }
}
