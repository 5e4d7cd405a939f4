//! The blob that a command works on, and its client.

use blobcopy::{BlobClient, BlobServiceClient, BlobUrl};
use blobcopy_proto::care::CredentialKind;

/// The destination of a copy, and its client.
pub(crate) struct Target {
    pub(crate) service: BlobServiceClient,
    pub(crate) blob: BlobClient,
    is_short: bool,
}

impl Target {
    /// A blob of an account that has a client already.
    pub(crate) fn of(service: BlobServiceClient, url: BlobUrl) -> Self {
        Self {
            blob: service.blob_at(url),
            service,
            is_short: false,
        }
    }

    /// A blob that was named as `container/blob`, so that messages may name it so too.
    pub(crate) fn named_briefly(self) -> Self {
        Self {
            is_short: true,
            ..self
        }
    }

    /// Whether `container/blob` means a blob of this account.
    pub(crate) fn is_short(&self) -> bool {
        self.is_short
    }

    /// The blob as an argument of a command: `container/blob`, or `BLOB` for the URL that was given.
    pub(crate) fn operand(&self) -> String {
        match self.is_short {
            true => format!("{}/{}", self.url().container().name(), self.url().name()),
            false => "BLOB".to_owned(),
        }
    }

    pub(crate) fn url(&self) -> &BlobUrl {
        self.blob.url()
    }

    pub(crate) fn credential_kind(&self) -> CredentialKind {
        self.service.credential_kind()
    }
}
