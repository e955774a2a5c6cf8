//! A lamp as it is shown.

use crate::failure::{Code, Failure};
use crate::named::Named;
use crate::output::Depth;
use hue_blocking::color::Rgb;
use hue_blocking::v2::{Home, Id, Light, Resource as _};
use hue_blocking::{Mirek, Percent, Xy};
use serde_json::{Value, json};

#[derive(Clone)]
pub(crate) struct Lamp {
    pub(crate) id: Id<Light>,
    pub(crate) name: String,
    /// The room that it is in.
    pub(crate) room: Option<String>,
    pub(crate) is_on: bool,
    pub(crate) brightness: Option<Percent>,
    xy: Option<Xy>,
    mirek: Option<Mirek>,
}

impl Lamp {
    pub(crate) fn new(light: &Light) -> Self {
        Self {
            id: light.id.clone(),
            name: light.name().to_owned(),
            room: None,
            is_on: light.is_on(),
            brightness: light.brightness(),
            xy: light.xy(),
            mirek: light.mirek(),
        }
    }

    /// Where it is, and as people call it.
    pub(crate) fn of(home: &Home, light: &Light) -> Self {
        let room = home.room_of(light).map(|room| room.name().to_owned());
        Self { name: home.name(light).to_owned(), room, ..Self::new(light) }
    }

    /// Sorted as people do.
    pub(crate) fn sorted<'a>(home: &Home, lights: impl Iterator<Item = &'a Light>) -> Vec<Self> {
        let mut lamps: Vec<Self> = lights.map(|light| Self::of(home, light)).collect();
        lamps.sort_by_cached_key(|lamp| (lamp.name.to_lowercase(), lamp.id.clone()));
        lamps
    }

    pub(crate) fn named<'a>(name: &str, lamps: &'a [Self]) -> Result<&'a Self, Failure> {
        lamps.iter().find(|lamp| lamp.name == name).ok_or_else(|| {
            let message = format_args!("the bridge has no light called {name}; the demo wants a simulated home");
            Failure::new(Code::NoSimulator, message)
        })
    }

    /// One line: the colour, the name, and what it does.
    pub(crate) fn line(&self, depth: Depth) -> String {
        let state = match (self.is_on, self.brightness) {
            (false, _) => "off".to_owned(),
            (true, None) => "on".to_owned(),
            (true, Some(percent)) => {
                let color = self.color().map_or_else(String::new, |color| format!(", {color}"));
                format!("on, {percent:.0}{color}")
            }
        };
        format!("{}{:<15} {state}", self.swatch(depth), self.name)
    }

    /// As it shines, and space behind it; nothing where there are no colours.
    pub(crate) fn swatch(&self, depth: Depth) -> String {
        match (depth, self.rgb()) {
            (Depth::Plain, _) => String::new(),
            (_, Some(rgb)) => format!("{}  ", depth.swatch(rgb)),
            (_, None) => format!("{}  ", depth.dimmed("··")),
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "type": Light::TYPE,
            "name": self.name,
            "room": self.room,
            "on": self.is_on,
            "brightness": self.brightness,
            "xy": self.xy.map(|xy| [xy.x(), xy.y()]),
            "mirek": self.mirek,
            "srgb": self.rgb().map(|rgb| rgb.to_string()),
        })
    }

    /// In words. `None`: it has no colours.
    pub(crate) fn color(&self) -> Option<String> {
        match (self.mirek, self.xy) {
            (Some(mirek), _) => Some(format!("white of {} K", (mirek.kelvin().get() + 5) / 10 * 10)),
            (None, Some(xy)) => Some(format!("colour x {:.2} y {:.2}", xy.x(), xy.y())),
            (None, None) => None,
        }
    }

    /// As it shines; `None` while it is off, or where nothing is known of its light.
    pub(crate) fn rgb(&self) -> Option<Rgb> {
        let brightness = self.brightness.filter(|_| self.is_on)?;
        Some(shown(self.xy, self.mirek, brightness))
    }
}

impl Named for Lamp {
    const ONE: &'static str = "light";
    const LIST: &'static str = "`hue lights` lists them";
    const APART: &'static str = "id, or by --room";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn told(&self) -> String {
        let room = self.room.as_ref().map_or_else(String::new, |room| format!(" in {room}"));
        format!("{}{room}", self.name)
    }
}

/// As a screen shows it: a white where there is one, else a colour.
pub(crate) fn shown(xy: Option<Xy>, mirek: Option<Mirek>, brightness: Percent) -> Rgb {
    let xy = mirek.map(Mirek::xy).or(xy).unwrap_or_else(|| Mirek::nearest(WARM).xy());
    Rgb::from_xy(xy, brightness)
}

/// What lamps without colours shine in, in mirek.
const WARM: u16 = 366;
