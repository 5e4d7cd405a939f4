//! The state that all copies of one client share, and what they learn from each other.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use blobcopy_proto::job::{CopyJob, CopyPolicy, CopyTicket, Expectation, Pace, Start};
use blobcopy_proto::{BlobUrl, CopyId, Invalid, ServiceVersion};

/// The state that all copies of one client share.
#[derive(Debug)]
pub(crate) struct Copies {
    version: ServiceVersion,
    /// The policy of the last copy. A client that starts many copies usually gives them equal policies, and they share
    /// it.
    last_policy: Mutex<Arc<CopyPolicy>>,
    /// The durations of finished copies.
    pace: Mutex<Pace>,
    /// The copies whose ids became known last, by the hash of their destination.
    known: Mutex<Vec<Option<(u64, CopyId)>>>,
    hasher: RandomState,
}

/// Number of destinations whose last copy is remembered. Two destinations that share a slot displace each other. The
/// only cost is that two copies of one source within two seconds then cannot be distinguished.
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

    /// The job of a copy that is to be started.
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

    /// The job of a copy that is under way.
    pub(crate) fn resume(&self, ticket: &CopyTicket, policy: CopyPolicy) -> CopyJob {
        let policy = self.shared(policy);
        let seed = seed(&policy);
        CopyJob::resume(ticket, policy, self.version, Instant::now()).with_seed(seed)
    }

    /// When this copy is expected to end, judging by finished copies.
    pub(crate) fn expectation(&self, job: &CopyJob) -> Option<Expectation> {
        let progress = job.last_state().and_then(|state| state.progress);
        self.pace().expect(progress.map(|progress| progress.total))
    }

    /// Remembers the destination's copy, so that the next copy can be distinguished from it.
    pub(crate) fn keep_in_mind(&self, destination: &BlobUrl, id: &CopyId) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Allocated by the first copy; later calls change nothing.
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

    /// The hash of container and blob name. The account is left out, because all destinations of one client are in one
    /// account.
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

/// A different seed for each job, unless the user gave one to make a run repeatable.
fn seed(policy: &CopyPolicy) -> u64 {
    match policy.seed {
        0 => fastrand::u64(..),
        given => given,
    }
}
