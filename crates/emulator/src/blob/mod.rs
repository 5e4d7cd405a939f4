//! A blob, or a snapshot or version of one.

pub(crate) mod blob_kind;
pub(crate) mod condition;
pub(crate) mod content;
pub(crate) mod content_headers;
pub(crate) mod lease;
pub(crate) mod pages;
pub(crate) mod preconditions;
pub(crate) mod revision;
pub(crate) mod tag_expression;
pub(crate) mod tag_search;
pub(crate) mod tier;

use std::sync::Arc;
use std::time::SystemTime;

use blobcopy_proto::ops::BlobProperties;
use blobcopy_proto::{AccessTier, HeaderText, Metadata, ServiceVersion, Tags};

use crate::blob::blob_kind::Kind;
use crate::blob::condition::Seen;
use crate::blob::content::Content;
use crate::blob::content_headers::ContentHeaders;
use crate::blob::lease::Lease;
use crate::blob::revision::{Revision, RevisionEnd};
use crate::blob::tier::Tier;
use crate::clock::date;
use crate::copy::blob_copy::{Copy, CopyUpdate};
use crate::copy::pending::CopyResult;
use crate::refusal::Refusal;
use crate::ticker::Ticker;

/// The version since which snapshots have their own tiers. Source: *Set Blob Tier*, REST reference.
const TIERS_OF_SNAPSHOTS_SINCE: &str = "2019-12-12";

/// A blob, or a snapshot or version of one.
pub(crate) struct Blob {
    pub(crate) content: Content,
    pub(crate) kind: Kind,
    pub(crate) headers: ContentHeaders,
    pub(crate) content_md5: Option<HeaderText>,
    pub(crate) metadata: Metadata,
    pub(crate) tags: Tags,
    pub(crate) tier: Tier,
    pub(crate) created: SystemTime,
    pub(crate) revision: Arc<Revision>,
    /// The last copy into it. Boxed, because most blobs have none.
    pub(crate) copy: Option<Box<Copy>>,
    pub(crate) lease: Option<Box<Lease>>,
    /// Its version id, if versions are enabled.
    pub(crate) version: Option<Box<str>>,
    pub(crate) level: BlobLevel,
}

/// Whether this is the current blob, a snapshot or a version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlobLevel {
    Current,
    Snapshot,
    Version,
}

impl Blob {
    /// The blob that replaces `old` when `content` is written: with the requested tier, or an inherited one, and
    /// otherwise default properties.
    pub(crate) fn written(
        content: Content,
        kind: Kind,
        tier: Option<&AccessTier>,
        old: Option<&Self>,
        now: SystemTime,
        revision: Arc<Revision>,
    ) -> Self {
        Self {
            content,
            kind,
            headers: ContentHeaders::default(),
            content_md5: None,
            metadata: Metadata::new(),
            tags: Tags::new(),
            tier: Tier::of_new(tier, old, now),
            created: old.map_or(now, |old| old.created),
            revision,
            copy: None,
            lease: None,
            version: None,
            level: BlobLevel::Current,
        }
    }

    /// Updates the blob to its state at `now`. Returns whether a copy into it has succeeded since the last call.
    pub(crate) fn settle(&mut self, now: SystemTime, ticker: &Ticker) -> bool {
        self.tier.settle(now);
        match self.copy.as_mut().and_then(|copy| copy.settle(now)) {
            None => false,
            Some(CopyUpdate::Moved(content)) => {
                self.content = content;
                self.revise(now, ticker);
                false
            }
            Some(CopyUpdate::Ended(end)) => {
                let is_success = end.result.is_ok();
                match end.result {
                    Ok(delivered) => self.take(delivered),
                    Err(_) => self.empty(),
                }
                self.revise(end.at, ticker);
                is_success
            }
        }
    }

    /// Aborts the pending copy into it at `now`. The blob that is left is empty and has the new metadata.
    pub(crate) fn abort(&mut self, now: SystemTime, ticker: &Ticker) {
        if let Some(copy) = &mut self.copy {
            copy.abort(now);
        }
        self.empty();
        self.revise(now, ticker);
    }

    /// Makes the pending copy into it fail at `now`.
    pub(crate) fn fail(&mut self, now: SystemTime, description: HeaderText, ticker: &Ticker) {
        if let Some(copy) = &mut self.copy {
            copy.fail(now, description);
        }
        self.empty();
        self.revise(now, ticker);
    }

    /// Records a write: the blob has a new revision and no copy properties. A lease that has ended is removed.
    pub(crate) fn rewritten(&mut self, now: SystemTime, ticker: &Ticker) {
        self.copy = None;
        self.touched(now, ticker);
    }

    /// As [`rewritten`](Self::rewritten), for a write that preserves the copy properties.
    pub(crate) fn touched(&mut self, now: SystemTime, ticker: &Ticker) {
        self.lease = self.lease.take().filter(|lease| lease.holds(now));
        self.revise(now, ticker);
    }

    /// A copy of the blob, to be kept as a snapshot or version.
    pub(crate) fn kept(&self, level: BlobLevel) -> Self {
        Self {
            content: self.content.clone(),
            kind: self.kind.clone(),
            headers: self.headers.clone(),
            content_md5: self.content_md5.clone(),
            metadata: self.metadata.clone(),
            tags: self.tags.clone(),
            tier: self.tier.clone(),
            created: self.created,
            revision: self.revision.again(),
            copy: self
                .copy
                .as_ref()
                .and_then(|copy| copy.ended())
                .map(Box::new),
            lease: None,
            version: self.version.clone(),
            level,
        }
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.copy.as_ref().is_some_and(|copy| copy.is_pending())
    }

    pub(crate) fn seen(&self) -> Seen<'_> {
        self.revision.seen()
    }

    /// The properties of the blob at `now` in a reply of `version`.
    pub(crate) fn properties(&self, now: SystemTime, version: ServiceVersion) -> BlobProperties {
        let mut properties = BlobProperties::default();
        properties.content_length = Some(self.content.len());
        self.headers.tell(&mut properties);
        properties.content_md5 = self.content_md5.clone();
        self.kind.tell(&mut properties);
        properties.etag = Some(self.revision.etag.clone());
        properties.last_modified = Some(self.revision.last_modified);
        properties.creation_time = Some(date(self.created));
        let has_tier = self.level != BlobLevel::Snapshot;
        if has_tier || version.as_str() >= TIERS_OF_SNAPSHOTS_SINCE {
            self.tier.tell(&mut properties);
        }
        properties.accept_ranges = HeaderText::parse("bytes").ok();
        if self.level == BlobLevel::Current {
            let lease = lease::told(self.lease.as_deref(), now);
            properties.lease_duration = lease.duration;
            properties.lease_state = Some(lease.state);
            properties.lease_status = Some(lease.status);
        }
        properties.server_encrypted = Some(true);
        properties.version_id = self.version_id();
        let is_current = self.version.is_some() && self.level == BlobLevel::Current;
        properties.is_current_version = is_current.then_some(true);
        properties.tag_count = Some(self.tags.len() as u64).filter(|count| *count > 0);
        properties.copy = self.copy.as_ref().map(|copy| copy.state(now, version));
        properties.metadata = self.metadata.clone();
        properties
    }

    /// The version id, as a header.
    pub(crate) fn version_id(&self) -> Option<HeaderText> {
        let version = self.version.as_deref()?;
        Some(HeaderText::parse(version).expect("a time is text for a header"))
    }

    /// Refuses a read of archived content.
    pub(crate) fn check_readable(&self) -> Result<(), Refusal> {
        self.tier.check_online()
    }

    fn take(&mut self, delivered: CopyResult) {
        self.content = delivered.content;
        self.kind = delivered.kind;
        self.content_md5 = delivered.content_md5;
    }

    /// Empties the blob, as a failed copy does, whatever its kind.
    fn empty(&mut self) {
        self.content = Content::empty();
    }

    fn revise(&mut self, at: SystemTime, ticker: &Ticker) {
        self.revision.end(at, RevisionEnd::Changed);
        self.revision = Revision::new(at, ticker);
    }
}
