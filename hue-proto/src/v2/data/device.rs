//! Devices, their batteries and their software.

use super::product::{Archetype, Identify, ProductData};
use crate::quantity::Name;
use crate::v2::shape::{data, resource, update};
use crate::v2::word::words;
use crate::v2::{Deletable, Reference, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;

resource! {
    /// A thing that one can hold: a lamp, a switch, a sensor, the bridge. What it does are its services.
    Device = "device" (GET, PUT, DELETE) {
        /// What it belongs to, where that is said.
        owner: Reference,
        /// What it is.
        product_data: ProductData,
        /// What it is called.
        metadata: DeviceMetadata,
        /// Empty: that it can be asked to show itself.
        identify: Identify,
        /// Whether it reports faster, for tests.
        usertest: Usertest,
        /// What it does: lights, buttons, sensors, its radio, its battery.
        services: Vec<Reference>,
    }
}

resource! {
    /// A battery.
    DevicePower = "device_power" (GET) {
        /// The device that it is in.
        owner: Reference,
        /// How full it is.
        power_state: PowerState,
    }
}

resource! {
    /// The software of a device.
    DeviceSoftwareUpdate = "device_software_update" (GET, PUT) {
        /// The device that it is in.
        owner: Reference,
        /// Whether there is newer.
        state: SoftwareState,
        /// What stands in the way.
        problems: Vec<Box<str>>,
    }
}

data! {
    /// What a device is called.
    DeviceMetadata {
        /// Its name, 1 to 32 characters.
        name: Box<str>,
        /// What it looks like.
        archetype: Archetype,
    }
    /// A device that reports faster and shows it, for 120 s.
    Usertest {
        /// Whether `usertest` holds.
        status: SettingStatus,
        /// Whether it does.
        usertest: bool,
    }
    /// How full a battery is.
    PowerState {
        /// In words.
        battery_state: BatteryState,
        /// In percent, 0 to 100.
        battery_level: u8,
    }
    /// To install an update.
    Install {
        /// What to do.
        install_state: InstallState,
    }
}

words! {
    /// Whether a device has taken a setting.
    SettingStatus {
        /// It has.
        Set = "set",
        /// It is about to.
        Changing = "changing",
    }
    /// How full a battery is.
    BatteryState {
        /// Full enough.
        Normal = "normal",
        /// Too low for updates.
        Low = "low",
        /// About to end.
        Critical = "critical",
    }
    /// Whether there is newer software.
    SoftwareState {
        /// No.
        NoUpdate = "no_update",
        /// Yes, somewhere.
        UpdateAvailable = "update_available",
        /// Yes, on its way here.
        UpdatePending = "update_pending",
        /// Yes, here.
        ReadyToInstall = "ready_to_install",
        /// On its way into the device.
        Installing = "installing",
        /// It did not work.
        InstallFailed = "install_failed",
    }
    /// What to do with an update.
    InstallState {
        /// Install it.
        Install = "install",
    }
}

impl Device {
    /// Its name; empty where the bridge does not say.
    pub fn name(&self) -> &str {
        self.metadata.as_ref().and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
    }
}

impl Deletable for Device {}

update!(Device, DeviceChange { metadata: DeviceMetadata, identify: Identify, usertest: Usertest });

impl Update<Device> {
    /// Its name.
    pub fn name(mut self, name: Name) -> Self {
        self.change.metadata.get_or_insert_default().name = Some(name.into());
        self
    }

    /// What it looks like.
    pub fn archetype(mut self, archetype: Archetype) -> Self {
        self.change.metadata.get_or_insert_default().archetype = Some(archetype);
        self
    }

    /// Shows which device it is.
    pub fn identify(mut self) -> Self {
        self.change.identify = Some(Identify::now());
        self
    }

    /// Reports faster for 120 s, or no longer.
    pub fn usertest(mut self, usertest: bool) -> Self {
        self.change.usertest = Some(Usertest { usertest: Some(usertest), status: None });
        self
    }
}

update!(DeviceSoftwareUpdate, DeviceSoftwareUpdateChange { install: Install });

impl Update<DeviceSoftwareUpdate> {
    /// Installs the update that is ready.
    pub fn install(mut self) -> Self {
        self.change.install = Some(Install { install_state: Some(InstallState::Install) });
        self
    }
}
