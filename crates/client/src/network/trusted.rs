//! The certificates that https connections trust.

use std::env;
use std::sync::Arc;

use blobcopy_proto::ErrorKind;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use crate::error::Error;

/// The TLS configuration of https connections, which trusts the system's certificates and `extra`.
///
/// # Errors
/// If the certificates cannot be read.
pub(super) fn tls(extra: &[CertificateDer<'static>]) -> Result<Arc<ClientConfig>, Error> {
    let roots = roots(extra)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3");
    Ok(Arc::new(
        builder.with_root_certificates(roots).with_no_client_auth(),
    ))
}

const NO_CERTIFICATES: &str = "the system has no trusted certificates, which https requires; install its ca-certificates, or pass a PEM file";

fn unreadable(variables: &str, reason: &str) -> Error {
    let sentence = format!(
        "the trusted certificates ({variables}) could not be read: {reason}; correct the variable or unset it"
    );
    Error::said(ErrorKind::Invalid, sentence)
}

/// The system's certificates, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name, and `extra`.
///
/// Some of the system's own certificates may be unreadable. Those that a variable names must be readable.
fn roots(extra: &[CertificateDer<'static>]) -> Result<RootCertStore, Error> {
    let loaded = rustls_native_certs::load_native_certs();
    if let Some(variables) = variables() {
        if let Some(error) = loaded.errors.first() {
            return Err(unreadable(&variables, &error.to_string()));
        }
        if loaded.certs.is_empty() {
            let reason = "they contain no PEM certificate";
            return Err(unreadable(&variables, reason));
        }
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(loaded.certs);
    roots.add_parsable_certificates(extra.iter().cloned());
    if roots.is_empty() {
        return Err(Error::said(ErrorKind::Network, NO_CERTIFICATES));
    }
    Ok(roots)
}

/// The variables that replace the system's certificates, with their values, if one is set. Their names and meaning are
/// OpenSSL's. An empty directory counts as unset.
fn variables() -> Option<String> {
    const NAMES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];
    let set: Vec<String> = NAMES
        .iter()
        .filter_map(|name| Some((name, env::var_os(name)?)))
        .filter(|(name, value)| **name == "SSL_CERT_FILE" || !value.is_empty())
        .map(|(name, value)| format!("{name}={}", value.display()))
        .collect();
    (!set.is_empty()).then(|| set.join(" and "))
}
