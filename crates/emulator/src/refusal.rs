//! The emulator's refusals, in the service's own words.

use std::fmt;

use blobcopy_proto::{ErrorCode, ServiceError, SourceRefusal};
use http::{HeaderName, HeaderValue, StatusCode};

/// A refusal, with a header that only this kind of refusal has.
pub(crate) struct Refusal {
    pub(crate) error: Box<ServiceError>,
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
}

/// Defines the refusals: name, status, code, sentence.
macro_rules! refusals {
    ($( $name:ident = $status:literal $code:ident $message:literal, )+) => {
        impl Refusal {
            $(
                pub(crate) fn $name() -> Self {
                    Self::new($status, ErrorCode::$code, $message)
                }
            )+
        }
    };
}

refusals! {
    unknown_host = 400 InvalidUri "The requested URI does not represent any resource on the server.",
    account_not_found = 404 ResourceNotFound "The specified resource does not exist.",
    append_position_not_met = 412 AppendPositionConditionNotMet "The append position condition specified was not met.",
    authentication_failed = 403 AuthenticationFailed "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
    blob_already_exists = 409 BlobAlreadyExists "The specified blob already exists.",
    blob_archived = 409 BlobArchived "This operation is not permitted on an archived blob.",
    blob_being_rehydrated = 409 BlobBeingRehydrated "This operation is not permitted because the blob is being rehydrated.",
    blob_is_sealed = 409 BlobIsSealed "The specified blob is sealed and its contents can't be modified unless the blob is re-created after a delete.",
    blob_not_found = 404 BlobNotFound "The specified blob does not exist.",
    block_count_exceeded = 409 BlockCountExceedsLimit "The block count exceeds the maximum permissible limit.",
    body_too_large = 413 RequestBodyTooLarge "The request body is too large and exceeds the maximum permissible limit.",
    condition_not_met = 412 ConditionNotMet "The condition specified using HTTP conditional header(s) is not met.",
    container_already_exists = 409 ContainerAlreadyExists "The specified container already exists.",
    container_being_deleted = 409 ContainerBeingDeleted "The specified container is being deleted. Try operation later.",
    container_not_found = 404 ContainerNotFound "The specified container does not exist.",
    copy_id_mismatch = 409 CopyIdMismatch "The specified copy ID did not match the copy ID for the pending copy operation.",
    crc64_mismatch = 400 Crc64Mismatch "The CRC64 value specified in the request did not match with the CRC64 value calculated by the server.",
    incremental_mismatch = 409 IncrementalCopyBlobMismatch "The specified source blob is different than the copy source of the existing incremental copy blob.",
    incremental_of_earlier = 409 IncrementalCopyOfEarlierSnapshotNotAllowed "The specified snapshot is earlier than the last snapshot copied into the incremental copy blob.",
    incremental_only = 409 OperationNotAllowedOnIncrementalCopyBlob "The specified operation is not allowed on an incremental copy blob.",
    incremental_source_no_snapshot = 409 IncrementalCopySourceMustBeSnapshot "The source for incremental copy request must be a snapshot.",
    infinite_lease_required = 412 InfiniteLeaseDurationRequired "The lease ID matched, but the specified lease must be an infinite-duration lease.",
    invalid_authentication_info = 400 InvalidAuthenticationInfo "Authentication information is not given in the correct format. Check the value of Authorization header.",
    invalid_blob_or_block = 400 InvalidBlobOrBlock "The specified blob or block content is invalid.",
    invalid_blob_tier = 400 InvalidBlobTier "The specified blob tier is invalid.",
    invalid_md5 = 400 InvalidMd5 "The MD5 value specified in the request is invalid. MD5 value must be 128 bits and base64 encoded.",
    invalid_blob_type = 409 InvalidBlobType "The blob type is invalid for this operation.",
    invalid_block_list = 400 InvalidBlockList "The specified block list is invalid.",
    invalid_input = 400 InvalidInput "One of the request inputs is not valid.",
    invalid_marker = 400 InvalidQueryParameterValue "Value for one of the query parameters specified in the request URI is invalid.",
    invalid_page_range = 416 InvalidPageRange "The page range specified is invalid.",
    invalid_range = 416 InvalidRange "The range specified is invalid for the current size of the resource.",
    invalid_source_blob_type = 409 InvalidSourceBlobType "The copy source blob type is invalid for this operation.",
    invalid_uri = 400 InvalidUri "The requested URI does not represent any resource on the server.",
    lease_already_present = 409 LeaseAlreadyPresent "There is already a lease present.",
    lease_breaking_not_acquired = 409 LeaseIsBreakingAndCannotBeAcquired "The lease ID matched, but the lease is currently in breaking state and cannot be acquired until it is broken.",
    lease_breaking_not_changed = 409 LeaseIsBreakingAndCannotBeChanged "The lease ID matched, but the lease is currently in breaking state and cannot be changed.",
    lease_broken_not_renewed = 409 LeaseIsBrokenAndCannotBeRenewed "The lease ID matched, but the lease has been broken explicitly and cannot be renewed.",
    lease_id_mismatch = 412 LeaseIdMismatchWithBlobOperation "The lease ID specified did not match the lease ID for the blob.",
    lease_id_mismatch_for_lease = 409 LeaseIdMismatchWithLeaseOperation "The lease ID specified did not match the lease ID for the blob.",
    lease_id_missing = 412 LeaseIdMissing "There is currently a lease on the blob and no lease ID was specified in the request.",
    lease_lost = 412 LeaseLost "A lease ID was specified, but the lease for the blob has expired.",
    lease_not_present = 412 LeaseNotPresentWithBlobOperation "There is currently no lease on the blob.",
    lease_not_present_for_lease = 409 LeaseNotPresentWithLeaseOperation "There is currently no lease on the blob.",
    max_blob_size_not_met = 412 MaxBlobSizeConditionNotMet "The max blob size condition specified was not met.",
    md5_mismatch = 400 Md5Mismatch "The MD5 value specified in the request did not match with the MD5 value calculated by the server.",
    missing_content_length = 411 MissingContentLengthHeader "The Content-Length header was not specified.",
    no_authentication = 401 NoAuthenticationInformation "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    no_pending_copy = 409 NoPendingCopyOperation "There is currently no pending copy operation.",
    not_modified = 304 ConditionNotMet "The condition specified using HTTP conditional header(s) is not met.",
    operation_timed_out = 500 OperationTimedOut "Operation could not be completed within the permitted time.",
    out_of_range_input = 400 OutOfRangeInput "One of the request inputs is out of range.",
    pending_copy = 409 PendingCopyOperation "There is currently a pending copy operation.",
    previous_snapshot_newer = 400 PreviousSnapshotCannotBeNewer "The prevsnapshot query parameter value cannot be newer than snapshot query parameter value.",
    previous_snapshot_not_found = 409 PreviousSnapshotNotFound "The previous snapshot is not found.",
    sequence_number_increment_too_large = 409 SequenceNumberIncrementTooLarge "The sequence number increment cannot be performed because it would result in overflow of the sequence number.",
    sequence_number_not_met = 412 SequenceNumberConditionNotMet "The sequence number condition specified was not met.",
    snapshot_not_writable = 400 InvalidQueryParameterValue "Value for one of the query parameters specified in the request URI is invalid.",
    snapshots_present = 409 SnapshotsPresent "This operation is not permitted because the blob has snapshots.",
    source_condition_not_met_within_call = 412 CannotVerifyCopySource "The condition specified using HTTP conditional header(s) is not met.",
    source_not_modified = 304 CannotVerifyCopySource "The condition specified using HTTP conditional header(s) is not met.",
    source_condition_not_met = 412 SourceConditionNotMet "The source condition specified using HTTP conditional header(s) is not met.",
}

impl Refusal {
    pub(crate) fn new(status: u16, code: ErrorCode, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).expect("one of the statuses written above");
        Self::from(Box::new(ServiceError::new(status, code, message)))
    }

    /// The refusal of the header `name`, which is invalid or, unless `is_there`, missing.
    pub(crate) fn of_header(name: &HeaderName, is_there: bool) -> Self {
        let (code, message) = if is_there {
            (
                ErrorCode::InvalidHeaderValue,
                "The value for one of the HTTP headers is not in the correct format.",
            )
        } else {
            (
                ErrorCode::MissingRequiredHeader,
                "An HTTP header that's mandatory for this request is not specified.",
            )
        };
        Self::naming(name, code, message)
    }

    /// The refusal of a header that the emulator does not support.
    pub(crate) fn unsupported_header(name: &HeaderName) -> Self {
        let message = "One of the HTTP headers specified in the request is not supported.";
        Self::naming(name, ErrorCode::UnsupportedHeader, message)
    }

    /// The refusal of a parameter that the emulator does not support.
    pub(crate) fn unsupported_parameter(name: &str) -> Self {
        let message = "One of the query parameters specified in the request URI is not supported.";
        let mut refusal = Self::new(400, ErrorCode::UnsupportedQueryParameter, message);
        refusal.error.query_parameter_name = Some(name.to_owned());
        refusal
    }

    /// The search for tags cannot be parsed.
    pub(crate) fn invalid_search(problem: String) -> Self {
        let mut refusal = Self::new(400, ErrorCode::InvalidQueryParameterValue, problem);
        refusal.error.query_parameter_name = Some("where".to_owned());
        refusal
    }

    fn naming(name: &HeaderName, code: ErrorCode, message: &str) -> Self {
        let mut refusal = Self::new(400, code, message);
        refusal.error.header_name = Some(name.as_str().to_owned());
        refusal
    }

    /// The current version of a blob can only be deleted by deleting the blob.
    pub(crate) fn current_version() -> Self {
        let message = "This operation is not allowed on the current version of the blob.";
        Self::new(403, ErrorCode::OperationNotAllowedOnRootBlob, message)
    }

    /// The same refusal because of a lease, for a container in place of a blob.
    pub(crate) fn about_container(self) -> Self {
        let error = *self.error;
        let code = error
            .code
            .map(|code| code.as_str().replace("BlobOperation", "ContainerOperation"));
        let message = error
            .message
            .unwrap_or_default()
            .replace("blob", "container");
        Self::new(
            error.status.as_u16(),
            ErrorCode::from(&*code.unwrap_or_default()),
            message,
        )
    }

    /// The source of a copy within the call is too large.
    pub(crate) fn source_too_large() -> Self {
        let message = "The copy source is larger than what is copied within a call.";
        Self::new(409, ErrorCode::CannotVerifyCopySource, message)
    }

    /// The refusal of an operation that the emulator does not support.
    pub(crate) fn not_served(operation: &str) -> Self {
        let message = format!("blobcopy-emulator does not serve {operation}.");
        Self::new(501, ErrorCode::from("NotImplemented"), message)
    }

    /// The refusal of a copy whose source answered `status`. The start of the copy has the same status if it is an
    /// error status. Any other status (usually a redirect) becomes 400, because a 3xx without a target is of no use.
    pub(crate) fn of_source(status: StatusCode, code: Option<ErrorCode>, message: &str) -> Self {
        let is_error = status.is_client_error() || status.is_server_error();
        let own = if is_error {
            status
        } else {
            StatusCode::BAD_REQUEST
        };
        let mut refusal = Self::new(own.as_u16(), ErrorCode::CannotVerifyCopySource, message);
        let mut source = SourceRefusal::default();
        source.status = Some(status.as_u16());
        source.code = code;
        source.message = Some(message.to_owned());
        refusal.error.copy_source = Some(source);
        refusal
    }

    /// The refusal of a copy whose source did not respond.
    pub(crate) fn of_silent_source() -> Self {
        let message = "Could not verify the copy source within the specified time.";
        Self::new(412, ErrorCode::CannotVerifyCopySource, message)
    }

    /// This refusal of a source by another account of the emulator, as the reply to the copy.
    pub(crate) fn seen_from_copy(self) -> Self {
        let error = *self.error;
        Self::of_source(
            error.status,
            error.code,
            error.message.as_deref().unwrap_or_default(),
        )
    }

    /// As [`seen_from_copy`](Self::seen_from_copy), unless it already concerns the copy.
    pub(crate) fn told_by_other_account(self) -> Self {
        match self.error.code {
            Some(ErrorCode::CannotVerifyCopySource | ErrorCode::SourceConditionNotMet) => self,
            _ => self.seen_from_copy(),
        }
    }

    pub(crate) fn with_header(self, name: HeaderName, value: HeaderValue) -> Self {
        Self {
            header: Some((name, value)),
            ..self
        }
    }

    /// Adds an element to the body.
    pub(crate) fn telling(mut self, element: &str, text: &str) -> Self {
        *self.error = self.error.with_detail(element, text);
        self
    }

    /// Adds the detail of what did not match in the authorization.
    pub(crate) fn with_detail(mut self, detail: String) -> Self {
        self.error.authentication_detail = Some(detail);
        self
    }
}

impl From<Box<ServiceError>> for Refusal {
    fn from(error: Box<ServiceError>) -> Self {
        Self {
            error,
            header: None,
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}
