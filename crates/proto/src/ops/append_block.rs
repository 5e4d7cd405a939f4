//! [*Append Block*](https://learn.microsoft.com/rest/api/storageservices/append-block): adds to an append blob.

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

/// Appends to an append blob.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AppendBlock {
    /// The blob.
    pub blob: BlobUrl,
    /// What is appended, at most 100 MiB.
    pub content: Bytes,
    /// What else is asked for.
    pub options: AppendBlockOptions,
}

header_record! {
    /// What may be asked for beside that.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AppendBlockOptions {
        /// Length in bytes that the blob must have before.
        pub append_position: Option<u64> = BLOB_CONDITION_APPENDPOS,
        /// Length in bytes that the blob may have afterwards.
        pub max_size: Option<u64> = BLOB_CONDITION_MAXSIZE,
        /// A hash by which the service checks what arrived.
        pub content_hash: Option<ContentHash> = CONTENT_HASH,
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
    /// A block that was appended.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AppendBlockOutput {
        /// The blob's tag.
        pub etag: Option<ETag> = ETAG,
        /// When it was last written.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// Where the block begins, in bytes.
        pub append_offset: Option<u64> = BLOB_APPEND_OFFSET,
        /// How many blocks the blob has now.
        pub committed_block_count: Option<u64> = BLOB_COMMITTED_BLOCK_COUNT,
        /// MD5 of what the service read, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of what the service read, base64.
        pub content_crc64: Option<HeaderText> = CONTENT_CRC64,
        /// Whether the service encrypted what it was sent.
        pub request_server_encrypted: Option<bool> = REQUEST_SERVER_ENCRYPTED,
        /// SHA-256 of the customer's key that it encrypted with, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The scope of encryption that it encrypted in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
    }
}

impl AppendBlock {
    /// `content` behind what `blob` holds.
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
