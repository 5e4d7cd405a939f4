//! What a user delegation key brings to a SAS, and how long it lets it live.

use blobcopy_proto::UserDelegationKey;

use super::field::{Fields, SasField as Field};
use super::time::{malformed, seconds};
use crate::Error;

/// The longest life of a user delegation key, and so of its SAS.
const SEVEN_DAYS: u64 = 7 * 24 * 60 * 60;

/// The fields that only a user delegation SAS has.
const FIELDS: [Field; 6] = [
    Field::SignedAuthorizedObjectId,
    Field::SignedUnauthorizedObjectId,
    Field::SignedCorrelationId,
    Field::SignedDelegatedUserObjectId,
    Field::SignedRequestHeaders,
    Field::SignedRequestQuery,
];

/// Refuses what an account key cannot sign.
pub(super) fn refuse_fields(fields: &Fields) -> Result<(), Error> {
    match FIELDS.into_iter().find(|field| fields.has(*field)) {
        Some(field) => Err(Error::Contradiction {
            one: "an account key",
            other: field.name(),
        }),
        None => Ok(()),
    }
}

/// Copies the key's fields, and refuses a SAS that would end before it says.
pub(super) fn delegate(fields: &mut Fields, key: &UserDelegationKey) -> Result<(), Error> {
    let texts = [
        (Field::SignedObjectId, key.signed_oid.as_str()),
        (Field::SignedTenantId, &key.signed_tid),
        (Field::SignedKeyService, &key.signed_service),
        (Field::SignedKeyVersion, &key.signed_version),
    ];
    for (field, text) in texts {
        fields.set(field, text);
    }
    fields.set(Field::SignedKeyStart, whole_seconds(&key.signed_start));
    fields.set(Field::SignedKeyExpiry, whole_seconds(&key.signed_expiry));
    if let Some(tenant) = &key.signed_delegated_user_tid {
        fields.set(Field::SignedKeyDelegatedUserTenantId, tenant.as_str());
    }
    check_life(fields)
}

/// Without fractions of a second, which Microsoft's SDKs leave out of both the token and the string to sign.
fn whole_seconds(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, _)) => format!("{whole}Z"),
        None => text.to_owned(),
    }
}

fn check_life(fields: &Fields) -> Result<(), Error> {
    let time = |field: Field| {
        fields
            .get(field)
            .map(|text| seconds(text).ok_or_else(|| malformed(field.name())))
            .transpose()
    };
    // Whether these may be absent is another rule's to say.
    let (Some(expiry), Some(key_start), Some(key_expiry)) = (
        time(Field::SignedExpiry)?,
        time(Field::SignedKeyStart)?,
        time(Field::SignedKeyExpiry)?,
    ) else {
        return Ok(());
    };
    let start = time(Field::SignedStart)?.unwrap_or(key_start);
    if expiry > key_expiry {
        return Err(Error::OutlivesKey);
    }
    if expiry > start + SEVEN_DAYS {
        return Err(Error::LongerThanSevenDays);
    }
    Ok(())
}
