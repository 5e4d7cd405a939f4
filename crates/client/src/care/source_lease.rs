//! A lease that keeps a source unchanged while it is copied.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use blobcopy_proto::care::SourceFacts;
use blobcopy_proto::ops::{LeaseAction, LeaseBlob};
use blobcopy_proto::{ErrorCode, LeaseDuration, LeaseId};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::blob::BlobClient;
use crate::error::Error;
use crate::grace::is_stopped_within;
use crate::grace::unless;
use crate::lease::BlobLease;

/// The longest duration of a finite lease, in seconds. If this process dies, the lease expires after it.
const SECONDS: u8 = 60;

/// The interval of renewals, short enough that one may fail before the lease expires.
const RENEWAL: Duration = Duration::from_secs(20);

/// A lease on a source, renewed by a task of its own until it is released or dropped.
#[derive(Debug)]
pub(crate) struct SourceLease {
    stop: oneshot::Sender<()>,
    renewing: JoinHandle<()>,
}

impl SourceLease {
    /// Leases the source, if it is unchanged since it was looked at.
    pub(crate) async fn acquire(source: &BlobClient, seen: &SourceFacts) -> Result<Self, Error> {
        // With an id that the client chose, a retry is granted the same lease again if the first reply was lost.
        let id = LeaseId::parse(&blobcopy_proto::guid(fastrand::u128(..))).expect("a GUID");
        let acquire = Self::request(source, seen, Some(id.clone()));
        source.account().call(&acquire).await?;
        let (stop, stopped) = oneshot::channel();
        let keep = keep(source.lease_of(id), stopped);
        Ok(Self {
            stop,
            renewing: tokio::spawn(keep.in_current_span()),
        })
    }

    /// The request that acquires the lease.
    pub(super) fn request(
        source: &BlobClient,
        seen: &SourceFacts,
        proposed: Option<LeaseId>,
    ) -> LeaseBlob {
        let action = LeaseAction::Acquire {
            duration: LeaseDuration::seconds(SECONDS).expect("within 15 to 60"),
            proposed,
        };
        let mut acquire = LeaseBlob::new(source.url().clone(), action);
        acquire.options.conditions = seen.pin();
        acquire
    }

    /// Releases the lease, and returns once that is done or has failed. If it failed, the lease expires. At `end` this
    /// returns earlier, and the task still releases the lease if the runtime lives.
    pub(crate) async fn release(self, end: impl Future<Output = ()>) {
        drop(self.stop);
        // However the task ends, the lease is no longer renewed.
        let _ = unless(pin!(self.renewing), pin!(end)).await;
    }
}

/// Renews a lease until `stop` is sent or dropped, and then releases it. Ends earlier if the lease is lost.
async fn keep(lease: BlobLease, mut stop: oneshot::Receiver<()>) {
    while !is_stopped_within(RENEWAL, &mut stop).await {
        let Err(error) = lease.renew().await else {
            continue;
        };
        tracing::warn!(%error, "the lease on the source was not renewed");
        // Only the service can report that the lease is lost. A page of something in between is temporary.
        if error.code().is_some() && !error.kind().is_transient() {
            return;
        }
    }
    if let Err(error) = lease.release().await
        && !was_released(&error)
    {
        tracing::warn!(%error, "the lease on the source was not given up, and expires by itself");
    }
}

/// Whether the lease is no longer held, as after a release that was delivered twice.
fn was_released(error: &Error) -> bool {
    matches!(
        error.code(),
        Some(
            ErrorCode::LeaseIdMismatchWithLeaseOperation
                | ErrorCode::LeaseNotPresentWithLeaseOperation
        )
    )
}
