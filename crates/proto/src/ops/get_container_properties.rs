//! [*Get Container Properties*](https://learn.microsoft.com/rest/api/storageservices/get-container-properties).

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    ContainerUrl, ETag, HeaderText, HttpDate, LeaseDurationKind, LeaseId, LeaseState, LeaseStatus,
    Metadata, PublicAccess, ServiceVersion,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Gets a container's properties.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetContainerProperties {
    /// The container.
    pub container: ContainerUrl,
    /// The options.
    pub options: GetContainerPropertiesOptions,
}

header_record! {
    /// The options of [`GetContainerProperties`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetContainerPropertiesOptions {
        /// The lease that the container must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
    }
}

header_record! {
    /// A container's properties.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct ContainerProperties {
        /// The container's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the container was last modified. Writes to its blobs do not count.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// Whether its active lease expires.
        pub lease_duration: Option<LeaseDurationKind> = LEASE_DURATION,
        /// The state of its lease.
        pub lease_state: Option<LeaseState> = LEASE_STATE,
        /// Whether its lease prevents others from deleting it.
        pub lease_status: Option<LeaseStatus> = LEASE_STATUS,
        /// What can be read without a credential.
        pub public_access: Option<PublicAccess> = BLOB_PUBLIC_ACCESS,
        /// Whether the container has an immutability policy.
        pub has_immutability_policy: Option<bool> = HAS_IMMUTABILITY_POLICY,
        /// Whether the container has a legal hold.
        pub has_legal_hold: Option<bool> = HAS_LEGAL_HOLD,
        /// Whether versions of its blobs can have immutability policies.
        pub immutable_storage_with_versioning: Option<bool> = IMMUTABLE_STORAGE_WITH_VERSIONING_ENABLED,
        /// The default encryption scope of the container's blobs.
        pub default_encryption_scope: Option<HeaderText> = DEFAULT_ENCRYPTION_SCOPE,
        /// Whether blobs must use the default encryption scope.
        pub deny_encryption_scope_override: Option<bool> = DENY_ENCRYPTION_SCOPE_OVERRIDE,
        /// User metadata.
        pub metadata: Metadata = ..,
    }
}

impl GetContainerProperties {
    /// Gets the properties of `container`.
    pub fn new(container: ContainerUrl) -> Self {
        Self {
            container,
            options: GetContainerPropertiesOptions::default(),
        }
    }
}

impl Operation for GetContainerProperties {
    type Output = ContainerProperties;
    const KIND: OperationKind = OperationKind::GetContainerProperties;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::container_target(Self::KIND, &self.container);
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<ContainerProperties, Error> {
        ContainerProperties::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for GetContainerProperties {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            options: GetContainerPropertiesOptions::parse(request)?,
        })
    }

    fn reply(output: &ContainerProperties) -> Response<Bytes> {
        serve::reply(StatusCode::OK, |headers| output.write(headers))
    }
}
