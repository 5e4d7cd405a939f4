//! *Get Block List*.

use blobcopy_proto::BlobRevision;
use blobcopy_proto::ops::{GetBlockList, GetBlockListOutput, ListedBlock};

use crate::account::entry::Entry;
use crate::authorize::Rights;
use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::blob::preconditions::admit_read;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for GetBlockList {
    /// A blob without committed blocks has no properties, but it has a list.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        if self.list.has_uncommitted() && matches!(caller.rights, Rights::Nobody) {
            return Err(Refusal::no_authentication());
        }
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            let waiting = container.entries.get(self.blob.name()).map(waiting);
            let waiting = waiting.filter(|_| *self.blob.revision() == BlobRevision::Current);
            let waiting = waiting.unwrap_or_default();
            let mut output = GetBlockListOutput::default();
            match container.blob(&self.blob, now) {
                Ok(blob) => {
                    let options = &self.options;
                    let lease_id = options.lease_id.as_ref();
                    let no_conditions = Default::default();
                    admit_read(
                        &no_conditions,
                        options.if_tags.as_ref(),
                        lease_id,
                        blob,
                        now,
                    )?;
                    tell(blob, &mut output)?;
                }
                Err(refusal) if waiting.is_empty() => return Err(refusal),
                Err(_) => {
                    output.content_length = Some(0);
                    output.committed = Some(Vec::new());
                }
            }
            output.committed = output.committed.filter(|_| self.list.has_committed());
            output.uncommitted = self.list.has_uncommitted().then_some(waiting);
            Ok(output)
        })
    }
}

fn tell(blob: &Blob, output: &mut GetBlockListOutput) -> Result<(), Refusal> {
    let Kind::Block { blocks } = &blob.kind else {
        return Err(Refusal::invalid_blob_type());
    };
    let listed = blocks
        .iter()
        .map(|block| ListedBlock::new(block.id.clone(), block.length));
    output.committed = Some(listed.collect());
    output.etag = Some(blob.revision.etag.clone());
    output.last_modified = Some(blob.revision.last_modified);
    output.content_length = Some(blob.content.len());
    Ok(())
}

/// The blocks that were not committed, in the order of their ids.
fn waiting(entry: &Entry) -> Vec<ListedBlock> {
    let blocks = entry.past().into_iter().flat_map(|past| &past.blocks);
    blocks
        .map(|(id, content)| ListedBlock::new(id.clone(), content.len() as u64))
        .collect()
}
