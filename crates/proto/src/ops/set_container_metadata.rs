//! [*Set Container Metadata*](https://learn.microsoft.com/rest/api/storageservices/set-container-metadata).

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    ContainerUrl, DateCondition, ETag, HttpDate, LeaseId, Metadata, ServiceVersion,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Replaces the user metadata of a container. Empty metadata deletes it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SetContainerMetadata {
    /// The container.
    pub container: ContainerUrl,
    /// The options.
    pub options: SetContainerMetadataOptions,
}

header_record! {
    /// The options of [`SetContainerMetadata`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetContainerMetadataOptions {
        /// User metadata.
        pub metadata: Metadata = ..,
        /// The lease that the container must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on when the container was last modified.
        pub condition: DateCondition = DATE_CONDITION,
    }
}

header_record! {
    /// A container whose metadata was replaced.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetContainerMetadataOutput {
        /// The container's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When it was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
    }
}

impl SetContainerMetadata {
    /// Sets `metadata` for `container`.
    pub fn new(container: ContainerUrl, metadata: Metadata) -> Self {
        let options = SetContainerMetadataOptions {
            metadata,
            ..SetContainerMetadataOptions::default()
        };
        Self { container, options }
    }
}

impl Operation for SetContainerMetadata {
    type Output = SetContainerMetadataOutput;
    const KIND: OperationKind = OperationKind::SetContainerMetadata;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::container_target(Self::KIND, &self.container);
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<SetContainerMetadataOutput, Error> {
        SetContainerMetadataOutput::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for SetContainerMetadata {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            options: SetContainerMetadataOptions::parse(request)?,
        })
    }

    fn reply(output: &SetContainerMetadataOutput) -> Response<Bytes> {
        serve::reply(StatusCode::OK, |headers| output.write(headers))
    }
}
