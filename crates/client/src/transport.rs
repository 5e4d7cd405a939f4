//! Sockets and TLS: one request, one reply, or a loss.

use std::sync::Arc;
use std::time::Duration;

use blobcopy_auth::SentSecrets;
use blobcopy_proto::job::NoResponse;
use blobcopy_proto::{HeaderText, ReplyBody, SourceUrl};
use bytes::{Bytes, BytesMut};
use http::header::{PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig as TlsConfig, RootCertStore};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::config::ClientConfig;
use crate::error::Error;
use crate::proxy::{Connector, Proxy};
use crate::transport_error::{Lost, TransportError};
use crate::trusted;

/// A pool of connections.
#[derive(Debug)]
pub(crate) struct Transport {
    client: Client<HttpsConnector<Connector>, Full<Bytes>>,
    /// One permit a connection.
    permits: Semaphore,
    user_agent: HeaderValue,
    /// The proxy that requests are sent to in the clear.
    proxy: Option<Proxy>,
    read_timeout: Duration,
    largest_reply: u64,
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

/// Leave to use a connection, until it is dropped.
pub(crate) struct Permit<'a>(#[expect(dead_code, reason = "it is only held")] SemaphorePermit<'a>);

impl Transport {
    /// A pool for the host of `target`.
    pub(crate) fn new(config: &ClientConfig, target: &Uri) -> Result<Self, Error> {
        let is_https = target.scheme_str() == Some("https");
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(config.connect_timeout));
        let proxy = Proxy::choose(&config.proxy, target);
        let forwarding = proxy.clone().filter(|_| !is_https);
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(tls(config, is_https)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(Connector { http, proxy });
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(config.idle_timeout)
            .pool_max_idle_per_host(config.connections)
            .build(connector);
        Ok(Self {
            client,
            permits: Semaphore::new(config.connections.clamp(1, Semaphore::MAX_PERMITS)),
            user_agent: user_agent(config)?,
            proxy: forwarding,
            read_timeout: config.read_timeout,
            largest_reply: config.largest_reply,
        })
    }

    /// Leave to send, once a connection is free. Whoever waits for it before making a request keeps no request meanwhile.
    pub(crate) async fn permit(&self) -> Permit<'_> {
        let permit = self.permits.acquire().await;
        Permit(permit.expect("the semaphore is never closed"))
    }

    /// Sends a request, and takes its reply if that is complete within the limits.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        expected: ReplyBody,
        limits: Limits,
        _permit: &Permit<'_>,
    ) -> Result<Response<Bytes>, Lost> {
        let whole = self.whole_reply(request, expected, limits.head);
        let late = |_| Err(Lost::unanswered(TransportError::Unfinished(limits.total)));
        timeout(limits.total, whole).await.unwrap_or_else(late)
    }

    async fn whole_reply(
        &self,
        request: Request<Bytes>,
        expected: ReplyBody,
        head: Duration,
    ) -> Result<Response<Bytes>, Lost> {
        let (head, body) = self.open(request, head).await?.into_parts();
        let expected = match head.status.is_success() {
            true => expected.largest().unwrap_or(u64::MAX),
            false => ReplyBody::LARGEST_REFUSAL,
        };
        let largest = expected.min(self.largest_reply);
        let body = self
            .collect(body, largest)
            .await
            .map_err(Lost::unanswered)?;
        Ok(Response::from_parts(head, body))
    }

    /// As [`send`](Self::send), to a server that may be anybody's: of its answer the head is taken, and of a refusal the
    /// body, if that is short.
    pub(crate) async fn probe(
        &self,
        request: Request<Bytes>,
        source: &SourceUrl,
        limit: Duration,
    ) -> Result<Response<Bytes>, Lost> {
        let _permit = self.permit().await;
        let mut secrets = SentSecrets::default();
        self.note_secrets(&request, &mut secrets);
        secrets.learn_source(source);
        let opened = self.open(request, limit).await?;
        let (head, body) = opened.into_parts();
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

    /// Takes note of the secrets that a request carries, the one for a proxy included.
    pub(crate) fn note_secrets(&self, request: &Request<Bytes>, secrets: &mut SentSecrets) {
        secrets.learn(request);
        if let Some(authorization) = self.proxy.as_ref().and_then(Proxy::authorization) {
            secrets.learn_header(authorization);
        }
    }

    /// Sends a request, and returns with the head of its answer.
    async fn open(
        &self,
        request: Request<Bytes>,
        reply_timeout: Duration,
    ) -> Result<Response<Incoming>, Lost> {
        let mut request = request.map(Full::new);
        request
            .headers_mut()
            .insert(USER_AGENT, self.user_agent.clone());
        if let Some(authorization) = self.proxy.as_ref().and_then(Proxy::authorization) {
            request
                .headers_mut()
                .insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        match timeout(reply_timeout, self.client.request(request)).await {
            Ok(Ok(reply)) => match self.proxy.as_ref().and_then(|proxy| proxy.refusal(&reply)) {
                Some(refusal) => Err(Lost {
                    loss: NoResponse::Unsent,
                    cause: TransportError::Connect(refusal.into()),
                }),
                None => Ok(reply),
            },
            Ok(Err(error)) if error.is_connect() => Err(Lost {
                loss: NoResponse::Unsent,
                cause: TransportError::Connect(error.into()),
            }),
            Ok(Err(error)) => Err(Lost::unanswered(TransportError::Broken(error.into()))),
            Err(_) => Err(Lost::unanswered(TransportError::NoReply(reply_timeout))),
        }
    }

    async fn collect(&self, mut body: Incoming, largest: u64) -> Result<Bytes, TransportError> {
        // What is known to be too large is not read at all.
        if body.size_hint().lower() > largest {
            return Err(TransportError::TooLarge(largest));
        }
        let mut content = BytesMut::new();
        loop {
            let frame = match timeout(self.read_timeout, body.frame()).await {
                Ok(Some(Ok(frame))) => frame,
                Ok(Some(Err(error))) => return Err(TransportError::Broken(error.into())),
                Ok(None) => return Ok(content.freeze()),
                Err(_) => return Err(TransportError::Silent(self.read_timeout)),
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

/// The system's certificates are read for https alone: that takes longer than all else a short-lived process does.
fn tls(config: &ClientConfig, is_https: bool) -> Result<TlsConfig, Error> {
    let roots = match is_https {
        true => trusted::roots(&config.extra_roots)?,
        false => RootCertStore::empty(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = TlsConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3");
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn user_agent(config: &ClientConfig) -> Result<HeaderValue, Error> {
    const OURS: &str = concat!("blobcopy/", env!("CARGO_PKG_VERSION"));
    let Some(suffix) = &config.user_agent else {
        return Ok(HeaderValue::from_static(OURS));
    };
    let text = format!("{OURS} {}", HeaderText::parse(suffix)?);
    Ok(HeaderValue::from_str(&text).expect("a header's text and ours"))
}
