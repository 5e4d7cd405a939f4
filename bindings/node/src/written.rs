//! What is told of a write, as data.

use blobcopy::proto::Receipt;
use blobcopy::proto::ops::{
    CopyBlobFromUrlOutput, CreateContainerOutput, PutBlobOutput, SetBlobMetadataOutput,
    SnapshotBlobOutput,
};
use napi_derive::napi;

use crate::properties::text;
use crate::receipt::ReceiptData;
use crate::time;

/// What is told of a write. Dates are milliseconds since 1970, hashes base64.
#[napi(object, object_from_js = false)]
#[derive(Default)]
pub struct WrittenData {
    /// The tag.
    pub etag: Option<String>,
    /// When it was last written.
    pub last_modified: Option<f64>,
    /// The version that was made.
    pub version_id: Option<String>,
    /// MD5 of the content.
    #[napi(js_name = "contentMD5")]
    pub content_md5: Option<String>,
    /// CRC-64 of the content.
    pub x_ms_content_crc64: Option<String>,
    /// Whether the service encrypted what it was sent.
    pub is_server_encrypted: Option<bool>,
    /// SHA-256 of the customer's key.
    pub encryption_key_sha256: Option<String>,
    /// The scope of encryption.
    pub encryption_scope: Option<String>,
    /// The snapshot that was made.
    pub snapshot: Option<String>,
    /// The name of a copy that is done.
    pub copy_id: Option<String>,
    /// How that copy stands.
    pub copy_status: Option<String>,
    /// What the reply carried beside.
    pub receipt: Option<ReceiptData>,
}

impl WrittenData {
    /// Nothing but that it was done.
    pub(crate) fn done(receipt: &Receipt) -> Self {
        Self {
            receipt: Some(receipt.into()),
            ..Self::default()
        }
    }
}

impl From<(PutBlobOutput, Receipt)> for WrittenData {
    fn from((output, receipt): (PutBlobOutput, Receipt)) -> Self {
        Self {
            etag: text(&output.etag),
            last_modified: output.last_modified.map(time::told),
            version_id: text(&output.version_id),
            content_md5: text(&output.content_md5),
            x_ms_content_crc64: text(&output.content_crc64),
            is_server_encrypted: output.request_server_encrypted,
            encryption_key_sha256: text(&output.encryption_key_sha256),
            encryption_scope: text(&output.encryption_scope),
            ..Self::done(&receipt)
        }
    }
}

impl From<(SnapshotBlobOutput, Receipt)> for WrittenData {
    fn from((output, receipt): (SnapshotBlobOutput, Receipt)) -> Self {
        Self {
            snapshot: Some(output.snapshot.to_string()),
            etag: text(&output.etag),
            last_modified: output.last_modified.map(time::told),
            version_id: text(&output.version_id),
            is_server_encrypted: output.request_server_encrypted,
            ..Self::done(&receipt)
        }
    }
}

impl From<(SetBlobMetadataOutput, Receipt)> for WrittenData {
    fn from((output, receipt): (SetBlobMetadataOutput, Receipt)) -> Self {
        Self {
            etag: text(&output.etag),
            last_modified: output.last_modified.map(time::told),
            version_id: text(&output.version_id),
            is_server_encrypted: output.request_server_encrypted,
            encryption_key_sha256: text(&output.encryption_key_sha256),
            encryption_scope: text(&output.encryption_scope),
            ..Self::done(&receipt)
        }
    }
}

impl From<CopyBlobFromUrlOutput> for WrittenData {
    fn from(output: CopyBlobFromUrlOutput) -> Self {
        Self {
            copy_id: text(&output.copy_id),
            copy_status: text(&output.copy_status),
            etag: text(&output.etag),
            last_modified: output.last_modified.map(time::told),
            content_md5: text(&output.content_md5),
            x_ms_content_crc64: text(&output.content_crc64),
            version_id: text(&output.version_id),
            encryption_scope: text(&output.encryption_scope),
            ..Self::default()
        }
    }
}

impl From<(CreateContainerOutput, Receipt)> for WrittenData {
    fn from((output, receipt): (CreateContainerOutput, Receipt)) -> Self {
        Self {
            etag: text(&output.etag),
            last_modified: output.last_modified.map(time::told),
            ..Self::done(&receipt)
        }
    }
}
