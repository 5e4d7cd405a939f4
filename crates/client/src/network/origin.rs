//! One server: what a request to it needs, and how many connections it may have.

use blobcopy_auth::SentSecrets;
use bytes::Bytes;
use http::{HeaderValue, Request, Uri, response};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::proxy::{Proxy, ProxyError};
use crate::config::ClientConfig;

/// One server, by scheme, host and port.
pub(crate) struct Origin {
    is_https: bool,
    proxy: Option<Proxy>,
    /// One permit for each connection.
    permits: Semaphore,
}

/// Permission to use a connection, until it is dropped.
pub(crate) struct Permit<'a>(#[expect(dead_code, reason = "it is only held")] SemaphorePermit<'a>);

/// The key of a URL's server.
pub(super) fn name(url: &Uri) -> String {
    let (host, is_https) = (host(url).to_ascii_lowercase(), is_https(url));
    let usual = if is_https { 443 } else { 80 };
    let port = url.port_u16().unwrap_or(usual);
    format!("{host} {port} {is_https}")
}

impl Origin {
    /// The server of a URL.
    pub(super) fn new(url: &Uri, config: &ClientConfig) -> Self {
        Self {
            is_https: is_https(url),
            proxy: Proxy::choose(&config.proxy, url),
            permits: Semaphore::new(config.connections.clamp(1, Semaphore::MAX_PERMITS)),
        }
    }

    /// Permission to use a connection, once one is free. Wait for it before a request is made, so that many waiting
    /// callers hold no requests.
    pub(crate) async fn permit(&self) -> Permit<'_> {
        let permit = self.permits.acquire().await;
        Permit(permit.expect("the semaphore is never closed"))
    }

    /// Records the secrets that a request carries, the one for a proxy included.
    pub(crate) fn note_secrets(&self, request: &Request<Bytes>, secrets: &mut SentSecrets) {
        secrets.learn(request);
        if let Some(authorization) = self.proxy_authorization() {
            secrets.learn_header(authorization);
        }
    }

    /// The host and port of the proxy through which the server is reached.
    pub(crate) fn proxy_address(&self) -> Option<String> {
        self.proxy.as_ref().map(Proxy::host_and_port)
    }

    /// The header with which a request without TLS authenticates to the proxy.
    pub(super) fn proxy_authorization(&self) -> Option<&HeaderValue> {
        self.forwarding().and_then(Proxy::authorization)
    }

    /// The proxy's refusal, if the reply comes from the proxy itself.
    pub(super) fn refusal_of_proxy(&self, reply: &response::Parts) -> Option<ProxyError> {
        self.forwarding().and_then(|proxy| proxy.refusal(reply))
    }

    /// The proxy that forwards requests without TLS.
    fn forwarding(&self) -> Option<&Proxy> {
        self.proxy.as_ref().filter(|_| !self.is_https)
    }
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Origin")
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

pub(super) fn host(url: &Uri) -> &str {
    url.host().unwrap_or_default()
}

pub(super) fn is_https(url: &Uri) -> bool {
    url.scheme_str() == Some("https")
}
