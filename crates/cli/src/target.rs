//! The blob that a command is about, and a client that may do it.

use blobcopy::{BlobClient, BlobServiceClient, BlobUrl};
use blobcopy_proto::care::CredentialKind;

/// The blob that is copied to, and a client that is allowed to.
pub(crate) struct Target {
    pub(crate) service: BlobServiceClient,
    pub(crate) blob: BlobClient,
}

impl Target {
    /// A blob of an account that is open already.
    pub(crate) fn of(service: BlobServiceClient, url: BlobUrl) -> Self {
        Self {
            blob: service.blob_at(url),
            service,
        }
    }

    pub(crate) fn url(&self) -> &BlobUrl {
        self.blob.url()
    }

    pub(crate) fn credential_kind(&self) -> CredentialKind {
        self.service.credential_kind()
    }
}
