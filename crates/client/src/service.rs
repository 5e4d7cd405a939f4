//! An account.

use std::fmt;
use std::sync::Arc;

use blobcopy_auth::{ConnectionString, environment};
use blobcopy_proto::care::CredentialKind;
use blobcopy_proto::job::{CopyPolicy, CopyTicket};
use blobcopy_proto::{BlobUrl, ContainerUrl, Endpoint, Operation, Receipt};
use http::Uri;

use crate::account::Account;
use crate::blob::BlobClient;
use crate::care::Aftercare;
use crate::client_credential::ClientCredential;
use crate::config::ClientConfig;
use crate::container::ContainerClient;
use crate::copy::CopyOperation;
use crate::error::Error;
use crate::network::Network;
use crate::ongoing_copy::OngoingCopy;

/// A client of one account's Blob service. Cheap to clone; clones share their connections.
///
/// ```no_run
/// use blobcopy::BlobServiceClient;
///
/// #[tokio::main]
/// async fn main() -> Result<(), blobcopy::Error> {
///     let service = BlobServiceClient::from_env()?;
///     let source = service.blob("live", "db.vhd")?;
///     let copied = service.blob("backups", "db.vhd")?.copy(&source).await?;
///     println!("copy {}: {}", copied.id, copied.status);
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct BlobServiceClient {
    account: Arc<Account>,
    endpoint: Endpoint,
}

impl BlobServiceClient {
    /// A client of the account at `endpoint`, such as `https://acct.blob.core.windows.net`.
    ///
    /// # Errors
    /// If the endpoint names no account's root, or the system's certificates cannot be read.
    pub fn new(endpoint: &str, credential: impl Into<ClientCredential>) -> Result<Self, Error> {
        Self::with_config(
            Endpoint::parse(endpoint)?,
            credential,
            ClientConfig::default(),
        )
    }

    /// A client of the account that a connection string names, with the key or SAS in it.
    ///
    /// # Errors
    /// If the connection string is incomplete or contradicts itself, or the system's certificates cannot be read.
    pub fn from_connection_string(text: &str) -> Result<Self, Error> {
        let named = ConnectionString::parse(text).map_err(Error::unusable_connection_string)?;
        Self::new(&named.blob_endpoint, named.credential)
    }

    /// A client of the account that the environment names, by the variables that Azure's tools read: either
    /// `AZURE_STORAGE_CONNECTION_STRING`, or `AZURE_STORAGE_ACCOUNT` with `AZURE_STORAGE_KEY` or
    /// `AZURE_STORAGE_SAS_TOKEN`. With the account alone, requests are not authorized.
    ///
    /// # Errors
    /// If none of the variables is set, if they are incomplete or contradict each other, or if the system's certificates
    /// cannot be read.
    pub fn from_env() -> Result<Self, Error> {
        let named = environment(|name| std::env::var(name).ok())
            .map_err(Error::unusable_connection_string)?
            .ok_or_else(Error::no_account_in_environment)?;
        Self::new(&named.blob_endpoint, named.credential)
    }

    /// A client with settings of its own.
    ///
    /// # Errors
    /// If the user agent is not visible ASCII, or the system's certificates cannot be read.
    pub fn with_config(
        endpoint: Endpoint,
        credential: impl Into<ClientCredential>,
        config: ClientConfig,
    ) -> Result<Self, Error> {
        let network = Network::new(config)?;
        let account = Account::new(network, endpoint.clone(), credential.into())?;
        Ok(Self { account, endpoint })
    }

    pub(crate) fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// The kind of the client's credential.
    pub fn credential_kind(&self) -> CredentialKind {
        self.account.authority.credential_kind()
    }

    /// The settings of the client.
    pub fn config(&self) -> &ClientConfig {
        &self.account.network.config
    }

    /// Where the account answers.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Calls any operation of the service, and again where trouble may pass: those that have no method of their own,
    /// or options that the methods do not take.
    ///
    /// # Errors
    /// What the service refuses, and whatever keeps its answer from arriving.
    pub async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        self.account.call(operation).await
    }

    /// As [`call`](Self::call), with what every reply carries: the service's name for the request, and its time.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn call_with_receipt<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<(O::Output, Receipt), Error> {
        self.account.call_with_receipt(operation).await
    }

    /// One of its containers.
    ///
    /// # Errors
    /// If no container can have that name.
    pub fn container(&self, name: &str) -> Result<ContainerClient, Error> {
        let url = ContainerUrl::new(self.endpoint.clone(), name)?;
        Ok(ContainerClient::new(Arc::clone(&self.account), url))
    }

    /// One of its blobs, by the name of its container and its own, as people write them.
    ///
    /// # Errors
    /// If no container or blob can have that name.
    pub fn blob(&self, container: &str, name: &str) -> Result<BlobClient, Error> {
        self.container(container)?.blob(name)
    }

    /// Goes on with a copy that was started elsewhere or earlier. Nothing is asked before it is waited for.
    ///
    /// # Errors
    /// If the ticket's destination is not one of this account's endpoint.
    pub fn resume(&self, ticket: &CopyTicket) -> Result<CopyOperation, Error> {
        self.resume_with(ticket, CopyPolicy::default())
    }

    /// Goes on with a copy, watching it in another way than usual.
    ///
    /// # Errors
    /// As [`resume`](Self::resume).
    pub fn resume_with(
        &self,
        ticket: &CopyTicket,
        policy: CopyPolicy,
    ) -> Result<CopyOperation, Error> {
        let destination = Uri::try_from(ticket.destination.to_string());
        if !destination.is_ok_and(|destination| self.endpoint.is_root_of(&destination)) {
            return Err(Error::foreign_ticket(&ticket.destination));
        }
        let job = self.account.copies.resume(ticket, policy);
        let destination = self.blob_at(ticket.destination.clone());
        let copy = OngoingCopy::new(destination, job, Aftercare::default());
        Ok(CopyOperation::new(copy))
    }

    /// The blob of that URL. If it is not at this client's endpoint, its requests fail before they are sent: a credential
    /// is for one account.
    pub fn blob_at(&self, url: BlobUrl) -> BlobClient {
        BlobClient::new(Arc::clone(&self.account), url)
    }
}

impl fmt::Debug for BlobServiceClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobServiceClient({})", self.endpoint)
    }
}

impl BlobClient {
    /// The account that it is in.
    pub fn service(&self) -> BlobServiceClient {
        BlobServiceClient {
            account: Arc::clone(self.account()),
            endpoint: self.url().endpoint().clone(),
        }
    }
}
