//! What the bodies of updates and of new resources may hold, from the published description of the API.

pub(super) mod groups;
pub(super) mod lights;
pub(super) mod rest;
pub(super) mod scenes;
