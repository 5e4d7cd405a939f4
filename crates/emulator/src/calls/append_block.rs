//! *Append Block*, and the write of *Append Block From URL*.

use blobcopy_proto::ops::{AppendBlock, AppendBlockOutput};
use blobcopy_proto::{BlobUrl, HeaderText};
use bytes::Bytes;
use http::header::CONTENT_LENGTH;

use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::blob::preconditions::{Preconditions, terms};
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

/// Maximum size of an appended block in bytes, and maximum number of blocks. Source: *Append Block*, REST reference.
pub(super) const LARGEST: u64 = 100 * 1024 * 1024;
const MOST: u64 = 50_000;

impl Execute for AppendBlock {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        if self.content.is_empty() {
            return Err(Refusal::of_header(&CONTENT_LENGTH, true));
        }
        if self.content.len() as u64 > LARGEST {
            return Err(Refusal::body_too_large());
        }
        let sent = options.content_hash.as_ref();
        let hashes = Digests::checked(&self.content, sent, caller.version).await?;
        let block = NewBlock {
            content: self.content,
            hashes,
            append_position: options.append_position,
            max_size: options.max_size,
        };
        block.append(service, caller, &self.blob, &terms!(options))
    }
}

/// A block to append, with the conditions on the blob's length.
pub(super) struct NewBlock {
    pub(super) content: Bytes,
    /// MD5 and CRC-64 for the reply.
    pub(super) hashes: (Option<HeaderText>, Option<HeaderText>),
    pub(super) append_position: Option<u64>,
    pub(super) max_size: Option<u64>,
}

impl NewBlock {
    pub(super) fn append(
        self,
        service: &Service,
        caller: &Caller<'_>,
        url: &BlobUrl,
        terms: &Preconditions<'_>,
    ) -> Result<AppendBlockOutput, Refusal> {
        let now = service.clock.now();
        caller.account.within(url.container(), |container| {
            container.write(url, now, terms, |blob, context| {
                let offset = blob.content.len();
                let block_count = self.check(blob)?;
                *block_count += 1;
                let mut output = AppendBlockOutput::default();
                output.committed_block_count = Some(*block_count);
                blob.content.append(self.content);
                blob.rewritten(now, &context.ticker);
                output.etag = Some(blob.revision.etag.clone());
                output.last_modified = Some(blob.revision.last_modified);
                output.append_offset = Some(offset);
                (output.content_md5, output.content_crc64) = self.hashes;
                output.request_server_encrypted = Some(true);
                Ok(output)
            })
        })
    }

    /// Checks that the block can be appended. Returns the number of blocks.
    fn check<'b>(&self, blob: &'b mut Blob) -> Result<&'b mut u64, Refusal> {
        let offset = blob.content.len();
        let Kind::Append {
            block_count,
            is_sealed,
        } = &mut blob.kind
        else {
            return Err(Refusal::invalid_blob_type());
        };
        if *is_sealed {
            return Err(Refusal::blob_is_sealed());
        }
        if self.append_position.is_some_and(|at| at != offset) {
            return Err(Refusal::append_position_not_met());
        }
        let length = offset + self.content.len() as u64;
        if self.max_size.is_some_and(|most| length > most) {
            return Err(Refusal::max_blob_size_not_met());
        }
        match *block_count == MOST {
            true => Err(Refusal::block_count_exceeded()),
            false => Ok(block_count),
        }
    }
}
