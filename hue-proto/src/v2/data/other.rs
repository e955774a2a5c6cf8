//! Types that are named, and of which little more is known.

use crate::v2::Kind;
use crate::v2::shape::resource;
use alloc::vec::Vec;

resource! {
    /// A picture, such as that of a scene.
    PublicImage = "public_image" (GET) {}
}

resource! {
    /// The login of API v1, as API v2 names it.
    AuthV1 = "auth_v1" (GET) {}
}

resource! {
    /// The API itself.
    Clip = "clip" (GET) {
        /// The types of resource that it has.
        resources: Vec<Kind>,
    }
}
