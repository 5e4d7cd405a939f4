//! URLs and connection strings, taken apart.

use blobcopy::auth::{ConnectionString, Credential, DEVELOPMENT_KEY};
use blobcopy::proto::{BlobRevision, BlobUrl, ContainerUrl, Endpoint};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict};

use crate::failure::Failure;

/// The root of an account: its URL and its name.
#[pyfunction]
pub(crate) fn parse_endpoint(url: &str) -> PyResult<(String, Option<String>)> {
    let endpoint = Endpoint::parse(url).map_err(Failure::from)?;
    Ok((
        endpoint.as_str().to_owned(),
        endpoint.account().map(str::to_owned),
    ))
}

/// A blob's URL, its SAS apart.
#[pyfunction]
pub(crate) fn parse_blob_url<'py>(py: Python<'py>, url: &str) -> PyResult<Bound<'py, PyDict>> {
    let (url, sas) = BlobUrl::parse_with_sas(url).map_err(Failure::from)?;
    let (snapshot, version) = match url.revision() {
        BlobRevision::Snapshot(time) => (Some(&**time), None),
        BlobRevision::Version(id) => (None, Some(&**id)),
        _ => (None, None),
    };
    [
        ("endpoint", Some(url.endpoint().as_str())),
        ("container", Some(url.container().name())),
        ("blob", Some(url.name())),
        ("snapshot", snapshot),
        ("version_id", version),
        ("sas", sas.as_deref()),
    ]
    .into_py_dict(py)
}

/// A container's URL, its SAS apart.
#[pyfunction]
pub(crate) fn parse_container_url<'py>(py: Python<'py>, url: &str) -> PyResult<Bound<'py, PyDict>> {
    let (url, sas) = ContainerUrl::parse_with_sas(url).map_err(Failure::from)?;
    [
        ("endpoint", Some(url.endpoint().as_str())),
        ("container", Some(url.name())),
        ("sas", sas.as_deref()),
    ]
    .into_py_dict(py)
}

/// Where an account is, and what opens it: its key, which programs sign with themselves, or a SAS.
#[pyfunction]
pub(crate) fn parse_connection_string<'py>(
    py: Python<'py>,
    text: &str,
) -> PyResult<Bound<'py, PyDict>> {
    let parsed = ConnectionString::parse(text).map_err(Failure::from)?;
    let (key, sas) = match &parsed.credential {
        Credential::SharedKey(_) => (Some(key_of(text)), None),
        Credential::Sas(token) => (None, Some(token.expose())),
        _ => (None, None),
    };
    [
        ("endpoint", Some(parsed.blob_endpoint.as_str())),
        (
            "secondary_endpoint",
            parsed.blob_secondary_endpoint.as_deref(),
        ),
        ("account", parsed.account.as_deref()),
        ("sas", sas),
        ("key", key),
    ]
    .into_py_dict(py)
}

/// The text of the key, which was read as one before.
fn key_of(text: &str) -> &str {
    let settings = text
        .split(';')
        .filter_map(|setting| setting.split_once('='));
    settings
        .map(|(name, value)| (name.trim(), value.trim()))
        .find(|(name, _)| name.eq_ignore_ascii_case("AccountKey"))
        .map_or(DEVELOPMENT_KEY, |(_, key)| key)
}
