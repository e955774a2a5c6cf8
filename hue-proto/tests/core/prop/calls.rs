//! Every call ends within three requests, sends no refused token again, and changes nothing twice, whatever comes.

use super::ask::{Lent, check};
use super::grammar::turns;
use super::sessions::manner;
use crate::clock::time;
use crate::support::*;
use hue_proto::v2::{Id, Light, Resource};
use hue_proto::{Area, Raw, UnixTime, v1, v2};
use proptest::bool::weighted;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Access as a lender may hand it out: most often newer than the last, rarely the same or another user's; its beginning and
/// its end as a store may have them.
fn lent() -> impl Strategy<Value = Vec<Lent>> {
    let key = prop_oneof![9 => Just("CANARY-key"), 1 => Just("CANARY-key-3")];
    let one = (weighted(0.9), key, option::of(time()), option::of(time()), 0..4_u64);
    vec(one, 1..5).prop_map(|lent| {
        let mut number = 0;
        let one = |(is_new, key, issued, expires, generation): (bool, &str, _, _, _)| {
            number += u32::from(is_new);
            Lent { token: format!("CANARY-access-{number}"), key: key.into(), issued, expires, generation }
        };
        lent.into_iter().map(one).collect()
    })
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_question_ends(
        manner in manner(),
        (began, lent, turns) in (time(), lent(), turns()),
        which in 0..4_u8,
    ) {
        let began = UnixTime::from_millis(began);
        match which {
            0 => check(&manner, Light::list(), began, &lent, &turns),
            1 => check(&manner, v1::GetConfig, began, &lent, &turns),
            2 => check(&manner, Raw::get(Area::V1, "lights"), began, &lent, &turns),
            _ => check(&manner, v2::GetApplicationId, began, &lent, &turns),
        }
    }

    #[test]
    fn a_change_ends_and_is_made_once(
        manner in manner(),
        (began, lent, turns) in (time(), lent(), turns()),
        which in 0..4_u8,
    ) {
        let began = UnixTime::from_millis(began);
        match which {
            0 => check(&manner, Light::update(&Id::new("3883f8bf")).on(true), began, &lent, &turns),
            1 => check(&manner, Raw::put(Area::V1, "lights/1/state", r#"{"on":true}"#), began, &lent, &turns),
            2 => check(&manner, Raw::post(Area::V2, "resource/scene", "{}"), began, &lent, &turns),
            _ => check(&manner, Raw::delete(Area::V1, "groups/1"), began, &lent, &turns),
        }
    }
}
