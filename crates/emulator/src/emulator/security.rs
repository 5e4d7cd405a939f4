//! Authentication, TLS, and the sources to trust.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::{Builder, Emulator};
use crate::server::tls::Certificate;
use crate::start_error::BadCertificate;

impl Builder {
    /// Disables authentication: every request has the rights of the account key, and every source may be read.
    pub fn loose(mut self) -> Self {
        self.guard.is_loose = true;
        self
    }

    /// Accepts bearer tokens also over plain http, which the service never does. For tests without certificates.
    pub fn bearer_over_http(mut self) -> Self {
        self.guard.bearer_over_http = true;
        self
    }

    /// Limits a user to reading: tokens with this object id, and SAS signed with its user delegation keys. All other
    /// tokens allow everything.
    pub fn reader(mut self, object_id: &str) -> Self {
        self.guard.readers.insert(object_id.to_owned());
        self
    }

    /// Serves https too, on the same port, with a certificate made at start for `localhost`, `ACCOUNT.blob.localhost`
    /// and 127.0.0.1. Clients must trust [`Emulator::certificate_authority`].
    pub fn https(mut self) -> Self {
        self.certificate = Certificate::Made;
        self
    }

    /// Serves https too, on the same port, with this certificate chain and its private key, both in PEM.
    pub fn certificate(mut self, chain: &[u8], key: &[u8]) -> Self {
        self.certificate = Certificate::Given {
            chain: chain.to_vec(),
            key: key.to_vec(),
        };
        self
    }

    /// Trusts these certificates, in PEM, in addition to the machine's own, when the source of a copy is an https URL.
    pub fn trust(mut self, authorities: &[u8]) -> Self {
        self.trusted.extend_from_slice(authorities);
        self.trusted.push(b'\n');
        self
    }

    pub(super) fn trusted(&self) -> Result<Vec<CertificateDer<'static>>, BadCertificate> {
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.trusted).collect();
        let read = read.map_err(BadCertificate::new)?;
        if read.is_empty() && !self.trusted.is_empty() {
            return Err(BadCertificate::none());
        }
        Ok(read)
    }
}

impl Emulator {
    /// The endpoint of an account over https, path style: `https://127.0.0.1:PORT/ACCOUNT`. `None` without https.
    pub fn https_endpoint(&self, account: &str) -> Option<String> {
        self.service.tls.as_ref()?;
        let endpoint = self.endpoint(account);
        Some(endpoint.replacen("http://", "https://", 1))
    }

    /// The certificate that clients must trust to connect over https, in PEM: that of the authority made at start, or
    /// the chain that was given. `None` without https.
    pub fn certificate_authority(&self) -> Option<&str> {
        self.service.tls.as_ref().map(|tls| tls.authority.as_str())
    }
}
