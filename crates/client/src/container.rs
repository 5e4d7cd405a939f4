//! A container.

use std::sync::Arc;

use blobcopy_proto::ops::{
    ContainerProperties, CreateContainer, CreateContainerOutput, DeleteContainer,
    GetContainerProperties,
};
use blobcopy_proto::{BlobUrl, ContainerUrl};

use crate::blob::BlobClient;
use crate::connection::Connection;
use crate::error::Error;

/// A client of one container. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ContainerClient {
    connection: Arc<Connection>,
    url: ContainerUrl,
}

impl ContainerClient {
    pub(crate) fn new(connection: Arc<Connection>, url: ContainerUrl) -> Self {
        Self { connection, url }
    }

    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.connection
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
        Ok(BlobClient::new(Arc::clone(&self.connection), url))
    }

    /// The container's properties.
    ///
    /// # Errors
    /// `NotFound` if it is not there.
    pub async fn properties(&self) -> Result<ContainerProperties, Error> {
        self.connection
            .call(&GetContainerProperties::new(self.url.clone()))
            .await
    }

    /// Deletes the container and all that is in it. Its name is free again after half a minute or more.
    ///
    /// # Errors
    /// `NotFound` if it is not there.
    pub async fn delete(&self) -> Result<(), Error> {
        self.connection
            .call(&DeleteContainer::new(self.url.clone()))
            .await
            .map(|_| ())
    }

    /// Makes the container.
    ///
    /// # Errors
    /// `Conflict` with `ContainerAlreadyExists` if it is there.
    pub async fn create(&self) -> Result<CreateContainerOutput, Error> {
        self.connection
            .call(&CreateContainer::new(self.url.clone()))
            .await
    }
}
