//! *Snapshot Blob*.

use blobcopy_proto::ops::{SnapshotBlob, SnapshotBlobOutput};
use blobcopy_proto::{HeaderText, MetadataChoice};

use crate::blob::BlobLevel;
use crate::blob::preconditions::terms;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// The version since which the reply to a snapshot reports encryption, according to recordings.
const ENCRYPTION_TOLD_SINCE: &str = "2018-11-09";

impl Execute for SnapshotBlob {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            let context = std::sync::Arc::clone(&container.context);
            let blob = container.base(&self.blob, now)?;
            if blob.kind.is_incremental() {
                return Err(Refusal::incremental_only());
            }
            terms!(self.options).admit_change(blob, now)?;
            blob.check_readable()?;
            let mut kept = blob.kept(BlobLevel::Snapshot);
            if let MetadataChoice::Replace(metadata) = &self.options.metadata {
                kept.metadata = metadata.clone();
                kept.revision = caller.account.revision(now);
            }
            let (etag, last_modified) = (kept.revision.etag.clone(), kept.revision.last_modified);
            let version_id = kept.version_id();
            let entry = container.entry(&self.blob, now);
            let name = entry.add_snapshot(kept, now, &context.ticker);
            let name = HeaderText::parse(&name).expect("a time is text for a header");
            let mut output = SnapshotBlobOutput::new(name);
            output.etag = Some(etag);
            output.last_modified = Some(last_modified);
            output.version_id = version_id;
            output.request_server_encrypted =
                (caller.version.as_str() >= ENCRYPTION_TOLD_SINCE).then_some(false);
            Ok(output)
        })
    }
}
