//! A client of one container.

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
///
/// ```no_run
/// # async fn example(service: blobcopy::BlobServiceClient) -> Result<(), blobcopy::Error> {
/// let container = service.container("backups")?;
/// container.create().await?;
/// container.blob("hello.txt")?.upload("hello").await?;
/// # Ok(())
/// # }
/// ```
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

    /// The container's URL.
    pub fn url(&self) -> &ContainerUrl {
        &self.url
    }

    /// A client of one blob in this container. `name` is not percent-encoded.
    ///
    /// # Errors
    /// If the name is not a valid blob name.
    pub fn blob(&self, name: &str) -> Result<BlobClient, Error> {
        let url = BlobUrl::new(self.url.clone(), name)?;
        Ok(BlobClient::new(Arc::clone(&self.account), url))
    }

    /// Returns the container's properties.
    ///
    /// # Errors
    /// `NotFound` if the container does not exist.
    pub async fn properties(&self) -> Result<ContainerProperties, Error> {
        self.account
            .call(&GetContainerProperties::new(self.url.clone()))
            .await
    }

    /// Deletes the container and its blobs. The name cannot be used again for at least half a minute.
    ///
    /// # Errors
    /// `NotFound` if the container does not exist.
    pub async fn delete(&self) -> Result<(), Error> {
        self.account
            .call(&DeleteContainer::new(self.url.clone()))
            .await
            .map(|_| ())
    }

    /// Creates the container.
    ///
    /// # Errors
    /// `Conflict` with `ContainerAlreadyExists` if the container exists.
    pub async fn create(&self) -> Result<CreateContainerOutput, Error> {
        self.account
            .call(&CreateContainer::new(self.url.clone()))
            .await
    }
}

impl BlobClient {
    /// The container of this blob.
    pub fn container(&self) -> ContainerClient {
        ContainerClient::new(Arc::clone(self.account()), self.url().container().clone())
    }
}

impl fmt::Debug for ContainerClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContainerClient({})", self.url)
    }
}
