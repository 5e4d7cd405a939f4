//! *Set Blob Metadata*.

use blobcopy_proto::ops::{SetBlobMetadata, SetBlobMetadataOutput};

use crate::blob::preconditions::terms;
use crate::calls::{Execute, Executed};
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for SetBlobMetadata {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            container.write(&self.blob, now, &terms!(self.options), |blob, _| {
                blob.check_readable()
            })?;
            container.keep_version(&self.blob, now);
            let context = std::sync::Arc::clone(&container.context);
            let blob = container.base(&self.blob, now)?;
            blob.metadata = self.options.metadata.clone();
            blob.rewritten(now, &context.ticker);
            let mut output = SetBlobMetadataOutput::default();
            output.etag = Some(blob.revision.etag.clone());
            output.last_modified = Some(blob.revision.last_modified);
            output.version_id = blob.version_id();
            output.request_server_encrypted = Some(true);
            Ok(output)
        })
    }
}
