//! Leases.

use blobcopy_proto::ops::{LeaseAction, LeaseBlob};
use blobcopy_proto::{BreakPeriod, LeaseDuration};

use super::act::{Run, lease_id};
use super::harm::Harm;
use super::model::Refused;

impl Run {
    pub(super) fn lease(
        &mut self,
        blob: usize,
        action: LeaseAction,
        harm: Harm,
        expected: Result<(), Refused>,
    ) -> Result<bool, String> {
        let call = LeaseBlob::new(self.client.blob(blob), action);
        Ok(self.ask(&call, harm, expected)?.is_done)
    }

    pub(super) fn acquire(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let id = self.chance.below(3) as usize;
        let seconds = self.chance.pick(&[None, None, Some(15), Some(60)]);
        let duration = match seconds {
            None => LeaseDuration::INFINITE,
            Some(seconds) => LeaseDuration::seconds(seconds).expect("between 15 and 60"),
        };
        let is_others = self.model.lease(blob).is_some_and(|lease| lease.id != id);
        let expected = self.settled(blob).and(match is_others {
            true => Err((409, "LeaseAlreadyPresent")),
            false => Ok(()),
        });
        let action = LeaseAction::Acquire {
            duration,
            proposed: Some(lease_id(id)),
        };
        if self.lease(blob, action, harm, expected)? {
            self.model.acquire(blob, id, seconds);
        }
        Ok(())
    }

    /// Only for leased blobs, because renewing an expired lease is another case.
    pub(super) fn renew(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let Some(lease) = self.model.lease(blob) else {
            return self.head(blob, harm);
        };
        let expected = self.settled(blob);
        let action = LeaseAction::Renew {
            id: lease_id(lease.id),
        };
        if self.lease(blob, action, harm, expected)? {
            self.model.acquire(blob, lease.id, lease.duration);
        }
        Ok(())
    }

    pub(super) fn release(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        let Some(lease) = self.model.lease(blob) else {
            return self.head(blob, harm);
        };
        let is_right = self.chance.percent(80);
        let expected = self.settled(blob).and(match is_right {
            true => Ok(()),
            false => Err((409, "LeaseIdMismatchWithLeaseOperation")),
        });
        let id = lease_id(if is_right { lease.id } else { lease.id + 1 });
        if self.lease(blob, LeaseAction::Release { id }, harm, expected)? {
            self.model.unlease(blob);
        }
        Ok(())
    }

    pub(super) fn end_lease_early(&mut self, blob: usize, harm: Harm) -> Result<(), String> {
        if self.model.lease(blob).is_none() {
            return self.head(blob, harm);
        }
        let expected = self.settled(blob);
        let period = BreakPeriod::seconds(0).ok();
        if self.lease(blob, LeaseAction::Break { period }, harm, expected)? {
            self.model.unlease(blob);
        }
        Ok(())
    }
}
