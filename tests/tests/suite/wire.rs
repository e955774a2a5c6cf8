//! Every fact of the wire that is official or was tried live, with the test that the simulator tells it and the test that the
//! client knows it. Both are built from the reference, and not from each other.
//!
//! Left out is what a remote client cannot meet: discovery, a bridge's own certificate, the stream of events and of
//! entertainment. That the cloud has a public certificate is in `transport`: nothing else is trusted unasked.
//!
//! | § | Fact | Simulator | Client |
//! |---|---|---|---|
//! | 1.1 | `GET /v2/oauth2/authorize`, the official sample | `s1_1_authorize_official_sample` | `the_url_holds_every_parameter_of_the_reference_encoded` |
//! | 1.1 | the same with PKCE | `s1_1_authorize_official_sample_with_pkce` | `the_challenge_is_the_one_of_the_rfc` |
//! | 1.1 | `client_id` is required, with its underscore | `s1_1_client_id_is_required_with_its_underscore` | `the_login_is_that_of_version_2` |
//! | 1.1 | only `response_type=code` | `s1_1_response_type_is_code` | `the_login_is_that_of_version_2` |
//! | 1.1, 1.3 | `state` comes back verbatim | `s1_1_state_comes_back_verbatim` | `any_state_of_the_caller_comes_through` |
//! | 1.1 | `redirect_uri` is optional, and exact | `s1_1_redirect_uri_is_compared_exactly` | `the_url_holds_every_parameter_of_the_reference_encoded` |
//! | 1.1 | `redirect_uri` again with the code | `s1_1_redirect_uri_comes_again_with_the_code` | `a_redirect_uri_goes_into_both_steps_or_none` |
//! | 1.1 | `deviceid`, `devicename`, `appid` are optional | `s1_1_device_and_app_are_optional` | `what_is_not_configured_is_not_sent` |
//! | 1.1 | the challenge method is S256 | `s1_1_challenge_method_is_s256` | `there_is_no_plain` |
//! | 1.1 | codes belong to their application | `s1_1_codes_belong_to_their_application` | `only_invalid_grant_ends_a_grant` |
//! | 1.2 | login, permission, redirect | `s1_2_login_then_permission_then_redirect` | "from nothing to the lamp" |
//! | 1.2 | a grant can be revoked | `s1_2_a_grant_can_be_revoked` | "withdrawn: the renewal is refused" |
//! | 1.3 | 302 with `pkce`, `code`, `state` | `s1_3_callback_is_302_with_pkce_code_state` | `the_right_code_with_the_right_state_is_granted_in_every_form` |
//! | 1.3 | a denial comes back as an error | `s1_3_denial_goes_back_with_an_error` | `no_is_an_answer` |
//! | 1.3, 2.5 | a code is good for ten minutes | `s1_3_code_is_good_for_ten_minutes` | "a code that is too old", "a code in its last second" |
//! | 1.3, 2.5 | a code is good once | `s1_3_code_is_good_once` | "a code that is spent, refused with 401" |
//! | 1.3 | a 401 does not consume the code | `s1_3_a_401_does_not_consume_the_code` | "digest as Hue does it", "a refusal keeps the code" |
//! | 1.5 | the parameters of version 1 | `s1_5_legacy_authorize_parameters` | `the_login_is_that_of_version_2` |
//! | 2.1 | tokens of version 1 renew on version 2 | `s2_1_legacy_tokens_renew_on_v2` | `tokens_of_version_1_are_renewed_on_version_2` |
//! | 2.2 | both grants are form bodies | `s2_2_both_grants_are_form_bodies` | `basic_says_it_in_the_header` |
//! | 2.2 | the content type is mandatory | `s2_2_content_type_is_mandatory` | `basic_says_it_in_the_header` |
//! | 2.2, 2.6 | a content type twice is refused | `s2_2_duplicate_content_type` | `no_request_has_a_header_twice` |
//! | 2.3 | Basic | `s2_3_basic` | `basic_says_it_in_the_header` |
//! | 2.3 | id and secret in the form | `s2_3_form_credentials` | `a_form_says_it_in_the_body` |
//! | 2.3, 2.6 | the 401 and its challenge | `s2_3_no_credentials` | `what_hue_sends_is_read` |
//! | 2.3 | the digest, by vectors | `s2_3_digest_vectors` | `hue_is_answered_as_hue_documents_it` |
//! | 2.3 | the digest's uri has no query | `s2_3_digest_uri_has_no_query` | `the_path_is_the_one_that_is_sent_to` |
//! | 2.3 | nonces end | `s2_3_nonces_end` | `a_stale_nonce_is_answered_anew_once` |
//! | 2.3 | PKCE does not replace the secret | `s2_3_pkce_does_not_replace_the_secret` | `a_public_client_has_a_token_endpoint_of_its_own` |
//! | 2.4 | the token reply | `s2_4_token_reply` | `every_known_shape_of_tokens_is_read` |
//! | 2.4 | `expires_in` as a string | `s2_4_expires_in_as_a_string` | "a number as a string" |
//! | 2.4 | the token reply of version 1 | `s2_4_legacy_token_reply` | "the endpoints of version 1" |
//! | 2.5 | an access token lives 604799 s | `s2_5_access_token_lifetime` | `tokens_know_when_they_were_issued_and_how_long_they_live` |
//! | 2.5 | a refresh token of version 1 lives 9676799 s | `s2_5_legacy_refresh_token_lifetime` | `every_documented_shape_is_read` |
//! | 2.5 | a refresh token of version 2 does not expire | `s2_5_v2_refresh_token_does_not_expire` | "tokens outlive their time while nobody looks" |
//! | 2.5 | a renewal ends the old refresh token | `s2_5_renewal_ends_the_old_refresh_token` | `a_renewal_replaces_both_tokens_and_keeps_the_state` |
//! | 2.5 | a renewal ends the old access token | `s2_5_renewal_ends_the_old_access_token` | `a_refused_token_does_not_come_back` |
//! | 2.6 | wrong Basic is `invalid_client` | `s2_6_wrong_basic_is_invalid_client` | "basic with a wrong secret" |
//! | 2.6, 4.3 | a bad bearer: 401, nothing | `s2_6_bad_bearer_is_401_empty` | "refused with 401: renewed, then asked again" |
//! | 2.7 | the verifier | `s2_7_pkce_verifier` | `the_redeemed_verifier_is_the_challenged_one` |
//! | 3.1 | linking | `s3_1_linking` | `a_link_presses_for_user_0_and_names_the_device_in_the_body` |
//! | 3.1 | linking below `/bridge` | `s3_1_linking_below_bridge` | `the_link_is_below_the_route` |
//! | 3.1, 4.1 | `/bridge/X` is `/route/api/X` | `s3_1_bridge_is_route_api` | `the_link_is_below_the_route` |
//! | 3.1 | only user 0 presses the button | `s3_1_only_user_0_presses_the_button` | `a_link_presses_for_user_0_and_names_the_device_in_the_body` |
//! | 3.1 | users are removed elsewhere | `s3_1_whitelist_is_deleted_elsewhere` | "anything raw, in both versions" |
//! | 3.1 | thirty seconds, then 101 | `s3_1_link_window` | "the link window is over" |
//! | 3.1 | a device type of at most 40 | `s3_1_devicetype` | `a_bridge_takes_forty_letters_of_a_name` |
//! | 3.1 | a username of one's own is refused | `s3_1_own_username` | `a_link_presses_for_user_0_and_names_the_device_in_the_body` |
//! | 3.1 | one key for both versions | `s3_1_one_key_for_both_apis` | "anything raw, in both versions" |
//! | 3.1 | 200, also on failure | `s3_1_linking_fails_with_200` | `a_status_is_no_success` |
//! | 3.2 | an unknown key in version 1 | `s3_2_unknown_key_v1` | "an unknown key in version 1" |
//! | 3.2, 4.3, 5.2 | an unknown key in version 2 | `s3_2_unknown_key_v2` | "an unknown key in version 2" |
//! | 3.2 | a key made locally works | `s3_2_local_key_works` | "a key from before" |
//! | 4.1 | `/route` goes to the bridge's root | `s4_1_route_goes_to_the_bridge_root` | `the_requests_are_those_of_the_reference` |
//! | 4.2, 4.3 | there is no event stream | `s4_2_event_stream_is_404` | "the event stream is no part of the remote API" |
//! | 4.3 | 207 is a partial success | `s4_3_unreachable_light_is_207` | "a light out of reach" |
//! | 2.6, 4.3, 4.4 | 429 | `s4_4_quota_is_429` | "the day's quota is spent" |
//! | 5.1 | the form of an error | `s5_1_v1_errors` | `the_bridges_errors_are_told_apart` |
//! | 5.1 | the items of a PUT | `s5_1_put_items` | "successes beside errors reach the endpoint" |
//! | 5.1 | the lowest error comes first | `s5_1_lowest_error_first` | `successes_and_errors_are_sorted` |
//! | 5.1 | a DELETE gives a string | `s5_1_delete_is_a_string` | `a_success_may_be_a_word` |
//! | 5.1 | `Updated.` | `s5_1_put_of_a_large_value` | `a_success_may_be_a_word` |
//! | 5.1 | a GET is bare | `s5_1_get_is_a_bare_object` | "the configuration of version 1" |
//! | 5.1 | the public configuration | `s5_1_public_config` | `a_configuration_may_be_short_or_strange` |
//! | 5.1 | the table of errors | `s5_1_error_table` | `every_error_of_version_1_is_told` |
//! | 5.2 | the envelope of version 2 | `s5_2_v2_envelope` | "lights, one by one and all together" |
//! | 5.2 | errors with their status | `s5_2_v2_errors` | "no such light" |
//! | 5.2 | the patterns of ids | `s5_2_identifiers` | `a_segment_stays_a_segment` |
//! | 5.2 | the software that version 2 needs | `s5_2_software_version` | `the_software_of_the_bridge_is_told` |
//! | 5.2 | the application's id | `s5_2_auth_v1` | `the_application_has_an_id` |

use hue_blocking::http::StatusCode;
use hue_blocking::{Area, Error, Raw, RefreshToken, Session, v1, v2};
use hue_sim::{Settings, Simulation, bodies};
use serde_json::json;

#[test]
fn the_login_is_that_of_version_2() {
    let (sim, session) = hue_sim::linked();
    let authorize = sim.log().first().expect("a request").request().uri().to_string();
    assert!(authorize.contains("/v2/oauth2/authorize?client_id=demo-client&response_type=code&"), "{authorize}");
    assert!(!authorize.contains("clientid="), "the name that version 1 had");
    drop(session);
}

#[test]
fn tokens_of_version_1_are_renewed_on_version_2() {
    let sim = Simulation::new(Settings::default().with(|settings| settings.tokens.legacy = true));
    let old = sim.link(sim.app().token_path("/oauth2/token").build().expect("an App")).expect("linked");
    let refresh = RefreshToken::new(old.tokens().refresh().expect("a refresh token").expose());
    let app = sim.app().build().expect("an App");
    let session = Session::from_tokens(app, None, Some(refresh), None).expect("tokens");
    let _ = sim.run(&mut session.renew()).expect("renewed");
    let last = sim.log().pop().expect("a request");
    assert_eq!((last.path(), last.status()), ("/v2/oauth2/token", 200));
}

#[test]
fn the_link_is_below_the_route() {
    let (sim, _) = hue_sim::linked();
    let paths: Vec<String> = sim.log().iter().map(|entry| entry.path().to_owned()).collect();
    assert_eq!(
        paths.get(2..),
        Some(&["/route/api/0/config", "/route/api/0/config", "/route/api"].map(str::to_owned)[..])
    );
}

#[test]
fn a_success_may_be_a_word() {
    let (sim, session) = hue_sim::linked();
    for body in [json!([{ "success": "/groups/1 deleted" }]), json!([{ "success": { "/config/name": "Updated." } }])] {
        sim.push_reply(bodies::json(StatusCode::OK, &body));
        let reply = sim.call(Raw::delete(Area::V1, "groups/1"), session.access()).expect("a success");
        assert_eq!(reply.body(), body.to_string().as_bytes());
    }
}

#[test]
fn every_error_of_version_1_is_told() {
    let (sim, session) = hue_sim::linked();
    let kinds = [
        1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 101, 110, 111, 201, 203, 301, 302, 304, 305, 306, 401, 402, 403, 404, 501, 502,
        503, 601, 607, 608, 609, 701, 702, 703, 704, 705, 706, 801, 802, 803, 901,
    ];
    for kind in kinds {
        sim.push_reply(bodies::v1_error(kind, "/lights/1", "in the bridge's words"));
        let refused = sim.call(Raw::get(Area::V1, "lights/1"), session.access()).expect_err("an error");
        match (kind, refused) {
            (1, Error::KeyRejected) | (101, Error::LinkButtonNotPressed) => {}
            (_, Error::Bridge(error)) => {
                assert_eq!((error.kind, error.status), (Some(kind), 200));
                assert_eq!(
                    (error.address.as_deref(), &*error.description),
                    (Some("/lights/1"), "in the bridge's words")
                );
            }
            (_, other) => panic!("{kind}: {other:?}"),
        }
    }
}

#[test]
fn the_software_of_the_bridge_is_told() {
    let (sim, session) = hue_sim::linked();
    let config = sim.call(v1::GetConfig, session.access()).expect("a configuration");
    assert!(config.software.expect("a version").parse::<u64>().expect("a number") >= 1_948_086_000);
}

#[test]
fn the_application_has_an_id() {
    let (sim, session) = hue_sim::linked();
    let id = sim.call(v2::GetApplicationId, session.access()).expect("an id");
    assert_eq!(sim.log().pop().expect("a request").path(), "/route/auth/v1");
    assert!(!id.is_empty());
    sim.push_reply(bodies::empty(StatusCode::OK));
    assert!(matches!(sim.call(v2::GetApplicationId, session.access()), Err(Error::Malformed(_))));
}
