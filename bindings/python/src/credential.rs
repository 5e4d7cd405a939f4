//! Access tokens that Python fetches.

use std::error::Error as StdError;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use blobcopy::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
use pyo3::prelude::*;
use tokio::sync::oneshot;

use crate::failure::Raised;

type Fetched = Result<AccessToken, Box<dyn StdError + Send + Sync>>;

/// A source of tokens in Python: an object with `fetch(scopes, tenant, reply)`, which may answer later.
pub(crate) struct PythonTokens(Arc<Py<PyAny>>);

impl PythonTokens {
    pub(crate) fn new(source: Py<PyAny>) -> Self {
        Self(Arc::new(source))
    }
}

impl TokenCredential for PythonTokens {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        let source = Arc::clone(&self.0);
        Box::pin(async move {
            let (sender, fetched) = oneshot::channel();
            // On a thread that may wait: what fetches a token usually does.
            tokio::task::spawn_blocking(move || {
                Python::try_attach(|py| fetch(py, &source, request, sender))
            });
            fetched.await.map_err(|_| "it did not answer")?
        })
    }
}

fn fetch(
    py: Python<'_>,
    source: &Py<PyAny>,
    request: TokenRequest,
    sender: oneshot::Sender<Fetched>,
) {
    let reply = TokenReply(Mutex::new(Some(sender)));
    let Ok(reply) = Py::new(py, reply) else {
        return;
    };
    let arguments = (request.scopes, request.tenant, reply.clone_ref(py));
    if let Err(error) = source.call_method1(py, "fetch", arguments) {
        reply.get().send(Err(Raised::new(py, error).into()));
    }
}

/// Where a source of tokens brings its answer.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct TokenReply(Mutex<Option<oneshot::Sender<Fetched>>>);

#[pymethods]
impl TokenReply {
    /// A token, with its times in seconds since 1970.
    fn give(&self, token: &str, expires_on: f64, refresh_on: Option<f64>) {
        let fetched = AccessToken::new(token, moment(expires_on));
        let fetched = fetched.map(|token| match refresh_on {
            Some(time) => token.with_refresh_at(moment(time)),
            None => token,
        });
        self.send(fetched.map_err(Into::into));
    }

    /// The exception that stood in the way.
    fn fail(&self, py: Python<'_>, error: Bound<'_, PyAny>) {
        self.send(Err(Raised::new(py, PyErr::from_value(error)).into()));
    }
}

impl TokenReply {
    fn send(&self, fetched: Fetched) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(sender) = sender {
            // Who asked may have gone.
            let _ = sender.send(fetched);
        }
    }
}

/// A time that no clock can show is long over.
fn moment(seconds: f64) -> SystemTime {
    Duration::try_from_secs_f64(seconds)
        .ok()
        .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since))
        .unwrap_or(SystemTime::UNIX_EPOCH)
}
