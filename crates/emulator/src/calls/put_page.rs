//! *Put Page*.

use blobcopy_proto::ops::{PageWrite, PutPage, PutPageOptions, PutPageOutput};
use bytes::Bytes;

use crate::blob::blob_kind::Kind;
use crate::blob::preconditions::terms;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

/// Maximum number of bytes that one request writes. Source: *Put Page*, REST reference.
const LARGEST: u64 = 4 * 1024 * 1024;

impl Execute for PutPage {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let content = match &self.write {
            PageWrite::Update(content) => Some(content),
            _ => None,
        };
        check_length(&self, content)?;
        let digests = Digests::of(content.unwrap_or(&Bytes::new())).await;
        let sent = self.options.content_hash.as_ref();
        digests.check(sent)?;
        let (md5, crc64) = digests.told(sent, caller.version);
        let now = service.clock.now();
        let (start, end) = (self.range.start(), self.range.end());
        caller.account.within(self.blob.container(), |container| {
            container.write(&self.blob, now, &terms!(self.options), |blob, context| {
                let Kind::Page {
                    sequence_number, ..
                } = blob.kind
                else {
                    return Err(Refusal::invalid_blob_type());
                };
                check_sequence_number(&self.options, sequence_number)?;
                if end > blob.content.len() {
                    return Err(Refusal::invalid_page_range());
                }
                let pages = blob
                    .content
                    .pages_mut()
                    .ok_or_else(Refusal::invalid_page_range)?;
                match content {
                    Some(content) => pages.write(start, content.clone()),
                    None => pages.clear(start..end),
                }
                blob.touched(now, &context.ticker);
                let mut output = PutPageOutput::default();
                output.etag = Some(blob.revision.etag.clone());
                output.last_modified = Some(blob.revision.last_modified);
                output.sequence_number = Some(sequence_number);
                if content.is_some() {
                    (output.content_md5, output.content_crc64) = (md5, crc64);
                }
                output.request_server_encrypted = Some(true);
                Ok(output)
            })
        })
    }
}

fn check_length(call: &PutPage, content: Option<&Bytes>) -> Result<(), Refusal> {
    let Some(content) = content else {
        return Ok(());
    };
    let length = call.range.end() - call.range.start();
    if length > LARGEST {
        return Err(Refusal::body_too_large());
    }
    if content.len() as u64 != length {
        return Err(Refusal::of_header(&http::header::CONTENT_LENGTH, true));
    }
    Ok(())
}

fn check_sequence_number(options: &PutPageOptions, number: u64) -> Result<(), Refusal> {
    let is_met = options
        .if_sequence_number_le
        .is_none_or(|most| number <= most)
        && options.if_sequence_number_lt.is_none_or(|end| number < end)
        && options
            .if_sequence_number_eq
            .is_none_or(|only| number == only);
    if is_met {
        Ok(())
    } else {
        Err(Refusal::sequence_number_not_met())
    }
}
