//! [*Delete Blob*](https://learn.microsoft.com/rest/api/storageservices/delete-blob): deletes a blob.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::open_enum::open_enum;
use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
#[cfg(feature = "serve")]
use crate::value::BlobRevision;
use crate::value::service_version::{TooNew, known_since};
use crate::value::{BlobUrl, Conditions, DateCondition, LeaseId, ServiceVersion, TagCondition};
use crate::wire::record::header_record;
use crate::wire::{message, target};

/// Deletes a blob, or a snapshot or version of one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DeleteBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// Whether a soft-deleted snapshot or version is deleted permanently.
    pub permanently: bool,
    /// The options.
    pub options: DeleteBlobOptions,
}

header_record! {
    /// The options of [`DeleteBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DeleteBlobOptions {
        /// What to do with the blob's snapshots. A blob with snapshots is not deleted without this option.
        pub delete_snapshots: Option<DeleteSnapshots> = DELETE_SNAPSHOTS,
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// A condition on the time at which the blob's tier was last changed.
        pub access_tier_condition: DateCondition = ACCESS_TIER_CONDITION since "2026-04-06",
    }
}

header_record! {
    /// The result of [`DeleteBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct DeleteBlobOutput {
        /// Whether the blob was deleted permanently.
        pub permanently: Option<bool> = DELETE_TYPE_PERMANENT,
    }
}

open_enum! {
    /// What to do with a blob's snapshots. Source: *Delete Blob*, REST reference.
    pub enum DeleteSnapshots {
        /// Delete them together with the blob.
        Include = "include",
        /// Delete them, and keep the blob.
        Only = "only",
    }
}

impl DeleteBlob {
    /// Deletes `blob`, with default options.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            permanently: false,
            options: DeleteBlobOptions::default(),
        }
    }
}

fn known_permanently(version: &ServiceVersion) -> Result<(), TooNew> {
    known_since(version, "permanently", "x-ms-version", "2020-02-10")
}

impl Operation for DeleteBlob {
    type Output = DeleteBlobOutput;
    const KIND: OperationKind = OperationKind::DeleteBlob;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut target = message::blob_target(Self::KIND, &self.blob);
        if self.permanently {
            known_permanently(&version)?;
            target::push_parameter(&mut target, "deletetype", "permanent");
        }
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<DeleteBlobOutput, Error> {
        DeleteBlobOutput::granted(reply, StatusCode::ACCEPTED)
    }
}

#[cfg(feature = "serve")]
impl Serve for DeleteBlob {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let permanently = target::parameter(request.uri(), "deletetype")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("permanent"));
        if let Some(version) = serve::version(request)?.filter(|_| permanently) {
            known_permanently(&version)?;
        }
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            permanently,
            options: DeleteBlobOptions::parse(request)?,
        })
    }

    /// A separate permission is required to delete a version. Source: *Create a service SAS*, REST reference.
    fn sas(&self) -> Option<&'static str> {
        match self.blob.revision() {
            BlobRevision::Version(_) => Some("x"),
            BlobRevision::Current | BlobRevision::Snapshot(_) => Self::KIND.facts().sas,
        }
    }

    fn reply(output: &DeleteBlobOutput) -> Response<Bytes> {
        serve::reply(StatusCode::ACCEPTED, |headers| output.write(headers))
    }
}
