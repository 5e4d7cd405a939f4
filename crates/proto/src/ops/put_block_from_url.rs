//! [*Put Block From URL*](https://learn.microsoft.com/rest/api/storageservices/put-block-from-url): reads a URL into a block.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, BlockId, ByteRange, Conditions, ContentHash, CustomerKey, FileRequestIntent,
    HeaderText, LeaseId, ServiceVersion, SourceAuthorization, SourceUrl,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message, target};

/// Makes a block of at most 4,000 MiB from a URL, or a part of one, before it answers.
///
/// The block is no part of the blob before a *Put Block List* names it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlockFromUrl {
    /// The blob.
    pub blob: BlobUrl,
    /// The block's name.
    pub block_id: BlockId,
    /// Where from.
    pub source: SourceUrl,
    /// What else is asked for.
    pub options: PutBlockFromUrlOptions,
}

header_record! {
    /// What may be asked for beside that.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockFromUrlOptions {
        /// The part of the source that is wanted; all of it if none is named.
        pub source_range: Option<ByteRange> = SOURCE_RANGE,
        /// A hash by which the service checks what it reads from the source.
        pub source_content_hash: Option<ContentHash> = SOURCE_CONTENT_HASH,
        /// Conditions on the source.
        pub source_conditions: Conditions = SOURCE_CONDITIONS,
        /// A token with which the service reads the source, which then needs no SAS.
        pub source_authorization: Option<SourceAuthorization> = COPY_SOURCE_AUTHORIZATION since "2020-10-02",
        /// Why that token reads a source in Azure Files; needed there.
        pub file_request_intent: Option<FileRequestIntent> = FILE_REQUEST_INTENT since "2025-07-05",
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A key of the customer's own to encrypt with.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The scope of encryption to encrypt in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
        /// The key that the source was written with, if the customer provided one.
        pub source_customer_key: Option<CustomerKey> = SOURCE_CUSTOMER_KEY since "2026-04-06",
    }
}

header_record! {
    /// A block that was made.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockFromUrlOutput {
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

impl PutBlockFromUrl {
    /// The content of `source` as the block `block_id` of `blob`.
    pub fn new(blob: BlobUrl, block_id: BlockId, source: SourceUrl) -> Self {
        Self {
            blob,
            block_id,
            source,
            options: PutBlockFromUrlOptions::default(),
        }
    }
}

impl Operation for PutBlockFromUrl {
    type Output = PutBlockFromUrlOutput;
    const KIND: OperationKind = OperationKind::PutBlockFromUrl;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut target = message::destination(Self::KIND, &self.blob)?;
        target::push_parameter(&mut target, "blockid", self.block_id.as_str());
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        self.source
            .write(&header::COPY_SOURCE, request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<PutBlockFromUrlOutput, Error> {
        PutBlockFromUrlOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for PutBlockFromUrl {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            block_id: serve::block_id(request)?,
            source: SourceUrl::read(&header::COPY_SOURCE, request.headers())?,
            options: PutBlockFromUrlOptions::parse(request)?,
        })
    }

    fn reply(output: &PutBlockFromUrlOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
