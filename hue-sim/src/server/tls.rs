//! A certificate for the server, by an authority made on the spot.

use std::sync::Arc;

use hue_proto::UnixTime;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::ServerError;
use crate::simulation::Clock;
use crate::time::year_month_day;

const NAMES: [&str; 4] = ["api.meethue.com", "localhost", "127.0.0.1", "::1"];
const DAY_MILLIS: u64 = 86_400_000;

pub(super) struct Identity {
    pub(super) acceptor: TlsAcceptor,
    pub(super) ca_pem: String,
}

impl Identity {
    pub(super) fn new() -> Result<Self, ServerError> {
        let now = Clock::system().now();
        let ca_key = KeyPair::generate().map_err(certificate)?;
        let mut ca = CertificateParams::default();
        ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        ca.distinguished_name.push(DnType::CommonName, "hue-sim authority");
        set_lifetime(&mut ca, now);
        let ca_pem = ca.self_signed(&ca_key).map_err(certificate)?.pem();
        let issuer = Issuer::new(ca, ca_key);

        let key = KeyPair::generate().map_err(certificate)?;
        let mut leaf = CertificateParams::new(NAMES.map(str::to_owned)).map_err(certificate)?;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        // Strict verifiers want to see which key signed it.
        leaf.use_authority_key_identifier_extension = true;
        leaf.distinguished_name.push(DnType::CommonName, "api.meethue.com");
        set_lifetime(&mut leaf, now);
        let leaf = leaf.signed_by(&key, &issuer).map_err(certificate)?;

        let private = PrivateKeyDer::try_from(key.serialize_der()).map_err(certificate)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(certificate)?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], private)
            .map_err(certificate)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), ca_pem })
    }
}

/// From two days ago, for clocks that are behind, to a year from now: some clients refuse long-lived certificates.
fn set_lifetime(params: &mut CertificateParams, now: UnixTime) {
    let day = |days: u64| {
        let (year, month, day) = year_month_day(UnixTime::from_millis(days * DAY_MILLIS));
        rcgen::date_time_ymd(year, month, day)
    };
    let today = now.as_millis() / DAY_MILLIS;
    params.not_before = day(today.saturating_sub(2));
    params.not_after = day(today + 365);
}

fn certificate(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ServerError {
    ServerError::Certificate(error.into())
}
