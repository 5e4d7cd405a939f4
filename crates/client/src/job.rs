//! The machines of this client's copies.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use blobcopy_proto::Invalid;
use blobcopy_proto::job::{CopyJob, CopyPolicy, CopyTicket, Start};

use crate::connection::Connection;

/// The policy that was asked for last. Whoever starts many copies asks for the same one, and they share it.
#[derive(Debug, Default)]
pub(crate) struct LastPolicy(Mutex<Arc<CopyPolicy>>);

impl LastPolicy {
    fn shared(&self, policy: CopyPolicy) -> Arc<CopyPolicy> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if **last != policy {
            *last = Arc::new(policy);
        }
        Arc::clone(&last)
    }
}

impl Connection {
    /// A copy to be started.
    pub(crate) fn job(
        &self,
        start: impl Into<Start>,
        policy: CopyPolicy,
    ) -> Result<CopyJob, Invalid> {
        let policy = self.last_policy.shared(policy);
        let seed = seed(&policy);
        let job = CopyJob::new(start, policy, self.config.version)?;
        Ok(job.with_seed(seed))
    }

    /// A copy that is under way.
    pub(crate) fn resumed(&self, ticket: &CopyTicket, policy: CopyPolicy) -> CopyJob {
        let policy = self.last_policy.shared(policy);
        let seed = seed(&policy);
        let job = CopyJob::resume(ticket, policy, self.config.version, Instant::now());
        job.with_seed(seed)
    }
}

/// A seed of each job's own, unless the user gave one to make a run repeatable.
fn seed(policy: &CopyPolicy) -> u64 {
    match policy.seed {
        0 => fastrand::u64(..),
        given => given,
    }
}
