//! A pending copy: its progress and its end, at any time.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use blobcopy_proto::{HeaderText, Progress};

use crate::blob::blob_kind::Kind;
use crate::blob::content::Content;
use crate::blob::revision::{Revision, RevisionEnd};
use crate::copy::copy_speed::Pace;
use crate::copy::foreign_source::Download;

/// Time limit of a copy. Source: *Copy Blob*, REST reference.
const LONGEST: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Size of a page in bytes.
const PAGE: u64 = 512;

/// The properties of a copy that has not ended.
pub(crate) struct Pending {
    pub(crate) started: SystemTime,
    pub(crate) pace: Pace,
    pub(crate) reading: Reading,
    /// The kind of the destination.
    pub(crate) kind: Kind,
    /// The MD5 that the source declares. The service copies it and computes none.
    pub(crate) content_md5: Option<HeaderText>,
    /// The number of bytes that can already be read. Always 0 for blobs without pages.
    pub(crate) shown: u64,
}

/// Where the bytes come from.
pub(crate) enum Reading {
    /// A blob of this emulator, as long as it does not change.
    Own {
        content: Content,
        revision: Arc<Revision>,
    },
    /// Another server, which sends while the copy is pending.
    Foreign(Download),
}

impl Reading {
    /// The size of the source in bytes, if known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Own { content, .. } => Some(content.len()),
            Self::Foreign(download) => download.total(),
        }
    }
}

/// How a copy ended, and when.
pub(crate) struct CopyEnd {
    pub(crate) at: SystemTime,
    pub(crate) result: Result<CopyResult, &'static str>,
}

/// The result of a successful copy.
pub(crate) struct CopyResult {
    pub(crate) content: Content,
    pub(crate) kind: Kind,
    pub(crate) content_md5: Option<HeaderText>,
}

impl Pending {
    /// The end, as far as it is known. It may be in the future.
    pub(crate) fn end(&self) -> Option<CopyEnd> {
        let limit = self.started.checked_add(LONGEST)?;
        let end = match &self.reading {
            Reading::Own { content, revision } => self.end_of_own(content, revision),
            Reading::Foreign(download) => self.end_of_download(download),
        };
        Some(end.filter(|end| end.at <= limit).unwrap_or(CopyEnd {
            at: limit,
            result: Err(TOOK_TOO_LONG),
        }))
    }

    fn end_of_own(&self, content: &Content, revision: &Revision) -> Option<CopyEnd> {
        let done = self.done_at(content.len())?;
        match revision.ended() {
            Some((at, fate)) if at < done => Some(CopyEnd {
                at,
                result: Err(match fate {
                    RevisionEnd::Changed => SOURCE_CHANGED,
                    RevisionEnd::Gone => SOURCE_GONE,
                }),
            }),
            _ => Some(self.success(done, content.clone())),
        }
    }

    fn end_of_download(&self, download: &Download) -> Option<CopyEnd> {
        match download.end()? {
            (at, Ok(content)) => {
                let done = self.done_at(content.len() as u64)?;
                Some(self.success(done.max(at), content.into()))
            }
            (at, Err(_)) => Some(CopyEnd {
                at: at.max(self.started),
                result: Err(SOURCE_BROKE_OFF),
            }),
        }
    }

    fn success(&self, at: SystemTime, content: Content) -> CopyEnd {
        let delivered = CopyResult {
            content,
            kind: self.kind.clone(),
            content_md5: self.content_md5.clone(),
        };
        CopyEnd {
            at,
            result: Ok(delivered),
        }
    }

    /// The pages that can be read at `now`, if there are more than at the last call.
    pub(crate) fn moved(&mut self, now: SystemTime) -> Option<Content> {
        let Reading::Own { content, .. } = &self.reading else {
            return None;
        };
        if !matches!(content, Content::Pages { .. }) {
            return None;
        }
        let whole = self.progress(now)?.copied / PAGE * PAGE;
        (whole > self.shown).then(|| {
            self.shown = whole;
            content.up_to(whole)
        })
    }

    /// When the last byte is copied at this speed.
    fn done_at(&self, total: u64) -> Option<SystemTime> {
        self.started.checked_add(self.pace.duration(total))
    }

    /// The progress at `now`. `None` while the size of the source is unknown.
    pub(crate) fn progress(&self, now: SystemTime) -> Option<Progress> {
        let elapsed = now.duration_since(self.started).unwrap_or_default();
        let (there, total) = match &self.reading {
            Reading::Own { content, .. } => (content.len(), content.len()),
            Reading::Foreign(download) => (download.received(), download.total()?),
        };
        Some(Progress::new(
            self.pace.copied(total, elapsed).min(there),
            total,
        ))
    }
}

// The service's descriptions. Source: *Get Blob Properties* and *Copy Blob*, REST reference.
const SOURCE_CHANGED: &str = "412 ConditionNotMet \"Copy failed when reading the source.\"";
const SOURCE_GONE: &str = "404 ResourceNotFound \"Copy failed when reading the source.\"";
const SOURCE_BROKE_OFF: &str = "500 InternalServerError \"Copy failed when reading the source.\"";
const TOOK_TOO_LONG: &str =
    "500 OperationCancelled \"The copy exceeded the maximum allowed time.\"";
