//! What a drive of a copy reports while it goes on.

use blobcopy_proto::job::CopyJob;
use blobcopy_proto::{CopyId, CopyState};

/// Gets what each step of a copy's job shows.
pub(crate) trait Observer: Send {
    fn note(&mut self, job: &CopyJob);
}

/// Gets each state of the copy itself.
impl<F: FnMut(&CopyState) + Send> Observer for F {
    fn note(&mut self, job: &CopyJob) {
        job.news().into_iter().for_each(self);
    }
}

/// Gets nothing.
pub(crate) struct Unobserved;

impl Observer for Unobserved {
    fn note(&mut self, _: &CopyJob) {}
}

/// Calls a closure when a wait for a foreign copy begins, and without a copy when that wait is over.
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
