//! Why a call failed, as facts of which Python makes an exception.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use blobcopy::ErrorKind;
use blobcopy_bindings::{Refusal, causes, failure};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::conversion::dictionary;

/// Why a call did not succeed.
pub(crate) enum Failure {
    /// What the client reports.
    Client(blobcopy::Error),
    /// A value that cannot be sent, found before the client was asked.
    Refused(Refusal),
    /// The call was cancelled. The canceller raises an exception of its own.
    Cancelled,
    /// The time that the caller allowed is over.
    TimedOut(String),
    /// The call's own code broke.
    Broken(String),
}

impl Failure {
    /// The exception.
    pub(crate) fn into_exception(self, py: Python<'_>) -> PyErr {
        match self.as_exception(py) {
            Ok(exception) | Err(exception) => exception,
        }
    }

    fn as_exception(&self, py: Python<'_>) -> PyResult<PyErr> {
        let (kind, message) = match self {
            Self::Client(error) => {
                let facts = dictionary(py, failure(error))?;
                let exception = made(py, error.to_string(), &facts)?;
                exception.set_cause(py, raised(py, error));
                return Ok(exception);
            }
            Self::Refused(Refusal::Type(message)) => {
                return Ok(PyTypeError::new_err(message.clone()));
            }
            Self::Refused(refusal) => {
                let (cause, remedy) = refusal.parts();
                let facts = PyDict::new(py);
                facts.set_item("kind", ErrorKind::Invalid.code())?;
                facts.set_item("cause", cause)?;
                facts.set_item("remedy", remedy)?;
                return made(py, refusal.to_string(), &facts);
            }
            Self::Cancelled => (Some(ErrorKind::CopyAborted), "the call was cancelled"),
            Self::TimedOut(message) => (Some(ErrorKind::Timeout), message.as_str()),
            Self::Broken(message) => (None, message.as_str()),
        };
        let facts = PyDict::new(py);
        facts.set_item("kind", kind.map(ErrorKind::code))?;
        made(py, message.to_owned(), &facts)
    }
}

/// Lets Python choose the class.
fn made(py: Python<'_>, message: String, facts: &Bound<'_, PyDict>) -> PyResult<PyErr> {
    static MAKER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let maker = MAKER.import(py, "blobcopy.exceptions", "_of_native")?;
    Ok(PyErr::from_value(maker.call((message,), Some(facts))?))
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<blobcopy::proto::Invalid> for Failure {
    fn from(invalid: blobcopy::proto::Invalid) -> Self {
        Self::Refused(invalid.into())
    }
}

impl From<blobcopy::auth::Error> for Failure {
    fn from(error: blobcopy::auth::Error) -> Self {
        Self::Refused(error.into())
    }
}

impl From<blobcopy::Error> for Failure {
    fn from(error: blobcopy::Error) -> Self {
        Self::Client(error)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        Python::attach(|py| failure.into_exception(py))
    }
}

/// The exception of Python code that was called on the way, a credential's.
fn raised(py: Python<'_>, error: &blobcopy::Error) -> Option<PyErr> {
    let raised = causes(error).find_map(|cause| cause.downcast_ref::<Raised>());
    raised.map(|raised| raised.0.clone_ref(py))
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
