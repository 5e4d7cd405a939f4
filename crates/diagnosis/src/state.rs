//! What the code of a refusal shows about the account, the blob or the request, whatever the credential.

use blobcopy_proto::ErrorCode;
use blobcopy_proto::ops::OperationKind;

use crate::facts::Answer;
use crate::{Cause, Diagnosis};

/// The cause that the code of a refusal of `operation` names, if it has exactly one known remedy.
pub(crate) fn diagnose(answer: &Answer, operation: OperationKind) -> Option<Diagnosis> {
    let cause = match answer.code.as_ref()? {
        ErrorCode::InvalidHeaderValue => of_header(answer)?,
        ErrorCode::InvalidBlobType => of_type(operation)?,
        ErrorCode::SnapshotsPresent if operation == OperationKind::DeleteBlob => {
            Cause::BlobHasSnapshots
        }
        ErrorCode::FeatureNotEnabled | ErrorCode::FeatureNotSupportedForAccount => {
            let diagnosis = Diagnosis::new(Cause::FeatureNotSupported);
            return Some(match &answer.feature {
                Some(feature) => diagnosis.with(format!("`{feature}`")),
                None => diagnosis,
            });
        }
        code => of_account(code)
            .or_else(|| of_blob(code))
            .or_else(|| of_lease(code))
            .or_else(|| of_copy(code))?,
    };
    Some(Diagnosis::new(cause))
}

/// The cause of a refused header. The reply to a HEAD has no body that names the header. Other invalid headers are
/// refused before they are sent.
fn of_header(answer: &Answer) -> Option<Cause> {
    let is_named = answer
        .header
        .as_deref()
        .is_some_and(|name| name.eq_ignore_ascii_case("x-ms-version"));
    // Azurite names the version in its message, and no header.
    if is_named || answer.reads("api version") {
        return Some(Cause::VersionNotSupported);
    }
    let is_unnamed = answer.header.is_none() && answer.message.is_none();
    is_unnamed.then_some(Cause::HeaderNotAccepted)
}

fn of_type(operation: OperationKind) -> Option<Cause> {
    let facts = operation.facts();
    if operation == OperationKind::CopyBlob {
        Some(Cause::DestinationOfOtherType)
    } else {
        (facts.creates && facts.within_call).then_some(Cause::EitherOfOtherType)
    }
}

fn of_account(code: &ErrorCode) -> Option<Cause> {
    Some(match code {
        ErrorCode::ServerBusy => Cause::ServiceBusy,
        ErrorCode::AccountBeingCreated => Cause::AccountBeingCreated,
        ErrorCode::AccountIsDisabled => Cause::AccountDisabled,
        ErrorCode::AuthorizationFailure => Cause::FirewallOrCredential,
        ErrorCode::KeyBasedAuthenticationNotPermitted => Cause::KeyNotPermitted,
        ErrorCode::PublicAccessNotPermitted => Cause::PublicAccessOff,
        ErrorCode::ContainerAlreadyExists => Cause::ContainerExists,
        ErrorCode::ContainerBeingDeleted => Cause::ContainerBeingDeleted,
        _ => return None,
    })
}

fn of_blob(code: &ErrorCode) -> Option<Cause> {
    Some(match code {
        ErrorCode::BlobAlreadyExists => Cause::BlobExists,
        ErrorCode::BlobNotFound => Cause::BlobMissing,
        ErrorCode::ConditionNotMet => Cause::ConditionUnmet,
        ErrorCode::BlobImmutableDueToPolicy => Cause::BlobImmutable,
        ErrorCode::BlobTierInadequateForContentLength => Cause::TierTooSmall,
        ErrorCode::AccessTierNotSupportedForBlobType | ErrorCode::InvalidBlobTier => {
            Cause::TierNotSupported
        }
        ErrorCode::OperationNotSupportedOnDirectory => Cause::NameOfDirectory,
        ErrorCode::SnapshotCountExceeded => Cause::TooManySnapshots,
        ErrorCode::SnapshotOperationRateExceeded => Cause::SnapshotsTooFast,
        ErrorCode::UnauthorizedBlobOverwrite => Cause::CreateOnly,
        _ => return None,
    })
}

fn of_lease(code: &ErrorCode) -> Option<Cause> {
    Some(match code {
        ErrorCode::InfiniteLeaseDurationRequired => Cause::LeaseNotInfinite,
        ErrorCode::LeaseAlreadyPresent => Cause::LeaseHeld,
        ErrorCode::LeaseIdMissing => Cause::LeaseIdMissing,
        ErrorCode::LeaseIdMismatchWithBlobOperation
        | ErrorCode::LeaseIdMismatchWithContainerOperation => Cause::LeaseIdWrong,
        ErrorCode::LeaseLost
        | ErrorCode::LeaseNotPresentWithBlobOperation
        | ErrorCode::LeaseNotPresentWithContainerOperation => Cause::LeaseNotActive,
        _ => return None,
    })
}

fn of_copy(code: &ErrorCode) -> Option<Cause> {
    Some(match code {
        ErrorCode::CopyAcrossAccountsNotSupported => Cause::AccountTooOld,
        ErrorCode::CopyIdMismatch => Cause::OtherCopyPending,
        ErrorCode::NoPendingCopyOperation => Cause::NoCopyPending,
        ErrorCode::IncrementalCopyBlobMismatch => Cause::IncrementalMismatch,
        ErrorCode::IncrementalCopyOfEarlierSnapshotNotAllowed => Cause::IncrementalTooOld,
        ErrorCode::IncrementalCopySourceMustBeSnapshot | ErrorCode::InvalidSourceBlobType => {
            Cause::IncrementalNeedsSnapshot
        }
        ErrorCode::OperationNotAllowedOnIncrementalCopyBlob => Cause::IncrementalDestination,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str, operation: OperationKind) -> Option<Cause> {
        let answer = Answer {
            code: Some(ErrorCode::from(code)),
            message: Some("no".to_owned()),
            ..Answer::default()
        };
        Some(diagnose(&answer, operation)?.as_cause())
    }

    #[test]
    fn a_code_with_one_known_remedy_names_its_cause() {
        use Cause::*;
        for (code, cause) in [
            ("AccessTierNotSupportedForBlobType", TierNotSupported),
            ("BlobImmutableDueToPolicy", BlobImmutable),
            ("BlobTierInadequateForContentLength", TierTooSmall),
            ("ContainerBeingDeleted", ContainerBeingDeleted),
            ("CopyAcrossAccountsNotSupported", AccountTooOld),
            ("FeatureNotSupportedForAccount", FeatureNotSupported),
            ("InfiniteLeaseDurationRequired", LeaseNotInfinite),
            ("InvalidBlobTier", TierNotSupported),
            ("InvalidBlobType", DestinationOfOtherType),
            ("KeyBasedAuthenticationNotPermitted", KeyNotPermitted),
            ("LeaseIdMismatchWithBlobOperation", LeaseIdWrong),
            ("LeaseIdMissing", LeaseIdMissing),
            ("LeaseLost", LeaseNotActive),
            (
                "OperationNotAllowedOnIncrementalCopyBlob",
                IncrementalDestination,
            ),
            ("OperationNotSupportedOnDirectory", NameOfDirectory),
            ("SnapshotCountExceeded", TooManySnapshots),
        ] {
            assert_eq!(found(code, OperationKind::CopyBlob), Some(cause), "{code}");
        }
    }

    #[test]
    fn a_code_that_means_something_else_elsewhere_is_read_with_its_operation() {
        assert_eq!(
            found("SnapshotsPresent", OperationKind::DeleteBlob),
            Some(Cause::BlobHasSnapshots)
        );
        assert_eq!(found("SnapshotsPresent", OperationKind::CopyBlob), None);
        assert_eq!(
            found("InvalidBlobType", OperationKind::CopyBlobFromUrl),
            Some(Cause::EitherOfOtherType)
        );
        assert_eq!(found("InvalidBlobType", OperationKind::AppendBlock), None);
        assert_eq!(found("InvalidUri", OperationKind::GetBlob), None);
        assert_eq!(found("InvalidHeaderValue", OperationKind::CopyBlob), None);
    }

    #[test]
    fn a_version_that_is_not_supported_is_told_by_its_header_or_by_azurites_sentence() {
        let refused = |header: Option<&str>, message: Option<&str>| {
            let answer = Answer {
                code: Some(ErrorCode::InvalidHeaderValue),
                header: header.map(str::to_owned),
                message: message.map(str::to_owned),
                ..Answer::default()
            };
            diagnose(&answer, OperationKind::CopyBlob).map(|found| found.as_cause())
        };
        let sentence = "The value for one of the HTTP headers is not in the correct format.";
        let version = Some(Cause::VersionNotSupported);
        assert_eq!(refused(Some("x-ms-version"), Some(sentence)), version);
        let azurite =
            "The API version 2026-04-06 is not supported by Azurite. Please upgrade Azurite";
        assert_eq!(refused(None, Some(azurite)), version);
        assert_eq!(refused(None, None), Some(Cause::HeaderNotAccepted));
        assert_eq!(refused(Some("x-ms-lease-id"), Some(sentence)), None);
    }

    #[test]
    fn a_feature_that_is_named_is_repeated() {
        let answer = Answer {
            code: Some(ErrorCode::FeatureNotEnabled),
            feature: Some("BlobIndex".to_owned()),
            ..Answer::default()
        };
        let found = diagnose(&answer, OperationKind::CopyBlob).unwrap();
        assert!(found.cause().ends_with("(`BlobIndex`)"), "{found}");
    }
}
