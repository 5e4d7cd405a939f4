//! *Set Blob Properties*.

use blobcopy_proto::ops::{SetBlobProperties, SetBlobPropertiesOptions, SetBlobPropertiesOutput};
use blobcopy_proto::wire::header;
use blobcopy_proto::{ContentHash, SequenceNumberChange};

use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::blob::content_headers::{ContentHeaders, given_headers};
use crate::blob::preconditions::terms;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// The largest sequence number. Source: *Set Blob Properties*, REST reference.
const LARGEST: u64 = i64::MAX as u64;

impl Execute for SetBlobProperties {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        if let Some(md5) = &options.blob_content_md5 {
            ContentHash::md5(md5).map_err(|_| Refusal::invalid_md5())?;
        }
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            container.write(&self.blob, now, &terms!(options), |blob, context| {
                blob.check_readable()?;
                let mut output = SetBlobPropertiesOutput::default();
                output.sequence_number = change_pages(blob, options)?;
                if sets_headers(options) {
                    blob.headers = ContentHeaders::given(given_headers!(options));
                    blob.content_md5 = options.blob_content_md5.clone();
                }
                blob.rewritten(now, &context.ticker);
                output.etag = Some(blob.revision.etag.clone());
                output.last_modified = Some(blob.revision.last_modified);
                Ok(output)
            })
        })
    }
}

/// Whether one of the content headers is given. They then replace all of them.
fn sets_headers(options: &SetBlobPropertiesOptions) -> bool {
    [
        &options.blob_content_type,
        &options.blob_content_encoding,
        &options.blob_content_language,
        &options.blob_content_md5,
        &options.blob_content_disposition,
        &options.blob_cache_control,
    ]
    .into_iter()
    .any(Option::is_some)
}

/// Changes the sequence number and the length of a page blob. Returns the new number; `None` for other blobs.
fn change_pages(
    blob: &mut Blob,
    options: &SetBlobPropertiesOptions,
) -> Result<Option<u64>, Refusal> {
    let Kind::Page {
        sequence_number, ..
    } = &mut blob.kind
    else {
        return match (options.content_length, options.sequence_number) {
            (None, None) => Ok(None),
            _ => Err(Refusal::invalid_blob_type()),
        };
    };
    *sequence_number = changed(*sequence_number, options.sequence_number)?;
    if let Some(length) = options.content_length {
        blob.content.resize_pages(length.bytes());
    }
    Ok(Some(*sequence_number))
}

fn changed(number: u64, change: Option<SequenceNumberChange>) -> Result<u64, Refusal> {
    let new = match change {
        None => return Ok(number),
        Some(SequenceNumberChange::Increment) if number >= LARGEST => {
            return Err(Refusal::sequence_number_increment_too_large());
        }
        Some(SequenceNumberChange::Increment) => number + 1,
        Some(SequenceNumberChange::Max(given)) => number.max(given),
        Some(SequenceNumberChange::Update(given)) => given,
        Some(_) => return Err(Refusal::of_header(&header::SEQUENCE_NUMBER_ACTION, true)),
    };
    match new <= LARGEST {
        true => Ok(new),
        false => Err(Refusal::of_header(&header::BLOB_SEQUENCE_NUMBER, true)),
    }
}
