//! Copies of whole blobs within the call: *Copy Blob From URL* and *Put Blob From URL*.

use std::sync::Arc;

use blobcopy_proto::ops::{
    CopyBlobFromUrl, CopyBlobFromUrlOutput, PutBlobFromUrl, PutBlobFromUrlOutput,
};
use blobcopy_proto::{CopyId, CopyStatus, CopyTags, HeaderText, Tags, guid};

use crate::account::container::Container;
use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::blob::content::Content;
use crate::blob::content_headers::{ContentHeaders, given_headers};
use crate::blob::preconditions::terms;
use crate::blob::tier;
use crate::calls::{Execute, Executed};
use crate::copy::copier::{self, Start};
use crate::copy::copy_source::{self, Source, SourceRead};
use crate::copy::copy_speed::Pace;
use crate::copy::pending::Reading;
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

/// Maximum size of a source, in bytes. Sources: the operations' own pages, REST reference.
const LARGEST_COPY: u64 = 256 * 1024 * 1024;
const LARGEST_BLOB: u64 = 5000 * 1024 * 1024;

/// The version since which *Copy Blob From URL* supports encryption scopes, and reports encryption.
const ENCRYPTION_TOLD_SINCE: &str = "2020-12-06";

impl Execute for CopyBlobFromUrl {
    /// Copies a block blob.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = self.options;
        let container = self.destination.container();
        let admit = |container: &mut Container| {
            let now = service.clock.now();
            terms!(options).admit_copy(container.old(&self.destination, now)?, now)
        };
        caller.account.within(container, admit)?;
        let wanted = SourceRead {
            url: &self.source,
            destination: &self.destination,
            conditions: &options.source_conditions,
            if_tags: None,
            tier: options.access_tier.as_ref(),
            is_within_call: true,
        };
        let mut source = copy_source::open(service, caller, &wanted).await?;
        check_copyable(&source)?;
        let content = bounded(source.read().await?, LARGEST_COPY)?;
        let bytes = content.read(0..content.len())?;
        let sent = options.source_content_hash.as_ref();
        let (md5, crc64) = Digests::checked(&bytes, sent, caller.version).await?;

        let at = service.clock.now();
        let revision = caller.account.revision(at);
        source.reading = Reading::Own {
            content,
            revision: Arc::clone(&revision),
        };
        let id = CopyId::parse(&guid(fastrand::u128(..))).expect("a GUID is a copy's name");
        let start = Start {
            at,
            moving: at,
            id: id.clone(),
            pace: Pace::at_once(),
            revision,
            source: self.source.clone(),
            tier: options.access_tier.clone(),
            metadata: options.metadata.clone(),
            tags: chosen_tags(&options.tags, &source.tags),
        };
        caller.account.within(container, |container| {
            admit(container)?;
            let new = start.placeholder(source, container.old(&self.destination, at)?)?;
            let new = container.replace(&self.destination, at, new);
            let mut output = CopyBlobFromUrlOutput::default();
            output.copy_id = Some(id);
            output.copy_status = Some(CopyStatus::Success);
            output.etag = Some(new.revision.etag.clone());
            output.last_modified = Some(new.revision.last_modified);
            (output.content_md5, output.content_crc64) = (md5, crc64);
            output.version_id = new.version_id();
            output.request_server_encrypted =
                (caller.version.as_str() >= ENCRYPTION_TOLD_SINCE).then_some(true);
            Ok(output)
        })
    }
}

fn check_copyable(source: &Source) -> Result<(), Refusal> {
    match source.kind {
        _ if source.is_archived => Err(Refusal::blob_archived()),
        Kind::Block { .. } => Ok(()),
        _ => Err(Refusal::invalid_blob_type()),
    }
}

impl Execute for PutBlobFromUrl {
    /// Writes a block blob with any content. The blob has no copy properties.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = self.options;
        let container = self.destination.container();
        let admit = |container: &mut Container| {
            let now = service.clock.now();
            terms!(options).admit_write(container.old(&self.destination, now)?, now)
        };
        tier::check(options.access_tier.as_ref(), &Kind::whole())?;
        caller.account.within(container, admit)?;
        let wanted = SourceRead {
            url: &self.source,
            destination: &self.destination,
            conditions: &options.source_conditions,
            if_tags: options.source_if_tags.as_ref(),
            tier: None,
            is_within_call: true,
        };
        let mut source = copy_source::open(service, caller, &wanted).await?;
        let content = bounded(source.read().await?, LARGEST_BLOB)?;
        let bytes = content.read(0..content.len())?;
        let digests = Digests::of(&bytes).await;
        let sent = options.source_content_hash.as_ref();
        digests.check(sent)?;
        check_md5(options.content_md5.as_ref(), &digests.md5)?;

        let inherited = match options.copy_source_blob_properties {
            Some(false) => ContentHeaders::default(),
            _ => source.headers,
        };
        let at = service.clock.now();
        let content_md5 = options.blob_content_md5.clone();
        let content_md5 = content_md5.or_else(|| Some(digests.md5.clone()));
        let (md5, crc64) = digests.told(sent, caller.version);
        caller.account.within(container, |container| {
            admit(container)?;
            let old = container.old(&self.destination, at)?;
            let tier = options.access_tier.as_ref();
            let revision = caller.account.revision(at);
            let new = Blob {
                headers: inherited.instead(given_headers!(options)),
                content_md5,
                metadata: copier::chosen(options.metadata.clone(), source.metadata),
                tags: chosen_tags(&options.tags, &source.tags),
                ..Blob::written(bytes.into(), Kind::whole(), tier, old, at, revision)
            };
            let new = container.replace(&self.destination, at, new);
            let mut output = PutBlobFromUrlOutput::default();
            output.etag = Some(new.revision.etag.clone());
            output.last_modified = Some(new.revision.last_modified);
            (output.content_md5, output.content_crc64) = (md5, crc64);
            output.version_id = new.version_id();
            output.request_server_encrypted = Some(true);
            Ok(output)
        })
    }
}

fn bounded(content: Content, most: u64) -> Result<Content, Refusal> {
    if content.len() > most {
        return Err(Refusal::source_too_large());
    }
    Ok(content)
}

fn check_md5(wanted: Option<&HeaderText>, content_md5: &HeaderText) -> Result<(), Refusal> {
    match wanted {
        Some(wanted) if wanted != content_md5 => Err(Refusal::md5_mismatch()),
        _ => Ok(()),
    }
}

fn chosen_tags(choice: &CopyTags, of_source: &Tags) -> Tags {
    match choice {
        CopyTags::Replace(tags) => tags.clone(),
        CopyTags::FromSource => of_source.clone(),
        _ => Tags::new(),
    }
}
