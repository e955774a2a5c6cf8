//! What a client of this kind must do, and the tests that fail when it does not.
//!
//! Numbers in brackets are RFCs.
//!
//! | Line | What | Tests |
//! |---|---|---|
//! | 1 | `state` always, bound to its login, compared whole, used once (6749 10.12) | `without_our_state_no_code_is_taken`, "another login's redirect", `state_and_verifier_come_from_the_entropy_alone` |
//! | 2 | PKCE S256 always, never plain (7636) | `the_challenge_is_the_one_of_the_rfc`, `the_redeemed_verifier_is_the_challenged_one`, `there_is_no_plain` |
//! | 3 | a challenge for each login (9700 2.1.1) | `a_flow_takes_no_other_flows_code`, "somebody else's pasted code" |
//! | 4 | `iss` compared exactly where one is configured (9207) | `an_issuer_is_compared_letter_by_letter_where_one_is_configured`, `another_issuers_error_is_not_believed`, "another issuer" |
//! | 5 | tokens go to the flow's own endpoint (9700 2.1) | `an_accepted_app_builds_every_request`, `a_snapshot_belongs_to_one_client_and_one_token_endpoint` |
//! | 6 | known parameters once (6749 3.1) | `what_is_twice_or_empty_or_broken_is_malformed` |
//! | 7 | unknown parameters are ignored (6749 4.1.2, 5.1) | `unknown_parameters_change_nothing`, "unknown parameters in the redirect" |
//! | 8 | a code is used once (6749 4.1.2) | `each_wrong_order_stands_beside_its_twin` |
//! | 9 | an error's description is text, nothing else | `a_description_is_kept_as_text`, `a_no_is_an_answer_and_its_words_are_not_shown` |
//! | 10 | the user's own browser; a listener on this machine alone, closed after the answer (8252 6, 7.3, 8.3) | `only_this_machine_is_listened_to`, `the_answer_is_received_through_the_noise` |
//! | 11 | the listener redirects nowhere (9700 2.1) | `a_page_is_the_same_whatever_was_sent` |
//! | 12 | TLS with a checked chain and name, before the first byte (6749 3.2) | `an_authority_that_nobody_knows_gets_no_byte`, `a_certificate_for_another_name_gets_no_byte`, `an_expired_certificate_gets_no_byte`, `plain_http_is_for_loopback_addresses_and_only_when_asked_for`, `a_server_that_cannot_be_trusted_gets_no_password`, `a_server_without_tls_is_for_this_machine_or_on_request` |
//! | 13 | POST, and no secret in a URI (6749 2.3.1) | `no_uri_holds_a_secret` |
//! | 14 | one way to introduce oneself (6749 2.3) | `basic_says_it_in_the_header`, `a_form_says_it_in_the_body`, `a_digest_says_nothing_until_it_is_asked` |
//! | 15 | redirects are not followed | `a_redirect_is_not_followed_and_the_other_origin_sees_nothing`, "a redirect of the token endpoint", "a redirect is followed by nobody" |
//! | 16 | 200, JSON, a size, a token type (6749 7.1) | `what_is_no_token_reply_is_refused`, `a_success_that_is_not_200_brings_no_tokens`, "a page instead of tokens", "a flood instead of tokens", "a token type that is not understood" |
//! | 17 | a new refresh token replaces the old; none keeps it (6749 6) | `a_renewal_replaces_both_tokens_and_keeps_the_state`, "a renewal without a new refresh token keeps the old one" |
//! | 18 | a refresh token goes to its issuer (6749 10.4) | `an_accepted_app_builds_every_request`, `a_snapshot_belongs_to_one_client_and_one_token_endpoint` |
//! | 19 | one renewal a generation, in a process and across processes | `whoever_finds_it_too_old_adopts_what_another_has_renewed`, `the_attempt_is_written_before_anything_is_sent`, `a_holder_that_wakes_too_late_does_not_send`, `one_renews_and_the_others_adopt`, `many_threads_wait_for_one_renewal`, `many_tasks_wait_for_one_renewal_and_hear_how_it_ended`, `memory_conforms`, `files_conform`, `files_sealed_by_a_key_conform`, `files_sealed_by_a_passphrase_conform`, `files_sealed_by_the_keychain_conform`, `postgres_conforms`, `programs_over_one_memory_renew_once`, `programs_over_one_folder_renew_once`, `programs_over_one_database_renew_once`, `no_kill_loses_what_is_in_files`, `no_kill_loses_what_is_in_postgres`, `programs_that_share_files_renew_once_a_life`, `programs_that_share_a_database_renew_once_a_life`, `a_machine_that_was_suspended_does_not_send_what_others_have_spent`, `a_program_that_overslept_does_not_send_what_others_have_spent` |
//! | 20 | the bearer in its header alone (6750 2) | `no_uri_holds_a_secret`, `the_requests_are_those_of_the_reference` |
//! | 21 | tokens go to the configured origin (6750 5.3) | `any_segments_stay_below_the_route`, `dots_do_not_lead_out_of_the_route` |
//! | 22 | 401: newer access once; a token never again | `a_question_ends`, `a_change_ends_and_is_made_once`, `a_refused_token_does_not_come_back`, `what_another_program_renewed_is_adopted`, `a_401_renews_once_and_no_token_goes_twice`, "401 for ever: one renewal, and no more", `thousands_of_tasks_renew_once_where_hue_refuses_the_token` |
//! | 23 | unknown algorithms and qop are no challenge, and never Basic (7616 3.3) | `what_cannot_be_answered_is_not_answered_otherwise`, "an unknown algorithm alone", "auth-int alone" |
//! | 24 | nc rises, cnonce is derived and never the same (7616 3.4) | `a_nonce_that_is_named_again_is_counted_on`, `a_nonce_is_counted_on_after_a_wait`, `no_cnonce_comes_twice`, `cnonces_differ_from_one_grant_to_the_next` |
//! | 25 | what is quoted and what is not (7616 3.4) | `quotes_and_backslashes_travel_in_quoted_pairs_and_are_hashed_without`, `a_second_opinion_agrees` |
//! | 26 | `stale` once (7616 3.3) | `a_stale_nonce_is_answered_anew_once`, "a stale nonce is answered again" |
//! | 27 | nothing leaves its header field | `bytes_that_no_quoted_string_carries_are_damage`, `what_no_header_can_carry_is_not_answered` |
//! | 28 | digest over TLS, for the configured realm | `a_realm_of_ones_own_is_a_setting`, "a challenge of another realm", `plain_http_is_for_loopback_addresses_and_only_when_asked_for` |
//! | 29 | secrets are redacted everywhere | `no_story_shows_a_secret`, `no_state_says_anything`, `no_exchange_says_anything_whatever_is_echoed`, `no_duty_says_anything_however_it_ends`, `errors_and_debug_name_no_url`, `neither_seals_nor_errors_show_a_key`, `nothing_sealed_shows_a_secret_and_no_two_are_alike` |
//! | 30 | files for their owner alone, replaced in one step, sealed for one account | `folder_and_files_are_for_their_owner_alone`, `a_file_that_others_may_read_or_write_is_refused`, `a_folder_that_others_may_read_or_write_is_refused`, `a_file_that_is_cut_anywhere_is_damaged_and_left`, `a_write_that_was_interrupted_anywhere_changes_nothing`, `a_kill_at_any_moment_leaves_the_old_or_the_new`, `two_accounts_files_that_are_exchanged_are_noticed`, `a_changed_bit_anywhere_is_an_error`, `a_sealed_row_says_nothing_and_opens_for_its_account_alone`, `an_unsealed_row_is_believed_when_it_is_resealed_and_not_before`, `what_was_swapped_survives_a_crash_of_a_server_that_does_not_wait_for_its_disk` |
//! | 31 | no secret is compiled in (8252 8.5) | `no_secret_is_compiled_in` |
//! | 32 | bounds everywhere | `there_are_limits`, `a_flood_is_cut_off_and_may_have_taken_effect`, `a_reply_without_bottom_is_refused`, `a_path_without_end_is_refused` |
//! | 33 | no clock makes a token young again | `no_token_is_fresh_at_its_end`, `no_stored_token_is_fresh_at_its_end`, `what_is_over_is_never_handed_out`, `a_jump_shortens_no_wait`, `a_renewal_ends_whatever_the_clock_says`, `a_clock_that_is_set_back_makes_no_token_young`, `a_clock_that_is_wrong_costs_a_renewal_and_no_more`, `a_clock_that_jumps_between_attempt_and_sending_delays_the_sending` |

use super::scenarios;
use hue_blocking::Error;
use hue_blocking::http::StatusCode;
use hue_blocking::v2::{Light, Resource};
use hue_sim::bodies;
use hue_tests::Driver;

#[test]
fn there_is_no_plain() {
    for scenario in scenarios::table() {
        for request in
            scenario.play(Driver::Bare).requests.iter().filter(|request| request.contains("/oauth2/authorize"))
        {
            assert!(request.contains("code_challenge_method=S256&code_challenge="), "{}: {request}", scenario.name());
        }
    }
}

/// Of every scenario, and of all that its requests carry elsewhere.
#[test]
fn no_uri_holds_a_secret() {
    let mut looked = 0;
    for scenario in scenarios::table() {
        let played = scenario.play(Driver::Bare);
        let secrets = scenarios::secrets_of(&played);
        for request in &played.requests {
            let line = request.lines().next().unwrap_or_default();
            // Two that Hue dictates: the browser takes `state` along, and API v1 has its key in the path.
            let own = line.contains("/oauth2/authorize?") || line.contains("/route/api/");
            let leaked = secrets.iter().find(|secret| line.contains(secret.as_str()));
            assert!(own || leaked.is_none(), "{}: {line} holds {leaked:?}", scenario.name());
            assert!(own || !line.contains('?'), "{}: {line}", scenario.name());
            if line.contains("/token") {
                assert!(line.starts_with("POST "), "{}: {line}", scenario.name());
            }
            looked += usize::from(!own);
        }
    }
    assert!(looked > 100, "only {looked} requests were looked at");
}

#[test]
fn no_secret_is_compiled_in() {
    for (name, source) in super::registers::sources() {
        let reads_at_build = source.contains("option_env!") || source.contains(concat!("env!(\"", "HUE_"));
        assert!(
            !reads_at_build || name.ends_with("security.rs"),
            "{name} takes a setting from the environment of the build"
        );
    }
}

#[test]
fn a_reply_without_bottom_is_refused() {
    let (sim, session) = hue_sim::linked();
    for bottomless in ["[".repeat(200_000), "{\"data\":[".to_owned() + &"[".repeat(200_000), "{\"a\":".repeat(200_000)]
    {
        sim.push_reply(bodies::text(StatusCode::OK, &bottomless));
        let refused = sim.call(Light::list(), session.access());
        assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
        sim.push_reply(bodies::text(StatusCode::BAD_REQUEST, &bottomless));
        let refused = sim.call(Light::list(), session.access());
        assert!(matches!(refused, Err(Error::Refused { status: 400, refusal: None })), "{refused:?}");
    }
}

#[test]
fn each_wrong_order_stands_beside_its_twin() {
    let wrong = wrong_orders(include_str!("../../../hue-proto/src/session.rs"));
    assert!(wrong.len() >= 8, "{} wrong orders", wrong.len());
    for (twin, wrong) in wrong {
        let differ = twin.iter().zip(&wrong).filter(|(one, other)| one != other).count();
        assert!(twin.len() == wrong.len() && differ == 1, "differ in {differ} lines:\n{twin:#?}\n{wrong:#?}");
    }
}

#[test]
fn a_wrong_order_without_a_twin_is_seen() {
    let lonely = "/// ```\n/// a();\n/// b();\n/// ```\n/// ```compile_fail\n/// c();\n/// d();\n/// ```\n";
    let (twin, wrong) = wrong_orders(lonely).pop().expect("one");
    assert_eq!(twin.iter().zip(&wrong).filter(|(one, other)| one != other).count(), 2);
}

/// Each example that must not compile, behind the one before it.
fn wrong_orders(source: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let blocks: Vec<&str> = source.split("/// ```").collect();
    let lines =
        |block: &str| block.lines().skip(1).map(str::to_owned).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let pairs = blocks.iter().enumerate().filter(|(_, block)| block.starts_with("compile_fail"));
    pairs
        .map(|(at, block)| (lines(blocks.get(at.wrapping_sub(2)).copied().unwrap_or_default()), lines(block)))
        .collect()
}
