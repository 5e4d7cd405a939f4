//! [*Get Container ACL*](https://learn.microsoft.com/rest/api/storageservices/get-container-acl): the access to a container.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind, ReplyBody};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    ContainerUrl, ETag, HttpDate, LeaseId, PublicAccess, ServiceVersion, StoredAccessPolicies,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Reads the public access to a container and its stored access policies.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetContainerAcl {
    /// The container.
    pub container: ContainerUrl,
    /// The options.
    pub options: GetContainerAclOptions,
}

header_record! {
    /// The options of [`GetContainerAcl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetContainerAclOptions {
        /// The lease that the container must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
    }
}

/// The access to a container.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GetContainerAclOutput {
    /// The container's ETag.
    pub etag: Option<ETag>,
    /// When it was last modified.
    pub last_modified: Option<HttpDate>,
    /// What can be read without a credential.
    pub public_access: Option<PublicAccess>,
    /// The stored access policies.
    pub policies: StoredAccessPolicies,
}

impl GetContainerAcl {
    /// Reads the access to `container`.
    pub fn new(container: ContainerUrl) -> Self {
        Self {
            container,
            options: GetContainerAclOptions::default(),
        }
    }
}

impl Operation for GetContainerAcl {
    type Output = GetContainerAclOutput;
    const KIND: OperationKind = OperationKind::GetContainerAcl;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(ReplyBody::LARGEST_REFUSAL);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::container_target(Self::KIND, &self.container);
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<GetContainerAclOutput, Error> {
        let headers = message::granted(reply, StatusCode::OK)?;
        Ok(GetContainerAclOutput {
            etag: Option::read(&header::ETAG, headers)?,
            last_modified: Option::read(&header::LAST_MODIFIED, headers)?,
            public_access: Option::read(&header::BLOB_PUBLIC_ACCESS, headers)?,
            policies: StoredAccessPolicies::read(reply.body())?,
        })
    }
}

#[cfg(feature = "serve")]
impl Serve for GetContainerAcl {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            options: GetContainerAclOptions::parse(request)?,
        })
    }

    fn reply(output: &GetContainerAclOutput) -> Response<Bytes> {
        let mut reply = serve::document_reply(output.policies.document());
        let headers = reply.headers_mut();
        output.etag.write(&header::ETAG, headers);
        output.last_modified.write(&header::LAST_MODIFIED, headers);
        output
            .public_access
            .write(&header::BLOB_PUBLIC_ACCESS, headers);
        reply
    }
}
