//! [*Lease Container*](https://learn.microsoft.com/rest/api/storageservices/lease-container): the sole right to delete a
//! container, for a while.

use bytes::Bytes;
use http::{Request, Response};

use crate::operation::{Error, Invalid, Operation, OperationKind};
use crate::ops::{LeaseAction, LeaseOutput};
#[cfg(feature = "serve")]
use crate::serve::{Endpoint, Serve, ServiceError};
use crate::value::{ContainerUrl, DateCondition, ServiceVersion};
use crate::wire::message;
use crate::wire::record::header_record;

/// Acquires, renews, changes, releases or breaks a lease, without whose id the container cannot be deleted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LeaseContainer {
    /// The container.
    pub container: ContainerUrl,
    /// The action on the lease.
    pub action: LeaseAction,
    /// The options.
    pub options: LeaseContainerOptions,
}

header_record! {
    /// The options of [`LeaseContainer`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct LeaseContainerOptions {
        /// A condition on when the container was last modified.
        pub condition: DateCondition = DATE_CONDITION,
    }
}

impl LeaseContainer {
    /// Carries out `action` on the lease of `container`.
    pub fn new(container: ContainerUrl, action: LeaseAction) -> Self {
        Self {
            container,
            action,
            options: LeaseContainerOptions::default(),
        }
    }
}

impl Operation for LeaseContainer {
    type Output = LeaseOutput;
    const KIND: OperationKind = OperationKind::LeaseContainer;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::container_target(Self::KIND, &self.container);
        let mut request = message::request(Self::KIND, target, version)?;
        self.action.write(request.headers_mut());
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<LeaseOutput, Error> {
        LeaseOutput::decode(reply)
    }
}

#[cfg(feature = "serve")]
impl Serve for LeaseContainer {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            action: LeaseAction::read(request.headers())?,
            options: LeaseContainerOptions::parse(request)?,
        })
    }

    /// Breaking a lease also accepts the permission to delete. Source: *Create an account SAS*, REST reference.
    fn sas(&self) -> Option<&'static str> {
        self.action.sas(Self::KIND)
    }

    fn reply(output: &LeaseOutput) -> Response<Bytes> {
        output.reply()
    }
}
