//! An error of the client's as Python is told of it: in words, of which Python makes an exception.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use blobcopy::{CopyState, Diagnosis, ErrorKind, TransportError, chain};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::told;

/// Why a call did not succeed.
pub(crate) enum Failure {
    /// What the client says.
    Client(blobcopy::Error),
    /// A value that cannot be sent, found before the client was asked.
    Invalid(String),
    /// The call was called off. Whoever did that raises what they mean by it.
    CalledOff,
    /// The time that the caller allowed is over.
    TimedOut(String),
    /// The call's own code broke.
    Broken(String),
}

impl Failure {
    pub(crate) fn invalid(error: &(dyn StdError + 'static)) -> Self {
        Self::Invalid(chain(error))
    }

    /// The exception.
    pub(crate) fn into_exception(self, py: Python<'_>) -> PyErr {
        match self.as_exception(py) {
            Ok(exception) | Err(exception) => exception,
        }
    }

    fn as_exception(&self, py: Python<'_>) -> PyResult<PyErr> {
        let words = PyDict::new(py);
        let message = match self {
            Self::Client(error) => {
                describe(error, &words)?;
                error.in_full()
            }
            Self::Invalid(message) => {
                words.set_item("kind", ErrorKind::Invalid.code())?;
                message.clone()
            }
            Self::CalledOff => {
                words.set_item("kind", ErrorKind::CopyAborted.code())?;
                "the call was called off".to_owned()
            }
            Self::TimedOut(message) => {
                words.set_item("kind", ErrorKind::Timeout.code())?;
                message.clone()
            }
            Self::Broken(message) => message.clone(),
        };
        let exception = maker(py)?.call((message,), Some(&words))?;
        let exception = PyErr::from_value(exception);
        if let Self::Client(error) = self {
            exception.set_cause(py, raised(py, error));
        }
        Ok(exception)
    }
}

impl From<blobcopy::Error> for Failure {
    fn from(error: blobcopy::Error) -> Self {
        Self::Client(error)
    }
}

impl From<blobcopy::proto::Invalid> for Failure {
    fn from(error: blobcopy::proto::Invalid) -> Self {
        Self::invalid(&error)
    }
}

impl From<blobcopy::auth::Error> for Failure {
    fn from(error: blobcopy::auth::Error) -> Self {
        Self::invalid(&error)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        Python::attach(|py| failure.into_exception(py))
    }
}

/// The function in Python that chooses the class.
fn maker(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static MAKER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKER
        .import(py, "blobcopy.exceptions", "_of_native")
        .map(|maker| maker as &Bound<'_, PyAny>)
}

fn describe(error: &blobcopy::Error, words: &Bound<'_, PyDict>) -> PyResult<()> {
    words.set_item("kind", error.kind().code())?;
    words.set_item("error_code", error.code().map(|code| code.as_str()))?;
    words.set_item("status_code", error.status().map(|status| status.as_u16()))?;
    words.set_item(
        "reason",
        error.status().and_then(|status| status.canonical_reason()),
    )?;
    words.set_item("request_id", error.request_id())?;
    words.set_item("copy_id", error.copy_id().map(|id| id.as_str()))?;
    words.set_item("copy", state(error.last_state(), words.py())?)?;
    words.set_item("other_copy", state(error.other_copy(), words.py())?)?;
    let protection = error.protection();
    words.set_item("protection", protection.map(ToString::to_string))?;
    let snapshot = protection.and_then(|protection| protection.snapshot());
    words.set_item("snapshot", snapshot.map(|snapshot| snapshot.as_str()))?;
    words.set_item("diagnosis", error.diagnosis().map(diagnosis))?;
    // A deadline of the copy is not the timeout of one request.
    let was_sent = was_sent(error).filter(|_| !error.is_past_deadline());
    words.set_item("was_sent", was_sent)?;
    words.set_item("is_of_copy", error.outcome().is_some())
}

fn state<'py>(state: Option<&CopyState>, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
    state.map(|state| told::copy_state(py, state)).transpose()
}

/// Name, cause and remedy.
pub(crate) fn diagnosis(diagnosis: &Diagnosis) -> (&'static str, String, &'static str) {
    (diagnosis.name(), diagnosis.cause(), diagnosis.remedy())
}

/// Whether a request without an answer left this machine; nothing where that is not what went wrong.
fn was_sent(error: &blobcopy::Error) -> Option<bool> {
    let transport = causes(error).find_map(|cause| cause.downcast_ref::<TransportError>());
    transport.map(|error| !matches!(error, TransportError::Connect(_)))
}

/// The exception of Python code that was called on the way, a credential's.
fn raised(py: Python<'_>, error: &blobcopy::Error) -> Option<PyErr> {
    let raised = causes(error).find_map(|cause| cause.downcast_ref::<Raised>());
    raised.map(|raised| raised.0.clone_ref(py))
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        (*error).source()
    })
}

/// An exception of Python on its way through Rust. It prints as the name of its class, since what it says may hold a
/// secret; Python sees all of it as the cause.
#[derive(Clone)]
pub(crate) struct Raised(Arc<PyErr>, Arc<str>);

impl Raised {
    pub(crate) fn new(py: Python<'_>, error: PyErr) -> Self {
        let class = error.get_type(py).qualname();
        let class = class.map_or_else(|_| "an exception".to_owned(), |name| name.to_string());
        Self(Arc::new(error), class.into())
    }
}

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it raised {}", self.1)
    }
}

impl fmt::Debug for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for Raised {}
