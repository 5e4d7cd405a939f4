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

/// Copies a block blob of at most 256 MiB before it answers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CopyBlobFromUrl {
    /// Where to.
    pub destination: BlobUrl,
    /// Where from.
    pub source: SourceUrl,
    /// What else is asked for.
    pub options: CopyBlobFromUrlOptions,
}

header_record! {
    /// What may be asked for beside that.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CopyBlobFromUrlOptions {
        /// The copy's metadata: the source's, or other.
        pub metadata: MetadataChoice = ..,
        /// Tier.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2018-11-09",
        /// The blob's tags: none, some, or the source's.
        pub tags: CopyTags = .. since "2019-12-12",
        /// Until when the blob can be neither changed nor deleted.
        pub immutability_policy: Option<ImmutabilityPolicy> = .. since "2020-06-12",
        /// Whether the blob is held until the hold is taken away.
        pub legal_hold: Option<bool> = LEGAL_HOLD since "2020-06-12",
        /// The infinite lease on the destination, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the destination.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the destination's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// Conditions on the source.
        pub source_conditions: Conditions = SOURCE_CONDITIONS,
        /// A hash by which the service checks what it reads from the source.
        pub source_content_hash: Option<ContentHash> = SOURCE_CONTENT_HASH,
        /// A token with which the service reads the source, which then needs no SAS.
        pub source_authorization: Option<SourceAuthorization> = COPY_SOURCE_AUTHORIZATION since "2020-10-02",
        /// Why that token reads a source in Azure Files; needed there.
        pub file_request_intent: Option<FileRequestIntent> = FILE_REQUEST_INTENT since "2025-07-05",
        /// The scope of encryption to encrypt in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2020-12-06",
    }
}

header_record! {
    /// A copy that is done.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CopyBlobFromUrlOutput {
        /// The copy's name; the copy is done all the same.
        pub copy_id: Option<CopyId> = COPY_ID,
        /// `success`.
        pub copy_status: Option<CopyStatus> = COPY_STATUS,
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

impl CopyBlobFromUrl {
    /// A copy of `source` to `destination` with nothing else asked for.
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
