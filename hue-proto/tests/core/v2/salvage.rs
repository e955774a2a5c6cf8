//! What does not fit is put aside, and the rest arrives.

use http::Response;
use hue_proto::v2::{AnyResource, Everything, Kind, Light, Reply, Resource, Scene, Unparsed};
use hue_proto::{Endpoint, Error, Fraction, Mirek, Percent};

fn lights(resources: &str) -> Reply<Vec<Light>> {
    let body = format!(r#"{{"errors":[],"data":[{resources}]}}"#);
    Light::list().parse(&Response::new(body.as_bytes())).unwrap()
}

fn everything(resources: &str) -> Reply<Vec<AnyResource>> {
    let body = format!(r#"{{"errors":[],"data":[{resources}]}}"#);
    Everything.parse(&Response::new(body.as_bytes())).unwrap()
}

/// The light without `place`, which is put aside as `json` for `reason`.
fn check(fields: &str, place: &str, json: &str, reason: &str) {
    let reply = lights(&format!(r#"{{"id":"L","on":{{"on":true}},{fields},"type":"light"}},{{"id":"M"}}"#));
    assert_eq!(reply.data.len(), 2, "{fields}");
    assert!(reply.data[0].is_on(), "{fields}");
    let [misfit] = &*reply.unparsed else { panic!("{fields}: {:?}", reply.unparsed) };
    assert_eq!((misfit.place(), misfit.json(), misfit.reason()), (place, json, reason), "{fields}");
    assert_eq!((misfit.kind(), misfit.id()), (Some(&Kind::Light), Some("L")), "{fields}");
    // Nothing that a bridge says reaches a log by accident.
    assert!(!format!("{misfit} {misfit:?}").contains(json), "{misfit:?}");
}

#[test]
fn a_field_that_does_not_fit_is_put_aside() {
    check(r#""dimming":"much""#, "dimming", r#""much""#, "expected an object");
    check(r#""dimming":{"brightness":[50]}"#, "dimming.brightness", "[50]", "expected f64");
    check(r#""dimming":{"brightness":100.5}"#, "dimming.brightness", "100.5", "the percent is a number from 0 to 100");
    check(
        r#""dimming":{"brightness":"1e9"}"#,
        "dimming.brightness",
        r#""1e9""#,
        "the percent is a number from 0 to 100",
    );
    check(r#""color_temperature":{"mirek":-1}"#, "color_temperature.mirek", "-1", "expected u16");
    check(r#""mode":17"#, "mode", "17", "expected a word");
    check(r#""owner":{"rtype":"device"}"#, "owner", r#"{"rtype":"device"}"#, "missing field `rid`");
    check(r#""id_v1":{}"#, "id_v1", "{}", "expected a string");
    let gradient = r#""gradient":{"points":[{"color":{"xy":{"x":0.1,"y":0.2}}},"red",{"xy":{"x":0.1}}]}"#;
    let reply = lights(&format!(r#"{{"id":"L",{gradient}}}"#));
    let places: Vec<_> = reply.unparsed.iter().map(Unparsed::place).collect();
    assert_eq!(places, ["gradient.points[1]", "gradient.points[2].xy"]);
    assert_eq!(reply.data[0].gradient.as_ref().unwrap().points.as_ref().unwrap().len(), 2);
}

#[test]
fn numbers_come_in_other_clothes() {
    let reply = lights(
        r#"{"id":"L","on":{"on":"true"},"dimming":{"brightness":"50.5"},"color_temperature":{"mirek":"366"},"service_id":1.0}"#,
    );
    assert_eq!(reply.unparsed, []);
    let light = &reply.data[0];
    assert!(light.is_on());
    assert_eq!(light.brightness(), Percent::new(50.5).ok());
    assert_eq!(light.mirek().map(Mirek::get), Some(366));
    assert_eq!(light.service_id, Some(1));
}

#[test]
fn a_resource_that_is_none_costs_none_of_the_others() {
    for (odd, kind, reason) in [
        (r#"{"type":"light"}"#, Some("light"), "missing field `id`"),
        (r#"{"id":7,"type":"light"}"#, Some("light"), "expected an id"),
        // Not for what else is odd in it.
        (r#"{"dimming":7,"type":"light"}"#, Some("light"), "missing field `id`"),
        (r#"{"x":1e400,"on":7,"type":"light"}"#, Some("light"), "missing field `id`"),
        (r#"{"id":"L"}"#, None, "missing field `type`"),
        (r#"{"id":"L","type":7}"#, None, "expected a word"),
        ("7", None, "expected an object"),
        ("null", None, "expected an object"),
        (r#""light""#, None, "expected an object"),
        (r#"["light"]"#, None, "expected an object"),
        (r#"["novelty","N"]"#, None, "expected an object"),
    ] {
        let reply = everything(&format!(r#"{{"id":"M","type":"light"}},{odd},{{"id":"R","type":"room"}}"#));
        assert_eq!(reply.data.iter().map(AnyResource::kind).collect::<Vec<_>>(), [Kind::Light, Kind::Room], "{odd}");
        let [misfit] = &*reply.unparsed else { panic!("{odd}: {:?}", reply.unparsed) };
        assert_eq!((misfit.place(), misfit.json()), ("", odd));
        assert_eq!(misfit.kind().map(Kind::as_str), kind, "{odd}");
        assert_eq!(misfit.reason(), reason, "{odd}");
    }
}

#[test]
fn of_two_types_the_later_one_counts() {
    let reply = everything(r#"{"type":"room","id":"L","type":"light"},{"type":"light","type":"room","id":"R"}"#);
    assert_eq!(reply.unparsed, []);
    assert_eq!(reply.data.iter().map(AnyResource::kind).collect::<Vec<_>>(), [Kind::Light, Kind::Room]);
}

#[test]
fn unknown_types_and_words_survive_and_go_back_as_they_came() {
    let taurus = r#"{"id":"T","x":{"b":1,"a":[1.50,"\u00e9"]},"type":"taurus_7455"}"#;
    let scene =
        r#"{"id":"S","group":{"rid":"G","rtype":"private_group"},"status":{"active":"dreaming"},"type":"scene"}"#;
    let reply = everything(&format!("{taurus},{scene}"));
    assert_eq!(reply.unparsed, []);
    assert_eq!(reply.data[0].kind(), Kind::from("taurus_7455"));
    assert_eq!(reply.data[0].id(), Some("T"));
    assert!(reply.data[1].to::<Scene>().unwrap().is_active());
    for (resource, original) in reply.data.iter().zip([taurus, scene]) {
        assert_eq!(serde_json::to_string(resource).unwrap(), original);
    }
}

#[test]
fn errors_of_any_shape_are_told_and_data_of_another_is_an_error() {
    let told = |errors: &str| {
        let body = format!(r#"{{"errors":{errors},"data":[{{"id":"L","type":"light"}}]}}"#);
        let reply = Light::list().parse(&Response::new(body.as_bytes())).unwrap();
        assert_eq!(reply.data.len(), 1);
        reply.errors.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        told(r#"[{"description":"device is off"},{"description":7},"late"]"#),
        ["device is off", r#"{"description":7}"#, r#""late""#]
    );
    assert_eq!(told(r#"{"description":"one"}"#), ["one"]);
    assert_eq!(told("null"), [""; 0]);
    for body in [r#"{"data":{}}"#, r#"{"data":7}"#, "[]", "", "{"] {
        let refused = Light::list().parse(&Response::new(body.as_bytes()));
        assert!(matches!(refused, Err(Error::Malformed(_))), "{body}");
    }
    assert!(Light::list().parse(&Response::new(&b"{}"[..])).unwrap().data.is_empty());
}

/// However many misfits there are, the time is bounded and nothing is lost.
#[test]
fn a_field_of_very_many_misfits_goes_as_a_whole() {
    let check = |many: usize, aside: usize| {
        let actions = vec!["7"; many].join(",");
        let scene = format!(r#"{{"id":"S","actions":[{actions}],"speed":0.5,"auto_dynamic":7,"type":"scene"}}"#);
        let reply = everything(&scene);
        let [AnyResource::Scene(scene)] = &*reply.data else { panic!("{:?}", reply.data) };
        assert_eq!(scene.speed.map(Fraction::get), Some(0.5));
        assert_eq!(reply.unparsed.len(), aside, "of {many}");
        let whole = reply.unparsed.iter().find(|misfit| misfit.place() == "actions");
        assert!(whole.is_none_or(|misfit| misfit.json() == format!("[{actions}]")));
        assert!(reply.unparsed.iter().any(|misfit| misfit.place() == "auto_dynamic"));
    };
    check(3, 4);
    check(64, 65);
    check(65, 2);
    check(100_000, 2);
}

#[test]
fn what_has_no_shape_stays_as_it_came() {
    let configuration = r#"{"enabled":"true","where":[{"enabled":"7"}]}"#;
    let reply = everything(&format!(
        r#"{{"id":"B","enabled":"true","configuration":{configuration},"type":"behavior_instance"}}"#
    ));
    let [AnyResource::BehaviorInstance(behavior)] = &*reply.data else { panic!("{:?}", reply.data) };
    assert_eq!(behavior.enabled, Some(true));
    assert_eq!(behavior.configuration.as_ref().unwrap().as_str(), configuration);
    assert!(reply.unparsed.is_empty());
}

#[test]
fn an_array_is_no_object_wherever_it_stands() {
    check(r#""dimming":[50.0,1.0]"#, "dimming", "[50.0,1.0]", "expected an object");
    check(r#""owner":["D","device"]"#, "owner", r#"["D","device"]"#, "expected an object");
}

/// What no tree can hold costs its own field, known or not.
#[test]
fn what_cannot_be_told_is_put_aside() {
    check(r#""dimming":{"brightness":1e400}"#, "dimming", r#"{"brightness":1e400}"#, "expected JSON that can be told");
    check(r#""metadata":{"name":"\ud800"}"#, "metadata", r#"{"name":"\ud800"}"#, "expected JSON that can be told");
}

/// Text for numbers everywhere, as some emulators write them, is mended at once: a big scene is not read again for each.
#[test]
fn numbers_in_other_clothes_are_many() {
    let action =
        r#"{"target":{"rid":"L","rtype":"light"},"action":{"on":{"on":"true"},"dimming":{"brightness":"50"}}}"#;
    let scene = format!(r#"{{"id":"S","actions":[{}],"type":"scene"}}"#, vec![action; 10_000].join(","));
    let reply = everything(&scene);
    assert_eq!(reply.unparsed, []);
    assert_eq!(reply.data[0].to::<Scene>().unwrap().actions.as_ref().unwrap().len(), 10_000);
}
