//! A container.

use std::fmt;
use std::sync::Arc;

use blobcopy_proto::ops::{
    ContainerProperties, CreateContainer, CreateContainerOutput, DeleteContainer,
    GetContainerProperties,
};
use blobcopy_proto::{BlobUrl, ContainerUrl};

use crate::account::Account;
use crate::blob::BlobClient;
use crate::error::Error;

/// A client of one container. Cheap to clone.
#[derive(Clone)]
pub struct ContainerClient {
    account: Arc<Account>,
    url: ContainerUrl,
}

impl ContainerClient {
    pub(crate) fn new(account: Arc<Account>, url: ContainerUrl) -> Self {
        Self { account, url }
    }

    pub(crate) fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// The container.
    pub fn url(&self) -> &ContainerUrl {
        &self.url
    }

    /// One of its blobs, by its name as people write it.
    ///
    /// # Errors
    /// If no blob can have that name.
    pub fn blob(&self, name: &str) -> Result<BlobClient, Error> {
        let url = BlobUrl::new(self.url.clone(), name)?;
        Ok(BlobClient::new(Arc::clone(&self.account), url))
    }

    /// The container's properties.
    ///
    /// # Errors
    /// `NotFound` if it is not there.
    pub async fn properties(&self) -> Result<ContainerProperties, Error> {
        self.account
            .call(&GetContainerProperties::new(self.url.clone()))
            .await
    }

    /// Deletes the container and all that is in it. Its name is free again after half a minute or more.
    ///
    /// # Errors
    /// `NotFound` if it is not there.
    pub async fn delete(&self) -> Result<(), Error> {
        self.account
            .call(&DeleteContainer::new(self.url.clone()))
            .await
            .map(|_| ())
    }

    /// Makes the container.
    ///
    /// # Errors
    /// `Conflict` with `ContainerAlreadyExists` if it is there.
    pub async fn create(&self) -> Result<CreateContainerOutput, Error> {
        self.account
            .call(&CreateContainer::new(self.url.clone()))
            .await
    }
}

impl BlobClient {
    /// The container that it is in.
    pub fn container(&self) -> ContainerClient {
        ContainerClient::new(Arc::clone(self.account()), self.url().container().clone())
    }
}

impl fmt::Debug for ContainerClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContainerClient({})", self.url)
    }
}
