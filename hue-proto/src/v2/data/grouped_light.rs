//! Groups of lights.

use super::feature::{
    Alert, AlertEffect, Askable, Color, ColorTemperature, Delta, Dimming, DimmingDelta, DynamicsChange, MirekChange,
    On, Signal, SignalChange, Signaling, lighting, millis, one_color,
};
use crate::quantity::{Mirek, MirekDelta, Percent, Xy};
use crate::v2::shape::{resource, update};
use crate::v2::{Reference, Update};
use core::time::Duration;

resource! {
    /// All lights of a room, of a zone, or of the home, as one. A change of it is one command to all of them; a bridge takes
    /// one a second.
    GroupedLight = "grouped_light" (GET, PUT) {
        /// The room, zone or home.
        owner: Reference,
        /// On while any of its lights is.
        on: On,
        /// The mean of its lights that are on.
        dimming: Dimming,
        /// That they can be asked to be brighter or darker.
        dimming_delta: Askable,
        /// Of no shape that is known: whites can be set.
        color_temperature: ColorTemperature,
        /// That they can be asked to be warmer or colder.
        color_temperature_delta: Askable,
        /// Of no shape that is known: colours can be set.
        color: Color,
        /// How they can draw attention.
        alert: Alert,
        /// The signals that they can give.
        signaling: Signaling,
        /// That a change can take its time.
        dynamics: Askable,
    }
}

impl GroupedLight {
    /// Whether any of its lights is on.
    pub fn is_on(&self) -> bool {
        self.on.as_ref().and_then(|on| on.on).unwrap_or_default()
    }

    /// The mean of its lights that are on.
    pub fn brightness(&self) -> Option<Percent> {
        self.dimming.as_ref()?.brightness
    }
}

update!(
    GroupedLight,
    GroupedLightChange,
    Group {
        on: On,
        dimming: Dimming,
        dimming_delta: DimmingDelta,
        color_temperature: ColorTemperature,
        color_temperature_delta: MirekChange,
        color: Color,
        alert: Alert,
        signaling: SignalChange,
        dynamics: DynamicsChange,
    }
);

one_color!(GroupedLightChange: color, color_temperature);
lighting!(Update<GroupedLight>);
