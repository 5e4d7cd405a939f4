//! The fields that a SAS must have or cannot have, and the versions that support them.

use super::field::{Fields, SasField as Field};
use super::kind::SasKind;
use crate::Error;

/// The default version: old enough for every emulator, new enough for encryption scopes.
const DEFAULT_VERSION: &str = "2020-12-06";

/// The first version whose SAS have addresses and protocols. Before it, strings to sign had another layout.
const OLDEST_VERSION: &str = "2015-04-05";

/// Checks the fields that a SAS of each kind must have and cannot have.
pub(super) fn check(fields: &Fields<'_>) -> Result<(), Error> {
    require(fields, &[Field::SignedVersion])?;
    match SasKind::of(fields) {
        SasKind::Account => check_account(fields)?,
        SasKind::Service => require(fields, &[Field::SignedResource])?,
        SasKind::UserDelegation => check_user_delegation(fields)?,
    }
    if !fields.has(Field::SignedIdentifier) {
        require(fields, &[Field::SignedPermissions, Field::SignedExpiry])?;
    }
    check_depth(fields)?;
    check_resource(fields)
}

/// Refuses a kind of resource that is newer than the version. Older versions signed `sr` differently, so that a token
/// for one blob could be presented as one for a directory.
fn check_resource(fields: &Fields<'_>) -> Result<(), Error> {
    match resource_since(fields.line(Field::SignedResource)) {
        Some(since) if fields.line(Field::SignedVersion) < since => {
            Err(Error::NeedsVersion { field: "sr", since })
        }
        _ => Ok(()),
    }
}

fn check_account(fields: &Fields<'_>) -> Result<(), Error> {
    require(fields, &[Field::SignedServices, Field::SignedResourceTypes])?;
    exclude(
        fields,
        Field::SignedServices,
        &[Field::SignedResource, Field::SignedIdentifier],
    )
}

fn check_user_delegation(fields: &Fields<'_>) -> Result<(), Error> {
    require(
        fields,
        &[
            Field::SignedResource,
            Field::SignedTenantId,
            Field::SignedKeyStart,
            Field::SignedKeyExpiry,
            Field::SignedKeyService,
            Field::SignedKeyVersion,
        ],
    )?;
    exclude(fields, Field::SignedObjectId, &[Field::SignedIdentifier])?;
    exclude(
        fields,
        Field::SignedAuthorizedObjectId,
        &[Field::SignedUnauthorizedObjectId],
    )
}

/// Checks that a directory has a depth, and no other resource has one.
fn check_depth(fields: &Fields<'_>) -> Result<(), Error> {
    let is_directory = fields.get(Field::SignedResource) == Some("d");
    match fields.get(Field::SignedDirectoryDepth) {
        None if is_directory => Err(Error::Missing { field: "sdd" }),
        Some(_) if !is_directory => Err(Error::Contradiction {
            one: "sdd",
            other: "an sr other than d",
        }),
        Some(depth) if depth.parse::<u16>().is_err() => Err(Error::Malformed {
            field: "sdd",
            expected: "the number of segments in the directory's path",
        }),
        _ => Ok(()),
    }
}

fn require(fields: &Fields<'_>, required: &[Field]) -> Result<(), Error> {
    match required
        .iter()
        .find(|field| fields.line(**field).is_empty())
    {
        Some(field) => Err(Error::Missing {
            field: field.name(),
        }),
        None => Ok(()),
    }
}

fn exclude(fields: &Fields<'_>, one: Field, others: &[Field]) -> Result<(), Error> {
    match others
        .iter()
        .find(|other| fields.has(one) && fields.has(**other))
    {
        Some(other) => Err(Error::Contradiction {
            one: one.name(),
            other: other.name(),
        }),
        None => Ok(()),
    }
}

/// Sets `sv` if the caller chose no version: the default, or the lowest version that supports every field used. A
/// chosen version must support them.
pub(super) fn settle_version(fields: &mut Fields<'_>) -> Result<(), Error> {
    let Some(version) = fields.get(Field::SignedVersion) else {
        let needed = needs(fields).map(|(_, since)| since);
        let lowest = needed.fold(DEFAULT_VERSION, Ord::max);
        fields.set(Field::SignedVersion, lowest);
        return Ok(());
    };
    if version < OLDEST_VERSION || !is_date(version) {
        return Err(Error::Malformed {
            field: "sv",
            expected: "a service version from 2015-04-05 on, as YYYY-MM-DD",
        });
    }
    match needs(fields).find(|(_, since)| version < *since) {
        Some((field, since)) => Err(Error::NeedsVersion { field, since }),
        None => Ok(()),
    }
}

fn is_date(text: &str) -> bool {
    text.len() == "YYYY-MM-DD".len() && blobcopy_proto::HttpDate::parse_iso_8601(text).is_some()
}

/// The fields used that not every version supports, with the first version that does.
fn needs(fields: &Fields<'_>) -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_fields = fields
        .iter()
        .filter_map(|(field, _)| Some((field.name(), since(field)?)));
    let of_resource = resource_since(fields.line(Field::SignedResource)).map(|since| ("sr", since));
    let kind = SasKind::of(fields);
    let of_permissions = fields
        .line(Field::SignedPermissions)
        .chars()
        .filter_map(move |letter| Some(("sp", permission_since(letter, kind)?)));
    of_fields.chain(of_resource).chain(of_permissions)
}

fn since(field: Field) -> Option<&'static str> {
    match field {
        Field::SignedObjectId => Some("2018-11-09"),
        Field::SignedDirectoryDepth
        | Field::SignedAuthorizedObjectId
        | Field::SignedUnauthorizedObjectId
        | Field::SignedCorrelationId => Some("2020-02-10"),
        Field::SignedEncryptionScope => Some("2020-12-06"),
        Field::SignedDelegatedUserObjectId | Field::SignedKeyDelegatedUserTenantId => {
            Some("2025-07-05")
        }
        Field::SignedRequestHeaders | Field::SignedRequestQuery => Some("2026-04-06"),
        _ => None,
    }
}

fn resource_since(resource: &str) -> Option<&'static str> {
    match resource {
        "bs" => Some("2018-11-09"),
        "bv" => Some("2019-10-10"),
        "d" => Some("2020-02-10"),
        _ => None,
    }
}

fn permission_since(letter: char, kind: SasKind) -> Option<&'static str> {
    match (letter, kind) {
        ('x' | 'y', _) => Some("2019-10-10"),
        ('t', _) | ('f', SasKind::Account) => Some("2019-12-12"),
        ('m' | 'e', _) => Some("2020-02-10"),
        ('i', _) => Some("2020-08-04"),
        ('f', _) => Some("2021-04-10"),
        _ => None,
    }
}

/// Checks the text of every field: a line feed must not move the lines below it in the string to sign.
pub(super) fn check_texts(fields: &Fields<'_>) -> Result<(), Error> {
    for (field, text) in fields.iter() {
        if has_control(text) {
            return Err(Error::Malformed {
                field: field.name(),
                expected: "without control characters",
            });
        }
    }
    if fields.line(Field::SignedIdentifier).chars().count() > 64 {
        return Err(Error::Malformed {
            field: "si",
            expected: "64 characters long at most",
        });
    }
    match fields.get(Field::SignedCorrelationId) {
        Some(id) if !is_lower_case_guid(id) => Err(Error::Malformed {
            field: "scid",
            expected: "a GUID in lower case",
        }),
        _ => Ok(()),
    }
}

/// Checks bytes first, all at once, because nearly all texts are plain ASCII and need not be decoded.
fn has_control(text: &str) -> bool {
    let is_plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    let all_plain = text.bytes().fold(true, |all, byte| all & is_plain(byte));
    !all_plain && text.contains(char::is_control)
}

fn is_lower_case_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    let is_hexadecimal = |byte: u8| byte == b'-' || matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(is_hexadecimal)
}
