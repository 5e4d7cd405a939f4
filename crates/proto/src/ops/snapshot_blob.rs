//! [*Snapshot Blob*](https://learn.microsoft.com/rest/api/storageservices/snapshot-blob): takes a snapshot of a blob.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, Conditions, CustomerKey, ETag, HeaderText, HttpDate, LeaseId, MetadataChoice,
    ServiceVersion, TagCondition,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Takes a read-only snapshot of a blob.
///
/// The service answers `409 PendingCopyOperation` while a copy into the blob is pending. A snapshot inherits the state
/// of the last copy.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SnapshotBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// The options.
    pub options: SnapshotBlobOptions,
}

header_record! {
    /// The options of [`SnapshotBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SnapshotBlobOptions {
        /// The snapshot's metadata: the blob's, or given pairs.
        pub metadata: MetadataChoice = ..,
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
    }
}

header_record! {
    /// The result of [`SnapshotBlob`].
    #[derive(Clone, Debug, PartialEq)]
    pub struct SnapshotBlobOutput {
        /// The snapshot's timestamp, which identifies it; opaque.
        pub snapshot: HeaderText = SNAPSHOT,
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
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

impl SnapshotBlob {
    /// Takes a snapshot of `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: SnapshotBlobOptions::default(),
        }
    }
}

impl SnapshotBlobOutput {
    /// A result with this snapshot.
    pub fn new(snapshot: HeaderText) -> Self {
        Self {
            snapshot,
            etag: None,
            last_modified: None,
            version_id: None,
            request_server_encrypted: None,
            encryption_key_sha256: None,
            encryption_scope: None,
        }
    }
}

impl Operation for SnapshotBlob {
    type Output = SnapshotBlobOutput;
    const KIND: OperationKind = OperationKind::SnapshotBlob;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<SnapshotBlobOutput, Error> {
        SnapshotBlobOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for SnapshotBlob {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options: SnapshotBlobOptions::parse(request)?,
        })
    }

    fn reply(output: &SnapshotBlobOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
