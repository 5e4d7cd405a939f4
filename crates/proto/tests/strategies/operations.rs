//! Random operations.

use blobcopy_proto::ops::*;
use blobcopy_proto::*;
use bytes::Bytes;

use super::choices::{Choices, Choose, choose_fields, choose_words};
use super::values::Destination;

choose_fields! {
    AbortCopyBlobOptions { lease_id }
    AppendBlobSealOptions { append_position, lease_id, conditions }
    AppendBlockOptions {
        append_position, max_size, content_hash, lease_id, conditions, if_tags, customer_key, encryption_scope,
    }
    AppendBlockFromUrlOptions {
        source_range, source_content_hash, source_conditions, source_authorization, file_request_intent,
        append_position, max_size, lease_id, conditions, if_tags, customer_key, encryption_scope, source_customer_key,
    }
    CopyBlobOptions {
        metadata, access_tier, tags, rehydrate_priority, seal, immutability_policy, legal_hold, lease_id, conditions,
        if_tags, source_conditions, source_if_tags,
    }
    CopyBlobFromUrlOptions {
        metadata, access_tier, tags, immutability_policy, legal_hold, lease_id, conditions, if_tags,
        source_conditions, source_content_hash, source_authorization, file_request_intent, encryption_scope,
    }
    CreateContainerOptions {
        metadata, public_access, default_encryption_scope, deny_encryption_scope_override,
    }
    DeleteBlobOptions { delete_snapshots, lease_id, conditions, if_tags, access_tier_condition }
    DeleteContainerOptions { lease_id, condition }
    GetBlobOptions {
        range, range_get_content_md5, range_get_content_crc64, conditions, lease_id, if_tags, customer_key,
    }
    FindBlobsByTagsOptions { marker, max_results }
    GetBlobMetadataOptions { conditions, lease_id, if_tags, customer_key }
    GetBlobPropertiesOptions { conditions, lease_id, if_tags, customer_key }
    GetBlobTagsOptions { lease_id, conditions, if_tags }
    GetContainerAclOptions { lease_id }
    GetContainerMetadataOptions { lease_id }
    GetBlockListOptions { lease_id, if_tags }
    GetContainerPropertiesOptions { lease_id }
    GetPageRangesOptions { range, conditions, lease_id, if_tags }
    IncrementalCopyBlobOptions { conditions, if_tags }
    LeaseBlobOptions { conditions, if_tags }
    LeaseContainerOptions { condition }
    PutBlobOptions {
        blob_content_type, blob_content_encoding, blob_content_language, blob_content_md5, blob_content_disposition,
        blob_cache_control, content_hash, access_tier, tags, metadata, immutability_policy, legal_hold, lease_id,
        conditions, if_tags, customer_key, encryption_scope, structured_body, structured_content_length,
    }
    PutBlobFromUrlOptions {
        metadata, copy_source_blob_properties, blob_content_type, blob_content_encoding, blob_content_language,
        blob_content_md5, blob_content_disposition, blob_cache_control, content_md5, source_content_hash,
        access_tier, tags, immutability_policy, legal_hold, lease_id, conditions, if_tags, source_conditions,
        source_if_tags, source_authorization, file_request_intent, customer_key, encryption_scope,
        source_customer_key,
    }
    PutBlockOptions { content_hash, lease_id, customer_key, encryption_scope }
    PutBlockFromUrlOptions {
        source_range, source_content_hash, source_conditions, source_authorization, file_request_intent, lease_id,
        customer_key, encryption_scope, source_customer_key,
    }
    PutBlockListOptions {
        blob_content_type, blob_content_encoding, blob_content_language, blob_content_md5, blob_content_disposition,
        blob_cache_control, content_hash, metadata, access_tier, tags, immutability_policy, legal_hold, lease_id,
        conditions, if_tags, customer_key, encryption_scope,
    }
    PutPageOptions {
        content_hash, lease_id, if_sequence_number_le, if_sequence_number_lt, if_sequence_number_eq, conditions,
        if_tags, customer_key, encryption_scope,
    }
    PutPageFromUrlOptions {
        source_content_hash, source_conditions, source_authorization, file_request_intent, lease_id,
        if_sequence_number_le, if_sequence_number_lt, if_sequence_number_eq, conditions, if_tags, customer_key,
        encryption_scope, source_customer_key,
    }
    SetBlobMetadataOptions { metadata, lease_id, conditions, if_tags, customer_key, encryption_scope }
    SetBlobPropertiesOptions {
        blob_content_type, blob_content_encoding, blob_content_language, blob_content_md5, blob_content_disposition,
        blob_cache_control, content_length, sequence_number, lease_id, conditions, if_tags,
    }
    SetBlobTagsOptions { content_hash, lease_id, conditions, if_tags }
    SetBlobTierOptions { rehydrate_priority, lease_id, if_tags }
    SetContainerAclOptions { public_access, lease_id, condition }
    SetContainerMetadataOptions { metadata, lease_id, condition }
    SnapshotBlobOptions { metadata, lease_id, conditions, if_tags, customer_key, encryption_scope }
}

choose_words! {
    DeleteSnapshots { Include, Only }
}

/// Implements `Choose` for operations: the resource first, then the options.
macro_rules! choose_operations {
    ($( $operation:ident ( $( $part:ty ),* ) )+) => {
        $(
            impl Choose for $operation {
                fn choose(choices: &mut Choices<'_>) -> Self {
                    let mut operation = Self::new($( choices.value::<$part>().into() ),*);
                    operation.options = choices.value();
                    operation
                }
            }
        )+
    };
}

choose_operations! {
    AbortCopyBlob(Destination, CopyId)
    AppendBlobSeal(Destination)
    AppendBlock(Destination, Bytes)
    AppendBlockFromUrl(Destination, SourceUrl)
    CopyBlob(Destination, SourceUrl)
    CopyBlobFromUrl(Destination, SourceUrl)
    CreateContainer(ContainerUrl)
    DeleteContainer(ContainerUrl)
    GetBlob(BlobUrl)
    FindBlobsByTags(Endpoint, String)
    FindBlobsByTagsInContainer(ContainerUrl, String)
    GetBlobMetadata(BlobUrl)
    GetBlobProperties(BlobUrl)
    GetBlobTags(BlobUrl)
    GetContainerAcl(ContainerUrl)
    GetContainerMetadata(ContainerUrl)
    GetContainerProperties(ContainerUrl)
    IncrementalCopyBlob(Destination, SourceUrl)
    LeaseBlob(Destination, LeaseAction)
    LeaseContainer(ContainerUrl, LeaseAction)
    ListBlobs(ContainerUrl)
    ListContainers(Endpoint)
    PutBlobFromUrl(Destination, SourceUrl)
    PutBlock(Destination, BlockId, Bytes)
    PutBlockFromUrl(Destination, BlockId, SourceUrl)
    SetBlobMetadata(Destination, Metadata)
    SetBlobProperties(Destination)
    SetBlobTags(Destination, Tags)
    SetBlobTier(BlobUrl, AccessTier)
    SetContainerAcl(ContainerUrl, StoredAccessPolicies)
    SetContainerMetadata(ContainerUrl, Metadata)
    SnapshotBlob(Destination)
}

impl Choose for BlobBatch {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::new(choices.value(), choices.value())
    }
}

impl Choose for BlobBatchInContainer {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::new(choices.value(), choices.value())
    }
}

impl Choose for BatchContent {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let is_delete = choices.value();
        let parts: Vec<BatchPart> = (0..=choices.byte() % 3)
            .map(|_| match is_delete {
                true => batch_part::<DeleteBlob>(choices),
                false => batch_part::<SetBlobTier>(choices),
            })
            .collect();
        Self::new(choices.value(), &parts).expect("few requests of one kind")
    }
}

fn batch_part<O: Operation + Choose>(choices: &mut Choices<'_>) -> BatchPart {
    let request = choices.value::<O>().request(ServiceVersion::NEWEST);
    let request = request.expect("the newest version knows all");
    BatchPart::new(choices.value(), &request).expect("its target has a path")
}

impl Choose for DeleteBlob {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut operation = Self::new(choices.value());
        operation.permanently = choices.value();
        operation.options = choices.value();
        operation
    }
}

impl Choose for GetAccountInformation {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut operation = Self::new(choices.value());
        operation.subject = match choices.byte() % 3 {
            1 => AccountSubject::Container(choices.value()),
            2 => AccountSubject::Blob(choices.value()),
            _ => operation.subject,
        };
        operation
    }
}

impl Choose for GetBlockList {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut operation = Self::new(choices.value());
        operation.list = choices.one_of(&[
            BlockListKind::Committed,
            BlockListKind::Uncommitted,
            BlockListKind::All,
        ]);
        operation.options = choices.value();
        operation
    }
}

impl Choose for GetPageRanges {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut operation = Self::new(choices.value());
        operation.previous_snapshot = choices.value();
        operation.marker = choices.value();
        operation.max_results = choices.value();
        operation.options = choices.value();
        operation
    }
}

impl Choose for GetUserDelegationKey {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut operation = Self::new(choices.value(), choices.value(), choices.value());
        operation.delegated_user_tid = choices.value();
        operation
    }
}

impl Choose for LeaseAction {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let id = choices.value();
        match choices.byte() % 5 {
            0 => Self::Acquire {
                duration: choices.value(),
                proposed: choices.value(),
            },
            1 => Self::Renew { id },
            2 => Self::Change {
                id,
                proposed: choices.value(),
            },
            3 => Self::Release { id },
            _ => Self::Break {
                period: choices.value(),
            },
        }
    }
}

impl Choose for ListBlobsOptions {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut options = Self::default();
        options.prefix = choices.value();
        options.marker = choices.value();
        options.max_results = choices.value();
        options.include = choices.several(4);
        options.show_only = choices.value();
        options.start_from = choices.value();
        if !options.include.contains(&ListInclude::Snapshots) {
            options.delimiter = choices.value();
        }
        options
    }
}

impl Choose for ListContainersOptions {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut options = Self::default();
        options.prefix = choices.value();
        options.marker = choices.value();
        options.max_results = choices.value();
        options.include = choices.several(3);
        options
    }
}

impl Choose for PutBlob {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let blob = choices.value::<Destination>().into();
        let mut operation = match choices.byte() % 3 {
            1 => Self::append(blob),
            2 => page_blob(blob, choices),
            _ => Self::new(blob, choices.value()),
        };
        operation.options = choices.value();
        operation
    }
}

fn page_blob(blob: BlobUrl, choices: &mut Choices<'_>) -> PutBlob {
    let mut operation = PutBlob::page(blob, choices.value());
    operation.kind = NewBlob::Page {
        length: choices.value(),
        sequence_number: choices.value(),
    };
    operation
}

impl Choose for BlockChoice {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let id = choices.value();
        match choices.byte() % 3 {
            0 => Self::Latest(id),
            1 => Self::Committed(id),
            _ => Self::Uncommitted(id),
        }
    }
}

impl Choose for PutBlockList {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut operation = Self::new(choices.value::<Destination>().into(), choices.several(4));
        operation.options = choices.value();
        operation
    }
}

impl Choose for PutPage {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let range: PageRange = choices.value();
        let length = usize::try_from(range.end() - range.start()).expect("a few pages");
        let write = match choices.value() {
            true => PageWrite::Update(vec![choices.byte(); length].into()),
            false => PageWrite::Clear,
        };
        let mut operation = Self::new(choices.value::<Destination>().into(), range, write);
        operation.options = choices.value();
        operation
    }
}

impl Choose for PutPageFromUrl {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let blob = choices.value::<Destination>().into();
        let mut operation = Self::new(blob, choices.value(), choices.value());
        operation.source_offset = choices.below(1 << 50);
        operation.options = choices.value();
        operation
    }
}
