//! An HTTP client for the credentials of the Azure SDK for Rust, which uses this crate's connections.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use ::azure_core::error::{Error as AzureError, ErrorKind};
use ::azure_core::http::headers::{HeaderName, HeaderValue, Headers};
use ::azure_core::http::request::Body;
use ::azure_core::http::{AsyncRawResponse, HttpClient, Request};
use async_trait::async_trait;
use blobcopy_proto::ReplyBody;
use blobcopy_proto::job::NoResponse;
use bytes::Bytes;
use http::{HeaderMap, Uri};

use crate::config::ClientConfig;
use crate::network::{Limits, Lost, Network, ProxyChoice, is_near};

/// Maximum size of a reply in bytes. A token has a few thousand characters.
const LARGEST_REPLY: u64 = 1 << 20;

impl ClientConfig {
    /// An HTTP client for the credentials of `azure_identity`, to replace their own transport. It uses this crate's
    /// connections and TLS, with the timeouts, certificates and proxy of this configuration.
    ///
    /// Requests to loopback and link-local addresses (such as the metadata service of a virtual machine), and all
    /// requests over plain http, bypass the proxy, because the replies contain tokens. Redirects are not followed.
    /// Requests are not retried, because the credentials retry.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), blobcopy::Error> {
    /// use azure_core::http::{ClientOptions, Transport};
    ///
    /// let mut options = ClientOptions::default();
    /// let client = blobcopy::ClientConfig::default().azure_http_client();
    /// options.transport = Some(Transport::new(client));
    /// # Ok(())
    /// # }
    /// ```
    pub fn azure_http_client(&self) -> Arc<dyn HttpClient> {
        let mut config = self.clone();
        // Tokens are requested about once an hour, so no connection is worth keeping.
        config.idle_timeout = Duration::ZERO;
        Arc::new(AzureHttp(config))
    }
}

#[derive(Debug)]
struct AzureHttp(ClientConfig);

#[async_trait]
impl HttpClient for AzureHttp {
    async fn execute_request(&self, request: &Request) -> ::azure_core::Result<AsyncRawResponse> {
        let request = outgoing(request)?;
        let config = self.toward(request.uri());
        let unusable = |error| AzureError::new(ErrorKind::Other, error);
        let limits = Limits::total(config.reply_timeout);
        let network = Network::new(config).map_err(unusable)?;
        let origin = network.origin(request.uri()).map_err(unusable)?;
        let permit = origin.permit().await;
        let token = ReplyBody::Document(LARGEST_REPLY);
        let is_sent = AtomicBool::default();
        let reply = network.send(&origin, request, token, limits, &is_sent, &permit);
        let reply = reply.await.map_err(failed)?;
        let (head, body) = reply.into_parts();
        let headers = incoming(&head.headers);
        let status = head.status.as_u16().into();
        Ok(AsyncRawResponse::from_bytes(status, headers, body))
    }
}

impl AzureHttp {
    /// The settings for one URL.
    fn toward(&self, target: &Uri) -> ClientConfig {
        let mut config = self.0.clone();
        if is_near(target) || target.scheme_str() != Some("https") {
            config.proxy = ProxyChoice::Direct;
        }
        config
    }
}

fn outgoing(request: &Request) -> ::azure_core::Result<http::Request<Bytes>> {
    let unusable = |error: http::Error| AzureError::new(ErrorKind::Other, error);
    let Body::Bytes(body) = request.body() else {
        let message = "a body that streams is not sent";
        return Err(AzureError::with_message(ErrorKind::Other, message));
    };
    let mut outgoing = http::Request::builder()
        .method(request.method().as_str())
        .uri(request.url().as_str());
    for (name, value) in request.headers().iter() {
        let mut value =
            http::HeaderValue::from_str(value.as_str()).map_err(|error| unusable(error.into()))?;
        // Some headers carry the secret that a metadata service requires.
        value.set_sensitive(true);
        outgoing = outgoing.header(name.as_str(), value);
    }
    outgoing.body(body.clone()).map_err(unusable)
}

fn incoming(headers: &HeaderMap) -> Headers {
    let mut incoming = Headers::new();
    for (name, value) in headers {
        if let Ok(value) = value.to_str() {
            let name = HeaderName::from(name.as_str().to_owned());
            incoming.insert(name, HeaderValue::from(value.to_owned()));
        }
    }
    incoming
}

/// Converts a transport error. The credential retries both kinds.
fn failed(lost: Lost) -> AzureError {
    let kind = match lost.loss {
        NoResponse::Unsent => ErrorKind::Connection,
        _ => ErrorKind::Io,
    };
    AzureError::new(kind, lost.cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::ProxyUrl;

    #[test]
    fn no_proxy_sees_a_token_in_the_clear_or_stands_before_this_machine_and_its_link() {
        let proxy = ProxyChoice::Through(ProxyUrl::parse("http://proxy.example:3128").unwrap());
        let client = |proxy: &ProxyChoice| {
            AzureHttp(ClientConfig {
                proxy: proxy.clone(),
                ..ClientConfig::default()
            })
        };
        for choice in [&ProxyChoice::FromEnvironment, &proxy] {
            for near in [
                "http://169.254.169.254/metadata/identity/oauth2/token",
                "https://169.254.169.254/metadata/identity/oauth2/token",
                "http://localhost:42356/msi/token",
                "http://127.0.0.1:40342/metadata/identity/oauth2/token",
                "https://[fe80::1]/token",
                "http://172.16.1.2:8081/msi/token",
            ] {
                let config = client(choice).toward(&Uri::from_static(near));
                assert_eq!(config.proxy, ProxyChoice::Direct, "{near}");
            }
        }
        let authority = Uri::from_static("https://login.microsoftonline.com/t/oauth2/v2.0/token");
        assert_eq!(client(&proxy).toward(&authority).proxy, proxy);
    }
}
