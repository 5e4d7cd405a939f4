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

/// Replaces all user metadata of a blob, by none if there is none. Forgets the last copy into it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SetBlobMetadata {
    /// The blob.
    pub blob: BlobUrl,
    /// What else is asked for.
    pub options: SetBlobMetadataOptions,
}

header_record! {
    /// What may be asked for beside that.
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
        /// A key of the customer's own to encrypt with.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The scope of encryption to encrypt in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
    }
}

header_record! {
    /// A blob whose metadata was replaced.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetBlobMetadataOutput {
        /// The blob's tag.
        pub etag: Option<ETag> = ETAG,
        /// When it was last written.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// The version that was made, where versions are kept.
        pub version_id: Option<HeaderText> = VERSION_ID,
        /// Whether the service encrypted what it was sent.
        pub request_server_encrypted: Option<bool> = REQUEST_SERVER_ENCRYPTED,
        /// SHA-256 of the customer's key that it encrypted with, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The scope of encryption that it encrypted in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
    }
}

impl SetBlobMetadata {
    /// `metadata` and nothing else for `blob`.
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
