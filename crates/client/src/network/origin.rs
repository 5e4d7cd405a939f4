//! One server: how to reach it, and the connections to it.

use std::error::Error as StdError;
use std::sync::Mutex;
use std::time::Duration;

use blobcopy_auth::SentSecrets;
use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Uri, response};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::pki_types::ServerName;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use super::connection::Connection;
use super::lock;
use super::proxy::{self, Proxy, ProxyError};
use crate::config::ClientConfig;

/// One server, by scheme, host and port.
pub(crate) struct Origin {
    url: Uri,
    host: HeaderValue,
    proxy: Option<Proxy>,
    /// `None` if the server is reached without TLS.
    tls: Option<TlsConnector>,
    /// One permit for each connection.
    permits: Semaphore,
    /// Each idle connection, and since when it is idle. The last one is used first.
    idle: Mutex<Vec<(Instant, Box<Connection>)>>,
}

/// Permission to use a connection, until it is dropped.
pub(crate) struct Permit<'a>(#[expect(dead_code, reason = "it is only held")] SemaphorePermit<'a>);

/// The key of a URL's server.
pub(super) fn name(url: &Uri) -> String {
    let (host, is_https) = (host(url).to_ascii_lowercase(), is_https(url));
    let port = url.port_u16().unwrap_or_else(|| usual_port(is_https));
    format!("{host} {port} {is_https}")
}

impl Origin {
    /// The server of a URL, without a connection yet.
    pub(super) fn new(url: &Uri, tls: Option<TlsConnector>, config: &ClientConfig) -> Self {
        let usual = usual_port(is_https(url));
        let host = match url.port_u16().filter(|port| *port != usual) {
            Some(port) => format!("{}:{port}", host(url)),
            None => host(url).to_owned(),
        };
        Self {
            url: without_path(url),
            host: host.try_into().expect("a URL's host is visible ASCII"),
            proxy: Proxy::choose(&config.proxy, url),
            tls,
            permits: Semaphore::new(config.connections.clamp(1, Semaphore::MAX_PERMITS)),
            idle: Mutex::default(),
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
        self.proxy.as_ref().filter(|_| self.tls.is_none())
    }

    pub(super) fn host(&self) -> &HeaderValue {
        &self.host
    }

    /// Rewrites a request's target as its first line has it: the whole URL for a forwarding proxy, otherwise without
    /// scheme and host.
    pub(super) fn address(&self, target: &mut Uri) {
        if self.forwarding().is_none() {
            let path = target.path_and_query().cloned();
            *target = path.map(Uri::from).unwrap_or_default();
        }
    }

    /// A new connection.
    pub(super) async fn connect(
        &self,
        http: &HttpConnector,
    ) -> Result<Box<Connection>, Box<dyn StdError + Send + Sync>> {
        let stream = proxy::reach(http.clone(), self.proxy.as_ref(), &self.url).await?;
        let Some(tls) = &self.tls else {
            return Ok(Connection::over(stream).await?);
        };
        // A URL has an IPv6 address in brackets, a certificate has it without.
        let name = ServerName::try_from(host(&self.url).trim_matches(['[', ']']).to_owned())?;
        Ok(Connection::over(tls.connect(name, stream).await?).await?)
    }

    /// An idle connection that is still open, and was idle for less than `limit`. Closes others that it finds first.
    pub(super) fn idle_connection(&self, limit: Duration) -> Option<Box<Connection>> {
        loop {
            let (since, mut connection) = lock(&self.idle).pop()?;
            if since.elapsed() < limit && connection.is_alive() {
                return Some(connection);
            }
        }
    }

    /// Keeps a connection for the next request.
    pub(super) fn keep(&self, connection: Box<Connection>) {
        lock(&self.idle).push((Instant::now(), connection));
    }

    /// Closes connections that were idle for `limit` or closed by the server. Returns whether any is left.
    pub(super) fn close_idle(&self, limit: Duration) -> bool {
        let mut idle = lock(&self.idle);
        idle.retain_mut(|(since, connection)| since.elapsed() < limit && connection.is_alive());
        !idle.is_empty()
    }
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Origin")
            .field("host", &self.host)
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

/// Scheme and authority alone: the path and the query of a source may hold a secret.
fn without_path(url: &Uri) -> Uri {
    let mut parts = http::uri::Parts::default();
    parts.scheme = url.scheme().cloned();
    parts.authority = url.authority().cloned();
    parts.path_and_query = Some(PathAndQuery::from_static("/"));
    Uri::from_parts(parts).expect("scheme, authority and path are there")
}

fn host(url: &Uri) -> &str {
    url.host().unwrap_or_default()
}

fn is_https(url: &Uri) -> bool {
    url.scheme_str() == Some("https")
}

fn usual_port(is_https: bool) -> u16 {
    if is_https { 443 } else { 80 }
}
