//! [*Set Blob Metadata*](https://learn.microsoft.com/rest/api/storageservices/set-blob-metadata): replaces user metadata.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, Conditions, CustomerKey, ETag, HeaderText, HttpDate, LeaseId, Metadata,
    ServiceVersion, TagCondition,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Replaces all user metadata of a blob, or removes it if the new metadata is empty. Erases the state of the last copy.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SetBlobMetadata {
    /// The blob.
    pub blob: BlobUrl,
    /// The options.
    pub options: SetBlobMetadataOptions,
}

header_record! {
    /// The options of [`SetBlobMetadata`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetBlobMetadataOptions {
        /// User metadata.
        pub metadata: Metadata = ..,
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// A customer-provided key for encryption.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The encryption scope.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
    }
}

header_record! {
    /// The result of [`SetBlobMetadata`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetBlobMetadataOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// The version that was created, if versioning is enabled.
        pub version_id: Option<HeaderText> = VERSION_ID,
        /// Whether the service encrypted the content of the request.
        pub request_server_encrypted: Option<bool> = REQUEST_SERVER_ENCRYPTED,
        /// SHA-256 of the customer-provided key that encrypts it, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The encryption scope that was used.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
    }
}

impl SetBlobMetadata {
    /// Replaces the metadata of `blob` by `metadata`.
    pub fn new(blob: BlobUrl, metadata: Metadata) -> Self {
        let options = SetBlobMetadataOptions {
            metadata,
            ..SetBlobMetadataOptions::default()
        };
        Self { blob, options }
    }
}

impl Operation for SetBlobMetadata {
    type Output = SetBlobMetadataOutput;
    const KIND: OperationKind = OperationKind::SetBlobMetadata;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<SetBlobMetadataOutput, Error> {
        SetBlobMetadataOutput::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for SetBlobMetadata {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options: SetBlobMetadataOptions::parse(request)?,
        })
    }

    fn reply(output: &SetBlobMetadataOutput) -> Response<Bytes> {
        serve::reply(StatusCode::OK, |headers| output.write(headers))
    }
}
