//! *Blob Batch*, of an account and of a container.

use blobcopy_proto::ops::{
    BatchContent, BatchPart, BatchReply, BlobBatch, BlobBatchInContainer, BlobBatchOutput,
    GetBlobProperties,
};
use blobcopy_proto::{Boundary, ContainerUrl, Serve, guid};

use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::batch_part;
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for BlobBatch {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        Ok(replies(service, caller, self.content.parts().map_err(Refusal::from)).await)
    }
}

impl Execute for BlobBatchInContainer {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let parts = parts_in(&self.content, &self.container);
        Ok(replies(service, caller, parts).await)
    }
}

/// The parts of a batch, all of which are about blobs of `container`.
fn parts_in(content: &BatchContent, container: &ContainerUrl) -> Result<Vec<BatchPart>, Refusal> {
    let parts = content.parts()?;
    let is_inside = |part: &BatchPart| {
        let question = GetBlobProperties::parse(&part.request(), container.endpoint());
        question.is_ok_and(|question| question.blob.container() == container)
    };
    match parts.iter().all(is_inside) {
        true => Ok(parts),
        false => Err(Refusal::invalid_input()),
    }
}

/// Answers one part after the other. What is wrong with all of them is the only reply, and has no name.
async fn replies(
    service: &Service,
    caller: &Caller<'_>,
    parts: Result<Vec<BatchPart>, Refusal>,
) -> BlobBatchOutput {
    let boundary = format!("batchresponse_{}", guid(fastrand::u128(..)));
    let boundary = Boundary::parse(&boundary).expect("a GUID can be in a boundary");
    let mut replies = Vec::new();
    match parts {
        Ok(parts) => {
            for part in parts {
                let reply = batch_part::answer(service, caller, part.request()).await;
                replies.push(BatchReply::new(part.content_id, reply));
            }
        }
        Err(refusal) => {
            let reply = batch_part::refuse(caller, refusal);
            replies.push(BatchReply::new(None, reply));
        }
    }
    BlobBatchOutput::new(boundary, replies)
}
