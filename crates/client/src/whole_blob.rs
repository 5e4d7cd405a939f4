//! A blob as a whole: its content, its properties, its snapshots, its end.

use blobcopy_proto::ops::{
    BlobProperties, DeleteBlob, DeleteBlobOptions, GetBlob, GetBlobOutput, GetBlobProperties,
    GetBlobTags, PutBlob, PutBlobOutput, SetBlobMetadata, SetBlobMetadataOutput, SetBlobTier,
    SetBlobTierOutput, SnapshotBlob, SnapshotBlobOutput,
};
use blobcopy_proto::{AccessTier, ByteRange, ErrorKind, Metadata, Tags};
use bytes::Bytes;

use crate::blob::BlobClient;
use crate::error::Error;

impl BlobClient {
    /// The blob's properties.
    ///
    /// # Errors
    /// If the blob is not there or may not be read.
    pub async fn properties(&self) -> Result<BlobProperties, Error> {
        self.account()
            .call(&GetBlobProperties::new(self.url().clone()))
            .await
    }

    /// Whether the blob is there.
    ///
    /// # Errors
    /// If that may not be asked.
    pub async fn exists(&self) -> Result<bool, Error> {
        match self.properties().await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The blob's content.
    ///
    /// # Errors
    /// If the blob is not there or may not be read, or is larger than the client takes.
    pub async fn download(&self) -> Result<GetBlobOutput, Error> {
        self.account().call(&GetBlob::new(self.url().clone())).await
    }

    /// A part of the blob's content.
    ///
    /// # Errors
    /// As [`download`](Self::download), and if the range begins behind the blob's end.
    pub async fn download_range(&self, range: ByteRange) -> Result<GetBlobOutput, Error> {
        let mut question = GetBlob::new(self.url().clone());
        question.options.range = Some(range);
        self.account().call(&question).await
    }

    /// Writes a block blob of that content, in place of what was there.
    ///
    /// # Errors
    /// If the container is not there or may not be written to.
    pub async fn upload(&self, content: impl Into<Bytes>) -> Result<PutBlobOutput, Error> {
        self.account()
            .call(&PutBlob::new(self.url().clone(), content.into()))
            .await
    }

    /// Deletes the blob.
    ///
    /// # Errors
    /// `NotFound` if it does not exist; `Conflict` with `SnapshotsPresent` if it has snapshots, unless the options
    /// include them.
    pub async fn delete(&self, options: DeleteBlobOptions) -> Result<(), Error> {
        let mut end = DeleteBlob::new(self.url().clone());
        end.options = options;
        self.account().call(&end).await.map(|_| ())
    }

    /// Keeps the blob as it is now; [`BlobUrl::at`](blobcopy_proto::BlobUrl::at) names what was kept.
    ///
    /// # Errors
    /// `PendingCopy` while it receives a copy.
    pub async fn snapshot(&self) -> Result<SnapshotBlobOutput, Error> {
        self.account()
            .call(&SnapshotBlob::new(self.url().clone()))
            .await
    }

    /// Gives the blob this metadata instead of what it had.
    ///
    /// # Errors
    /// If the blob is not there or may not be written to.
    pub async fn set_metadata(&self, metadata: Metadata) -> Result<SetBlobMetadataOutput, Error> {
        self.account()
            .call(&SetBlobMetadata::new(self.url().clone(), metadata))
            .await
    }

    /// The blob's tags.
    ///
    /// # Errors
    /// If the blob is not there, or its tags may not be read, which needs a permission of its own.
    pub async fn tags(&self) -> Result<Tags, Error> {
        self.account()
            .call(&GetBlobTags::new(self.url().clone()))
            .await
    }

    /// Moves the blob to another tier.
    ///
    /// # Errors
    /// If the blob is not there, or cannot have that tier.
    pub async fn set_tier(&self, tier: AccessTier) -> Result<SetBlobTierOutput, Error> {
        self.account()
            .call(&SetBlobTier::new(self.url().clone(), tier))
            .await
    }
}
