//! What a lease is asked for.

use blobcopy::proto::ops::{LeaseAction, LeaseBlobOptions};
use blobcopy::proto::{BreakPeriod, Invalid, LeaseDuration, LeaseId};

use super::{ConditionWords, conditions, lease_id, tag_condition, words};
use crate::failure::Failure;

words! {
    /// What is to be done with a lease.
    pub(crate) struct LeaseWords {
        /// `acquire`, `renew`, `change`, `release` or `break`.
        action: String,
        lease_id: Option<String>,
        proposed_lease_id: Option<String>,
        /// Seconds; -1 is for ever.
        duration: Option<i64>,
        break_period: Option<i64>,
        conditions: Option<ConditionWords>,
        if_tags: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl LeaseWords {
    pub(crate) fn action(&self) -> Result<LeaseAction, Failure> {
        let id = || LeaseId::parse(self.lease_id.as_deref().unwrap_or_default());
        let proposed = || lease_id(&self.proposed_lease_id);
        Ok(match self.action.as_str() {
            "acquire" => LeaseAction::Acquire {
                duration: self.duration()?,
                proposed: proposed()?,
            },
            "renew" => LeaseAction::Renew { id: id()? },
            "change" => LeaseAction::Change {
                id: id()?,
                proposed: LeaseId::parse(self.proposed_lease_id.as_deref().unwrap_or_default())?,
            },
            "release" => LeaseAction::Release { id: id()? },
            "break" => LeaseAction::Break {
                period: self
                    .break_period
                    .map(|period| BreakPeriod::seconds(small(period)))
                    .transpose()?,
            },
            other => {
                let message = format!(
                    "action must be one of acquire, renew, change, release, break, not {other:?}"
                );
                return Err(Failure::Invalid(message));
            }
        })
    }

    fn duration(&self) -> Result<LeaseDuration, Invalid> {
        match self.duration {
            None | Some(-1) => Ok(LeaseDuration::INFINITE),
            Some(seconds) => LeaseDuration::seconds(small(seconds)),
        }
    }

    pub(crate) fn read(&self) -> Result<LeaseBlobOptions, Invalid> {
        let mut options = LeaseBlobOptions::default();
        options.conditions = conditions(&self.conditions)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        Ok(options)
    }
}

/// A number of seconds for a type that has no room for more than 255 of them, and allows less.
fn small(seconds: i64) -> u8 {
    u8::try_from(seconds).unwrap_or(if seconds < 0 { 0 } else { u8::MAX })
}
