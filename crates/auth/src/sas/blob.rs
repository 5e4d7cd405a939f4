//! Makes a SAS for one blob, directory or container, signed with an account key or a user delegation key.

use std::fmt;
use std::net::Ipv4Addr;

use blobcopy_proto::UserDelegationKey;

use super::delegation;
use super::field::{Fields, SasField as Field};
use super::layout::Scope;
use super::resource::SasResource;
use super::sign::{SasProtocol, set_ip_range, sign};
use super::time::SasTime;
use super::token::SasToken;
use crate::secret::SigningKey;
use crate::shared_key::account_name;
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
    fields: Fields,
    request_headers: Vec<(String, String)>,
    request_query: Vec<(String, String)>,
}

impl BlobSas {
    /// A SAS that opens `resource` and as yet allows nothing.
    pub fn new(resource: SasResource) -> Self {
        Self {
            resource,
            fields: Fields::default(),
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
    pub fn with_start(self, start: SasTime) -> Self {
        self.with(Field::SignedStart, start.as_str())
    }

    /// Until when (`se`).
    pub fn with_expiry(self, expiry: SasTime) -> Self {
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
        set_ip_range(&mut self.fields, first, last);
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

    /// The only user who may use the SAS, together with an access token of their own (`sduoid`).
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
        let fields = self.described()?;
        delegation::refuse_fields(&fields)?;
        sign(fields, &self.scope(key.account()), key.key())
    }

    /// Signs with a user delegation key of `account`: a user delegation SAS.
    ///
    /// # Errors
    ///
    /// As [`BlobSas::sign`], and:
    ///
    /// - [`Error::OutlivesKey`], [`Error::LongerThanSevenDays`]: the service would end the SAS sooner than it says.
    /// - [`Error::Contradiction`]: a stored access policy, or both kinds of user.
    pub fn sign_delegated(
        &self,
        account: &str,
        key: &UserDelegationKey,
    ) -> Result<SasToken, Error> {
        let account = account_name(account, "account")?;
        let mut fields = self.described()?;
        delegation::delegate(&mut fields, key)?;
        let key = SigningKey::from_base64(&key.value, "user delegation key")?;
        sign(fields, &self.scope(account), &key)
    }

    fn with(mut self, field: Field, text: impl Into<String>) -> Self {
        self.fields.set(field, text);
        self
    }

    /// The fields, with those that follow from the resource and from what a request must carry.
    fn described(&self) -> Result<Fields, Error> {
        let mut fields = self.fields.clone();
        self.resource.describe(&mut fields)?;
        let lists = [
            (Field::SignedRequestHeaders, &self.request_headers),
            (Field::SignedRequestQuery, &self.request_query),
        ];
        for (field, pairs) in lists {
            if !pairs.is_empty() {
                fields.set(field, names(field, pairs)?);
            }
        }
        Ok(fields)
    }

    fn scope(&self, account: &str) -> Scope {
        Scope {
            resource: self.resource.canonical(account),
            moment: self.resource.moment().to_owned(),
            request_headers: Scope::header_block(&self.request_headers),
            request_query: Scope::query_block(&self.request_query),
        }
    }
}

/// The values of required headers may be secret, so only what opens what is shown.
impl fmt::Debug for BlobSas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlobSas")
            .field("resource", &self.resource)
            .field("permissions", &self.fields.line(Field::SignedPermissions))
            .field("expiry", &self.fields.line(Field::SignedExpiry))
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
fn names(field: Field, pairs: &[(String, String)]) -> Result<String, Error> {
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
    Ok(names.join(","))
}
