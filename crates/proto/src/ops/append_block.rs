//! [*Append Block*](https://learn.microsoft.com/rest/api/storageservices/append-block): appends to an append blob.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, Conditions, ContentHash, CustomerKey, ETag, HeaderText, HttpDate, LeaseId,
    ServiceVersion, TagCondition,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Appends a block to an append blob.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AppendBlock {
    /// The blob.
    pub blob: BlobUrl,
    /// The content to append, at most 100 MiB.
    pub content: Bytes,
    /// The options.
    pub options: AppendBlockOptions,
}

header_record! {
    /// The options of [`AppendBlock`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AppendBlockOptions {
        /// The length in bytes that the blob must have before the request.
        pub append_position: Option<u64> = BLOB_CONDITION_APPENDPOS,
        /// The maximum length in bytes that the blob may have after the request.
        pub max_size: Option<u64> = BLOB_CONDITION_MAXSIZE,
        /// A hash with which the service verifies the content.
        pub content_hash: Option<ContentHash> = CONTENT_HASH,
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
    /// The result of [`AppendBlock`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AppendBlockOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// The offset of the new block, in bytes.
        pub append_offset: Option<u64> = BLOB_APPEND_OFFSET,
        /// The number of blocks that the blob has now.
        pub committed_block_count: Option<u64> = BLOB_COMMITTED_BLOCK_COUNT,
        /// MD5 of the content that the service received, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of the content that the service received, base64.
        pub content_crc64: Option<HeaderText> = CONTENT_CRC64,
        /// Whether the service encrypted the content of the request.
        pub request_server_encrypted: Option<bool> = REQUEST_SERVER_ENCRYPTED,
        /// SHA-256 of the customer-provided key that encrypts it, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The encryption scope that was used.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
    }
}

impl AppendBlock {
    /// Appends `content` to `blob`.
    pub fn new(blob: BlobUrl, content: Bytes) -> Self {
        Self {
            blob,
            content,
            options: AppendBlockOptions::default(),
        }
    }
}

impl Operation for AppendBlock {
    type Output = AppendBlockOutput;
    const KIND: OperationKind = OperationKind::AppendBlock;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        message::set_body(&mut request, self.content.clone());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<AppendBlockOutput, Error> {
        AppendBlockOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for AppendBlock {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            content: request.body().clone(),
            options: AppendBlockOptions::parse(request)?,
        })
    }

    fn reply(output: &AppendBlockOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
