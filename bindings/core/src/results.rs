//! What the service reports, as records: one row a fact, with the name that Azure's package for the language gives it.

use blobcopy::proto::job::Accepted;
use blobcopy::proto::ops::{
    AccountInformation, BlobProperties, ContainerProperties, CopyBlobFromUrlOutput, GetBlobOutput,
    LeaseOutcome, LeaseOutput, ListBlobsOutput, ListedBlob,
};
use blobcopy::proto::{Receipt, UserDelegationKey, shown_text};
use blobcopy::{CopyOperation, CopyState, Explanation, Findings, PendingCopy};
use bytes::Bytes;
use http::Response;

use crate::failure::diagnosis;
use crate::record::{Record, record};
use crate::value::{Value, hash, pairs, text};

/// What every reply carries.
pub(crate) fn receipt(receipt: &Receipt) -> Record {
    record! {
        "request_id": text(&receipt.request_id),
        "client_request_id": text(&receipt.client_request_id),
        "version": text(&receipt.version),
        "date": receipt.date,
        "error_code" / _: Value::Nothing,
    }
}

/// The response itself, for JavaScript: status and headers. URLs are without their query and signatures are hidden.
pub(crate) fn response(reply: &Response<Bytes>) -> Record {
    let headers = reply.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.to_string(), shown_text(&value))
    });
    let response = record! {
        _ / "status": reply.status().as_u16(),
        _ / "headers": Value::Pairs(headers.collect()),
    };
    record! { _ / "response": response }
}

/// The state of a copy.
pub fn copy_state(state: &CopyState) -> Record {
    let progress = state.progress;
    record! {
        "id" / "copy_id": state.id.to_string(),
        "status" / "copy_status": state.status.to_string(),
        "source" / "copy_source": text(&state.source),
        "progress" / "copy_progress": text(&progress),
        "bytes_copied": progress.map(|progress| progress.copied),
        "bytes_total": progress.map(|progress| progress.total),
        "completion_time" / "copy_completed_on": state.completion_time,
        "status_description" / "copy_status_description": text(&state.status_description),
        "destination_snapshot": text(&state.destination_snapshot),
        "remark" / "copy_remark": text(&state.remark()),
    }
}

/// What the service said of a start; of one whose answer was lost, the copy alone.
pub fn started(operation: &CopyOperation) -> Record {
    let accepted = operation.accepted();
    let output = accepted.map(|accepted| &accepted.output);
    let status = output
        .map_or("pending", |output| output.copy_status.as_str())
        .to_owned();
    let started = record! {
        "copy_id": operation.copy_id().to_string(),
        "copy_status": status,
        "etag": output.and_then(|output| text(&output.etag)),
        "last_modified": output.and_then(|output| output.last_modified),
        "version_id": output.and_then(|output| text(&output.version_id)),
    };
    let lost = Receipt::default();
    started.with(receipt(
        accepted.map_or(&lost, |accepted| &accepted.receipt),
    ))
}

/// The state of a copy, with what is known of its destination: as it was last seen, or when the start was accepted.
pub async fn observed(operation: &CopyOperation, state: &CopyState) -> Record {
    let found = operation.findings().await;
    let accepted = operation.accepted();
    let start = |accepted: &Accepted| {
        (
            text(&accepted.output.etag),
            accepted.output.last_modified,
            receipt(&accepted.receipt),
        )
    };
    let seen = operation
        .observation()
        .await
        .map(|seen| (text(&seen.etag), seen.last_modified, receipt(&seen.receipt)));
    let (etag, last_modified, receipt) = seen.or_else(|| accepted.map(start)).unwrap_or_default();
    let version = accepted.and_then(|accepted| text(&accepted.output.version_id));
    copy_state(state).with(receipt).with(record! {
        "etag": etag,
        "last_modified": last_modified,
        "version_id": version,
        "findings": found.as_ref().map(findings),
    })
}

/// What the safeguards of a copy found out.
pub fn findings(findings: &Findings) -> Record {
    let verified = findings.verified.as_ref();
    let protection = findings.protection.as_ref();
    record! {
        "verified_length": verified.map(|verified| verified.length),
        "verified_md5": verified.map(|verified| verified.md5.name()),
        "protection": text(&protection),
        "snapshot": text(&protection.and_then(|protection| protection.snapshot())),
    }
}

/// What the service said of a copy within the call.
pub fn copied(output: &CopyBlobFromUrlOutput) -> Record {
    record! {
        "copy_id": text(&output.copy_id),
        "copy_status": text(&output.copy_status),
        "etag": text(&output.etag),
        "last_modified": output.last_modified,
        "content_md5": hash(&output.content_md5),
        "content_crc64" / "x_ms_content_crc64": hash(&output.content_crc64),
        "version_id": text(&output.version_id),
        "encryption_scope": text(&output.encryption_scope),
    }
}

pub(crate) fn blob_properties(blob: &BlobProperties) -> Record {
    let policy = blob.immutability_policy.as_ref();
    record! {
        "size" / "content_length": blob.content_length,
        "content_type": text(&blob.content_type),
        "content_encoding": text(&blob.content_encoding),
        "content_language": text(&blob.content_language),
        "content_disposition": text(&blob.content_disposition),
        "cache_control": text(&blob.cache_control),
        "content_md5": hash(&blob.content_md5),
        "blob_type": text(&blob.blob_type),
        "etag": text(&blob.etag),
        "last_modified": blob.last_modified,
        "creation_time" / "created_on": blob.creation_time,
        "blob_tier" / "access_tier": text(&blob.access_tier),
        "blob_tier_inferred" / "access_tier_inferred": blob.access_tier_inferred,
        "blob_tier_change_time" / "access_tier_changed_on": blob.access_tier_change_time,
        "archive_status": text(&blob.archive_status),
        "rehydrate_priority": text(&blob.rehydrate_priority),
        "page_blob_sequence_number" / "blob_sequence_number": blob.sequence_number,
        "append_blob_committed_block_count" / "blob_committed_block_count": blob.committed_block_count,
        "is_append_blob_sealed" / "is_sealed": blob.sealed,
        _ / "accept_ranges": text(&blob.accept_ranges),
        "lease_duration": text(&blob.lease_duration),
        "lease_state": text(&blob.lease_state),
        "lease_status": text(&blob.lease_status),
        "server_encrypted" / "is_server_encrypted": blob.server_encrypted,
        "encryption_key_sha256": text(&blob.encryption_key_sha256),
        "encryption_scope": text(&blob.encryption_scope),
        "version_id": text(&blob.version_id),
        "is_current_version": blob.is_current_version,
        "tag_count": blob.tag_count,
        _ / "expires_on": blob.expiry_time,
        "last_accessed_on" / "last_accessed": blob.last_access_time,
        "immutability_until" / "immutability_policy_expires_on": policy.map(|policy| policy.until),
        "immutability_mode" / "immutability_policy_mode": policy.and_then(|policy| text(&policy.mode)),
        "has_legal_hold" / "legal_hold": blob.legal_hold,
        "incremental_copy" / "is_incremental_copy": blob.incremental_copy,
        "replication_rules" / _: pairs(blob.object_replication.rules.iter().map(|(rule, status)| (&**rule, status.as_str()))),
        "replication_policy" / _: text(&blob.object_replication.policy_id),
        "copy" / "...": blob.copy.as_ref().map(copy_state),
        "metadata": pairs(blob.metadata.iter()),
    }
}

pub(crate) fn blob(output: &GetBlobOutput) -> Record {
    let range = output.content_range.as_ref();
    record! {
        "properties" / "...": blob_properties(&output.properties),
        "content_range": text(&range),
        "whole_size" / _: range.map(|range| range.total),
        "blob_content_md5": hash(&output.blob_content_md5),
        "content": Value::Bytes(output.content.clone()),
    }
}

/// A page of a container's blobs.
pub fn page(page: &ListBlobsOutput) -> Record {
    let prefixes = page
        .prefixes
        .iter()
        .map(|prefix| prefix.name.clone().into());
    record! {
        _ / "service_endpoint": page.service_endpoint.clone(),
        _ / "container_name": page.container_name.clone(),
        _ / "prefix": page.prefix.clone(),
        _ / "marker": page.marker.clone(),
        _ / "max_page_size": page.max_results,
        _ / "delimiter": page.delimiter.clone(),
        "blobs": page.blobs.iter().map(|blob| listed_blob(blob).into()).collect::<Vec<Value>>(),
        "prefixes": prefixes.collect::<Vec<Value>>(),
        "next_marker": page.next_marker.clone(),
    }
}

fn listed_blob(blob: &ListedBlob) -> Record {
    let tags = (!blob.tags.is_empty()).then(|| pairs(blob.tags.iter()));
    record! {
        "name": blob.name.clone(),
        "snapshot": text(&blob.snapshot),
        "deleted": blob.deleted,
        "deleted_time" / "deleted_on": blob.deleted_time,
        "remaining_retention_days": blob.remaining_retention_days,
        "has_versions_only": blob.has_versions_only,
        "tags": tags.unwrap_or(Value::Nothing),
        "..." / "properties": blob_properties(&blob.properties),
    }
}

pub(crate) fn lease(output: &LeaseOutput) -> Record {
    let (id, left) = match &output.outcome {
        LeaseOutcome::Acquired(id) | LeaseOutcome::Kept(id) => (Some(id.to_string()), None),
        LeaseOutcome::Breaking(seconds) => (None, Some(*seconds)),
        _ => (None, None),
    };
    record! {
        "lease_id": id,
        "lease_time": left,
        "etag": text(&output.etag),
        "last_modified": output.last_modified,
    }
}

pub(crate) fn container(container: &ContainerProperties) -> Record {
    record! {
        "etag": text(&container.etag),
        "last_modified": container.last_modified,
        "lease_duration": text(&container.lease_duration),
        "lease_state": text(&container.lease_state),
        "lease_status": text(&container.lease_status),
        "public_access" / "blob_public_access": text(&container.public_access),
        "has_immutability_policy": container.has_immutability_policy,
        "has_legal_hold": container.has_legal_hold,
        "immutable_storage_with_versioning_enabled" / _: container.immutable_storage_with_versioning,
        "default_encryption_scope" / _: text(&container.default_encryption_scope),
        "deny_encryption_scope_override" / _: container.deny_encryption_scope_override,
        "metadata": pairs(container.metadata.iter()),
    }
}

pub(crate) fn account(account: &AccountInformation) -> Record {
    record! {
        "sku_name": text(&account.sku_name),
        "account_kind": text(&account.account_kind),
        "is_hns_enabled" / "is_hierarchical_namespace_enabled": account.is_hns_enabled,
    }
}

/// A user delegation key; `value` is a secret.
pub(crate) fn delegation_key(key: &UserDelegationKey) -> Record {
    record! {
        "signed_oid" / "signed_object_id": key.signed_oid.clone(),
        "signed_tid" / "signed_tenant_id": key.signed_tid.clone(),
        "signed_start" / "signed_starts_on": key.signed_start.clone(),
        "signed_expiry" / "signed_expires_on": key.signed_expiry.clone(),
        "signed_service": key.signed_service.clone(),
        "signed_version": key.signed_version.clone(),
        "signed_delegated_user_tid" / "signed_delegated_user_tenant_id": key.signed_delegated_user_tid.clone(),
        "value": key.value.to_string(),
    }
}

/// Whether the service can read a source, and why not.
pub fn explanation(explanation: &Explanation) -> Record {
    record! {
        "diagnosis": explanation.diagnosis.as_ref().map(diagnosis),
        "is_of_blob_service": explanation.is_of_blob_service,
        "is_opened_by_credential": explanation.is_opened_by_credential,
        "sas": text(&explanation.sas),
        "status_code": explanation.status.map(|status| status.as_u16()),
        "error_code" / "code": text(&explanation.code),
        "request_id": explanation.request_id.clone(),
        "skew" / "skew_in_ms": explanation.skew.map_or(Value::Nothing, |skew| Value::Seconds(skew.as_secs_f64())),
    }
}

/// A copy that a listing shows to be pending. A name that no request can carry leaves it without URL and resume token.
pub fn pending_copy(copy: &PendingCopy) -> Record {
    record! {
        "container" / "container_name": copy.container.name().to_owned(),
        "name": copy.name.clone(),
        "state": copy_state(&copy.state),
        "destination": copy.destination().ok().map(|url| url.to_string()),
        "continuation_token" / "ticket": copy.ticket().ok().map(|ticket| ticket.to_string()),
    }
}
