//! Starting and aborting copies.
//!
//! Source: *Copy Blob* and *Abort Copy Blob*, REST reference.

use std::sync::Arc;
use std::time::SystemTime;

use blobcopy_proto::ops::{AbortCopyBlob, CopyBlob, CopyBlobOutput};
use blobcopy_proto::{CopyId, CopyStatus, MetadataChoice};
use bytes::Bytes;

use crate::blob::{Blob, Revision};
use crate::copy::{Copy, Pending, Reading};
use crate::exchange::Asker;
use crate::guid::Guid;
use crate::pace::Pace;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::source::{self, Source};
use crate::tier::{self, Tier};

/// Starts a copy. From here on the destination is empty, and its old content gone for good.
pub(crate) async fn start(
    service: &Service,
    asker: &Asker<'_>,
    copy: CopyBlob,
) -> Result<CopyBlobOutput, Refusal> {
    tier::check(copy.options.access_tier.as_ref())?;
    let conditions = &copy.options.conditions;
    // Judged before the source is asked, which may take long, and once more when the answer is there.
    asker
        .account
        .admit(&copy.destination, service.clock.now(), conditions)?;
    let mut source = source::open(service, asker, &copy).await?;
    if let (Reading::Foreign(download), true) = (&mut source.reading, service.pace.is_at_once()) {
        download.finished().await;
    }
    let at = service.clock.now();
    let id = CopyId::parse(&Guid::new().to_string()).expect("a GUID is a copy's name");
    let start = Start {
        at,
        id: id.clone(),
        pace: service.pace,
        revision: asker.account.revision(at),
    };
    asker.account.write(
        &copy.destination,
        at,
        conditions,
        |old| placeholder(&copy, source, start, old),
        |new| output(id, new),
    )
}

/// Ends a pending copy.
pub(crate) fn abort(
    service: &Service,
    asker: &Asker<'_>,
    call: &AbortCopyBlob,
) -> Result<(), Refusal> {
    let now = service.clock.now();
    asker.account.change(&call.destination, now, |blob, tags| {
        let pending = blob.copy.as_ref().filter(|copy| copy.is_pending());
        match pending {
            None => Err(Refusal::no_pending_copy()),
            Some(copy) if copy.id != call.copy_id => Err(Refusal::copy_id_mismatch()),
            Some(_) => {
                blob.abort(now, tags);
                Ok(())
            }
        }
    })
}

/// The circumstances of a start.
struct Start {
    at: SystemTime,
    id: CopyId,
    pace: Pace,
    revision: Arc<Revision>,
}

/// What stands in the destination's place while the copy is under way: a blob of no bytes, with all but the content of
/// what it will be.
fn placeholder(
    copy: &CopyBlob,
    source: Source,
    start: Start,
    old: Option<&Blob>,
) -> Result<Blob, Refusal> {
    // What is in the archive can be copied over no more than it can be read.
    old.map_or(Ok(()), Blob::check_readable)?;
    let pending = Pending {
        started: start.at,
        // What is there already need not travel.
        pace: if source.is_destination {
            Pace::at_once()
        } else {
            start.pace
        },
        reading: source.reading,
        content_md5: source.content_md5,
    };
    Ok(Blob {
        content: Bytes::new(),
        headers: source.headers,
        content_md5: None,
        metadata: match &copy.options.metadata {
            MetadataChoice::Replace(metadata) => metadata.clone(),
            _ => source.metadata,
        },
        tier: Tier::of_new(copy.options.access_tier.as_ref(), old),
        created: old.map_or(start.at, |old| old.created),
        revision: start.revision,
        copy: Some(Box::new(Copy::new(start.id, copy.source.clone(), pending))),
    })
}

/// A start is answered with `pending` or `success`; a copy that failed within the request tells so when it is asked for.
fn output(id: CopyId, new: &Blob) -> CopyBlobOutput {
    let is_done = new
        .copy
        .as_ref()
        .is_some_and(|copy| copy.status() == CopyStatus::Success);
    let status = if is_done {
        CopyStatus::Success
    } else {
        CopyStatus::Pending
    };
    let mut output = CopyBlobOutput::new(id, status);
    output.etag = Some(new.revision.etag.clone());
    output.last_modified = Some(new.revision.last_modified);
    output
}
