//! A copy that was started.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use blobcopy::{Aborted, CopyOperation, CopyState, CopyStatus, Error};
use blobcopy_bindings::results;
use futures_core::Stream;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use tokio::time::timeout;

use crate::call::{Answer, Call, Ending, Started};
use crate::cancellation::Signal;
use crate::conversion::dictionary;
use crate::failure::Failure;

/// A copy that was started. Dropping it does not abort the copy.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct StartedCopy {
    operation: Arc<CopyOperation>,
    process: u32,
    /// How it ended, where it had when its start was answered, for whoever waits first.
    end: Mutex<Option<Result<CopyState, Error>>>,
}

impl StartedCopy {
    /// One whose start is settled. If it is done already, what comes after its end is done too.
    pub(crate) async fn settled(operation: CopyOperation) -> Self {
        let is_done = |state: CopyState| state.status == CopyStatus::Success;
        let is_done = operation.last_state().await.is_some_and(is_done);
        let end = if is_done {
            Some(operation.wait().await)
        } else {
            None
        };
        Self {
            operation: Arc::new(operation),
            process: std::process::id(),
            end: Mutex::new(end),
        }
    }

    /// One that was started elsewhere or earlier, of which nothing is known yet.
    pub(crate) fn resumed(operation: CopyOperation) -> Self {
        Self {
            operation: Arc::new(operation),
            process: std::process::id(),
            end: Mutex::new(None),
        }
    }
}

impl Drop for StartedCopy {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // As for an `Account`: its connections are the parent's.
            std::mem::forget(Arc::clone(&self.operation));
        }
    }
}

impl Started for StartedCopy {
    fn into_object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(Py::new(py, *self)?.into_any())
    }

    fn into_operation(self: Box<Self>) -> Arc<CopyOperation> {
        Arc::clone(&self.operation)
    }
}

#[pymethods]
impl StartedCopy {
    #[getter]
    fn copy_id(&self) -> &str {
        self.operation.copy_id().as_str()
    }

    /// The URL of the blob that is copied to.
    #[getter]
    fn destination(&self) -> String {
        self.operation.destination().to_string()
    }

    /// The resume token, which another process takes to resume the copy; no secret.
    #[getter]
    fn ticket(&self) -> String {
        self.operation.ticket().to_string()
    }

    /// What the service said of the start.
    fn started<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        dictionary(py, results::started(&self.operation))
    }

    /// What the safeguards of the copy found out, once it has ended and been waited for.
    fn findings(&self, py: Python<'_>) -> PyResult<Call> {
        let operation = Arc::clone(&self.operation);
        Call::start(py, async move {
            let found = operation.findings().await;
            Ok(Answer::from(found.as_ref().map(results::findings)))
        })
    }

    /// Waits for the end. Gives nothing if that has not come within `limit`; cancelled, it aborts the copy.
    fn wait(&self, py: Python<'_>, limit: Option<Duration>) -> PyResult<Call> {
        let end = self
            .end
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(end) = end {
            let state = end.map(|state| copy_state(Some(state)));
            return Call::at_hand(py, state.map_err(Failure::from));
        }
        let operation = Arc::clone(&self.operation);
        Call::start_careful(py, |signal| async move {
            let waiting = Box::pin(async {
                let state = match limit {
                    Some(limit) => timeout(limit, operation.wait()).await.ok().transpose()?,
                    None => Some(operation.wait().await?),
                };
                Ok(copy_state(state))
            });
            unless_cancelled(&operation, signal, waiting).await
        })
    }

    /// Waits for the next state of the copy. Cancelled, it aborts the copy.
    fn hear(&self, py: Python<'_>) -> PyResult<Call> {
        let operation = Arc::clone(&self.operation);
        Call::start_careful(py, |signal| async move {
            let hearing = Box::pin(async {
                let mut progress = operation.progress();
                let heard = poll_fn(|context| Pin::new(&mut progress).poll_next(context)).await;
                let state = heard.transpose()?;
                Ok(copy_state(state))
            });
            unless_cancelled(&operation, signal, hearing).await
        })
    }

    /// Asks immediately for the state of the copy.
    fn ask(&self, py: Python<'_>) -> PyResult<Call> {
        let operation = Arc::clone(&self.operation);
        Call::start(
            py,
            async move { Ok(copy_state(Some(operation.ask().await?))) },
        )
    }

    /// Ends the copy. Gives the state in which it had ended already, or nothing. An abort that was sent is awaited for the
    /// grace even if the call is cancelled.
    fn abort(&self, py: Python<'_>) -> PyResult<Call> {
        let operation = Arc::clone(&self.operation);
        Call::start_careful(py, |_| async move {
            Ok(copy_state(match operation.abort().await? {
                Aborted::AlreadyCopied(state) | Aborted::AlreadyFailed(state) => Some(state),
                _ => None,
            }))
        })
    }
}

/// Does something about a copy, and aborts the copy when that is cancelled.
///
/// What is waited for lies in boxes: a future is some kilobytes, has room for every one that it may come to await, and
/// thousands are waited for at once.
async fn unless_cancelled(
    operation: &CopyOperation,
    mut signal: Signal,
    mut doing: Pin<Box<dyn Future<Output = Ending> + Send + '_>>,
) -> Ending {
    tokio::select! {
        ending = &mut doing => return ending,
        () = signal.given() => {}
    }
    // Together: the abort drops a question that is under way, and ends what waits for it.
    let (_, _) = tokio::join!(doing, Box::pin(operation.abort()));
    Err(Failure::Cancelled)
}

fn copy_state(state: Option<CopyState>) -> Answer {
    Answer::from(state.as_ref().map(results::copy_state))
}
