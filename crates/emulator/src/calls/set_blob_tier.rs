//! *Set Blob Tier*.

use blobcopy_proto::ops::{SetBlobTier, SetBlobTierOutput};
use blobcopy_proto::{Conditions, RehydratePriority};

use crate::blob::preconditions::Preconditions;
use crate::blob::tier;
use crate::calls::{Execute, Executed};
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for SetBlobTier {
    /// Sets the tier, which is not part of the blob's revision: its ETag and its copy properties do not change.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        let options = &self.options;
        let terms = Preconditions {
            conditions: &Conditions::None,
            if_tags: options.if_tags.as_ref(),
            lease_id: options.lease_id.as_ref(),
        };
        let priority = options
            .rehydrate_priority
            .clone()
            .unwrap_or(RehydratePriority::Standard);
        caller.account.within(self.blob.container(), |container| {
            let delay = container.context.rules.rehydration;
            let blob = container.blob(&self.blob, now)?;
            terms.admit_change(blob, now)?;
            tier::check(Some(&self.tier), &blob.kind)?;
            let is_pending = blob.tier.change(&self.tier, priority, now, delay)?;
            Ok(SetBlobTierOutput::new(is_pending))
        })
    }
}
