//! [*Set Blob Tier*](https://learn.microsoft.com/rest/api/storageservices/set-blob-tier): changes the access tier.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{AccessTier, BlobUrl, LeaseId, RehydratePriority, ServiceVersion, TagCondition};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Moves a blob, snapshot or version to another access tier. From the archive tier this takes hours.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SetBlobTier {
    /// The blob.
    pub blob: BlobUrl,
    /// The tier.
    pub tier: AccessTier,
    /// The options.
    pub options: SetBlobTierOptions,
}

header_record! {
    /// The options of [`SetBlobTier`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetBlobTierOptions {
        /// The priority of the rehydration of an archived blob.
        pub rehydrate_priority: Option<RehydratePriority> = REHYDRATE_PRIORITY since "2019-02-02",
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
    }
}

/// The result of [`SetBlobTier`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SetBlobTierOutput {
    /// Whether the move is still in progress, which is so for archived blobs.
    pub is_pending: bool,
}

impl SetBlobTierOutput {
    /// A result: the move is in progress, or finished.
    pub fn new(is_pending: bool) -> Self {
        Self { is_pending }
    }
}

impl SetBlobTier {
    /// Moves `blob` to `tier`.
    pub fn new(blob: BlobUrl, tier: AccessTier) -> Self {
        Self {
            blob,
            tier,
            options: SetBlobTierOptions::default(),
        }
    }
}

impl Operation for SetBlobTier {
    type Output = SetBlobTierOutput;
    const KIND: OperationKind = OperationKind::SetBlobTier;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.tier.check(&header::ACCESS_TIER, &version)?;
        let mut request = message::request(
            Self::KIND,
            message::blob_target(Self::KIND, &self.blob),
            version,
        )?;
        self.options.put(&version, &mut request)?;
        self.tier.write(&header::ACCESS_TIER, request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<SetBlobTierOutput, Error> {
        let is_pending = reply.status() == StatusCode::ACCEPTED;
        message::granted(reply, status(is_pending))?;
        Ok(SetBlobTierOutput { is_pending })
    }
}

#[cfg(feature = "serve")]
impl Serve for SetBlobTier {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let tier = AccessTier::read(&header::ACCESS_TIER, request.headers())?;
        if let Some(version) = serve::version(request)? {
            tier.check(&header::ACCESS_TIER, &version)?;
        }
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            tier,
            options: SetBlobTierOptions::parse(request)?,
        })
    }

    fn reply(output: &SetBlobTierOutput) -> Response<Bytes> {
        serve::reply(status(output.is_pending), |_| {})
    }
}

fn status(is_pending: bool) -> StatusCode {
    if is_pending {
        StatusCode::ACCEPTED
    } else {
        StatusCode::OK
    }
}
