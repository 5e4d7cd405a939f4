//! The floor: a request that is ready, without a signature, and a reply that nobody reads.

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::{Client, Copying, root};

pub(super) struct Bare {
    http: HttpClient<HttpConnector, Empty<Bytes>>,
    request: Request<Empty<Bytes>>,
}

impl Bare {
    pub(super) fn new(port: u16) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let root = root(port);
        let request = Request::builder()
            .method(Method::PUT)
            .uri(format!("{root}/into/1"))
            .header("x-ms-version", "2025-11-05")
            .header("x-ms-date", "Mon, 23 Nov 2026 08:00:00 GMT")
            .header(
                "x-ms-client-request-id",
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            )
            .header("user-agent", "bare")
            .header("content-length", "0")
            .header("x-ms-copy-source", format!("{root}/from/1"))
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
    fn copy(&self, _number: usize) -> Copying<'_> {
        Box::pin(async {
            let reply = self.http.request(self.request.clone()).await;
            let body = reply.expect("a reply").into_body();
            body.collect().await.expect("no body");
        })
    }
}
