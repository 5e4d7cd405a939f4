//! Starts and aborts copies.
//!
//! Source: *Copy Blob* and *Abort Copy Blob*, REST reference.

use std::sync::Arc;
use std::time::SystemTime;

use blobcopy_proto::ops::{AbortCopyBlob, CopyBlob, CopyBlobOptions, CopyBlobOutput};
use blobcopy_proto::{
    AccessTier, CopyId, CopyStatus, Metadata, MetadataChoice, RehydratePriority, SourceUrl, Tags,
    guid,
};

use crate::account::container::Container;
use crate::account::store::Account;
use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::blob::content::Content;
use crate::blob::lease;
use crate::blob::preconditions::terms;
use crate::blob::revision::Revision;
use crate::blob::tier::{self, Tier};
use crate::calls::{Execute, Executed};
use crate::copy::blob_copy::Copy;
use crate::copy::copy_source::{self, Source, SourceRead};
use crate::copy::copy_speed::Pace;
use crate::copy::pending::{Pending, Reading};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for CopyBlob {
    /// Starts a copy. From then on the destination is empty, and its old content is lost.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let account = caller.account;
        let container = self.destination.container();
        let admit = |container: &mut Container, now| {
            terms!(options).admit_copy(container.old(&self.destination, now)?, now)
        };
        // Checked before the request to the source, which may take long, and again after its response.
        account.within(container, |container| admit(container, service.clock.now()))?;
        let wanted = SourceRead {
            url: &self.source,
            destination: &self.destination,
            conditions: &options.source_conditions,
            if_tags: options.source_if_tags.as_ref(),
            tier: options.access_tier.as_ref(),
            is_within_call: false,
        };
        let mut source = copy_source::open(service, caller, &wanted).await?;
        if let (Reading::Foreign(download), true) = (&mut source.reading, service.pace.is_at_once())
        {
            download.finished().await;
        }
        seal(&mut source, options.seal)?;
        let at = service.clock.now();
        // Content that is already at the destination need not be copied.
        let pace = match source.is_destination {
            true => Pace::at_once(),
            false => service.pace,
        };
        let length = source.reading.length().unwrap_or_default();
        let start = Start {
            at,
            moving: account.queue(at, pace.duration(length)),
            id: CopyId::parse(&guid(fastrand::u128(..))).expect("a GUID is a copy's name"),
            pace,
            revision: account.revision(at),
            source: self.source.clone(),
            tier: options.access_tier.clone(),
            metadata: options.metadata.clone(),
            tags: options.tags.clone(),
        };
        let tier = source
            .is_archived
            .then(|| out_of_archive(account, options, at));
        account.within(container, |container| {
            admit(container, at)?;
            let id = start.id.clone();
            let mut new = start.placeholder(source, container.old(&self.destination, at)?)?;
            if let Some(tier) = tier.flatten() {
                new.tier = tier;
            }
            Ok(output(id, container.replace(&self.destination, at, new)))
        })
    }
}

impl Execute for AbortCopyBlob {
    /// Aborts a pending copy.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller
            .account
            .within(self.destination.container(), |container| {
                let context = Arc::clone(&container.context);
                let blob = container.base(&self.destination, now)?;
                let Some(copy) = blob.copy.as_ref().filter(|copy| copy.is_pending()) else {
                    return Err(Refusal::no_pending_copy());
                };
                lease::admit_write(blob.lease.as_deref(), self.options.lease_id.as_ref(), now)?;
                if copy.id != self.copy_id {
                    return Err(Refusal::copy_id_mismatch());
                }
                blob.abort(now, &context.ticker);
                Ok(())
            })
    }
}

/// Seals the copy of an append blob. Other blobs cannot be sealed.
fn seal(source: &mut Source, wanted: Option<bool>) -> Result<(), Refusal> {
    match (wanted, &mut source.kind) {
        (None, _) => Ok(()),
        (Some(wanted), Kind::Append { is_sealed, .. }) => {
            *is_sealed = *is_sealed || wanted;
            Ok(())
        }
        (Some(_), _) => Err(Refusal::invalid_blob_type()),
    }
}

/// The tier of a copy from the archive, which requires a requested tier.
fn out_of_archive(account: &Account, options: &CopyBlobOptions, at: SystemTime) -> Option<Tier> {
    let priority = options.rehydrate_priority.clone();
    Some(Tier::out_of_archive(
        options.access_tier.clone()?,
        priority.unwrap_or(RehydratePriority::Standard),
        at,
        account.rules().rehydration,
    ))
}

/// The parameters of a start, and the destination's own properties.
pub(crate) struct Start {
    pub(crate) at: SystemTime,
    /// When the copy begins to run.
    pub(crate) moving: SystemTime,
    pub(crate) id: CopyId,
    pub(crate) pace: Pace,
    pub(crate) revision: Arc<Revision>,
    pub(crate) source: SourceUrl,
    pub(crate) tier: Option<AccessTier>,
    pub(crate) metadata: MetadataChoice,
    pub(crate) tags: Tags,
}

impl Start {
    /// The blob at the destination while the copy is pending: empty, or with zero pages, with all properties of the
    /// result but its content.
    pub(crate) fn placeholder(self, source: Source, old: Option<&Blob>) -> Result<Blob, Refusal> {
        check_old(old, &source.kind)?;
        tier::check(self.tier.as_ref(), &source.kind)?;
        let content = match (&source.kind, source.reading.length()) {
            (Kind::Page { .. }, Some(length)) => Content::zeros(length),
            _ => Content::empty(),
        };
        let without_content = source.kind.without_content();
        let pending = Pending {
            started: self.moving,
            pace: self.pace,
            reading: source.reading,
            kind: source.kind,
            content_md5: source.content_md5,
            shown: 0,
        };
        let copy = Copy::new(self.id, self.source, pending);
        let tier = self.tier.as_ref();
        Ok(Blob {
            headers: source.headers,
            metadata: chosen(self.metadata, source.metadata),
            tags: self.tags,
            copy: Some(Box::new(copy)),
            ..Blob::written(content, without_content, tier, old, self.at, self.revision)
        })
    }
}

/// Whether an existing blob can be replaced by the copy: not if it is archived, and not by another kind of blob.
pub(crate) fn check_old(old: Option<&Blob>, kind: &Kind) -> Result<(), Refusal> {
    let Some(old) = old else {
        return Ok(());
    };
    if old.kind.blob_type() != kind.blob_type() {
        return Err(Refusal::invalid_blob_type());
    }
    old.check_readable()
}

pub(crate) fn chosen(choice: MetadataChoice, of_source: Metadata) -> Metadata {
    match choice {
        MetadataChoice::Replace(metadata) => metadata,
        _ => of_source,
    }
}

/// The reply to a start has `pending` or `success`. A copy that failed within the request is reported by a later status
/// request.
fn output(id: CopyId, new: &Blob) -> CopyBlobOutput {
    let is_done = new
        .copy
        .as_ref()
        .is_some_and(|copy| copy.status() == CopyStatus::Success);
    let status = if is_done {
        CopyStatus::Success
    } else {
        CopyStatus::Pending
    };
    let mut output = CopyBlobOutput::new(id, status);
    output.etag = Some(new.revision.etag.clone());
    output.last_modified = Some(new.revision.last_modified);
    output.version_id = new.version_id();
    output
}
