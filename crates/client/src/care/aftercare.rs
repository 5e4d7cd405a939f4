//! What is done once a copy has ended. The numbers are those of the table in [`blobcopy_proto::care`].

use blobcopy_proto::care::{Displaced, SourceFacts, Verified, placeholder};
use blobcopy_proto::job::{CopyError, CopyJob, CopyPolicy};
use blobcopy_proto::ops::DeleteBlobOptions;
use blobcopy_proto::{
    Conditions, CopyId, CopyState, ETag, ErrorCode, HeaderText, LeaseId, Moment, Tags,
};

use super::findings::{Findings, Protection};
use super::source_lease::SourceLease;
use crate::blob::BlobClient;
use crate::drive::Until;
use crate::error::Error;
use crate::grace::{Cancellation, Grace, unless};

/// What is left to do for a copy that was prepared with care.
#[derive(Debug, Default)]
pub(crate) struct Aftercare {
    lease: Option<SourceLease>,
    /// Whether the copy is compared with its source, and what was seen of that.
    verify: Option<Option<SourceFacts>>,
    before: Before,
    /// The copy that puts back what was there, once it is under way.
    putting_back: Option<Box<CopyJob>>,
    findings: Option<Findings>,
}

/// What the destination held before.
#[derive(Debug, Default)]
pub(crate) enum Before {
    /// That was not looked at.
    #[default]
    Unprotected,
    NoBlob,
    InSnapshot(Kept),
}

/// What the destination held, and the snapshot that holds it.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) snapshot: HeaderText,
    pub(crate) displaced: Displaced,
    pub(crate) tags: Tags,
    pub(crate) lease_id: Option<LeaseId>,
    /// Whether the snapshot is wanted for longer than the copy takes.
    pub(crate) stays: bool,
}

impl Aftercare {
    pub(crate) fn new(
        lease: Option<SourceLease>,
        verify: Option<Option<SourceFacts>>,
        before: Before,
    ) -> Self {
        Self {
            lease,
            verify,
            before,
            ..Self::default()
        }
    }

    /// Whether there is anything to do.
    pub(crate) fn is_any(&self) -> bool {
        self.lease.is_some() || self.verify.is_some() || self.protects()
    }

    /// Whether a copy that fails must be followed by another, which puts back what was there.
    pub(crate) fn protects(&self) -> bool {
        !matches!(self.before, Before::Unprotected)
    }

    /// What it came to, once all is done.
    pub(crate) fn findings(&self) -> Option<&Findings> {
        self.findings.as_ref()
    }

    /// The copy succeeded. What is done here once is not done again.
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
        let verified = unless(self.verify(destination, copied), grace.over()).await; // 10
        let verified =
            verified.unwrap_or_else(|| Err(Error::not_verified(destination.url(), &copied.id)))?;
        let protection = match &self.before {
            Before::Unprotected => None,
            Before::NoBlob => Some(Protection::Replaced),
            Before::InSnapshot(kept) => Some(kept.no_longer_needed(destination).await), // 12
        };
        self.findings = Some(Findings {
            verified,
            protection,
        });
        Ok(())
    }

    /// The copy ended otherwise, or was never started. Returns what became of what was there before.
    pub(crate) async fn after_failure(
        &mut self,
        destination: &BlobClient,
        error: &CopyError,
        grace: &Grace<'_>,
    ) -> Option<Protection> {
        self.release(grace).await;
        if let Some(findings) = &self.findings {
            return findings.protection.clone();
        }
        let protection = self.settle_destination(destination, error).await;
        self.findings = Some(Findings {
            verified: None,
            protection: protection.clone(),
        });
        protection
    }

    async fn settle_destination(
        &mut self,
        destination: &BlobClient,
        error: &CopyError,
    ) -> Option<Protection> {
        match (&self.before, &error.copy_id) {
            (Before::Unprotected, _) => None,
            (before, _) if error.outcome.changed_nothing() => {
                if let Before::InSnapshot(kept) = before {
                    kept.remove(destination).await;
                }
                Some(Protection::Untouched)
            }
            (_, Some(id)) if error.outcome.left_it_empty() => {
                self.put_back(destination, id).await // 11
            }
            // It is not known what is there, or it is somebody else's: only what was kept can be named.
            (before, _) => before.where_it_is(None),
        }
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
            Err(mismatch) => Err(Error::unverified(
                destination.url(),
                &copied.id,
                mismatch,
                self.before.where_it_is(None),
            )),
        }
    }

    /// Puts back what was there, if what our copy left is still there and nothing else.
    async fn put_back(&mut self, destination: &BlobClient, copy_id: &CopyId) -> Option<Protection> {
        if self.putting_back.is_none() {
            let leftover = match destination.properties().await {
                Ok(found) => placeholder(&found, copy_id),
                Err(error) => return self.before.where_it_is(Some(error)),
            };
            let Some(leftover) = leftover else {
                return self.before.where_it_is(None);
            };
            let Before::InSnapshot(kept) = &self.before else {
                return Some(remove_leftover(destination, leftover).await);
            };
            match kept.copy_back(destination, leftover) {
                Ok(job) => self.putting_back = Some(Box::new(job)),
                Err(error) => return self.before.where_it_is(Some(error)),
            }
        }
        // A wait that was dropped in the middle of this goes on with it here.
        let job = self.putting_back.as_mut().expect("made just above");
        let never = Cancellation::default();
        let connection = destination.connection();
        let ended = connection
            .drive(job, &never, Until::Ended, &mut |_| {})
            .await;
        if let Err(stopped) = ended {
            let error = stopped.said_of(job, connection);
            return self.before.where_it_is(Some(error));
        }
        if let Before::InSnapshot(kept) = &self.before {
            kept.no_longer_needed(destination).await;
        }
        Some(Protection::PutBack)
    }
}

impl Before {
    /// Where what was there is now, if the destination is not it.
    fn where_it_is(&self, trouble: Option<Error>) -> Option<Protection> {
        match self {
            Self::Unprotected => None,
            Self::NoBlob => trouble.map(Protection::leftover),
            Self::InSnapshot(kept) => Some(Protection::in_snapshot(&kept.snapshot, trouble)),
        }
    }
}

impl Kept {
    /// The copy that puts it back in place of what our copy left.
    fn copy_back(&self, destination: &BlobClient, leftover: ETag) -> Result<CopyJob, Error> {
        let source = self.as_blob(destination).as_source()?;
        let start = self.displaced.put_back(
            destination.url().clone(),
            source,
            self.tags.clone(),
            leftover,
            self.lease_id.clone(),
        );
        let copies = &destination.connection().copies;
        Ok(copies.start(start, CopyPolicy::default())?)
    }

    /// Removes the snapshot, unless it is to stay. What was in it has another place by now.
    async fn no_longer_needed(&self, destination: &BlobClient) -> Protection {
        if self.stays {
            return Protection::in_snapshot(&self.snapshot, None);
        }
        match self.delete(destination).await {
            Ok(()) => Protection::Replaced,
            Err(error) => Protection::in_snapshot(&self.snapshot, Some(error)),
        }
    }

    /// Removes the snapshot of a destination that is as it was.
    pub(crate) async fn remove(&self, destination: &BlobClient) {
        if let Err(error) = self.delete(destination).await {
            tracing::warn!(%error, snapshot = %self.snapshot, "the snapshot was not removed");
        }
    }

    async fn delete(&self, destination: &BlobClient) -> Result<(), Error> {
        let snapshot = self.as_blob(destination);
        snapshot.delete(DeleteBlobOptions::default()).await
    }

    fn as_blob(&self, destination: &BlobClient) -> BlobClient {
        destination.at(Moment::Snapshot((&*self.snapshot).into()))
    }
}

/// Deletes what our copy left where there was no blob.
async fn remove_leftover(destination: &BlobClient, leftover: ETag) -> Protection {
    let mut options = DeleteBlobOptions::default();
    options.conditions = Conditions::if_match(leftover);
    match destination.delete(options).await {
        Ok(()) => Protection::PutBack,
        Err(error) if error.code() == Some(&ErrorCode::BlobNotFound) => Protection::PutBack,
        Err(error) => Protection::leftover(error),
    }
}
