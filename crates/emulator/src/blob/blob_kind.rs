//! The kinds of blobs: block, page and append blobs.

use std::sync::Arc;

use blobcopy_proto::ops::BlobProperties;
use blobcopy_proto::{BlobType, BlockId};

/// The kind of a blob, with the properties of this kind only.
#[derive(Clone)]
pub(crate) enum Kind {
    /// Blocks that were committed together. Empty if the blob was written as a whole.
    Block { blocks: Arc<[Block]> },
    /// Pages of 512 bytes.
    Page {
        sequence_number: u64,
        /// Whether only incremental copies may write to it.
        is_incremental: bool,
    },
    /// Blocks that were appended one by one.
    Append { block_count: u64, is_sealed: bool },
}

/// A committed block.
#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) id: BlockId,
    pub(crate) length: u64,
}

impl Kind {
    /// A block blob that was written as a whole.
    pub(crate) fn whole() -> Self {
        Self::Block {
            blocks: Arc::default(),
        }
    }

    pub(crate) fn blob_type(&self) -> BlobType {
        match self {
            Self::Block { .. } => BlobType::Block,
            Self::Page { .. } => BlobType::Page,
            Self::Append { .. } => BlobType::Append,
        }
    }

    /// The kind of a copy of this blob, which is not limited to incremental copies.
    pub(crate) fn copied(&self) -> Self {
        match self {
            Self::Page {
                sequence_number, ..
            } => Self::Page {
                sequence_number: *sequence_number,
                is_incremental: false,
            },
            other => other.clone(),
        }
    }

    pub(crate) fn is_incremental(&self) -> bool {
        matches!(
            self,
            Self::Page {
                is_incremental: true,
                ..
            }
        )
    }

    /// The same kind, without properties that come from the content.
    pub(crate) fn without_content(&self) -> Self {
        match self {
            Self::Block { .. } => Self::whole(),
            Self::Page { .. } => self.clone(),
            Self::Append { .. } => Self::Append {
                block_count: 0,
                is_sealed: false,
            },
        }
    }

    pub(crate) fn tell(&self, properties: &mut BlobProperties) {
        properties.blob_type = Some(self.blob_type());
        match self {
            Self::Block { .. } => {}
            Self::Page {
                sequence_number,
                is_incremental,
            } => {
                properties.sequence_number = Some(*sequence_number);
                properties.incremental_copy = is_incremental.then_some(true);
            }
            Self::Append {
                block_count,
                is_sealed,
            } => {
                properties.committed_block_count = Some(*block_count);
                properties.sealed = is_sealed.then_some(true);
            }
        }
    }
}
