//! [*Put Block*](https://learn.microsoft.com/rest/api/storageservices/put-block): uploads a block.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, BlockId, ContentHash, CustomerKey, HeaderText, LeaseId, ServiceVersion,
};
use crate::wire::record::header_record;
use crate::wire::{message, target};

/// Uploads a block. It becomes part of the blob only when *Put Block List* commits it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlock {
    /// The blob.
    pub blob: BlobUrl,
    /// The block's id.
    pub block_id: BlockId,
    /// The content, at most 4,000 MiB.
    pub content: Bytes,
    /// The options.
    pub options: PutBlockOptions,
}

header_record! {
    /// The options of [`PutBlock`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockOptions {
        /// A hash with which the service verifies the content.
        pub content_hash: Option<ContentHash> = CONTENT_HASH,
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A customer-provided key for encryption.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The encryption scope.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
    }
}

header_record! {
    /// The result of [`PutBlock`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockOutput {
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

impl PutBlock {
    /// Uploads `content` as the block `block_id` of `blob`.
    pub fn new(blob: BlobUrl, block_id: BlockId, content: Bytes) -> Self {
        Self {
            blob,
            block_id,
            content,
            options: PutBlockOptions::default(),
        }
    }
}

impl Operation for PutBlock {
    type Output = PutBlockOutput;
    const KIND: OperationKind = OperationKind::PutBlock;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut target = message::destination(Self::KIND, &self.blob)?;
        target::push_parameter(&mut target, "blockid", self.block_id.as_str());
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        message::set_body(&mut request, self.content.clone());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<PutBlockOutput, Error> {
        PutBlockOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for PutBlock {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            block_id: serve::block_id(request)?,
            content: request.body().clone(),
            options: PutBlockOptions::parse(request)?,
        })
    }

    fn reply(output: &PutBlockOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
