//! A copy that was started.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use blobcopy::{Aborted, CopyOperation, CopyState, CopyStatus, Error};
use futures_core::Stream;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use tokio::time::timeout;

use crate::asked;
use crate::call::{Answer, Call, Ending};
use crate::failure::Failure;
use crate::signal::Signal;
use crate::told;

/// A copy that was started. Dropping it leaves the copy to itself.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct Copy {
    operation: Arc<CopyOperation>,
    /// How it ended, where it had when its start was answered, for whoever waits first.
    end: Mutex<Option<Result<CopyState, Error>>>,
}

impl Copy {
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
            end: Mutex::new(end),
        }
    }

    /// One that was started elsewhere or earlier, of which nothing is known yet.
    pub(crate) fn resumed(operation: CopyOperation) -> Self {
        Self {
            operation: Arc::new(operation),
            end: Mutex::new(None),
        }
    }

    pub(crate) fn into_operation(self) -> Arc<CopyOperation> {
        self.operation
    }
}

#[pymethods]
impl Copy {
    #[getter]
    fn copy_id(&self) -> &str {
        self.operation.copy_id().as_str()
    }

    /// The URL of the blob that is copied to.
    #[getter]
    fn destination(&self) -> String {
        self.operation.destination().to_string()
    }

    /// What another process needs to go on with the copy; no secret.
    #[getter]
    fn ticket(&self) -> String {
        self.operation.ticket().to_string()
    }

    /// What the service said of the start.
    fn started<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let accepted = self.operation.accepted();
        let status = accepted.map_or(&CopyStatus::Pending, |accepted| {
            &accepted.output.copy_status
        });
        told::started(py, self.copy_id(), status.as_str(), accepted)
    }

    /// What the care for the copy came to, once it has ended and been waited for.
    fn findings(&self, py: Python<'_>) -> PyResult<Call> {
        let operation = Arc::clone(&self.operation);
        Call::start(py, async move {
            let found = operation.findings().await;
            Ok(Answer::told(move |py| match &found {
                Some(found) => Ok(asked::findings(py, found)?.into_any()),
                None => Ok(py.None().into_bound(py)),
            }))
        })
    }

    /// Waits for the end. Gives nothing if that has not come within `limit`; called off, it aborts the copy.
    fn wait(&self, py: Python<'_>, limit: Option<Duration>) -> PyResult<Call> {
        let end = self
            .end
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(end) = end {
            let state = end.map(|state| Answer::copy_state(Some(state)));
            return Call::at_hand(py, state.map_err(Failure::from));
        }
        let operation = Arc::clone(&self.operation);
        Call::start_careful(py, |signal| async move {
            let waiting = Box::pin(async {
                let state = match limit {
                    Some(limit) => timeout(limit, operation.wait()).await.ok().transpose()?,
                    None => Some(operation.wait().await?),
                };
                Ok(Answer::copy_state(state))
            });
            unless_called_off(&operation, signal, waiting).await
        })
    }

    /// Waits for the next word of how the copy stands, with whether it is the last. Called off, it aborts the copy.
    fn hear(&self, py: Python<'_>) -> PyResult<Call> {
        let operation = Arc::clone(&self.operation);
        Call::start_careful(py, |signal| async move {
            let hearing = Box::pin(async {
                let mut progress = operation.progress();
                let heard = poll_fn(|context| Pin::new(&mut progress).poll_next(context)).await;
                let state = heard.transpose()?;
                Ok(Answer::copy_state(state))
            });
            unless_called_off(&operation, signal, hearing).await
        })
    }

    /// Asks at once how the copy stands.
    fn ask(&self, py: Python<'_>) -> PyResult<Call> {
        let operation = Arc::clone(&self.operation);
        Call::start(py, async move {
            Ok(Answer::copy_state(Some(operation.ask().await?)))
        })
    }

    /// Ends the copy. Gives the state in which it had ended already, or nothing. An abort that was sent is awaited for the
    /// grace even if the call is called off.
    fn abort(&self, py: Python<'_>) -> PyResult<Call> {
        let operation = Arc::clone(&self.operation);
        Call::start_careful(py, |_| async move {
            Ok(Answer::copy_state(match operation.abort().await? {
                Aborted::AlreadyCopied(state) | Aborted::AlreadyFailed(state) => Some(state),
                _ => None,
            }))
        })
    }
}

/// Does something about a copy, and aborts the copy when that is called off.
///
/// What is waited for lies in boxes: a future is some kilobytes, has room for every one that it may come to await, and
/// thousands are waited for at once.
async fn unless_called_off(
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
    Err(Failure::CalledOff)
}
