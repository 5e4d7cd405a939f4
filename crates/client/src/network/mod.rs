//! The sockets of a client: connections by origin, TLS, proxies, and one request with its reply.

mod connection;
mod origin;
pub(crate) mod proxy;
pub(crate) mod transport_error;
mod trusted;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use blobcopy_auth::SentSecrets;
use blobcopy_proto::{HeaderText, ReplyBody, SourceUrl};
use bytes::{Bytes, BytesMut};
use http::header::{HOST, PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request, Response, Uri, response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::ClientConfig as TlsConfig;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;

use crate::config::ClientConfig;
use crate::error::Error;
use crate::grace::is_stopped_within;
use connection::Connection;
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
    http: HttpConnector,
    /// Made for the first https origin, because reading the system's certificates takes longer than the rest of a
    /// short-lived process.
    tls: Mutex<Option<Arc<TlsConfig>>>,
    origins: Mutex<HashMap<String, Arc<Origin>>>,
    /// Stops the task that closes idle connections. There is one while any connection is idle.
    idle_watch: Mutex<Option<oneshot::Sender<()>>>,
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

/// A reply whose body is not read yet, and the connection by which it arrives.
struct Opened {
    head: response::Parts,
    body: Incoming,
    connection: Box<Connection>,
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
        Ok(Arc::new(Self {
            user_agent: user_agent(&config)?,
            config,
            http,
            tls: Mutex::default(),
            origins: Mutex::default(),
            idle_watch: Mutex::default(),
        }))
    }

    /// The server of a URL, the same for every URL of that server.
    ///
    /// # Errors
    /// If it is an https server and the system's certificates cannot be read.
    pub(crate) fn origin(&self, url: &Uri) -> Result<Arc<Origin>, Error> {
        let name = origin::name(url);
        if let Some(origin) = lock(&self.origins).get(&name) {
            return Ok(Arc::clone(origin));
        }
        // Made without the lock, because reading certificates takes long. If two callers come here, the first one wins.
        let tls = match url.scheme_str() {
            Some("https") => Some(TlsConnector::from(self.tls()?)),
            _ => None,
        };
        let made = || Arc::new(Origin::new(url, tls, &self.config));
        Ok(Arc::clone(
            lock(&self.origins).entry(name).or_insert_with(made),
        ))
    }

    fn tls(&self) -> Result<Arc<TlsConfig>, Error> {
        // Locked while the certificates are read, so that they are read once.
        let mut tls = lock(&self.tls);
        if let Some(tls) = &*tls {
            return Ok(Arc::clone(tls));
        }
        let made = trusted::tls(&self.config.extra_roots)?;
        Ok(Arc::clone(tls.insert(made)))
    }

    /// Sends a request, and returns its reply if that is complete within the limits. `is_sent` is set if a part of the
    /// request may have arrived, even if this future is dropped. The permit is only required, not used.
    pub(crate) async fn send(
        self: &Arc<Self>,
        origin: &Origin,
        request: Request<Bytes>,
        expected: ReplyBody,
        limits: Limits,
        is_sent: &AtomicBool,
        _permit: &Permit<'_>,
    ) -> Result<Response<Bytes>, Lost> {
        let begun = Instant::now();
        let mut opened = self.open(origin, request, limits.head, is_sent).await?;
        let expected = match opened.head.status.is_success() {
            true => expected.largest().unwrap_or(u64::MAX),
            false => ReplyBody::LARGEST_REFUSAL,
        };
        let largest = expected.min(self.config.largest_reply);
        let body = match opened.body.is_end_stream() {
            true => Bytes::new(),
            false => {
                let left = limits.total.saturating_sub(begun.elapsed());
                // Boxed, because most replies have no body, and their futures should not have room for one.
                let whole = Box::pin(self.collect(&mut opened, largest));
                let whole = timeout(left, whole).await;
                whole
                    .unwrap_or(Err(TransportError::Unfinished(limits.total)))
                    .map_err(Lost::unanswered)?
            }
        };
        Ok(self.close(origin, opened, body))
    }

    /// Sends a request to a server that need not be Azure's. Returns the head of its reply, and the body of a refusal
    /// if that is short.
    pub(crate) async fn probe(
        self: &Arc<Self>,
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
        let mut opened = self.open(origin, request, limit, &is_sent).await?;
        // A body that cannot be read is left out, because the head is enough.
        let body = match opened.head.status.is_success() {
            true => Bytes::new(),
            false => timeout(limit, self.collect(&mut opened, ReplyBody::LARGEST_REFUSAL))
                .await
                .map(Result::unwrap_or_default)
                .unwrap_or_default(),
        };
        let mut reply = self.close(origin, opened, body);
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
    ) -> Result<Opened, Lost> {
        let opening = self.open_unlimited(origin, request, is_sent);
        let opened = timeout(limit, opening).await.unwrap_or_else(|_| {
            let late = TransportError::NoReply(limit);
            Err(match is_sent.load(Ordering::Relaxed) {
                true => Lost::unanswered(late),
                false => Lost::unsent(late),
            })
        })?;
        // A proxy that asks for a password has not passed the request on.
        match origin.refusal_of_proxy(&opened.head) {
            Some(refusal) => Err(Lost::unsent(TransportError::Connect(refusal.into()))),
            None => Ok(opened),
        }
    }

    async fn open_unlimited(
        &self,
        origin: &Origin,
        request: Request<Bytes>,
        is_sent: &AtomicBool,
    ) -> Result<Opened, Lost> {
        let mut request = self.addressed(origin, request);
        loop {
            let idle = origin.idle_connection(self.config.idle_timeout);
            let was_idle = idle.is_some();
            let mut connection = match idle {
                Some(connection) => connection,
                None => {
                    // Boxed, because connecting is rare, and its future is larger than the rest of this one.
                    let connected = Box::pin(origin.connect(&self.http)).await;
                    connected.map_err(|cause| Lost::unsent(TransportError::Connect(cause)))?
                }
            };
            // Set first, because this future may be dropped while the request is sent.
            is_sent.store(true, Ordering::Relaxed);
            let mut refused = match connection.request(request).await {
                Ok(reply) => {
                    let (head, body) = reply.into_parts();
                    return Ok(Opened {
                        head,
                        body,
                        connection,
                    });
                }
                Err(refused) => refused,
            };
            let unsent = refused.take_message();
            is_sent.store(unsent.is_none(), Ordering::Relaxed);
            let broken = TransportError::Broken(refused.into_error().into());
            match unsent {
                // The server closed the idle connection before anything was sent, so another connection is tried.
                Some(unsent) if was_idle => request = unsent,
                Some(_) => return Err(Lost::unsent(broken)),
                None => return Err(Lost::unanswered(broken)),
            }
        }
    }

    /// The request as it is written to a connection.
    fn addressed(&self, origin: &Origin, request: Request<Bytes>) -> Request<Full<Bytes>> {
        let mut request = request.map(Full::new);
        origin.address(request.uri_mut());
        let headers = request.headers_mut();
        headers.insert(HOST, origin.host().clone());
        headers.insert(USER_AGENT, self.user_agent.clone());
        if let Some(authorization) = origin.proxy_authorization() {
            headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        request
    }

    async fn collect(&self, opened: &mut Opened, largest: u64) -> Result<Bytes, TransportError> {
        // What is known to be too large is not read at all.
        if opened.body.size_hint().lower() > largest {
            return Err(TransportError::TooLarge(largest));
        }
        let mut content = BytesMut::new();
        loop {
            let frame = opened.connection.drive(opened.body.frame());
            let frame = match timeout(self.config.read_timeout, frame).await {
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

    /// The reply with the part of its body that was read. If that is the whole body, the connection is kept for the
    /// next request. Otherwise it is closed, as it is when the future of a request is dropped.
    fn close(self: &Arc<Self>, origin: &Origin, opened: Opened, body: Bytes) -> Response<Bytes> {
        if opened.connection.is_ready() && !self.config.idle_timeout.is_zero() {
            origin.keep(opened.connection);
            self.watch_idle();
        }
        Response::from_parts(opened.head, body)
    }

    /// Closes idle connections even if no request follows.
    fn watch_idle(self: &Arc<Self>) {
        let mut watch = lock(&self.idle_watch);
        if watch.as_ref().is_some_and(|stop| !stop.is_closed()) {
            return;
        }
        let (stop, mut stopped) = oneshot::channel();
        *watch = Some(stop);
        // A weak reference, because this task must not keep the network alive. A network that is dropped stops the
        // task.
        let (network, period) = (Arc::downgrade(self), self.config.idle_timeout);
        tokio::spawn(async move {
            while !is_stopped_within(period, &mut stopped).await {
                if !network
                    .upgrade()
                    .is_some_and(|network| network.close_idle())
                {
                    return;
                }
            }
        });
    }

    /// Closes connections that were idle for too long, and forgets servers without an account. Returns whether any
    /// connection is still idle.
    fn close_idle(&self) -> bool {
        // Locked throughout, so that a connection that is kept meanwhile is watched by this task or starts another.
        let mut watch = lock(&self.idle_watch);
        let mut is_any_idle = false;
        lock(&self.origins).retain(|_, origin| {
            let has_idle = origin.close_idle(self.config.idle_timeout);
            is_any_idle |= has_idle;
            // An account holds the other reference. None is made meanwhile, because that takes this lock.
            has_idle || Arc::strong_count(origin) > 1
        });
        if !is_any_idle {
            *watch = None;
        }
        is_any_idle
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

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
        assert!(lock(&network.tls).is_none());
        let made = network.tls().unwrap();
        network
            .origin(&Uri::from_static("https://127.0.0.1:1/acct"))
            .unwrap();
        assert!(Arc::ptr_eq(&made, &network.tls().unwrap()));
    }
}
