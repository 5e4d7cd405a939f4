//! A container's blobs, page by page, and the copies that are pending among them.

use std::sync::Arc;

use blobcopy_proto::job::CopyTicket;
use blobcopy_proto::ops::{BlobProperties, ListBlobs, ListBlobsOptions, ListBlobsOutput};
use blobcopy_proto::{
    BlobUrl, ContainerUrl, CopyState, CopyStatus, HeaderText, Invalid, ListInclude,
};

use crate::blob::BlobClient;
use crate::connection::Connection;
use crate::container::ContainerClient;
use crate::error::Error;

/// The pages of a listing, in the order of the blobs' names.
#[derive(Debug)]
pub struct BlobPages {
    connection: Arc<Connection>,
    next: Option<ListBlobs>,
}

impl BlobPages {
    /// The next page; `None` after the last. A page may be short or empty and yet not be the last.
    ///
    /// # Errors
    /// If the container is not there or may not be listed, or the listing goes round in circles.
    pub async fn next_page(&mut self) -> Result<Option<ListBlobsOutput>, Error> {
        let Some(mut question) = self.next.take() else {
            return Ok(None);
        };
        let page = self.connection.call(&question).await?;
        if let Some(marker) = &page.next_marker {
            if question.options.marker.as_ref() == Some(marker) {
                return Err(Error::endless_listing(&question.container));
            }
            question.options.marker = Some(marker.clone());
            self.next = Some(question);
        }
        Ok(Some(page))
    }
}

/// A copy that a listing shows to be pending.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PendingCopy {
    /// The container of its destination.
    pub container: ContainerUrl,
    /// The name of its destination.
    pub name: String,
    /// How it stands.
    pub state: CopyState,
}

impl PendingCopy {
    /// The blob that is copied to.
    ///
    /// # Errors
    /// If it has a name that no request can carry, such as one with `..` as a segment.
    pub fn destination(&self) -> Result<BlobUrl, Invalid> {
        BlobUrl::new(self.container.clone(), &self.name)
    }

    /// What is needed to wait for the copy or to abort it.
    ///
    /// # Errors
    /// As [`destination`](Self::destination).
    pub fn ticket(&self) -> Result<CopyTicket, Invalid> {
        let ticket = CopyTicket::new(self.destination()?, self.state.id.clone());
        Ok(match &self.state.source {
            Some(source) => ticket.with_source(source),
            None => ticket,
        })
    }
}

/// A snapshot of a blob, as a listing tells of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlobSnapshot {
    /// Its name, which is the time at which it was taken; for [`Moment::Snapshot`](blobcopy_proto::Moment).
    pub snapshot: HeaderText,
    /// What it holds.
    pub properties: BlobProperties,
}

impl BlobClient {
    /// The blob's snapshots, the oldest first.
    ///
    /// # Errors
    /// If the container is not there, or may not be listed, for which a SAS of the blob alone is not enough.
    pub async fn snapshots(&self) -> Result<Vec<BlobSnapshot>, Error> {
        let mut options = ListBlobsOptions::default();
        options.prefix = Some(self.url().name().to_owned());
        options.include = vec![ListInclude::Snapshots];
        let mut pages = self.container().list_blobs(options);
        let mut snapshots = Vec::new();
        while let Some(page) = pages.next_page().await? {
            for blob in page.blobs {
                if blob.name != self.url().name() {
                    // Names are in order, and ours is the first that begins with ours.
                    return Ok(snapshots);
                }
                snapshots.extend(blob.snapshot.map(|snapshot| BlobSnapshot {
                    snapshot,
                    properties: blob.properties,
                }));
            }
        }
        Ok(snapshots)
    }
}

impl ContainerClient {
    /// The container's blobs.
    pub fn list_blobs(&self, options: ListBlobsOptions) -> BlobPages {
        let mut question = ListBlobs::new(self.url().clone());
        question.options = options;
        BlobPages {
            connection: Arc::clone(self.connection()),
            next: Some(question),
        }
    }

    /// The copies that are pending into blobs whose names begin with `prefix`.
    ///
    /// The service cannot be asked for these alone, so every such blob is listed, 5,000 a request.
    ///
    /// # Errors
    /// If the container is not there or may not be listed.
    pub async fn find_pending(&self, prefix: &str) -> Result<Vec<PendingCopy>, Error> {
        let mut options = ListBlobsOptions::default();
        options.prefix = (!prefix.is_empty()).then(|| prefix.to_owned());
        options.include = vec![ListInclude::Copy];
        let mut pages = self.list_blobs(options);
        let mut pending = Vec::new();
        while let Some(page) = pages.next_page().await? {
            for blob in page.blobs {
                let copy = blob
                    .properties
                    .copy
                    .filter(|copy| copy.status == CopyStatus::Pending);
                pending.extend(copy.map(|state| PendingCopy {
                    container: self.url().clone(),
                    name: blob.name,
                    state,
                }));
            }
        }
        Ok(pending)
    }
}
