//! The key that signs user delegation SAS, which a client gets with an access token.

use std::fmt;

use zeroize::Zeroizing;

/// A user delegation key, with every string as the service returned it.
///
/// The `signed_*` strings are used unchanged in a SAS and in its string to sign, so they are kept as text and never
/// reformatted. Source: *Get User Delegation Key*, REST reference.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserDelegationKey {
    /// Object id of the principal that requested the key (`skoid`).
    pub signed_oid: String,
    /// Tenant of that principal (`sktid`).
    pub signed_tid: String,
    /// Start of the key's lifetime, ISO 8601 UTC (`skt`).
    pub signed_start: String,
    /// End of the key's lifetime, ISO 8601 UTC (`ske`).
    pub signed_expiry: String,
    /// The service for which the key is valid, `b` (`sks`).
    pub signed_service: String,
    /// The service version that created the key (`skv`).
    pub signed_version: String,
    /// Tenant of the single user to whom a SAS of this key may be bound, if one was requested (`skdutid`).
    pub signed_delegated_user_tid: Option<String>,
    /// The key, base64 of 32 bytes.
    pub value: Zeroizing<String>,
}

impl UserDelegationKey {
    /// A key for the Blob service, valid from `signed_start` to `signed_expiry`.
    pub fn new(
        signed_oid: impl Into<String>,
        signed_tid: impl Into<String>,
        signed_start: impl Into<String>,
        signed_expiry: impl Into<String>,
        signed_version: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        Self {
            signed_oid: signed_oid.into(),
            signed_tid: signed_tid.into(),
            signed_start: signed_start.into(),
            signed_expiry: signed_expiry.into(),
            signed_service: "b".to_owned(),
            signed_version: signed_version.into(),
            signed_delegated_user_tid: None,
            value: Zeroizing::new(value.into()),
        }
    }
}

impl fmt::Debug for UserDelegationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserDelegationKey")
            .field("signed_start", &self.signed_start)
            .field("signed_expiry", &self.signed_expiry)
            .field("value", &"…")
            .finish_non_exhaustive()
    }
}
