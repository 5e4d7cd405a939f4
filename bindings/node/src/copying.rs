//! What may be asked of a copy.

use blobcopy::proto::ops::{CopyBlobFromUrlOptions, CopyBlobOptions};
use blobcopy::proto::{
    AccessTier, ContentHash, CopyTags, RehydratePriority, SourceAuthorization, Tags,
};
use blobcopy::{CopyFromUrlOptions, CopyOptions, CopyPolicy, ErrorKind, OnPending};
use napi_derive::napi;

use crate::care::CareData;
use crate::conditions::{ConditionData, Terms};
use crate::content::header_text;
use crate::failure::Trouble;
use crate::immutability::Protection;
use crate::names::{self, Names};
use crate::time::duration;

/// What the service is asked for with a copy.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct CopyRequestData {
    /// The copy's metadata; the source's, if left out.
    pub metadata: Option<Names>,
    /// The copy's tags.
    pub tags: Option<Names>,
    /// The copy's tier.
    pub tier: Option<String>,
    /// How soon a copy of an archived source shall be readable.
    pub rehydrate_priority: Option<String>,
    /// Whether an append blob is sealed once it is copied.
    pub seal_blob: Option<bool>,
    /// Until when, in milliseconds since 1970, the copy can be neither changed nor deleted.
    pub immutable_until: Option<f64>,
    /// Whether that is final.
    pub immutability_mode: Option<String>,
    /// Whether the copy is held.
    pub legal_hold: Option<bool>,
    /// Conditions on the destination, and its lease.
    pub conditions: Option<ConditionData>,
    /// Conditions on the source.
    pub source_conditions: Option<ConditionData>,
}

/// What else is asked for with a copy that happens within the call.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct SyncCopyData {
    /// MD5 of the source, base64.
    #[napi(js_name = "sourceContentMD5")]
    pub source_content_md5: Option<String>,
    /// A token with which the service reads the source.
    pub source_token: Option<String>,
    /// `COPY` for the source's tags.
    pub copy_source_tags: Option<String>,
    /// Scope of encryption.
    pub encryption_scope: Option<String>,
}

/// How a copy is carried through.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct PolicyData {
    /// `fail`, `adopt`, `wait` or `abort`.
    pub on_pending: Option<String>,
    /// Whether the destination is looked at before the first start.
    pub look_first: Option<bool>,
    /// How long all of it may take.
    pub deadline_in_ms: Option<f64>,
    /// Whether a copy that is pending at the deadline is aborted.
    pub abort_at_deadline: Option<bool>,
    /// Shortest wait between questions.
    pub poll_floor_in_ms: Option<f64>,
    /// Longest wait between questions.
    pub poll_ceiling_in_ms: Option<f64>,
    /// Each wait as a share of the time that the copy has taken.
    pub poll_share: Option<f64>,
    /// Tries of one request in all.
    pub attempts: Option<u32>,
}

impl CopyRequestData {
    /// With how it is carried through, and with what care.
    pub(crate) fn into_options(
        self,
        policy: &PolicyData,
        care: CareData,
    ) -> Result<CopyOptions, Trouble> {
        let mut options = CopyOptions::default();
        options.care = care.into_care()?;
        options.request = self.into_request()?;
        options.policy = policy.to_policy()?;
        Ok(options)
    }

    fn into_request(self) -> Result<CopyBlobOptions, Trouble> {
        let terms = Terms::of(self.conditions)?;
        let source = Terms::of(self.source_conditions)?;
        let protection = Protection::of(
            self.immutable_until,
            self.immutability_mode.as_deref(),
            self.legal_hold,
        )?;
        let mut request = CopyBlobOptions::default();
        request.metadata = names::metadata_choice(self.metadata)?;
        request.tags = names::tags(self.tags)?;
        request.access_tier = self.tier.as_deref().map(AccessTier::from);
        request.rehydrate_priority = self
            .rehydrate_priority
            .as_deref()
            .map(RehydratePriority::from);
        request.seal = self.seal_blob;
        request.immutability_policy = protection.policy;
        request.legal_hold = protection.legal_hold;
        request.lease_id = terms.lease_id;
        request.conditions = terms.conditions;
        request.if_tags = terms.if_tags;
        request.source_conditions = source.conditions;
        request.source_if_tags = source.if_tags;
        Ok(request)
    }

    /// For a copy that happens within the call.
    pub(crate) fn into_sync(self, sync: SyncCopyData) -> Result<CopyFromUrlOptions, Trouble> {
        let terms = Terms::of(self.conditions)?;
        let source = Terms::of(self.source_conditions)?;
        let protection = Protection::of(
            self.immutable_until,
            self.immutability_mode.as_deref(),
            self.legal_hold,
        )?;
        let mut request = CopyBlobFromUrlOptions::default();
        request.metadata = names::metadata_choice(self.metadata)?;
        request.tags = copy_tags(sync.copy_source_tags.as_deref(), names::tags(self.tags)?)?;
        request.access_tier = self.tier.as_deref().map(AccessTier::from);
        request.immutability_policy = protection.policy;
        request.legal_hold = protection.legal_hold;
        request.lease_id = terms.lease_id;
        request.conditions = terms.conditions;
        request.if_tags = terms.if_tags;
        request.source_conditions = source.conditions;
        if source.if_tags.is_some() {
            return Err(invalid(
                "tagConditions of sourceConditions are not possible for a copy within the call",
            ));
        }
        let md5 = sync.source_content_md5.as_deref();
        request.source_content_hash = md5.map(ContentHash::md5).transpose()?;
        request.encryption_scope = header_text(sync.encryption_scope)?;
        let token = sync.source_token.as_deref();
        request.source_authorization = token.map(SourceAuthorization::bearer).transpose()?;
        let mut options = CopyFromUrlOptions::default();
        options.request = request;
        Ok(options)
    }
}

impl PolicyData {
    pub(crate) fn to_policy(&self) -> Result<CopyPolicy, Trouble> {
        let mut policy = CopyPolicy::default();
        if let Some(word) = &self.on_pending {
            policy.on_pending = on_pending(word)?;
        }
        policy.look_first = self.look_first.unwrap_or(policy.look_first);
        let deadline = self.deadline_in_ms;
        policy.deadline = deadline
            .map(|given| duration("deadlineInMs", given))
            .transpose()?;
        policy.abort_at_deadline = self.abort_at_deadline.unwrap_or(policy.abort_at_deadline);
        for (name, given, setting) in [
            (
                "pollFloorInMs",
                self.poll_floor_in_ms,
                &mut policy.poll.floor,
            ),
            (
                "pollCeilingInMs",
                self.poll_ceiling_in_ms,
                &mut policy.poll.ceiling,
            ),
        ] {
            if let Some(milliseconds) = given {
                *setting = duration(name, milliseconds)?;
            }
        }
        if let Some(share) = self.poll_share {
            if !(share > 0.0 && share <= 1.0) {
                return Err(invalid("pollShare must be more than 0, and 1 at most"));
            }
            policy.poll.share = share;
        }
        policy.retry.attempts = self.attempts.unwrap_or(policy.retry.attempts);
        Ok(policy)
    }
}

fn copy_tags(option: Option<&str>, tags: Tags) -> Result<CopyTags, Trouble> {
    match option {
        None | Some("REPLACE") => Ok(CopyTags::Replace(tags)),
        Some("COPY") if tags.is_empty() => Ok(CopyTags::FromSource),
        Some("COPY") => Err(invalid("tags are not possible with copySourceTags COPY")),
        Some(other) => Err(invalid(format!(
            "copySourceTags must be COPY or REPLACE, not {other}"
        ))),
    }
}

fn invalid(message: impl Into<String>) -> Trouble {
    Trouble::of_kind(ErrorKind::Invalid, message)
}

fn on_pending(word: &str) -> Result<OnPending, Trouble> {
    match word {
        "fail" => Ok(OnPending::Fail),
        "adopt" => Ok(OnPending::Adopt),
        "wait" => Ok(OnPending::Wait),
        "abort" => Ok(OnPending::Abort),
        other => Err(invalid(format!(
            "onPending must be fail, adopt, wait or abort, not {other}"
        ))),
    }
}
