//! [*Put Blob From URL*](https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url): reads a URL within the call.

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

/// Makes a block blob from at most 5,000 MiB at a URL before it answers.
///
/// The blob has no blocks of the source's. The blob itself as its source is encrypted anew.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlobFromUrl {
    /// Where to.
    pub destination: BlobUrl,
    /// Where from.
    pub source: SourceUrl,
    /// What else is asked for.
    pub options: PutBlobFromUrlOptions,
}

header_record! {
    /// What may be asked for beside that.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobFromUrlOptions {
        /// The blob's metadata: the source's, or other.
        pub metadata: MetadataChoice = ..,
        /// Whether the properties of the source, such as its media type, are taken over; they are, if not said.
        pub copy_source_blob_properties: Option<bool> = COPY_SOURCE_BLOB_PROPERTIES,
        /// Media type that the blob keeps.
        pub blob_content_type: Option<HeaderText> = BLOB_CONTENT_TYPE,
        /// Encoding that the blob keeps.
        pub blob_content_encoding: Option<HeaderText> = BLOB_CONTENT_ENCODING,
        /// Language that the blob keeps.
        pub blob_content_language: Option<HeaderText> = BLOB_CONTENT_LANGUAGE,
        /// MD5 that the blob keeps, base64; the service does not check it.
        pub blob_content_md5: Option<HeaderText> = BLOB_CONTENT_MD5,
        /// Disposition that the blob keeps.
        pub blob_content_disposition: Option<HeaderText> = BLOB_CONTENT_DISPOSITION,
        /// Cache control that the blob keeps.
        pub blob_cache_control: Option<HeaderText> = BLOB_CACHE_CONTROL,
        /// MD5 by which the service checks what arrived, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// A hash by which the service checks what it reads from the source.
        pub source_content_hash: Option<ContentHash> = SOURCE_CONTENT_HASH,
        /// Tier.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2020-04-08",
        /// The blob's tags: none, some, or the source's.
        pub tags: CopyTags = .. since "2019-12-12",
        /// Until when the blob can be neither changed nor deleted.
        pub immutability_policy: Option<ImmutabilityPolicy> = .. since "2020-06-12",
        /// Whether the blob is held until the hold is taken away.
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
        /// A token with which the service reads the source, which then needs no SAS.
        pub source_authorization: Option<SourceAuthorization> = COPY_SOURCE_AUTHORIZATION since "2020-10-02",
        /// Why that token reads a source in Azure Files; needed there.
        pub file_request_intent: Option<FileRequestIntent> = FILE_REQUEST_INTENT since "2025-07-05",
        /// A key of the customer's own to encrypt with.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The scope of encryption to encrypt in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2020-04-08",
        /// The key that the source was written with, if the customer provided one.
        pub source_customer_key: Option<CustomerKey> = SOURCE_CUSTOMER_KEY since "2026-04-06",
    }
}

header_record! {
    /// A blob that was made.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobFromUrlOutput {
        /// The blob's tag.
        pub etag: Option<ETag> = ETAG,
        /// When it was last written.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// MD5 of what the service read, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of what the service read, base64.
        pub content_crc64: Option<HeaderText> = CONTENT_CRC64,
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
