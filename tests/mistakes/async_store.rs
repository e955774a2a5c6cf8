//! A path, where a store is wanted.

use hue_tokio::{App, Client, Hue, Hyper};

fn hue(app: App, client: Client<Hyper>) -> Hue {
    Hue::new(app, client, "tokens.json") //~ `&str` is no store: it cannot keep credentials
}
//~ the crate `hue-store` has some, such as `File::in_home("my-program")`
