//! https, with a certificate made at start or a given one.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::start_error::{BadCertificate, StartError};

/// The certificate of an emulator.
#[derive(Clone, Default)]
pub(crate) enum Certificate {
    /// No certificate: http only.
    #[default]
    None,
    /// A certificate signed by an authority that is made at start.
    Made,
    /// This chain and this key, both in PEM.
    Given { chain: Vec<u8>, key: Vec<u8> },
}

/// The server side of TLS.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    /// The certificate that a client must trust, in PEM.
    pub(crate) authority: String,
}

impl Certificate {
    /// The server side of TLS with this certificate. One that is made is valid for every name of an emulator with these
    /// accounts.
    pub(crate) fn into_tls<'a>(
        self,
        accounts: impl Iterator<Item = &'a String>,
        hosts: &[String],
    ) -> Result<Option<Tls>, StartError> {
        let tls = match self {
            Self::None => return Ok(None),
            Self::Made => made(accounts, hosts),
            Self::Given { chain, key } => given(&chain, &key),
        };
        tls.map(Some)
            .map_err(|source| StartError::Certificate { source })
    }
}

fn given(chain: &[u8], key: &[u8]) -> Result<Tls, BadCertificate> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain).collect();
    let certificates = certificates.map_err(BadCertificate::new)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(BadCertificate::new)?;
    let authority = String::from_utf8_lossy(chain).into_owned();
    Tls::new(certificates, key, authority)
}

fn made<'a>(
    accounts: impl Iterator<Item = &'a String>,
    hosts: &[String],
) -> Result<Tls, BadCertificate> {
    let authority_key = KeyPair::generate().map_err(BadCertificate::new)?;
    let authority = authority_parameters()
        .self_signed(&authority_key)
        .map_err(BadCertificate::new)?;
    let issuer = Issuer::new(authority_parameters(), authority_key);
    let key = KeyPair::generate().map_err(BadCertificate::new)?;
    let certificate = own_parameters(accounts, hosts)?
        .signed_by(&key, &issuer)
        .map_err(BadCertificate::new)?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(BadCertificate::new)?;
    Tls::new(vec![certificate.der().clone()], key, authority.pem())
}

fn authority_parameters() -> CertificateParams {
    let mut parameters = CertificateParams::default();
    let name = "blobcopy-emulator, made for one run";
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters
}

fn own_parameters<'a>(
    accounts: impl Iterator<Item = &'a String>,
    hosts: &[String],
) -> Result<CertificateParams, BadCertificate> {
    let mut names = vec!["localhost".to_owned(), "*.blob.localhost".to_owned()];
    // Not every client accepts a `*` below a top-level name.
    names.extend(accounts.map(|account| format!("{account}.blob.localhost")));
    names.extend(
        hosts
            .iter()
            .flat_map(|host| [host.clone(), format!("*.{host}")]),
    );
    let mut parameters = CertificateParams::new(names).map_err(BadCertificate::new)?;
    parameters
        .subject_alt_names
        .push(SanType::IpAddress(Ipv4Addr::LOCALHOST.into()));
    parameters
        .subject_alt_names
        .push(SanType::IpAddress(Ipv6Addr::LOCALHOST.into()));
    parameters
        .distinguished_name
        .push(DnType::CommonName, "blobcopy-emulator");
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    Ok(parameters)
}

impl Tls {
    fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        authority: String,
    ) -> Result<Self, BadCertificate> {
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(BadCertificate::new)?;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            authority,
        })
    }
}
