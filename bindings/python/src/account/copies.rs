//! The calls that copy.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use blobcopy::proto::ops::{AbortCopyBlob, IncrementalCopyBlob};
use blobcopy::{CopyId, CopySource, CopyTicket, ErrorKind, SourceUrl};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Account, BlobName};
use crate::asked::{AbortWords, CareWords, CopyWords, PolicyWords};
use crate::call::{Answer, Call};
use crate::copying::Copy;
use crate::failure::Failure;
use crate::told::{self, dict, text, time};

/// What is copied: a URL, or a blob with what opens it.
#[derive(FromPyObject)]
pub(crate) enum SourceWords<'py> {
    /// A URL, which is sent as it is.
    Url(String),
    /// A blob of a client's.
    Blob(PyRef<'py, Account>, BlobName),
}

impl SourceWords<'_> {
    pub(super) fn read(&self) -> Result<CopySource, Failure> {
        Ok(match self {
            Self::Url(url) => CopySource::try_from(url.as_str())?,
            Self::Blob(account, name) => account.blob(name)?.into(),
        })
    }
}

#[pymethods]
impl Account {
    /// Starts a copy. The call gives it once its start is settled; calling it off aborts what it may have begun, and so
    /// does the passing of `start_within`.
    fn start_copy(
        &self,
        py: Python<'_>,
        target: BlobName,
        source: SourceWords<'_>,
        asked: CopyWords,
        policy: PolicyWords,
        care: CareWords,
    ) -> PyResult<Call> {
        let blob = self.blob(&target)?;
        let source = source.read()?;
        let options = asked.for_copy(&policy, &care)?;
        let limit = policy.start_within;
        Call::start_careful(py, |signal| async move {
            let called_off = AtomicBool::new(false);
            let mut heard = signal.clone();
            let until = async {
                heard.given_within(limit).await;
                called_off.store(true, Ordering::Relaxed);
            };
            match blob.begin_copy_unless(source, options, until).await {
                Ok(operation) if signal.is_given() => {
                    // Nobody waits for how it ended.
                    let _ = operation.abort().await;
                    Err(Failure::CalledOff)
                }
                Ok(operation) => Ok(Answer::Started(Copy::settled(operation).await)),
                Err(_) if signal.is_given() => Err(Failure::CalledOff),
                Err(error) if called_off.into_inner() && error.kind() == ErrorKind::CopyAborted => {
                    let within = limit.unwrap_or_default();
                    Err(Failure::TimedOut(format!(
                        "the start was not answered within {within:?}, and was called off"
                    )))
                }
                Err(error) => Err(error.into()),
            }
        })
    }

    /// Goes on with a copy that was started elsewhere or earlier.
    fn resume_copy(&self, ticket: &str, policy: PolicyWords) -> PyResult<Copy> {
        let ticket: CopyTicket = ticket.parse().map_err(Failure::from)?;
        let operation = self.service.resume_with(&ticket, policy.read()?);
        Ok(Copy::resumed(operation.map_err(Failure::from)?))
    }

    /// Copies within the call, which may take as long as `limit`. An answer that is lost is resolved.
    fn copy_within_the_call(
        &self,
        py: Python<'_>,
        target: BlobName,
        source: SourceWords<'_>,
        asked: CopyWords,
        limit: Option<Duration>,
    ) -> PyResult<Call> {
        let (blob, source) = (self.blob(&target)?, source.read()?);
        let options = asked
            .for_copy_within_the_call(limit)
            .map_err(Failure::from)?;
        Call::start(py, async move {
            let output = blob.copy_from_url_with(source, options).await?;
            Ok(Answer::told(move |py| {
                Ok(dict!(py, {
                    "copy_id": text(&output.copy_id),
                    "copy_status": text(&output.copy_status),
                    "etag": text(&output.etag),
                    "last_modified": time(output.last_modified),
                    "content_md5": text(&output.content_md5),
                    "content_crc64": text(&output.content_crc64),
                    "version_id": text(&output.version_id),
                    "encryption_scope": text(&output.encryption_scope),
                })
                .into_any())
            }))
        })
    }

    /// Copies what a page blob's snapshot has more than the last.
    fn incremental_copy(
        &self,
        py: Python<'_>,
        target: BlobName,
        source: &str,
        asked: CopyWords,
        timeout: Option<u32>,
    ) -> PyResult<Call> {
        let source = SourceUrl::parse(source).map_err(Failure::from)?;
        let mut copy = IncrementalCopyBlob::new(self.url(&target)?, source);
        copy.options = asked.for_incremental_copy().map_err(Failure::from)?;
        self.call(py, copy, timeout, |py, output| {
            Ok(dict!(py, {
                "copy_id": output.copy_id.as_str(),
                "copy_status": output.copy_status.as_str(),
                "etag": text(&output.etag),
                "last_modified": time(output.last_modified),
                "version_id": text(&output.version_id),
            }))
        })
    }

    /// Aborts the pending copy of that id.
    fn abort_copy(
        &self,
        py: Python<'_>,
        target: BlobName,
        copy_id: &str,
        asked: AbortWords,
    ) -> PyResult<Call> {
        let copy_id = CopyId::parse(copy_id).map_err(Failure::from)?;
        let mut abort = AbortCopyBlob::new(self.url(&target)?, copy_id);
        abort.options = asked.read().map_err(Failure::from)?;
        self.call(py, abort, asked.timeout, |py, ()| Ok(PyDict::new(py)))
    }
}

impl Answer {
    /// The state of a copy, or nothing.
    pub(crate) fn copy_state(state: Option<blobcopy::CopyState>) -> Self {
        Self::told(move |py| match &state {
            Some(state) => Ok(told::copy_state(py, state)?.into_any()),
            None => Ok(py.None().into_bound(py)),
        })
    }
}
