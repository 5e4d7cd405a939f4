//! What the service answered, as dictionaries: the names of Azure's properties in Python's spelling.

use std::time::SystemTime;

use blobcopy::CopyState;
use blobcopy::proto::job::Accepted;
use blobcopy::proto::ops::{
    BlobProperties, ContainerProperties, GetBlobOutput, LeaseBlobOutput, LeaseOutcome, ListedBlob,
};
use blobcopy::proto::{
    HttpDate, ImmutabilityPolicy, ObjectReplication, Receipt, UserDelegationKey,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

/// A dictionary of these names and values.
macro_rules! dict {
    ($py:expr, { $($name:literal: $value:expr),* $(,)? }) => {{
        let dict = PyDict::new($py);
        $( dict.set_item(pyo3::intern!($py, $name), $value)?; )*
        dict
    }};
}
pub(crate) use dict;

type Told<'py> = PyResult<Bound<'py, PyDict>>;

/// A value that has a text of its own, as that.
pub(crate) fn text(value: &Option<impl ToString>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

pub(crate) fn time(value: Option<HttpDate>) -> Option<SystemTime> {
    value.map(HttpDate::time)
}

/// What every reply carries, put beside what the call is about.
pub(crate) fn receipt(dict: &Bound<'_, PyDict>, receipt: &Receipt) -> PyResult<()> {
    dict.set_item("request_id", text(&receipt.request_id))?;
    dict.set_item("client_request_id", text(&receipt.client_request_id))?;
    dict.set_item(
        "version",
        receipt.version.as_ref().map(|version| version.as_str()),
    )?;
    dict.set_item("date", time(receipt.date))?;
    dict.set_item("error_code", None::<&str>)
}

pub(crate) fn copy_state<'py>(py: Python<'py>, state: &CopyState) -> Told<'py> {
    Ok(dict!(py, {
        "id": state.id.as_str(),
        "status": state.status.as_str(),
        "source": text(&state.source),
        "progress": text(&state.progress),
        "completion_time": time(state.completion_time),
        "status_description": text(&state.status_description),
        "destination_snapshot": text(&state.destination_snapshot),
        "remark": text(&state.remark()),
    }))
}

/// What is known of a start: all that its reply said, or, where that was lost, the copy alone.
pub(crate) fn started<'py>(
    py: Python<'py>,
    id: &str,
    status: &str,
    accepted: Option<&Accepted>,
) -> Told<'py> {
    let output = accepted.map(|accepted| &accepted.output);
    let dict = dict!(py, {
        "copy_id": id,
        "copy_status": status,
        "etag": output.and_then(|output| text(&output.etag)),
        "last_modified": output.and_then(|output| time(output.last_modified)),
        "version_id": output.and_then(|output| text(&output.version_id)),
    });
    receipt(
        &dict,
        &accepted
            .map(|accepted| accepted.receipt.clone())
            .unwrap_or_default(),
    )?;
    Ok(dict)
}

pub(crate) fn blob_properties<'py>(py: Python<'py>, properties: &BlobProperties) -> Told<'py> {
    let dict = dict!(py, {
        "size": properties.content_length,
        "content_type": text(&properties.content_type),
        "content_encoding": text(&properties.content_encoding),
        "content_language": text(&properties.content_language),
        "content_disposition": text(&properties.content_disposition),
        "cache_control": text(&properties.cache_control),
        "content_md5": text(&properties.content_md5),
        "blob_type": text(&properties.blob_type),
        "etag": text(&properties.etag),
        "last_modified": time(properties.last_modified),
        "creation_time": time(properties.creation_time),
        "blob_tier": text(&properties.access_tier),
        "blob_tier_inferred": properties.access_tier_inferred,
        "blob_tier_change_time": time(properties.access_tier_change_time),
        "archive_status": text(&properties.archive_status),
        "rehydrate_priority": text(&properties.rehydrate_priority),
        "page_blob_sequence_number": properties.sequence_number,
        "append_blob_committed_block_count": properties.committed_block_count,
        "is_append_blob_sealed": properties.sealed,
        "lease_duration": text(&properties.lease_duration),
        "lease_state": text(&properties.lease_state),
        "lease_status": text(&properties.lease_status),
        "server_encrypted": properties.server_encrypted,
        "encryption_key_sha256": text(&properties.encryption_key_sha256),
        "encryption_scope": text(&properties.encryption_scope),
        "version_id": text(&properties.version_id),
        "is_current_version": properties.is_current_version,
        "tag_count": properties.tag_count,
        "last_accessed_on": time(properties.last_access_time),
        "has_legal_hold": properties.legal_hold,
        "incremental_copy": properties.incremental_copy,
        "copy": properties.copy.as_ref().map(|copy| copy_state(py, copy)).transpose()?,
        "metadata": pairs(py, properties.metadata.iter())?,
    });
    immutability(&dict, properties.immutability_policy.as_ref())?;
    replication(&dict, &properties.object_replication)?;
    Ok(dict)
}

fn immutability(dict: &Bound<'_, PyDict>, policy: Option<&ImmutabilityPolicy>) -> PyResult<()> {
    dict.set_item(
        "immutability_until",
        policy.map(|policy| policy.until.time()),
    )?;
    dict.set_item(
        "immutability_mode",
        policy.and_then(|policy| text(&policy.mode)),
    )
}

fn replication(dict: &Bound<'_, PyDict>, replication: &ObjectReplication) -> PyResult<()> {
    let rules = replication.rules.iter();
    let rules: Vec<(&str, &str)> = rules
        .map(|(rule, status)| (&**rule, status.as_str()))
        .collect();
    dict.set_item("replication_rules", rules)?;
    dict.set_item("replication_policy", text(&replication.policy_id))
}

pub(crate) fn pairs<'py, 'a>(
    py: Python<'py>,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> Told<'py> {
    let dict = PyDict::new(py);
    for (name, value) in pairs {
        dict.set_item(name, value)?;
    }
    Ok(dict)
}

pub(crate) fn blob<'py>(py: Python<'py>, output: &GetBlobOutput) -> Told<'py> {
    let range = output.content_range.as_ref();
    Ok(dict!(py, {
        "properties": blob_properties(py, &output.properties)?,
        "range": range.map(|range| (range.start, range.end, range.total)),
        "blob_content_md5": text(&output.blob_content_md5),
        "content": PyBytes::new(py, &output.content),
    }))
}

pub(crate) fn listed_blob<'py>(py: Python<'py>, blob: &ListedBlob) -> Told<'py> {
    let dict = blob_properties(py, &blob.properties)?;
    dict.set_item("name", &blob.name)?;
    dict.set_item("snapshot", text(&blob.snapshot))?;
    dict.set_item("deleted", blob.deleted)?;
    dict.set_item("deleted_time", time(blob.deleted_time))?;
    dict.set_item("remaining_retention_days", blob.remaining_retention_days)?;
    dict.set_item("has_versions_only", blob.has_versions_only)?;
    let tags = (!blob.tags.is_empty()).then(|| pairs(py, blob.tags.iter()));
    dict.set_item("tags", tags.transpose()?)?;
    Ok(dict)
}

pub(crate) fn lease<'py>(py: Python<'py>, output: &LeaseBlobOutput) -> Told<'py> {
    let (id, left) = match &output.outcome {
        LeaseOutcome::Acquired(id) | LeaseOutcome::Kept(id) => (Some(id.as_str()), None),
        LeaseOutcome::Breaking(seconds) => (None, Some(*seconds)),
        _ => (None, None),
    };
    Ok(dict!(py, {
        "lease_id": id,
        "lease_time": left,
        "etag": text(&output.etag),
        "last_modified": time(output.last_modified),
    }))
}

pub(crate) fn container<'py>(py: Python<'py>, properties: &ContainerProperties) -> Told<'py> {
    Ok(dict!(py, {
        "etag": text(&properties.etag),
        "last_modified": time(properties.last_modified),
        "lease_duration": text(&properties.lease_duration),
        "lease_state": text(&properties.lease_state),
        "lease_status": text(&properties.lease_status),
        "public_access": text(&properties.public_access),
        "has_immutability_policy": properties.has_immutability_policy,
        "has_legal_hold": properties.has_legal_hold,
        "immutable_storage_with_versioning_enabled": properties.immutable_storage_with_versioning,
        "default_encryption_scope": text(&properties.default_encryption_scope),
        "deny_encryption_scope_override": properties.deny_encryption_scope_override,
        "metadata": pairs(py, properties.metadata.iter())?,
    }))
}

pub(crate) fn delegation_key<'py>(py: Python<'py>, key: &UserDelegationKey) -> Told<'py> {
    Ok(dict!(py, {
        "signed_oid": &key.signed_oid,
        "signed_tid": &key.signed_tid,
        "signed_start": &key.signed_start,
        "signed_expiry": &key.signed_expiry,
        "signed_service": &key.signed_service,
        "signed_version": &key.signed_version,
        "signed_delegated_user_tid": key.signed_delegated_user_tid.as_deref(),
        "value": key.value.as_str(),
    }))
}
