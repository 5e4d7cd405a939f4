//! Writes: uploads, copies and aborts, deletions, metadata and snapshots.

use blobcopy_proto::ops::{
    AbortCopyBlob, CopyBlob, DeleteBlob, DeleteSnapshots, PutBlob, SetBlobMetadata, SnapshotBlob,
};
use blobcopy_proto::{CopyId, CopyStatus, LeaseId, Metadata, SourceUrl};
use bytes::Bytes;

use super::act::{Run, lease_id};
use super::harm::Harm;
use super::model::Claim;

/// Maximum number of snapshots of a blob.
const SNAPSHOTS: u32 = 3;

impl Run {
    /// The lease that a write names, if there is one, and its id.
    pub(super) fn claim(&mut self, blob: usize) -> (Claim, Option<LeaseId>) {
        let Some(lease) = self.model.lease(blob) else {
            return (Claim::None, None);
        };
        match self.chance.below(100) {
            0..60 => (Claim::Right, Some(lease_id(lease.id))),
            60..80 => (Claim::None, None),
            _ => (Claim::Wrong, Some(lease_id(lease.id + 1))),
        }
    }

    pub(super) fn put(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let length = self.chance.below(3000) as usize;
        let content = Bytes::from(vec![self.chance.below(256) as u8; length]);
        let (claim, lease_id) = self.claim(blob);
        let expected = self.model.admit_write(blob, claim);
        let mut put = PutBlob::new(self.client.blob(blob), content.clone());
        put.options.lease_id = lease_id;
        if self.ask(&put, harm, expected)?.is_done {
            self.model.write(blob, content);
        }
        Ok(())
    }

    pub(super) fn copy(&mut self, from: usize, to: usize, harm: Harm) -> Result<(), String> {
        let (claim, lease_id) = self.claim(to);
        let expected = self.model.admit_copy(from, to, claim);
        let source = SourceUrl::of_blob(&self.client.blob(from)).expect("a source");
        let mut copy = CopyBlob::new(self.client.blob(to), source);
        copy.options.lease_id = lease_id;
        let outcome = self.ask(&copy, harm, expected)?;
        if !outcome.is_done {
            return Ok(());
        }
        self.model.start_copy(from, to);
        self.learn(to, outcome.told.map(|told| told.copy_id));
        if harm == Harm::FailCopy {
            self.model.end_copy(to, CopyStatus::Failed);
        }
        Ok(())
    }

    /// Records the id of the last copy into a blob, if a reply contained it.
    pub(super) fn learn(&mut self, blob: usize, id: Option<CopyId>) {
        let copy = self.model.blobs[blob]
            .as_mut()
            .and_then(|blob| blob.copy.as_mut());
        if let (Some(copy), Some(id)) = (copy, id) {
            copy.id = Some(id);
        }
    }

    pub(super) fn abort(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let copy = self.model.blobs[blob]
            .as_ref()
            .and_then(|blob| blob.copy.as_ref());
        let known = copy.and_then(|copy| copy.id.clone());
        let is_right = known.is_some() && self.chance.percent(80);
        let other = || CopyId::parse("00000000-0000-4000-8000-000000000000").expect("an id");
        let id = known.filter(|_| is_right).unwrap_or_else(other);
        let (claim, lease_id) = self.claim(blob);
        let expected = self.model.admit_abort(blob, claim, is_right);
        let mut abort = AbortCopyBlob::new(self.client.blob(blob), id);
        abort.options.lease_id = lease_id;
        if self.ask(&abort, harm, expected)?.is_done {
            self.model.end_copy(blob, CopyStatus::Aborted);
            self.count("copies aborted");
        }
        Ok(())
    }

    pub(super) fn delete(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let (claim, lease_id) = self.claim(blob);
        let with_snapshots = self.chance.percent(70);
        let has_snapshots = self.model.blobs[blob]
            .as_ref()
            .is_some_and(|blob| blob.snapshots > 0);
        let is_kept_by_them = has_snapshots && !with_snapshots;
        let expected = self
            .model
            .must_exist(blob)
            .and_then(|()| self.model.admit_write(blob, claim))
            .and(match is_kept_by_them {
                true => Err((409, "SnapshotsPresent")),
                false => Ok(()),
            });
        let mut delete = DeleteBlob::new(self.client.blob(blob));
        delete.options.lease_id = lease_id;
        delete.options.delete_snapshots = with_snapshots.then_some(DeleteSnapshots::Include);
        if self.ask(&delete, harm, expected)?.is_done {
            self.model.delete(blob);
        }
        Ok(())
    }

    pub(super) fn set_metadata(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let (claim, lease_id) = self.claim(blob);
        let exists = self.model.must_exist(blob);
        let expected = exists.and_then(|()| self.model.admit_write(blob, claim));
        let mut set = SetBlobMetadata::new(self.client.blob(blob), Metadata::new());
        set.options.lease_id = lease_id;
        if self.ask(&set, harm, expected)?.is_done {
            self.model.touch(blob);
        }
        Ok(())
    }

    pub(super) fn snapshot(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let count = self.model.blobs[blob]
            .as_ref()
            .map_or(0, |blob| blob.snapshots);
        if count >= SNAPSHOTS {
            return self.head(blob, harm);
        }
        let expected = self.settled(blob);
        let snapshot = SnapshotBlob::new(self.client.blob(blob));
        let is_done = self.ask(&snapshot, harm, expected)?.is_done;
        if let (true, Some(blob)) = (is_done, &mut self.model.blobs[blob]) {
            blob.snapshots += 1;
        }
        Ok(())
    }
}
