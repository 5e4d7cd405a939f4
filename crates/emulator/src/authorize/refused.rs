//! The refusals of authorization, in the service's words.
//!
//! Source: *Common REST API error codes* and *Blob service error codes*, REST reference.

use blobcopy_proto::ErrorCode;

use crate::refusal::Refusal;

impl Refusal {
    /// The token is not valid.
    pub(super) fn invalid_token() -> Self {
        let message = "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";
        Self::new(401, ErrorCode::InvalidAuthenticationInfo, message)
    }

    pub(super) fn authorization_failure() -> Self {
        let message = "This request is not authorized to perform this operation.";
        Self::new(403, ErrorCode::AuthorizationFailure, message)
    }

    pub(super) fn permission_mismatch() -> Self {
        let message =
            "This request is not authorized to perform this operation using this permission.";
        Self::new(403, ErrorCode::AuthorizationPermissionMismatch, message)
    }

    pub(super) fn protocol_mismatch() -> Self {
        let message =
            "This request is not authorized to perform this operation using this protocol.";
        Self::new(403, ErrorCode::AuthorizationProtocolMismatch, message)
    }

    pub(super) fn resource_type_mismatch() -> Self {
        let message =
            "This request is not authorized to perform this operation using this resource type.";
        Self::new(403, ErrorCode::AuthorizationResourceTypeMismatch, message)
    }

    pub(super) fn service_mismatch() -> Self {
        let message =
            "This request is not authorized to perform this operation using this service.";
        Self::new(403, ErrorCode::AuthorizationServiceMismatch, message)
    }

    pub(super) fn source_ip_mismatch() -> Self {
        let message =
            "This request is not authorized to perform this operation using this source IP.";
        Self::new(403, ErrorCode::AuthorizationSourceIPMismatch, message)
    }

    /// The permission to create a blob, used on one that exists.
    pub(super) fn blob_overwrite() -> Self {
        let message = "This request is not authorized to perform blob overwrites.";
        Self::new(403, ErrorCode::UnauthorizedBlobOverwrite, message)
    }
}
