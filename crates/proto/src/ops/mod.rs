//! The operations, one file each, with the names of the REST reference.

mod abort_copy_blob;
mod append_blob_seal;
mod append_block;
mod append_block_from_url;
mod batch_content;
mod blob_batch;
#[cfg(feature = "serve")]
mod call;
mod copy_blob;
mod copy_blob_from_url;
mod create_container;
mod delete_blob;
mod delete_container;
mod find_blobs_by_tags;
mod get_account_information;
mod get_blob;
mod get_blob_metadata;
mod get_blob_properties;
mod get_blob_tags;
mod get_block_list;
mod get_container_acl;
mod get_container_metadata;
mod get_container_properties;
mod get_page_ranges;
mod get_user_delegation_key;
mod incremental_copy_blob;
mod kind;
mod lease_blob;
mod lease_container;
mod list_blobs;
mod list_containers;
mod listed_blob;
mod listed_container;
mod listed_properties;
mod put_blob;
mod put_blob_from_url;
mod put_block;
mod put_block_from_url;
mod put_block_list;
mod put_page;
mod put_page_from_url;
mod set_blob_metadata;
mod set_blob_properties;
mod set_blob_tags;
mod set_blob_tier;
mod set_container_acl;
mod set_container_metadata;
mod snapshot_blob;
mod table;

pub use abort_copy_blob::{AbortCopyBlob, AbortCopyBlobOptions};
pub use append_blob_seal::{AppendBlobSeal, AppendBlobSealOptions, AppendBlobSealOutput};
pub use append_block::{AppendBlock, AppendBlockOptions, AppendBlockOutput};
pub use append_block_from_url::{AppendBlockFromUrl, AppendBlockFromUrlOptions};
pub use batch_content::{BatchContent, BatchPart, BatchReply};
pub use blob_batch::{BlobBatch, BlobBatchInContainer, BlobBatchOutput};
#[cfg(feature = "serve")]
pub use call::Call;
pub use copy_blob::{CopyBlob, CopyBlobOptions, CopyBlobOutput};
pub use copy_blob_from_url::{CopyBlobFromUrl, CopyBlobFromUrlOptions, CopyBlobFromUrlOutput};
pub use create_container::{CreateContainer, CreateContainerOptions, CreateContainerOutput};
pub use delete_blob::{DeleteBlob, DeleteBlobOptions, DeleteBlobOutput, DeleteSnapshots};
pub use delete_container::{DeleteContainer, DeleteContainerOptions};
pub use find_blobs_by_tags::{
    FindBlobsByTags, FindBlobsByTagsInContainer, FindBlobsByTagsOptions, FindBlobsByTagsOutput,
    FoundBlob,
};
pub use get_account_information::{AccountInformation, AccountSubject, GetAccountInformation};
pub use get_blob::{GetBlob, GetBlobOptions, GetBlobOutput};
pub use get_blob_metadata::{GetBlobMetadata, GetBlobMetadataOptions, GetBlobMetadataOutput};
pub use get_blob_properties::{BlobProperties, GetBlobProperties, GetBlobPropertiesOptions};
pub use get_blob_tags::{GetBlobTags, GetBlobTagsOptions};
pub use get_block_list::{
    BlockListKind, GetBlockList, GetBlockListOptions, GetBlockListOutput, ListedBlock,
};
pub use get_container_acl::{GetContainerAcl, GetContainerAclOptions, GetContainerAclOutput};
pub use get_container_metadata::{
    GetContainerMetadata, GetContainerMetadataOptions, GetContainerMetadataOutput,
};
pub use get_container_properties::{
    ContainerProperties, GetContainerProperties, GetContainerPropertiesOptions,
};
pub use get_page_ranges::{GetPageRanges, GetPageRangesOptions, GetPageRangesOutput};
pub use get_user_delegation_key::GetUserDelegationKey;
pub use incremental_copy_blob::{
    IncrementalCopyBlob, IncrementalCopyBlobOptions, IncrementalCopyBlobOutput,
};
pub use kind::{OperationFacts, OperationKind, Resource};
pub use lease_blob::{LeaseAction, LeaseBlob, LeaseBlobOptions, LeaseOutcome, LeaseOutput};
pub use lease_container::{LeaseContainer, LeaseContainerOptions};
pub use list_blobs::{ListBlobs, ListBlobsOptions, ListBlobsOutput};
pub use list_containers::{ListContainers, ListContainersOptions, ListContainersOutput};
pub use listed_blob::{BlobPrefix, Hierarchy, ListedBlob};
pub use listed_container::ListedContainer;
pub use put_blob::{NewBlob, PutBlob, PutBlobOptions, PutBlobOutput};
pub use put_blob_from_url::{PutBlobFromUrl, PutBlobFromUrlOptions, PutBlobFromUrlOutput};
pub use put_block::{PutBlock, PutBlockOptions, PutBlockOutput};
pub use put_block_from_url::{PutBlockFromUrl, PutBlockFromUrlOptions, PutBlockFromUrlOutput};
pub use put_block_list::{BlockChoice, PutBlockList, PutBlockListOptions, PutBlockListOutput};
pub use put_page::{PageWrite, PutPage, PutPageOptions, PutPageOutput};
pub use put_page_from_url::{PutPageFromUrl, PutPageFromUrlOptions};
pub use set_blob_metadata::{SetBlobMetadata, SetBlobMetadataOptions, SetBlobMetadataOutput};
pub use set_blob_properties::{
    SetBlobProperties, SetBlobPropertiesOptions, SetBlobPropertiesOutput,
};
pub use set_blob_tags::{SetBlobTags, SetBlobTagsOptions};
pub use set_blob_tier::{SetBlobTier, SetBlobTierOptions, SetBlobTierOutput};
pub use set_container_acl::{SetContainerAcl, SetContainerAclOptions, SetContainerAclOutput};
pub use set_container_metadata::{
    SetContainerMetadata, SetContainerMetadataOptions, SetContainerMetadataOutput,
};
pub use snapshot_blob::{SnapshotBlob, SnapshotBlobOptions, SnapshotBlobOutput};
