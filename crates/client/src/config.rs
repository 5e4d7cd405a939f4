//! Settings of a client.

use std::time::Duration;

use blobcopy_proto::job::RetryPolicy;
use blobcopy_proto::{ErrorKind, ServiceVersion};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::error::Error;
use crate::network::proxy::ProxyChoice;
use crate::token::STORAGE_SCOPE;

/// Settings of a client. The defaults suit a server in a data centre.
///
/// ```
/// use std::time::Duration;
///
/// let mut config = blobcopy::ClientConfig::default();
/// config.connections = 16;
/// config.reply_timeout = Duration::from_secs(10);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientConfig {
    /// Version of the protocol.
    pub version: ServiceVersion,
    /// Time limit for connecting, including name resolution, excluding TLS. Default: 10 s.
    pub connect_timeout: Duration,
    /// Time limit from sending a request to the end of its reply, head and body. Default: 30 s.
    ///
    /// It limits one attempt. The deadline of a copy may end a request without effect earlier.
    pub reply_timeout: Duration,
    /// The same limit for a request that copies within the call, which the service answers when it has copied, and for
    /// the body of a download, whose head must arrive within `reply_timeout`. Default: 10 min.
    pub copy_reply_timeout: Duration,
    /// Longest pause within the body of a reply. Default: 30 s.
    pub read_timeout: Duration,
    /// How long an idle connection is kept. Default: 60 s.
    pub idle_timeout: Duration,
    /// Maximum number of connections. Each carries one request at a time, and further requests wait. Default: 64.
    pub connections: usize,
    /// Maximum size of a blob that is downloaded, in bytes. Default: 1 GiB. Other replies have their own limits: 32 MiB
    /// for a page of a listing, 64 KiB where no body is expected, and never more than this value.
    pub largest_reply: u64,
    /// Retries of plain operations. A copy has its own policy.
    pub retry: RetryPolicy,
    /// Scope of access tokens. Default: any storage account.
    pub token_scope: String,
    /// How long to wait for a copy that is under way while its status cannot be requested because the credential
    /// temporarily fails. The copy's deadline ends the wait earlier. Default: 1 h.
    pub token_timeout: Duration,
    /// Text added to the `User-Agent` header after blobcopy's own name. Must be visible ASCII.
    pub user_agent: Option<String>,
    /// The proxy to use. Default: the proxy of the environment.
    pub proxy: ProxyChoice,
    /// Certificates to trust in addition to the system's, each in DER.
    pub extra_roots: Vec<CertificateDer<'static>>,
}

const NOT_PEM: &str = "the trusted certificates are not PEM with at least one certificate; pass the content of a PEM file";

impl ClientConfig {
    /// Trusts the certificates in a PEM file in addition to the system's, such as those of a corporate proxy or a test
    /// server.
    ///
    /// # Errors
    /// If the file contains no certificate, or one that cannot be read.
    pub fn trust_pem(&mut self, pem: &[u8]) -> Result<(), Error> {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| Error::said(ErrorKind::Invalid, NOT_PEM))?;
        if certificates.is_empty() {
            return Err(Error::said(ErrorKind::Invalid, NOT_PEM));
        }
        self.extra_roots.extend(certificates);
        Ok(())
    }
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            version: ServiceVersion::DEFAULT,
            connect_timeout: Duration::from_secs(10),
            reply_timeout: Duration::from_secs(30),
            copy_reply_timeout: Duration::from_secs(600),
            read_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(60),
            connections: 64,
            largest_reply: 1 << 30,
            retry: RetryPolicy::default(),
            token_scope: STORAGE_SCOPE.to_owned(),
            token_timeout: Duration::from_secs(3600),
            user_agent: None,
            proxy: ProxyChoice::default(),
            extra_roots: Vec::new(),
        }
    }
}
