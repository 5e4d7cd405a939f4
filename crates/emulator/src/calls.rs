//! Carrying out what a request asks for.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobcopy_proto::ops::{
    AbortCopyBlob, Call, CopyBlob, CreateContainer, CreateContainerOutput, GetBlob, GetBlobOutput,
    GetBlobProperties, NewBlob, PutBlob, PutBlobOutput,
};
use blobcopy_proto::{Conditions, ContentHash, ContentRange, HeaderText, Serve, wire};
use bytes::Bytes;
use http::{HeaderValue, Response, header};
use md5::{Digest, Md5};

use crate::blob::Blob;
use crate::condition;
use crate::content_headers::ContentHeaders;
use crate::copier;
use crate::exchange::Asker;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::tier::{self, Tier};

/// Carries out `call`, and says what came of it.
pub(crate) async fn carry_out(
    service: &Service,
    asker: &Asker<'_>,
    call: Call,
) -> Result<Response<Bytes>, Refusal> {
    match call {
        Call::AbortCopyBlob(call) => {
            copier::abort(service, asker, &call).map(|()| AbortCopyBlob::reply(&()))
        }
        Call::CopyBlob(call) => {
            let output = copier::start(service, asker, call).await?;
            Ok(CopyBlob::reply(&output))
        }
        Call::CreateContainer(call) => {
            create_container(service, asker, &call).map(|output| CreateContainer::reply(&output))
        }
        Call::GetBlob(call) => {
            get_blob(service, asker, &call).map(|output| GetBlob::reply(&output))
        }
        Call::GetBlobProperties(call) => get_blob_properties(service, asker, &call),
        Call::PutBlob(call) => {
            let output = put_blob(service, asker, call).await?;
            Ok(PutBlob::reply(&output))
        }
        other => Err(Refusal::not_served(other.name())),
    }
}

fn create_container(
    service: &Service,
    asker: &Asker<'_>,
    call: &CreateContainer,
) -> Result<CreateContainerOutput, Refusal> {
    let revision = asker
        .account
        .create_container(call.container.name(), service.clock.now())?;
    let mut output = CreateContainerOutput::default();
    output.etag = Some(revision.etag.clone());
    output.last_modified = Some(revision.last_modified);
    Ok(output)
}

async fn put_blob(
    service: &Service,
    asker: &Asker<'_>,
    call: PutBlob,
) -> Result<PutBlobOutput, Refusal> {
    if call.kind != NewBlob::Block {
        return Err(Refusal::not_served("Put Blob for page and append blobs"));
    }
    tier::check(call.options.access_tier.as_ref())?;
    let content_md5 = md5_of(&call.content).await;
    check_hash(call.options.content_hash.as_ref(), &content_md5)?;
    let now = service.clock.now();
    let options = call.options;
    let make = |old: Option<&Blob>| {
        Ok(Blob {
            content: call.content,
            headers: ContentHeaders::given(&options),
            content_md5: options
                .blob_content_md5
                .clone()
                .or_else(|| Some(content_md5.clone())),
            metadata: options.metadata.clone(),
            tier: Tier::of_new(options.access_tier.as_ref(), old),
            created: old.map_or(now, |old| old.created),
            revision: asker.account.revision(now),
            copy: None,
        })
    };
    asker
        .account
        .write(&call.blob, now, &options.conditions, make, |new| {
            let mut output = PutBlobOutput::default();
            output.etag = Some(new.revision.etag.clone());
            output.last_modified = Some(new.revision.last_modified);
            output.content_md5 = Some(content_md5.clone());
            output.request_server_encrypted = Some(true);
            output
        })
}

fn get_blob_properties(
    service: &Service,
    asker: &Asker<'_>,
    call: &GetBlobProperties,
) -> Result<Response<Bytes>, Refusal> {
    let now = service.clock.now();
    let properties = asker.account.read(&call.blob, now, |blob| {
        judge(&call.options.conditions, blob)?;
        Ok(blob.properties(now, asker.version))
    })?;
    Ok(GetBlobProperties::reply(&properties))
}

fn get_blob(
    service: &Service,
    asker: &Asker<'_>,
    call: &GetBlob,
) -> Result<GetBlobOutput, Refusal> {
    let now = service.clock.now();
    asker.account.read(&call.blob, now, |blob| {
        judge(&call.options.conditions, blob)?;
        blob.check_readable()?;
        let mut output = GetBlobOutput::default();
        output.properties = blob.properties(now, asker.version);
        output.content = blob.content.clone();
        if let Some(range) = call.options.range {
            let total = blob.content.len() as u64;
            let part = range.within(total).ok_or_else(|| out_of_range(total))?;
            cut(&mut output, part, total);
        }
        Ok(output)
    })
}

/// Reduces a whole blob to a part of it. The MD5 is the whole's, and is said to be.
fn cut(output: &mut GetBlobOutput, part: std::ops::Range<u64>, total: u64) {
    let index = |at: u64| usize::try_from(at).expect("the content is in memory");
    output.content = output.content.slice(index(part.start)..index(part.end));
    output.properties.content_length = Some(part.end - part.start);
    output.blob_content_md5 = output.properties.content_md5.take();
    output.content_range = Some(ContentRange::new(part, total));
}

fn out_of_range(total: u64) -> Refusal {
    let value = HeaderValue::try_from(format!("bytes */{total}")).expect("digits are visible");
    Refusal::invalid_range().with_header(header::CONTENT_RANGE, value)
}

/// A read whose condition says "only if it is new" is answered with 304, not with an error's status.
fn judge(conditions: &Conditions, blob: &Blob) -> Result<(), Refusal> {
    if condition::is_met(conditions, Some(blob.seen())) {
        return Ok(());
    }
    Err(match conditions {
        Conditions::IfNoneMatch { .. } | Conditions::IfModifiedSince(_) => Refusal::not_modified(),
        _ => Refusal::condition_not_met(),
    })
}

/// Whether what arrived is what was sent.
fn check_hash(sent: Option<&ContentHash>, content_md5: &HeaderText) -> Result<(), Refusal> {
    match sent.map(ContentHash::as_md5) {
        None => Ok(()),
        Some(Some(md5)) if md5 == content_md5.as_str() => Ok(()),
        Some(Some(_)) => Err(Refusal::md5_mismatch()),
        Some(None) => Err(Refusal::unsupported_header(&wire::header::CONTENT_CRC64)),
    }
}

/// The MD5 of `content`, in base64. A large one is computed elsewhere, so that nobody else has to wait.
async fn md5_of(content: &Bytes) -> HeaderText {
    const LARGE: usize = 256 * 1024;
    let hashed = content.clone();
    let digest = if content.len() < LARGE {
        Md5::digest(hashed)
    } else {
        let elsewhere = tokio::task::spawn_blocking(move || Md5::digest(hashed));
        match elsewhere.await {
            Ok(digest) => digest,
            Err(_) => Md5::digest(content),
        }
    };
    HeaderText::parse(&BASE64_STANDARD.encode(digest)).expect("base64 is text for a header")
}
