//! *Append Blob Seal*.

use blobcopy_proto::ops::{AppendBlobSeal, AppendBlobSealOutput};

use crate::blob::blob_kind::Kind;
use crate::blob::preconditions::Preconditions;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for AppendBlobSeal {
    /// Sealing a sealed blob changes nothing.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let terms = Preconditions {
            conditions: &options.conditions,
            if_tags: None,
            lease_id: options.lease_id.as_ref(),
        };
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            container.write(&self.blob, now, &terms, |blob, context| {
                let length = blob.content.len();
                let Kind::Append { is_sealed, .. } = &mut blob.kind else {
                    return Err(Refusal::invalid_blob_type());
                };
                if options.append_position.is_some_and(|at| at != length) {
                    return Err(Refusal::append_position_not_met());
                }
                if !std::mem::replace(is_sealed, true) {
                    blob.rewritten(now, &context.ticker);
                }
                let mut output = AppendBlobSealOutput::default();
                output.etag = Some(blob.revision.etag.clone());
                output.last_modified = Some(blob.revision.last_modified);
                output.sealed = Some(true);
                Ok(output)
            })
        })
    }
}
