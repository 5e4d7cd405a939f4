//! How a connection reaches the endpoint: directly, through a forwarding proxy, or through a tunnel.

use std::error::Error as StdError;
use std::fmt;
use std::net::IpAddr;

use blobcopy_proto::ErrorKind;
use http::{HeaderValue, StatusCode, Uri, response};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use tokio::net::TcpStream;
use tower_service::Service;
use zeroize::Zeroizing;

use super::innermost;
use crate::error::Error;

/// Which proxy to go through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyChoice {
    /// The proxy that `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` names, unless `NO_PROXY` excludes the host. Loopback
    /// and link-local addresses are always excluded, because they mean something else to a proxy.
    #[default]
    FromEnvironment,
    /// No proxy, whatever the environment says.
    Direct,
    /// This one.
    Through(ProxyUrl),
}

const UNKNOWN: &str =
    "the URL of the proxy is not valid; write http://host:port, or http://user:password@host:port";

/// The URL of a proxy, with its user and password if it has any. Prints without them.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(Zeroizing<String>);

impl ProxyUrl {
    /// Reads `http://host:port` or `http://user:password@host:port`.
    ///
    /// # Errors
    /// If it is not such a URL. Other kinds of proxy are not supported.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let is_known = Uri::try_from(text)
            .is_ok_and(|uri| uri.scheme_str() == Some("http") && uri.host().is_some());
        if !is_known {
            return Err(Error::said(ErrorKind::Invalid, UNKNOWN));
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
pub(super) struct Proxy {
    uri: Uri,
    authorization: Option<HeaderValue>,
}

impl Proxy {
    pub(super) fn choose(choice: &ProxyChoice, target: &Uri) -> Option<Self> {
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

    /// The header with which a request that is forwarded without TLS authenticates.
    pub(super) fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }

    /// The error of a reply in which the proxy itself asks for a user name and a password.
    pub(super) fn refusal(&self, reply: &response::Parts) -> Option<ProxyError> {
        let is_own = reply.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        is_own.then(|| self.error(UNAUTHORIZED))
    }

    /// The proxy's host and port. Put together here, because the URL's authority may hold a password.
    pub(super) fn host_and_port(&self) -> String {
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

const UNAUTHORIZED: &str = "requires authentication, or rejects the user name and password (407); set the proxy as http://user:password@host:port";

/// Why a proxy cannot be used: one sentence, without a password.
#[derive(Debug)]
pub(crate) struct ProxyError(String);

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for ProxyError {}

/// Whether a URL's host is this machine or has a link-local address.
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

/// Connects to the server of a URL, directly or through a proxy. A proxy forwards requests without TLS, and tunnels
/// TLS.
pub(super) async fn reach(
    mut http: HttpConnector,
    proxy: Option<&Proxy>,
    target: &Uri,
) -> Result<TcpStream, Box<dyn StdError + Send + Sync>> {
    let Some(proxy) = proxy else {
        return Ok(http.call(target.clone()).await?.into_inner());
    };
    if !matches!(proxy.uri.scheme_str(), None | Some("http")) {
        let rule = "only http proxies are supported; name one, or add the host to NO_PROXY";
        return Err(rule.into());
    }
    if target.scheme_str() != Some("https") {
        let connected = http.call(proxy.uri.clone()).await;
        let connected = connected.map_err(|error| proxy.error(unreachable(&error)))?;
        return Ok(connected.into_inner());
    }
    let mut tunnel = Tunnel::new(proxy.uri.clone(), http);
    if let Some(authorization) = proxy.authorization.clone() {
        tunnel = tunnel.with_auth(authorization);
    }
    let opened = tunnel.call(target.clone()).await;
    let opened = opened.map_err(|error| proxy.error(unopened(&error, target)))?;
    Ok(opened.into_inner())
}

fn unreachable(error: &(dyn StdError + 'static)) -> String {
    format!("could not be reached: {}", innermost(error))
}

/// Explains an error of a tunnel, whose kind can be read only from its text.
fn unopened(error: &(dyn StdError + 'static), target: &Uri) -> String {
    let host = target.host().unwrap_or_default();
    match error.to_string() {
        said if said.ends_with("proxy authorization required") => UNAUTHORIZED.to_owned(),
        said if said.ends_with("unsuccessful") => {
            format!("refuses to connect to `{host}`; allow the host there, or add it to NO_PROXY")
        }
        _ if error.source().is_some() => unreachable(error),
        said => format!("does not connect to `{host}`: {said}"),
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
