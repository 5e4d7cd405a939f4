//! *Put Blob*.

use blobcopy_proto::ops::{NewBlob, PutBlob, PutBlobOutput};
use bytes::Bytes;

use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::blob::content::Content;
use crate::blob::content_headers::{ContentHeaders, given_headers};
use crate::blob::preconditions::terms;
use crate::blob::tier;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

impl Execute for PutBlob {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let (kind, content) = begin(self.kind, &self.content)?;
        tier::check(options.access_tier.as_ref(), &kind)?;
        let digests = Digests::of(&self.content).await;
        digests.check_blob(
            options.blob_content_md5.as_ref(),
            options.content_hash.as_ref(),
        )?;
        let digests = (self.kind == NewBlob::Block).then_some(digests);

        let now = service.clock.now();
        let tier = options.access_tier.as_ref();
        let revision = caller.account.revision(now);
        caller.account.within(self.blob.container(), |container| {
            let old = container.old(&self.blob, now)?;
            terms!(options).admit_write(old, now)?;
            let new = Blob {
                headers: ContentHeaders::given(given_headers!(options)),
                content_md5: options
                    .blob_content_md5
                    .clone()
                    .or_else(|| digests.as_ref().map(|digests| digests.md5.clone())),
                metadata: options.metadata.clone(),
                tags: options.tags.clone(),
                ..Blob::written(content, kind, tier, old, now, revision)
            };
            let new = container.replace(&self.blob, now, new);
            let mut output = PutBlobOutput::default();
            output.etag = Some(new.revision.etag.clone());
            output.last_modified = Some(new.revision.last_modified);
            if let Some(digests) = digests {
                output.content_md5 = Some(digests.md5);
                output.content_crc64 = Some(digests.crc64);
            }
            output.version_id = new.version_id();
            output.request_server_encrypted = Some(true);
            Ok(output)
        })
    }
}

/// The kind and the initial content of a new blob.
fn begin(wanted: NewBlob, sent: &Bytes) -> Result<(Kind, Content), Refusal> {
    match wanted {
        NewBlob::Block => Ok((Kind::whole(), sent.clone().into())),
        NewBlob::Append => {
            let kind = Kind::Append {
                block_count: 0,
                is_sealed: false,
            };
            Ok((kind, Content::empty()))
        }
        NewBlob::Page {
            length,
            sequence_number,
        } => {
            let kind = Kind::Page {
                sequence_number: sequence_number.unwrap_or(0),
                is_incremental: false,
            };
            Ok((kind, Content::zeros(length.bytes())))
        }
        _ => Err(Refusal::invalid_input()),
    }
}
