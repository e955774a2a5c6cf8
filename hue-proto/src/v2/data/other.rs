//! Types that are named, and of which nothing more is known.

use crate::v2::shape::resource;

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
    Clip = "clip" (GET) {}
}
