//! *Set Blob Metadata*.

use blobcopy_proto::ops::{SetBlobMetadata, SetBlobMetadataOutput};

use crate::blob::preconditions::terms;
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

pub(super) fn set(
    service: &Service,
    caller: &Caller<'_>,
    call: &SetBlobMetadata,
) -> Result<SetBlobMetadataOutput, Refusal> {
    let now = service.clock.now();
    caller.account.within(call.blob.container(), |container| {
        container.write(&call.blob, now, &terms!(call.options), |blob, _| {
            blob.check_readable()
        })?;
        container.keep_version(&call.blob, now);
        let ground = std::sync::Arc::clone(&container.ground);
        let blob = container.base(&call.blob, now)?;
        blob.metadata = call.options.metadata.clone();
        blob.rewritten(now, &ground.ticker);
        let mut output = SetBlobMetadataOutput::default();
        output.etag = Some(blob.revision.etag.clone());
        output.last_modified = Some(blob.revision.last_modified);
        output.version_id = blob.version_id();
        output.request_server_encrypted = Some(true);
        Ok(output)
    })
}
