//! [*Get Blob Metadata*](https://learn.microsoft.com/rest/api/storageservices/get-blob-metadata): reads user metadata.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, CustomerKey, ETag, HttpDate, LeaseId, Metadata, ReadConditions, ServiceVersion,
    TagCondition,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Reads the user metadata of a blob, and nothing else about it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetBlobMetadata {
    /// The blob.
    pub blob: BlobUrl,
    /// The options.
    pub options: GetBlobMetadataOptions,
}

header_record! {
    /// The options of [`GetBlobMetadata`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlobMetadataOptions {
        /// Conditions on the blob.
        pub conditions: ReadConditions = CONDITIONS,
        /// The lease that the blob must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// The customer-provided key of the blob, if it has one.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
    }
}

header_record! {
    /// The result of [`GetBlobMetadata`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlobMetadataOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// User metadata.
        pub metadata: Metadata = ..,
    }
}

impl GetBlobMetadata {
    /// Reads the metadata of `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: GetBlobMetadataOptions::default(),
        }
    }
}

impl Operation for GetBlobMetadata {
    type Output = GetBlobMetadataOutput;
    const KIND: OperationKind = OperationKind::GetBlobMetadata;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::blob_target(Self::KIND, &self.blob);
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<GetBlobMetadataOutput, Error> {
        GetBlobMetadataOutput::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for GetBlobMetadata {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options: GetBlobMetadataOptions::parse(request)?,
        })
    }

    fn reply(output: &GetBlobMetadataOutput) -> Response<Bytes> {
        let mut reply = Response::new(Bytes::new());
        output.write(reply.headers_mut());
        reply
    }
}
