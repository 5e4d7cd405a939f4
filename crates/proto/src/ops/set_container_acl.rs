//! [*Set Container ACL*](https://learn.microsoft.com/rest/api/storageservices/set-container-acl): the access to a container.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    ContainerUrl, DateCondition, ETag, HttpDate, LeaseId, PublicAccess, ServiceVersion,
    StoredAccessPolicies,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Replaces the public access to a container, and its stored access policies.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SetContainerAcl {
    /// The container.
    pub container: ContainerUrl,
    /// The stored access policies.
    pub policies: StoredAccessPolicies,
    /// The options.
    pub options: SetContainerAclOptions,
}

header_record! {
    /// The options of [`SetContainerAcl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetContainerAclOptions {
        /// What can be read without a credential; nothing if `None`.
        pub public_access: Option<PublicAccess> = BLOB_PUBLIC_ACCESS,
        /// The lease that the container must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on when the container was last modified.
        pub condition: DateCondition = DATE_CONDITION,
    }
}

header_record! {
    /// A container whose access was replaced.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetContainerAclOutput {
        /// The container's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When it was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
    }
}

impl SetContainerAcl {
    /// Sets `policies` and no public access for `container`.
    pub fn new(container: ContainerUrl, policies: StoredAccessPolicies) -> Self {
        Self {
            container,
            policies,
            options: SetContainerAclOptions::default(),
        }
    }
}

impl Operation for SetContainerAcl {
    type Output = SetContainerAclOutput;
    const KIND: OperationKind = OperationKind::SetContainerAcl;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::container_target(Self::KIND, &self.container);
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        message::set_document(&mut request, self.policies.document());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<SetContainerAclOutput, Error> {
        SetContainerAclOutput::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for SetContainerAcl {
    /// A request without a body has no policies.
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            policies: StoredAccessPolicies::of(request)?,
            options: SetContainerAclOptions::parse(request)?,
        })
    }

    fn reply(output: &SetContainerAclOutput) -> Response<Bytes> {
        serve::reply(StatusCode::OK, |headers| output.write(headers))
    }
}
