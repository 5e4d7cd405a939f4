//! URLs and connection strings, taken apart.

use blobcopy::auth::{ConnectionString, Credential, DEVELOPMENT_KEY};
use blobcopy::proto::{BlobRevision, BlobUrl, ContainerUrl, Endpoint};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::failure::Failure;
use crate::told::dict;

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
    Ok(dict!(py, {
        "endpoint": url.endpoint().as_str(),
        "container": url.container().name(),
        "blob": url.name(),
        "snapshot": snapshot,
        "version_id": version,
        "sas": sas,
    }))
}

/// A container's URL, its SAS apart.
#[pyfunction]
pub(crate) fn parse_container_url<'py>(py: Python<'py>, url: &str) -> PyResult<Bound<'py, PyDict>> {
    let (url, sas) = ContainerUrl::parse_with_sas(url).map_err(Failure::from)?;
    Ok(dict!(py, {
        "endpoint": url.endpoint().as_str(),
        "container": url.name(),
        "sas": sas,
    }))
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
    Ok(dict!(py, {
        "endpoint": &parsed.blob_endpoint,
        "secondary_endpoint": parsed.blob_secondary_endpoint.as_deref(),
        "account": parsed.account.as_deref(),
        "sas": sas,
        "key": key,
    }))
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
