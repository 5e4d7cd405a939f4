//! The calls around a copy, on a container or the account.

use std::time::SystemTime;

use blobcopy::proto::ops::{
    CreateContainer, DeleteContainer, GetAccountInformation, GetContainerProperties,
    GetUserDelegationKey, ListBlobs,
};
use blobcopy::proto::{HeaderText, HttpDate};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::Account;
use crate::asked::{ContainerWords, ListWords, lease_id};
use crate::call::Call;
use crate::failure::Failure;
use crate::told::{self, dict, text, time};

#[pymethods]
impl Account {
    fn create_container(
        &self,
        py: Python<'_>,
        container: &str,
        asked: ContainerWords,
    ) -> PyResult<Call> {
        let mut create = CreateContainer::new(self.container(container)?);
        create.options = asked.for_creation().map_err(Failure::from)?;
        self.call(py, create, asked.timeout, |py, output| {
            Ok(dict!(py, {
                "etag": text(&output.etag),
                "last_modified": time(output.last_modified),
            }))
        })
    }

    fn delete_container(
        &self,
        py: Python<'_>,
        container: &str,
        asked: ContainerWords,
    ) -> PyResult<Call> {
        let mut delete = DeleteContainer::new(self.container(container)?);
        delete.options = asked.for_deletion()?;
        self.call(py, delete, asked.timeout, |py, _| Ok(PyDict::new(py)))
    }

    fn container_properties(
        &self,
        py: Python<'_>,
        container: &str,
        asked: ContainerWords,
    ) -> PyResult<Call> {
        let mut question = GetContainerProperties::new(self.container(container)?);
        question.options.lease_id = lease_id(&asked.lease_id).map_err(Failure::from)?;
        self.call(py, question, asked.timeout, told::container)
    }

    /// One page of a container's blobs.
    fn list_page(&self, py: Python<'_>, container: &str, asked: ListWords) -> PyResult<Call> {
        let timeout = asked.timeout;
        let mut question = ListBlobs::new(self.container(container)?);
        question.options = asked.read().map_err(Failure::from)?;
        self.call(py, question, timeout, |py, page| {
            let blobs = page.blobs.iter().map(|blob| told::listed_blob(py, blob));
            let blobs = blobs.collect::<PyResult<Vec<_>>>()?;
            let prefixes = page.prefixes.iter().map(|prefix| prefix.name.as_str());
            Ok(dict!(py, {
                "blobs": blobs,
                "prefixes": PyList::new(py, prefixes.collect::<Vec<_>>())?,
                "next_marker": page.next_marker.as_deref(),
            }))
        })
    }

    fn user_delegation_key(
        &self,
        py: Python<'_>,
        start: SystemTime,
        expiry: SystemTime,
        tenant: Option<&str>,
        timeout: Option<u32>,
    ) -> PyResult<Call> {
        let start = HttpDate::new(start).map_err(Failure::from)?;
        let expiry = HttpDate::new(expiry).map_err(Failure::from)?;
        let mut question =
            GetUserDelegationKey::new(self.service.endpoint().clone(), start, expiry);
        let tenant = tenant.map(HeaderText::parse).transpose();
        question.delegated_user_tid = tenant.map_err(Failure::from)?;
        self.call(py, question, timeout, told::delegation_key)
    }

    fn account_information(&self, py: Python<'_>, timeout: Option<u32>) -> PyResult<Call> {
        let question = GetAccountInformation::new(self.service.endpoint().clone());
        self.call(py, question, timeout, |py, output| {
            Ok(dict!(py, {
                "sku_name": text(&output.sku_name),
                "account_kind": text(&output.account_kind),
                "is_hns_enabled": output.is_hns_enabled,
            }))
        })
    }
}
