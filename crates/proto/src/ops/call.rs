//! Which operation a request asks for.

use bytes::Bytes;
use http::{Method, Request, StatusCode};

use crate::error_code::ErrorCode;
use crate::operation::{Operation, Serve};
use crate::ops::{AbortCopyBlob, CopyBlob, CreateContainer, GetBlob, GetBlobProperties, PutBlob};
use crate::service_error::ServiceError;
use crate::value::Endpoint;
use crate::wire::{header, target};

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
    CopyBlob,
    CreateContainer,
    GetBlob,
    GetBlobProperties,
    PutBlob,
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
        let has = |name: &http::HeaderName| request.headers().contains_key(name);
        match (request.method(), restype.as_deref(), comp.as_deref()) {
            (&Method::PUT, Some("container"), None) => read::<CreateContainer>(request, endpoint),
            (&Method::PUT, None, Some("copy")) => read::<AbortCopyBlob>(request, endpoint),
            (&Method::PUT, None, None) if has(&header::COPY_SOURCE) => {
                read::<CopyBlob>(request, endpoint)
            }
            (&Method::PUT, None, None) => read::<PutBlob>(request, endpoint),
            (&Method::GET, None, None) => read::<GetBlob>(request, endpoint),
            (&Method::HEAD, None, None) => read::<GetBlobProperties>(request, endpoint),
            (&Method::PUT | &Method::GET | &Method::HEAD, ..) => Err(ServiceError::new(
                StatusCode::BAD_REQUEST,
                ErrorCode::InvalidQueryParameterValue,
                "Value for one of the query parameters specified in the request URI is invalid.",
            )
            .into()),
            _ => Err(ServiceError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                ErrorCode::UnsupportedHttpVerb,
                "The resource doesn't support specified Http Verb.",
            )
            .into()),
        }
    }
}

fn read<O: Serve + Into<Call>>(
    request: &Request<Bytes>,
    endpoint: &Endpoint,
) -> Result<Call, Box<ServiceError>> {
    O::parse(request, endpoint).map(Into::into)
}
