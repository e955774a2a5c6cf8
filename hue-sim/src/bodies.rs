//! The replies that the real cloud is known or assumed to give, for [`Simulation::push_reply`](crate::Simulation::push_reply)
//! and for the simulator's own use.

use http::header::{ALLOW, CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

/// Any JSON with any status.
pub fn json(status: StatusCode, body: &Value) -> Response<Vec<u8>> {
    typed(status, "application/json", body.to_string())
}

/// RFC 6749 section 5.2: `{"error":…,"error_description":…}` (L for all but `invalid_client`).
pub fn oauth_error(status: StatusCode, error: &str, description: Option<&str>) -> Response<Vec<u8>> {
    match description {
        Some(description) => json(status, &json!({"error": error, "error_description": description})),
        None => json(status, &json!({"error": error})),
    }
}

/// The refused client of the token endpoint (H): 401, `invalid_client`, and each of `challenges` as `WWW-Authenticate`.
///
/// ```
/// let nonce = "7b6e45de18ac4ee452ee0a0de91dbb10";
/// let challenge = format!(r#"Digest realm="oauth2_client@api.meethue.com",nonce="{nonce}""#);
/// assert_eq!(hue_sim::bodies::invalid_client(&[challenge]).status(), 401);
/// ```
pub fn invalid_client(challenges: &[String]) -> Response<Vec<u8>> {
    let body = r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#;
    challenged(typed(StatusCode::UNAUTHORIZED, "application/json", body), challenges)
}

/// 401 with the word `Unauthorized` instead of JSON (M), and each of `challenges` as `WWW-Authenticate`.
pub fn unauthorized_text(challenges: &[String]) -> Response<Vec<u8>> {
    challenged(text(StatusCode::UNAUTHORIZED, "Unauthorized"), challenges)
}

/// The gateway's own form: `{"fault":{"faultstring":…,"detail":{"errorcode":…}}}`.
pub fn fault(status: StatusCode, faultstring: &str, errorcode: &str) -> Response<Vec<u8>> {
    json(status, &json!({"fault": {"faultstring": faultstring, "detail": {"errorcode": errorcode}}}))
}

/// 400 for two `content-type` headers (H, pasted from the live service).
pub fn duplicate_content_type() -> Response<Vec<u8>> {
    let body = r#"{"fault":{"faultstring":"Duplicate Header \"content-type\"","detail":{"errorcode":"protocol.http.DuplicateHeader"}}}"#;
    typed(StatusCode::BAD_REQUEST, "application/json", body)
}

/// An unknown client id at the gateway (M): literally with `{0}`.
pub fn invalid_client_identifier() -> Response<Vec<u8>> {
    fault(StatusCode::UNAUTHORIZED, "Invalid client identifier {0}", "oauth.v2.InvalidClientIdentifier")
}

/// A refused bearer token in the gateway's form (L).
pub fn invalid_access_token() -> Response<Vec<u8>> {
    fault(StatusCode::UNAUTHORIZED, "Invalid Access Token", "keymanagement.service.invalid_access_token")
}

/// A refused bearer token in the form of RFC 6750 (L).
pub fn invalid_bearer() -> Response<Vec<u8>> {
    let challenge = r#"Bearer error="invalid_token",error_description="The access token is invalid""#;
    challenged(empty(StatusCode::UNAUTHORIZED), &[challenge.to_owned()])
}

/// 429 in the gateway's form (H for the status, L for the body).
pub fn quota_violation() -> Response<Vec<u8>> {
    fault(
        StatusCode::TOO_MANY_REQUESTS,
        "Rate limit quota violation. Quota limit exceeded.",
        "policies.ratelimit.QuotaViolation",
    )
}

/// `{"ErrorCode" : …, "Error" :…}`, spaced as it was pasted (M).
pub fn error_code(status: StatusCode, code: &str, error: &str) -> Response<Vec<u8>> {
    let (code, error) = (json!(code), json!(error));
    typed(status, "application/json", format!(r#"{{"ErrorCode" : {code}, "Error" :{error}}}"#))
}

/// 400 of the first version's token endpoints when a parameter is missing (M).
pub fn missing_parameters() -> Response<Vec<u8>> {
    error_code(StatusCode::BAD_REQUEST, "invalid_request", "The request is missing required parameters.")
}

/// A v1 reply of one error, with status 200 as always (H).
pub fn v1_error(kind: u16, address: &str, description: &str) -> Response<Vec<u8>> {
    json(StatusCode::OK, &json!([v1_error_item(kind, address, description)]))
}

/// One error among the items of a v1 reply (H).
pub fn v1_error_item(kind: u16, address: &str, description: &str) -> Value {
    json!({"error": {"type": kind, "address": address, "description": description}})
}

/// v1's answer to a key that the bridge does not know (H).
pub fn v1_unauthorized(address: &str) -> Response<Vec<u8>> {
    v1_error(1, address, "unauthorized user")
}

/// v1's answer to a user being created without the link button (H).
pub fn v1_link_button_not_pressed() -> Response<Vec<u8>> {
    v1_error(101, "", "link button not pressed")
}

/// A v2 refusal: one error for each description, and no data (H).
pub fn v2_errors(status: StatusCode, descriptions: &[&str]) -> Response<Vec<u8>> {
    let errors: Vec<Value> = descriptions.iter().map(|description| json!({"description": description})).collect();
    json(status, &json!({"errors": errors}))
}

/// A v2 change that went through in part: 207, the resource, and an error with `error_code` (H for the status, M for the code).
pub fn v2_partial(rid: &str, rtype: &str, description: &str, code: &str) -> Response<Vec<u8>> {
    let body = json!({
        "data": [{"rid": rid, "rtype": rtype}],
        "errors": [{"description": description, "error_code": code}],
    });
    json(StatusCode::MULTI_STATUS, &body)
}

/// v2 data without errors (H).
pub fn v2_data(data: &[Value]) -> Response<Vec<u8>> {
    json(StatusCode::OK, &json!({"errors": [], "data": data}))
}

/// Plain text.
pub fn text(status: StatusCode, body: &str) -> Response<Vec<u8>> {
    typed(status, "text/plain; charset=utf-8", body)
}

/// A page.
pub fn html(status: StatusCode, body: &str) -> Response<Vec<u8>> {
    typed(status, "text/html; charset=utf-8", body)
}

/// No body and no content type.
pub fn empty(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

/// 302 to `location`.
pub fn redirect(location: &str) -> Response<Vec<u8>> {
    let mut response = empty(StatusCode::FOUND);
    insert(&mut response, LOCATION, location);
    response
}

pub(crate) fn method_not_allowed(allowed: &str) -> Response<Vec<u8>> {
    let mut response = empty(StatusCode::METHOD_NOT_ALLOWED);
    insert(&mut response, ALLOW, allowed);
    response
}

/// Leaves out a value that no header may have.
pub(crate) fn insert(response: &mut Response<Vec<u8>>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn challenged(mut response: Response<Vec<u8>>, challenges: &[String]) -> Response<Vec<u8>> {
    for challenge in challenges {
        if let Ok(value) = HeaderValue::from_str(challenge) {
            response.headers_mut().append(WWW_AUTHENTICATE, value);
        }
    }
    response
}

fn typed(status: StatusCode, content_type: &'static str, body: impl Into<String>) -> Response<Vec<u8>> {
    let mut response = Response::new(body.into().into_bytes());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
