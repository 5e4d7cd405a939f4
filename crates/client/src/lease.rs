//! Leases on blobs.

use blobcopy_proto::ops::{LeaseAction, LeaseBlob, LeaseOutcome, LeaseOutput};
use blobcopy_proto::{BreakPeriod, ErrorKind, LeaseDuration, LeaseId};

use crate::blob::BlobClient;
use crate::error::Error;

/// A lease on a blob, which grants the exclusive right to write it. Dropping it does not release the lease: a finite
/// lease expires, an infinite one stays.
#[derive(Clone, Debug)]
pub struct BlobLease {
    blob: BlobClient,
    id: LeaseId,
}

impl BlobClient {
    /// Acquires a lease on the blob, with the proposed id or one that the service chooses.
    ///
    /// # Errors
    /// `Conflict` with `LeaseAlreadyPresent` if another client holds a lease.
    pub async fn acquire_lease(
        &self,
        duration: LeaseDuration,
        proposed: Option<LeaseId>,
    ) -> Result<BlobLease, Error> {
        let output = self
            .lease(LeaseAction::Acquire { duration, proposed })
            .await?;
        match output.outcome {
            LeaseOutcome::Acquired(id) | LeaseOutcome::Kept(id) => Ok(self.lease_of(id)),
            _ => {
                let sentence =
                    format!("the service returned no id for the lease of {}", self.url());
                Err(Error::said(ErrorKind::Malformed, sentence))
            }
        }
    }

    /// The lease with this id, which was acquired elsewhere or earlier.
    pub fn lease_of(&self, id: LeaseId) -> BlobLease {
        BlobLease {
            blob: self.clone(),
            id,
        }
    }

    /// Breaks the blob's lease, even if another client holds it: after `period`, or when the lease expires.
    ///
    /// # Errors
    /// `Conflict` with `LeaseNotPresentWithLeaseOperation` if there is no lease.
    pub async fn break_lease(&self, period: Option<BreakPeriod>) -> Result<LeaseOutput, Error> {
        self.lease(LeaseAction::Break { period }).await
    }

    async fn lease(&self, action: LeaseAction) -> Result<LeaseOutput, Error> {
        self.account()
            .call(&LeaseBlob::new(self.url().clone(), action))
            .await
    }
}

impl BlobLease {
    /// The id of the lease, which writes to the blob must carry.
    pub fn id(&self) -> &LeaseId {
        &self.id
    }

    /// Renews the lease for its full duration.
    ///
    /// # Errors
    /// `Conflict` if another client now holds a lease, or this one was broken.
    pub async fn renew(&self) -> Result<(), Error> {
        self.blob
            .lease(LeaseAction::Renew {
                id: self.id.clone(),
            })
            .await
            .map(|_| ())
    }

    /// Changes the id of the lease.
    ///
    /// # Errors
    /// `Conflict` if the lease is no longer held.
    pub async fn change(self, proposed: LeaseId) -> Result<Self, Error> {
        let action = LeaseAction::Change {
            id: self.id,
            proposed: proposed.clone(),
        };
        self.blob.lease(action).await?;
        Ok(Self {
            blob: self.blob,
            id: proposed,
        })
    }

    /// Releases the lease.
    ///
    /// # Errors
    /// `Conflict` if the lease is no longer held.
    pub async fn release(self) -> Result<(), Error> {
        self.blob
            .lease(LeaseAction::Release {
                id: self.id.clone(),
            })
            .await
            .map(|_| ())
    }
}
