//! The sole right to write a blob, for a while.

use blobcopy_proto::ops::{LeaseAction, LeaseBlob, LeaseBlobOutput, LeaseOutcome};
use blobcopy_proto::{BreakPeriod, LeaseDuration, LeaseId};

use crate::blob::BlobClient;
use crate::error::Error;

/// A lease on a blob. It is not given up when this is dropped: a finite one expires, an infinite one stays.
#[derive(Clone, Debug)]
pub struct BlobLease {
    blob: BlobClient,
    id: LeaseId,
}

impl BlobClient {
    /// Acquires a lease on the blob, by an id of the service's choice or the one that is proposed.
    ///
    /// # Errors
    /// `Conflict` with `LeaseAlreadyPresent` if another holds it.
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
            _ => Err(Error::odd_lease(self.url())),
        }
    }

    /// The lease of that id, which was acquired elsewhere or earlier.
    pub fn lease_of(&self, id: LeaseId) -> BlobLease {
        BlobLease {
            blob: self.clone(),
            id,
        }
    }

    /// Breaks the lease, whoever holds it: after `period`, or when its time is up.
    ///
    /// # Errors
    /// `Conflict` with `LeaseNotPresentWithLeaseOperation` if there is none.
    pub async fn break_lease(&self, period: Option<BreakPeriod>) -> Result<LeaseBlobOutput, Error> {
        self.lease(LeaseAction::Break { period }).await
    }

    async fn lease(&self, action: LeaseAction) -> Result<LeaseBlobOutput, Error> {
        self.account()
            .call(&LeaseBlob::new(self.url().clone(), action))
            .await
    }
}

impl BlobLease {
    /// Its id, which writes to the blob must carry.
    pub fn id(&self) -> &LeaseId {
        &self.id
    }

    /// Lets it last its duration from now on.
    ///
    /// # Errors
    /// `Conflict` if another holds the blob by now, or the lease was broken.
    pub async fn renew(&self) -> Result<(), Error> {
        self.blob
            .lease(LeaseAction::Renew {
                id: self.id.clone(),
            })
            .await
            .map(|_| ())
    }

    /// Gives it another id.
    ///
    /// # Errors
    /// `Conflict` if it does not hold any more.
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

    /// Gives it up.
    ///
    /// # Errors
    /// `Conflict` if it does not hold any more.
    pub async fn release(self) -> Result<(), Error> {
        self.blob
            .lease(LeaseAction::Release {
                id: self.id.clone(),
            })
            .await
            .map(|_| ())
    }
}
