//! An account, and the calls that can be made to it.

mod blobs;
mod containers;
mod copies;
mod looking;

use std::time::Duration;

use blobcopy::proto::job::RetryPolicy;
use blobcopy::proto::ops::OperationKind;
use blobcopy::proto::{
    BlobRevision, BlobUrl, ContainerUrl, Endpoint, Invalid, Operation, Receipt, ReplyBody,
    ServerTimeout, ServiceVersion,
};
use blobcopy::{
    BlobClient, BlobServiceClient, ClientConfig, ClientCredential, Credential, ProxyChoice,
    ProxyUrl,
};
use bytes::Bytes;
use http::{Request, Response};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::asked::words;
use crate::call::{Answer, Call};
use crate::credential::PythonTokens;
use crate::failure::Failure;
use crate::told;

/// A client of one account, in one process.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct Account {
    service: BlobServiceClient,
}

words! {
    /// How a client talks to the service.
    struct ConfigWords {
        version: Option<String>,
        connection_timeout: Option<Duration>,
        read_timeout: Option<Duration>,
        connections: Option<usize>,
        attempts: Option<u32>,
        first_wait: Option<Duration>,
        longest_wait: Option<Duration>,
        token_scope: Option<String>,
        user_agent: Option<String>,
        /// A URL; empty for none at all.
        proxy: Option<String>,
        /// Certificates to trust, in PEM.
        trusted: Option<Vec<u8>>,}
}

/// A blob by its container, its name, and its snapshot or version if it is not the current one.
#[derive(FromPyObject)]
pub(crate) struct BlobName(String, String, Option<String>, Option<String>);

#[pymethods]
impl Account {
    /// A client of the account at `endpoint`, let in with a key (name and text), a SAS, an object that fetches tokens,
    /// or with nothing.
    #[new]
    #[pyo3(signature = (endpoint, *, key=None, sas=None, tokens=None, config=None))]
    fn new(
        endpoint: &str,
        key: Option<(String, String)>,
        sas: Option<String>,
        tokens: Option<Py<PyAny>>,
        config: Option<ConfigWords>,
    ) -> PyResult<Self> {
        let credential = credential(key, sas, tokens)?;
        let config = config.unwrap_or_default().read()?;
        let endpoint = Endpoint::parse(endpoint).map_err(Failure::from)?;
        let service = BlobServiceClient::with_config(endpoint, credential, config);
        Ok(Self {
            service: service.map_err(Failure::from)?,
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
}

impl Account {
    pub(crate) fn url(&self, name: &BlobName) -> Result<BlobUrl, Failure> {
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

    /// Calls an operation, and tells its output in a dictionary, what every reply carries beside it.
    fn call<O, T>(
        &self,
        py: Python<'_>,
        operation: O,
        timeout: Option<u32>,
        tell: T,
    ) -> PyResult<Call>
    where
        O: Operation<Output: Send> + Send + Sync + 'static,
        T: for<'py> FnOnce(Python<'py>, &O::Output) -> PyResult<Bound<'py, PyDict>>
            + Send
            + 'static,
    {
        let timeout = timeout.map(ServerTimeout::seconds).transpose();
        let operation = Timed(operation, timeout.map_err(Failure::from)?);
        let service = self.service.clone();
        Call::start(py, async move {
            let (output, receipt): (O::Output, Receipt) =
                service.call_with_receipt(&operation).await?;
            Ok(Answer::told(move |py| {
                let dict = tell(py, &output)?;
                told::receipt(&dict, &receipt)?;
                Ok(dict.into_any())
            }))
        })
    }
}

/// An operation that the service may take only so long for.
struct Timed<O>(O, Option<ServerTimeout>);

impl<O: Operation> Operation for Timed<O> {
    type Output = O::Output;
    const KIND: OperationKind = O::KIND;
    const REPLY_BODY: ReplyBody = O::REPLY_BODY;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = self.0.request(version)?;
        if let Some(timeout) = self.1 {
            timeout.set(&mut request)?;
        }
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<O::Output, blobcopy::proto::Error> {
        O::decode(reply)
    }
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

impl ConfigWords {
    fn read(self) -> Result<ClientConfig, Failure> {
        let mut config = ClientConfig::default();
        config.retry = self.retry();
        if let Some(version) = &self.version {
            config.version = ServiceVersion::parse(version)?;
        }
        config.connect_timeout = self.connection_timeout.unwrap_or(config.connect_timeout);
        config.reply_timeout = self.read_timeout.unwrap_or(config.reply_timeout);
        config.read_timeout = self.read_timeout.unwrap_or(config.read_timeout);
        config.connections = self.connections.unwrap_or(config.connections);
        config.token_scope = self.token_scope.unwrap_or(config.token_scope);
        config.user_agent = self.user_agent;
        config.proxy = match self.proxy.as_deref() {
            None => ProxyChoice::FromEnvironment,
            Some("") => ProxyChoice::Direct,
            Some(url) => ProxyChoice::Through(ProxyUrl::parse(url)?),
        };
        if let Some(pem) = &self.trusted {
            config.trust_pem(pem)?;
        }
        Ok(config)
    }

    fn retry(&self) -> RetryPolicy {
        let mut retry = RetryPolicy::default();
        retry.attempts = self.attempts.unwrap_or(retry.attempts);
        retry.first_wait = self.first_wait.unwrap_or(retry.first_wait);
        retry.longest_wait = self.longest_wait.unwrap_or(retry.longest_wait);
        retry
    }
}
