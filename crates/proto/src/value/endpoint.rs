//! Where an account answers.

use std::fmt;
use std::sync::Arc;

use http::Uri;
use http::uri::Authority;

use crate::error::Invalid;

const PAGE: &str = "Naming and referencing containers, blobs, and metadata";

/// The root of an account's Blob service: scheme, host, port, and, in path style, the account's name as first segment.
///
/// `https://acct.blob.core.windows.net` names the account in its host; `http://127.0.0.1:10000/devstoreaccount1`, as
/// emulators do, in its path; a custom domain does not name it at all.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint(Arc<Parts>);

#[derive(PartialEq, Eq, Hash)]
struct Parts {
    /// Scheme, authority and, in path style, the account, without a slash at the end.
    text: String,
    authority: Authority,
    is_https: bool,
    account: Option<String>,
    is_path_style: bool,
}

impl Endpoint {
    /// Reads an account's root URL. A path of one segment makes it path style, and the segment the account.
    ///
    /// # Errors
    /// If it is not an absolute http or https URL, carries a query or a user name, has a path of more than one
    /// segment, or is an IP address or single-label host without a path, which would name no account.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |rule: &'static str| Invalid::new("endpoint", text, rule, PAGE);
        let uri = absolute(text).map_err(invalid)?;
        if uri.query().is_some() || text.contains('#') {
            return Err(invalid("must have no query; give a SAS as the credential"));
        }
        let path = uri.path().trim_end_matches('/');
        match path.strip_prefix('/') {
            Some(account) if !account.contains('/') => {
                Self::path_style(&uri, account).map_err(invalid)
            }
            Some(_) => Err(invalid(
                "must end after the host or, in path style, after the account's name",
            )),
            None if names_no_account(uri.host().unwrap_or_default()) => Err(invalid(
                "names no account: add it as the path, such as http://127.0.0.1:10000/devstoreaccount1",
            )),
            None => Ok(Self::host_style(&uri)),
        }
    }

    /// Splits an absolute URL into the endpoint and the rest of its path, which begins with a slash or is empty.
    ///
    /// An IP address, `localhost` or another single-label host is taken for path style.
    pub(crate) fn split(uri: &Uri) -> Result<(Self, &str), &'static str> {
        if !names_no_account(uri.host().unwrap_or_default()) {
            return Ok((Self::host_style(uri), uri.path()));
        }
        let path = uri.path().strip_prefix('/').unwrap_or_default();
        let account = path.split('/').next().unwrap_or_default();
        if account.is_empty() {
            return Err("names no account: behind such a host the path begins with it");
        }
        Ok((Self::path_style(uri, account)?, &path[account.len()..]))
    }

    /// The account's name, unless only a custom domain is known.
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

    /// Whether the account is the first segment of every path.
    pub fn is_path_style(&self) -> bool {
        self.0.is_path_style
    }

    /// Whether it is one of Azure's own, in any of its clouds; a custom domain does not show that it is.
    pub fn is_azure(&self) -> bool {
        let host = self.0.authority.host().to_ascii_lowercase();
        DOMAINS.iter().any(|domain| host.ends_with(domain))
    }

    /// Whether it is another account of the same service: of Azure, or of one emulator.
    pub fn is_of_service(&self, other: &Self) -> bool {
        self.is_azure() && other.is_azure() || self.domain() == other.domain()
    }

    /// Host and port without the account.
    fn domain(&self) -> &str {
        let authority = self.0.authority.as_str();
        match &self.0.account {
            Some(_) if !self.0.is_path_style => {
                authority.split_once('.').map_or("", |parts| parts.1)
            }
            _ => authority,
        }
    }

    /// The URL, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    fn host_style(uri: &Uri) -> Self {
        let account = account_of_host(uri.host().unwrap_or_default());
        Self::of(uri, String::new(), account, false)
    }

    fn path_style(uri: &Uri, account: &str) -> Result<Self, &'static str> {
        let well_formed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !account.bytes().all(well_formed) {
            return Err(
                "has no account's name as its first segment (lower-case letters and digits)",
            );
        }
        let primary = account.strip_suffix("-secondary").unwrap_or(account);
        Ok(Self::of(
            uri,
            format!("/{account}"),
            Some(primary.to_owned()),
            true,
        ))
    }

    fn of(uri: &Uri, path: String, account: Option<String>, is_path_style: bool) -> Self {
        let authority = uri.authority().expect("the URL is absolute").clone();
        let is_https = uri.scheme_str() == Some("https");
        let scheme = if is_https { "https" } else { "http" };
        Self(Arc::new(Parts {
            text: format!("{scheme}://{authority}{path}"),
            authority,
            is_https,
            account,
            is_path_style,
        }))
    }
}

/// Where Azure's accounts are: the public cloud, with its DNS zones, and the others. Source: *Standard storage account
/// endpoints*, *Azure DNS zone endpoints*, and the documents of the sovereign clouds.
const DOMAINS: [&str; 5] = [
    ".blob.core.windows.net",
    ".blob.storage.azure.net",
    ".blob.core.usgovcloudapi.net",
    ".blob.core.chinacloudapi.cn",
    ".blob.core.cloudapi.de",
];

/// An absolute http or https URL without a user name, or the rule that the text breaks.
pub(crate) fn absolute(text: &str) -> Result<Uri, &'static str> {
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
            Err("must not carry a user name or password")
        }
        Some(authority) if !authority.host().is_empty() => Ok(uri),
        _ => Err("must name a host"),
    }
}

/// Whether a host is one behind which the account stands in the path: an IP address or a single label.
fn names_no_account(host: &str) -> bool {
    let is_ipv6 = host.starts_with('[');
    is_ipv6 || !host.contains('.') || host.parse::<std::net::Ipv4Addr>().is_ok()
}

/// The account in `acct.blob.…`, `acct-secondary.blob.…`, `acct.z01.blob.…` and `acct.localhost`.
fn account_of_host(host: &str) -> Option<String> {
    let labels: Vec<&str> = host.split('.').collect();
    let names_account = match labels[..] {
        [_, "blob" | "localhost", ..] => true,
        [_, zone, "blob", "storage", ..] => zone.starts_with('z'),
        _ => false,
    };
    let primary = labels[0].strip_suffix("-secondary").unwrap_or(labels[0]);
    (names_account && !primary.is_empty()).then(|| primary.to_owned())
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
}
