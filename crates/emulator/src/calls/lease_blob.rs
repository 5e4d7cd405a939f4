//! *Lease Blob*.

use blobcopy_proto::ops::{LeaseBlob, LeaseOutput};

use crate::blob::lease;
use crate::blob::preconditions::Preconditions;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for LeaseBlob {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        let terms = Preconditions {
            conditions: &self.options.conditions,
            if_tags: self.options.if_tags.as_ref(),
            lease_id: None,
        };
        caller.account.within(self.blob.container(), |container| {
            let blob = container.base(&self.blob, now)?;
            if blob.kind.is_incremental() {
                return Err(Refusal::incremental_only());
            }
            terms.admit_change(blob, now)?;
            let outcome = lease::act(&mut blob.lease, &self.action, now)?;
            let mut output = LeaseOutput::new(outcome);
            output.etag = Some(blob.revision.etag.clone());
            output.last_modified = Some(blob.revision.last_modified);
            Ok(output)
        })
    }
}
