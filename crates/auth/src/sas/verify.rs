//! Verification of the SAS of a request, for a server.

use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::field::SasField as Field;
use super::kind::SasKind;
use super::layout::{Scope, string_to_sign};
use super::token::SasToken;
use crate::query::parameters;
use crate::secret::SigningKey;
use crate::{Mismatch, SharedKey};

/// The target of a request with a SAS, as a server parsed it. Names are not percent-encoded.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct SasTarget<'a> {
    /// The container, `$root` if the path names none. `None` for a request to the service itself.
    pub container: Option<&'a str>,
    /// The blob, if the request concerns one.
    pub blob: Option<&'a str>,
    /// The request's headers.
    pub headers: &'a HeaderMap,
    /// The request's query, as sent.
    pub query: &'a str,
}

impl<'a> SasTarget<'a> {
    /// The target of a request with these headers and this query, as sent.
    pub fn new(
        container: Option<&'a str>,
        blob: Option<&'a str>,
        headers: &'a HeaderMap,
        query: &'a str,
    ) -> Self {
        Self {
            container,
            blob,
            headers,
            query,
        }
    }

    /// The first value of the query parameter `name`, decoded.
    fn parameter(&self, name: &str) -> String {
        parameters(self.query)
            .find(|(candidate, _)| decoded(candidate).eq_ignore_ascii_case(name))
            .map_or_else(String::new, |(_, value)| decoded(value))
    }

    fn header(&self, name: &str) -> String {
        self.headers.get(name).map_or_else(String::new, |value| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        })
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Verification by a server. Only the signature is verified here. The server must check times, permissions, addresses,
/// protocols and policies, from the fields.
impl SasToken {
    /// Verifies that an account SAS or a service SAS for `target` was signed with `key`.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] with the string that was expected to be signed. Also for a user delegation SAS, which no account
    /// key signs.
    pub fn verify(&self, key: &SharedKey, target: &SasTarget<'_>) -> Result<(), Mismatch> {
        let is_mine = self.kind() != SasKind::UserDelegation;
        self.compare(is_mine.then_some(key.key()), key.account(), target)
    }

    /// Verifies that a user delegation SAS for `target` in `account` was signed with the delegation key of this
    /// `value`.
    ///
    /// The fields `skoid`, `sktid`, `skt` and `ske` identify the key.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] as for [`SasToken::verify`]. Also for other kinds of SAS, and a value that is not base64.
    pub fn verify_delegated(
        &self,
        account: &str,
        value: &str,
        target: &SasTarget<'_>,
    ) -> Result<(), Mismatch> {
        let is_mine = self.kind() == SasKind::UserDelegation;
        let key = SigningKey::from_base64(value, "user delegation key").ok();
        self.compare(key.as_ref().filter(|_| is_mine), account, target)
    }

    fn compare(
        &self,
        key: Option<&SigningKey>,
        account: &str,
        target: &SasTarget<'_>,
    ) -> Result<(), Mismatch> {
        let headers = self.required(Field::SignedRequestHeaders, |name| target.header(name));
        let query = self.required(Field::SignedRequestQuery, |name| target.parameter(name));
        let revision = self.revision(target);
        let scope = Scope {
            account,
            resource: (self.kind() != SasKind::Account).then(|| self.path(target)),
            revision: &revision,
            request_headers: &headers,
            request_query: &query,
        };
        let text = string_to_sign(&self.fields(), &scope);
        match key {
            Some(key) if key.verify(text.as_bytes(), self.signature()) => Ok(()),
            _ => Err(Mismatch::new(text.as_bytes())),
        }
    }

    fn revision(&self, target: &SasTarget<'_>) -> String {
        match self.field(Field::SignedResource) {
            Some("bs") => target.parameter("snapshot"),
            Some("bv") => target.parameter("versionid"),
            _ => String::new(),
        }
    }

    /// The container and path that the token must cover to allow the request.
    fn path<'a>(&self, target: &SasTarget<'a>) -> (&'a str, &'a str) {
        let container = target.container.unwrap_or_default();
        let blob = target.blob.unwrap_or_default();
        match self.field(Field::SignedResource) {
            Some("c") => (container, ""),
            Some("d") => (container, self.directory(blob)),
            _ => (container, blob),
        }
    }

    /// The beginning of the blob's path, with as many segments as the token's directory has.
    fn directory<'a>(&self, blob: &'a str) -> &'a str {
        let depth = self
            .field(Field::SignedDirectoryDepth)
            .and_then(|depth| depth.parse().ok())
            .unwrap_or(usize::MAX);
        let end = match depth {
            0 => 0,
            _ => blob
                .match_indices('/')
                .nth(depth - 1)
                .map_or(blob.len(), |(end, _)| end),
        };
        &blob[..end]
    }

    fn required(&self, field: Field, value: impl Fn(&str) -> String) -> Vec<(String, String)> {
        self.field(field)
            .into_iter()
            .flat_map(|names| names.split(','))
            .map(|name| (name.to_owned(), value(name)))
            .collect()
    }
}
