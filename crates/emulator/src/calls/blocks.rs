//! *Put Block* and *Put Block List*.

use std::collections::BTreeMap;
use std::time::SystemTime;

use blobcopy_proto::ops::{
    BlockChoice, PutBlock, PutBlockList, PutBlockListOutput, PutBlockOutput,
};
use blobcopy_proto::{BlobUrl, BlockId, Conditions, LeaseId};
use bytes::Bytes;
use http::header::CONTENT_LENGTH;

use crate::account::container::{Container, check_current};
use crate::account::entry::Entry;
use crate::blob::Blob;
use crate::blob::blob_kind::{Block, Kind};
use crate::blob::content::Content;
use crate::blob::content_headers::{ContentHeaders, given_headers};
use crate::blob::preconditions::{Preconditions, terms};
use crate::blob::tier;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

/// Maximum size of a block in bytes, and maximum number of uncommitted blocks. Source: *Put Block*, REST reference.
const LARGEST: usize = 4000 * 1024 * 1024;
const MOST_WAITING: usize = 100_000;

impl Execute for PutBlock {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        if self.content.is_empty() {
            return Err(Refusal::of_header(&CONTENT_LENGTH, true));
        }
        if self.content.len() > LARGEST {
            return Err(Refusal::body_too_large());
        }
        let sent = self.options.content_hash.as_ref();
        let (md5, crc64) = Digests::checked(&self.content, sent, caller.version).await?;
        let now = service.clock.now();
        let lease_id = self.options.lease_id.as_ref();
        caller.account.within(self.blob.container(), |container| {
            keep(
                container,
                &self.blob,
                self.block_id,
                self.content,
                lease_id,
                now,
            )
        })?;
        let mut output = PutBlockOutput::default();
        (output.content_md5, output.content_crc64) = (md5, crc64);
        output.request_server_encrypted = Some(true);
        Ok(output)
    }
}

/// Stores a block until it is committed.
pub(super) fn keep(
    container: &mut Container,
    url: &BlobUrl,
    id: BlockId,
    content: Bytes,
    lease_id: Option<&LeaseId>,
    now: SystemTime,
) -> Result<(), Refusal> {
    let terms = Preconditions {
        conditions: &Conditions::None,
        if_tags: None,
        lease_id,
    };
    let old = container.old(url, now)?;
    terms.admit_write(old, now)?;
    if old.is_some_and(|old| !matches!(old.kind, Kind::Block { .. })) {
        return Err(Refusal::invalid_blob_type());
    }
    let blocks = &mut container.entry(url, now).past_mut().blocks;
    let first = blocks.keys().next();
    if first.is_some_and(|other| other.byte_length() != id.byte_length()) {
        return Err(Refusal::invalid_blob_or_block());
    }
    if blocks.len() == MOST_WAITING && !blocks.contains_key(&id) {
        return Err(Refusal::block_count_exceeded());
    }
    blocks.insert(id, content);
    Ok(())
}

impl Execute for PutBlockList {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        tier::check(options.access_tier.as_ref(), &Kind::whole())?;
        let sent = options.content_hash.as_ref();
        let (md5, crc64) = Digests::checked(&caller.content, sent, caller.version).await?;
        check_current(&self.blob)?;
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            let old = container.old(&self.blob, now)?;
            terms!(options).admit_write(old, now)?;
            if old.is_some_and(|old| !matches!(old.kind, Kind::Block { .. })) {
                return Err(Refusal::invalid_blob_type());
            }
            let chosen = choose(container.entry(&self.blob, now), &self);
            container.tidy(&self.blob);
            let (content, blocks) = chosen?;
            let old = container.old(&self.blob, now)?;
            let kind = Kind::Block {
                blocks: blocks.into(),
            };
            let tier = options.access_tier.as_ref();
            let revision = caller.account.revision(now);
            let new = Blob {
                headers: ContentHeaders::given(given_headers!(options)),
                content_md5: options.blob_content_md5.clone(),
                metadata: options.metadata.clone(),
                tags: options.tags.clone(),
                ..Blob::written(content, kind, tier, old, now, revision)
            };
            let new = container.replace(&self.blob, now, new);
            let mut output = PutBlockListOutput::default();
            output.etag = Some(new.revision.etag.clone());
            output.last_modified = Some(new.revision.last_modified);
            (output.content_md5, output.content_crc64) = (md5, crc64);
            output.version_id = new.version_id();
            output.request_server_encrypted = Some(true);
            Ok(output)
        })
    }
}

/// The selected blocks as consecutive content.
fn choose(entry: &Entry, call: &PutBlockList) -> Result<(Content, Vec<Block>), Refusal> {
    let committed = entry.base.as_ref().map(committed).unwrap_or_default();
    let waiting = |id: &BlockId| entry.past().and_then(|past| past.blocks.get(id)).cloned();
    let mut content = Content::empty();
    let mut blocks = Vec::with_capacity(call.blocks.len());
    for choice in &call.blocks {
        let (id, piece) = match choice {
            BlockChoice::Committed(id) => (id, committed.get(id).cloned()),
            BlockChoice::Uncommitted(id) => (id, waiting(id)),
            BlockChoice::Latest(id) => (id, waiting(id).or_else(|| committed.get(id).cloned())),
            _ => return Err(Refusal::invalid_block_list()),
        };
        let piece = piece.ok_or_else(Refusal::invalid_block_list)?;
        blocks.push(Block {
            id: id.clone(),
            length: piece.len() as u64,
        });
        content.append(piece);
    }
    Ok((content, blocks))
}

/// The committed blocks of a blob.
fn committed(blob: &Blob) -> BTreeMap<BlockId, Bytes> {
    let Kind::Block { blocks } = &blob.kind else {
        return BTreeMap::new();
    };
    let mut start = 0;
    let pieces = blocks.iter().filter_map(|block| {
        let part = start..start + block.length;
        start = part.end;
        Some((block.id.clone(), blob.content.read(part).ok()?))
    });
    pieces.collect()
}
