//! *Lease Blob*.

use blobcopy_proto::ops::{LeaseBlob, LeaseBlobOutput};

use crate::blob::lease;
use crate::blob::preconditions::Preconditions;
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

pub(super) fn act(
    service: &Service,
    caller: &Caller<'_>,
    call: &LeaseBlob,
) -> Result<LeaseBlobOutput, Refusal> {
    let now = service.clock.now();
    let terms = Preconditions {
        conditions: &call.options.conditions,
        if_tags: call.options.if_tags.as_ref(),
        lease_id: None,
    };
    caller.account.within(call.blob.container(), |container| {
        let blob = container.base(&call.blob, now)?;
        if blob.kind.is_incremental() {
            return Err(Refusal::incremental_only());
        }
        terms.admit_change(blob, now)?;
        let outcome = lease::act(&mut blob.lease, &call.action, now)?;
        let mut output = LeaseBlobOutput::new(outcome);
        output.etag = Some(blob.revision.etag.clone());
        output.last_modified = Some(blob.revision.last_modified);
        Ok(output)
    })
}
