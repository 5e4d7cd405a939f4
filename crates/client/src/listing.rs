//! A container's blobs, page by page, and the copies that are pending among them.

use std::sync::Arc;

use blobcopy_proto::job::CopyTicket;
use blobcopy_proto::ops::{BlobProperties, ListBlobs, ListBlobsOptions, ListBlobsOutput};
use blobcopy_proto::{
    BlobUrl, ContainerUrl, CopyState, CopyStatus, HeaderText, Invalid, ListInclude,
};

use crate::account::Account;
use crate::blob::BlobClient;
use crate::container::ContainerClient;
use crate::error::Error;

/// The pages of a listing, in the order of the blobs' names.
#[derive(Debug)]
pub struct BlobPages {
    account: Arc<Account>,
    next: Option<ListBlobs>,
    bounds: Bounds,
}

/// Most pages of one listing: five thousand million blobs at 5,000 a page.
const MOST_PAGES: u32 = 1_000_000;

/// Most pages in a row that name nothing. The service may answer with empty pages where it searched without finding
/// anything. Source: *List Blobs*, REST reference.
const MOST_EMPTY_PAGES: u32 = 10_000;

/// Most pending copies that are collected.
const MOST_PENDING: usize = 100_000;

impl BlobPages {
    /// The next page; `None` after the last. A page may be short or empty and yet not be the last.
    ///
    /// # Errors
    /// If the container is not there or may not be listed, or the listing does not end: it leads back to an earlier
    /// page, has 10,000 empty pages in a row, or more than 1,000,000 pages.
    pub async fn next_page(&mut self) -> Result<Option<ListBlobsOutput>, Error> {
        let Some(mut question) = self.next.take() else {
            return Ok(None);
        };
        let page = self.account.call(&question).await?;
        if let Some(marker) = &page.next_marker {
            let is_empty = page.blobs.is_empty() && page.prefixes.is_empty();
            if let Err(endless) = self.bounds.pass(marker, is_empty) {
                return Err(Error::endless_listing(&question.container, endless));
            }
            question.options.marker = Some(marker.clone());
            self.next = Some(question);
        }
        Ok(Some(page))
    }
}

/// How far a listing has come, to notice one that never ends.
#[derive(Debug, Default)]
struct Bounds {
    pages: u32,
    /// Of which the last so many named nothing.
    empty_pages: u32,
    /// The marker behind the last page whose number is a power of two. It is compared with each later one, which finds
    /// a circle of any length, however late it begins, while only one marker is kept (Brent's algorithm).
    landmark: Option<String>,
}

impl Bounds {
    /// Counts a page that is followed by the one at `marker`.
    fn pass(&mut self, marker: &str, is_empty: bool) -> Result<(), &'static str> {
        self.pages += 1;
        self.empty_pages = if is_empty { self.empty_pages + 1 } else { 0 };
        if self.landmark.as_deref() == Some(marker) {
            return Err("leads back to a page that was read before");
        }
        if self.empty_pages >= MOST_EMPTY_PAGES {
            return Err("has 10,000 pages in a row without a name");
        }
        if self.pages >= MOST_PAGES {
            return Err("has more than 1,000,000 pages, which is the limit of one listing");
        }
        if self.pages.is_power_of_two() {
            self.landmark = Some(marker.to_owned());
        }
        Ok(())
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
    /// Its name, which is the time at which it was taken; for [`BlobRevision::Snapshot`](blobcopy_proto::BlobRevision).
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
            account: Arc::clone(self.account()),
            next: Some(question),
            bounds: Bounds::default(),
        }
    }

    /// The copies that are pending into blobs whose names begin with `prefix`.
    ///
    /// The service cannot be asked for these alone, so every such blob is listed, 5,000 a request.
    ///
    /// # Errors
    /// If the container is not there or may not be listed, the listing does not end, or more than 100,000 copies are
    /// pending.
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
            if pending.len() > MOST_PENDING {
                return Err(Error::too_many_pending(self.url(), MOST_PENDING));
            }
        }
        Ok(pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pages are read of a listing whose page `n` is followed by the one at `marker(n)`, and why no more.
    fn ends(marker: impl Fn(u32) -> u32, is_empty: impl Fn(u32) -> bool) -> (u32, &'static str) {
        let mut bounds = Bounds::default();
        let mut at = 0;
        loop {
            let marker = marker(at);
            if let Err(reason) = bounds.pass(&marker.to_string(), is_empty(at)) {
                return (bounds.pages, reason);
            }
            at += 1;
        }
    }

    #[test]
    fn a_circle_of_any_length_is_noticed_wherever_it_begins() {
        for tail in [0, 1, 2, 7, 100] {
            for length in [1, 2, 3, 5, 64, 1000] {
                let marker = |at| {
                    if at < tail {
                        at
                    } else {
                        tail + (at - tail) % length
                    }
                };
                let (pages, reason) = ends(marker, |_| false);
                assert!(reason.contains("leads back"), "{tail} {length}: {reason}");
                assert!(pages <= 4 * (tail + length) + 2, "{tail} {length}: {pages}");
            }
        }
    }

    #[test]
    fn empty_pages_are_borne_up_to_a_limit_that_a_name_sets_anew() {
        let (pages, reason) = ends(|at| at, |_| true);
        assert_eq!(pages, MOST_EMPTY_PAGES);
        assert!(reason.contains("without a name"), "{reason}");
        let (pages, reason) = ends(|at| at, |at| at % MOST_EMPTY_PAGES != 0);
        assert_eq!(pages, MOST_PAGES);
        assert!(reason.contains("limit of one listing"), "{reason}");
    }
}
