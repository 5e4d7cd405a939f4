//! [*Delete Container*](https://learn.microsoft.com/rest/api/storageservices/delete-container): with all its blobs.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::error::{Error, Invalid};
use crate::operation::{Operation, Serve};
use crate::service_error::ServiceError;
use crate::value::{ContainerUrl, DateCondition, Endpoint, LeaseId, ServiceVersion};
use crate::wire::message;
use crate::wire::record::header_record;

/// Deletes a container with all its blobs. Its name is free again after half a minute or more.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DeleteContainer {
    /// The container.
    pub container: ContainerUrl,
    /// What else is asked for.
    pub options: DeleteContainerOptions,
}

header_record! {
    /// What may be asked for beside that.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DeleteContainerOptions {
        /// The lease on the container, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on when the container was last changed.
        pub condition: DateCondition = DATE_CONDITION,
    }
}

impl DeleteContainer {
    /// The end of `container`.
    pub fn new(container: ContainerUrl) -> Self {
        Self {
            container,
            options: DeleteContainerOptions::default(),
        }
    }
}

impl Operation for DeleteContainer {
    type Output = ();
    const NAME: &'static str = "DeleteContainer";

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.options.check(&version)?;
        let mut request = message::request(
            Method::DELETE,
            message::container_target(&self.container),
            version,
        )?;
        self.options.write(request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<(), Error> {
        message::granted(reply, StatusCode::ACCEPTED).map(|_| ())
    }
}

impl Serve for DeleteContainer {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            options: DeleteContainerOptions::parse(request)?,
        })
    }

    fn reply((): &()) -> Response<Bytes> {
        message::reply(StatusCode::ACCEPTED, |_| {})
    }
}
