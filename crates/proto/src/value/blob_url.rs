//! The URL of a blob, percent-encoded exactly once.

use std::fmt;
use std::sync::Arc;

use crate::invalid::Invalid;
use crate::value::endpoint::absolute;
use crate::value::{ContainerUrl, Endpoint};
use crate::wire::target;

const PAGE: &str = "Naming and referencing containers, blobs, and metadata";

/// The URL of a blob, or of one of its snapshots or versions.
///
/// Holds the name unencoded, and encodes it when it is printed or sent: `a b%20c` becomes `a%20b%2520c`.
///
/// ```
/// use blobcopy_proto::BlobUrl;
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let blob = BlobUrl::parse("https://acct.blob.core.windows.net/backups/2026/my%20db.vhd")?;
/// assert_eq!(blob.container().name(), "backups");
/// assert_eq!(blob.name(), "2026/my db.vhd");
///
/// let same = BlobUrl::new(blob.container().clone(), "2026/my db.vhd")?;
/// assert_eq!(same, blob);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BlobUrl(Arc<Parts>);

/// Shared, because several values of a copy hold its destination.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Parts {
    container: ContainerUrl,
    name: Box<str>,
    revision: BlobRevision,
}

/// The current state of a blob, a snapshot or a version. The ids are opaque and kept as the service returned them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlobRevision {
    /// The current blob.
    #[default]
    Current,
    /// A snapshot, by its timestamp.
    Snapshot(Box<str>),
    /// A version, by its id.
    Version(Box<str>),
}

impl BlobUrl {
    /// The blob `name` in `container`. The name is not encoded.
    ///
    /// # Errors
    /// If the name is empty, is longer than 1,024 characters or 254 segments, has `.` or `..` as a segment, which HTTP
    /// libraries rewrite, or contains characters that the service does not allow.
    pub fn new(container: ContainerUrl, name: &str) -> Result<Self, Invalid> {
        match broken_rule(container.name(), name) {
            Some(rule) => Err(Invalid::new("blob name", name, rule, PAGE)),
            None => Ok(Self(Arc::new(Parts {
                container,
                name: name.into(),
                revision: BlobRevision::Current,
            }))),
        }
    }

    /// Parses the URL of a blob. The only parameters allowed are `snapshot` and `versionid`.
    ///
    /// # Errors
    /// If it is not an absolute http or https URL, does not name a container and a blob, or has other parameters. A SAS
    /// is a credential: parse it with [`parse_with_sas`](Self::parse_with_sas).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match Self::parse_with_sas(text)? {
            (url, None) => Ok(url),
            (_, Some(_)) => {
                let rule = "must have no parameters but snapshot and versionid; give a SAS as the credential";
                Err(Invalid::new("blob URL", text, rule, PAGE))
            }
        }
    }

    /// Parses the URL of a blob, and returns the rest of its query unchanged. That is usually the SAS.
    ///
    /// # Errors
    /// If it is not an absolute http or https URL, or does not name a container and a blob. A URL of one segment names
    /// a blob of the root container, unless its SAS is for a container.
    pub fn parse_with_sas(text: &str) -> Result<(Self, Option<String>), Invalid> {
        Self::parse_with_sas_at(text, None)
    }

    /// Like [`parse_with_sas`](Self::parse_with_sas), for an account whose endpoint is known. If that endpoint is path
    /// style with a domain, such as `http://azurite.example:10000/devstoreaccount1`, the first segment of a URL with
    /// that host is the account.
    ///
    /// # Errors
    /// Those of [`parse_with_sas`](Self::parse_with_sas).
    pub fn parse_with_sas_at(
        text: &str,
        known: Option<&Endpoint>,
    ) -> Result<(Self, Option<String>), Invalid> {
        let invalid = |rule: &'static str| Invalid::new("blob URL", text, rule, PAGE);
        let uri = absolute("blob URL", text)?;
        if text.contains('#') {
            return Err(invalid(
                "must not contain `#`; in a blob's name it is written %23",
            ));
        }
        let (endpoint, path) = Endpoint::split(&uri, known).map_err(invalid)?;
        let path = path.strip_prefix('/').unwrap_or(path);
        let query = uri.query().unwrap_or_default();
        if !path.contains('/') && is_of_container(query) {
            return Err(invalid(CONTAINER));
        }
        let url = Self::of_path(path, &endpoint)?;
        let (revision, rest) = split_query(query).map_err(invalid)?;
        Ok((url.at(revision), rest))
    }

    /// The same blob at another revision.
    #[must_use]
    pub fn at(mut self, revision: BlobRevision) -> Self {
        Arc::make_mut(&mut self.0).revision = revision;
        self
    }

    /// The same blob at another endpoint of the same account.
    #[must_use]
    pub fn at_endpoint(mut self, endpoint: Endpoint) -> Self {
        let parts = Arc::make_mut(&mut self.0);
        parts.container = parts.container.clone().at_endpoint(endpoint);
        self
    }

    /// The container of the blob.
    pub fn container(&self) -> &ContainerUrl {
        &self.0.container
    }

    /// The endpoint of the blob's account.
    pub fn endpoint(&self) -> &Endpoint {
        self.0.container.endpoint()
    }

    /// The blob's name, not encoded.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The revision: the current blob, a snapshot or a version.
    pub fn revision(&self) -> &BlobRevision {
        &self.0.revision
    }

    /// Parses the target of a request to `endpoint`.
    #[cfg(feature = "serve")]
    pub(crate) fn of_target(uri: &http::Uri, endpoint: &Endpoint) -> Result<Self, Invalid> {
        // The service reads a backslash as a slash.
        let path = endpoint.path_below(uri).replace("%5C", "/");
        let path = path.replace("%5c", "/").replace('\\', "/");
        let url = Self::of_path(&path, endpoint)?;
        let revision = match (
            target::parameter(uri, "snapshot"),
            target::parameter(uri, "versionid"),
        ) {
            (Some(snapshot), None) => BlobRevision::Snapshot(snapshot.into()),
            (None, Some(version)) => BlobRevision::Version(version.into()),
            (None, None) => BlobRevision::Current,
            (Some(_), Some(_)) => {
                return Err(Invalid::new("blob URL", uri.path(), ONE_MOMENT, PAGE));
            }
        };
        Ok(url.at(revision))
    }

    /// Parses an encoded path: `container/blob`, or `blob` alone for a blob of the root container.
    fn of_path(path: &str, endpoint: &Endpoint) -> Result<Self, Invalid> {
        let decoded = |text: &str| {
            let rule = "must be percent-encoded UTF-8";
            target::decode(text)
                .map(String::from)
                .ok_or_else(|| Invalid::new("blob URL", text, rule, PAGE))
        };
        let (container, name) = path.split_once('/').unwrap_or(("$root", path));
        let container = ContainerUrl::new(endpoint.clone(), &decoded(container)?)?;
        Self::new(container, &decoded(name)?)
    }

    /// Returns the blob if it can be written to.
    ///
    /// # Errors
    /// If it is a snapshot or a version.
    pub fn as_destination(&self) -> Result<&Self, Invalid> {
        let rule = match self.0.revision {
            BlobRevision::Current => return Ok(self),
            BlobRevision::Snapshot(_) => {
                "is a snapshot, which cannot be overwritten; leave out `snapshot`"
            }
            BlobRevision::Version(_) => {
                "is a version, which cannot be overwritten; leave out `versionid`"
            }
        };
        Err(Invalid::new("destination", &self.to_string(), rule, PAGE))
    }

    pub(crate) fn push(&self, out: &mut String) {
        self.0.container.push(out);
        out.push('/');
        target::push_path(out, &self.0.name);
        match &self.0.revision {
            BlobRevision::Current => {}
            BlobRevision::Snapshot(time) => target::push_parameter(out, "snapshot", time),
            BlobRevision::Version(id) => target::push_parameter(out, "versionid", id),
        }
    }
}

const CONTAINER: &str = "names a container instead of a blob; add a slash and the name of the blob (a blob in the root container is written /$root/NAME)";

/// Whether a query can only belong to a container: its SAS is for a container or a directory (`sr`), or it addresses a
/// container. Sources: *Create a service SAS*, *Get Container Properties*.
fn is_of_container(query: &str) -> bool {
    target::parameters(query).any(|(name, value)| match &*name {
        "sr" => matches!(&*value, "c" | "d"),
        "restype" => value == "container",
        _ => false,
    })
}

const ONE_MOMENT: &str = "must name a snapshot or a version, not both";

/// Splits a query into the revision and the rest.
fn split_query(query: &str) -> Result<(BlobRevision, Option<String>), &'static str> {
    let mut revision = BlobRevision::Current;
    let mut rest: Vec<&str> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = target::decode(value).ok_or("must be percent-encoded UTF-8")?;
        let found = match name.to_ascii_lowercase().as_str() {
            "snapshot" => BlobRevision::Snapshot(value.into()),
            "versionid" => BlobRevision::Version(value.into()),
            _ => {
                rest.push(pair);
                continue;
            }
        };
        if revision != BlobRevision::Current {
            return Err(ONE_MOMENT);
        }
        revision = found;
    }
    Ok((revision, (!rest.is_empty()).then(|| rest.join("&"))))
}

/// The rule that a blob's name breaks, if any.
fn broken_rule(container: &str, name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("is missing; write https://account.blob.core.windows.net/container/blob");
    }
    if name.chars().count() > 1024 {
        return Some("must have at most 1,024 characters");
    }
    if name.split('/').count() > 254 {
        return Some("must have at most 254 segments between slashes");
    }
    if name
        .split('/')
        .any(|segment| segment == "." || segment == "..")
    {
        return Some(
            "must not have `.` or `..` as a segment: HTTP libraries remove them, so that another blob would be used",
        );
    }
    if container == "$root" && name.contains('/') {
        return Some("must not contain `/` in the root container");
    }
    name.chars()
        .any(is_forbidden)
        .then_some("must not contain control or private characters")
}

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

impl fmt::Display for BlobUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push(&mut text);
        f.write_str(&text)
    }
}

impl fmt::Debug for BlobUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(name: &str) -> Result<BlobUrl, Invalid> {
        let endpoint = Endpoint::parse("https://acct.blob.core.windows.net").unwrap();
        BlobUrl::new(ContainerUrl::new(endpoint, "cont").unwrap(), name)
    }

    #[test]
    fn a_name_is_encoded_exactly_once() {
        let cases = [
            ("a b", "a%20b"),
            ("a%20b", "a%2520b"),
            ("a+b", "a%2Bb"),
            ("a#b?c", "a%23b%3Fc"),
            ("ü", "%C3%BC"),
            ("dir//x/", "dir//x/"),
            ("~._-", "~._-"),
            ("(a)*!'", "%28a%29%2A%21%27"),
        ];
        for (name, encoded) in cases {
            let url = blob(name).unwrap();
            assert_eq!(
                url.to_string(),
                format!("https://acct.blob.core.windows.net/cont/{encoded}")
            );
            assert_eq!(BlobUrl::parse(&url.to_string()).unwrap(), url);
        }
    }

    #[test]
    fn names_that_arrive_as_others_are_refused() {
        for name in [
            "",
            ".",
            "a/../b",
            "a/.",
            "a\nb",
            "\u{fffe}",
            &"x".repeat(1025),
            &"a/".repeat(300),
        ] {
            assert!(blob(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn an_encoded_dot_segment_is_refused_too() {
        assert!(BlobUrl::parse("https://acct.blob.core.windows.net/cont/%2e%2e/x").is_err());
    }

    #[test]
    fn the_query_is_split_into_moment_and_sas() {
        let text =
            "http://127.0.0.1:10000/acct/cont/b?snapshot=2026-01-01T00%3A00%3A00Z&sv=1&sig=a%2Bb";
        let (url, sas) = BlobUrl::parse_with_sas(text).unwrap();
        assert_eq!(
            url.revision(),
            &BlobRevision::Snapshot("2026-01-01T00:00:00Z".into())
        );
        assert_eq!(sas.as_deref(), Some("sv=1&sig=a%2Bb"));
        assert!(
            !BlobUrl::parse(text)
                .unwrap_err()
                .to_string()
                .contains("a%2Bb")
        );
    }

    #[test]
    fn every_spelling_of_a_url_names_the_same_blob() {
        let plain = BlobUrl::parse("https://acct.blob.core.windows.net/cont/b~-._").unwrap();
        for text in [
            "HTTPS://ACCT.Blob.core.windows.net/cont/b~-._",
            "https://acct.blob.core.windows.net:443/cont/b~-._",
            "https://acct.blob.core.windows.net./cont/b~-._",
            "https://acct.blob.core.windows.net:/c%6Fnt/%62%7E%2d%2E%5F",
        ] {
            assert_eq!(BlobUrl::parse(text).unwrap(), plain, "{text}");
        }
        let named = BlobUrl::parse("http://127.0.0.1:80/acct/cont/b").unwrap();
        assert_eq!(
            BlobUrl::parse("http://127.0.0.1/%61cct/cont/b").unwrap(),
            named
        );
        for text in [
            "http://127.0.0.1:81/acct/cont/b",
            "https://127.0.0.1:80/acct/cont/b",
        ] {
            assert_ne!(BlobUrl::parse(text).unwrap(), named, "{text}");
        }
    }

    #[test]
    fn a_domain_that_is_known_for_path_style_has_the_account_in_every_url() {
        let known = Endpoint::parse("http://azurite.example:10000/acct").unwrap();
        let text = "http://Azurite.example:10000/acct/cont/a/b";
        let (url, _) = BlobUrl::parse_with_sas_at(text, Some(&known)).unwrap();
        assert_eq!(
            (url.endpoint(), url.container().name(), url.name()),
            (&known, "cont", "a/b")
        );
        for text in [
            "http://azurite.example:1/acct/cont/b",
            "http://other.example:10000/acct/cont/b",
        ] {
            let (url, _) = BlobUrl::parse_with_sas_at(text, Some(&known)).unwrap();
            assert_eq!(url.container().name(), "acct", "{text}");
        }
    }

    #[test]
    fn the_url_and_sas_of_a_container_name_no_blob() {
        for query in [
            "sv=1&sr=c&sig=secret",
            "sv=1&sr=d&sdd=0&sig=secret",
            "restype=container",
        ] {
            let text = format!("https://acct.blob.core.windows.net/cont?{query}");
            let error = BlobUrl::parse_with_sas(&text).unwrap_err().to_string();
            assert!(error.contains("names a container"), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
        for path in ["cont/b", "$root/b"] {
            let text = format!("https://acct.blob.core.windows.net/{path}?sv=1&sr=c&sig=x");
            assert!(BlobUrl::parse_with_sas(&text).is_ok(), "{path}");
        }
    }

    #[test]
    fn one_segment_names_a_blob_of_the_root_container() {
        let url = BlobUrl::parse("https://acct.blob.core.windows.net/readme.txt").unwrap();
        assert_eq!(
            (url.container().name(), url.name()),
            ("$root", "readme.txt")
        );
        assert_eq!(
            url.to_string(),
            "https://acct.blob.core.windows.net/$root/readme.txt"
        );
    }
}
