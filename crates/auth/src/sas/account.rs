//! Builds SAS for whole services of an account.

use std::fmt;
use std::net::Ipv4Addr;

use super::field::{SasField as Field, Texts};
use super::layout::Scope;
use super::sign::{SasProtocol, set_ip_range, sign};
use super::time::SasTime;
use super::token::SasToken;
use crate::{Error, SharedKey};

/// A builder of an account SAS, which an account key signs.
///
/// ```
/// use blobcopy_auth::sas::{AccountPermissions, AccountResourceTypes, AccountSas, AccountServices, SasTime};
/// use blobcopy_auth::SharedKey;
///
/// # fn main() -> Result<(), blobcopy_auth::Error> {
/// let key = SharedKey::new("acct", "AAECAwQFBgcICQoLDA0ODw==")?;
/// let token = AccountSas::new(
///     AccountServices::BLOB,
///     AccountResourceTypes::CONTAINER | AccountResourceTypes::OBJECT,
///     AccountPermissions::READ | AccountPermissions::LIST,
///     SasTime::parse("2026-01-02T03:04:05Z")?,
/// )
/// .sign(&key)?;
/// assert!(token.to_string().contains("srt=co"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AccountSas {
    texts: Texts,
}

impl AccountSas {
    /// A SAS for `services` (`ss`) and `resource_types` (`srt`) that allows `permissions` (`sp`) until `expiry` (`se`).
    ///
    /// The first three are [`AccountServices`](super::AccountServices),
    /// [`AccountResourceTypes`](super::AccountResourceTypes) and [`AccountPermissions`](super::AccountPermissions), or
    /// texts that are signed unchanged.
    pub fn new(
        services: impl fmt::Display,
        resource_types: impl fmt::Display,
        permissions: impl fmt::Display,
        expiry: SasTime,
    ) -> Self {
        let mut texts = Texts::default();
        texts.set(Field::SignedServices, services.to_string());
        texts.set(Field::SignedResourceTypes, resource_types.to_string());
        texts.set(Field::SignedPermissions, permissions.to_string());
        texts.set(Field::SignedExpiry, expiry.as_str());
        Self { texts }
    }

    /// Sets the version whose rules apply (`sv`). Default: 2020-12-06, or the lowest version that supports every field
    /// used.
    pub fn with_version(self, version: impl Into<String>) -> Self {
        self.with(Field::SignedVersion, version)
    }

    /// Sets the start (`st`). See [`SasTime::start_allowing_skew`].
    pub fn with_start(self, start: SasTime) -> Self {
        self.with(Field::SignedStart, start.as_str())
    }

    /// Sets the allowed addresses, both ends included (`sip`).
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

    /// Signs with the account key.
    ///
    /// # Errors
    ///
    /// - [`Error::Missing`]: no service, no resource type or no permission.
    /// - [`Error::NeedsVersion`]: the chosen version does not support a field that is used.
    /// - [`Error::Malformed`]: a text does not have the required form.
    pub fn sign(&self, key: &SharedKey) -> Result<SasToken, Error> {
        sign(
            &mut self.texts.fields(),
            &Scope::account(key.account()),
            key.key(),
            "",
        )
    }

    fn with(mut self, field: Field, text: impl Into<String>) -> Self {
        self.texts.set(field, text);
        self
    }
}
