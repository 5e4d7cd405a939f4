//! *Incremental Copy Blob*: copies snapshots of a page blob, each of which becomes a snapshot of the destination.

use std::time::SystemTime;

use blobcopy_proto::ops::{IncrementalCopyBlob, IncrementalCopyBlobOutput};
use blobcopy_proto::{
    BlobRevision, BlobUrl, Conditions, CopyId, CopyStatus, MetadataChoice, SourceUrl, Tags, guid,
};

use crate::account::container::{Container, check_current};
use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::blob::preconditions::Preconditions;
use crate::calls::{Execute, Executed};
use crate::copy::copier::Start;
use crate::copy::copy_source::{self, Source, SourceRead};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for IncrementalCopyBlob {
    /// Starts a copy. The reply is always `pending`.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        check_current(&self.destination)?;
        let from = origin(&self.source).ok_or_else(Refusal::incremental_source_no_snapshot)?;
        let wanted = SourceRead {
            url: &self.source,
            destination: &self.destination,
            conditions: &Conditions::None,
            if_tags: None,
            tier: None,
            is_within_call: false,
        };
        let source = of_pages(copy_source::open(service, caller, &wanted).await?)?;
        let at = service.clock.now();
        let length = source.reading.length().unwrap_or_default();
        let start = Start {
            at,
            moving: caller.account.queue(at, service.pace.duration(length)),
            id: CopyId::parse(&guid(fastrand::u128(..))).expect("a GUID is a copy's name"),
            pace: service.pace,
            revision: caller.account.revision(at),
            source: self.source.clone(),
            tier: None,
            metadata: MetadataChoice::FromSource,
            tags: Tags::new(),
        };
        caller
            .account
            .within(self.destination.container(), |container| {
                let admitted = admit(container, &self, &from, at);
                container.tidy(&self.destination);
                admitted?;
                let id = start.id.clone();
                let old = container.entry(&self.destination, at).base.as_ref();
                let new = start.placeholder(source, old)?;
                let new = container.replace(&self.destination, at, new);
                let mut output = IncrementalCopyBlobOutput::new(id, CopyStatus::Pending);
                output.etag = Some(new.revision.etag.clone());
                output.last_modified = Some(new.revision.last_modified);
                output.version_id = new.version_id();
                Ok(output)
            })
    }
}

/// A blob, and the time of its snapshot.
type Origin = (BlobUrl, Box<str>);

fn origin(source: &SourceUrl) -> Option<Origin> {
    let (url, _) = BlobUrl::parse_with_sas(source.expose()).ok()?;
    match url.revision() {
        BlobRevision::Snapshot(time) => {
            let time = time.clone();
            Some((url.at(BlobRevision::Current), time))
        }
        _ => None,
    }
}

fn of_pages(mut source: Source) -> Result<Source, Refusal> {
    match &mut source.kind {
        Kind::Page { is_incremental, .. } => {
            *is_incremental = true;
            Ok(source)
        }
        _ => Err(Refusal::invalid_source_blob_type()),
    }
}

/// Checks that the destination is new, or has received earlier snapshots of the same blob.
fn admit(
    container: &mut Container,
    call: &IncrementalCopyBlob,
    (blob, time): &Origin,
    at: SystemTime,
) -> Result<(), Refusal> {
    let terms = Preconditions {
        conditions: &call.options.conditions,
        if_tags: call.options.if_tags.as_ref(),
        lease_id: None,
    };
    let old: Option<&Blob> = container.entry(&call.destination, at).base.as_ref();
    terms.admit_copy(old, at)?;
    let Some(old) = old else {
        return Ok(());
    };
    let last = old.copy.as_ref().and_then(|copy| origin(copy.source()));
    match last {
        _ if !old.kind.is_incremental() => Err(Refusal::invalid_blob_type()),
        Some((last_blob, _)) if last_blob != *blob => Err(Refusal::incremental_mismatch()),
        Some((_, last_time)) if last_time >= *time => Err(Refusal::incremental_of_earlier()),
        _ => Ok(()),
    }
}
