//! Sockets and TLS: one request, one reply, or a loss.

use std::sync::Arc;
use std::time::Duration;

use blobcopy_proto::HeaderText;
use blobcopy_proto::job::Loss;
use bytes::{Bytes, BytesMut};
use http::header::{PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
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

/// Largest body of a refusal; the service's own are far smaller, and nobody else's matters.
const LARGEST_REFUSAL: u64 = 64 * 1024;

/// A pool of connections.
#[derive(Debug)]
pub(crate) struct Transport {
    client: Client<HttpsConnector<Connector>, Full<Bytes>>,
    /// One permit a connection.
    permits: Semaphore,
    user_agent: HeaderValue,
    /// The proxy that requests are sent to in the clear.
    proxy: Option<Proxy>,
    reply_timeout: Duration,
    read_timeout: Duration,
    largest_reply: u64,
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
            reply_timeout: config.reply_timeout,
            read_timeout: config.read_timeout,
            largest_reply: config.largest_reply,
        })
    }

    /// Leave to send, once a connection is free. Whoever waits for it before making a request keeps no request meanwhile.
    pub(crate) async fn permit(&self) -> Permit<'_> {
        let permit = self.permits.acquire().await;
        Permit(permit.expect("the semaphore is never closed"))
    }

    /// Sends a request, and takes the head of its reply if it comes within `reply_timeout`.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        reply_timeout: Duration,
        _permit: &Permit<'_>,
    ) -> Result<Response<Bytes>, Lost> {
        let (head, body) = self.open(request, reply_timeout).await?.into_parts();
        let largest = if head.status.is_success() {
            self.largest_reply
        } else {
            LARGEST_REFUSAL
        };
        let body = self
            .collect(body, largest)
            .await
            .map_err(Lost::unanswered)?;
        Ok(Response::from_parts(head, body))
    }

    /// As [`send`](Self::send), to a server that may be anybody's: of its answer the head is taken, and of a refusal the
    /// body, if that is short.
    pub(crate) async fn probe(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Lost> {
        let _permit = self.permit().await;
        let opened = self.open(request, self.reply_timeout).await?;
        let (head, body) = opened.into_parts();
        let body = match head.status.is_success() {
            true => Bytes::new(),
            false => self
                .collect(body, LARGEST_REFUSAL)
                .await
                .unwrap_or_default(),
        };
        Ok(Response::from_parts(head, body))
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
                    loss: Loss::Unsent,
                    cause: TransportError::Connect(refusal.into()),
                }),
                None => Ok(reply),
            },
            Ok(Err(error)) if error.is_connect() => Err(Lost {
                loss: Loss::Unsent,
                cause: TransportError::Connect(error.into()),
            }),
            Ok(Err(error)) => Err(Lost::unanswered(TransportError::Broken(error.into()))),
            Err(_) => Err(Lost::unanswered(TransportError::NoReply(reply_timeout))),
        }
    }

    async fn collect(&self, mut body: Incoming, largest: u64) -> Result<Bytes, TransportError> {
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
