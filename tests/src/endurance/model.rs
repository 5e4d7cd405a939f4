//! The expected state: blobs, their leases and the copies into them, by rules written independently of the emulator.

use blobcopy_proto::{CopyId, CopyStatus};
use bytes::Bytes;

/// Status and code of a refusal.
pub(super) type Refused = (u16, &'static str);

/// The lease that a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    None,
    Right,
    Wrong,
}

/// All blobs by their numbers, and the time in seconds.
pub(super) struct Model {
    pub(super) blobs: Vec<Option<Blob>>,
    pub(super) now: u64,
    /// Duration of every copy.
    pace: u64,
    revisions: u64,
}

#[derive(Clone)]
pub(super) struct Blob {
    pub(super) content: Bytes,
    revision: u64,
    pub(super) lease: Option<Lease>,
    pub(super) copy: Option<Copy>,
    pub(super) snapshots: u32,
}

#[derive(Clone, Copy)]
pub(super) struct Lease {
    pub(super) id: usize,
    /// In seconds. `None` for an infinite lease.
    pub(super) duration: Option<u8>,
    end: Option<u64>,
}

#[derive(Clone)]
pub(super) struct Copy {
    /// Unknown until a reply contains it.
    pub(super) id: Option<CopyId>,
    pub(super) status: CopyStatus,
    /// The source and its revision.
    source: (usize, u64),
    bytes: Bytes,
    done: u64,
}

impl Model {
    pub(super) fn of(blobs: usize, pace: u64) -> Self {
        Self {
            blobs: vec![None; blobs],
            now: 0,
            pace,
            revisions: 0,
        }
    }

    /// Advances the time. Copies end.
    pub(super) fn advance(&mut self, seconds: u64) {
        self.now += seconds;
        for blob in self.blobs.iter_mut().flatten() {
            if let Some(copy) = blob.copy.as_mut().filter(|copy| copy.is_pending())
                && copy.done <= self.now
            {
                copy.status = CopyStatus::Success;
                blob.content = copy.bytes.clone();
                self.revisions += 1;
                blob.revision = self.revisions;
            }
        }
    }

    /// The lease of a blob, if it is active.
    pub(super) fn lease(&self, number: usize) -> Option<Lease> {
        let lease = self.blobs[number].as_ref()?.lease?;
        lease.end.is_none_or(|end| self.now < end).then_some(lease)
    }

    fn is_pending(&self, number: usize) -> bool {
        let copy = self.blobs[number]
            .as_ref()
            .and_then(|blob| blob.copy.as_ref());
        copy.is_some_and(Copy::is_pending)
    }

    pub(super) fn must_exist(&self, number: usize) -> Result<(), Refused> {
        match self.blobs[number] {
            Some(_) => Ok(()),
            None => Err((404, "BlobNotFound")),
        }
    }

    pub(super) fn must_be_settled(&self, number: usize) -> Result<(), Refused> {
        match self.is_pending(number) {
            true => Err((409, "PendingCopyOperation")),
            false => Ok(()),
        }
    }

    /// Checks that the lease of a blob allows a write.
    pub(super) fn must_be_claimed(&self, number: usize, claim: Claim) -> Result<(), Refused> {
        match (self.lease(number), claim) {
            (None, _) | (Some(_), Claim::Right) => Ok(()),
            (Some(_), Claim::None) => Err((412, "LeaseIdMissing")),
            (Some(_), Claim::Wrong) => Err((412, "LeaseIdMismatchWithBlobOperation")),
        }
    }

    pub(super) fn admit_write(&self, number: usize, claim: Claim) -> Result<(), Refused> {
        self.must_be_settled(number)?;
        self.must_be_claimed(number, claim)
    }

    /// Checks that a copy between these blobs can be started.
    pub(super) fn admit_copy(&self, from: usize, to: usize, claim: Claim) -> Result<(), Refused> {
        self.admit_write(to, claim)?;
        if self.lease(to).is_some_and(|lease| lease.end.is_some()) {
            return Err((412, "InfiniteLeaseDurationRequired"));
        }
        self.must_exist(from)?;
        match self.is_pending(from) {
            true => Err((409, "CannotVerifyCopySource")),
            false => Ok(()),
        }
    }

    pub(super) fn admit_abort(
        &self,
        number: usize,
        claim: Claim,
        is_right: bool,
    ) -> Result<(), Refused> {
        self.must_exist(number)?;
        if !self.is_pending(number) {
            return Err((409, "NoPendingCopyOperation"));
        }
        self.must_be_claimed(number, claim)?;
        match is_right {
            true => Ok(()),
            false => Err((409, "CopyIdMismatch")),
        }
    }

    /// Ends a revision. Copies that read it fail.
    fn end(&mut self, number: usize) -> u64 {
        let old = self.blobs[number].as_ref().map(|blob| blob.revision);
        let now = self.now;
        for blob in self.blobs.iter_mut().flatten() {
            let fails = |copy: &&mut Copy| {
                let is_read = copy.source.0 == number && Some(copy.source.1) == old;
                copy.is_pending() && is_read && copy.done > now
            };
            if let Some(copy) = blob.copy.as_mut().filter(fails) {
                copy.status = CopyStatus::Failed;
                blob.content = Bytes::new();
            }
        }
        self.revisions += 1;
        self.revisions
    }

    /// Replaces the content of a blob, which keeps its lease and snapshots.
    pub(super) fn write(&mut self, number: usize, content: Bytes) {
        let revision = self.end(number);
        let lease = self.lease(number);
        let old = self.blobs[number].take();
        self.blobs[number] = Some(Blob {
            content,
            revision,
            lease,
            copy: None,
            snapshots: old.map_or(0, |old| old.snapshots),
        });
    }

    /// Changes a blob without its content. The last copy is no longer reported.
    pub(super) fn touch(&mut self, number: usize) {
        let content = self.blobs[number].as_ref().map(|blob| blob.content.clone());
        self.write(number, content.unwrap_or_default());
    }

    pub(super) fn delete(&mut self, number: usize) {
        self.end(number);
        self.blobs[number] = None;
    }

    pub(super) fn start_copy(&mut self, from: usize, to: usize) {
        let Some(source) = self.blobs[from].clone() else {
            return;
        };
        // Content that is already at the destination need not be copied.
        let (content, status, done) = match from == to {
            true => (source.content.clone(), CopyStatus::Success, self.now),
            false => (Bytes::new(), CopyStatus::Pending, self.now + self.pace),
        };
        self.write(to, content);
        let copy = Copy {
            id: None,
            status,
            source: (from, source.revision),
            bytes: source.content,
            done,
        };
        if let Some(blob) = &mut self.blobs[to] {
            blob.copy = Some(copy);
        }
    }

    /// Ends the pending copy into a blob, if there is one, without content.
    pub(super) fn end_copy(&mut self, number: usize, status: CopyStatus) {
        if !self.is_pending(number) {
            return;
        }
        let revision = self.end(number);
        if let Some(blob) = &mut self.blobs[number] {
            blob.content = Bytes::new();
            blob.revision = revision;
            if let Some(copy) = &mut blob.copy {
                copy.status = status;
            }
        }
    }

    pub(super) fn acquire(&mut self, number: usize, id: usize, duration: Option<u8>) {
        let end = duration.map(|seconds| self.now + u64::from(seconds));
        if let Some(blob) = &mut self.blobs[number] {
            blob.lease = Some(Lease { id, duration, end });
        }
    }

    pub(super) fn unlease(&mut self, number: usize) {
        if let Some(blob) = &mut self.blobs[number] {
            blob.lease = None;
        }
    }
}

impl Copy {
    pub(super) fn is_pending(&self) -> bool {
        self.status == CopyStatus::Pending
    }
}
