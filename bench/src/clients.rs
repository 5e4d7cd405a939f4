//! The clients that are measured, each with its own way of starting a copy.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use blobcopy::{BlobClient, BlobServiceClient, ClientConfig, Credential, ProxyChoice};
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use object_store::ObjectStoreExt;
use object_store::azure::{MicrosoftAzure, MicrosoftAzureBuilder};
use object_store::path::Path;

const ACCOUNT: &str = "acct";
const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

/// Something that starts copies.
pub(crate) trait Client: Send + Sync {
    /// Copies `from/NUMBER` to `into/NUMBER`.
    fn copy(&self, number: usize) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The client of that name, for the stub on that port.
pub(crate) fn of(name: &str, port: u16) -> Option<Arc<dyn Client>> {
    Some(match name {
        "hyper" => Arc::new(Bare::new(port)),
        "blobcopy" => Arc::new(Ours::new(port)),
        "object_store" => Arc::new(Store::new(port)),
        _ => return None,
    })
}

/// The floor: a request that is ready, without a signature, and a reply that nobody reads.
struct Bare {
    http: HttpClient<HttpConnector, Empty<Bytes>>,
    request: Request<Empty<Bytes>>,
}

impl Bare {
    fn new(port: u16) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let request = Request::builder()
            .method(Method::PUT)
            .uri(format!("http://127.0.0.1:{port}/{ACCOUNT}/into/1"))
            .header("x-ms-version", "2025-11-05")
            .header("x-ms-date", "Mon, 23 Nov 2026 08:00:00 GMT")
            .header(
                "x-ms-client-request-id",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            )
            .header("user-agent", "bare")
            .header("content-length", "0")
            .header(
                "x-ms-copy-source",
                format!("http://127.0.0.1:{port}/{ACCOUNT}/from/1"),
            )
            .header(
                "authorization",
                "SharedKey acct:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            )
            .body(Empty::new())
            .expect("a request");
        Self {
            http: HttpClient::builder(TokioExecutor::new()).build(connector),
            request,
        }
    }
}

impl Client for Bare {
    fn copy(&self, _number: usize) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            let reply = self
                .http
                .request(self.request.clone())
                .await
                .expect("a reply");
            reply.into_body().collect().await.expect("no body");
        })
    }
}

/// A whole copy, to its end, as a user of ours writes it.
struct Ours {
    from: Vec<BlobClient>,
    into: Vec<BlobClient>,
}

/// Names are made beforehand, and used again and again.
const NAMES: usize = 1000;

impl Ours {
    fn new(port: u16) -> Self {
        let credential = Credential::shared_key(ACCOUNT, KEY).expect("a key");
        let endpoint = format!("http://127.0.0.1:{port}/{ACCOUNT}");
        let endpoint = blobcopy::proto::Endpoint::parse(&endpoint).expect("an endpoint");
        let mut config = ClientConfig::default();
        config.proxy = ProxyChoice::Direct;
        let service =
            BlobServiceClient::with_config(endpoint, credential, config).expect("a client");
        let blobs = |container: &str| {
            (0..NAMES)
                .map(|number| {
                    service
                        .blob(container, &number.to_string())
                        .expect("a name")
                })
                .collect()
        };
        Self {
            from: blobs("from"),
            into: blobs("into"),
        }
    }
}

impl Client for Ours {
    fn copy(&self, number: usize) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            let source = &self.from[number % NAMES];
            let copied = self.into[number % NAMES].copy(source).await;
            copied.expect("a copy");
        })
    }
}

struct Store {
    store: MicrosoftAzure,
    paths: Vec<(Path, Path)>,
}

impl Store {
    fn new(port: u16) -> Self {
        let store = MicrosoftAzureBuilder::new()
            .with_account(ACCOUNT)
            .with_access_key(KEY)
            .with_container_name("into")
            .with_endpoint(format!("http://127.0.0.1:{port}/{ACCOUNT}"))
            .with_allow_http(true)
            .build()
            .expect("a store");
        let paths = (0..NAMES)
            .map(|number| {
                (
                    Path::from(format!("from/{number}")),
                    Path::from(format!("{number}")),
                )
            })
            .collect();
        Self { store, paths }
    }
}

impl Client for Store {
    fn copy(&self, number: usize) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            let (from, into) = &self.paths[number % NAMES];
            self.store.copy(from, into).await.expect("a copy");
        })
    }
}
