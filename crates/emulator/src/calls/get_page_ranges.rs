//! *Get Page Ranges*.

use std::ops::Range;
use std::time::SystemTime;

use blobcopy_proto::ops::{GetPageRanges, GetPageRangesOutput};
use blobcopy_proto::{BlobRevision, PageRange};

use crate::account::container::Container;
use crate::blob::BlobLevel;
use crate::blob::blob_kind::Kind;
use crate::blob::content::Content;
use crate::blob::pages::PAGE;
use crate::blob::preconditions::check_read;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// Maximum number of ranges of a page, and the first version with pages. Source: *Get Page Ranges*, REST reference.
const MOST: usize = 10_000;
const PAGES_SINCE: &str = "2020-10-02";

impl Execute for GetPageRanges {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        let marker = self.marker.as_deref().map(place).transpose()?;
        let mut output = GetPageRangesOutput::default();
        let (content, earlier) = caller.account.within(self.blob.container(), |container| {
            let content = open(&self, container, now, &mut output)?;
            Ok((content, previous(&self, container, now)?))
        })?;
        let total = content.len();
        let mut part = match self.options.range {
            None => 0..total,
            Some(range) => {
                let part = range
                    .within(total)
                    .ok_or_else(Refusal::invalid_page_range)?;
                part.start / PAGE * PAGE..part.end.next_multiple_of(PAGE)
            }
        };
        part.start = part.start.max(marker.unwrap_or_default());
        let most = match self.max_results {
            Some(most) => most.get().into(),
            None if caller.version.as_str() >= PAGES_SINCE => MOST,
            None => usize::MAX,
        };
        fill(&mut output, ranges(&content, earlier.as_ref(), part), most);
        Ok(output)
    }
}

/// Checks that the ranges can be listed, and returns the content of the blob.
fn open(
    call: &GetPageRanges,
    container: &mut Container,
    now: SystemTime,
    output: &mut GetPageRangesOutput,
) -> Result<Content, Refusal> {
    let options = &call.options;
    let blob = container.blob(&call.blob, now)?;
    if blob.is_pending() {
        return Err(Refusal::pending_copy());
    }
    check_read!(options, blob, now)?;
    if !matches!(blob.kind, Kind::Page { .. }) {
        return Err(Refusal::invalid_blob_type());
    }
    if blob.kind.is_incremental() && blob.level == BlobLevel::Current {
        return Err(Refusal::incremental_only());
    }
    output.etag = Some(blob.revision.etag.clone());
    output.last_modified = Some(blob.revision.last_modified);
    output.content_length = Some(blob.content.len());
    Ok(blob.content.clone())
}

/// The content of the snapshot with which to compare, if there is one.
fn previous(
    call: &GetPageRanges,
    container: &mut Container,
    now: SystemTime,
) -> Result<Option<Content>, Refusal> {
    let Some(time) = call.previous_snapshot.as_deref() else {
        return Ok(None);
    };
    if matches!(call.blob.revision(), BlobRevision::Snapshot(own) if time > &**own) {
        return Err(Refusal::previous_snapshot_newer());
    }
    let snapshot = call.blob.clone().at(BlobRevision::Snapshot(time.into()));
    match container.blob(&snapshot, now) {
        Ok(blob) => Ok(Some(blob.content.clone())),
        Err(_) => Err(Refusal::previous_snapshot_not_found()),
    }
}

/// Parses a marker, which is the offset of a page.
fn place(marker: &str) -> Result<u64, Refusal> {
    let offset = marker.parse().ok();
    offset
        .filter(|offset: &u64| offset.is_multiple_of(PAGE))
        .ok_or_else(Refusal::invalid_marker)
}

/// A range of pages, and whether it was cleared.
type Change = (Range<u64>, bool);

/// The ranges with content, or those that changed, in order.
fn ranges(content: &Content, earlier: Option<&Content>, part: Range<u64>) -> Vec<Change> {
    let Some(pages) = content.pages() else {
        return Vec::new();
    };
    let Some(earlier) = earlier else {
        let written = pages.written(&part).into_iter();
        return written.map(|range| (range, false)).collect();
    };
    // A snapshot may have been taken of a blob without pages.
    let earlier = earlier.pages().cloned().unwrap_or_default();
    let written = pages.written_since(&earlier, &part).into_iter();
    let cleared = pages.cleared_since(&earlier, &part).into_iter();
    let mut changes: Vec<Change> = written.map(|range| (range, false)).collect();
    changes.extend(cleared.map(|range| (range, true)));
    changes.sort_by_key(|(range, _)| range.start);
    changes
}

fn fill(output: &mut GetPageRangesOutput, changes: Vec<Change>, most: usize) {
    output.next_marker = changes.get(most).map(|(next, _)| next.start.to_string());
    for (range, is_cleared) in changes.into_iter().take(most) {
        let range = PageRange::new(range.start, range.end);
        let range = range.expect("page blobs are written in whole pages");
        match is_cleared {
            true => output.cleared.push(range),
            false => output.ranges.push(range),
        }
    }
}
