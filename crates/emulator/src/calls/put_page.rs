//! *Put Page*, and the write of *Put Page From URL*.

use blobcopy_proto::ops::{PageWrite, PutPage, PutPageOutput};
use blobcopy_proto::{BlobUrl, HeaderText, PageRange};
use bytes::Bytes;

use crate::blob::blob_kind::Kind;
use crate::blob::preconditions::{Preconditions, terms};
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

/// Maximum number of bytes that one request writes. Source: *Put Page*, REST reference.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The conditions on a sequence number in the options of an operation that has them.
macro_rules! number_conditions {
    ($options:expr) => {
        $crate::calls::put_page::NumberConditions {
            le: $options.if_sequence_number_le,
            lt: $options.if_sequence_number_lt,
            eq: $options.if_sequence_number_eq,
        }
    };
}

pub(super) use number_conditions;

impl Execute for PutPage {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let content = match &self.write {
            PageWrite::Update(content) => Some(content.clone()),
            _ => None,
        };
        check_length(&self, content.as_ref())?;
        let sent = options.content_hash.as_ref();
        let body = content.clone().unwrap_or_default();
        let hashes = Digests::checked(&body, sent, caller.version).await?;
        let pages = NewPages {
            range: self.range,
            hashes: content.as_ref().map(|_| hashes).unwrap_or_default(),
            content,
            conditions: number_conditions!(options),
        };
        pages.write(service, caller, &self.blob, &terms!(options))
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

/// Pages to write, with the conditions on the blob's sequence number.
pub(super) struct NewPages {
    pub(super) range: PageRange,
    /// The content, as long as the range; zeros if `None`.
    pub(super) content: Option<Bytes>,
    /// MD5 and CRC-64 for the reply.
    pub(super) hashes: (Option<HeaderText>, Option<HeaderText>),
    pub(super) conditions: NumberConditions,
}

/// Conditions on a sequence number.
#[derive(Clone, Copy)]
pub(super) struct NumberConditions {
    pub(super) le: Option<u64>,
    pub(super) lt: Option<u64>,
    pub(super) eq: Option<u64>,
}

impl NewPages {
    pub(super) fn write(
        self,
        service: &Service,
        caller: &Caller<'_>,
        url: &BlobUrl,
        terms: &Preconditions<'_>,
    ) -> Result<PutPageOutput, Refusal> {
        let now = service.clock.now();
        let (start, end) = (self.range.start(), self.range.end());
        caller.account.within(url.container(), |container| {
            container.write(url, now, terms, |blob, context| {
                let Kind::Page {
                    sequence_number, ..
                } = blob.kind
                else {
                    return Err(Refusal::invalid_blob_type());
                };
                self.conditions.check(sequence_number)?;
                if end > blob.content.len() {
                    return Err(Refusal::invalid_page_range());
                }
                let pages = blob
                    .content
                    .pages_mut()
                    .ok_or_else(Refusal::invalid_page_range)?;
                match self.content {
                    Some(content) => pages.write(start, content),
                    None => pages.clear(start..end),
                }
                blob.touched(now, &context.ticker);
                let mut output = PutPageOutput::default();
                output.etag = Some(blob.revision.etag.clone());
                output.last_modified = Some(blob.revision.last_modified);
                output.sequence_number = Some(sequence_number);
                (output.content_md5, output.content_crc64) = self.hashes;
                output.request_server_encrypted = Some(true);
                Ok(output)
            })
        })
    }
}

impl NumberConditions {
    fn check(self, number: u64) -> Result<(), Refusal> {
        let is_met = self.le.is_none_or(|most| number <= most)
            && self.lt.is_none_or(|end| number < end)
            && self.eq.is_none_or(|only| number == only);
        match is_met {
            true => Ok(()),
            false => Err(Refusal::sequence_number_not_met()),
        }
    }
}
