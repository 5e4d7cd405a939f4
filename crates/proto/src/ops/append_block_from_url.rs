//! [*Append Block From URL*](https://learn.microsoft.com/rest/api/storageservices/append-block-from-url): appends from a URL.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
use crate::ops::AppendBlockOutput;
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, ByteRange, Conditions, ContentHash, CustomerKey, FileRequestIntent, HeaderText,
    LeaseId, ServiceVersion, SourceAuthorization, SourceUrl, TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Appends the content of a URL, or a range of it, to an append blob: at most 100 MiB, before the service replies.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AppendBlockFromUrl {
    /// The blob.
    pub blob: BlobUrl,
    /// The source.
    pub source: SourceUrl,
    /// The options.
    pub options: AppendBlockFromUrlOptions,
}

header_record! {
    /// The options of [`AppendBlockFromUrl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AppendBlockFromUrlOptions {
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
        /// The length in bytes that the blob must have before the request.
        pub append_position: Option<u64> = BLOB_CONDITION_APPENDPOS,
        /// The maximum length in bytes that the blob may have after the request.
        pub max_size: Option<u64> = BLOB_CONDITION_MAXSIZE,
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
        /// The customer-provided key of the source, if it has one.
        pub source_customer_key: Option<CustomerKey> = SOURCE_CUSTOMER_KEY since "2026-04-06",
    }
}

impl AppendBlockFromUrl {
    /// Appends the content of `source` to `blob`.
    pub fn new(blob: BlobUrl, source: SourceUrl) -> Self {
        Self {
            blob,
            source,
            options: AppendBlockFromUrlOptions::default(),
        }
    }
}

impl Operation for AppendBlockFromUrl {
    type Output = AppendBlockOutput;
    const KIND: OperationKind = OperationKind::AppendBlockFromUrl;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        self.source
            .write(&header::COPY_SOURCE, request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<AppendBlockOutput, Error> {
        AppendBlockOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for AppendBlockFromUrl {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            source: SourceUrl::read(&header::COPY_SOURCE, request.headers())?,
            options: AppendBlockFromUrlOptions::parse(request)?,
        })
    }

    fn reply(output: &AppendBlockOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
