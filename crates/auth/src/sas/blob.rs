//! Builds SAS for one blob, directory or container, signed with an account key or a user delegation key.

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

/// A builder of a SAS for one resource, which an account key or a user delegation key signs.
///
/// Permissions and expiry are required, unless a stored access policy contains them. It is best to set no start. The
/// version (`sv`) defaults to 2020-12-06, or the lowest that supports every field used, because emulators and some
/// clouds do not support the newest.
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
    may_outlive_key: bool,
    request_headers: Vec<(String, String)>,
    request_query: Vec<(String, String)>,
}

impl BlobSas {
    /// A SAS for `resource` without permissions.
    pub fn new(resource: SasResource) -> Self {
        Self {
            resource,
            texts: Texts::default(),
            start: None,
            expiry: None,
            may_outlive_key: false,
            request_headers: Vec::new(),
            request_query: Vec::new(),
        }
    }

    /// Sets the version whose rules apply (`sv`).
    pub fn with_version(self, version: impl Into<String>) -> Self {
        self.with(Field::SignedVersion, version)
    }

    /// Sets the permissions (`sp`): [`BlobPermissions`](super::BlobPermissions),
    /// [`ContainerPermissions`](super::ContainerPermissions), or a text that is signed unchanged.
    pub fn with_permissions(self, permissions: impl fmt::Display) -> Self {
        self.with(Field::SignedPermissions, permissions.to_string())
    }

    /// Sets the start (`st`). See [`SasTime::start_allowing_skew`].
    pub fn with_start(mut self, start: SasTime) -> Self {
        self.start = Some(start.to_system_time());
        self.with(Field::SignedStart, start.as_str())
    }

    /// Sets the expiry (`se`).
    pub fn with_expiry(mut self, expiry: SasTime) -> Self {
        self.expiry = Some(expiry.to_system_time());
        self.with(Field::SignedExpiry, expiry.as_str())
    }

    /// Allows an expiry after the expiry of the user delegation key. The SAS then stops working when the key expires.
    pub fn with_expiry_beyond_key(mut self) -> Self {
        self.may_outlive_key = true;
        self
    }

    /// Sets the container's stored access policy, which contains the remaining fields (`si`), at most 64 characters.
    /// Fields of the policy must not be set here too. Account keys only.
    pub fn with_policy(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedIdentifier, id)
    }

    /// Sets the allowed addresses, both ends included (`sip`). Do not use it for clients in the account's own region,
    /// because their requests come from private addresses.
    pub fn with_ip_range(mut self, first: Ipv4Addr, last: Ipv4Addr) -> Self {
        set_ip_range(&mut self.texts, first, last);
        self
    }

    /// Sets the allowed protocols (`spr`). Default: both.
    pub fn with_protocol(self, protocol: SasProtocol) -> Self {
        self.with(Field::SignedProtocol, protocol.as_str())
    }

    /// Sets the encryption scope of data that is written (`ses`).
    pub fn with_encryption_scope(self, scope: impl Into<String>) -> Self {
        self.with(Field::SignedEncryptionScope, scope)
    }

    /// Sets `Cache-Control` in the response to a read (`rscc`).
    pub fn with_cache_control(self, value: impl Into<String>) -> Self {
        self.with(Field::CacheControl, value)
    }

    /// Sets `Content-Disposition` in the response to a read (`rscd`).
    pub fn with_content_disposition(self, value: impl Into<String>) -> Self {
        self.with(Field::ContentDisposition, value)
    }

    /// Sets `Content-Encoding` in the response to a read (`rsce`).
    pub fn with_content_encoding(self, value: impl Into<String>) -> Self {
        self.with(Field::ContentEncoding, value)
    }

    /// Sets `Content-Language` in the response to a read (`rscl`).
    pub fn with_content_language(self, value: impl Into<String>) -> Self {
        self.with(Field::ContentLanguage, value)
    }

    /// Sets `Content-Type` in the response to a read (`rsct`).
    pub fn with_content_type(self, value: impl Into<String>) -> Self {
        self.with(Field::ContentType, value)
    }

    /// Sets the user for whom the SAS is made, whose authorization the key's owner has checked (`saoid`).
    pub fn with_authorized_object_id(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedAuthorizedObjectId, id)
    }

    /// Sets the user for whom the SAS is made, whose own permissions the service also checks (`suoid`).
    pub fn with_unauthorized_object_id(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedUnauthorizedObjectId, id)
    }

    /// Sets a correlation id, a GUID in lower case that appears in the logs (`scid`).
    pub fn with_correlation_id(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedCorrelationId, id)
    }

    /// Limits the SAS to one user, who needs an access token of their own as well (`sduoid`).
    pub fn with_delegated_user_object_id(self, id: impl Into<String>) -> Self {
        self.with(Field::SignedDelegatedUserObjectId, id)
    }

    /// Sets headers that every request must contain with these values (`srh`).
    pub fn with_request_headers<N, V>(mut self, headers: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        self.request_headers = pairs(headers);
        self
    }

    /// Sets query parameters that every request must contain with these values (`srq`).
    pub fn with_request_query<N, V>(mut self, parameters: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        self.request_query = pairs(parameters);
        self
    }

    /// Signs with an account key, which makes a service SAS.
    ///
    /// # Errors
    ///
    /// - [`Error::Missing`]: permissions or expiry without a policy, or a part of the resource's name.
    /// - [`Error::NeedsVersion`]: the chosen version does not support a field that is used.
    /// - [`Error::Contradiction`]: a field that only a user delegation SAS can have.
    /// - [`Error::Malformed`]: a text does not have the required form.
    pub fn sign(&self, key: &SharedKey) -> Result<SasToken, Error> {
        let derived = self.derived()?;
        let mut fields = self.fields(&derived);
        delegation::refuse_fields(&fields)?;
        sign(&mut fields, &self.scope(key.account()), key.key(), "")
    }

    /// Signs with a user delegation key, which makes a user delegation SAS.
    ///
    /// # Errors
    ///
    /// As [`BlobSas::sign`], and:
    ///
    /// - [`Error::OutlivesKey`], [`Error::LongerThanSevenDays`]: the SAS would stop working before its expiry. The first is
    ///   not returned after [`with_expiry_beyond_key`](Self::with_expiry_beyond_key).
    /// - [`Error::Contradiction`]: a stored access policy, or both kinds of user.
    pub fn sign_delegated(&self, key: &DelegationKey) -> Result<SasToken, Error> {
        let derived = self.derived()?;
        let mut fields = self.fields(&derived);
        key.describe(&mut fields);
        key.check_life(self.start, self.expiry, self.may_outlive_key)?;
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

/// The fields that are derived from the resource and from the required headers and parameters.
struct Derived {
    depth: Option<String>,
    headers: Option<String>,
    query: Option<String>,
}

/// The values of required headers may be secret, so only resource, permissions and expiry are printed.
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
