//! Calls with a session, which nobody would renew and save.

use hue_blocking::{Client, Session, Ureq, UserLinked, v2};

fn lights(hue: &Client<Ureq>, mut session: Session<UserLinked>) {
    let _ = hue.call(v2::GetLights, &mut session); //~ a call takes its access from an `Account` or an `Access`
}
//~ wrap a session in `Account::new(session, save)`
