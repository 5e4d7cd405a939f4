//! [*Put Block*](https://learn.microsoft.com/rest/api/storageservices/put-block): uploads a part.

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

/// Uploads a block, which is no part of the blob before a *Put Block List* names it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlock {
    /// The blob.
    pub blob: BlobUrl,
    /// The block's name.
    pub block_id: BlockId,
    /// Its content, at most 4,000 MiB.
    pub content: Bytes,
    /// What else is asked for.
    pub options: PutBlockOptions,
}

header_record! {
    /// What may be asked for beside that.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockOptions {
        /// A hash by which the service checks what arrived.
        pub content_hash: Option<ContentHash> = CONTENT_HASH,
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A key of the customer's own to encrypt with.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The scope of encryption to encrypt in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
    }
}

header_record! {
    /// A block that was uploaded.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockOutput {
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

impl PutBlock {
    /// `content` as the block `block_id` of `blob`.
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
