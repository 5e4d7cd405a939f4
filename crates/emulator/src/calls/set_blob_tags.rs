//! *Set Blob Tags*.

use blobcopy_proto::BlobRevision;
use blobcopy_proto::ops::SetBlobTags;

use crate::blob::preconditions::terms;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::digest::Digests;
use crate::service::Service;

impl Execute for SetBlobTags {
    /// Tags are not part of the blob's state: neither its ETag nor the state of its last copy changes.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let sent = options.content_hash.as_ref();
        Digests::checked(&caller.content, sent, caller.version).await?;
        if matches!(self.blob.revision(), BlobRevision::Snapshot(_)) {
            return Err(Refusal::snapshot_not_writable());
        }
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            let blob = container.blob(&self.blob, now)?;
            if blob.kind.is_incremental() {
                return Err(Refusal::incremental_only());
            }
            terms!(options).admit_write(Some(blob), now)?;
            blob.tags = self.tags.clone();
            Ok(())
        })
    }
}
