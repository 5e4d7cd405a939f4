//! [*Delete Container*](https://learn.microsoft.com/rest/api/storageservices/delete-container): deletes a container.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{ContainerUrl, DateCondition, LeaseId, ServiceVersion};
use crate::wire::message;
use crate::wire::record::header_record;

/// Deletes a container and all its blobs. Its name can be used again after at least 30 seconds.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DeleteContainer {
    /// The container.
    pub container: ContainerUrl,
    /// The options.
    pub options: DeleteContainerOptions,
}

header_record! {
    /// The options of [`DeleteContainer`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DeleteContainerOptions {
        /// The lease on the container, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on the time at which the container was last modified.
        pub condition: DateCondition = DATE_CONDITION,
    }
}

impl DeleteContainer {
    /// Deletes `container`, with default options.
    pub fn new(container: ContainerUrl) -> Self {
        Self {
            container,
            options: DeleteContainerOptions::default(),
        }
    }
}

impl Operation for DeleteContainer {
    type Output = ();
    const KIND: OperationKind = OperationKind::DeleteContainer;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::container_target(Self::KIND, &self.container),
            version,
        )?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<(), Error> {
        message::granted(reply, StatusCode::ACCEPTED).map(|_| ())
    }
}

#[cfg(feature = "serve")]
impl Serve for DeleteContainer {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            options: DeleteContainerOptions::parse(request)?,
        })
    }

    fn reply((): &()) -> Response<Bytes> {
        serve::reply(StatusCode::ACCEPTED, |_| {})
    }
}
