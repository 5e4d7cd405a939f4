//! TLS on loopback, with a temporary certificate.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

/// TLS of a server on `127.0.0.1`, and the certificate that its clients trust.
pub struct LoopbackTls {
    /// Accepts TLS connections.
    pub acceptor: TlsAcceptor,
    /// The certificate to trust, in PEM.
    pub certificate: String,
}

impl LoopbackTls {
    /// A new certificate for `127.0.0.1`.
    #[expect(clippy::new_without_default, reason = "every one is another")]
    #[must_use]
    pub fn new() -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])
            .expect("an address is a name to certify");
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = rustls::crypto::ring::default_provider();
        let config = ServerConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::Pkcs8(key))
            .expect("the key is the certificate's");
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            certificate: made.cert.pem(),
        }
    }
}
