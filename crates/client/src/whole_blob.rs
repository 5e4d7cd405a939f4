//! Operations on a whole blob: content, properties, snapshots, tags, tier, deletion.

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
    /// Returns the blob's properties.
    ///
    /// # Errors
    /// If the blob does not exist or may not be read.
    pub async fn properties(&self) -> Result<BlobProperties, Error> {
        self.account()
            .call(&GetBlobProperties::new(self.url().clone()))
            .await
    }

    /// Returns whether the blob exists.
    ///
    /// # Errors
    /// If the blob may not be read.
    pub async fn exists(&self) -> Result<bool, Error> {
        match self.properties().await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Returns the blob's content.
    ///
    /// # Errors
    /// If the blob does not exist, may not be read, or is larger than
    /// [`largest_reply`](crate::ClientConfig::largest_reply).
    pub async fn download(&self) -> Result<GetBlobOutput, Error> {
        self.account().call(&GetBlob::new(self.url().clone())).await
    }

    /// Returns a part of the blob's content.
    ///
    /// # Errors
    /// As [`download`](Self::download), and if the range begins after the blob's end.
    pub async fn download_range(&self, range: ByteRange) -> Result<GetBlobOutput, Error> {
        let mut question = GetBlob::new(self.url().clone());
        question.options.range = Some(range);
        self.account().call(&question).await
    }

    /// Uploads `content` as a block blob, and replaces any blob that exists.
    ///
    /// # Errors
    /// If the container does not exist or may not be written.
    pub async fn upload(&self, content: impl Into<Bytes>) -> Result<PutBlobOutput, Error> {
        self.account()
            .call(&PutBlob::new(self.url().clone(), content.into()))
            .await
    }

    /// Deletes the blob.
    ///
    /// # Errors
    /// `NotFound` if the blob does not exist. `Conflict` with `SnapshotsPresent` if it has snapshots, unless the
    /// options include them.
    pub async fn delete(&self, options: DeleteBlobOptions) -> Result<(), Error> {
        let mut end = DeleteBlob::new(self.url().clone());
        end.options = options;
        self.account().call(&end).await.map(|_| ())
    }

    /// Takes a snapshot of the blob. [`BlobUrl::at`](blobcopy_proto::BlobUrl::at) makes the snapshot's URL.
    ///
    /// # Errors
    /// `PendingCopy` while a copy into the blob is pending.
    pub async fn snapshot(&self) -> Result<SnapshotBlobOutput, Error> {
        self.account()
            .call(&SnapshotBlob::new(self.url().clone()))
            .await
    }

    /// Replaces the blob's metadata.
    ///
    /// # Errors
    /// If the blob does not exist or may not be written.
    pub async fn set_metadata(&self, metadata: Metadata) -> Result<SetBlobMetadataOutput, Error> {
        self.account()
            .call(&SetBlobMetadata::new(self.url().clone(), metadata))
            .await
    }

    /// Returns the blob's tags.
    ///
    /// # Errors
    /// If the blob does not exist, or its tags may not be read, which requires a separate permission.
    pub async fn tags(&self) -> Result<Tags, Error> {
        self.account()
            .call(&GetBlobTags::new(self.url().clone()))
            .await
    }

    /// Moves the blob to another access tier.
    ///
    /// # Errors
    /// If the blob does not exist, or cannot have that tier.
    pub async fn set_tier(&self, tier: AccessTier) -> Result<SetBlobTierOutput, Error> {
        self.account()
            .call(&SetBlobTier::new(self.url().clone(), tier))
            .await
    }
}
