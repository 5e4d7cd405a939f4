//! The Blob endpoint of an account.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use http::Uri;
use http::uri::Authority;

use crate::invalid::Invalid;
use crate::value::azure_host::{AzureCloud, AzureHost, primary};
use crate::value::pasted;
use crate::wire::target;

const PAGE: &str = "Naming and referencing containers, blobs, and metadata";

/// The Blob endpoint of an account: scheme, host, port and, in path style, the account's name as first segment.
///
/// The host of `https://acct.blob.core.windows.net` names the account. In the path style of emulators, such as
/// `http://127.0.0.1:10000/devstoreaccount1`, the path names it. A custom domain does not name it.
///
/// Endpoints identify accounts, so two spellings of one endpoint are equal: the host is kept in lower case and without
/// a trailing dot, and the default port of the scheme is omitted.
///
/// ```
/// use blobcopy_proto::Endpoint;
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let endpoint = Endpoint::parse("https://ACCT.blob.core.windows.net:443/")?;
/// assert_eq!(endpoint.as_str(), "https://acct.blob.core.windows.net");
/// assert_eq!(endpoint.account(), Some("acct"));
/// assert!(endpoint.is_azure());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint(Arc<Parts>);

#[derive(PartialEq, Eq, Hash)]
struct Parts {
    /// Scheme, authority and, in path style, the account, without a trailing slash.
    text: String,
    authority: Authority,
    is_https: bool,
    account: Option<String>,
    is_path_style: bool,
    cloud: Option<AzureCloud>,
}

impl Endpoint {
    /// Parses an endpoint. If the path has one segment, the endpoint is path style and the segment is the account.
    ///
    /// # Errors
    /// If it is not an absolute http or https URL, has a query or a user name, or has a path of more than one segment.
    /// A host of Azure Storage must have no path, and must name an account and the Blob service. An IP address or
    /// single-label host must have a path, because nothing else names the account.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |rule: &'static str| Invalid::new("endpoint", text, rule, PAGE);
        let uri = absolute("endpoint", text)?;
        if uri.query().is_some() || text.contains('#') {
            return Err(invalid("must have no query; give a SAS as the credential"));
        }
        let host = Host::of(&uri).map_err(invalid)?;
        let path = uri.path().trim_end_matches('/');
        match path.strip_prefix('/') {
            Some(account) if !account.contains('/') && !host.is_azure_storage() => {
                Self::path_style(&uri, &host, account).map_err(invalid)
            }
            Some(_) => Err(invalid(
                "must end after the host or, in path style, after the account's name",
            )),
            None if host.names_no_account() => Err(invalid(
                "names no account: add it as the path, such as http://127.0.0.1:10000/devstoreaccount1",
            )),
            None => Self::host_style(&uri, &host).map_err(invalid),
        }
    }

    /// Splits an absolute URL into the endpoint and the rest of its path, which begins with a slash or is empty.
    ///
    /// A URL is path style if its host is an IP address, `localhost`, another single-label host, or the host of `known`
    /// where `known` is path style.
    pub(crate) fn split<'a>(
        uri: &'a Uri,
        known: Option<&Self>,
    ) -> Result<(Self, &'a str), &'static str> {
        let host = Host::of(uri)?;
        let is_known = known.is_some_and(|known| {
            let is_https = uri.scheme_str() == Some("https");
            known.is_path_style()
                && known.is_https() == is_https
                && *known.authority() == host.authority()
        });
        if !host.names_no_account() && !is_known {
            return Ok((Self::host_style(uri, &host)?, uri.path()));
        }
        let path = uri.path().strip_prefix('/').unwrap_or_default();
        let account = path.split('/').next().unwrap_or_default();
        if account.is_empty() {
            return Err("names no account: with such a host the path begins with the account");
        }
        Ok((
            Self::path_style(uri, &host, account)?,
            &path[account.len()..],
        ))
    }

    /// The account's name; `None` for a custom domain, which does not name it.
    pub fn account(&self) -> Option<&str> {
        self.0.account.as_deref()
    }

    /// Host and port.
    pub fn authority(&self) -> &Authority {
        &self.0.authority
    }

    /// Whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.0.is_https
    }

    /// Whether the first segment of every path is the account.
    pub fn is_path_style(&self) -> bool {
        self.0.is_path_style
    }

    /// The Azure cloud of the endpoint; `None` for an emulator, and for a custom domain, which does not name its cloud.
    pub fn cloud(&self) -> Option<AzureCloud> {
        self.0.cloud
    }

    /// Whether the endpoint has a host of Azure, in any cloud. `false` for a custom domain, whatever account it belongs
    /// to.
    pub fn is_azure(&self) -> bool {
        self.0.cloud.is_some()
    }

    /// Whether both endpoints belong to the same service: to Azure, or to one emulator.
    pub fn is_of_service(&self, other: &Self) -> bool {
        self.is_azure() && other.is_azure() || self.domain() == other.domain()
    }

    /// Whether both endpoints belong to the same account: they are equal, or are two of Azure's endpoints for one
    /// account, such as those of a DNS zone, a private link or the secondary region. The scheme of Azure's endpoints
    /// makes no difference.
    pub fn is_same_account(&self, other: &Self) -> bool {
        let is_same_name = || self.account().is_some() && self.account() == other.account();
        self == other || self.is_azure() && self.cloud() == other.cloud() && is_same_name()
    }

    /// Whether a request to `uri` goes to this endpoint.
    pub fn is_root_of(&self, uri: &Uri) -> bool {
        let scheme = if self.is_https() { "https" } else { "http" };
        let is_below = |account| {
            let below = uri
                .path()
                .strip_prefix('/')
                .and_then(|path| path.strip_prefix(account));
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        uri.scheme_str() == Some(scheme)
            && uri.authority() == Some(self.authority())
            && self.path_account().is_none_or(is_below)
    }

    /// The first segment of every path, in path style: the account, or its secondary.
    fn path_account(&self) -> Option<&str> {
        let (_, account) = self.0.text.rsplit_once('/')?;
        self.is_path_style().then_some(account)
    }

    /// The part of a target's path after the endpoint, without the slash between them.
    #[cfg(feature = "serve")]
    pub(crate) fn path_below<'a>(&self, uri: &'a Uri) -> &'a str {
        let path = &uri.path()[usize::from(uri.path().starts_with('/'))..];
        if !self.is_path_style() {
            return path;
        }
        path.split_once('/').map_or("", |(_, below)| below)
    }

    /// Host and port, without the account.
    fn domain(&self) -> &str {
        let authority = self.0.authority.as_str();
        match &self.0.account {
            Some(_) if !self.0.is_path_style => {
                authority.split_once('.').map_or("", |parts| parts.1)
            }
            _ => authority,
        }
    }

    /// The URL, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    fn host_style(uri: &Uri, host: &Host) -> Result<Self, &'static str> {
        let Some(azure) = AzureHost::parse(&host.name) else {
            let account = account_of_host(&host.name);
            return Ok(Self::of(uri, host, "", account, false));
        };
        if azure.service != "blob" {
            let unknown = "is the endpoint of another service: a blob's URL begins with https://account.blob.";
            return Err(azure.rule_of_service().unwrap_or(unknown));
        }
        let Some(account) = azure.account else {
            return Err(
                "names no account: write https://ACCOUNT.blob. with the account's name of lower-case letters and digits",
            );
        };
        Ok(Self::of(uri, host, "", Some(account.to_owned()), false))
    }

    fn path_style(uri: &Uri, host: &Host, account: &str) -> Result<Self, &'static str> {
        let well_formed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let account = target::decode(account).unwrap_or_default();
        if account.is_empty() || !account.bytes().all(well_formed) {
            return Err(
                "has no account's name as its first segment (lower-case letters and digits)",
            );
        }
        let primary = account.strip_suffix("-secondary").unwrap_or(&account);
        Ok(Self::of(
            uri,
            host,
            &format!("/{account}"),
            Some(primary.to_owned()),
            true,
        ))
    }

    fn of(
        uri: &Uri,
        host: &Host,
        path: &str,
        account: Option<String>,
        is_path_style: bool,
    ) -> Self {
        let is_https = uri.scheme_str() == Some("https");
        let scheme = if is_https { "https" } else { "http" };
        let authority = host.authority();
        Self(Arc::new(Parts {
            text: format!("{scheme}://{authority}{path}"),
            authority,
            is_https,
            account,
            is_path_style,
            cloud: host.cloud(),
        }))
    }
}

/// The host and port of a URL, normalized so that equal hosts compare as equal.
#[derive(PartialEq)]
pub(crate) struct Host {
    /// In lower case, without a trailing dot; an IPv6 address in brackets, in the form of RFC 5952.
    pub(crate) name: String,
    /// `None` for the default port of the scheme.
    port: Option<u16>,
}

impl Host {
    pub(crate) fn of(uri: &Uri) -> Result<Self, &'static str> {
        let authority = uri.authority().ok_or("must name a host")?;
        let port = match authority.as_str().strip_prefix(authority.host()) {
            None | Some("" | ":") => None,
            Some(_) => Some(authority.port_u16().ok_or("must have a port up to 65535")?),
        };
        let implied = if uri.scheme_str() == Some("https") {
            443
        } else {
            80
        };
        let mut name = authority.host().to_ascii_lowercase();
        if name.ends_with('.') {
            name.pop();
        }
        let ipv6 = name
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        if let Some(Ok(address)) = ipv6.map(str::parse::<Ipv6Addr>) {
            name = format!("[{address}]");
        }
        match name.is_empty() {
            true => Err("must name a host"),
            false => Ok(Self {
                name,
                port: port.filter(|port| *port != implied),
            }),
        }
    }

    fn authority(&self) -> Authority {
        let text = match self.port {
            Some(port) => format!("{}:{port}", self.name),
            None => self.name.clone(),
        };
        Authority::try_from(text).expect("a host in lower case is still one")
    }

    fn is_azure_storage(&self) -> bool {
        AzureHost::parse(&self.name).is_some()
    }

    /// The Azure cloud, if the port is the one that Azure's hosts use.
    fn cloud(&self) -> Option<AzureCloud> {
        let azure = AzureHost::parse(&self.name).filter(|_| self.port.is_none());
        azure.map(|azure| azure.cloud)
    }

    /// Whether the host cannot name an account, so that the path must: an IP address or a single label.
    fn names_no_account(&self) -> bool {
        let is_ipv6 = self.name.starts_with('[');
        is_ipv6 || !self.name.contains('.') || self.name.parse::<Ipv4Addr>().is_ok()
    }
}

/// Parses an absolute http or https URL without a user name. Errors name it `subject`.
pub(crate) fn absolute(subject: &'static str, text: &str) -> Result<Uri, Invalid> {
    if let Some(rule) = pasted::surroundings(text) {
        // The text may be anything, even a secret.
        return Err(Invalid::new(subject, "…", rule, PAGE));
    }
    absolute_uri(text).map_err(|rule| Invalid::new(subject, text, rule, PAGE))
}

fn absolute_uri(text: &str) -> Result<Uri, &'static str> {
    let scheme_ends = text.find("://").unwrap_or(0);
    let known =
        |scheme: &str| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if !known(&text[..scheme_ends]) {
        return Err("must be an absolute URL that begins with https:// or http://");
    }
    let Ok(uri) = Uri::try_from(text) else {
        return Err("is not a URL: encode spaces and other special characters with %, as in %20");
    };
    match uri.authority() {
        Some(authority) if authority.as_str().contains('@') => {
            Err("must not contain a user name or password")
        }
        _ => Host::of(&uri).map(|_| uri),
    }
}

/// The account in `acct.blob.…` and `acct.localhost`, for hosts outside Azure.
fn account_of_host(host: &str) -> Option<String> {
    let labels: Vec<&str> = host.split('.').collect();
    let names_account = matches!(labels[..], [_, "blob" | "localhost", ..]);
    let name = primary(labels[0]);
    (names_account && !name.is_empty()).then(|| name.to_owned())
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_of_endpoint_gives_its_account() {
        let cases = [
            ("https://acct.blob.core.windows.net", Some("acct")),
            (
                "https://acct-secondary.blob.core.windows.net/",
                Some("acct"),
            ),
            ("https://acct.blob.core.usgovcloudapi.net", Some("acct")),
            ("https://acct.z12.blob.storage.azure.net", Some("acct")),
            (
                "http://devstoreaccount1.blob.localhost:10000",
                Some("devstoreaccount1"),
            ),
            (
                "http://127.0.0.1:10000/devstoreaccount1",
                Some("devstoreaccount1"),
            ),
            (
                "http://127.0.0.1:10000/devstoreaccount1-secondary",
                Some("devstoreaccount1"),
            ),
            ("http://[::1]:10000/acct/", Some("acct")),
            ("http://azurite:10000/acct", Some("acct")),
            ("https://files.example.com", None),
        ];
        for (text, account) in cases {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!(endpoint.account(), account, "{text}");
            assert_eq!(endpoint.as_str(), text.trim_end_matches('/'));
        }
    }

    #[test]
    fn what_names_no_account_is_refused() {
        for text in [
            "",
            "acct",
            "ftp://acct.blob.core.windows.net",
            "https://",
            "http://127.0.0.1:10000",
            "http://localhost",
            "https://a.blob.core.windows.net/x/y",
            "https://a.blob.core.windows.net?sig=secret",
            "https://u:p@a.b.net",
            "https://a b.net",
            "https://a.net:99999",
            "https://blob.core.windows.net",
            "https://blob.core.windows.net/acct",
            "https://acct.blob.core.windows.net/box",
            "https://my_acct.blob.core.windows.net",
            "https://acct.dfs.core.windows.net",
            "https://acct.file.core.windows.net",
            "\"https://acct.blob.core.windows.net\"",
            "https://acct.blob.core.windows.net\n",
            "\u{feff}https://acct.blob.core.windows.net",
        ] {
            let error = Endpoint::parse(text).unwrap_err().to_string();
            assert!(
                !error.contains("secret") && !error.contains("u:p"),
                "{error}"
            );
        }
    }

    #[test]
    fn azures_own_hosts_are_known_and_accounts_of_one_service_belong_together() {
        let endpoint = |text: &str| Endpoint::parse(text).unwrap();
        let public = endpoint("https://a.blob.core.windows.net");
        let zone = endpoint("https://b.z01.blob.storage.azure.net");
        let custom = endpoint("https://blobs.example.net");
        let [first, second] =
            ["a", "b"].map(|name| endpoint(&format!("http://127.0.0.1:1/{name}")));
        let named = endpoint("http://b.localhost:1");
        assert!(public.is_azure() && zone.is_azure());
        assert!(!custom.is_azure() && !first.is_azure());
        assert!(public.is_of_service(&zone) && first.is_of_service(&second));
        assert!(!public.is_of_service(&custom) && !first.is_of_service(&named));
        assert!(named.is_of_service(&endpoint("http://a.localhost:1")));
    }

    #[test]
    fn every_spelling_of_an_endpoint_is_the_same_endpoint() {
        for (one, others) in [
            (
                "https://acct.blob.core.windows.net",
                &[
                    "HTTPS://ACCT.BLOB.Core.Windows.NET/",
                    "https://acct.blob.core.windows.net:443",
                    "https://acct.blob.core.windows.net:0443/",
                    "https://acct.blob.core.windows.net:",
                    "https://acct.blob.core.windows.net.",
                ][..],
            ),
            (
                "http://127.0.0.1:10000/acct",
                &[
                    "http://127.0.0.1:10000/acct/",
                    "http://127.0.0.1:10000/%61cct",
                ],
            ),
            (
                "http://localhost/acct",
                &["http://LOCALHOST:80/acct", "http://localhost./acct"],
            ),
            ("http://[::1]:1/acct", &["http://[0:0:0:0:0:0:0:1]:1/acct"]),
        ] {
            let one = Endpoint::parse(one).unwrap();
            for other in others {
                let parsed = Endpoint::parse(other).unwrap();
                assert_eq!(parsed, one, "{other}");
                assert_eq!(parsed.as_str(), one.as_str(), "{other}");
            }
        }
    }

    #[test]
    fn an_account_of_azure_is_the_same_at_each_of_its_endpoints_and_in_one_cloud() {
        let endpoint = |text: &str| Endpoint::parse(text).unwrap();
        let own = endpoint("https://acct.blob.core.windows.net");
        for same in [
            "http://acct.blob.core.windows.net",
            "https://acct-secondary.blob.core.windows.net",
            "https://acct.z01.blob.storage.azure.net",
            "https://acct.privatelink.blob.core.windows.net",
        ] {
            assert!(own.is_same_account(&endpoint(same)), "{same}");
        }
        for other in [
            "https://other.blob.core.windows.net",
            "https://acct.blob.core.chinacloudapi.cn",
            "https://acct.blob.core.windows.net.example",
            "http://127.0.0.1:1/acct",
            "https://acct.example",
        ] {
            assert!(!own.is_same_account(&endpoint(other)), "{other}");
        }
        let local = endpoint("http://127.0.0.1:1/acct");
        assert!(!local.is_same_account(&endpoint("http://127.0.0.1:2/acct")));
        assert!(!local.is_same_account(&endpoint("https://127.0.0.1:1/acct")));
        assert!(!local.is_same_account(&endpoint("http://127.0.0.1:1/acct-secondary")));
    }

    #[test]
    fn a_request_goes_to_an_endpoint_or_it_does_not() {
        let is_root_of = |endpoint: &str, uri: &str| {
            let uri = Uri::try_from(uri).unwrap();
            Endpoint::parse(endpoint).unwrap().is_root_of(&uri)
        };
        let azure = "https://acct.blob.core.windows.net";
        assert!(is_root_of(
            azure,
            "https://acct.blob.core.windows.net/c/b?x=1"
        ));
        assert!(!is_root_of(azure, "http://acct.blob.core.windows.net/c/b"));
        assert!(!is_root_of(
            azure,
            "https://other.blob.core.windows.net/c/b"
        ));
        assert!(!is_root_of(
            azure,
            "https://acct.blob.core.windows.net:1/c/b"
        ));
        let local = "http://127.0.0.1:1/acct";
        assert!(is_root_of(local, "http://127.0.0.1:1/acct/c/b"));
        assert!(is_root_of(local, "http://127.0.0.1:1/acct?comp=list"));
        assert!(!is_root_of(local, "http://127.0.0.1:1/acct2/c/b"));
        assert!(!is_root_of(local, "http://127.0.0.1:2/acct/c/b"));
    }
}
