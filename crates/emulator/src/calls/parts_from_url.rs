//! Operations that copy a part of a source: *Put Block From URL*, *Append Block From URL* and *Put Page From URL*.

use blobcopy_proto::ops::{
    AppendBlockFromUrl, PutBlockFromUrl, PutBlockFromUrlOutput, PutPageFromUrl,
};
use blobcopy_proto::{BlobUrl, ByteRange, Conditions, ContentHash, HeaderText, SourceUrl};
use bytes::Bytes;
use http::header::CONTENT_LENGTH;

use super::append_block::{self, NewBlock};
use super::blocks;
use super::put_page::{NewPages, number_conditions};
use crate::blob::preconditions::terms;
use crate::calls::{Execute, Executed};
use crate::copy::copy_source::{self, SourceRead};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

/// Maximum size of a block in bytes. Source: *Put Block From URL*, REST reference.
const LARGEST_BLOCK: u64 = 4000 * 1024 * 1024;

impl Execute for PutBlockFromUrl {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let part = SourcePart {
            url: &self.source,
            destination: &self.blob,
            conditions: &options.source_conditions,
            hash: options.source_content_hash.as_ref(),
            range: options.source_range,
            largest: LARGEST_BLOCK,
        };
        let (content, (md5, crc64)) = part.read(service, caller).await?;
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            let lease_id = options.lease_id.as_ref();
            blocks::keep(container, &self.blob, self.block_id, content, lease_id, now)
        })?;
        let mut output = PutBlockFromUrlOutput::default();
        (output.content_md5, output.content_crc64) = (md5, crc64);
        output.request_server_encrypted = Some(true);
        Ok(output)
    }
}

impl Execute for AppendBlockFromUrl {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let part = SourcePart {
            url: &self.source,
            destination: &self.blob,
            conditions: &options.source_conditions,
            hash: options.source_content_hash.as_ref(),
            range: options.source_range,
            largest: append_block::LARGEST,
        };
        let (content, hashes) = part.read(service, caller).await?;
        let block = NewBlock {
            content,
            hashes,
            append_position: options.append_position,
            max_size: options.max_size,
        };
        block.append(service, caller, &self.blob, &terms!(options))
    }
}

impl Execute for PutPageFromUrl {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let length = self.range.end() - self.range.start();
        let part = SourcePart {
            url: &self.source,
            destination: &self.blob,
            conditions: &options.source_conditions,
            hash: options.source_content_hash.as_ref(),
            range: self.source_range().ok(),
            largest: length,
        };
        let (content, hashes) = part.read(service, caller).await?;
        if content.len() as u64 != length {
            // The source ends within the range.
            return Err(Refusal::invalid_range());
        }
        let pages = NewPages {
            range: self.range,
            content: Some(content),
            hashes,
            conditions: number_conditions!(options),
        };
        pages.write(service, caller, &self.blob, &terms!(options))
    }
}

/// The part of a source to read, and how to check it.
struct SourcePart<'a> {
    url: &'a SourceUrl,
    destination: &'a BlobUrl,
    conditions: &'a Conditions,
    hash: Option<&'a ContentHash>,
    /// All of it if `None`.
    range: Option<ByteRange>,
    largest: u64,
}

/// MD5 and CRC-64 for the reply.
type Hashes = (Option<HeaderText>, Option<HeaderText>);

impl SourcePart<'_> {
    async fn read(
        &self,
        service: &Service,
        caller: &Caller<'_>,
    ) -> Result<(Bytes, Hashes), Refusal> {
        if !caller.content.is_empty() {
            return Err(Refusal::of_header(&CONTENT_LENGTH, true));
        }
        let wanted = SourceRead {
            url: self.url,
            destination: self.destination,
            conditions: self.conditions,
            if_tags: None,
            tier: None,
            is_within_call: true,
        };
        let mut source = copy_source::open(service, caller, &wanted).await?;
        let content = source.read().await?;
        let total = content.len();
        let part = match self.range {
            None => 0..total,
            Some(range) => range.within(total).ok_or_else(Refusal::invalid_range)?,
        };
        if part.end - part.start > self.largest {
            return Err(Refusal::source_too_large());
        }
        let bytes = content.read(part)?;
        let hashes = Digests::checked(&bytes, self.hash, caller.version).await?;
        Ok((bytes, hashes))
    }
}
