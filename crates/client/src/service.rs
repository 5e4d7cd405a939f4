//! A client of one account.

use std::fmt;
use std::sync::Arc;

use blobcopy_auth::{ConnectionString, environment};
use blobcopy_proto::care::CredentialKind;
use blobcopy_proto::job::{CopyPolicy, CopyTicket};
use blobcopy_proto::{BlobUrl, ContainerUrl, Endpoint, ErrorKind, Operation, Receipt};
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

const NO_ACCOUNT: &str = "the environment names no account; set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT with AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN";

impl BlobServiceClient {
    /// Creates a client of the account at `endpoint`, such as `https://acct.blob.core.windows.net`.
    ///
    /// # Errors
    /// If the endpoint is not the root of an account, or the system's certificates cannot be read.
    pub fn new(endpoint: &str, credential: impl Into<ClientCredential>) -> Result<Self, Error> {
        Self::with_config(
            Endpoint::parse(endpoint)?,
            credential,
            ClientConfig::default(),
        )
    }

    /// Creates a client of the account in a connection string, with the key or SAS in it.
    ///
    /// # Errors
    /// If the connection string is incomplete or contradicts itself, or the system's certificates cannot be read.
    pub fn from_connection_string(text: &str) -> Result<Self, Error> {
        let named = ConnectionString::parse(text)
            .map_err(|error| Error::unusable_account("the connection string", error))?;
        Self::new(&named.blob_endpoint, named.credential)
    }

    /// Creates a client of the account in the environment variables that Azure's tools read: either
    /// `AZURE_STORAGE_CONNECTION_STRING`, or `AZURE_STORAGE_ACCOUNT` with `AZURE_STORAGE_KEY` or
    /// `AZURE_STORAGE_SAS_TOKEN`. With the account alone, requests are not authorized.
    ///
    /// # Errors
    /// If none of the variables is set, if they are incomplete or contradict each other, or if the system's certificates
    /// cannot be read.
    pub fn from_env() -> Result<Self, Error> {
        let named = environment(|name| std::env::var(name).ok())
            .map_err(|error| Error::unusable_account("the account from the environment", error))?
            .ok_or_else(|| Error::said(ErrorKind::Invalid, NO_ACCOUNT))?;
        Self::new(&named.blob_endpoint, named.credential)
    }

    /// Creates a client with its own settings.
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

    /// Calls any operation of the service, and retries after temporary failures. For operations that have no method of
    /// their own, and options that the methods do not take.
    ///
    /// # Errors
    /// If the service refuses the request, or no response arrives.
    pub async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        self.account.call(operation).await
    }

    /// As [`call`](Self::call). Also returns the fields that every reply has: the service's request id and its time.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn call_with_receipt<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<(O::Output, Receipt), Error> {
        self.account.call_with_receipt(operation).await
    }

    /// A client of one container.
    ///
    /// # Errors
    /// If the name is not a valid container name.
    pub fn container(&self, name: &str) -> Result<ContainerClient, Error> {
        let url = ContainerUrl::new(self.endpoint.clone(), name)?;
        Ok(ContainerClient::new(Arc::clone(&self.account), url))
    }

    /// A client of one blob, by the names of its container and of the blob. Names are not percent-encoded.
    ///
    /// # Errors
    /// If a name is not valid.
    pub fn blob(&self, container: &str, name: &str) -> Result<BlobClient, Error> {
        self.container(container)?.blob(name)
    }

    /// Resumes tracking a copy that was started elsewhere or earlier. Sends no request before the copy is waited for.
    ///
    /// # Errors
    /// If the ticket's destination is not at this client's endpoint.
    pub fn resume(&self, ticket: &CopyTicket) -> Result<CopyOperation, Error> {
        self.resume_with(ticket, CopyPolicy::default())
    }

    /// Resumes tracking a copy with a policy.
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
            let sentence = format!(
                "the ticket is for {}, which is not at the endpoint of this client; use a client of that account",
                ticket.destination
            );
            return Err(Error::said(ErrorKind::Invalid, sentence));
        }
        let job = self.account.copies.resume(ticket, policy);
        let destination = self.blob_at(ticket.destination.clone());
        let copy = OngoingCopy::new(destination, job, Aftercare::default());
        Ok(CopyOperation::new(copy))
    }

    /// A client of the blob at `url`. If the URL is not at this client's endpoint, its requests fail before they are
    /// sent, because a credential is for one account.
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
    /// A client of this blob's account.
    pub fn service(&self) -> BlobServiceClient {
        BlobServiceClient {
            account: Arc::clone(self.account()),
            endpoint: self.url().endpoint().clone(),
        }
    }
}
