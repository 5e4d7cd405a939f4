//! The properties of a source, and the copies that they exclude.

use crate::care::{Care, UnsupportedOption};
use crate::ops::{BlobProperties, CopyBlobOptions};
use crate::value::{AccessTier, BlobType, Conditions, ETag, HeaderText, LeaseState};

/// The kind of a copy's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceKind {
    /// The current version of a blob.
    Current,
    /// A snapshot or version of a blob, which never changes.
    Fixed,
    /// A URL outside Azure.
    Foreign,
}

/// The properties of the source that a copy needs, from a look at it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SourceFacts {
    /// The source's ETag.
    pub etag: ETag,
    /// The source's length in bytes.
    pub length: u64,
    /// The source's MD5 in base64, if one was given when it was written.
    pub content_md5: Option<HeaderText>,
    /// The source's type: block, page or append blob.
    pub blob_type: Option<BlobType>,
}

impl SourceFacts {
    /// Checks whether a source with these properties can be copied with these safeguards and options.
    ///
    /// # Errors
    /// If it is archived and the copy has no online tier, is being rehydrated, is leased already, or has a type that
    /// supports no tiers or cannot be sealed.
    pub fn judge(
        properties: &BlobProperties,
        care: &Care,
        request: &CopyBlobOptions,
    ) -> Result<Self, UnsupportedOption> {
        check_tier(properties, request)?;
        check_type(properties, request)?;
        if care.lease_source {
            check_lease(properties)?;
        }
        let (Some(etag), Some(length)) = (properties.etag.clone(), properties.content_length)
        else {
            return Err(UnsupportedOption::conflict(
                "check_source",
                "the service does not report the ETag or the length of the source",
                "check for a proxy, or leave out the safeguards of the source",
            ));
        };
        Ok(Self {
            etag,
            length,
            content_md5: properties.content_md5.clone(),
            blob_type: properties.blob_type.clone(),
        })
    }

    /// The condition that the source is unchanged since its properties were read.
    pub fn pin(&self) -> Conditions {
        Conditions::if_match(self.etag.clone())
    }
}

fn check_tier(
    properties: &BlobProperties,
    request: &CopyBlobOptions,
) -> Result<(), UnsupportedOption> {
    if properties.archive_status.is_some() {
        return Err(UnsupportedOption::conflict(
            "access_tier",
            "the source is being moved out of the archive tier, and cannot be copied yet",
            "copy it once it is online",
        ));
    }
    let is_archived = properties.access_tier == Some(AccessTier::Archive);
    let is_online = |tier: &AccessTier| *tier != AccessTier::Archive;
    if is_archived && !request.access_tier.as_ref().is_some_and(is_online) {
        return Err(UnsupportedOption::conflict(
            "access_tier",
            "the source is archived, and its copy must be in an online tier",
            "set the tier Hot, Cool or Cold; the copy then stays pending for hours",
        ));
    }
    Ok(())
}

/// Checks that the source's type supports the tier and the seal of the copy. Source: *Copy Blob*, REST reference.
fn check_type(
    properties: &BlobProperties,
    request: &CopyBlobOptions,
) -> Result<(), UnsupportedOption> {
    let Some(blob_type) = &properties.blob_type else {
        return Ok(());
    };
    // Page blobs have tiers of their own, such as P10, which are not among the known ones.
    let is_tier_of_blocks = |tier: &AccessTier| !matches!(tier, AccessTier::Other(_));
    if *blob_type != BlobType::Block && request.access_tier.as_ref().is_some_and(is_tier_of_blocks)
    {
        return Err(UnsupportedOption::conflict(
            "access_tier",
            "only block blobs have the tiers Hot, Cool, Cold and Archive, and the source is not one",
            "leave the tier out",
        ));
    }
    if *blob_type != BlobType::Append && request.seal.is_some() {
        return Err(UnsupportedOption::conflict(
            "seal",
            "only append blobs can be sealed, and the source is not one",
            "leave the option out",
        ));
    }
    Ok(())
}

fn check_lease(properties: &BlobProperties) -> Result<(), UnsupportedOption> {
    match properties.lease_state {
        Some(LeaseState::Leased | LeaseState::Breaking) => Err(UnsupportedOption::conflict(
            "lease_source",
            "another client holds a lease on the source",
            "leave the option out, because that lease already protects the source, or break the lease",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::ArchiveStatus;

    fn properties() -> BlobProperties {
        BlobProperties {
            etag: Some(ETag::parse("\"0x1\"").unwrap()),
            content_length: Some(7),
            blob_type: Some(BlobType::Block),
            ..BlobProperties::default()
        }
    }

    fn judge(
        properties: &BlobProperties,
        request: &CopyBlobOptions,
    ) -> Result<SourceFacts, UnsupportedOption> {
        let care = Care {
            lease_source: true,
            ..Care::default()
        };
        SourceFacts::judge(properties, &care, request)
    }

    #[test]
    fn what_is_seen_is_kept_for_the_end() {
        let facts = judge(&properties(), &CopyBlobOptions::default()).unwrap();
        assert_eq!(facts.length, 7);
        assert_eq!(
            facts.pin(),
            Conditions::if_match(ETag::parse("\"0x1\"").unwrap())
        );
    }

    #[test]
    fn an_archived_source_needs_an_online_tier() {
        let mut archived = properties();
        archived.access_tier = Some(AccessTier::Archive);
        let with_tier = |access_tier| CopyBlobOptions {
            access_tier,
            ..CopyBlobOptions::default()
        };
        for (tier, is_fit) in [
            (None, false),
            (Some(AccessTier::Archive), false),
            (Some(AccessTier::Cool), true),
        ] {
            let request = with_tier(tier);
            assert_eq!(judge(&archived, &request).is_ok(), is_fit, "{request:?}");
        }
        archived.archive_status = Some(ArchiveStatus::RehydratePendingToHot);
        assert!(judge(&archived, &with_tier(Some(AccessTier::Cool))).is_err());
    }

    #[test]
    fn tiers_are_for_block_blobs_and_seals_for_append_blobs() {
        let mut page = properties();
        page.blob_type = Some(BlobType::Page);
        let with_tier = |tier| CopyBlobOptions {
            access_tier: Some(tier),
            ..CopyBlobOptions::default()
        };
        assert!(judge(&page, &with_tier(AccessTier::Hot)).is_err());
        assert!(judge(&page, &with_tier(AccessTier::Other("P10".into()))).is_ok());
        let sealed = CopyBlobOptions {
            seal: Some(true),
            ..CopyBlobOptions::default()
        };
        assert!(judge(&page, &sealed).is_err());
    }

    #[test]
    fn a_source_that_another_holds_is_not_leased() {
        let mut leased = properties();
        leased.lease_state = Some(LeaseState::Leased);
        assert!(judge(&leased, &CopyBlobOptions::default()).is_err());
        leased.lease_state = Some(LeaseState::Expired);
        assert!(judge(&leased, &CopyBlobOptions::default()).is_ok());
    }
}
