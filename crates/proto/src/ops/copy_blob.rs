//! [*Copy Blob*](https://learn.microsoft.com/rest/api/storageservices/copy-blob): starts a copy.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    AccessTier, BlobUrl, Conditions, CopyId, CopyStatus, ETag, HeaderText, HttpDate,
    ImmutabilityPolicy, LeaseId, MetadataChoice, RehydratePriority, ServiceVersion, SourceUrl,
    TagCondition, Tags,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Starts a copy, which the service then carries out in the background.
///
/// The reply reports that the copy was accepted, not that it is finished. The destination loses its content as soon as
/// the copy is accepted, even if the copy fails later.
///
/// ```
/// use blobcopy_proto::ops::CopyBlob;
/// use blobcopy_proto::{BlobUrl, Conditions, Operation, ServiceVersion, SourceUrl};
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let mut copy = CopyBlob::new(
///     BlobUrl::parse("https://acct.blob.core.windows.net/backups/db.vhd")?,
///     SourceUrl::parse("https://acct.blob.core.windows.net/live/db.vhd")?,
/// );
/// copy.options.conditions = Conditions::if_absent();
///
/// let request = copy.request(ServiceVersion::DEFAULT)?;
/// assert_eq!(request.method(), "PUT");
/// assert_eq!(request.headers()["if-none-match"], "*");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CopyBlob {
    /// The destination.
    pub destination: BlobUrl,
    /// The source.
    pub source: SourceUrl,
    /// The options.
    pub options: CopyBlobOptions,
}

header_record! {
    /// The options of [`CopyBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct CopyBlobOptions {
        /// The copy's metadata: the source's, or given pairs.
        pub metadata: MetadataChoice = ..,
        /// The copy's access tier. Required if the source is archived.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2017-04-17",
        /// The copy's tags. The source's tags are never copied.
        pub tags: Tags = TAGS since "2019-12-12",
        /// The rehydration priority of a copy whose source is archived.
        pub rehydrate_priority: Option<RehydratePriority> = REHYDRATE_PRIORITY since "2019-02-02",
        /// Whether the copy of an append blob is sealed.
        pub seal: Option<bool> = SEAL_BLOB since "2019-12-12",
        /// The copy's immutability policy.
        pub immutability_policy: Option<ImmutabilityPolicy> = .. since "2020-06-12",
        /// Whether the copy gets a legal hold.
        pub legal_hold: Option<bool> = LEGAL_HOLD since "2020-06-12",
        /// The infinite lease on the destination, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the destination.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the destination's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// Conditions on the source, checked when the copy starts.
        pub source_conditions: Conditions = SOURCE_CONDITIONS,
        /// A condition on the source's tags, checked when the copy starts.
        pub source_if_tags: Option<TagCondition> = SOURCE_IF_TAGS since "2019-12-12",
    }
}

header_record! {
    /// A copy that the service has accepted.
    #[derive(Clone, Debug, PartialEq)]
    pub struct CopyBlobOutput {
        /// The copy's id, for status checks and for an abort.
        pub copy_id: CopyId = COPY_ID,
        /// `pending`, or `success` if the service finished the copy within the call.
        pub copy_status: CopyStatus = COPY_STATUS,
        /// The destination's ETag. It is final only if the copy is finished.
        pub etag: Option<ETag> = ETAG,
        /// When the destination was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// The version of the destination that the copy creates, if versioning is enabled.
        pub version_id: Option<HeaderText> = VERSION_ID,
    }
}

impl CopyBlob {
    /// A copy of `source` to `destination`, with default options.
    pub fn new(destination: BlobUrl, source: SourceUrl) -> Self {
        Self {
            destination,
            source,
            options: CopyBlobOptions::default(),
        }
    }
}

impl CopyBlobOutput {
    /// A copy with this id and status.
    pub fn new(copy_id: CopyId, copy_status: CopyStatus) -> Self {
        Self {
            copy_id,
            copy_status,
            etag: None,
            last_modified: None,
            version_id: None,
        }
    }
}

impl Operation for CopyBlob {
    type Output = CopyBlobOutput;
    const KIND: OperationKind = OperationKind::CopyBlob;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.destination)?,
            version,
        )?;
        self.source
            .write(&header::COPY_SOURCE, request.headers_mut());
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<CopyBlobOutput, Error> {
        CopyBlobOutput::granted(reply, StatusCode::ACCEPTED)
    }
}

#[cfg(feature = "serve")]
impl Serve for CopyBlob {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            destination: BlobUrl::of_target(request.uri(), endpoint)?,
            source: SourceUrl::read(&header::COPY_SOURCE, request.headers())?,
            options: CopyBlobOptions::parse(request)?,
        })
    }

    fn reply(output: &CopyBlobOutput) -> Response<Bytes> {
        serve::reply(StatusCode::ACCEPTED, |headers| output.write(headers))
    }
}
