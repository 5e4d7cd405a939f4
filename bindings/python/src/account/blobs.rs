//! The calls around a copy, on a blob.

use blobcopy::proto::PageRange;
use blobcopy::proto::ops::{
    AppendBlock, DeleteBlob, GetBlob, GetBlobProperties, GetBlobTags, LeaseBlob, PageWrite,
    PutBlob, PutPage, SetBlobMetadata, SetBlobTier, SnapshotBlob,
};
use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyDict;

use super::{Account, BlobName};
use crate::asked::{
    DeleteWords, DownloadWords, LeaseWords, PutWords, SnapshotWords, TierWords, WriteWords,
};
use crate::call::Call;
use crate::failure::Failure;
use crate::told::{self, dict, text, time};

#[pymethods]
impl Account {
    fn blob_properties(&self, py: Python<'_>, blob: BlobName, asked: WriteWords) -> PyResult<Call> {
        let mut question = GetBlobProperties::new(self.url(&blob)?);
        question.options = asked.for_properties().map_err(Failure::from)?;
        self.call(py, question, asked.timeout, told::blob_properties)
    }

    fn download(&self, py: Python<'_>, blob: BlobName, asked: DownloadWords) -> PyResult<Call> {
        let mut question = GetBlob::new(self.url(&blob)?);
        question.options = asked.read().map_err(Failure::from)?;
        self.call(py, question, asked.timeout, told::blob)
    }

    fn upload(
        &self,
        py: Python<'_>,
        blob: BlobName,
        content: PyBackedBytes,
        asked: PutWords,
    ) -> PyResult<Call> {
        let mut put = PutBlob::new(self.url(&blob)?, Bytes::from_owner(content));
        put.kind = asked.kind()?;
        put.options = asked.read().map_err(Failure::from)?;
        self.call(py, put, asked.timeout, |py, output| {
            Ok(dict!(py, {
                "etag": text(&output.etag),
                "last_modified": time(output.last_modified),
                "content_md5": text(&output.content_md5),
                "content_crc64": text(&output.content_crc64),
                "version_id": text(&output.version_id),
                "request_server_encrypted": output.request_server_encrypted,
                "encryption_key_sha256": text(&output.encryption_key_sha256),
                "encryption_scope": text(&output.encryption_scope),
            }))
        })
    }

    fn put_page(
        &self,
        py: Python<'_>,
        blob: BlobName,
        content: PyBackedBytes,
        asked: WriteWords,
    ) -> PyResult<Call> {
        let range = PageRange::new(0, content.len() as u64).map_err(Failure::from)?;
        let write = PageWrite::Update(Bytes::from_owner(content));
        let mut put = PutPage::new(self.url(&blob)?, range, write);
        put.options.lease_id = asked.lease_id().map_err(Failure::from)?;
        self.call(py, put, asked.timeout, |py, output| {
            Ok(dict!(py, {
                "etag": text(&output.etag),
                "last_modified": time(output.last_modified),
                "content_md5": text(&output.content_md5),
            }))
        })
    }

    fn append_block(
        &self,
        py: Python<'_>,
        blob: BlobName,
        content: PyBackedBytes,
        asked: WriteWords,
    ) -> PyResult<Call> {
        let mut append = AppendBlock::new(self.url(&blob)?, Bytes::from_owner(content));
        append.options.lease_id = asked.lease_id().map_err(Failure::from)?;
        self.call(py, append, asked.timeout, |py, output| {
            Ok(dict!(py, {
                "etag": text(&output.etag),
                "last_modified": time(output.last_modified),
                "content_md5": text(&output.content_md5),
                "blob_append_offset": output.append_offset.map(|offset| offset.to_string()),
                "blob_committed_block_count": output.committed_block_count,
            }))
        })
    }

    fn delete_blob(&self, py: Python<'_>, blob: BlobName, asked: DeleteWords) -> PyResult<Call> {
        let mut end = DeleteBlob::new(self.url(&blob)?);
        end.options = asked.read().map_err(Failure::from)?;
        self.call(py, end, asked.timeout, |py, _| Ok(PyDict::new(py)))
    }

    fn snapshot(&self, py: Python<'_>, blob: BlobName, asked: SnapshotWords) -> PyResult<Call> {
        let mut snapshot = SnapshotBlob::new(self.url(&blob)?);
        snapshot.options = asked.read().map_err(Failure::from)?;
        self.call(py, snapshot, asked.timeout, |py, output| {
            Ok(dict!(py, {
                "snapshot": output.snapshot.as_str(),
                "etag": text(&output.etag),
                "last_modified": time(output.last_modified),
                "version_id": text(&output.version_id),
                "request_server_encrypted": output.request_server_encrypted,
            }))
        })
    }

    fn lease(&self, py: Python<'_>, blob: BlobName, asked: LeaseWords) -> PyResult<Call> {
        let action = asked.action()?;
        let mut lease = LeaseBlob::new(self.url(&blob)?, action);
        lease.options = asked.read().map_err(Failure::from)?;
        self.call(py, lease, asked.timeout, told::lease)
    }

    fn set_metadata(&self, py: Python<'_>, blob: BlobName, asked: WriteWords) -> PyResult<Call> {
        let options = asked.for_metadata().map_err(Failure::from)?;
        let mut set = SetBlobMetadata::new(self.url(&blob)?, options.metadata.clone());
        set.options = options;
        self.call(py, set, asked.timeout, |py, output| {
            Ok(dict!(py, {
                "etag": text(&output.etag),
                "last_modified": time(output.last_modified),
                "version_id": text(&output.version_id),
                "request_server_encrypted": output.request_server_encrypted,
            }))
        })
    }

    fn tags(&self, py: Python<'_>, blob: BlobName, asked: WriteWords) -> PyResult<Call> {
        let mut question = GetBlobTags::new(self.url(&blob)?);
        question.options.lease_id = asked.lease_id().map_err(Failure::from)?;
        question.options.conditions = asked.conditions().map_err(Failure::from)?;
        question.options.if_tags = asked.if_tags().map_err(Failure::from)?;
        self.call(py, question, asked.timeout, |py, tags| {
            Ok(dict!(py, { "tags": told::pairs(py, tags.iter())? }))
        })
    }

    fn set_tier(&self, py: Python<'_>, blob: BlobName, asked: TierWords) -> PyResult<Call> {
        let mut set = SetBlobTier::new(self.url(&blob)?, asked.tier());
        set.options = asked.read().map_err(Failure::from)?;
        self.call(py, set, asked.timeout, |py, _| Ok(PyDict::new(py)))
    }
}
