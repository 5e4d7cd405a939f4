//! Reports the foreign copy whose end a start waits for.

use blobcopy_proto::{CopyId, CopyState};

/// Calls a closure when a foreign copy begins to hold the destination, and when it no longer does.
pub(crate) struct ForeignObserver<'a> {
    observe: &'a mut OnForeign<'a>,
    last: Option<CopyId>,
}

/// Gets the foreign copy that is waited for, or nothing once that is over.
pub(crate) type OnForeign<'a> = dyn FnMut(Option<&CopyState>) + Send + 'a;

impl<'a> ForeignObserver<'a> {
    pub(crate) fn new(observe: &'a mut OnForeign<'a>) -> Self {
        Self {
            observe,
            last: None,
        }
    }

    pub(crate) fn note(&mut self, foreign: Option<&CopyState>) {
        let id = foreign.map(|copy| &copy.id);
        if id != self.last.as_ref() {
            self.last = id.cloned();
            (self.observe)(foreign);
        }
    }
}
