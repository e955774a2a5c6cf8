//! The bridge, what it is connected with, and where it is.

use crate::error::InvalidSetting;
use crate::v2::shape::{create, data, report, resource, update};
use crate::v2::word::words;
use crate::v2::{Create, Deletable, Reference, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;
use serde::Serialize;

resource! {
    /// The bridge itself.
    Bridge = "bridge" (GET, PUT) {
        /// Its device.
        owner: Reference,
        /// 16 hexadecimal digits, as printed on it.
        bridge_id: Box<str>,
        /// Where it is.
        time_zone: TimeZone,
    }
}

resource! {
    /// What Apple's homes see of it.
    Homekit = "homekit" (GET, PUT) {
        /// The bridge's device.
        owner: Reference,
        /// Whether it belongs to one.
        status: HomekitStatus,
        /// What is under way.
        action: HomekitAction,
        /// What `status` can be.
        status_values: Vec<HomekitStatus>,
    }
}

resource! {
    /// What Matter sees of it.
    Matter = "matter" (GET, PUT) {
        /// The bridge's device.
        owner: Reference,
        /// Whether there is a code to scan.
        has_qr_code: bool,
        /// How many fabrics it can belong to.
        max_fabrics: u32,
        /// Such as `1.3.0`.
        software_version_string: Box<str>,
    }
}

resource! {
    /// A fabric of Matter that the bridge belongs to.
    MatterFabric = "matter_fabric" (GET, PUT, DELETE) {
        /// The bridge's device.
        owner: Reference,
        /// Whether it does by now.
        status: MatterFabricStatus,
        /// Whose it is.
        fabric_data: FabricData,
        /// Since when, as RFC 3339.
        creation_time: Box<str>,
    }
}

resource! {
    /// Whether the bridge knows where it is, so that it can tell when the sun sets.
    Geolocation = "geolocation" (GET, PUT) {
        /// Whether it does. Where that is, it does not say.
        is_configured: bool,
        /// What the sun does there today.
        sun_today: SunToday,
    }
}

resource! {
    /// A phone that tells whether it is at home.
    GeofenceClient = "geofence_client" (GET, POST, PUT, DELETE) {
        /// What it is called.
        name: Box<str>,
        /// Whether it is at home.
        is_at_home: bool,
    }
}

data! {
    /// Where a bridge is.
    TimeZone {
        /// Such as `Europe/Amsterdam`.
        time_zone: Box<str>,
    }
    /// Whose a fabric is.
    FabricData {
        /// What it is called.
        label: Box<str>,
        /// The number of its maker.
        vendor_id: u32,
    }
}

report! {
    /// What the sun does in a day.
    SunToday {
        /// When it sets, as local time such as `20:15:00`. It means nothing on a day without a sunset.
        sunset_time: Box<str>,
        /// Whether it sets.
        day_type: DayType,
    }
}

words! {
    /// Whether the sun sets.
    DayType {
        /// It does.
        NormalDay = "normal_day",
        /// It stays up.
        PolarDay = "polar_day",
        /// It stays down.
        PolarNight = "polar_night",
    }
    /// Whether the bridge belongs to a home of Apple's.
    HomekitStatus {
        /// It does.
        Paired = "paired",
        /// It is about to.
        Pairing = "pairing",
        /// It does not.
        Unpaired = "unpaired",
    }
    /// What to do with Apple's homes.
    HomekitAction {
        /// Nothing.
        None = "none",
        /// Leave them.
        HomekitReset = "homekit_reset",
    }
    /// What to do with Matter.
    MatterActionType {
        /// Leave all fabrics.
        MatterReset = "matter_reset",
    }
    /// Whether the bridge belongs to a fabric.
    MatterFabricStatus {
        /// It is about to.
        Pending = "pending",
        /// It does.
        Paired = "paired",
        /// It took too long.
        Timedout = "timedout",
    }
}

impl Deletable for MatterFabric {}

update!(Bridge, BridgeChange {});
update!(Homekit, HomekitChange { action: HomekitAction });
update!(Matter, MatterChange { action: MatterAction });
update!(MatterFabric, MatterFabricChange {});
update!(Geolocation, GeolocationChange { latitude: f64, longitude: f64 });
update!(GeofenceClient, GeofenceClientChange { name: Box<str>, is_at_home: bool, });
create!(GeofenceClient, GeofenceClientDraft { name: Box<str>, is_at_home: bool, });

impl Update<Homekit> {
    /// Leaves Apple's homes.
    pub fn reset(mut self) -> Self {
        self.change.action = Some(HomekitAction::HomekitReset);
        self
    }
}

/// On the wire of a change.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct MatterAction(MatterWish);

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum MatterWish {
    Word(MatterActionType),
    Described { action_type: MatterActionType },
}

impl Update<Matter> {
    /// Leaves all fabrics, asked as most other libraries do: `"action": "matter_reset"`.
    pub fn reset(mut self) -> Self {
        self.change.action = Some(MatterAction(MatterWish::Word(MatterActionType::MatterReset)));
        self
    }

    /// The same, asked as the API's description has it: `"action": {"action_type": "matter_reset"}`.
    pub fn reset_as_described(mut self) -> Self {
        self.change.action = Some(MatterAction(MatterWish::Described { action_type: MatterActionType::MatterReset }));
        self
    }
}

impl Update<Geolocation> {
    /// Where the bridge is, in degrees: -90 to 90 from south to north, -180 to 180 from west to east. The API's description
    /// knows nothing that can be changed; two other libraries do.
    pub fn place(mut self, latitude: f64, longitude: f64) -> Result<Self, InvalidSetting> {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            return Err(InvalidSetting::new(
                "place",
                "is a latitude of -90 to 90 and a longitude of -180 to 180 degrees",
            ));
        }
        (self.change.latitude, self.change.longitude) = (Some(latitude), Some(longitude));
        Ok(self)
    }
}

impl GeofenceClient {
    /// `POST /clip/v2/resource/geofence_client`: a new one, that is not at home.
    pub fn create(name: &str) -> Create<Self> {
        let draft = GeofenceClientDraft { name: Some(name.into()), is_at_home: Some(false), ..Default::default() };
        Create::new(draft)
    }
}

impl Update<GeofenceClient> {
    /// What it is called.
    pub fn name(mut self, name: &str) -> Self {
        self.change.name = Some(name.into());
        self
    }

    /// Whether it is at home.
    pub fn at_home(mut self, is_at_home: bool) -> Self {
        self.change.is_at_home = Some(is_at_home);
        self
    }
}

impl Create<GeofenceClient> {
    /// Whether it is at home.
    pub fn at_home(mut self, is_at_home: bool) -> Self {
        self.draft.is_at_home = Some(is_at_home);
        self
    }
}
