//! Random outputs of operations.

use blobcopy_proto::ops::*;
use blobcopy_proto::*;

use super::choices::{Choices, Choose, choose_fields};

choose_fields! {
    AccountInformation { sku_name, account_kind, is_hns_enabled }
    AppendBlobSealOutput { etag, last_modified, sealed }
    AppendBlockOutput {
        etag, last_modified, append_offset, committed_block_count, content_md5, content_crc64,
        request_server_encrypted, encryption_key_sha256, encryption_scope,
    }
    BlobProperties {
        content_length, content_type, content_encoding, content_language, content_disposition, cache_control,
        content_md5, blob_type, etag, last_modified, creation_time, access_tier, access_tier_inferred,
        access_tier_change_time, archive_status, rehydrate_priority, sequence_number, committed_block_count, sealed,
        accept_ranges, lease_duration, lease_state, lease_status, server_encrypted, encryption_key_sha256,
        encryption_scope, version_id, is_current_version, tag_count, expiry_time, last_access_time,
        immutability_policy, legal_hold, object_replication, incremental_copy, copy, metadata,
    }
    ContainerProperties {
        etag, last_modified, lease_duration, lease_state, lease_status, public_access, has_immutability_policy,
        has_legal_hold, immutable_storage_with_versioning, default_encryption_scope, deny_encryption_scope_override,
        metadata,
    }
    CopyBlobFromUrlOutput {
        copy_id, copy_status, etag, last_modified, content_md5, content_crc64, version_id, request_server_encrypted,
        encryption_key_sha256, encryption_scope,
    }
    CreateContainerOutput { etag, last_modified }
    DeleteBlobOutput { permanently }
    GetContainerAclOutput { etag, last_modified, public_access, policies }
    GetContainerMetadataOutput { etag, last_modified, metadata }
    GetBlobMetadataOutput { etag, last_modified, metadata }
    GetBlobOutput { properties, content_range, blob_content_md5, content_crc64, content }
    Hierarchy { resource_type, placeholder, deletion_id }
    PutBlobOutput {
        etag, last_modified, content_md5, content_crc64, version_id, request_server_encrypted, encryption_key_sha256,
        encryption_scope,
    }
    PutBlobFromUrlOutput {
        etag, last_modified, content_md5, content_crc64, version_id, request_server_encrypted, encryption_key_sha256,
        encryption_scope,
    }
    PutBlockOutput {
        content_md5, content_crc64, request_server_encrypted, encryption_key_sha256, encryption_scope,
    }
    PutBlockFromUrlOutput {
        content_md5, content_crc64, request_server_encrypted, encryption_key_sha256, encryption_scope,
    }
    PutBlockListOutput {
        etag, last_modified, content_md5, content_crc64, version_id, request_server_encrypted, encryption_key_sha256,
        encryption_scope,
    }
    PutPageOutput {
        etag, last_modified, sequence_number, content_md5, content_crc64, request_server_encrypted,
        encryption_key_sha256, encryption_scope,
    }
    SetBlobMetadataOutput {
        etag, last_modified, version_id, request_server_encrypted, encryption_key_sha256, encryption_scope,
    }
    SetBlobPropertiesOutput { etag, last_modified, sequence_number }
    SetBlobTierOutput { is_pending }
    SetContainerAclOutput { etag, last_modified }
    SetContainerMetadataOutput { etag, last_modified }
}

impl Choose for BlobBatchOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let replies = (0..=choices.byte() % 3).map(|_| choices.value()).collect();
        Self::new(choices.value(), replies)
    }
}

impl Choose for BatchReply {
    fn choose(choices: &mut Choices<'_>) -> Self {
        // A reply without a name would refuse the whole batch.
        let id: HeaderText = choices.value();
        if choices.value() {
            return Self::new(Some(id), DeleteBlob::reply(&choices.value()));
        }
        let mut reply = SetBlobTier::reply(&choices.value());
        *reply.status_mut() = http::StatusCode::CONFLICT;
        *reply.body_mut() = choices.value();
        Self::new(Some(id), reply)
    }
}

impl Choose for CopyBlobOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut output = Self::new(choices.value(), choices.value());
        output.etag = choices.value();
        output.last_modified = choices.value();
        output.version_id = choices.value();
        output
    }
}

impl Choose for IncrementalCopyBlobOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut output = Self::new(choices.value(), choices.value());
        output.etag = choices.value();
        output.last_modified = choices.value();
        output.version_id = choices.value();
        output
    }
}

impl Choose for SnapshotBlobOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut output = Self::new(choices.value());
        output.etag = choices.value();
        output.last_modified = choices.value();
        output.version_id = choices.value();
        output.request_server_encrypted = choices.value();
        output.encryption_key_sha256 = choices.value();
        output.encryption_scope = choices.value();
        output
    }
}

impl Choose for LeaseOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let id = choices.value();
        let mut output = Self::new(match choices.byte() % 4 {
            0 => LeaseOutcome::Acquired(id),
            1 => LeaseOutcome::Kept(id),
            2 => LeaseOutcome::Released,
            _ => LeaseOutcome::Breaking(choices.value()),
        });
        output.etag = choices.value();
        output.last_modified = choices.value();
        output
    }
}

impl Choose for UserDelegationKey {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut text = || choices.text("aZ09-:.<&>", 1, 12);
        let mut key = Self::new(text(), text(), text(), text(), text(), text());
        key.signed_service = text();
        key.signed_delegated_user_tid = choices.value();
        key
    }
}

impl Choose for FindBlobsByTagsOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut page = Self::default();
        page.service_endpoint = choices.value();
        page.expression = choices.value();
        page.blobs = choices.several(3);
        page.next_marker = choices.value();
        page
    }
}

impl Choose for FoundBlob {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::new(name(choices), choices.value::<String>(), choices.value())
    }
}

impl Choose for GetBlockListOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut list = Self::default();
        list.etag = choices.value();
        list.last_modified = choices.value();
        list.content_length = choices.value();
        list.committed = choices.value::<bool>().then(|| choices.several(3));
        list.uncommitted = choices.value::<bool>().then(|| choices.several(3));
        list
    }
}

impl Choose for ListedBlock {
    fn choose(choices: &mut Choices<'_>) -> Self {
        Self::new(choices.value(), choices.value())
    }
}

impl Choose for GetPageRangesOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut page = Self::default();
        page.etag = choices.value();
        page.last_modified = choices.value();
        page.content_length = choices.value();
        page.ranges = choices.several(3);
        page.cleared = choices.several(3);
        page.next_marker = choices.value();
        page
    }
}

impl Choose for ListBlobsOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut page = Self::default();
        page.service_endpoint = choices.value();
        page.container_name = choices.value();
        page.prefix = trimmed(choices);
        page.marker = trimmed(choices);
        page.max_results = choices.value();
        page.delimiter = choices.value();
        page.blobs = choices.several(3);
        page.prefixes = choices.several(3);
        page.next_marker = choices.value();
        page
    }
}

impl Choose for ListContainersOutput {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut page = Self::default();
        page.service_endpoint = choices.value();
        page.prefix = trimmed(choices);
        page.marker = trimmed(choices);
        page.max_results = choices.value();
        page.containers = choices.several(3);
        page.next_marker = choices.value();
        page
    }
}

impl Choose for ListedContainer {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut container = Self::new(choices.value::<String>(), choices.value());
        container.version = choices.value();
        container.deleted = choices.value();
        container.deleted_time = choices.value();
        container.remaining_retention_days = choices.value();
        container
    }
}

impl Choose for ListedBlob {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut blob = Self::new(name(choices), choices.value());
        blob.properties.accept_ranges = None;
        blob.properties.committed_block_count = None;
        blob.snapshot = choices.value();
        blob.deleted = choices.value();
        blob.has_versions_only = choices.value();
        blob.deleted_time = choices.value();
        blob.remaining_retention_days = choices.value();
        blob.metadata_encrypted = choices.value();
        blob.tags = choices.value();
        blob.hierarchy = hierarchy(choices);
        blob
    }
}

impl Choose for BlobPrefix {
    fn choose(choices: &mut Choices<'_>) -> Self {
        let mut prefix = Self::new(name(choices));
        if choices.value() {
            prefix.properties.etag = choices.value();
            prefix.properties.creation_time = choices.value();
            prefix.properties.copy = choices.value();
            prefix.hierarchy = hierarchy(choices);
        }
        prefix
    }
}

/// A name with characters that an encoding could lose, and that XML cannot contain.
fn name(choices: &mut Choices<'_>) -> String {
    let tail = choices.one_of(&["", " ", "\u{fffe}", "\u{ffff}%41", "\n", "\r\n", "\u{1}"]);
    choices.value::<String>() + tail
}

fn hierarchy(choices: &mut Choices<'_>) -> Hierarchy {
    let mut hierarchy: Hierarchy = choices.value();
    hierarchy.owner = trimmed(choices);
    hierarchy.group = trimmed(choices);
    hierarchy.permissions = trimmed(choices);
    hierarchy.acl = trimmed(choices);
    hierarchy.resource_type = trimmed(choices);
    hierarchy
}

/// A text without leading and trailing spaces.
fn trimmed(choices: &mut Choices<'_>) -> Option<String> {
    let text: String = choices.value();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
