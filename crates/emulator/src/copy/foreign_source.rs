//! Sources on other servers, which are really fetched while the copy is pending.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use blobcopy_proto::{ErrorCode, SourceUrl};
use bytes::{Bytes, BytesMut};
use http::{Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Body, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::clock::Clock;
use crate::refusal::Refusal;
use crate::server::body::LARGEST;

/// How long a source may take to answer, and later to send something more.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Reads sources from other servers.
pub(crate) struct Fetcher {
    plain: Client<HttpConnector, Empty<Bytes>>,
    /// Created for the first https source. `None` if the machine trusts no certificates.
    secure: OnceLock<Option<Client<HttpsConnector<HttpConnector>, Empty<Bytes>>>>,
    /// Certificates to trust in addition to the machine's.
    trusted: Vec<CertificateDer<'static>>,
}

impl Fetcher {
    pub(crate) fn new(trusted: Vec<CertificateDer<'static>>) -> Self {
        Self {
            plain: client(HttpConnector::new()),
            secure: OnceLock::new(),
            trusted,
        }
    }

    /// Requests `source` and waits for the head of the response.
    ///
    /// A redirect is not followed, and treated as any other response without content.
    pub(crate) async fn open(&self, source: &SourceUrl) -> Result<Response<Incoming>, Refusal> {
        let uri = Uri::try_from(source.expose()).map_err(|_| Refusal::of_silent_source())?;
        let answer = timeout(READ_TIMEOUT, self.send(uri)).await;
        let Ok(Some(answer)) = answer else {
            return Err(Refusal::of_silent_source());
        };
        let declared = answer.body().size_hint().lower();
        match answer.status() {
            StatusCode::OK if declared > LARGEST => Err(Refusal::body_too_large().seen_from_copy()),
            StatusCode::OK => Ok(answer),
            status => Err(Refusal::of_source(
                status,
                error_code(&answer),
                sentence(status),
            )),
        }
    }

    async fn send(&self, uri: Uri) -> Option<Response<Incoming>> {
        let is_plain = uri.scheme_str() == Some("http");
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = uri;
        request.headers_mut().insert(
            header::USER_AGENT,
            header::HeaderValue::from_static("blobcopy-emulator"),
        );
        if is_plain {
            return self.plain.request(request).await.ok();
        }
        let secure = self.secure.get_or_init(|| secure_client(&self.trusted));
        let secure = secure.as_ref()?;
        secure.request(request).await.ok()
    }
}

fn client<C>(connector: C) -> Client<C, Empty<Bytes>>
where
    C: hyper_util::client::legacy::connect::Connect + Clone,
{
    Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .build(connector)
}

/// A client that trusts the machine's certificates and `trusted`. `None` if there are no certificates at all.
fn secure_client(
    trusted: &[CertificateDer<'static>],
) -> Option<Client<HttpsConnector<HttpConnector>, Empty<Bytes>>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.add_parsable_certificates(trusted.iter().cloned());
    if roots.is_empty() {
        return None;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = HttpsConnectorBuilder::new().with_tls_config(config);
    Some(client(connector.https_only().enable_http1().build()))
}

/// The error code of a source in Azure or in another emulator.
fn error_code(answer: &Response<Incoming>) -> Option<ErrorCode> {
    let code = answer
        .headers()
        .get(&blobcopy_proto::wire::header::ERROR_CODE)?;
    code.to_str().ok().map(ErrorCode::from)
}

fn sentence(status: StatusCode) -> &'static str {
    match status {
        status if status.is_redirection() => {
            "The copy source redirects to another URL, which is not followed."
        }
        StatusCode::NOT_FOUND => "The specified resource does not exist.",
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            "This request is not authorized to perform this operation."
        }
        _ => "The copy source could not be read.",
    }
}

/// The body of a source, which is being received. Dropping it stops the transfer.
pub(crate) struct Download {
    arrival: Arc<PartialBody>,
    task: JoinHandle<()>,
}

/// The part received so far.
struct PartialBody {
    received: AtomicU64,
    total: Option<u64>,
    end: OnceLock<(SystemTime, Result<Bytes, SourceEnded>)>,
}

/// The source broke off before its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SourceEnded;

impl Download {
    /// Continues to read `body` in the background.
    pub(crate) fn start(body: Incoming, clock: Clock) -> Self {
        let arrival = Arc::new(PartialBody {
            received: AtomicU64::new(0),
            total: body.size_hint().exact(),
            end: OnceLock::new(),
        });
        let arriving = Arc::clone(&arrival);
        let task = tokio::spawn(async move {
            let content = read(body, &arriving).await;
            arriving.end.get_or_init(|| (clock.now(), content));
        });
        Self { arrival, task }
    }

    /// The number of bytes received.
    pub(crate) fn received(&self) -> u64 {
        self.arrival.received.load(Ordering::Relaxed)
    }

    /// The size of the source in bytes, if the source declared it or has sent everything.
    pub(crate) fn total(&self) -> Option<u64> {
        self.arrival.total.or_else(|| match self.arrival.end.get() {
            Some((_, Ok(content))) => Some(content.len() as u64),
            _ => None,
        })
    }

    /// When the source had sent everything, or broke off.
    pub(crate) fn end(&self) -> Option<(SystemTime, Result<Bytes, SourceEnded>)> {
        self.arrival.end.get().cloned()
    }

    /// Waits until the transfer has ended.
    pub(crate) async fn finished(&mut self) {
        // A task that was cancelled has also ended.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads the whole `body`. If it is shorter than declared, hyper reports an error.
async fn read(mut body: Incoming, arrival: &PartialBody) -> Result<Bytes, SourceEnded> {
    let mut content = BytesMut::new();
    while let Some(frame) = timeout(READ_TIMEOUT, body.frame())
        .await
        .map_err(|_| SourceEnded)?
    {
        let Ok(data) = frame.map_err(|_| SourceEnded)?.into_data() else {
            continue;
        };
        content.extend_from_slice(&data);
        if content.len() as u64 > LARGEST {
            return Err(SourceEnded);
        }
        arrival
            .received
            .store(content.len() as u64, Ordering::Relaxed);
    }
    Ok(content.freeze())
}
