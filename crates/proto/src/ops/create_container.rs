//! [*Create Container*](https://learn.microsoft.com/rest/api/storageservices/create-container).

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    ContainerUrl, ETag, HeaderText, HttpDate, Metadata, PublicAccess, ServiceVersion,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Creates a container. The service answers `409 ContainerAlreadyExists` if it exists.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CreateContainer {
    /// The container.
    pub container: ContainerUrl,
    /// The options.
    pub options: CreateContainerOptions,
}

header_record! {
    /// The options of [`CreateContainer`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CreateContainerOptions {
        /// User metadata.
        pub metadata: Metadata = ..,
        /// What can be read without a credential; nothing if `None`.
        pub public_access: Option<PublicAccess> = BLOB_PUBLIC_ACCESS,
        /// The default encryption scope of the container's blobs.
        pub default_encryption_scope: Option<HeaderText> = DEFAULT_ENCRYPTION_SCOPE since "2019-07-07",
        /// Whether blobs must use the default encryption scope.
        pub deny_encryption_scope_override: Option<bool> = DENY_ENCRYPTION_SCOPE_OVERRIDE since "2019-07-07",
    }
}

header_record! {
    /// The result of [`CreateContainer`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CreateContainerOutput {
        /// The container's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the container was created.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
    }
}

impl CreateContainer {
    /// Creates `container`, with default options.
    pub fn new(container: ContainerUrl) -> Self {
        Self {
            container,
            options: CreateContainerOptions::default(),
        }
    }
}

impl Operation for CreateContainer {
    type Output = CreateContainerOutput;
    const KIND: OperationKind = OperationKind::CreateContainer;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::container_target(Self::KIND, &self.container),
            version,
        )?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<CreateContainerOutput, Error> {
        CreateContainerOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for CreateContainer {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            options: CreateContainerOptions::parse(request)?,
        })
    }

    fn reply(output: &CreateContainerOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
