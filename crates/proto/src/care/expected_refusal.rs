//! The refusal that the service would give to a start, as far as a look at source and destination shows it.

use http::StatusCode;

use super::destination::Unwritable;
use crate::error_code::ErrorCode;
use crate::ops::{BlobProperties, CopyBlobOptions};
use crate::service_error::ServiceError;
use crate::value::{BlobType, Conditions, LeaseStatus};

/// The refusal that a start into this destination would get, if its properties show one. `None` as destination is a
/// blob that does not exist. A pending copy is not looked at, and neither are conditions on tags.
///
/// Sources: *Copy Blob*, *Lease Blob*, *Set Blob Immutability Policy* and *Specifying conditional headers for Blob
/// service operations*, REST reference.
pub fn expected_refusal(
    destination: Option<&BlobProperties>,
    source: Option<&BlobType>,
    request: &CopyBlobOptions,
) -> Option<ServiceError> {
    let conditions = &request.conditions;
    let Some(destination) = destination else {
        return match conditions.is_met_by_absence() {
            true => None,
            false => Some(condition_not_met()),
        };
    };
    if !conditions.is_met_by(destination.etag.as_ref(), destination.last_modified) {
        return Some(match *conditions == Conditions::if_absent() {
            true => conflict(
                ErrorCode::BlobAlreadyExists,
                "the destination exists, and the copy must not replace it",
            ),
            false => condition_not_met(),
        });
    }
    of_state(destination, source, request)
}

/// The refusal of a start from a source that does not meet the conditions on it.
pub fn expected_source_refusal(
    source: &BlobProperties,
    request: &CopyBlobOptions,
) -> Option<ServiceError> {
    let conditions = &request.source_conditions;
    let is_met = conditions.is_met_by(source.etag.as_ref(), source.last_modified);
    (!is_met).then(|| {
        precondition(
            ErrorCode::SourceConditionNotMet,
            "the source does not meet the condition on it",
        )
    })
}

fn of_state(
    destination: &BlobProperties,
    source: Option<&BlobType>,
    request: &CopyBlobOptions,
) -> Option<ServiceError> {
    let is_leased = destination.lease_status == Some(LeaseStatus::Locked);
    if !is_leased && request.lease_id.is_some() {
        return Some(precondition(
            ErrorCode::LeaseNotPresentWithBlobOperation,
            "the copy has a lease id, and the destination is not leased",
        ));
    }
    if let Some(unwritable) = Unwritable::of(destination, request) {
        return Some(of_unwritable(&unwritable));
    }
    let existing = destination.blob_type.as_ref();
    (source.is_some() && existing.is_some() && source != existing).then(|| {
        conflict(
            ErrorCode::InvalidBlobType,
            "the destination has another blob type than the source",
        )
    })
}

fn of_unwritable(unwritable: &Unwritable) -> ServiceError {
    match unwritable {
        Unwritable::Leased => precondition(
            ErrorCode::LeaseIdMissing,
            "the destination is leased, and the copy has no lease id",
        ),
        Unwritable::Immutable => conflict(
            ErrorCode::BlobImmutableDueToPolicy,
            "an immutability policy or a legal hold protects the destination",
        ),
        Unwritable::Archived => conflict(ErrorCode::BlobArchived, "the destination is archived"),
        Unwritable::OfIncrementalCopies => conflict(
            ErrorCode::OperationNotAllowedOnIncrementalCopyBlob,
            "only incremental copies can replace the destination",
        ),
    }
}

fn condition_not_met() -> ServiceError {
    precondition(
        ErrorCode::ConditionNotMet,
        "the destination does not meet the condition on it",
    )
}

fn precondition(code: ErrorCode, reason: &str) -> ServiceError {
    ServiceError::new(StatusCode::PRECONDITION_FAILED, code, reason)
}

fn conflict(code: ErrorCode, reason: &str) -> ServiceError {
    ServiceError::new(StatusCode::CONFLICT, code, reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{AccessTier, ETag, LeaseId};

    fn existing() -> BlobProperties {
        BlobProperties {
            etag: Some(ETag::parse("\"0x1\"").unwrap()),
            blob_type: Some(BlobType::Block),
            ..BlobProperties::default()
        }
    }

    fn code(
        destination: Option<&BlobProperties>,
        change: impl Fn(&mut CopyBlobOptions),
    ) -> Option<ErrorCode> {
        let mut request = CopyBlobOptions::default();
        change(&mut request);
        expected_refusal(destination, Some(&BlobType::Block), &request)?.code
    }

    #[test]
    fn a_plain_copy_is_refused_neither_by_a_blob_nor_by_its_absence() {
        assert_eq!(code(Some(&existing()), |_| {}), None);
        assert_eq!(code(None, |_| {}), None);
    }

    #[test]
    fn a_condition_that_is_not_met_is_refused() {
        let other = Conditions::if_match(ETag::parse("\"0x2\"").unwrap());
        let same = Conditions::if_match(ETag::parse("\"0x1\"").unwrap());
        for (conditions, existing_code, absent_code) in [
            (same, None, Some(ErrorCode::ConditionNotMet)),
            (
                other,
                Some(ErrorCode::ConditionNotMet),
                Some(ErrorCode::ConditionNotMet),
            ),
            (
                Conditions::if_absent(),
                Some(ErrorCode::BlobAlreadyExists),
                None,
            ),
        ] {
            let set = |request: &mut CopyBlobOptions| request.conditions = conditions.clone();
            assert_eq!(code(Some(&existing()), set), existing_code);
            assert_eq!(code(None, set), absent_code);
            let of_source = CopyBlobOptions {
                source_conditions: conditions.clone(),
                ..CopyBlobOptions::default()
            };
            assert_eq!(
                expected_source_refusal(&existing(), &of_source).is_some(),
                existing_code.is_some()
            );
        }
    }

    #[test]
    fn the_state_of_the_destination_is_refused_by_its_own_code() {
        let with = |change: fn(&mut BlobProperties)| {
            let mut properties = existing();
            change(&mut properties);
            code(Some(&properties), |_| {})
        };
        let leased = with(|blob| blob.lease_status = Some(LeaseStatus::Locked));
        assert_eq!(leased, Some(ErrorCode::LeaseIdMissing));
        let held = with(|blob| blob.legal_hold = Some(true));
        assert_eq!(held, Some(ErrorCode::BlobImmutableDueToPolicy));
        let archived = with(|blob| blob.access_tier = Some(AccessTier::Archive));
        assert_eq!(archived, Some(ErrorCode::BlobArchived));
        let page = with(|blob| blob.blob_type = Some(BlobType::Page));
        assert_eq!(page, Some(ErrorCode::InvalidBlobType));
        let id = LeaseId::parse("7d0ba3a3-1c6c-4a3a-9d8b-0f2f6c0f9a51").unwrap();
        let unleased = code(Some(&existing()), |request| {
            request.lease_id = Some(id.clone());
        });
        assert_eq!(unleased, Some(ErrorCode::LeaseNotPresentWithBlobOperation));
    }
}
