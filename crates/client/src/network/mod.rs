//! The sockets of a client: connections by origin, TLS, proxies, and one request with its reply.

mod connector;
mod origin;
pub(crate) mod proxy;
pub(crate) mod transport_error;
mod trusted;

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

use blobcopy_auth::SentSecrets;
use blobcopy_proto::{HeaderText, ReplyBody, SourceUrl};
use bytes::{Bytes, BytesMut};
use http::header::{PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{HttpConnector, capture_connection};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig as TlsConfig;
use tokio::time::{Instant, timeout};

use crate::config::ClientConfig;
use crate::error::Error;
use connector::Connector;
pub(crate) use origin::{Origin, Permit};
#[cfg(feature = "azure-core")]
pub(crate) use proxy::is_near;
pub use proxy::{ProxyChoice, ProxyUrl};
pub(crate) use transport_error::Lost;
pub use transport_error::TransportError;
use transport_error::innermost;

/// What every account of a client shares: settings, trusted certificates and connections.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) config: ClientConfig,
    user_agent: HeaderValue,
    client: Client<Connector, Full<Bytes>>,
    tls: Arc<OnceLock<Arc<TlsConfig>>>,
    /// The servers of living accounts, by name.
    origins: Mutex<HashMap<String, Weak<Origin>>>,
}

/// How long one attempt may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Until the head of the reply.
    pub(crate) head: Duration,
    /// In total, the body of the reply included.
    pub(crate) total: Duration,
}

impl Limits {
    /// Of an attempt whose head and body have the same limit.
    pub(crate) fn total(total: Duration) -> Self {
        Self { head: total, total }
    }
}

impl Network {
    /// A network without a connection yet.
    ///
    /// # Errors
    /// If the user agent is not visible ASCII.
    pub(crate) fn new(config: ClientConfig) -> Result<Arc<Self>, Error> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(config.connect_timeout));
        let tls = Arc::default();
        let connector = Connector {
            http,
            proxy: config.proxy.clone(),
            tls: Arc::clone(&tls),
        };
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(config.idle_timeout)
            .pool_max_idle_per_host(config.connections)
            .build(connector);
        Ok(Arc::new(Self {
            user_agent: user_agent(&config)?,
            config,
            client,
            tls,
            origins: Mutex::default(),
        }))
    }

    /// The server of a URL, the same for every URL of that server.
    ///
    /// # Errors
    /// If it is an https server and the system's certificates cannot be read.
    pub(crate) fn origin(&self, url: &Uri) -> Result<Arc<Origin>, Error> {
        // Locked while the certificates are read, so that they are read once.
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        let name = origin::name(url);
        if let Some(origin) = origins.get(&name).and_then(Weak::upgrade) {
            return Ok(origin);
        }
        if origin::is_https(url) && self.tls.get().is_none() {
            let tls = trusted::tls(&self.config.extra_roots)?;
            self.tls.get_or_init(|| tls);
        }
        let made = Arc::new(Origin::new(url, &self.config));
        origins.retain(|_, origin| origin.strong_count() > 0);
        origins.insert(name, Arc::downgrade(&made));
        Ok(made)
    }

    /// Sends a request, and returns its reply if that is complete within the limits. `is_sent` is set if a part of the
    /// request may have arrived, even if this future is dropped. The permit is only required, not used.
    pub(crate) async fn send(
        &self,
        origin: &Origin,
        request: Request<Bytes>,
        expected: ReplyBody,
        limits: Limits,
        is_sent: &AtomicBool,
        _permit: &Permit<'_>,
    ) -> Result<Response<Bytes>, Lost> {
        let begun = Instant::now();
        let reply = self.open(origin, request, limits.head, is_sent).await?;
        let (head, body) = reply.into_parts();
        let expected = match head.status.is_success() {
            true => expected.largest().unwrap_or(u64::MAX),
            false => ReplyBody::LARGEST_REFUSAL,
        };
        let largest = expected.min(self.config.largest_reply);
        let body = match body.is_end_stream() {
            true => Bytes::new(),
            false => {
                let left = limits.total.saturating_sub(begun.elapsed());
                // Boxed, because most replies have no body, and their futures should not have room for one.
                let whole = timeout(left, Box::pin(self.collect(body, largest))).await;
                whole
                    .unwrap_or(Err(TransportError::Unfinished(limits.total)))
                    .map_err(Lost::unanswered)?
            }
        };
        Ok(Response::from_parts(head, body))
    }

    /// Sends a request to a server that need not be Azure's. Returns the head of its reply, and the body of a refusal
    /// if that is short.
    pub(crate) async fn probe(
        &self,
        origin: &Origin,
        request: Request<Bytes>,
        source: &SourceUrl,
    ) -> Result<Response<Bytes>, Lost> {
        let _permit = origin.permit().await;
        let limit = self.config.reply_timeout;
        let mut secrets = SentSecrets::default();
        origin.note_secrets(&request, &mut secrets);
        secrets.learn_source(source);
        let is_sent = AtomicBool::default();
        let reply = self.open(origin, request, limit, &is_sent).await?;
        let (head, body) = reply.into_parts();
        // A body that cannot be read is left out, because the head is enough.
        let body = match head.status.is_success() {
            true => Bytes::new(),
            false => timeout(limit, self.collect(body, ReplyBody::LARGEST_REFUSAL))
                .await
                .map(Result::unwrap_or_default)
                .unwrap_or_default(),
        };
        let mut reply = Response::from_parts(head, body);
        secrets.remove_from(&mut reply, true);
        Ok(reply)
    }

    /// Sends a request, and returns with the head of its reply.
    async fn open(
        &self,
        origin: &Origin,
        request: Request<Bytes>,
        limit: Duration,
        is_sent: &AtomicBool,
    ) -> Result<Response<Incoming>, Lost> {
        let opening = self.open_unlimited(origin, request, is_sent);
        let reply = timeout(limit, opening).await.unwrap_or_else(|_| {
            let late = TransportError::NoReply(limit);
            Err(match is_sent.load(Ordering::Relaxed) {
                true => Lost::unanswered(late),
                false => Lost::unsent(late),
            })
        })?;
        let (head, body) = reply.into_parts();
        // A proxy that asks for a password has not passed the request on.
        match origin.refusal_of_proxy(&head) {
            Some(refusal) => Err(Lost::unsent(TransportError::Connect(refusal.into()))),
            None => Ok(Response::from_parts(head, body)),
        }
    }

    async fn open_unlimited(
        &self,
        origin: &Origin,
        request: Request<Bytes>,
        is_sent: &AtomicBool,
    ) -> Result<Response<Incoming>, Lost> {
        let mut request = request.map(Full::new);
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.user_agent.clone());
        if let Some(authorization) = origin.proxy_authorization() {
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        let connection = capture_connection(&mut request);
        let mut sending = pin!(self.client.request(request));
        let reply = poll_fn(|context| {
            let reply = sending.as_mut().poll(context);
            // Noted with each poll, because this future may be dropped between two.
            let has_connection = connection.connection_metadata().is_some();
            is_sent.fetch_or(has_connection, Ordering::Relaxed);
            reply
        });
        reply.await.map_err(|error| match error.is_connect() {
            true => Lost::unsent(TransportError::Connect(error.into())),
            false => Lost::unanswered(TransportError::Broken(error.into())),
        })
    }

    async fn collect(&self, mut body: Incoming, largest: u64) -> Result<Bytes, TransportError> {
        // What is known to be too large is not read at all.
        if body.size_hint().lower() > largest {
            return Err(TransportError::TooLarge(largest));
        }
        let mut content = BytesMut::new();
        loop {
            let frame = match timeout(self.config.read_timeout, body.frame()).await {
                Ok(Some(Ok(frame))) => frame,
                Ok(Some(Err(error))) => return Err(TransportError::Broken(error.into())),
                Ok(None) => return Ok(content.freeze()),
                Err(_) => return Err(TransportError::Silent(self.config.read_timeout)),
            };
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if (content.len() + data.len()) as u64 > largest {
                return Err(TransportError::TooLarge(largest));
            }
            content.extend_from_slice(&data);
        }
    }
}

fn user_agent(config: &ClientConfig) -> Result<HeaderValue, Error> {
    const OURS: &str = concat!("blobcopy/", env!("CARGO_PKG_VERSION"));
    let Some(suffix) = &config.user_agent else {
        return Ok(HeaderValue::from_static(OURS));
    };
    let text = format!("{OURS} {}", HeaderText::parse(suffix)?);
    Ok(HeaderValue::from_str(&text).expect("a header's text and ours"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_one_however_its_urls_are_spelled() {
        let network = Network::new(ClientConfig::default()).unwrap();
        let of = |url| network.origin(&Uri::from_static(url)).unwrap();
        let first = of("http://127.0.0.1:80/acct");
        assert!(Arc::ptr_eq(
            &first,
            &of("http://127.0.0.1/other/box/a?sv=1")
        ));
        for other in ["http://127.0.0.1:81/acct", "http://localhost:80/acct"] {
            assert!(!Arc::ptr_eq(&first, &of(other)), "{other}");
        }
    }

    #[test]
    fn the_certificates_are_read_once() {
        let network = Network::new(ClientConfig::default()).unwrap();
        let origin = |url| network.origin(&Uri::from_static(url)).unwrap();
        origin("http://127.0.0.1:1/acct");
        assert!(network.tls.get().is_none());
        origin("https://127.0.0.1:1/acct");
        let read = Arc::clone(network.tls.get().unwrap());
        origin("https://127.0.0.1:2/acct");
        assert!(Arc::ptr_eq(&read, network.tls.get().unwrap()));
    }
}
