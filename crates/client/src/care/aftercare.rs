//! The safeguards after a copy has ended. Numbers in comments are the steps of the table in [`blobcopy_proto::care`].
//! [`Restoration`] decides what is done about the destination.

use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use blobcopy_proto::care::{
    Before, Ending, OverwrittenBlob, Restoration, RestorationStep, Restored, SourceFacts,
    StepShowed, Verified,
};
use blobcopy_proto::job::{CopyError, CopyJob, CopyPolicy};
use blobcopy_proto::ops::DeleteBlobOptions;
use blobcopy_proto::{
    BlobRevision, Conditions, CopyState, ETag, ErrorCode, HeaderText, LeaseId, Tags,
};

use super::findings::{Findings, Protection};
use super::source_lease::SourceLease;
use crate::blob::BlobClient;
use crate::drive::Drive;
use crate::error::Error;
use crate::grace::{Cancellation, Grace, unless};

/// The work that is left after a copy with safeguards has ended.
#[derive(Debug, Default)]
pub(crate) struct Aftercare {
    lease: Option<SourceLease>,
    /// `Some` if the copy is compared with its source, with the source's properties if they could be read.
    verify: Option<Option<SourceFacts>>,
    /// What the destination held, if that is protected.
    held: Option<Held>,
    /// The copy that restores the destination, once it is under way.
    putting_back: Option<Box<CopyJob>>,
    findings: Option<Findings>,
}

/// What a protected destination held.
#[derive(Debug)]
pub(crate) enum Held {
    NoBlob,
    InSnapshot(Kept),
}

/// What the destination held, and the snapshot that holds it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) snapshot: HeaderText,
    pub(crate) displaced: OverwrittenBlob,
    pub(crate) tags: Tags,
    pub(crate) lease_id: Option<LeaseId>,
    /// Whether the snapshot is wanted for longer than the copy takes.
    pub(crate) stays: bool,
}

impl Aftercare {
    pub(crate) fn new(
        lease: Option<SourceLease>,
        verify: Option<Option<SourceFacts>>,
        held: Option<Held>,
    ) -> Self {
        Self {
            lease,
            verify,
            held,
            ..Self::default()
        }
    }

    /// Whether there is anything to do.
    pub(crate) fn is_any(&self) -> bool {
        self.lease.is_some() || self.verify.is_some() || self.protects()
    }

    /// Whether the destination must be restored if the copy fails.
    pub(crate) fn protects(&self) -> bool {
        self.held.is_some()
    }

    /// The results, once all work is done.
    pub(crate) fn findings(&self) -> Option<&Findings> {
        self.findings.as_ref()
    }

    /// Does the work after a copy that succeeded. Repeated calls do it once.
    pub(crate) async fn after_success(
        &mut self,
        destination: &BlobClient,
        copied: &CopyState,
        grace: &Grace<'_>,
    ) -> Result<(), Error> {
        self.release(grace).await;
        if self.findings.is_some() {
            return Ok(());
        }
        let verified = unless(pin!(self.verify(destination, copied)), pin!(grace.over())).await; // 10
        // A copy that is not verified returns here, so that its snapshot stays.
        let verified =
            verified.unwrap_or_else(|| Err(Error::not_verified(destination.url(), &copied.id)))?;
        let protection = match self.held.as_ref().map(Held::before) {
            None => None,
            Some(before) => {
                let restoration = Restoration::after_success(before);
                Some(self.restore(destination, restoration, grace).await) // 12
            }
        };
        self.findings = Some(Findings {
            verified,
            protection,
        });
        Ok(())
    }

    /// Does the work after a copy that did not succeed or did not begin. Returns what happened to the former content.
    pub(crate) async fn after_failure(
        &mut self,
        destination: &BlobClient,
        job: &CopyJob,
        error: &CopyError,
        grace: &Grace<'_>,
    ) -> Option<Protection> {
        self.release(grace).await;
        if let Some(findings) = &self.findings {
            return findings.protection.clone();
        }
        let protection = match self.held.as_ref().map(Held::before) {
            None => None,
            Some(before) => {
                let limit = destination.account().network.config.reply_timeout;
                let ending = Ending::new(error, job.last_start(), limit);
                let restoration = Restoration::after_failure(before, ending);
                Some(self.restore(destination, restoration, grace).await) // 11, 12
            }
        };
        self.findings = Some(Findings {
            verified: None,
            protection: protection.clone(),
        });
        protection
    }

    async fn release(&mut self, grace: &Grace<'_>) {
        if let Some(lease) = self.lease.take() {
            lease.release(grace.over()).await;
        }
    }

    async fn verify(
        &self,
        destination: &BlobClient,
        copied: &CopyState,
    ) -> Result<Option<Verified>, Error> {
        let Some(source) = &self.verify else {
            return Ok(None);
        };
        let found = destination.properties().await?;
        match Verified::compare(source.as_ref(), copied, &found) {
            Ok(verified) => Ok(Some(verified)),
            Err(mismatch) => {
                let kept = self.held.as_ref().and_then(Held::kept);
                let protection = kept.map(|kept| kept.protection(Restored::Kept, None));
                let url = destination.url();
                Err(Error::unverified(url, &copied.id, mismatch, protection))
            }
        }
    }

    /// Carries out the steps of `restoration`.
    async fn restore(
        &mut self,
        destination: &BlobClient,
        mut restoration: Restoration,
        grace: &Grace<'_>,
    ) -> Protection {
        let mut failure = None;
        let mut next = restoration.first();
        loop {
            let carried_out = match next {
                RestorationStep::Look => unless(pin!(look(destination)), pin!(grace.over())).await,
                // Not limited by the grace, because the former content is worth the time that its copy takes.
                RestorationStep::PutBack(over) => Some(self.put_back(destination, over).await),
                // Has a grace of its own, because the step before may have used up the first.
                RestorationStep::RemoveSnapshot => {
                    let removing = self.remove_snapshot(destination);
                    unless(pin!(removing), pin!(grace.anew().over())).await
                }
                RestorationStep::RemoveLeftover(tag) => {
                    unless(pin!(remove(destination, tag)), pin!(grace.anew().over())).await
                }
                RestorationStep::Done(restored) => return self.protection(restored, failure),
            };
            let showed = match carried_out {
                Some(Ok(showed)) => showed,
                Some(Err(error)) => {
                    failure = Some(error);
                    StepShowed::Failed
                }
                None => StepShowed::Failed,
            };
            next = restoration.step(&showed, Instant::now());
        }
    }

    fn protection(&self, restored: Restored, failure: Option<Error>) -> Protection {
        match self.held.as_ref().and_then(Held::kept) {
            Some(kept) => kept.protection(restored, failure),
            None => Protection {
                restored,
                snapshot: None,
                failure: failure.map(Arc::new),
            },
        }
    }

    /// Copies the snapshot over what the failed copy left, and over nothing else.
    async fn put_back(
        &mut self,
        destination: &BlobClient,
        over: ETag,
    ) -> Result<StepShowed, Error> {
        let Some(kept) = self.held.as_ref().and_then(Held::kept) else {
            return Ok(StepShowed::Failed);
        };
        if self.putting_back.is_none() {
            self.putting_back = Some(Box::new(kept.copy_back(destination, over)?));
        }
        // If an earlier wait was dropped in the middle of this copy, it continues here.
        let job = self.putting_back.as_mut().expect("made just above");
        // Cancelling the user's copy must not cancel the restoration.
        let never = Cancellation::default();
        let account = destination.account();
        let ended = Drive::new(account, job, &never).run_to_end(job).await;
        match ended {
            Ok(_) => Ok(StepShowed::Done),
            Err(stopped) => Err(stopped.said_of(job, account)),
        }
    }

    async fn remove_snapshot(&self, destination: &BlobClient) -> Result<StepShowed, Error> {
        match self.held.as_ref().and_then(Held::kept) {
            Some(kept) => kept.delete(destination).await,
            None => Ok(StepShowed::Done),
        }
    }
}

impl Held {
    fn before(&self) -> Before {
        match self {
            Self::NoBlob => Before::NoBlob,
            Self::InSnapshot(kept) => Before::InSnapshot {
                pinned: kept.displaced.etag.clone(),
                stays: kept.stays,
            },
        }
    }

    fn kept(&self) -> Option<&Kept> {
        match self {
            Self::NoBlob => None,
            Self::InSnapshot(kept) => Some(kept),
        }
    }
}

impl Kept {
    /// The job that copies the snapshot over what the failed copy left.
    fn copy_back(&self, destination: &BlobClient, leftover: ETag) -> Result<CopyJob, Error> {
        let source = self.as_blob(destination).as_source()?;
        let start = self.displaced.put_back(
            destination.url().clone(),
            source,
            self.tags.clone(),
            leftover,
            self.lease_id.clone(),
        );
        let copies = &destination.account().copies;
        Ok(copies.start(start, CopyPolicy::default())?)
    }

    /// Removes the snapshot of a destination to which no start was sent.
    pub(crate) async fn remove(&self, destination: &BlobClient) {
        if let Err(error) = self.delete(destination).await {
            tracing::warn!(%error, snapshot = %self.snapshot, "the snapshot was not removed");
        }
    }

    async fn delete(&self, destination: &BlobClient) -> Result<StepShowed, Error> {
        let snapshot = self.as_blob(destination);
        removed(snapshot.delete(DeleteBlobOptions::default()).await)
    }

    fn as_blob(&self, destination: &BlobClient) -> BlobClient {
        destination.at(BlobRevision::Snapshot((&*self.snapshot).into()))
    }

    fn protection(&self, restored: Restored, failure: Option<Error>) -> Protection {
        Protection {
            snapshot: restored.keeps_snapshot().then(|| self.snapshot.clone()),
            restored,
            failure: failure.map(Arc::new),
        }
    }
}

async fn look(destination: &BlobClient) -> Result<StepShowed, Error> {
    match destination.properties().await {
        Ok(found) => Ok(StepShowed::Found(Box::new(found))),
        Err(error) if error.code() == Some(&ErrorCode::BlobNotFound) => Ok(StepShowed::NoBlob),
        Err(error) => Err(error),
    }
}

/// Deletes what the failed copy left if there was no blob before.
async fn remove(destination: &BlobClient, tag: ETag) -> Result<StepShowed, Error> {
    let mut options = DeleteBlobOptions::default();
    options.conditions = Conditions::if_match(tag);
    removed(destination.delete(options).await)
}

/// What a delete showed. If the blob does not exist, an earlier delivery of the request or another client deleted it.
fn removed(result: Result<(), Error>) -> Result<StepShowed, Error> {
    match result {
        Ok(()) => Ok(StepShowed::Done),
        Err(error) if error.code() == Some(&ErrorCode::BlobNotFound) => Ok(StepShowed::NoBlob),
        Err(error) => Err(error),
    }
}
