//! The blob that a command works on, and its client.

use blobcopy::{BlobClient, BlobServiceClient, BlobUrl};
use blobcopy_proto::care::CredentialKind;

/// The destination of a copy, and its client.
pub(crate) struct Target {
    pub(crate) service: BlobServiceClient,
    pub(crate) blob: BlobClient,
}

impl Target {
    /// A blob of an account that has a client already.
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
