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

/// Makes a container. `409 ContainerAlreadyExists` if it is there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CreateContainer {
    /// The container.
    pub container: ContainerUrl,
    /// What else is asked for.
    pub options: CreateContainerOptions,
}

header_record! {
    /// What may be asked for beside the container.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CreateContainerOptions {
        /// User metadata.
        pub metadata: Metadata = ..,
        /// What anybody may read; nothing, if not said.
        pub public_access: Option<PublicAccess> = BLOB_PUBLIC_ACCESS,
        /// The scope of encryption for blobs that name none.
        pub default_encryption_scope: Option<HeaderText> = DEFAULT_ENCRYPTION_SCOPE since "2019-07-07",
        /// Whether blobs may name no other scope.
        pub deny_encryption_scope_override: Option<bool> = DENY_ENCRYPTION_SCOPE_OVERRIDE since "2019-07-07",
    }
}

header_record! {
    /// A container that was made.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CreateContainerOutput {
        /// Its tag.
        pub etag: Option<ETag> = ETAG,
        /// When it was made.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
    }
}

impl CreateContainer {
    /// The wish for `container`.
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
