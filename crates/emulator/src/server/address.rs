//! The account and path that a URL names: path style (`127.0.0.1:10000/account/…`) or host style
//! (`account.blob.localhost/…`).

use std::net::Ipv4Addr;

use blobcopy_proto::{Endpoint, SourceUrl};
use http::uri::Authority;
use http::{Request, Uri, header};

use crate::account::store::{Account, Store};
use crate::refusal::Refusal;

/// An account of this emulator, and how a URL named it.
pub(crate) struct Address<'a, 'p> {
    pub(crate) account: &'a Account,
    /// The account's endpoint in the style of the URL.
    pub(crate) endpoint: &'a Endpoint,
    /// The rest of the URL's path.
    pub(crate) below: &'p str,
}

/// The account that a request names.
pub(crate) fn of_request<'a, 'p, B>(
    store: &'a Store,
    request: &'p Request<B>,
) -> Result<Address<'a, 'p>, Refusal> {
    let path = request.uri().path();
    locate(store, host_of(authority(request)), path).ok_or_else(|| match path {
        "" | "/" => Refusal::invalid_uri(),
        _ => Refusal::account_not_found(),
    })
}

/// Host and port of a request, as its sender wrote them.
pub(crate) fn authority<B>(request: &Request<B>) -> &str {
    let of_header = || request.headers().get(header::HOST)?.to_str().ok();
    request
        .uri()
        .authority()
        .map(Authority::as_str)
        .or_else(of_header)
        .unwrap_or_default()
}

/// Whether a source is in this emulator: its URL names the server that received the request, or this machine and port,
/// with a protocol that is served there.
pub(crate) fn is_own(source: &Uri, port: u16, request_authority: &str, speaks_tls: bool) -> bool {
    let Some(authority) = source.authority() else {
        return false;
    };
    let is_spoken = match source.scheme_str() {
        Some("https") => speaks_tls,
        scheme => scheme == Some("http"),
    };
    let local = authority.port_u16().unwrap_or(80) == port && is_loopback(authority.host());
    is_spoken && (local || authority.as_str().eq_ignore_ascii_case(request_authority))
}

/// The account that a source in this emulator names.
pub(crate) fn of_source<'a, 'p>(store: &'a Store, source: &'p Uri) -> Option<Address<'a, 'p>> {
    locate(store, source.host().unwrap_or_default(), source.path())
}

impl Address<'_, '_> {
    /// A source at this address, with the account's endpoint in canonical form.
    pub(crate) fn canonical(&self, source: &SourceUrl) -> String {
        let mut text = format!("{}{}", self.endpoint, self.below);
        if let Some((_, query)) = source.expose().split_once('?') {
            text.push('?');
            text.push_str(query);
        }
        text
    }
}

fn locate<'a, 'p>(store: &'a Store, host: &str, path: &'p str) -> Option<Address<'a, 'p>> {
    if let Some(account) = account_of_host(store, host) {
        return Some(Address {
            account,
            endpoint: &account.host_style,
            below: path,
        });
    }
    let path = path.strip_prefix('/').unwrap_or(path);
    let end = path.find('/').unwrap_or(path.len());
    let account = store.account(&path[..end])?;
    Some(Address {
        account,
        endpoint: &account.path_style,
        below: &path[end..],
    })
}

/// The account in the first label of a host. A host without an account may still be an emulator's, path style.
fn account_of_host<'a>(store: &'a Store, host: &str) -> Option<&'a Account> {
    let (label, _) = host.split_once('.')?;
    store
        .account(label)
        .filter(|_| host.parse::<Ipv4Addr>().is_err())
}

/// The host without its port.
pub(crate) fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

pub(crate) fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost"
        || host == "[::1]"
        || host.ends_with(".localhost")
        || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(source: &str, request_authority: &str) -> bool {
        is_own(&source.parse().unwrap(), 10000, request_authority, false)
    }

    #[test]
    fn a_source_is_ours_under_any_name_of_this_machine_and_the_name_the_request_used() {
        for source in [
            "http://127.0.0.1:10000/a/c/b",
            "http://127.8.9.1:10000/a/c/b",
            "http://LOCALHOST:10000/a/c/b",
            "http://[::1]:10000/a/c/b",
            "http://a.blob.localhost:10000/c/b",
            "http://storage:7777/a/c/b",
        ] {
            assert!(own(source, "storage:7777"), "{source}");
        }
    }

    #[test]
    fn another_port_host_or_scheme_is_another_server() {
        for source in [
            "http://127.0.0.1/a/c/b",
            "http://127.0.0.1:10001/a/c/b",
            "http://example.com:10000/a/c/b",
            "https://127.0.0.1:10000/a/c/b",
        ] {
            assert!(!own(source, "storage:7777"), "{source}");
        }
    }

    #[test]
    fn a_port_is_not_part_of_the_host() {
        for (authority, host) in [
            ("127.0.0.1:10000", "127.0.0.1"),
            ("[::1]:10000", "[::1]"),
            ("a.blob.localhost", "a.blob.localhost"),
            ("", ""),
        ] {
            assert_eq!(host_of(authority), host);
        }
    }
}
