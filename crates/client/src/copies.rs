//! The copies of one client, each a machine: what they share, and what they learn from each other.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use blobcopy_proto::job::{CopyJob, CopyPolicy, CopyTicket, Expectation, Pace, Start};
use blobcopy_proto::{BlobUrl, CopyId, Invalid, ServiceVersion};

/// What the copies of one client share.
#[derive(Debug)]
pub(crate) struct Copies {
    version: ServiceVersion,
    /// The policy that was asked for last. Whoever starts many copies asks for the same one, and they share it.
    last_policy: Mutex<Arc<CopyPolicy>>,
    /// What those that have finished taught.
    pace: Mutex<Pace>,
    /// The copies that became known last, by the hash of their destination.
    known: Mutex<Vec<Option<(u64, CopyId)>>>,
    hasher: RandomState,
}

/// Destinations whose last copy is kept in mind. Two that share a slot displace each other, which costs nothing but a
/// distinction between two copies of one source within two seconds.
const KNOWN: usize = 1024;

impl Copies {
    pub(crate) fn new(version: ServiceVersion) -> Self {
        Self {
            version,
            last_policy: Mutex::default(),
            pace: Mutex::default(),
            known: Mutex::default(),
            hasher: RandomState::new(),
        }
    }

    /// A copy to be started.
    pub(crate) fn start(
        &self,
        start: impl Into<Start>,
        policy: CopyPolicy,
    ) -> Result<CopyJob, Invalid> {
        let policy = self.shared(policy);
        let seed = seed(&policy);
        let job = CopyJob::new(start, policy, self.version)?.with_seed(seed);
        Ok(match self.earlier_at(job.destination()) {
            Some(earlier) => job.with_earlier_copy(earlier),
            None => job,
        })
    }

    /// A copy that is under way.
    pub(crate) fn resume(&self, ticket: &CopyTicket, policy: CopyPolicy) -> CopyJob {
        let policy = self.shared(policy);
        let seed = seed(&policy);
        CopyJob::resume(ticket, policy, self.version, Instant::now()).with_seed(seed)
    }

    /// When those that have finished teach to look for the end of this one.
    pub(crate) fn expectation(&self, job: &CopyJob) -> Option<Expectation> {
        let progress = job.last_state().and_then(|state| state.progress);
        self.pace().expect(progress.map(|progress| progress.total))
    }

    /// Keeps in mind which copy the destination has, so that the next is told from it.
    pub(crate) fn keep_in_mind(&self, destination: &BlobUrl, id: &CopyId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.resize(KNOWN, None);
        let hash = self.hash(destination);
        known[slot(hash)] = Some((hash, id.clone()));
    }

    fn earlier_at(&self, destination: &BlobUrl) -> Option<CopyId> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = self.hash(destination);
        let (at, id) = known.get(slot(hash))?.as_ref()?;
        (*at == hash).then(|| id.clone())
    }

    /// Of the names alone: the destinations of one client are in one account.
    fn hash(&self, destination: &BlobUrl) -> u64 {
        let container = destination.container().name();
        self.hasher.hash_one((container, destination.name()))
    }

    /// Learns from a copy that has finished.
    pub(crate) fn learn_from(&self, job: &CopyJob) {
        if let Some(finished_copy) = job.finished_copy() {
            self.pace().learn(finished_copy);
        }
    }

    fn shared(&self, policy: CopyPolicy) -> Arc<CopyPolicy> {
        let mut last = self
            .last_policy
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if **last != policy {
            *last = Arc::new(policy);
        }
        Arc::clone(&last)
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn slot(hash: u64) -> usize {
    hash as usize % KNOWN
}

/// A seed of each job's own, unless the user gave one to make a run repeatable.
fn seed(policy: &CopyPolicy) -> u64 {
    match policy.seed {
        0 => fastrand::u64(..),
        given => given,
    }
}
