//! What a copy is asked for.

use std::time::Duration;

use blobcopy::proto::ops::{CopyBlobFromUrlOptions, CopyBlobOptions, IncrementalCopyBlobOptions};
use blobcopy::proto::{
    AccessTier, ContentHash, CopyTags, FileRequestIntent, Invalid, RehydratePriority,
    SourceAuthorization,
};
use blobcopy::{CopyFromUrlOptions, CopyOptions, CopyPolicy, OnPending};

use super::{
    CareWords, ConditionWords, ImmutabilityWords, Pairs, conditions, header, immutability,
    lease_id, metadata_choice, one_of, parsed, tag_condition, tags, words,
};
use crate::failure::Failure;

words! {
    /// What may be asked for beside source and destination, by any of the operations that copy.
    pub(crate) struct CopyWords {
        metadata: Pairs,
        tags: Pairs,
        copy_source_tags: bool,
        tier: Option<String>,
        rehydrate_priority: Option<String>,
        seal: Option<bool>,
        immutability_policy: Option<ImmutabilityWords>,
        legal_hold: Option<bool>,
        lease_id: Option<String>,
        conditions: Option<ConditionWords>,
        if_tags: Option<String>,
        source_conditions: Option<ConditionWords>,
        source_if_tags: Option<String>,
        source_content_md5: Option<String>,
        source_authorization: Option<String>,
        source_token_intent: Option<String>,
        encryption_scope: Option<String>,}
}

impl CopyWords {
    pub(crate) fn for_copy(
        &self,
        policy: &PolicyWords,
        care: &CareWords,
    ) -> Result<CopyOptions, Failure> {
        let mut request = CopyBlobOptions::default();
        request.metadata = metadata_choice(&self.metadata)?;
        request.access_tier = self.tier();
        request.tags = tags(&self.tags)?;
        request.rehydrate_priority = self
            .rehydrate_priority
            .as_deref()
            .map(RehydratePriority::from);
        request.seal = self.seal;
        request.immutability_policy = immutability(&self.immutability_policy)?;
        request.legal_hold = self.legal_hold;
        request.lease_id = lease_id(&self.lease_id)?;
        request.conditions = conditions(&self.conditions)?;
        request.if_tags = tag_condition(&self.if_tags)?;
        request.source_conditions = conditions(&self.source_conditions)?;
        request.source_if_tags = tag_condition(&self.source_if_tags)?;
        let mut options = CopyOptions::default();
        options.request = request;
        options.policy = policy.read()?;
        options.care = care.read()?;
        Ok(options)
    }

    /// For a copy within the call, which may take as long as `limit`.
    pub(crate) fn for_copy_within_the_call(
        &self,
        limit: Option<Duration>,
    ) -> Result<CopyFromUrlOptions, Invalid> {
        let mut options = CopyBlobFromUrlOptions::default();
        options.metadata = metadata_choice(&self.metadata)?;
        options.access_tier = self.tier();
        options.tags = self.copy_tags()?;
        options.immutability_policy = immutability(&self.immutability_policy)?;
        options.legal_hold = self.legal_hold;
        options.lease_id = lease_id(&self.lease_id)?;
        options.conditions = conditions(&self.conditions)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        options.source_conditions = conditions(&self.source_conditions)?;
        options.source_content_hash = parsed(&self.source_content_md5, ContentHash::md5)?;
        options.source_authorization =
            parsed(&self.source_authorization, SourceAuthorization::bearer)?;
        options.file_request_intent = self
            .source_token_intent
            .as_deref()
            .map(FileRequestIntent::from);
        options.encryption_scope = header(&self.encryption_scope)?;
        let mut copy = CopyFromUrlOptions::default();
        copy.request = options;
        copy.policy.deadline = limit;
        Ok(copy)
    }

    pub(crate) fn for_incremental_copy(&self) -> Result<IncrementalCopyBlobOptions, Invalid> {
        let mut options = IncrementalCopyBlobOptions::default();
        options.conditions = conditions(&self.conditions)?;
        options.if_tags = tag_condition(&self.if_tags)?;
        Ok(options)
    }

    fn tier(&self) -> Option<AccessTier> {
        self.tier.as_deref().map(AccessTier::from)
    }

    fn copy_tags(&self) -> Result<CopyTags, Invalid> {
        if self.copy_source_tags {
            return Ok(CopyTags::FromSource);
        }
        if self.tags.is_empty() {
            return Ok(CopyTags::None);
        }
        tags(&self.tags).map(CopyTags::Replace)
    }
}

words! {
    /// How a copy is carried through.
    pub(crate) struct PolicyWords {
        on_pending: Option<String>,
        /// How long the start may take.
        pub(crate) start_within: Option<Duration>,
        look_first: bool,
        deadline: Option<Duration>,
        abort_at_deadline: bool,
        poll_floor: Option<Duration>,
        poll_ceiling: Option<Duration>,
        poll_share: Option<f64>,}
}

impl PolicyWords {
    pub(crate) fn read(&self) -> Result<CopyPolicy, Failure> {
        let mut policy = CopyPolicy::default();
        policy.on_pending = one_of(
            "on_pending",
            self.on_pending.as_deref(),
            &[
                ("fail", OnPending::Fail),
                ("adopt", OnPending::Adopt),
                ("wait", OnPending::Wait),
                ("abort", OnPending::Abort),
            ],
        )?;
        policy.look_first = self.look_first;
        policy.deadline = self.deadline;
        policy.abort_at_deadline = self.abort_at_deadline;
        policy.poll.floor = self.poll_floor.unwrap_or(policy.poll.floor);
        policy.poll.ceiling = self.poll_ceiling.unwrap_or(policy.poll.ceiling);
        policy.poll.share = self.poll_share.unwrap_or(policy.poll.share);
        Ok(policy)
    }
}
