//! Makes a SAS for one blob, directory or container, signed with an account key or a user delegation key.

use std::fmt;
use std::net::Ipv4Addr;
use std::time::SystemTime;

use super::delegation::{self, DelegationKey};
use super::field::{Fields, SasField as Field, Texts};
use super::layout::Scope;
use super::resource::SasResource;
use super::sign::{SasProtocol, set_ip_range, sign};
use super::time::SasTime;
use super::token::SasToken;
use crate::{Error, SharedKey};

/// A SAS for one resource, to be signed by an account key or a user delegation key.
///
/// Permissions and expiry are needed, unless a stored access policy says them. A start is best left out. The version
/// (`sv`) is 2020-12-06, or the lowest that knows every field used, unless one is chosen: emulators and some clouds do
/// not know the newest.
///
/// ```
/// use blobcopy_auth::sas::{BlobPermissions, BlobSas, SasResource, SasTime};
/// use blobcopy_auth::SharedKey;
///
/// # fn main() -> Result<(), blobcopy_auth::Error> {
/// let key = SharedKey::new("acct", "AAECAwQFBgcICQoLDA0ODw==")?;
/// let token = BlobSas::new(SasResource::blob("backups", "2026/db.vhd"))
///     .with_permissions(BlobPermissions::READ)
///     .with_expiry(SasTime::parse("2026-01-02T03:04:05Z")?)
///     .sign(&key)?;
/// let source = token.append_to_url("https://acct.blob.core.windows.net/backups/2026/db.vhd")?;
/// assert!(source.contains("&sp=r&"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct BlobSas {
    resource: SasResource,
    texts: Texts,
    start: Option<SystemTime>,
    expiry: Option<SystemTime>,
    request_headers: Vec<(String, String)>,
    request_query: Vec<(String, String)>,
}

impl BlobSas {
    /// A SAS that opens `resource` and as yet allows nothing.
    pub fn new(resource: SasResource) -> Self {
        Self {
            resource,
            texts: Texts::default(),
            start: None,
            expiry: None,
            request_headers: Vec::new(),
            request_query: Vec::new(),
        }
    }

    /// Chooses the version whose rules sign it (`sv`).
    pub fn with_version(self, version: impl Into<String>) -> Self {
        self.with(Field::SignedVersion, version)
    }

    /// What is allowed (`sp`): [`BlobPermissions`](super::BlobPermissions),
    /// [`ContainerPermissions`](super::ContainerPermissions), or a text that is signed as given.
    pub fn with_permissions(self, permissions: impl fmt::Display) -> Self {
        self.with(Field::SignedPermissions, permissions.to_string())
    }

    /// From when (`st`). See [`SasTime::start_allowing_skew`].
    pub fn with_start(mut self, start: SasTime) -> Self {
        self.start = Some(start.to_system_time());
        self.with(Field::SignedStart, start.as_str())
    }

    /// Until when (`se`).
    pub fn with_expiry(mut self, expiry: SasTime) -> Self {
        self.expiry = Some(expiry.to_system_time());
        self.with(Field::SignedExpiry, expiry.as_str())
    }

    /// The stored access policy of the container that says the rest (`si`), 64 characters at most. What the policy
    /// says must not be said here too. Account keys only.
    pub fn with_policy(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedIdentifier, id)
    }

    /// From which addresses, both ends included (`sip`). Not for clients in the account's own region, which come from
    /// private addresses.
    pub fn with_ip_range(mut self, first: Ipv4Addr, last: Ipv4Addr) -> Self {
        set_ip_range(&mut self.texts, first, last);
        self
    }

    /// Over which protocols (`spr`); both, unless said.
    pub fn with_protocol(self, protocol: SasProtocol) -> Self {
        self.with(Field::SignedProtocol, protocol.as_str())
    }

    /// The encryption scope that what is written goes into (`ses`).
    pub fn with_encryption_scope(self, scope: impl Into<String>) -> Self {
        self.with(Field::SignedEncryptionScope, scope)
    }

    /// `Cache-Control` of the answer to a read (`rscc`).
    pub fn with_cache_control(self, value: impl Into<String>) -> Self {
        self.with(Field::CacheControl, value)
    }

    /// `Content-Disposition` of the answer to a read (`rscd`).
    pub fn with_content_disposition(self, value: impl Into<String>) -> Self {
        self.with(Field::ContentDisposition, value)
    }

    /// `Content-Encoding` of the answer to a read (`rsce`).
    pub fn with_content_encoding(self, value: impl Into<String>) -> Self {
        self.with(Field::ContentEncoding, value)
    }

    /// `Content-Language` of the answer to a read (`rscl`).
    pub fn with_content_language(self, value: impl Into<String>) -> Self {
        self.with(Field::ContentLanguage, value)
    }

    /// `Content-Type` of the answer to a read (`rsct`).
    pub fn with_content_type(self, value: impl Into<String>) -> Self {
        self.with(Field::ContentType, value)
    }

    /// The user for whom the SAS is made, vouched for by the delegation key's owner (`saoid`).
    pub fn with_authorized_object_id(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedAuthorizedObjectId, id)
    }

    /// The user for whom the SAS is made, whose own access is checked too (`suoid`).
    pub fn with_unauthorized_object_id(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedUnauthorizedObjectId, id)
    }

    /// A GUID in lower case by which to find the requests in the logs (`scid`).
    pub fn with_correlation_id(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedCorrelationId, id)
    }

    /// The only user that can use the SAS, together with an access token of its own (`sduoid`).
    pub fn with_delegated_user_object_id(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedDelegatedUserObjectId, id)
    }

    /// Headers that must come with every request, with these values (`srh`).
    pub fn with_request_headers<N, V>(mut self, headers: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        self.request_headers = pairs(headers);
        self
    }

    /// Query parameters that must come with every request, with these values (`srq`).
    pub fn with_request_query<N, V>(mut self, parameters: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        self.request_query = pairs(parameters);
        self
    }

    /// Signs with an account's key: a service SAS.
    ///
    /// # Errors
    ///
    /// - [`Error::Missing`]: permissions or expiry, with no policy to say them; a part of the resource's name.
    /// - [`Error::NeedsVersion`]: something is used that the chosen version does not know.
    /// - [`Error::Contradiction`]: a field that only a user delegation SAS has.
    /// - [`Error::Malformed`]: a text that is not of its form.
    pub fn sign(&self, key: &SharedKey) -> Result<SasToken, Error> {
        let derived = self.derived()?;
        let mut fields = self.fields(&derived);
        delegation::refuse_fields(&fields)?;
        sign(&mut fields, &self.scope(key.account()), key.key(), "")
    }

    /// Signs with a user delegation key: a user delegation SAS.
    ///
    /// # Errors
    ///
    /// As [`BlobSas::sign`], and:
    ///
    /// - [`Error::OutlivesKey`], [`Error::LongerThanSevenDays`]: the service would end the SAS sooner than it says.
    /// - [`Error::Contradiction`]: a stored access policy, or both kinds of user.
    pub fn sign_delegated(&self, key: &DelegationKey) -> Result<SasToken, Error> {
        let derived = self.derived()?;
        let mut fields = self.fields(&derived);
        key.describe(&mut fields);
        key.check_life(self.start, self.expiry)?;
        let scope = self.scope(key.account());
        sign(&mut fields, &scope, key.key(), key.written())
    }

    fn with(mut self, field: Field, text: impl Into<String>) -> Self {
        self.texts.set(field, text);
        self
    }

    fn derived(&self) -> Result<Derived, Error> {
        self.resource.check()?;
        Ok(Derived {
            depth: self.resource.depth().map(|depth| depth.to_string()),
            headers: names(Field::SignedRequestHeaders, &self.request_headers)?,
            query: names(Field::SignedRequestQuery, &self.request_query)?,
        })
    }

    fn fields<'a>(&'a self, derived: &'a Derived) -> Fields<'a> {
        let mut fields = self.texts.fields();
        fields.set(Field::SignedResource, self.resource.letters());
        for (field, text) in [
            (Field::SignedDirectoryDepth, &derived.depth),
            (Field::SignedRequestHeaders, &derived.headers),
            (Field::SignedRequestQuery, &derived.query),
        ] {
            if let Some(text) = text {
                fields.set(field, text);
            }
        }
        fields
    }

    fn scope<'a>(&'a self, account: &'a str) -> Scope<'a> {
        Scope {
            account,
            resource: Some(self.resource.path()),
            revision: self.resource.revision(),
            request_headers: &self.request_headers,
            request_query: &self.request_query,
        }
    }
}

/// The fields that follow from the resource and from what a request must carry.
struct Derived {
    depth: Option<String>,
    headers: Option<String>,
    query: Option<String>,
}

/// The values of required headers may be secret, so only what opens what is shown.
impl fmt::Debug for BlobSas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobSas")
            .field("resource", &self.resource)
            .field("permissions", &self.texts.get(Field::SignedPermissions))
            .field("expiry", &self.texts.get(Field::SignedExpiry))
            .finish_non_exhaustive()
    }
}

fn pairs<N: Into<String>, V: Into<String>>(
    pairs: impl IntoIterator<Item = (N, V)>,
) -> Vec<(String, String)> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

/// The names as `srh` and `srq` list them, in the given order.
fn names(field: Field, pairs: &[(String, String)]) -> Result<Option<String>, Error> {
    let is_broken = |(name, value): &(String, String)| {
        name.is_empty() || name.contains([',', ':']) || value.contains(char::is_control)
    };
    if pairs.iter().any(is_broken) {
        return Err(Error::Malformed {
            field: field.name(),
            expected: "names without `,` and `:`, and values without control characters",
        });
    }
    let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    Ok((!names.is_empty()).then(|| names.join(",")))
}
