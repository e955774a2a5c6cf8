//! API v2 (`/clip/v2`): every type of resource that a bridge has, what can be asked of it, and the home as one view.
//!
//! A resource is data: [`Light`], [`Room`], [`Scene`] and their like, each field of which may be missing. What can be asked
//! is the same for all of them, and stands in [`Resource`]:
//!
//! ```
//! use hue_proto::v2::{Id, Light, Resource};
//! use hue_proto::Percent;
//!
//! let lights = Light::list();
//! let id: Id<Light> = Id::new("3883f8bf-30a3-445b-ac06-b047d50599df");
//! let light = Light::get(&id);
//! let change = Light::update(&id).on(true).brightness(Percent::new(50.0)?);
//! # Ok::<(), hue_proto::InvalidSetting>(())
//! ```
//!
//! Nothing that a bridge says breaks a program. Unknown fields are passed over; unknown words survive as `Unknown`; a field
//! that does not fit its type is put aside, as it came, in [`Reply::unparsed`], and the rest of its resource arrives; a
//! resource without an id, or of unknown type, costs none of the others.

mod any;
mod application;
mod data;
mod endpoint;
mod events;
mod home;
mod id;
mod items;
mod json;
mod kind;
mod reply;
mod salvage;
mod shape;
mod word;

use crate::error::InvalidSetting;
use crate::route::Class;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use any::{AnyResource, UnknownResource};
pub use application::GetApplicationId;
pub use data::*;
pub use endpoint::{Create, Delete, Everything, Get, List, Update};
pub use events::EventStream;
pub use home::{Change, Changed, Home, Named, Place, What};
pub use id::{Id, Reference};
pub use json::Json;
pub use kind::Kind;
pub use reply::{Reply, Unparsed};
pub use word::Word;

/// A type of resource. Open: a type that is missing here takes a struct of yours and these two lines. A
/// [`Home`] and an [`AnyResource`] know the 44 alone: there, those of yours are [`UnknownResource`]s, read by
/// [`json().to()`](Json::to).
pub trait Resource: Serialize + DeserializeOwned + 'static {
    /// The word of the type, such as `light`: a segment of its path, and the value of its field `type`.
    const TYPE: &'static str;

    /// Its id.
    fn id(&self) -> &Id<Self>;

    /// `GET /clip/v2/resource/{type}`: every resource of this type.
    fn list() -> List<Self> {
        List::new()
    }

    /// `GET /clip/v2/resource/{type}/{id}`: one resource.
    fn get(id: &Id<Self>) -> Get<Self> {
        Get::new(id.clone())
    }

    /// `PUT /clip/v2/resource/{type}/{id}`: changes one; what to change is a method each of what this gives.
    fn update(id: &Id<Self>) -> Update<Self>
    where
        Self: Updatable,
    {
        Update::new(id, Self::Change::default())
    }

    /// `DELETE /clip/v2/resource/{type}/{id}`: removes one.
    fn delete(id: &Id<Self>) -> Delete<Self>
    where
        Self: Deletable,
    {
        Delete::new(id.clone())
    }
}

/// A type of resource that can be changed.
pub trait Updatable: Resource {
    /// What a change says. Nothing by default.
    type Change: Default + Serialize;

    /// What kind of load a change is.
    const CLASS: Class = Class::Other;

    /// What of it no bridge would take: such a change is not sent, and the call of it fails.
    fn fault(change: &Self::Change) -> Option<InvalidSetting> {
        let _ = change;
        None
    }
}

/// A type of resource that can be made.
pub trait Creatable: Resource {
    /// What there is to say of one that is to be made.
    type Draft: Serialize;

    /// What of it no bridge would take: such a draft is not sent, and the call of it fails.
    fn fault(draft: &Self::Draft) -> Option<InvalidSetting> {
        let _ = draft;
        None
    }
}

/// A type of resource that can be removed.
pub trait Deletable: Resource {}
