//! Calls with a session, which nobody would renew and save.

use hue_tokio::{Client, Hyper, Session, UserLinked, v2};

fn lights(hue: &Client<Hyper>, mut session: Session<UserLinked>) {
    drop(hue.call(v2::GetLights, &mut session)); //~ a call takes its access from an `Account` or an `Access`
}
//~ wrap a session in `Account::new(session, save)`
