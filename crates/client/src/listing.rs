//! Listings of a container's blobs, page by page, and of its pending copies.

use std::sync::Arc;

use blobcopy_proto::job::CopyTicket;
use blobcopy_proto::ops::{BlobProperties, ListBlobs, ListBlobsOptions, ListBlobsOutput};
use blobcopy_proto::{
    BlobUrl, ContainerUrl, CopyState, CopyStatus, ErrorKind, HeaderText, Invalid, ListInclude,
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

/// Maximum number of pages of one listing: five thousand million blobs at 5,000 a page.
const MOST_PAGES: u32 = 1_000_000;

/// Maximum number of consecutive empty pages. The service may answer with empty pages if it searched without finding
/// anything. Source: *List Blobs*, REST reference.
const MOST_EMPTY_PAGES: u32 = 10_000;

/// Maximum number of pending copies that are collected.
const MOST_PENDING: usize = 100_000;

impl BlobPages {
    /// Returns the next page, or `None` after the last. A page that is not the last may be short or empty.
    ///
    /// # Errors
    /// If the container does not exist or may not be listed, or the listing does not end: it leads back to an earlier
    /// page, has 10,000 consecutive empty pages, or more than 1,000,000 pages.
    pub async fn next_page(&mut self) -> Result<Option<ListBlobsOutput>, Error> {
        let Some(mut question) = self.next.take() else {
            return Ok(None);
        };
        let page = self.account.call(&question).await?;
        if let Some(marker) = &page.next_marker {
            let is_empty = page.blobs.is_empty() && page.prefixes.is_empty();
            if let Err(endless) = self.bounds.pass(marker, is_empty) {
                let container = &question.container;
                let sentence = format!("the listing of {container} does not end: it {endless}");
                return Err(Error::said(ErrorKind::Malformed, sentence));
            }
            question.options.marker = Some(marker.clone());
            self.next = Some(question);
        }
        Ok(Some(page))
    }
}

/// The progress of a listing, which detects one that never ends.
#[derive(Debug, Default)]
struct Bounds {
    pages: u32,
    /// The number of consecutive empty pages up to the last page.
    empty_pages: u32,
    /// The marker after the last page whose number is a power of two. It is compared with each later one, which finds a
    /// cycle of any length, however late it begins, while only one marker is kept (Brent's algorithm).
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

/// A pending copy that a listing found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PendingCopy {
    /// The container of the copy's destination.
    pub container: ContainerUrl,
    /// The blob name of the copy's destination.
    pub name: String,
    /// The state of the copy.
    pub state: CopyState,
}

impl PendingCopy {
    /// The destination blob.
    ///
    /// # Errors
    /// If the name cannot be part of a request, such as a name with `..` as a segment.
    pub fn destination(&self) -> Result<BlobUrl, Invalid> {
        BlobUrl::new(self.container.clone(), &self.name)
    }

    /// The ticket to wait for the copy or to abort it.
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

/// A snapshot of a blob, from a listing.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlobSnapshot {
    /// The id of the snapshot, which is the time at which it was taken. For
    /// [`BlobRevision::Snapshot`](blobcopy_proto::BlobRevision).
    pub snapshot: HeaderText,
    /// The properties of the snapshot.
    pub properties: BlobProperties,
}

impl BlobClient {
    /// Returns the blob's snapshots, oldest first.
    ///
    /// # Errors
    /// If the container does not exist or may not be listed. A SAS for the blob alone does not allow listing.
    pub async fn snapshots(&self) -> Result<Vec<BlobSnapshot>, Error> {
        let mut options = ListBlobsOptions::default();
        options.prefix = Some(self.url().name().to_owned());
        options.include = vec![ListInclude::Snapshots];
        let mut pages = self.container().list_blobs(options);
        let mut snapshots = Vec::new();
        while let Some(page) = pages.next_page().await? {
            for blob in page.blobs {
                if blob.name != self.url().name() {
                    // Names are sorted, and this blob's name is the first with that prefix.
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
    /// Lists the container's blobs.
    pub fn list_blobs(&self, options: ListBlobsOptions) -> BlobPages {
        let mut question = ListBlobs::new(self.url().clone());
        question.options = options;
        BlobPages {
            account: Arc::clone(self.account()),
            next: Some(question),
            bounds: Bounds::default(),
        }
    }

    /// Returns the pending copies into blobs whose names begin with `prefix`.
    ///
    /// The service cannot list pending copies alone, so this lists all such blobs, 5,000 for each request.
    ///
    /// # Errors
    /// If the container does not exist or may not be listed, the listing does not end, or more than 100,000 copies are
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
                let sentence = format!(
                    "more than {MOST_PENDING} copies are pending in {}; use a longer prefix",
                    self.url()
                );
                return Err(Error::said(ErrorKind::Invalid, sentence));
            }
        }
        Ok(pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of pages that are read of a listing whose page `n` is followed by the one at `marker(n)`, and why it
    /// stops.
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
