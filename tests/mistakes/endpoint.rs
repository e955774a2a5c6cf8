//! Asks for a path where an endpoint is wanted.

use hue_blocking::{Access, Client, Ureq};

fn ask(hue: &Client<Ureq>, mut access: Access) {
    let _ = hue.call(String::from("/resource/light"), &mut access); //~ is nothing that a bridge can be asked
}
//~ `Raw::get(area, path)` asks for any path
//~ implement `Endpoint` for a question of your own
