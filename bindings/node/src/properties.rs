//! A blob's properties, as data.

use std::fmt::Display;

use blobcopy::proto::ops::BlobProperties;
use napi_derive::napi;

use crate::copy_state::CopyStateData;
use crate::names::{self, Names};
use crate::time;

/// A blob's properties. Dates are milliseconds since 1970, hashes base64.
#[napi(object, object_from_js = false)]
pub struct PropertiesData {
    /// Length in bytes.
    pub content_length: Option<i64>,
    /// Media type.
    pub content_type: Option<String>,
    /// How the content is encoded.
    pub content_encoding: Option<String>,
    /// The content's language.
    pub content_language: Option<String>,
    /// What a browser shall do with the content.
    pub content_disposition: Option<String>,
    /// How long the content may be cached.
    pub cache_control: Option<String>,
    /// MD5 of the content.
    #[napi(js_name = "contentMD5")]
    pub content_md5: Option<String>,
    /// What the blob is made of.
    pub blob_type: Option<String>,
    /// The tag, which changes with every write.
    pub etag: Option<String>,
    /// When it was last written.
    pub last_modified: Option<f64>,
    /// When it came to be.
    pub created_on: Option<f64>,
    /// Its tier.
    pub access_tier: Option<String>,
    /// Whether the tier is the account's.
    pub access_tier_inferred: Option<bool>,
    /// When the tier was last set.
    pub access_tier_changed_on: Option<f64>,
    /// Where it is being brought to from the archive.
    pub archive_status: Option<String>,
    /// How soon it shall be readable.
    pub rehydrate_priority: Option<String>,
    /// A page blob's sequence number.
    pub blob_sequence_number: Option<i64>,
    /// How many blocks an append blob has.
    pub blob_committed_block_count: Option<i64>,
    /// Whether an append blob can no longer be appended to.
    pub is_sealed: Option<bool>,
    /// In which units parts can be read.
    pub accept_ranges: Option<String>,
    /// Whether a lease that holds has an end.
    pub lease_duration: Option<String>,
    /// How its lease stands.
    pub lease_state: Option<String>,
    /// Whether its lease keeps others from writing.
    pub lease_status: Option<String>,
    /// Whether content and metadata are encrypted.
    pub is_server_encrypted: Option<bool>,
    /// SHA-256 of the customer's key.
    pub encryption_key_sha256: Option<String>,
    /// The scope of encryption.
    pub encryption_scope: Option<String>,
    /// The version that was asked about.
    pub version_id: Option<String>,
    /// Whether that is the current one.
    pub is_current_version: Option<bool>,
    /// How many tags it has.
    pub tag_count: Option<i64>,
    /// When it will be deleted.
    pub expires_on: Option<f64>,
    /// When it was last read or written.
    pub last_accessed: Option<f64>,
    /// Until when it can be neither changed nor deleted.
    pub immutability_policy_expires_on: Option<f64>,
    /// Whether that is final.
    pub immutability_policy_mode: Option<String>,
    /// Whether it is held.
    pub legal_hold: Option<bool>,
    /// Whether it is the destination of incremental copies.
    pub is_incremental_copy: Option<bool>,
    /// The last copy into it.
    pub copy: Option<CopyStateData>,
    /// User metadata.
    pub metadata: Names,
}

impl From<&BlobProperties> for PropertiesData {
    fn from(from: &BlobProperties) -> Self {
        let policy = from.immutability_policy.as_ref();
        Self {
            content_length: count(from.content_length),
            content_type: text(&from.content_type),
            content_encoding: text(&from.content_encoding),
            content_language: text(&from.content_language),
            content_disposition: text(&from.content_disposition),
            cache_control: text(&from.cache_control),
            content_md5: text(&from.content_md5),
            blob_type: text(&from.blob_type),
            etag: text(&from.etag),
            last_modified: from.last_modified.map(time::told),
            created_on: from.creation_time.map(time::told),
            access_tier: text(&from.access_tier),
            access_tier_inferred: from.access_tier_inferred,
            access_tier_changed_on: from.access_tier_change_time.map(time::told),
            archive_status: text(&from.archive_status),
            rehydrate_priority: text(&from.rehydrate_priority),
            blob_sequence_number: count(from.sequence_number),
            blob_committed_block_count: count(from.committed_block_count),
            is_sealed: from.sealed,
            accept_ranges: text(&from.accept_ranges),
            lease_duration: text(&from.lease_duration),
            lease_state: text(&from.lease_state),
            lease_status: text(&from.lease_status),
            is_server_encrypted: from.server_encrypted,
            encryption_key_sha256: text(&from.encryption_key_sha256),
            encryption_scope: text(&from.encryption_scope),
            version_id: text(&from.version_id),
            is_current_version: from.is_current_version,
            tag_count: count(from.tag_count),
            expires_on: from.expiry_time.map(time::told),
            last_accessed: from.last_access_time.map(time::told),
            immutability_policy_expires_on: policy.map(|policy| time::told(policy.until)),
            immutability_policy_mode: policy.and_then(|policy| text(&policy.mode)),
            legal_hold: from.legal_hold,
            is_incremental_copy: from.incremental_copy,
            copy: from.copy.as_ref().map(CopyStateData::from),
            metadata: names::told(from.metadata.iter()),
        }
    }
}

pub(crate) fn text<T: Display>(value: &Option<T>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

pub(crate) fn count(count: Option<u64>) -> Option<i64> {
    count.map(|count| i64::try_from(count).unwrap_or(i64::MAX))
}
