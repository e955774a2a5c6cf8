//! What there is to say of a product.

use crate::v2::shape::data;
use crate::v2::word::words;
use alloc::boxed::Box;

data! {
    /// What a device is.
    ProductData {
        /// The model, such as `LCA001`.
        model_id: Box<str>,
        /// Who made it.
        manufacturer_name: Box<str>,
        /// What it is sold as.
        product_name: Box<str>,
        /// What it looks like.
        product_archetype: Archetype,
        /// Whether it bears the mark of Hue.
        certified: bool,
        /// Such as `1.104.2`.
        software_version: Box<str>,
        /// The maker's code and the type of its software, such as `100b-120`.
        hardware_platform_type: Box<str>,
    }
    /// That something can be asked to show itself, or is asked to.
    Identify {
        /// What is asked.
        action: IdentifyAction,
    }
}

words! {
    /// How something shows itself.
    IdentifyAction {
        /// Lights breathe once; sensors blink for 15 s, the bridge for 5 s.
        Identify = "identify",
    }
    /// What a product looks like.
    Archetype {
        BridgeV2 = "bridge_v2",
        UnknownArchetype = "unknown_archetype",
        ClassicBulb = "classic_bulb",
        SultanBulb = "sultan_bulb",
        FloodBulb = "flood_bulb",
        SpotBulb = "spot_bulb",
        CandleBulb = "candle_bulb",
        LusterBulb = "luster_bulb",
        PendantRound = "pendant_round",
        PendantLong = "pendant_long",
        CeilingRound = "ceiling_round",
        CeilingSquare = "ceiling_square",
        FloorShade = "floor_shade",
        FloorLantern = "floor_lantern",
        TableShade = "table_shade",
        RecessedCeiling = "recessed_ceiling",
        RecessedFloor = "recessed_floor",
        SingleSpot = "single_spot",
        DoubleSpot = "double_spot",
        TableWash = "table_wash",
        WallLantern = "wall_lantern",
        WallShade = "wall_shade",
        FlexibleLamp = "flexible_lamp",
        GroundSpot = "ground_spot",
        WallSpot = "wall_spot",
        Plug = "plug",
        HueGo = "hue_go",
        HueLightstrip = "hue_lightstrip",
        HueIris = "hue_iris",
        HueBloom = "hue_bloom",
        Bollard = "bollard",
        WallWasher = "wall_washer",
        HuePlay = "hue_play",
        VintageBulb = "vintage_bulb",
        VintageCandleBulb = "vintage_candle_bulb",
        EllipseBulb = "ellipse_bulb",
        TriangleBulb = "triangle_bulb",
        SmallGlobeBulb = "small_globe_bulb",
        LargeGlobeBulb = "large_globe_bulb",
        EdisonBulb = "edison_bulb",
        ChristmasTree = "christmas_tree",
        StringLight = "string_light",
        HueCentris = "hue_centris",
        HueLightstripTv = "hue_lightstrip_tv",
        HueLightstripPc = "hue_lightstrip_pc",
        HueTube = "hue_tube",
        HueSigne = "hue_signe",
        PendantSpot = "pendant_spot",
        CeilingHorizontal = "ceiling_horizontal",
        CeilingTube = "ceiling_tube",
        BridgeV3 = "bridge_v3",
        HueChime = "hue_chime",
        UpAndDown = "up_and_down",
        UpAndDownUp = "up_and_down_up",
        UpAndDownDown = "up_and_down_down",
        HueFloodlightCamera = "hue_floodlight_camera",
        Twilight = "twilight",
        TwilightFront = "twilight_front",
        TwilightBack = "twilight_back",
        HuePlayWallwasher = "hue_play_wallwasher",
        HueOmniglow = "hue_omniglow",
        HueOmniglowArc = "hue_omniglow_arc",
        HueNeon = "hue_neon",
        HueFluxArc = "hue_flux_arc",
        HueGoXxl = "hue_go_xxl",
        HueSwitchModule = "hue_switch_module",
        StringGlobe = "string_globe",
        StringPermanent = "string_permanent",
        StringIcicle = "string_icicle",
        StringGrid = "string_grid",
        StringNet = "string_net",
        RigidTube = "rigid_tube",
        FlexibleTube = "flexible_tube",
        PendantTube = "pendant_tube",
        VerticalTube = "vertical_tube",
        RecessedCeilingTube = "recessed_ceiling_tube",
        Panels = "panels",
        WallRectangle = "wall_rectangle",
    }
}

impl Identify {
    pub(crate) fn now() -> Self {
        Self { action: Some(IdentifyAction::Identify) }
    }
}
