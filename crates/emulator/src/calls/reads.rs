//! *Get Blob*, *Get Blob Metadata*, *Get Blob Properties* and *Get Blob Tags*.

use blobcopy_proto::ops::{
    GetBlob, GetBlobMetadata, GetBlobMetadataOutput, GetBlobOutput, GetBlobProperties, GetBlobTags,
};
use blobcopy_proto::{ContentRange, wire};
use http::{HeaderValue, header};

use crate::blob::preconditions::{admit_read, check_read};
use crate::blob::{Blob, BlobLevel};
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

/// Maximum size of a range for which the service computes a hash, in bytes. Source: *Get Blob*, REST reference.
const LONGEST_HASHED: u64 = 4 * 1024 * 1024;

impl Execute for GetBlob {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let is_wanted = |wish: Option<bool>| wish == Some(true);
        let wants_md5 = is_wanted(self.options.range_get_content_md5);
        let wants_crc64 = is_wanted(self.options.range_get_content_crc64);
        let mut output = read(service, caller, &self)?;
        let name = match (wants_md5, wants_crc64) {
            (false, false) => return Ok(output),
            (true, _) => &wire::header::RANGE_GET_CONTENT_MD5,
            (false, true) => &wire::header::RANGE_GET_CONTENT_CRC64,
        };
        if output.content_range.is_none() || (wants_md5 && wants_crc64) {
            return Err(Refusal::of_header(name, true));
        }
        if output.content.len() as u64 > LONGEST_HASHED {
            return Err(Refusal::out_of_range_input());
        }
        let digests = Digests::of(&output.content).await;
        if wants_md5 {
            output.properties.content_md5 = Some(digests.md5);
        } else {
            output.content_crc64 = Some(digests.crc64);
        }
        Ok(output)
    }
}

fn read(service: &Service, caller: &Caller<'_>, call: &GetBlob) -> Result<GetBlobOutput, Refusal> {
    let now = service.clock.now();
    caller.account.within(call.blob.container(), |container| {
        let blob = container.blob(&call.blob, now)?;
        check_read!(call.options, blob, now)?;
        if blob.kind.is_incremental() && blob.level == BlobLevel::Current {
            return Err(Refusal::incremental_only());
        }
        blob.check_readable()?;
        let total = blob.content.len();
        let mut output = GetBlobOutput::default();
        output.properties = blob.properties(now, caller.version);
        let part = match call.options.range {
            None => 0..total,
            Some(range) => {
                let part = range.within(total).ok_or_else(|| out_of_range(total))?;
                reduce(&mut output, part.clone(), total);
                part
            }
        };
        output.content = blob.content.read(part)?;
        Ok(output)
    })
}

/// Changes the headers of a whole blob to those of a part. The MD5 stays that of the whole, in its own header.
fn reduce(output: &mut GetBlobOutput, part: std::ops::Range<u64>, total: u64) {
    output.properties.content_length = Some(part.end - part.start);
    output.blob_content_md5 = output.properties.content_md5.take();
    output.content_range = Some(ContentRange::new(part, total));
}

fn out_of_range(total: u64) -> Refusal {
    let value = HeaderValue::try_from(format!("bytes */{total}")).expect("digits are visible");
    Refusal::invalid_range().with_header(header::CONTENT_RANGE, value)
}

impl Execute for GetBlobProperties {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let mut now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            let copy = container.blob(&self.blob, now)?.copy.as_ref();
            if copy.is_some_and(|copy| copy.is_pending()) {
                now = service.clock.after_check();
            }
            let blob = container.blob(&self.blob, now)?;
            check_read!(self.options, blob, now)?;
            Ok(blob.properties(now, caller.version))
        })
    }
}

impl Execute for GetBlobMetadata {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            let blob = container.blob(&self.blob, now)?;
            check_read!(self.options, blob, now)?;
            let mut output = GetBlobMetadataOutput::default();
            output.etag = Some(blob.revision.etag.clone());
            output.last_modified = Some(blob.revision.last_modified);
            output.metadata = blob.metadata.clone();
            Ok(output)
        })
    }
}

impl Execute for GetBlobTags {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            let blob: &Blob = container.blob(&self.blob, now)?;
            let options = self.options;
            let conditions = options.conditions.into();
            let lease_id = options.lease_id.as_ref();
            admit_read(&conditions, options.if_tags.as_ref(), lease_id, blob, now)?;
            Ok(blob.tags.clone())
        })
    }
}
