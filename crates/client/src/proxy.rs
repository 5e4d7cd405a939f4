//! How a connection reaches the endpoint: straight, through a forwarding proxy, or through a tunnel.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{HeaderValue, Response, StatusCode, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::transport_error::innermost;

/// Which proxy to go through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyChoice {
    /// The one that `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` names, unless `NO_PROXY` excepts the host. Addresses of
    /// this machine and of its link are always excepted: no proxy could reach what is meant by them.
    #[default]
    FromEnvironment,
    /// None, whatever the environment says.
    Direct,
    /// This one.
    Through(ProxyUrl),
}

/// The URL of a proxy, with its user and password if it wants any. Prints without them.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(Zeroizing<String>);

impl ProxyUrl {
    /// Reads `http://host:port` or `http://user:password@host:port`.
    ///
    /// # Errors
    /// If it is no such URL; other kinds of proxy are not supported.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let is_known = Uri::try_from(text)
            .is_ok_and(|uri| uri.scheme_str() == Some("http") && uri.host().is_some());
        if !is_known {
            return Err(Error::unknown_proxy());
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyUrl(…)")
    }
}

/// A proxy on the way to an endpoint. Prints without its password.
#[derive(Clone)]
pub(crate) struct Proxy {
    uri: Uri,
    authorization: Option<HeaderValue>,
}

impl Proxy {
    pub(crate) fn choose(choice: &ProxyChoice, target: &Uri) -> Option<Self> {
        match choice {
            ProxyChoice::Direct => None,
            ProxyChoice::FromEnvironment if is_near(target) => None,
            ProxyChoice::FromEnvironment => Self::of(&Matcher::from_env(), target),
            ProxyChoice::Through(url) => {
                Self::of(&Matcher::builder().all(url.0.as_str()).build(), target)
            }
        }
    }

    fn of(matcher: &Matcher, target: &Uri) -> Option<Self> {
        let proxy = matcher.intercept(target)?;
        let authorization = proxy.basic_auth().cloned().map(|mut value| {
            value.set_sensitive(true);
            value
        });
        Some(Self {
            uri: proxy.uri().clone(),
            authorization,
        })
    }

    /// What a request that is forwarded in the clear must carry.
    pub(crate) fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }

    /// What is wrong if a reply is the proxy's own, which asks for a user name and a password.
    pub(crate) fn refusal<T>(&self, reply: &Response<T>) -> Option<ProxyError> {
        let is_own = reply.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        is_own.then(|| self.error(UNAUTHORIZED))
    }

    /// Written anew, because the URL's own authority may hold a password.
    pub(crate) fn host_and_port(&self) -> String {
        let host = self.uri.host().unwrap_or_default();
        match self.uri.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    fn error(&self, what: impl fmt::Display) -> ProxyError {
        ProxyError(format!("the proxy `{}` {what}", self.host_and_port()))
    }
}

const UNAUTHORIZED: &str = "needs a user name and a password, or does not accept those given (407): name it as http://user:password@host:port";

/// Why there is no way through a proxy: one sentence, without a password.
#[derive(Debug)]
pub(crate) struct ProxyError(String);

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for ProxyError {}

/// Whether a URL's host is this machine or on its link.
pub(crate) fn is_near(target: &Uri) -> bool {
    let host = target.host().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    match address.map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unicast_link_local(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("host", &self.uri.host())
            .finish_non_exhaustive()
    }
}

/// Makes connections, over the proxy if there is one.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    pub(crate) http: HttpConnector,
    pub(crate) proxy: Option<Proxy>,
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let Some(proxy) = self.proxy.clone() else {
            let connecting = self.http.call(target);
            return Box::pin(async move {
                Ok(Stream {
                    io: connecting.await?,
                    is_forwarded: false,
                })
            });
        };
        if !matches!(proxy.uri.scheme_str(), None | Some("http")) {
            return Box::pin(async {
                Err(
                    "only http proxies are supported; name one, or except the host by NO_PROXY"
                        .into(),
                )
            });
        }
        if target.scheme_str() != Some("https") {
            let connecting = self.http.call(proxy.uri.clone());
            return Box::pin(async move {
                let connected = connecting.await;
                Ok(Stream {
                    io: connected.map_err(|error| proxy.error(unreachable(&error)))?,
                    is_forwarded: true,
                })
            });
        }
        let mut tunnel = Tunnel::new(proxy.uri.clone(), self.http.clone());
        if let Some(authorization) = proxy.authorization.clone() {
            tunnel = tunnel.with_auth(authorization);
        }
        Box::pin(async move {
            let opened = tunnel.call(target.clone()).await;
            Ok(Stream {
                io: opened.map_err(|error| proxy.error(unopened(&error, &target)))?,
                is_forwarded: false,
            })
        })
    }
}

fn unreachable(error: &(dyn StdError + 'static)) -> String {
    format!("could not be reached: {}", innermost(error))
}

/// Which of its errors it is, a tunnel says in words alone.
fn unopened(error: &(dyn StdError + 'static), target: &Uri) -> String {
    let host = target.host().unwrap_or_default();
    match error.to_string() {
        said if said.ends_with("proxy authorization required") => UNAUTHORIZED.to_owned(),
        said if said.ends_with("unsuccessful") => {
            format!(
                "refuses to connect to `{host}`: permit the host there, or except it by NO_PROXY"
            )
        }
        _ if error.source().is_some() => unreachable(error),
        said => format!("opens no connection to `{host}`: {said}"),
    }
}

/// A connection, to the endpoint or to a proxy that forwards. To the latter, requests name their whole URL.
#[derive(Debug)]
pub(crate) struct Stream {
    io: TokioIo<TcpStream>,
    is_forwarded: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.is_forwarded)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_never_behind_the_environments_proxy() {
        for near in [
            "http://127.0.0.1:10000/acct",
            "http://[::1]:10000/acct",
            "http://acct.blob.localhost",
            "http://169.254.169.254/acct",
            "http://[fe80::1]/acct",
            "http://[::ffff:169.254.169.254]/acct",
        ] {
            assert!(is_near(&Uri::from_static(near)), "{near}");
        }
        for far in ["https://acct.blob.core.windows.net", "http://10.0.0.1/acct"] {
            assert!(!is_near(&Uri::from_static(far)), "{far}");
        }
    }

    #[test]
    fn the_proxy_is_the_one_for_the_scheme_and_its_password_is_not_printed() {
        let matcher = Matcher::builder()
            .https("http://user:secret@proxy.example:3128")
            .no("excepted.example")
            .build();
        let of = |target| Proxy::of(&matcher, &Uri::from_static(target));
        let proxy = of("https://acct.blob.core.windows.net").unwrap();
        assert_eq!(
            format!("{proxy:?}"),
            "Proxy { host: Some(\"proxy.example\"), .. }"
        );
        assert!(proxy.authorization().is_some_and(HeaderValue::is_sensitive));
        assert!(of("http://127.0.0.1:10000/acct").is_none());
        assert!(of("https://excepted.example").is_none());
    }
}
