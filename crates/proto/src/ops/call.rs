//! Which operation a request asks for.

use bytes::Bytes;
use http::{Method, Request, StatusCode};

use crate::error_code::ErrorCode;
use crate::operation::{Operation, Serve};
use crate::ops::{
    AbortCopyBlob, AppendBlock, CopyBlob, CopyBlobFromUrl, CreateContainer, DeleteBlob,
    DeleteContainer, GetAccountInformation, GetBlob, GetBlobProperties, GetBlobTags,
    GetContainerProperties, GetUserDelegationKey, IncrementalCopyBlob, LeaseBlob, ListBlobs,
    PutBlob, PutBlobFromUrl, PutBlock, PutBlockFromUrl, PutBlockList, PutPage, SetBlobMetadata,
    SetBlobTier, SnapshotBlob,
};
use crate::service_error::ServiceError;
use crate::value::{Endpoint, metadata};
use crate::wire::field::Field;
use crate::wire::record::operation_known;
use crate::wire::{header, message, target};

/// Defines the calls, one variant an operation.
macro_rules! calls {
    ($( $operation:ident, )+) => {
        /// A request that a service has read: one of the operations.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Call {
            $(
                #[doc = concat!("[`", stringify!($operation), "`]")]
                $operation($operation),
            )+
        }

        impl Call {
            /// The operation's name in the REST reference.
            pub fn name(&self) -> &'static str {
                match self {
                    $( Self::$operation(_) => <$operation as Operation>::NAME, )+
                }
            }
        }

        $(
            impl From<$operation> for Call {
                fn from(operation: $operation) -> Self {
                    Self::$operation(operation)
                }
            }
        )+
    };
}

calls! {
    AbortCopyBlob,
    AppendBlock,
    CopyBlob,
    CopyBlobFromUrl,
    CreateContainer,
    DeleteBlob,
    DeleteContainer,
    GetAccountInformation,
    GetBlob,
    GetBlobProperties,
    GetBlobTags,
    GetContainerProperties,
    GetUserDelegationKey,
    IncrementalCopyBlob,
    LeaseBlob,
    ListBlobs,
    PutBlob,
    PutBlobFromUrl,
    PutBlock,
    PutBlockFromUrl,
    PutBlockList,
    PutPage,
    SetBlobMetadata,
    SetBlobTier,
    SnapshotBlob,
}

impl Call {
    /// Reads a request to `endpoint`.
    ///
    /// # Errors
    /// The refusal that the service would answer: of a verb or parameter that means nothing to it, or of what the
    /// operation itself refuses.
    pub fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let comp = target::parameter(request.uri(), "comp");
        let restype = target::parameter(request.uri(), "restype");
        let (restype, comp) = (restype.as_deref(), comp.as_deref());
        match *request.method() {
            Method::PUT => Self::parse_put(request, endpoint, restype, comp),
            Method::GET | Method::HEAD => Self::parse_get(request, endpoint, restype, comp),
            Method::DELETE => match (restype, comp) {
                (None, None) => read::<DeleteBlob>(request, endpoint),
                (Some("container"), None) => read::<DeleteContainer>(request, endpoint),
                _ => Err(unknown_parameter()),
            },
            Method::POST => match (restype, comp) {
                (Some("service"), Some("userdelegationkey")) => {
                    read::<GetUserDelegationKey>(request, endpoint)
                }
                _ => Err(unknown_parameter()),
            },
            _ => Err(ServiceError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                ErrorCode::UnsupportedHttpVerb,
                "The resource doesn't support specified Http Verb.",
            )
            .into()),
        }
    }

    fn parse_put(
        request: &Request<Bytes>,
        endpoint: &Endpoint,
        restype: Option<&str>,
        comp: Option<&str>,
    ) -> Result<Self, Box<ServiceError>> {
        metadata::check(request.headers())?;
        match (restype, comp) {
            (None, None) => Self::parse_whole_blob(request, endpoint),
            (None, Some("appendblock")) => read::<AppendBlock>(request, endpoint),
            (None, Some("block")) if request.headers().contains_key(&header::COPY_SOURCE) => {
                read::<PutBlockFromUrl>(request, endpoint)
            }
            (None, Some("block")) => read::<PutBlock>(request, endpoint),
            (None, Some("blocklist")) => read::<PutBlockList>(request, endpoint),
            (None, Some("copy")) => read::<AbortCopyBlob>(request, endpoint),
            (None, Some("incrementalcopy")) => read::<IncrementalCopyBlob>(request, endpoint),
            (None, Some("lease")) => read::<LeaseBlob>(request, endpoint),
            (None, Some("metadata")) => read::<SetBlobMetadata>(request, endpoint),
            (None, Some("page")) => read::<PutPage>(request, endpoint),
            (None, Some("snapshot")) => read::<SnapshotBlob>(request, endpoint),
            (None, Some("tier")) => read::<SetBlobTier>(request, endpoint),
            (Some("container"), None) => read::<CreateContainer>(request, endpoint),
            _ => Err(unknown_parameter()),
        }
    }

    /// A source makes it a copy; a type, or the wish to wait, says which.
    fn parse_whole_blob(
        request: &Request<Bytes>,
        endpoint: &Endpoint,
    ) -> Result<Self, Box<ServiceError>> {
        let headers = request.headers();
        if !headers.contains_key(&header::COPY_SOURCE) {
            return read::<PutBlob>(request, endpoint);
        }
        if Option::read(&header::REQUIRES_SYNC, headers)? == Some(true) {
            return read::<CopyBlobFromUrl>(request, endpoint);
        }
        if headers.contains_key(&header::BLOB_TYPE) {
            return read::<PutBlobFromUrl>(request, endpoint);
        }
        read::<CopyBlob>(request, endpoint)
    }

    fn parse_get(
        request: &Request<Bytes>,
        endpoint: &Endpoint,
        restype: Option<&str>,
        comp: Option<&str>,
    ) -> Result<Self, Box<ServiceError>> {
        let is_get = request.method() == Method::GET;
        match (restype, comp) {
            (None, None) if is_get => read::<GetBlob>(request, endpoint),
            (None, None) => read::<GetBlobProperties>(request, endpoint),
            (None, Some("tags")) if is_get => read::<GetBlobTags>(request, endpoint),
            (Some("container"), None) => read::<GetContainerProperties>(request, endpoint),
            (Some("container"), Some("list")) if is_get => read::<ListBlobs>(request, endpoint),
            (Some("account"), Some("properties")) => {
                read::<GetAccountInformation>(request, endpoint)
            }
            _ => Err(unknown_parameter()),
        }
    }
}

fn unknown_parameter() -> Box<ServiceError> {
    ServiceError::new(
        StatusCode::BAD_REQUEST,
        ErrorCode::InvalidQueryParameterValue,
        "Value for one of the query parameters specified in the request URI is invalid.",
    )
    .into()
}

fn read<O: Serve + Into<Call>>(
    request: &Request<Bytes>,
    endpoint: &Endpoint,
) -> Result<Call, Box<ServiceError>> {
    if let Some(version) = message::version(request)? {
        operation_known::<O>(&version)?;
    }
    O::parse(request, endpoint).map(Into::into)
}
