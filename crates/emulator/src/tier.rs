//! The tier of a blob: its own, or its account's.

use blobcopy_proto::AccessTier;
use blobcopy_proto::ops::BlobProperties;
use blobcopy_proto::wire::header;

use crate::blob::Blob;
use crate::refusal::Refusal;

/// A tier, and whether somebody chose it.
#[derive(Clone)]
pub(crate) struct Tier {
    tier: AccessTier,
    is_inferred: bool,
}

impl Tier {
    /// The tier of what is written: the one asked for, or that of what was there, unless it is the
    /// archive, or the account's.
    pub(crate) fn of_new(wanted: Option<&AccessTier>, old: Option<&Blob>) -> Self {
        match (wanted, old) {
            (Some(tier), _) => Self {
                tier: tier.clone(),
                is_inferred: false,
            },
            (None, Some(old)) if !old.tier.is_archive() => old.tier.clone(),
            (None, _) => Self {
                tier: AccessTier::Hot,
                is_inferred: true,
            },
        }
    }

    pub(crate) fn is_archive(&self) -> bool {
        self.tier == AccessTier::Archive
    }

    pub(crate) fn tell(&self, properties: &mut BlobProperties) {
        properties.access_tier = Some(self.tier.clone());
        properties.access_tier_inferred = self.is_inferred.then_some(true);
    }
}

/// Refuses a tier that block blobs do not have.
pub(crate) fn check(wanted: Option<&AccessTier>) -> Result<(), Refusal> {
    match wanted {
        Some(AccessTier::Other(_)) => Err(Refusal::of_header(&header::ACCESS_TIER, true)),
        _ => Ok(()),
    }
}
