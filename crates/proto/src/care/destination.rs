//! The blob that a copy will overwrite, and how it is restored.

use crate::care::UnsupportedOption;
use crate::ops::{BlobProperties, CopyBlob, CopyBlobOptions};
use crate::value::{
    AccessTier, BlobType, BlobUrl, Conditions, CopyId, CopyState, CopyStatus, ETag, LeaseId,
    LeaseStatus, SourceUrl, Tags,
};

/// The blob that a copy will overwrite, with the properties that copying its snapshot back does not restore.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OverwrittenBlob {
    /// The blob's ETag.
    pub etag: ETag,
    /// Whether the blob has tags, which must be read before it is overwritten.
    pub has_tags: bool,
    /// The tier that was set on it.
    access_tier: Option<AccessTier>,
    is_sealed: bool,
}

/// Why no copy can be started into a destination.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever meets an obstacle must know which"
)]
pub enum Obstacle {
    /// The destination cannot be protected, or cannot be overwritten.
    UnsupportedOption(UnsupportedOption),
    /// Another copy is pending there.
    Pending(Box<CopyState>),
}

impl From<UnsupportedOption> for Obstacle {
    fn from(unsupported_option: UnsupportedOption) -> Self {
        Self::UnsupportedOption(unsupported_option)
    }
}

impl OverwrittenBlob {
    /// Checks whether a source of this type can be copied over a destination with these properties.
    ///
    /// # Errors
    /// If it cannot, so that there is nothing to protect: another copy is pending, or the blob is of another type,
    /// archived, leased by another client, or must not be changed.
    pub fn judge(
        properties: &BlobProperties,
        request: &CopyBlobOptions,
        source: Option<&BlobType>,
    ) -> Result<Self, Obstacle> {
        let pending = properties.copy.as_ref();
        if let Some(copy) = pending.filter(|copy| copy.status == CopyStatus::Pending) {
            return Err(Obstacle::Pending(Box::new(copy.clone())));
        }
        check_writable(properties, request)?;
        let ours = properties.blob_type.as_ref();
        if source.is_some() && ours.is_some() && source != ours {
            return Err(Obstacle::UnsupportedOption(UnsupportedOption::conflict(
                "protect",
                "the destination has another blob type than the source, so that a copy cannot replace it",
                "copy to another name, or delete the destination first",
            )));
        }
        let Some(etag) = properties.etag.clone() else {
            return Err(Obstacle::UnsupportedOption(UnsupportedOption::conflict(
                "protect",
                "the service does not report the ETag of the destination",
                "check for a proxy, or leave the option out",
            )));
        };
        // A tier that was never set must not be set on the restored blob.
        let is_inferred = properties.access_tier_inferred == Some(true);
        Ok(Self {
            etag,
            has_tags: properties.tag_count.is_some_and(|count| count > 0),
            access_tier: properties.access_tier.clone().filter(|_| !is_inferred),
            is_sealed: properties.sealed == Some(true),
        })
    }

    /// The copy of the snapshot over the placeholder with this ETag. It has no effect on any other blob.
    pub fn put_back(
        &self,
        destination: BlobUrl,
        snapshot: SourceUrl,
        tags: Tags,
        placeholder: ETag,
        lease_id: Option<LeaseId>,
    ) -> CopyBlob {
        let mut start = CopyBlob::new(destination, snapshot);
        let options = &mut start.options;
        options.conditions = Conditions::if_match(placeholder);
        options.lease_id = lease_id;
        options.access_tier = self.access_tier.clone();
        options.tags = tags;
        options.seal = self.is_sealed.then_some(true);
        start
    }
}

/// Why no copy can replace a blob.
pub(super) enum Unwritable {
    Archived,
    OfIncrementalCopies,
    Immutable,
    Leased,
}

impl Unwritable {
    /// Why a copy with these options cannot replace a blob with these properties, if it cannot. Sources: *Copy Blob*,
    /// *Lease Blob*, and *Set Blob Immutability Policy*, REST reference.
    pub(super) fn of(properties: &BlobProperties, request: &CopyBlobOptions) -> Option<Self> {
        if properties.access_tier == Some(AccessTier::Archive)
            || properties.archive_status.is_some()
        {
            return Some(Self::Archived);
        }
        if properties.incremental_copy == Some(true) {
            return Some(Self::OfIncrementalCopies);
        }
        if properties.legal_hold == Some(true) || properties.immutability_policy.is_some() {
            return Some(Self::Immutable);
        }
        let is_leased = properties.lease_status == Some(LeaseStatus::Locked);
        (is_leased && request.lease_id.is_none()).then_some(Self::Leased)
    }
}

/// Checks that the blob can be overwritten.
fn check_writable(
    properties: &BlobProperties,
    request: &CopyBlobOptions,
) -> Result<(), UnsupportedOption> {
    const ELSEWHERE: &str = "copy to another name";
    let (reason, alternative) = match Unwritable::of(properties, request) {
        None => return Ok(()),
        Some(Unwritable::Archived) => (
            "the destination is archived, and cannot be overwritten",
            "copy to another name, or delete the destination first",
        ),
        Some(Unwritable::OfIncrementalCopies) => (
            "the destination was created by incremental copies, which no other copy can replace",
            ELSEWHERE,
        ),
        Some(Unwritable::Immutable) => (
            "an immutability policy or a legal hold protects the destination",
            ELSEWHERE,
        ),
        Some(Unwritable::Leased) => (
            "another client holds a lease on the destination",
            "pass the ID of the lease, or break the lease",
        ),
    };
    Err(UnsupportedOption::conflict("protect", reason, alternative))
}

/// The ETag of the empty blob that our failed or aborted copy left, if the destination still holds that blob.
pub fn placeholder(properties: &BlobProperties, copy_id: &CopyId) -> Option<ETag> {
    let copy = properties.copy.as_ref()?;
    let is_ours = copy.id == *copy_id;
    let has_ended = matches!(copy.status, CopyStatus::Failed | CopyStatus::Aborted);
    properties.etag.clone().filter(|_| is_ours && has_ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn etag() -> ETag {
        ETag::parse("\"0x1\"").unwrap()
    }

    fn properties() -> BlobProperties {
        BlobProperties {
            etag: Some(etag()),
            blob_type: Some(BlobType::Block),
            access_tier: Some(AccessTier::Cool),
            tag_count: Some(1),
            ..BlobProperties::default()
        }
    }

    fn judge(properties: &BlobProperties) -> Result<OverwrittenBlob, Obstacle> {
        let request = CopyBlobOptions::default();
        OverwrittenBlob::judge(properties, &request, Some(&BlobType::Block))
    }

    fn with_copy(status: CopyStatus) -> BlobProperties {
        let mut properties = properties();
        properties.copy = Some(CopyState::new(CopyId::parse("1").unwrap(), status));
        properties
    }

    #[test]
    fn what_a_snapshot_does_not_bring_back_is_put_back_by_the_copy() {
        let displaced = judge(&properties()).unwrap();
        assert!(displaced.has_tags);
        let destination = BlobUrl::parse("http://127.0.0.1:1/acct/into/b").unwrap();
        let snapshot = SourceUrl::parse("http://127.0.0.1:1/acct/into/b?snapshot=1").unwrap();
        let start = displaced.put_back(destination, snapshot, Tags::new(), etag(), None);
        assert_eq!(start.options.conditions, Conditions::if_match(etag()));
        assert_eq!(start.options.access_tier, Some(AccessTier::Cool));
        assert_eq!(start.options.seal, None);
    }

    #[test]
    fn a_tier_that_nobody_gave_is_not_given() {
        let mut inferred = properties();
        inferred.access_tier_inferred = Some(true);
        assert_eq!(judge(&inferred).unwrap().access_tier, None);
    }

    #[test]
    fn a_pending_copy_is_in_the_way() {
        assert!(matches!(
            judge(&with_copy(CopyStatus::Pending)),
            Err(Obstacle::Pending(_))
        ));
        assert!(judge(&with_copy(CopyStatus::Success)).is_ok());
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        let with = |set: fn(&mut BlobProperties)| {
            let mut properties = properties();
            set(&mut properties);
            properties
        };
        for unsupported_option in [
            with(|blob| blob.access_tier = Some(AccessTier::Archive)),
            with(|blob| blob.incremental_copy = Some(true)),
            with(|blob| blob.legal_hold = Some(true)),
            with(|blob| blob.lease_status = Some(LeaseStatus::Locked)),
            with(|blob| blob.blob_type = Some(BlobType::Page)),
        ] {
            assert!(
                matches!(
                    judge(&unsupported_option),
                    Err(Obstacle::UnsupportedOption(_))
                ),
                "{unsupported_option:?}"
            );
        }
    }

    #[test]
    fn only_what_our_own_ended_copy_left_is_a_placeholder() {
        let ours = CopyId::parse("1").unwrap();
        let others = CopyId::parse("2").unwrap();
        for status in [CopyStatus::Failed, CopyStatus::Aborted] {
            assert_eq!(placeholder(&with_copy(status.clone()), &ours), Some(etag()));
            assert_eq!(placeholder(&with_copy(status), &others), None);
        }
        for status in [CopyStatus::Success, CopyStatus::Pending] {
            assert_eq!(placeholder(&with_copy(status), &ours), None);
        }
        assert_eq!(placeholder(&properties(), &ours), None);
    }
}
