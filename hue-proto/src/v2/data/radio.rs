//! How devices are connected, and how new ones are found.

use crate::error::InvalidSetting;
use crate::v2::shape::{data, resource, update};
use crate::v2::word::words;
use crate::v2::{Reference, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;

resource! {
    /// A device's connection by Zigbee.
    ZigbeeConnectivity = "zigbee_connectivity" (GET, PUT) {
        /// The device.
        owner: Reference,
        /// Whether it is connected.
        status: Connection,
        /// The device's address, such as `00:17:88:01:0b:0c:0d:0e`.
        mac_address: Box<str>,
        /// Its channel; of the bridge alone.
        channel: ZigbeeChannelState,
        /// The network's id, of the bridge alone.
        extended_pan_id: Box<str>,
    }
}

resource! {
    /// A device's connection by Zigbee without a battery.
    ZgpConnectivity = "zgp_connectivity" (GET, PUT) {
        /// The device.
        owner: Reference,
        /// Whether it is connected.
        status: Connection,
        /// The device's address.
        source_id: Box<str>,
    }
}

resource! {
    /// A device's connection by wireless network.
    WifiConnectivity = "wifi_connectivity" (GET, PUT) {
        /// The device.
        owner: Reference,
        /// Whether it is connected.
        status: Connection,
        /// The device's address.
        mac_address: Box<str>,
        /// How well it is heard.
        signal_strength: SignalStrength,
        /// Whether it knows a network.
        has_ssid: bool,
    }
}

resource! {
    /// The search for new devices.
    ZigbeeDeviceDiscovery = "zigbee_device_discovery" (GET, PUT) {
        /// The bridge's device.
        owner: Reference,
        /// Whether it is under way.
        status: DiscoveryStatus,
        /// What can be asked for.
        action: DiscoveryAction,
    }
}

data! {
    /// A channel, and whether it is the one.
    ZigbeeChannelState {
        /// Whether `value` holds.
        status: super::device::SettingStatus,
        /// Which.
        value: ZigbeeChannel,
    }
    /// How well a device is heard.
    SignalStrength {
        /// In words.
        status: SignalQuality,
        /// In dBm, below 0.
        value: i32,
    }
    /// A search.
    DiscoveryAction {
        /// What can be asked for.
        action_type_values: Vec<DiscoveryActionType>,
        /// What to do.
        action_type: DiscoveryActionType,
        /// What to look for, in a change: codes of devices.
        search_codes: Vec<Box<str>>,
    }
}

words! {
    /// Whether a device is connected.
    Connection {
        /// It is.
        Connected = "connected",
        /// It is not.
        Disconnected = "disconnected",
        /// It was, not long ago.
        ConnectivityIssue = "connectivity_issue",
        /// It is heard, and does not hear.
        UnidirectionalIncoming = "unidirectional_incoming",
        /// It is yet to be found.
        PendingDiscovery = "pending_discovery",
    }
    /// A channel of Zigbee.
    ZigbeeChannel {
        Channel11 = "channel_11",
        Channel15 = "channel_15",
        Channel20 = "channel_20",
        Channel25 = "channel_25",
        /// None that was chosen.
        NotConfigured = "not_configured",
    }
    /// How well a device is heard.
    SignalQuality {
        Good = "good",
        Fair = "fair",
        Bad = "bad",
    }
    /// Whether a search is under way.
    DiscoveryStatus {
        /// It is.
        Active = "active",
        /// It can begin.
        Ready = "ready",
    }
    /// What a search can do.
    DiscoveryActionType {
        /// Begin.
        Search = "search",
        /// Begin, and take devices that know no key but the well-known one.
        SearchAllowDefaultLinkKey = "search_allow_default_link_key",
    }
}

update!(ZigbeeConnectivity, ZigbeeConnectivityChange { channel: ZigbeeChannelState });
update!(ZgpConnectivity, ZgpConnectivityChange {});
update!(WifiConnectivity, WifiConnectivityChange {});
update!(ZigbeeDeviceDiscovery, ZigbeeDeviceDiscoveryChange { action: DiscoveryAction });

impl Update<ZigbeeConnectivity> {
    /// The bridge's channel. All devices follow, which takes a while.
    pub fn channel(mut self, channel: ZigbeeChannel) -> Self {
        self.change.channel = Some(ZigbeeChannelState { value: Some(channel), status: None });
        self
    }
}

impl Update<ZigbeeDeviceDiscovery> {
    /// Begins a search.
    pub fn search(mut self) -> Self {
        self.change.action = Some(DiscoveryAction::search());
        self
    }

    /// Begins a search for these devices, by their codes: 10 at most. The API's description does not know it; another library does,
    /// and knows no more of the codes than that they are text.
    pub fn search_for<'a>(mut self, codes: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidSetting> {
        let codes: Vec<Box<str>> = codes.into_iter().map(Box::from).collect();
        if !(1..=10).contains(&codes.len()) || codes.iter().any(|code| code.is_empty()) {
            return Err(InvalidSetting::new("search codes", "are 1 to 10, none of them empty"));
        }
        self.change.action = Some(DiscoveryAction { search_codes: Some(codes), ..DiscoveryAction::search() });
        Ok(self)
    }
}

impl DiscoveryAction {
    fn search() -> Self {
        Self { action_type: Some(DiscoveryActionType::Search), ..Self::default() }
    }
}
