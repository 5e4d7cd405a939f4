//! The calls that copy, and those that find out about copies.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use blobcopy::{BlobClient, CopyOptions, CopySource, CopyTicket, ErrorKind};
use blobcopy_bindings::calls::put_from_url;
use blobcopy_bindings::{Value, begin_copy, copy_policy, copy_within_call, results, start_copy};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Account, BlobName};
use crate::call::{Answer, Call};
use crate::conversion::options;
use crate::failure::Failure;
use crate::started_copy::StartedCopy;

/// What is copied: a URL, or a blob with its client's credential.
#[derive(FromPyObject)]
pub(crate) enum Source<'py> {
    /// A URL, which is sent as it is.
    Url(String),
    /// A client's blob.
    Blob(PyRef<'py, Account>, BlobName),
}

impl Source<'_> {
    fn read(&self) -> Result<CopySource, Failure> {
        Ok(match self {
            Self::Url(url) => CopySource::try_from(url.as_str())?,
            Self::Blob(account, name) => account.blob(name)?.into(),
        })
    }
}

#[pymethods]
impl Account {
    /// Starts a copy that is not waited for.
    fn start_copy(
        &self,
        py: Python<'_>,
        target: BlobName,
        source: Source<'_>,
        given: &Bound<'_, PyDict>,
    ) -> PyResult<Call> {
        let read = start_copy(options("start_copy_from_url", given)?).map_err(Failure::from)?;
        starting(py, self.blob(&target)?, source.read()?, read)
    }

    /// Starts a copy. The call gives it once its start is settled. Cancelling the call aborts what it may have begun,
    /// and so does the `timeout` among the options.
    fn begin_copy(
        &self,
        py: Python<'_>,
        target: BlobName,
        source: Source<'_>,
        given: &Bound<'_, PyDict>,
    ) -> PyResult<Call> {
        let read = begin_copy(options("begin_copy_from_url", given)?).map_err(Failure::from)?;
        starting(py, self.blob(&target)?, source.read()?, read)
    }

    /// Resumes a copy that was started elsewhere or earlier.
    fn resume_copy(&self, ticket: &str, given: &Bound<'_, PyDict>) -> PyResult<StartedCopy> {
        let ticket: CopyTicket = ticket.parse().map_err(Failure::from)?;
        let policy = copy_policy(options("resume_copy", given)?).map_err(Failure::from)?;
        let operation = self.service.resume_with(&ticket, policy);
        Ok(StartedCopy::resumed(operation.map_err(Failure::from)?))
    }

    /// Copies within the call. An answer that is lost is resolved.
    fn copy_within_call(
        &self,
        py: Python<'_>,
        target: BlobName,
        source: Source<'_>,
        given: &Bound<'_, PyDict>,
    ) -> PyResult<Call> {
        let (blob, source) = (self.blob(&target)?, source.read()?);
        let options = copy_within_call(options("a copy within the call", given)?);
        let options = options.map_err(Failure::from)?;
        Call::start(py, async move {
            let output = blob.copy_from_url_with(source, options).await?;
            Ok(Answer::from(results::copied(&output)))
        })
    }

    /// Writes a block blob with the content of a source, within the call.
    fn put_from_url(
        &self,
        py: Python<'_>,
        target: BlobName,
        source: Source<'_>,
        given: &Bound<'_, PyDict>,
    ) -> PyResult<Call> {
        let (blob, source) = (self.blob(&target)?, source.read()?);
        let given = options("upload_blob_from_url", given)?;
        super::start(
            py,
            put_from_url(&self.service, blob, source, given).map_err(Failure::from)?,
        )
    }

    /// Whether the service can read a source, and why not.
    fn explain(&self, py: Python<'_>, source: Source<'_>) -> PyResult<Call> {
        let (service, source) = (self.service.clone(), source.read()?);
        Call::start(py, async move {
            let explanation = service.explain(source).await?;
            Ok(Answer::from(results::explanation(&explanation)))
        })
    }

    /// The copies that are pending into a container's blobs whose names begin so.
    fn find_pending(&self, py: Python<'_>, container: &str, prefix: String) -> PyResult<Call> {
        let container = self.service.container(container).map_err(Failure::from)?;
        Call::start(py, async move {
            let pending = container.find_pending(&prefix).await?;
            let copies = pending
                .iter()
                .map(|copy| results::pending_copy(copy).into());
            Ok(Answer::from(copies.collect::<Vec<Value>>()))
        })
    }
}

fn starting(
    py: Python<'_>,
    target: BlobClient,
    source: CopySource,
    (options, limit): (CopyOptions, Option<Duration>),
) -> PyResult<Call> {
    Call::start_careful(py, |signal| async move {
        let was_cancelled = AtomicBool::new(false);
        let mut heard = signal.clone();
        let until = async {
            heard.given_within(limit).await;
            was_cancelled.store(true, Ordering::Relaxed);
        };
        match target.begin_copy_unless(source, options, until).await {
            Ok(operation) if signal.is_given() => {
                // Nobody waits for the result of the abort.
                let _ = operation.abort().await;
                Err(Failure::Cancelled)
            }
            Ok(operation) => Ok(Answer::Started(Box::new(
                StartedCopy::settled(operation).await,
            ))),
            Err(_) if signal.is_given() => Err(Failure::Cancelled),
            Err(error) if was_cancelled.into_inner() && error.kind() == ErrorKind::CopyAborted => {
                let within = limit.unwrap_or_default();
                Err(Failure::TimedOut(format!(
                    "the start was not answered within {within:?}, and was cancelled"
                )))
            }
            Err(error) => Err(error.into()),
        }
    })
}
