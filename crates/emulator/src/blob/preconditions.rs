//! On which terms a request reads or writes a blob: its conditions, and the lease that it says it holds.

use std::time::SystemTime;

use blobcopy_proto::wire::header;
use blobcopy_proto::{Conditions, LeaseId, ReadConditions, TagCondition, Tags};

use crate::blob::Blob;
use crate::blob::condition::{self, Reading};
use crate::blob::lease;
use crate::blob::tag_expression::TagExpression;
use crate::refusal::Refusal;

/// The terms of a request.
#[derive(Clone, Copy)]
pub(crate) struct Preconditions<'a> {
    pub(crate) conditions: &'a Conditions,
    pub(crate) if_tags: Option<&'a TagCondition>,
    pub(crate) lease_id: Option<&'a LeaseId>,
}

/// The terms in the options of an operation that has all three.
macro_rules! terms {
    ($options:expr) => {
        $crate::blob::preconditions::Preconditions {
            conditions: &$options.conditions,
            if_tags: $options.if_tags.as_ref(),
            lease_id: $options.lease_id.as_ref(),
        }
    };
}

pub(crate) use terms;

impl Preconditions<'_> {
    /// Whether what is there, or the place where nothing is, may be written.
    ///
    /// A pending copy is told of before a condition is judged: whoever finds one has more to learn from it.
    pub(crate) fn admit_write(&self, blob: Option<&Blob>, now: SystemTime) -> Result<(), Refusal> {
        if blob.is_some_and(Blob::is_pending) {
            return Err(Refusal::pending_copy());
        }
        if !self.is_met(blob)? {
            return Err(match self.conditions {
                conditions if *conditions == Conditions::if_absent() => {
                    Refusal::blob_already_exists()
                }
                _ => Refusal::condition_not_met(),
            });
        }
        lease::admit_write(
            blob.and_then(|blob| blob.lease.as_deref()),
            self.lease_id,
            now,
        )
    }

    /// Whether a blob may be changed in a way that no lease forbids; but a lease that is named must be held.
    pub(crate) fn admit_change(&self, blob: &Blob, now: SystemTime) -> Result<(), Refusal> {
        if blob.is_pending() {
            return Err(Refusal::pending_copy());
        }
        if !self.is_met(Some(blob))? {
            return Err(Refusal::condition_not_met());
        }
        lease::admit_read(blob.lease.as_deref(), self.lease_id, now)
    }

    /// As [`admit_write`](Self::admit_write), for a copy: while it is pending, no lease can be renewed, so one that
    /// ends by itself is not enough.
    pub(crate) fn admit_copy(&self, blob: Option<&Blob>, now: SystemTime) -> Result<(), Refusal> {
        self.admit_write(blob, now)?;
        match blob.and_then(|blob| blob.lease.as_deref()) {
            Some(lease) if lease.holds(now) && !lease.is_infinite() => {
                Err(Refusal::infinite_lease_required())
            }
            _ => Ok(()),
        }
    }

    fn is_met(&self, blob: Option<&Blob>) -> Result<bool, Refusal> {
        let no_tags = Tags::new();
        let tags = blob.map_or(&no_tags, |blob| &blob.tags);
        Ok(tags_meet(self.if_tags, tags, &header::IF_TAGS)?
            && condition::is_met(self.conditions, blob.map(Blob::seen)))
    }
}

/// Whether `blob` may be read.
pub(crate) fn admit_read(
    conditions: &ReadConditions,
    if_tags: Option<&TagCondition>,
    lease_id: Option<&LeaseId>,
    blob: &Blob,
    now: SystemTime,
) -> Result<(), Refusal> {
    if !tags_meet(if_tags, &blob.tags, &header::IF_TAGS)? {
        return Err(Refusal::condition_not_met());
    }
    match condition::reading(conditions, blob.seen()) {
        Reading::Allowed => lease::admit_read(blob.lease.as_deref(), lease_id, now),
        Reading::NotModified => Err(Refusal::not_modified()),
        Reading::ConditionNotMet => Err(Refusal::condition_not_met()),
    }
}

/// Whether tags meet a condition that stands in the header `name`.
pub(crate) fn tags_meet(
    condition: Option<&TagCondition>,
    tags: &Tags,
    name: &http::HeaderName,
) -> Result<bool, Refusal> {
    let Some(condition) = condition else {
        return Ok(true);
    };
    TagExpression::parse(condition.as_str())
        .map(|expression| expression.is_met(tags))
        .ok_or_else(|| Refusal::of_header(name, true))
}
