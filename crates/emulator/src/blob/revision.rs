//! A state of a blob or container, which one ETag identifies.

use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use blobcopy_proto::{ETag, HttpDate};

use crate::blob::condition::Seen;
use crate::clock::date;
use crate::ticker::Ticker;

/// A state of an object. A copy from a blob holds it, and learns from it when the blob changes.
pub(crate) struct Revision {
    pub(crate) etag: ETag,
    pub(crate) last_modified: HttpDate,
    end: OnceLock<(SystemTime, RevisionEnd)>,
}

/// How a revision ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RevisionEnd {
    /// Another revision replaced it.
    Changed,
    /// The object was deleted.
    Gone,
}

impl Revision {
    pub(crate) fn new(at: SystemTime, ticker: &Ticker) -> Arc<Self> {
        Arc::new(Self {
            etag: ticker.next(at).etag(),
            last_modified: date(at),
            end: OnceLock::new(),
        })
    }

    /// The same state of another object, which ends separately.
    pub(crate) fn again(&self) -> Arc<Self> {
        Arc::new(Self {
            etag: self.etag.clone(),
            last_modified: self.last_modified,
            end: OnceLock::new(),
        })
    }

    /// Ends the revision. Only the first call has an effect.
    pub(crate) fn end(&self, at: SystemTime, fate: RevisionEnd) {
        self.end.get_or_init(|| (at, fate));
    }

    /// When and how it ended, if it did.
    pub(crate) fn ended(&self) -> Option<(SystemTime, RevisionEnd)> {
        self.end.get().copied()
    }

    pub(crate) fn seen(&self) -> Seen<'_> {
        Seen {
            etag: Some(&self.etag),
            last_modified: Some(self.last_modified),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_revision_knows_the_first_moment_at_which_it_was_no_more() {
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let later = |seconds| noon + Duration::from_secs(seconds);
        let revision = Revision::new(noon, &Ticker::default());
        assert_eq!(revision.ended(), None);
        revision.end(later(1), RevisionEnd::Changed);
        revision.end(later(2), RevisionEnd::Gone);
        assert_eq!(revision.ended(), Some((later(1), RevisionEnd::Changed)));
        assert_eq!(revision.again().ended(), None);
    }
}
