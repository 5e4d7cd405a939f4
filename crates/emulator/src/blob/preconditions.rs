//! The preconditions of a request that reads or writes a blob: its conditions, and the lease that it names.

use std::time::SystemTime;

use blobcopy_proto::wire::header;
use blobcopy_proto::{Conditions, LeaseId, ReadConditions, TagCondition, Tags};

use crate::blob::Blob;
use crate::blob::condition::{self, Reading};
use crate::blob::lease;
use crate::blob::tag_expression::TagExpression;
use crate::refusal::Refusal;

/// The preconditions of a request.
#[derive(Clone, Copy)]
pub(crate) struct Preconditions<'a> {
    pub(crate) conditions: &'a Conditions,
    pub(crate) if_tags: Option<&'a TagCondition>,
    pub(crate) lease_id: Option<&'a LeaseId>,
}

/// The preconditions in the options of an operation that has all three.
macro_rules! terms {
    ($options:expr) => {
        $crate::blob::preconditions::Preconditions {
            conditions: &$options.conditions,
            if_tags: $options.if_tags.as_ref(),
            lease_id: $options.lease_id.as_ref(),
        }
    };
}

/// Checks whether a blob may be read, under the options of an operation that reads it.
macro_rules! check_read {
    ($options:expr, $blob:expr, $now:expr) => {
        $crate::blob::preconditions::admit_read(
            &$options.conditions,
            $options.if_tags.as_ref(),
            $options.lease_id.as_ref(),
            $blob,
            $now,
        )
    };
}

pub(crate) use check_read;
pub(crate) use terms;

impl Preconditions<'_> {
    /// Whether a blob, or the place of a missing one, may be written.
    ///
    /// A pending copy is reported before conditions are checked, because it is the more important information.
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

    /// Whether a blob may be changed in a way that no lease prevents. A lease that is named must be active.
    pub(crate) fn admit_change(&self, blob: &Blob, now: SystemTime) -> Result<(), Refusal> {
        if blob.is_pending() {
            return Err(Refusal::pending_copy());
        }
        if !self.is_met(Some(blob))? {
            return Err(Refusal::condition_not_met());
        }
        lease::admit_read(blob.lease.as_deref(), self.lease_id, now)
    }

    /// As [`admit_write`](Self::admit_write), for a copy. A lease cannot be renewed while the copy is pending, so a
    /// finite lease is not sufficient.
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

/// Whether tags meet a condition in the header `name`.
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
