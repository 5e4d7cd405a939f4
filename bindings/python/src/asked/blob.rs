//! What the calls around a copy are asked for.

use blobcopy::proto::ops::{
    AbortCopyBlobOptions, DeleteBlobOptions, DeleteSnapshots, GetBlobOptions,
    GetBlobPropertiesOptions, NewBlob, PutBlobOptions, SetBlobMetadataOptions, SetBlobTierOptions,
    SnapshotBlobOptions,
};
use blobcopy::proto::{
    AccessTier, ByteRange, Conditions, Invalid, LeaseId, PageBlobLength, RehydratePriority,
};

use super::{
    ConditionWords, ImmutabilityWords, Pairs, conditions, header, immutability, lease_id, metadata,
    metadata_choice, tag_condition, tags, words,
};
use crate::failure::Failure;

words! {
    /// What any call on a blob may be asked for.
    pub(crate) struct WriteWords {
        metadata: Pairs,
        lease_id: Option<String>,
        conditions: Option<ConditionWords>,
        if_tags: Option<String>,
        encryption_scope: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl WriteWords {
    pub(crate) fn for_properties(&self) -> Result<GetBlobPropertiesOptions, Invalid> {
        let mut options = GetBlobPropertiesOptions::default();
        options.conditions = conditions(&self.conditions)?;
        options.lease_id = lease_id(&self.lease_id)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        Ok(options)
    }

    pub(crate) fn for_metadata(&self) -> Result<SetBlobMetadataOptions, Invalid> {
        let mut options = SetBlobMetadataOptions::default();
        options.metadata = metadata(&self.metadata)?;
        options.conditions = conditions(&self.conditions)?;
        options.lease_id = lease_id(&self.lease_id)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        options.encryption_scope = header(&self.encryption_scope)?;
        Ok(options)
    }

    pub(crate) fn lease_id(&self) -> Result<Option<LeaseId>, Invalid> {
        lease_id(&self.lease_id)
    }

    pub(crate) fn conditions(&self) -> Result<Conditions, Invalid> {
        conditions(&self.conditions)
    }

    pub(crate) fn if_tags(&self) -> Result<Option<blobcopy::proto::TagCondition>, Invalid> {
        tag_condition(&self.if_tags)
    }
}

words! {
    /// What an abort is asked for.
    pub(crate) struct AbortWords {
        lease_id: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl AbortWords {
    pub(crate) fn read(&self) -> Result<AbortCopyBlobOptions, Invalid> {
        let mut options = AbortCopyBlobOptions::default();
        options.lease_id = lease_id(&self.lease_id)?;
        Ok(options)
    }
}

words! {
    /// A snapshot to be made.
    pub(crate) struct SnapshotWords {
        metadata: Pairs,
        lease_id: Option<String>,
        conditions: Option<ConditionWords>,
        if_tags: Option<String>,
        encryption_scope: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl SnapshotWords {
    pub(crate) fn read(&self) -> Result<SnapshotBlobOptions, Invalid> {
        let mut options = SnapshotBlobOptions::default();
        options.metadata = metadata_choice(&self.metadata)?;
        options.lease_id = lease_id(&self.lease_id)?;
        options.conditions = conditions(&self.conditions)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        options.encryption_scope = header(&self.encryption_scope)?;
        Ok(options)
    }
}

words! {
    /// A blob to be written.
    pub(crate) struct PutWords {
        /// `block`, `page` or `append`.
        kind: String,
        /// How long a page blob is to be.
        length: Option<u64>,
        sequence_number: Option<u64>,
        metadata: Pairs,
        tags: Pairs,
        tier: Option<String>,
        content_type: Option<String>,
        content_encoding: Option<String>,
        content_language: Option<String>,
        content_disposition: Option<String>,
        cache_control: Option<String>,
        content_md5: Option<String>,
        immutability_policy: Option<ImmutabilityWords>,
        legal_hold: Option<bool>,
        lease_id: Option<String>,
        conditions: Option<ConditionWords>,
        if_tags: Option<String>,
        encryption_scope: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl PutWords {
    pub(crate) fn kind(&self) -> Result<NewBlob, Failure> {
        Ok(match self.kind.as_str() {
            "page" => NewBlob::Page {
                length: PageBlobLength::new(self.length.unwrap_or_default())?,
                sequence_number: self.sequence_number,
            },
            "append" => NewBlob::Append,
            "block" => NewBlob::Block,
            other => {
                let message = format!("kind must be one of block, page, append, not {other:?}");
                return Err(Failure::Invalid(message));
            }
        })
    }

    pub(crate) fn read(&self) -> Result<PutBlobOptions, Invalid> {
        let mut options = PutBlobOptions::default();
        options.blob_content_type = header(&self.content_type)?;
        options.blob_content_encoding = header(&self.content_encoding)?;
        options.blob_content_language = header(&self.content_language)?;
        options.blob_content_disposition = header(&self.content_disposition)?;
        options.blob_cache_control = header(&self.cache_control)?;
        options.blob_content_md5 = header(&self.content_md5)?;
        options.access_tier = self.tier.as_deref().map(AccessTier::from);
        options.tags = tags(&self.tags)?;
        options.metadata = metadata(&self.metadata)?;
        options.immutability_policy = immutability(&self.immutability_policy)?;
        options.legal_hold = self.legal_hold;
        options.lease_id = lease_id(&self.lease_id)?;
        options.conditions = conditions(&self.conditions)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        options.encryption_scope = header(&self.encryption_scope)?;
        Ok(options)
    }
}

words! {
    /// A part of a blob, or all of it.
    pub(crate) struct DownloadWords {
        start: Option<u64>,
        /// The first byte that is not wanted any more.
        end: Option<u64>,
        lease_id: Option<String>,
        conditions: Option<ConditionWords>,
        if_tags: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl DownloadWords {
    pub(crate) fn read(&self) -> Result<GetBlobOptions, Invalid> {
        let mut options = GetBlobOptions::default();
        options.range = match (self.start, self.end) {
            (None, None) => None,
            (start, None) => Some(ByteRange::from(start.unwrap_or_default())),
            (start, Some(end)) => Some(ByteRange::between(start.unwrap_or_default(), end)?),
        };
        options.conditions = conditions(&self.conditions)?;
        options.lease_id = lease_id(&self.lease_id)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        Ok(options)
    }
}

words! {
    /// A blob to be deleted.
    pub(crate) struct DeleteWords {
        delete_snapshots: Option<String>,
        lease_id: Option<String>,
        conditions: Option<ConditionWords>,
        if_tags: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl DeleteWords {
    pub(crate) fn read(&self) -> Result<DeleteBlobOptions, Invalid> {
        let mut options = DeleteBlobOptions::default();
        options.delete_snapshots = self.delete_snapshots.as_deref().map(DeleteSnapshots::from);
        options.lease_id = lease_id(&self.lease_id)?;
        options.conditions = conditions(&self.conditions)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        Ok(options)
    }
}

words! {
    /// A tier to move a blob to.
    pub(crate) struct TierWords {
        tier: String,
        rehydrate_priority: Option<String>,
        lease_id: Option<String>,
        if_tags: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl TierWords {
    pub(crate) fn tier(&self) -> AccessTier {
        AccessTier::from(self.tier.as_str())
    }

    pub(crate) fn read(&self) -> Result<SetBlobTierOptions, Invalid> {
        let mut options = SetBlobTierOptions::default();
        options.rehydrate_priority = self
            .rehydrate_priority
            .as_deref()
            .map(RehydratePriority::from);
        options.lease_id = lease_id(&self.lease_id)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        Ok(options)
    }
}
