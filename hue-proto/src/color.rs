//! Colours, as screens, people, lamps and both APIs call them, and the ways between.
//!
//! A lamp takes a place in the CIE diagram, an [`Xy`](crate::Xy), beside a brightness, or a white as [`Mirek`](crate::Mirek).
//!
//! ```
//! use hue_proto::color::{Gamut, Hsb, Rgb};
//! use hue_proto::{Kelvin, Percent, Xy};
//!
//! // What a screen shows, as a lamp takes it. Black alone has no colour.
//! let orange: Rgb = "#ff8800".parse()?;
//! let xy = orange.xy().unwrap_or(Xy::nearest(0.31, 0.33));
//! assert_eq!(format!("{:.4} {:.4}", xy.x(), xy.y()), "0.5336 0.4145");
//! // What the lamp shows then, and a screen beside it.
//! let shown = Gamut::C.clip(xy);
//! assert_eq!(Rgb::from_xy(shown, orange.brightness()), orange);
//!
//! // What people say, and what API v1 does.
//! let violet = Hsb::new(270.0, Percent::FULL, Percent::new(50.0)?)?;
//! assert_eq!((violet.rgb().to_string(), violet.v1()), ("#400080".to_owned(), (49_151, 254, 127)));
//!
//! // Whites.
//! let warm = Kelvin::new(2_700)?.mirek();
//! assert_eq!(warm.get(), 370);
//! assert_eq!(warm.xy().mirek(), Some(warm));
//! assert_eq!(shown.mirek().map(|nearest| nearest.kelvin().get()), Some(1_953));
//! # Ok::<(), hue_proto::InvalidSetting>(())
//! ```
//!
//! # How accurate
//!
//! Tests hold each of these figures, beside the `palette` crate or published tables.
//!
//! - **sRGB to xy and back** is IEC 61966-2-1 with white D65. Each of its 16.7 million colours comes back as it was; two steps off
//!   in its darkest channel where xy was rounded to four decimals, as bridges do. `palette` differs by less than 1e-7 in
//!   x and y, by less than 2e-6 % in brightness, and by no byte on the way back.
//! - **sRGB to HSB and back** is exact, and so is API v1 to HSB and back. From HSB it is the nearest byte.
//! - **Mirek to xy** is the curve of M. Krystek (1985). From 67 to 1,000 mirek (15,000 to 1,000 K) it is within 4e-4 in x and
//!   y of Planck's law with the observer of 1931, and within 9e-4 up to 50 mirek (20,000 K). A byte on a screen is the same
//!   or its neighbour.
//! - **xy to mirek** is the nearest whole mirek of that curve: of a white on the curve exactly its own, from 50 to 1,000.
//!   Beside the lines of equal temperature of A. R. Robertson (1968) it is the same on the curve; from 150 to 600 mirek one off
//!   where a colour is 0.02 from it in the diagram of 1960, and two where it is 0.05; from 67 mirek two and eight. The CIE's
//!   illuminants come out within one mirek of what was published.
//! - **Kelvin and mirek** are rounded to whole numbers; mirek come back as they were, up to 1,000.
//!
//! Brightness is light: that of the strongest channel. What share of its light a lamp gives at which percent is the maker's secret.

mod gamut;
mod hsb;
mod rgb;
mod white;

pub use gamut::Gamut;
pub use hsb::Hsb;
pub use rgb::Rgb;
