//! The entry of one name: the blob, its snapshots and versions, and uncommitted blocks.

use std::collections::BTreeMap;
use std::time::SystemTime;

use blobcopy_proto::{BlobRevision, BlockId, HeaderText};
use bytes::Bytes;

use crate::blob::revision::RevisionEnd;
use crate::blob::{Blob, BlobLevel};
use crate::refusal::Refusal;
use crate::ticker::Ticker;

/// The entry of one name.
#[derive(Default)]
pub(crate) struct Entry {
    pub(crate) base: Option<Blob>,
    /// Boxed, because most names have none of these.
    past: Option<Box<History>>,
}

/// What a name has in addition to its blob. Snapshots and versions are in the order of their times.
#[derive(Default)]
pub(crate) struct History {
    pub(crate) snapshots: BTreeMap<Box<str>, Blob>,
    pub(crate) versions: BTreeMap<Box<str>, Blob>,
    /// Blocks that were uploaded and not committed.
    pub(crate) blocks: BTreeMap<BlockId, Bytes>,
}

impl Entry {
    /// Updates the blob to its state at `now`.
    pub(crate) fn settle(&mut self, now: SystemTime, ticker: &Ticker) {
        let has_succeeded = self
            .base
            .as_mut()
            .is_some_and(|base| base.settle(now, ticker));
        if has_succeeded {
            self.settle_incremental(ticker);
        }
    }

    /// The blob, snapshot or version of a revision, in its state at `now`.
    pub(crate) fn at(
        &mut self,
        moment: &BlobRevision,
        now: SystemTime,
        ticker: &Ticker,
    ) -> Option<&mut Blob> {
        self.settle(now, ticker);
        let blob = match moment {
            BlobRevision::Current => self.base.as_mut(),
            BlobRevision::Snapshot(time) => self.past.as_mut()?.snapshots.get_mut(time),
            BlobRevision::Version(id) if self.is_current(id) => self.base.as_mut(),
            BlobRevision::Version(id) => self.past.as_mut()?.versions.get_mut(id),
            _ => None,
        }?;
        blob.tier.settle(now);
        Some(blob)
    }

    /// Whether `id` is the current version of the blob.
    pub(crate) fn is_current(&self, id: &str) -> bool {
        let version = self.base.as_ref().and_then(|base| base.version.as_deref());
        version == Some(id)
    }

    pub(crate) fn past(&self) -> Option<&History> {
        self.past.as_deref()
    }

    pub(crate) fn past_mut(&mut self) -> &mut History {
        self.past.get_or_insert_default()
    }

    /// Keeps `kept`, made from the current blob, as a snapshot. Returns its name.
    pub(crate) fn add_snapshot(&mut self, kept: Blob, at: SystemTime, ticker: &Ticker) -> Box<str> {
        let name = ticker.next(at).timestamp();
        self.past_mut().snapshots.insert(name.clone(), kept);
        name
    }

    /// Keeps the current blob as a version, if it has a version id.
    pub(crate) fn add_version(&mut self) {
        let kept = self.base.as_ref().and_then(|base| {
            let id = base.version.clone()?;
            Some((id, base.kept(BlobLevel::Version)))
        });
        if let Some((id, kept)) = kept {
            self.past_mut().versions.insert(id, kept);
        }
    }

    /// Drops blocks that were not committed.
    pub(crate) fn drop_blocks(&mut self) {
        if let Some(past) = &mut self.past {
            past.blocks.clear();
        }
        self.tidy();
    }

    /// Deletes the snapshots.
    pub(crate) fn drop_snapshots(&mut self, now: SystemTime) {
        let Some(past) = &mut self.past else {
            return;
        };
        for snapshot in std::mem::take(&mut past.snapshots).into_values() {
            snapshot.revision.end(now, RevisionEnd::Gone);
        }
        self.tidy();
    }

    /// Deletes one snapshot or version.
    pub(crate) fn drop_moment(
        &mut self,
        moment: &BlobRevision,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        let past = self.past.as_mut().ok_or_else(Refusal::blob_not_found)?;
        let dropped = match moment {
            BlobRevision::Snapshot(time) => past.snapshots.remove(time),
            BlobRevision::Version(id) => past.versions.remove(id),
            _ => None,
        };
        let dropped = dropped.ok_or_else(Refusal::blob_not_found)?;
        dropped.revision.end(now, RevisionEnd::Gone);
        self.tidy();
        Ok(())
    }

    /// Deletes the blob itself, and its uncommitted blocks.
    pub(crate) fn drop_base(&mut self, now: SystemTime) {
        if let Some(base) = self.base.take() {
            base.revision.end(now, RevisionEnd::Gone);
        }
        self.drop_blocks();
    }

    /// Deletes everything.
    pub(crate) fn drop_all(&mut self, now: SystemTime) {
        self.drop_base(now);
        if let Some(past) = self.past.take() {
            for blob in past
                .snapshots
                .into_values()
                .chain(past.versions.into_values())
            {
                blob.revision.end(now, RevisionEnd::Gone);
            }
        }
    }

    pub(crate) fn has_snapshots(&self) -> bool {
        self.past().is_some_and(|past| !past.snapshots.is_empty())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.base.is_none() && self.past.is_none()
    }

    /// Adds the snapshot of the destination that a successful incremental copy makes.
    fn settle_incremental(&mut self, ticker: &Ticker) {
        let made = self.base.as_ref().and_then(|base| {
            let at = base.copy.as_ref()?.ended_at()?;
            let is_incremental = base.kind.is_incremental();
            is_incremental.then(|| (at, base.kept(BlobLevel::Snapshot)))
        });
        let Some((at, kept)) = made else {
            return;
        };
        let name = self.add_snapshot(kept, at, ticker);
        let name = HeaderText::parse(&name).expect("a time is text for a header");
        let copies = [
            self.base.as_mut().and_then(|base| base.copy.as_mut()),
            self.past
                .as_mut()
                .and_then(|past| past.snapshots.last_entry()?.into_mut().copy.as_mut()),
        ];
        for copy in copies.into_iter().flatten() {
            copy.made_snapshot(name.clone());
        }
    }

    fn tidy(&mut self) {
        let is_bare = |past: &History| {
            past.snapshots.is_empty() && past.versions.is_empty() && past.blocks.is_empty()
        };
        if self.past().is_some_and(is_bare) {
            self.past = None;
        }
    }
}
