//! *Append Block*.

use blobcopy_proto::ops::{AppendBlock, AppendBlockOutput};

use http::header::CONTENT_LENGTH;

use crate::blob::blob_kind::Kind;
use crate::blob::preconditions::terms;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

/// Maximum size of an appended block in bytes, and maximum number of blocks. Source: *Append Block*, REST reference.
const LARGEST: usize = 100 * 1024 * 1024;
const MOST: u64 = 50_000;

impl Execute for AppendBlock {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        if self.content.is_empty() {
            return Err(Refusal::of_header(&CONTENT_LENGTH, true));
        }
        if self.content.len() > LARGEST {
            return Err(Refusal::body_too_large());
        }
        let digests = Digests::of(&self.content).await;
        digests.check(options.content_hash.as_ref())?;
        let (md5, crc64) = digests.told(options.content_hash.as_ref(), caller.version);
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            container.write(&self.blob, now, &terms!(options), |blob, context| {
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
                let offset = blob.content.len();
                if options.append_position.is_some_and(|at| at != offset) {
                    return Err(Refusal::append_position_not_met());
                }
                let length = offset + self.content.len() as u64;
                if options.max_size.is_some_and(|most| length > most) {
                    return Err(Refusal::max_blob_size_not_met());
                }
                if *block_count == MOST {
                    return Err(Refusal::block_count_exceeded());
                }
                *block_count += 1;
                let block_count = *block_count;
                blob.content.append(self.content.clone());
                blob.rewritten(now, &context.ticker);
                let mut output = AppendBlockOutput::default();
                output.etag = Some(blob.revision.etag.clone());
                output.last_modified = Some(blob.revision.last_modified);
                output.append_offset = Some(offset);
                output.committed_block_count = Some(block_count);
                (output.content_md5, output.content_crc64) = (md5, crc64);
                output.request_server_encrypted = Some(true);
                Ok(output)
            })
        })
    }
}
