//! The access tier of a blob, its own or the account's default, and its rehydration from the archive.
//!
//! Source: *Set Blob Tier*, REST reference.

use std::time::{Duration, SystemTime};

use blobcopy_proto::ops::BlobProperties;
use blobcopy_proto::{AccessTier, ArchiveStatus, RehydratePriority};

use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::clock::date;
use crate::refusal::Refusal;

/// An access tier, and whether it was set explicitly.
#[derive(Clone)]
pub(crate) struct Tier {
    tier: AccessTier,
    is_inferred: bool,
    changed: Option<SystemTime>,
    /// Boxed, because few blobs are being rehydrated.
    rehydration: Option<Box<Rehydration>>,
}

/// A rehydration from the archive.
#[derive(Clone)]
struct Rehydration {
    to: AccessTier,
    priority: RehydratePriority,
    done: SystemTime,
}

/// How much faster rehydration with high priority is: one hour instead of fifteen. Source: *Blob rehydration from the
/// archive tier*.
const HASTE: u32 = 15;

impl Tier {
    /// The tier of a new blob: the requested tier, otherwise that of the replaced blob unless it is archived, otherwise
    /// the account's default.
    pub(crate) fn of_new(wanted: Option<&AccessTier>, old: Option<&Blob>, now: SystemTime) -> Self {
        match (wanted, old) {
            (Some(tier), _) => Self {
                tier: tier.clone(),
                is_inferred: false,
                changed: Some(now),
                rehydration: None,
            },
            (None, Some(old)) if !old.tier.is_archive() => old.tier.clone(),
            (None, _) => Self {
                tier: AccessTier::Hot,
                is_inferred: true,
                changed: None,
                rehydration: None,
            },
        }
    }

    /// The tier of a copy from the archive to an online tier. Recorded copies of this kind took no longer than others,
    /// and their destination was itself archived and being rehydrated.
    pub(crate) fn out_of_archive(
        to: AccessTier,
        priority: RehydratePriority,
        now: SystemTime,
        delay: Duration,
    ) -> Self {
        let mut tier = Self::of_new(Some(&AccessTier::Archive), None, now);
        let done = now + delay_of(&priority, delay);
        tier.rehydration = Some(Box::new(Rehydration { to, priority, done }));
        tier
    }

    /// Completes a rehydration that has ended by `now`.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        if let Some(done) = self.rehydration.take_if(|way| way.done <= now) {
            self.tier = done.to;
            self.changed = Some(done.done);
        }
    }

    /// Moves the blob to another tier. Returns whether it is rehydrated first.
    ///
    /// The only change allowed during a rehydration is a higher priority.
    pub(crate) fn change(
        &mut self,
        to: &AccessTier,
        priority: RehydratePriority,
        now: SystemTime,
        delay: Duration,
    ) -> Result<bool, Refusal> {
        let done = now + delay_of(&priority, delay);
        if let Some(way) = &mut self.rehydration {
            let is_hurry = way.to == *to
                && way.priority == RehydratePriority::Standard
                && priority == RehydratePriority::High;
            if !is_hurry {
                return Err(Refusal::blob_being_rehydrated());
            }
            way.done = way.done.min(done);
            way.priority = priority;
            return Ok(true);
        }
        if self.is_archive() && *to != AccessTier::Archive {
            let to = to.clone();
            self.rehydration = Some(Box::new(Rehydration { to, priority, done }));
            self.settle(now);
            return Ok(true);
        }
        self.tier = to.clone();
        self.is_inferred = false;
        self.changed = Some(now);
        Ok(false)
    }

    pub(crate) fn is_archive(&self) -> bool {
        self.tier == AccessTier::Archive
    }

    /// When the tier was last set.
    pub(crate) fn changed(&self) -> Option<SystemTime> {
        self.changed
    }

    /// Refuses operations that an archived blob does not allow.
    pub(crate) fn check_online(&self) -> Result<(), Refusal> {
        match &self.rehydration {
            Some(_) => Err(Refusal::blob_being_rehydrated()),
            None if self.is_archive() => Err(Refusal::blob_archived()),
            None => Ok(()),
        }
    }

    /// Refuses a copy to a tier (`wanted`, if any). An archived blob can be copied only to an online tier, and not
    /// while it is being rehydrated.
    pub(crate) fn check_copied(&self, wanted: Option<&AccessTier>) -> Result<(), Refusal> {
        match wanted {
            Some(AccessTier::Archive) | None => self.check_online(),
            Some(_) if self.rehydration.is_some() => Err(Refusal::blob_being_rehydrated()),
            Some(_) => Ok(()),
        }
    }

    pub(crate) fn tell(&self, properties: &mut BlobProperties) {
        properties.access_tier = Some(self.tier.clone());
        properties.access_tier_inferred = self.is_inferred.then_some(true);
        properties.access_tier_change_time = self.changed.map(date);
        if let Some(way) = &self.rehydration {
            properties.archive_status = Some(match way.to {
                AccessTier::Cool => ArchiveStatus::RehydratePendingToCool,
                AccessTier::Cold => ArchiveStatus::RehydratePendingToCold,
                _ => ArchiveStatus::RehydratePendingToHot,
            });
            properties.rehydrate_priority = Some(way.priority.clone());
        }
    }
}

/// How long rehydration takes with this priority.
fn delay_of(priority: &RehydratePriority, standard: Duration) -> Duration {
    match priority {
        RehydratePriority::High => standard / HASTE,
        _ => standard,
    }
}

/// Refuses a tier that blobs of this kind cannot have.
pub(crate) fn check(wanted: Option<&AccessTier>, kind: &Kind) -> Result<(), Refusal> {
    match (wanted, kind) {
        (None, _) => Ok(()),
        (Some(AccessTier::Other(_)), _) | (Some(_), Kind::Page { .. } | Kind::Append { .. }) => {
            Err(Refusal::invalid_blob_tier())
        }
        (Some(_), Kind::Block { .. }) => Ok(()),
    }
}
