//! Behaviours: what a bridge does by itself.

use crate::quantity::Name;
use crate::v2::shape::{create, data, resource, update};
use crate::v2::word::words;
use crate::v2::{Create, Id, Json, Kind, Reference, Update};
use alloc::boxed::Box;
use alloc::vec::Vec;

resource! {
    /// A kind of behaviour, such as waking up, of which there can be instances.
    BehaviorScript = "behavior_script" (GET) {
        /// What it does.
        description: Box<str>,
        /// What a configuration looks like, as a JSON schema.
        configuration_schema: Json,
        /// What sets it off, as a JSON schema.
        trigger_schema: Json,
        /// What its state looks like, as a JSON schema.
        state_schema: Json,
        /// Such as `0.0.1`.
        version: Box<str>,
        /// What it is called.
        metadata: ScriptMetadata,
        /// What it can do besides.
        supported_features: Vec<Box<str>>,
        /// How many instances there can be. Not there where there is no limit.
        max_number_instances: u32,
    }
}

resource! {
    /// A behaviour: a script and its configuration, whose shape is the script's.
    BehaviorInstance = "behavior_instance" (GET, POST, PUT, DELETE) {
        /// The script.
        script_id: Id<BehaviorScript>,
        /// Whether it runs.
        enabled: bool,
        /// What it remembers, as its script prescribes.
        state: Json,
        /// How it is set up, as its script prescribes.
        configuration: Json,
        /// What it depends on.
        dependees: Vec<Dependee>,
        /// How it does.
        status: BehaviorStatus,
        /// What went wrong last.
        last_error: Box<str>,
        /// What it is called.
        metadata: InstanceMetadata,
        /// What it was made from, in API v1, such as `/resourcelinks/47450`.
        migrated_from: Box<str>,
    }
}

data! {
    /// What a behaviour depends on.
    Dependee {
        /// Which resource, as bridges write it.
        target: Reference,
        /// How much, such as `critical`.
        level: Box<str>,
        /// `ResourceDependee`.
        #[serde(rename = "type")]
        form: Box<str>,
        /// Its id, as the API's description has it.
        rid: Box<str>,
        /// Its type, as the API's description has it.
        rtype: Kind,
    }
    /// What a script is called.
    ScriptMetadata {
        /// Its name.
        name: Box<str>,
        /// Such as `automation`.
        category: Box<str>,
    }
    /// What a behaviour is called.
    InstanceMetadata {
        /// Its name.
        name: Box<str>,
    }
}

words! {
    /// How a behaviour does.
    BehaviorStatus {
        /// It begins.
        Initializing = "initializing",
        /// It runs.
        Running = "running",
        /// It does not.
        Disabled = "disabled",
        /// It failed.
        Errored = "errored",
    }
}

impl Dependee {
    /// Which resource, however it is written.
    pub fn reference(&self) -> Option<Reference> {
        let described = || Some(Reference::new(self.rtype.clone()?, self.rid.as_deref()?));
        self.target.clone().or_else(described)
    }
}

impl BehaviorInstance {
    /// Its name; empty where the bridge does not say.
    pub fn name(&self) -> &str {
        self.metadata.as_ref().and_then(|metadata| metadata.name.as_deref()).unwrap_or_default()
    }

    /// `POST /clip/v2/resource/behavior_instance`: a new one, that runs, with a configuration of the shape that the script's
    /// `configuration_schema` tells.
    pub fn create(script: &Id<BehaviorScript>, name: Name, configuration: Json) -> Create<Self> {
        Create::new(BehaviorInstanceDraft {
            script_id: Some(script.clone()),
            enabled: Some(true),
            configuration: Some(configuration),
            metadata: Some(InstanceMetadata { name: Some(name.into()) }),
            ..BehaviorInstanceDraft::default()
        })
    }
}

update!(
    BehaviorInstance,
    BehaviorInstanceChange { enabled: bool, configuration: Json, trigger: Json, metadata: InstanceMetadata }
);
create!(BehaviorInstance, BehaviorInstanceDraft {
    script_id: Id<BehaviorScript>,
    enabled: bool,
    configuration: Json,
    metadata: InstanceMetadata,
});

super::enabled!(BehaviorInstance);

impl Update<BehaviorInstance> {
    /// How it is set up.
    pub fn configuration(mut self, configuration: Json) -> Self {
        self.change.configuration = Some(configuration);
        self
    }

    /// Sets it off, as its script's `trigger_schema` prescribes. The API's description does not know it; two other libraries do.
    pub fn trigger(mut self, trigger: Json) -> Self {
        self.change.trigger = Some(trigger);
        self
    }

    /// Its name.
    pub fn name(mut self, name: Name) -> Self {
        self.change.metadata = Some(InstanceMetadata { name: Some(name.into()) });
        self
    }
}

impl Create<BehaviorInstance> {
    /// Whether it runs.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.draft.enabled = Some(enabled);
        self
    }
}
