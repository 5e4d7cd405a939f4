//! The observers to which a drive of a copy reports.

use std::time::Instant;

use blobcopy_proto::job::CopyJob;
use blobcopy_proto::{CopyId, CopyState};

/// How a turn of a drive ended.
pub(crate) enum Turn {
    /// The copy is pending, and the job has nothing to do before this time.
    Resting(Instant),
    /// The copy has succeeded.
    Ended(CopyState),
}

/// Called with a copy's job after each of its steps.
pub(crate) trait Observer: Send {
    fn note(&mut self, job: &CopyJob);
}

/// A closure that is called with each reported state of the client's own copy.
impl<F: FnMut(&CopyState) + Send> Observer for F {
    fn note(&mut self, job: &CopyJob) {
        job.news().into_iter().for_each(self);
    }
}

/// An observer that ignores everything.
pub(crate) struct Unobserved;

impl Observer for Unobserved {
    fn note(&mut self, _: &CopyJob) {}
}

/// Calls a closure with the foreign copy when a wait for it begins, and with `None` when that wait is over.
pub(crate) struct ForeignObserver<F> {
    observe: F,
    last: Option<CopyId>,
}

impl<F: FnMut(Option<&CopyState>)> ForeignObserver<F> {
    pub(crate) fn new(observe: F) -> Self {
        Self {
            observe,
            last: None,
        }
    }
}

impl<F: FnMut(Option<&CopyState>) + Send> Observer for ForeignObserver<F> {
    fn note(&mut self, job: &CopyJob) {
        let foreign = job.foreign_copy();
        let id = foreign.map(|copy| &copy.id);
        if id != self.last.as_ref() {
            self.last = id.cloned();
            (self.observe)(foreign);
        }
    }
}
