//! What can be found out before a copy and after others: whether a source can be read, and which copies are pending.

use blobcopy::{Explanation, PendingCopy};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::Account;
use super::copies::SourceWords;
use crate::call::{Answer, Call};
use crate::failure::{self, Failure};
use crate::told::{self, dict, text};

#[pymethods]
impl Account {
    /// Whether the service can read a source, and why not.
    fn explain(&self, py: Python<'_>, source: SourceWords<'_>) -> PyResult<Call> {
        let (service, source) = (self.service.clone(), source.read()?);
        Call::start(py, async move {
            let explanation = service.explain(source).await?;
            Ok(Answer::told(move |py| {
                Ok(told_of(py, &explanation)?.into_any())
            }))
        })
    }

    /// The copies that are pending into a container's blobs whose names begin so.
    fn find_pending(&self, py: Python<'_>, container: &str, prefix: String) -> PyResult<Call> {
        let container = self.service.container(container).map_err(Failure::from)?;
        Call::start(py, async move {
            let pending = container.find_pending(&prefix).await?;
            Ok(Answer::told(move |py| {
                let copies = pending.iter().map(|copy| pending_copy(py, copy));
                Ok(PyList::new(py, copies.collect::<PyResult<Vec<_>>>()?)?.into_any())
            }))
        })
    }
}

fn told_of<'py>(py: Python<'py>, explanation: &Explanation) -> PyResult<Bound<'py, PyDict>> {
    Ok(dict!(py, {
        "diagnosis": explanation.diagnosis.as_ref().map(failure::diagnosis),
        "is_of_blob_service": explanation.is_of_blob_service,
        "is_opened_by_credential": explanation.is_opened_by_credential,
        "sas": text(&explanation.sas),
        "status_code": explanation.status.map(|status| status.as_u16()),
        "error_code": text(&explanation.code),
        "request_id": explanation.request_id.as_deref(),
        "skew": explanation.skew,
    }))
}

/// A name that no request can carry leaves a copy without URL and token.
fn pending_copy<'py>(py: Python<'py>, copy: &PendingCopy) -> PyResult<Bound<'py, PyDict>> {
    Ok(dict!(py, {
        "container": copy.container.name(),
        "name": copy.name.as_str(),
        "state": told::copy_state(py, &copy.state)?,
        "destination": copy.destination().ok().map(|url| url.to_string()),
        "continuation_token": copy.ticket().ok().map(|ticket| ticket.to_string()),
    }))
}
