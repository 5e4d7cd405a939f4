//! [*Put Blob From URL*](https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url): copies from a URL.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Malformed, Serve, ServiceError};
use crate::value::{
    AccessTier, BlobType, BlobUrl, Conditions, ContentHash, CopyTags, CustomerKey, ETag,
    FileRequestIntent, HeaderText, HttpDate, ImmutabilityPolicy, LeaseId, MetadataChoice,
    ServiceVersion, SourceAuthorization, SourceUrl, TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Creates a block blob from a URL with at most 5,000 MiB before the service replies.
///
/// The new blob does not keep the block list of the source. If source and destination are the same blob, it is
/// encrypted again.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlobFromUrl {
    /// The destination.
    pub destination: BlobUrl,
    /// The source.
    pub source: SourceUrl,
    /// The options.
    pub options: PutBlobFromUrlOptions,
}

header_record! {
    /// The options of [`PutBlobFromUrl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobFromUrlOptions {
        /// The blob's metadata: the source's, or given pairs.
        pub metadata: MetadataChoice = ..,
        /// Whether the source's properties, such as its content type, are copied; `true` if `None`.
        pub copy_source_blob_properties: Option<bool> = COPY_SOURCE_BLOB_PROPERTIES,
        /// The blob's content type.
        pub blob_content_type: Option<HeaderText> = BLOB_CONTENT_TYPE,
        /// The blob's content encoding.
        pub blob_content_encoding: Option<HeaderText> = BLOB_CONTENT_ENCODING,
        /// The blob's content language.
        pub blob_content_language: Option<HeaderText> = BLOB_CONTENT_LANGUAGE,
        /// The MD5 that is stored with the blob, base64. The service does not verify it.
        pub blob_content_md5: Option<HeaderText> = BLOB_CONTENT_MD5,
        /// The blob's content disposition.
        pub blob_content_disposition: Option<HeaderText> = BLOB_CONTENT_DISPOSITION,
        /// The blob's cache control.
        pub blob_cache_control: Option<HeaderText> = BLOB_CACHE_CONTROL,
        /// MD5 with which the service verifies the content, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// A hash with which the service verifies the content of the source.
        pub source_content_hash: Option<ContentHash> = SOURCE_CONTENT_HASH,
        /// The access tier.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2020-04-08",
        /// The blob's tags: none, given tags, or the source's.
        pub tags: CopyTags = .. since "2019-12-12",
        /// The blob's immutability policy.
        pub immutability_policy: Option<ImmutabilityPolicy> = .. since "2020-06-12",
        /// Whether the blob gets a legal hold.
        pub legal_hold: Option<bool> = LEGAL_HOLD since "2020-06-12",
        /// The lease on the destination, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the destination.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the destination's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// Conditions on the source.
        pub source_conditions: Conditions = SOURCE_CONDITIONS,
        /// A condition on the source's tags.
        pub source_if_tags: Option<TagCondition> = SOURCE_IF_TAGS since "2019-12-12",
        /// An access token with which the service reads the source. The source then needs no SAS.
        pub source_authorization: Option<SourceAuthorization> = COPY_SOURCE_AUTHORIZATION since "2020-10-02",
        /// The purpose of the token. Required for a source in Azure Files.
        pub file_request_intent: Option<FileRequestIntent> = FILE_REQUEST_INTENT since "2025-07-05",
        /// A customer-provided key for encryption.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The encryption scope.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2020-04-08",
        /// The customer-provided key of the source, if it has one.
        pub source_customer_key: Option<CustomerKey> = SOURCE_CUSTOMER_KEY since "2026-04-06",
    }
}

header_record! {
    /// The result of [`PutBlobFromUrl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobFromUrlOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// MD5 of the content that the service read from the source, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of the content that the service read from the source, base64.
        pub content_crc64: Option<HeaderText> = CONTENT_CRC64,
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

impl PutBlobFromUrl {
    /// A block blob at `destination` with the content of `source`.
    pub fn new(destination: BlobUrl, source: SourceUrl) -> Self {
        Self {
            destination,
            source,
            options: PutBlobFromUrlOptions::default(),
        }
    }
}

impl Operation for PutBlobFromUrl {
    type Output = PutBlobFromUrlOutput;
    const KIND: OperationKind = OperationKind::PutBlobFromUrl;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.destination)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        BlobType::Block.write(&header::BLOB_TYPE, request.headers_mut());
        self.source
            .write(&header::COPY_SOURCE, request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<PutBlobFromUrlOutput, Error> {
        PutBlobFromUrlOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for PutBlobFromUrl {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let blob_type = BlobType::read(&header::BLOB_TYPE, request.headers())?;
        if blob_type != BlobType::Block {
            let name = header::BLOB_TYPE.as_str();
            return Err(Malformed::unreadable(name, blob_type.as_str()).into());
        }
        Ok(Self {
            destination: BlobUrl::of_target(request.uri(), endpoint)?,
            source: SourceUrl::read(&header::COPY_SOURCE, request.headers())?,
            options: PutBlobFromUrlOptions::parse(request)?,
        })
    }

    fn reply(output: &PutBlobFromUrlOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
