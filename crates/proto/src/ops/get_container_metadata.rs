//! [*Get Container Metadata*](https://learn.microsoft.com/rest/api/storageservices/get-container-metadata).

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{ContainerUrl, ETag, HttpDate, LeaseId, Metadata, ServiceVersion};
use crate::wire::message;
use crate::wire::record::header_record;

/// Reads a container's user metadata.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetContainerMetadata {
    /// The container.
    pub container: ContainerUrl,
    /// The options.
    pub options: GetContainerMetadataOptions,
}

header_record! {
    /// The options of [`GetContainerMetadata`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetContainerMetadataOptions {
        /// The lease that the container must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
    }
}

header_record! {
    /// A container's user metadata.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetContainerMetadataOutput {
        /// The container's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When it was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// User metadata.
        pub metadata: Metadata = ..,
    }
}

impl GetContainerMetadata {
    /// Reads the metadata of `container`.
    pub fn new(container: ContainerUrl) -> Self {
        Self {
            container,
            options: GetContainerMetadataOptions::default(),
        }
    }
}

impl Operation for GetContainerMetadata {
    type Output = GetContainerMetadataOutput;
    const KIND: OperationKind = OperationKind::GetContainerMetadata;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::container_target(Self::KIND, &self.container);
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<GetContainerMetadataOutput, Error> {
        GetContainerMetadataOutput::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for GetContainerMetadata {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            options: GetContainerMetadataOptions::parse(request)?,
        })
    }

    fn reply(output: &GetContainerMetadataOutput) -> Response<Bytes> {
        serve::reply(StatusCode::OK, |headers| output.write(headers))
    }
}
