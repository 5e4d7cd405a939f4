//! [*Incremental Copy Blob*](https://learn.microsoft.com/rest/api/storageservices/incremental-copy-blob): copies
//! changes.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, Conditions, CopyId, CopyStatus, ETag, HeaderText, HttpDate, ServiceVersion, SourceUrl,
    TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Starts a copy of the changes between two snapshots of a page blob.
///
/// The result is a new snapshot of the destination, which accepts no other writes. The copy is always pending at first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct IncrementalCopyBlob {
    /// The destination.
    pub destination: BlobUrl,
    /// The source.
    pub source: SourceUrl,
    /// The options.
    pub options: IncrementalCopyBlobOptions,
}

header_record! {
    /// The options of [`IncrementalCopyBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct IncrementalCopyBlobOptions {
        /// Conditions on the destination.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the destination's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
    }
}

header_record! {
    /// A copy that the service has accepted.
    #[derive(Clone, Debug, PartialEq)]
    pub struct IncrementalCopyBlobOutput {
        /// The copy's id, for status checks.
        pub copy_id: CopyId = COPY_ID,
        /// `pending`.
        pub copy_status: CopyStatus = COPY_STATUS,
        /// The destination's tag.
        pub etag: Option<ETag> = ETAG,
        /// When the destination was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// The version that the copy creates, if versioning is enabled.
        pub version_id: Option<HeaderText> = VERSION_ID,
    }
}

impl IncrementalCopyBlob {
    /// A copy of `source`, a snapshot, to `destination`.
    pub fn new(destination: BlobUrl, source: SourceUrl) -> Self {
        Self {
            destination,
            source,
            options: IncrementalCopyBlobOptions::default(),
        }
    }
}

impl IncrementalCopyBlobOutput {
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

impl Operation for IncrementalCopyBlob {
    type Output = IncrementalCopyBlobOutput;
    const KIND: OperationKind = OperationKind::IncrementalCopyBlob;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.destination)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        self.source
            .write(&header::COPY_SOURCE, request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<IncrementalCopyBlobOutput, Error> {
        IncrementalCopyBlobOutput::granted(reply, StatusCode::ACCEPTED)
    }
}

#[cfg(feature = "serve")]
impl Serve for IncrementalCopyBlob {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            destination: BlobUrl::of_target(request.uri(), endpoint)?,
            source: SourceUrl::read(&header::COPY_SOURCE, request.headers())?,
            options: IncrementalCopyBlobOptions::parse(request)?,
        })
    }

    fn reply(output: &IncrementalCopyBlobOutput) -> Response<Bytes> {
        serve::reply(StatusCode::ACCEPTED, |headers| output.write(headers))
    }
}
