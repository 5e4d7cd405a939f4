//! What can be set about a client.

use std::time::Duration;

use blobcopy_proto::ServiceVersion;
use blobcopy_proto::job::RetryPolicy;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::error::Error;
use crate::network::proxy::ProxyChoice;
use crate::token::STORAGE_SCOPE;

/// How a client talks to the service. The defaults suit a server in a data centre.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientConfig {
    /// Version of the protocol to speak.
    pub version: ServiceVersion,
    /// Longest time to connect, name look-up included, TLS not. Default: 10 s.
    pub connect_timeout: Duration,
    /// Longest time from sending a request to the end of its reply, head and body. Default: 30 s.
    ///
    /// It limits one attempt. The deadline of a copy ends a request that only asks earlier.
    pub reply_timeout: Duration,
    /// The same for a request that copies within the call, which the service answers when it has copied, and for the
    /// body of a download, whose head has to come within `reply_timeout`. Default: 10 min.
    pub copy_reply_timeout: Duration,
    /// Longest silence within the body of a reply. Default: 30 s.
    pub read_timeout: Duration,
    /// How long an idle connection is kept. Default: 60 s.
    pub idle_timeout: Duration,
    /// How many connections there may be, each with one request at a time; further requests wait. Default: 64.
    pub connections: usize,
    /// Largest content of a blob that is downloaded, in bytes. Default: 1 GiB. Other replies have limits of their own:
    /// 32 MiB for a page of a listing, 64 KiB where no body is expected, and never more than this.
    pub largest_reply: u64,
    /// When a plain operation is tried again. A copy has a policy of its own.
    pub retry: RetryPolicy,
    /// What access tokens have to open. Default: any storage account.
    pub token_scope: String,
    /// How long a copy that is under way is waited for without a token to ask about it, while the credential fails in a
    /// way that may pass. A deadline of the copy's own ends the wait earlier. Default: 1 h.
    pub token_timeout: Duration,
    /// What is said of the caller in `User-Agent`, behind our own name; visible ASCII.
    pub user_agent: Option<String>,
    /// Which proxy to go through. Default: the environment's.
    pub proxy: ProxyChoice,
    /// Certificates to trust beside the system's, each in DER.
    pub extra_roots: Vec<CertificateDer<'static>>,
}

impl ClientConfig {
    /// Trusts the certificates of a PEM file beside the system's: those of a corporate proxy, or of a test server.
    ///
    /// # Errors
    /// If there is no certificate in it, or one that cannot be read.
    pub fn trust_pem(&mut self, pem: &[u8]) -> Result<(), Error> {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| Error::unreadable_certificates())?;
        if certificates.is_empty() {
            return Err(Error::unreadable_certificates());
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
