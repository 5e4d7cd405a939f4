//! An account, and the calls that can be made to it.

mod copies;

use blobcopy::proto::{BlobRevision, BlobUrl, ContainerUrl, Endpoint};
use blobcopy::{BlobClient, BlobServiceClient, ClientCredential, Credential};
use blobcopy_bindings::calls::{
    AccountMethod, BlobMethod, ContainerMethod, Sending, call_account, call_blob, call_container,
};
use blobcopy_bindings::{Host, client_config};
use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyDict;

use crate::call::{Answer, Call};
use crate::conversion::options;
use crate::credential::PythonTokens;
use crate::failure::Failure;

/// A client of one account, in one process.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct Account {
    service: BlobServiceClient,
    process: u32,
}

impl Drop for Account {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // A forked child shares the parent's event queue: to close a connection here would take it from the parent.
            std::mem::forget(self.service.clone());
        }
    }
}

/// A blob by its container, its name, and its snapshot or version if it is not the current one.
#[derive(FromPyObject)]
pub(crate) struct BlobName(String, String, Option<String>, Option<String>);

#[pymethods]
impl Account {
    /// A client of the account at `endpoint`, with a key (name and text), a SAS, an object that fetches tokens, or no
    /// credential.
    #[new]
    #[pyo3(signature = (endpoint, config, *, key=None, sas=None, tokens=None))]
    fn new(
        endpoint: &str,
        config: &Bound<'_, PyDict>,
        key: Option<(String, String)>,
        sas: Option<String>,
        tokens: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let credential = credential(key, sas, tokens)?;
        let endpoint = Endpoint::parse(endpoint).map_err(Failure::from)?;
        let config = client_config(options("the client", config)?, endpoint.is_https());
        let config = config.map_err(Failure::from)?;
        let service = BlobServiceClient::with_config(endpoint, credential, config);
        Ok(Self {
            service: service.map_err(Failure::from)?,
            process: std::process::id(),
        })
    }

    /// Raises if no container can have that name.
    fn check_container(&self, name: &str) -> PyResult<()> {
        self.container(name)?;
        Ok(())
    }

    /// The URL of a blob, without a SAS.
    fn blob_url(&self, blob: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.url(&blob.extract()?)?.to_string())
    }

    /// Makes a call of that name on a blob.
    #[pyo3(signature = (name, blob, given, content=None))]
    fn call_blob(
        &self,
        py: Python<'_>,
        name: &str,
        blob: BlobName,
        given: &Bound<'_, PyDict>,
        content: Option<PyBackedBytes>,
    ) -> PyResult<Call> {
        let method = BlobMethod::named(Host::Python, name).map_err(Failure::from)?;
        let content = content.map(Bytes::from_owner).unwrap_or_default();
        let url = self.url(&blob)?;
        let sending = call_blob(&self.service, url, method, options(name, given)?, content);
        start(py, sending.map_err(Failure::from)?)
    }

    /// Makes a call of that name on a container.
    fn call_container(
        &self,
        py: Python<'_>,
        name: &str,
        container: &str,
        given: &Bound<'_, PyDict>,
    ) -> PyResult<Call> {
        let method = ContainerMethod::named(Host::Python, name).map_err(Failure::from)?;
        let url = self.container(container)?;
        let sending = call_container(&self.service, url, method, options(name, given)?);
        start(py, sending.map_err(Failure::from)?)
    }

    /// Makes a call of that name on the account.
    fn call_account(
        &self,
        py: Python<'_>,
        name: &str,
        given: &Bound<'_, PyDict>,
    ) -> PyResult<Call> {
        let method = AccountMethod::named(Host::Python, name).map_err(Failure::from)?;
        let sending = call_account(&self.service, method, options(name, given)?);
        start(py, sending.map_err(Failure::from)?)
    }
}

impl Account {
    fn url(&self, name: &BlobName) -> Result<BlobUrl, Failure> {
        let BlobName(container, blob, snapshot, version) = name;
        let url = BlobUrl::new(self.container(container)?, blob)?;
        Ok(match (snapshot, version) {
            (Some(time), _) => url.at(BlobRevision::Snapshot(time.as_str().into())),
            (None, Some(id)) => url.at(BlobRevision::Version(id.as_str().into())),
            (None, None) => url,
        })
    }

    fn blob(&self, name: &BlobName) -> Result<BlobClient, Failure> {
        Ok(self.service.blob_at(self.url(name)?))
    }

    fn container(&self, name: &str) -> Result<ContainerUrl, Failure> {
        Ok(ContainerUrl::new(self.service.endpoint().clone(), name)?)
    }
}

fn start(py: Python<'_>, sending: Sending) -> PyResult<Call> {
    Call::start(py, async move { Ok(Answer::from(sending.await?)) })
}

fn credential(
    key: Option<(String, String)>,
    sas: Option<String>,
    tokens: Option<Py<PyAny>>,
) -> Result<ClientCredential, Failure> {
    if let Some((account, key)) = key {
        return Ok(Credential::shared_key(&account, &key)?.into());
    }
    if let Some(token) = sas {
        return Ok(Credential::sas(&token)?.into());
    }
    Ok(match tokens {
        Some(source) => ClientCredential::token(PythonTokens::new(source)),
        None => Credential::Anonymous.into(),
    })
}
