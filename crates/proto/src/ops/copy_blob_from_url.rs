//! [*Copy Blob From URL*](https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url): copies within the call.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    AccessTier, BlobUrl, Conditions, ContentHash, CopyId, CopyStatus, CopyTags, ETag,
    FileRequestIntent, HeaderText, HttpDate, ImmutabilityPolicy, LeaseId, MetadataChoice,
    ServiceVersion, SourceAuthorization, SourceUrl, TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Copies a block blob of at most 256 MiB before the service replies.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CopyBlobFromUrl {
    /// The destination.
    pub destination: BlobUrl,
    /// The source.
    pub source: SourceUrl,
    /// The options.
    pub options: CopyBlobFromUrlOptions,
}

header_record! {
    /// The options of [`CopyBlobFromUrl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CopyBlobFromUrlOptions {
        /// The copy's metadata: the source's, or given pairs.
        pub metadata: MetadataChoice = ..,
        /// The access tier.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2018-11-09",
        /// The blob's tags: none, given tags, or the source's.
        pub tags: CopyTags = .. since "2019-12-12",
        /// The blob's immutability policy.
        pub immutability_policy: Option<ImmutabilityPolicy> = .. since "2020-06-12",
        /// Whether the blob gets a legal hold.
        pub legal_hold: Option<bool> = LEGAL_HOLD since "2020-06-12",
        /// The infinite lease on the destination, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the destination.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the destination's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// Conditions on the source.
        pub source_conditions: Conditions = SOURCE_CONDITIONS,
        /// A hash with which the service verifies the content of the source.
        pub source_content_hash: Option<ContentHash> = SOURCE_CONTENT_HASH,
        /// An access token with which the service reads the source. The source then needs no SAS.
        pub source_authorization: Option<SourceAuthorization> = COPY_SOURCE_AUTHORIZATION since "2020-10-02",
        /// The purpose of the token. Required for a source in Azure Files.
        pub file_request_intent: Option<FileRequestIntent> = FILE_REQUEST_INTENT since "2025-07-05",
        /// The encryption scope.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2020-12-06",
    }
}

header_record! {
    /// The result of [`CopyBlobFromUrl`]. The copy is finished.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CopyBlobFromUrlOutput {
        /// The copy's id. The service assigns one although the copy is finished.
        pub copy_id: Option<CopyId> = COPY_ID,
        /// `success`.
        pub copy_status: Option<CopyStatus> = COPY_STATUS,
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

impl CopyBlobFromUrl {
    /// A copy of `source` to `destination`, with default options.
    pub fn new(destination: BlobUrl, source: SourceUrl) -> Self {
        Self {
            destination,
            source,
            options: CopyBlobFromUrlOptions::default(),
        }
    }
}

impl Operation for CopyBlobFromUrl {
    type Output = CopyBlobFromUrlOutput;
    const KIND: OperationKind = OperationKind::CopyBlobFromUrl;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.destination)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        self.source
            .write(&header::COPY_SOURCE, request.headers_mut());
        true.write(&header::REQUIRES_SYNC, request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<CopyBlobFromUrlOutput, Error> {
        CopyBlobFromUrlOutput::granted(reply, StatusCode::ACCEPTED)
    }
}

#[cfg(feature = "serve")]
impl Serve for CopyBlobFromUrl {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        bool::read(&header::REQUIRES_SYNC, request.headers())?;
        Ok(Self {
            destination: BlobUrl::of_target(request.uri(), endpoint)?,
            source: SourceUrl::read(&header::COPY_SOURCE, request.headers())?,
            options: CopyBlobFromUrlOptions::parse(request)?,
        })
    }

    fn reply(output: &CopyBlobFromUrlOutput) -> Response<Bytes> {
        serve::reply(StatusCode::ACCEPTED, |headers| output.write(headers))
    }
}
