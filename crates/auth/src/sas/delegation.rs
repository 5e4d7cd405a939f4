//! User delegation keys: the fields that they add to a SAS, and how long they allow it to be valid.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use blobcopy_proto::UserDelegationKey;

use super::field::{Fields, SasField as Field, Texts};
use super::rules;
use super::sign::written;
use super::time::{SasTime, malformed};
use crate::Error;
use crate::secret::SigningKey;
use crate::shared_key::account_name;

/// The longest lifetime of a user delegation key, and so of its SAS.
const SEVEN_DAYS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The fields that only a user delegation SAS has.
const FIELDS: [Field; 6] = [
    Field::SignedAuthorizedObjectId,
    Field::SignedUnauthorizedObjectId,
    Field::SignedCorrelationId,
    Field::SignedDelegatedUserObjectId,
    Field::SignedRequestHeaders,
    Field::SignedRequestQuery,
];

/// Refuses fields that an account key cannot sign.
pub(super) fn refuse_fields(fields: &Fields<'_>) -> Result<(), Error> {
    match FIELDS.into_iter().find(|field| fields.has(*field)) {
        Some(field) => Err(Error::Contradiction {
            one: "an account key",
            other: field.name(),
        }),
        None => Ok(()),
    }
}

/// A user delegation key of one account, ready to sign. Cheap to clone; `Debug` prints no secret.
///
/// The key is expanded into HMAC state when it is created. Its text stays in the [`UserDelegationKey`].
#[derive(Clone)]
pub struct DelegationKey(Arc<Expanded>);

struct Expanded {
    account: String,
    texts: Texts,
    start: SystemTime,
    expiry: SystemTime,
    key: SigningKey,
    /// The fields, as they are written into every token.
    written: String,
}

impl DelegationKey {
    /// The key that `account` issued.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] or [`Error::Malformed`], naming the account, the key, or the SAS parameter for a field of the
    /// key.
    pub fn new(account: &str, key: &UserDelegationKey) -> Result<Self, Error> {
        let texts = texts(key);
        rules::check_texts(&texts.fields())?;
        let time = |field: Field| {
            let time = SasTime::parse(texts.get(field).unwrap_or_default());
            time.map_err(|_| malformed(field.name()))
                .map(|time| time.to_system_time())
        };
        Ok(Self(Arc::new(Expanded {
            account: account_name(account, "account")?.to_owned(),
            start: time(Field::SignedKeyStart)?,
            expiry: time(Field::SignedKeyExpiry)?,
            key: SigningKey::from_base64(&key.value, "user delegation key")?,
            written: written(&texts.fields()),
            texts,
        })))
    }

    /// The account, by the name of its primary.
    pub fn account(&self) -> &str {
        &self.0.account
    }

    /// The time from which the key is valid.
    pub fn starts_at(&self) -> SystemTime {
        self.0.start
    }

    /// The time until which the key is valid.
    pub fn expires_at(&self) -> SystemTime {
        self.0.expiry
    }

    pub(super) fn key(&self) -> &SigningKey {
        &self.0.key
    }

    pub(super) fn written(&self) -> &str {
        &self.0.written
    }

    /// Adds the key's fields to those of a SAS.
    pub(super) fn describe<'a>(&'a self, fields: &mut Fields<'a>) {
        self.0.texts.add_to(fields);
    }

    /// Refuses a SAS that would stop working before its expiry. A missing expiry is checked elsewhere.
    pub(super) fn check_life(
        &self,
        start: Option<SystemTime>,
        expiry: Option<SystemTime>,
        may_outlive: bool,
    ) -> Result<(), Error> {
        let (start, expiry) = (
            start.unwrap_or(self.0.start),
            expiry.unwrap_or(self.0.start),
        );
        if expiry > self.0.expiry && !may_outlive {
            return Err(Error::OutlivesKey);
        }
        if expiry
            .duration_since(start)
            .is_ok_and(|life| life > SEVEN_DAYS)
        {
            return Err(Error::LongerThanSevenDays);
        }
        Ok(())
    }
}

impl fmt::Debug for DelegationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DelegationKey")
            .field("account", &self.0.account)
            .field("expiry", &self.0.texts.get(Field::SignedKeyExpiry))
            .field("key", &self.0.key)
            .finish_non_exhaustive()
    }
}

fn texts(key: &UserDelegationKey) -> Texts {
    let mut texts = Texts::default();
    for (field, text) in [
        (Field::SignedObjectId, &key.signed_oid),
        (Field::SignedTenantId, &key.signed_tid),
        (Field::SignedKeyService, &key.signed_service),
        (Field::SignedKeyVersion, &key.signed_version),
    ] {
        texts.set(field, text);
    }
    texts.set(Field::SignedKeyStart, whole_seconds(&key.signed_start));
    texts.set(Field::SignedKeyExpiry, whole_seconds(&key.signed_expiry));
    if let Some(tenant) = &key.signed_delegated_user_tid {
        texts.set(Field::SignedKeyDelegatedUserTenantId, tenant);
    }
    texts
}

/// Removes fractions of a second, which Microsoft's SDKs omit in both the token and the string to sign.
fn whole_seconds(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, _)) => format!("{whole}Z"),
        None => text.to_owned(),
    }
}
