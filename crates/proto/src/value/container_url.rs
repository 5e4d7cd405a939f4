//! The URL of a container.

use std::fmt;
use std::sync::Arc;

use crate::invalid::Invalid;
use crate::value::endpoint::absolute;
use crate::value::{Endpoint, pasted};
use crate::wire::target;

const PAGE: &str = "Naming and referencing containers, blobs, and metadata";

/// Containers of the service itself, whose names do not follow the rule.
const SPECIAL: [&str; 4] = ["$root", "$web", "$logs", "$blobchangefeed"];

/// The URL of a container.
///
/// ```
/// use blobcopy_proto::{ContainerUrl, Endpoint};
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let endpoint = Endpoint::parse("https://acct.blob.core.windows.net")?;
/// let container = ContainerUrl::new(endpoint, "backups")?;
/// assert_eq!(container.to_string(), "https://acct.blob.core.windows.net/backups");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ContainerUrl {
    endpoint: Endpoint,
    /// Shared, because every blob of the container holds it.
    name: Arc<str>,
}

impl ContainerUrl {
    /// The rule that a name breaks by its length alone, for which the service has a separate error.
    pub(crate) const RULE_OF_LENGTH: &'static str = "must have 3 to 63 characters";

    /// The container `name` at `endpoint`.
    ///
    /// # Errors
    /// If the name does not consist of 3 to 63 lower-case letters, digits and single hyphens between them, and is not a
    /// special one such as `$root`.
    pub fn new(endpoint: Endpoint, name: &str) -> Result<Self, Invalid> {
        let invalid = |rule: &'static str| Err(Invalid::new("container name", name, rule, PAGE));
        if !SPECIAL.contains(&name) {
            if !is_spelt_well(name) {
                if let Some(rule) = pasted::surroundings(name) {
                    return Err(Invalid::new("container name", "…", rule, PAGE));
                }
                return invalid(
                    "must be 3 to 63 lower-case letters and digits, with single hyphens between them",
                );
            }
            if !(3..=63).contains(&name.len()) {
                return invalid(Self::RULE_OF_LENGTH);
            }
        }
        Ok(Self {
            endpoint,
            name: name.into(),
        })
    }

    /// Parses the URL of a container, and returns its query unchanged. That is usually the SAS.
    ///
    /// # Errors
    /// If it is not an absolute http or https URL, or names a blob or no container.
    pub fn parse_with_sas(text: &str) -> Result<(Self, Option<String>), Invalid> {
        Self::parse_with_sas_at(text, None)
    }

    /// Like [`parse_with_sas`](Self::parse_with_sas), for an account whose endpoint is known. If that endpoint is path
    /// style with a domain, the first segment of a URL with that host is the account.
    ///
    /// # Errors
    /// Those of [`parse_with_sas`](Self::parse_with_sas).
    pub fn parse_with_sas_at(
        text: &str,
        known: Option<&Endpoint>,
    ) -> Result<(Self, Option<String>), Invalid> {
        let invalid = |rule: &'static str| Invalid::new("container URL", text, rule, PAGE);
        let uri = absolute("container URL", text)?;
        let (endpoint, path) = Endpoint::split(&uri, known).map_err(invalid)?;
        let name = path.trim_matches('/');
        if name.is_empty() || name.contains('/') || text.contains('#') {
            return Err(invalid(
                "must name a container and nothing in it: https://account.blob.core.windows.net/container",
            ));
        }
        let query = uri.query().filter(|query| !query.is_empty());
        let name = target::decode(name).unwrap_or_default();
        Ok((Self::new(endpoint, &name)?, query.map(str::to_owned)))
    }

    /// The same container at another endpoint of the same account.
    #[must_use]
    pub fn at_endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoint = endpoint;
        self
    }

    /// The endpoint of the container's account.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The container's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Parses the target of a request to `endpoint`.
    #[cfg(feature = "serve")]
    pub(crate) fn of_target(uri: &http::Uri, endpoint: &Endpoint) -> Result<Self, Invalid> {
        let path = endpoint.path_below(uri);
        let name = target::decode(path.trim_end_matches('/')).unwrap_or_default();
        Self::new(endpoint.clone(), &name)
    }

    pub(crate) fn push(&self, out: &mut String) {
        out.push_str(self.endpoint.as_str());
        out.push('/');
        // Letters, digits, hyphens and the `$` of a special name need no encoding.
        out.push_str(&self.name);
    }
}

fn is_spelt_well(name: &str) -> bool {
    let inner = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    inner && !name.starts_with('-') && !name.ends_with('-') && !name.contains("--")
}

impl fmt::Display for ContainerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push(&mut text);
        f.write_str(&text)
    }
}

impl fmt::Debug for ContainerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_is_read_from_its_url_with_and_without_a_sas() {
        for (text, account, sas) in [
            ("https://acct.blob.core.windows.net/box", "acct", None),
            (
                "http://127.0.0.1:1/acct/box/?sv=1&sig=x",
                "acct",
                Some("sv=1&sig=x"),
            ),
        ] {
            let (url, found) = ContainerUrl::parse_with_sas(text).unwrap();
            assert_eq!(
                (url.name(), url.endpoint().account()),
                ("box", Some(account))
            );
            assert_eq!(found.as_deref(), sas);
        }
    }

    #[test]
    fn the_url_of_anything_but_a_container_is_refused_without_its_secret() {
        for text in [
            "https://acct.blob.core.windows.net/?sig=secret",
            "https://acct.blob.core.windows.net/box/blob?sig=secret",
            "http://127.0.0.1:1/acct?sig=secret",
            "box?sig=secret",
        ] {
            let error = ContainerUrl::parse_with_sas(text).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
