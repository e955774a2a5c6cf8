//! A path, where a store is wanted.

use hue_blocking::{App, Client, Hue, Ureq};

fn hue(app: App, client: Client<Ureq>) -> Hue {
    Hue::new(app, client, "tokens.json") //~ `&str` is no store: it cannot keep credentials
}
//~ the crate `hue-store` has some, such as `File::in_home("my-program")`
