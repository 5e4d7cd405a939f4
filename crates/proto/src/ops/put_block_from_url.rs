//! [*Put Block From URL*](https://learn.microsoft.com/rest/api/storageservices/put-block-from-url): copies from a URL.

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

/// Creates a block of at most 4,000 MiB from a URL, or a range of one, before the service replies.
///
/// The block becomes part of the blob only when *Put Block List* commits it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlockFromUrl {
    /// The blob.
    pub blob: BlobUrl,
    /// The block's id.
    pub block_id: BlockId,
    /// The source.
    pub source: SourceUrl,
    /// The options.
    pub options: PutBlockFromUrlOptions,
}

header_record! {
    /// The options of [`PutBlockFromUrl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockFromUrlOptions {
        /// The range of the source; all of it if `None`.
        pub source_range: Option<ByteRange> = SOURCE_RANGE,
        /// A hash with which the service verifies the content of the source.
        pub source_content_hash: Option<ContentHash> = SOURCE_CONTENT_HASH,
        /// Conditions on the source.
        pub source_conditions: Conditions = SOURCE_CONDITIONS,
        /// An access token with which the service reads the source. The source then needs no SAS.
        pub source_authorization: Option<SourceAuthorization> = COPY_SOURCE_AUTHORIZATION since "2020-10-02",
        /// The purpose of the token. Required for a source in Azure Files.
        pub file_request_intent: Option<FileRequestIntent> = FILE_REQUEST_INTENT since "2025-07-05",
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A customer-provided key for encryption.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The encryption scope.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
        /// The customer-provided key of the source, if it has one.
        pub source_customer_key: Option<CustomerKey> = SOURCE_CUSTOMER_KEY since "2026-04-06",
    }
}

header_record! {
    /// The result of [`PutBlockFromUrl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockFromUrlOutput {
        /// MD5 of the content that the service read from the source, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of the content that the service read from the source, base64.
        pub content_crc64: Option<HeaderText> = CONTENT_CRC64,
        /// Whether the service encrypted the content of the request.
        pub request_server_encrypted: Option<bool> = REQUEST_SERVER_ENCRYPTED,
        /// SHA-256 of the customer-provided key that encrypts it, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The encryption scope that was used.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
    }
}

impl PutBlockFromUrl {
    /// Copies the content of `source` to the block `block_id` of `blob`.
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
