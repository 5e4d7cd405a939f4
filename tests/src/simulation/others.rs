//! The actions of other clients at the destination.

use std::time::Duration;

use blobcopy_proto::CopyStatus;

use crate::simulation::fate::Deed;
use crate::simulation::service::Service;
use crate::simulation::truth::{BlobRevision, By, Content, Done};

impl Service {
    /// Performs the action of another client.
    pub(crate) fn suffer(&mut self, deed: &Deed, now: Duration) {
        self.advance(now);
        let moment = BlobRevision::of(now);
        let sight = self.sight();
        let pending = sight.copy.filter(|_| sight.is_pending);
        match deed {
            Deed::Copy {
                same_source,
                aborts,
                plan,
            } if pending.is_none() || *aborts => {
                if let Some(pending) = pending {
                    self.finish(pending, CopyStatus::Aborted, moment);
                }
                self.begin(By::Another, *same_source, plan.clone(), moment);
                self.done.push((now, Done::Copied));
                self.advance(now);
            }
            Deed::Abort => {
                if let Some(pending) = pending {
                    self.finish(pending, CopyStatus::Aborted, moment);
                    self.write(moment, Some(pending), Content::Nothing);
                }
            }
            Deed::Delete if pending.is_none() || self.habits.deletes_pending => {
                if let Some(pending) = pending {
                    self.finish(pending, CopyStatus::Aborted, moment);
                    self.copies[pending].is_destroyed = true;
                }
                self.is_leased = false;
                if self.blob.take().is_some() {
                    self.done.push((now, Done::Deleted));
                }
            }
            Deed::Overwrite if pending.is_none() => {
                self.write(moment, None, Content::Others);
                self.done.push((now, Done::Overwrote));
            }
            Deed::Lease if pending.is_none() => self.is_leased = self.blob.is_some(),
            Deed::Release if pending.is_none() => self.is_leased = false,
            _ => {}
        }
    }
}
