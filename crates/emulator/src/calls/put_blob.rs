//! *Put Blob*.

use blobcopy_proto::ops::{NewBlob, PutBlob, PutBlobOutput};

use crate::blob::{Blob, Standing};
use crate::content::Content;
use crate::content_headers::{ContentHeaders, given_headers};
use crate::digest;
use crate::exchange::Asker;
use crate::kind::Kind;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::terms::terms;
use crate::tier::{self, Tier};

pub(super) async fn put(
    service: &Service,
    asker: &Asker<'_>,
    call: PutBlob,
) -> Result<PutBlobOutput, Refusal> {
    let options = call.options;
    let (kind, content) = match call.kind {
        NewBlob::Block => (Kind::whole(), Content::from(call.content.clone())),
        NewBlob::Append => (
            Kind::Append {
                block_count: 0,
                is_sealed: false,
            },
            Content::empty(),
        ),
        NewBlob::Page {
            length,
            sequence_number,
        } => (
            Kind::Page {
                sequence_number: sequence_number.unwrap_or(0),
                is_incremental: false,
            },
            Content::zeros(length.bytes()),
        ),
        _ => return Err(Refusal::invalid_input()),
    };
    tier::check(options.access_tier.as_ref(), &kind)?;
    let is_block = call.kind == NewBlob::Block;
    let received_md5 = digest::md5_of(&call.content).await;
    digest::check(options.content_hash.as_ref(), &received_md5)?;
    let computed = is_block.then_some(received_md5);

    let now = service.clock.now();
    asker.account.within(call.blob.container(), |container| {
        let old = container.old(&call.blob, now)?;
        terms!(options).admit_write(old, now)?;
        let new = Blob {
            content,
            kind,
            headers: ContentHeaders::given(given_headers!(options)),
            content_md5: options
                .blob_content_md5
                .clone()
                .or_else(|| computed.clone()),
            metadata: options.metadata.clone(),
            tags: options.tags.clone(),
            tier: Tier::of_new(options.access_tier.as_ref(), old, now),
            created: old.map_or(now, |old| old.created),
            revision: asker.account.revision(now),
            copy: None,
            lease: None,
            version: None,
            standing: Standing::Current,
        };
        let new = container.replace(&call.blob, now, new);
        let mut output = PutBlobOutput::default();
        output.etag = Some(new.revision.etag.clone());
        output.last_modified = Some(new.revision.last_modified);
        output.content_md5 = computed.clone();
        output.version_id = new.version_id();
        output.request_server_encrypted = Some(true);
        Ok(output)
    })
}
