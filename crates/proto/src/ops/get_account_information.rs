//! [*Get Account Information*](https://learn.microsoft.com/rest/api/storageservices/get-account-information).

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Serve, ServiceError};
use crate::value::{BlobUrl, ContainerUrl, Endpoint, HeaderText, ServiceVersion};
use crate::wire::message;
use crate::wire::record::header_record;

/// Gets the type of an account. Also a cheap way to check a credential.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetAccountInformation {
    /// The resource to address. A SAS for a container or blob is valid only there.
    pub subject: AccountSubject,
}

/// The resource that the request addresses.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AccountSubject {
    /// The account.
    Service(Endpoint),
    /// A container of the account.
    Container(ContainerUrl),
    /// A blob of the account.
    Blob(BlobUrl),
}

header_record! {
    /// The type of an account.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AccountInformation {
        /// The SKU: performance and replication, such as `Standard_LRS`.
        pub sku_name: Option<HeaderText> = SKU_NAME,
        /// The kind of the account, such as `StorageV2`.
        pub account_kind: Option<HeaderText> = ACCOUNT_KIND,
        /// Whether the account has a hierarchical namespace.
        pub is_hns_enabled: Option<bool> = IS_HNS_ENABLED,
    }
}

impl GetAccountInformation {
    /// Gets the type of the account at `endpoint`.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            subject: AccountSubject::Service(endpoint),
        }
    }
}

impl AccountSubject {
    fn target(&self) -> String {
        let mut target = match self {
            Self::Service(endpoint) => message::service_target(endpoint),
            Self::Container(container) => container.to_string(),
            Self::Blob(blob) => blob.to_string(),
        };
        message::push_kind(&mut target, GetAccountInformation::KIND);
        target
    }

    /// A single segment is a container, except within the root container.
    #[cfg(feature = "serve")]
    fn of_target(uri: &http::Uri, endpoint: &Endpoint) -> Result<Self, Invalid> {
        let path = endpoint.path_below(uri);
        Ok(match path.trim_end_matches('/') {
            "" => Self::Service(endpoint.clone()),
            path if path.contains('/') => Self::Blob(BlobUrl::of_target(uri, endpoint)?),
            _ => Self::Container(ContainerUrl::of_target(uri, endpoint)?),
        })
    }
}

impl Operation for GetAccountInformation {
    type Output = AccountInformation;
    const KIND: OperationKind = OperationKind::GetAccountInformation;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        message::request(Self::KIND, self.subject.target(), version)
    }

    fn decode(reply: &Response<Bytes>) -> Result<AccountInformation, Error> {
        AccountInformation::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for GetAccountInformation {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            subject: AccountSubject::of_target(request.uri(), endpoint)?,
        })
    }

    fn reply(output: &AccountInformation) -> Response<Bytes> {
        serve::reply(StatusCode::OK, |headers| output.write(headers))
    }
}
