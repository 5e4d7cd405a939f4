//! The recognition of operations in requests.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};

use crate::error_code::ErrorCode;
use crate::ops::*;
use crate::serve::{self, Serve, metadata};
use crate::service_error::ServiceError;
use crate::value::service_version::operation_known_since;
use crate::value::{BlobUrl, ContainerUrl, Endpoint};
use crate::wire::field::Field;
use crate::wire::{header, target};

/// Defines the calls, one variant for each operation, from the rows of the table.
macro_rules! calls {
    ($( $operation:ident { $resource:ident ($part:ident) $(if $condition:ident)?; $($facts:tt)* } )+) => {
        /// A request that a service received, as one of the operations.
        #[derive(Clone, Debug, PartialEq)]
        #[expect(clippy::exhaustive_enums, reason = "a service that lacks a new operation must not compile")]
        pub enum Call {
            $(
                #[doc = concat!("[`", stringify!($operation), "`]")]
                $operation($operation),
            )+
        }

        impl Call {
            /// The kind of the operation.
            pub fn kind(&self) -> OperationKind {
                match self {
                    $( Self::$operation(_) => OperationKind::$operation, )+
                }
            }

            /// The permissions of a SAS of which one is enough for it; `None` if no SAS authorizes it.
            pub fn sas(&self) -> Option<&'static str> {
                match self {
                    $( Self::$operation(call) => call.sas(), )+
                }
            }

            fn resource(&self) -> &dyn Named {
                match self {
                    $( Self::$operation(call) => &call.$part, )+
                }
            }

            fn read(
                kind: OperationKind,
                request: &Request<Bytes>,
                endpoint: &Endpoint,
            ) -> Result<Self, Box<ServiceError>> {
                Ok(match kind {
                    $( OperationKind::$operation => Self::$operation(Serve::parse(request, endpoint)?), )+
                })
            }
        }

        impl OperationKind {
            /// Whether the headers meet the row's condition, if it has one.
            fn is_marked_in(self, _headers: &HeaderMap) -> bool {
                match self {
                    $( Self::$operation => true $( && $condition(_headers) )?, )+
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

crate::operations!(calls);

impl Call {
    /// Parses a request to `endpoint`.
    ///
    /// # Errors
    /// The refusal that the service would send: for an unknown method or parameter, or for a value that the operation
    /// refuses.
    pub fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        if request.method() == Method::PUT {
            metadata::check(request.headers())?;
        }
        let kind = OperationKind::of(request).ok_or_else(|| unknown(request.method()))?;
        let kind = match kind {
            // Microsoft's JavaScript client takes the account in a path-style URL for a container.
            OperationKind::BlobBatchInContainer
                if serve::account_alone(request, endpoint).is_ok() =>
            {
                OperationKind::BlobBatch
            }
            kind => kind,
        };
        if let (Some(since), Some(version)) = (kind.facts().since, serve::version(request)?) {
            operation_known_since(&version, kind.name(), since)?;
        }
        Self::read(kind, request, endpoint)
    }

    /// The blob of the request, if it addresses one.
    pub fn blob(&self) -> Option<&BlobUrl> {
        self.resource().blob()
    }

    /// The container of the request, or of its blob.
    pub fn container(&self) -> Option<&ContainerUrl> {
        self.resource().container()
    }
}

/// A resource that a request can address.
trait Named {
    fn blob(&self) -> Option<&BlobUrl> {
        None
    }

    fn container(&self) -> Option<&ContainerUrl> {
        None
    }
}

impl Named for BlobUrl {
    fn blob(&self) -> Option<&BlobUrl> {
        Some(self)
    }

    fn container(&self) -> Option<&ContainerUrl> {
        Some(self.container())
    }
}

impl Named for ContainerUrl {
    fn container(&self) -> Option<&ContainerUrl> {
        Some(self)
    }
}

impl Named for Endpoint {}

impl Named for AccountSubject {}

impl OperationKind {
    /// The operation of a request, as far as method, target and headers show; `None` if it is none of these.
    pub fn of<B>(request: &Request<B>) -> Option<Self> {
        let restype = target::parameter(request.uri(), "restype");
        let comp = target::parameter(request.uri(), "comp");
        let is_meant = |kind: &&Self| {
            let facts = kind.facts();
            (facts.method == request.method() || facts.also == Some(request.method()))
                && facts.restype() == restype.as_deref()
                && facts.comp == comp.as_deref()
                && kind.is_marked_in(request.headers())
        };
        Self::ALL.iter().find(is_meant).copied()
    }
}

fn has_source(headers: &HeaderMap) -> bool {
    headers.contains_key(&header::COPY_SOURCE)
}

/// If the value cannot be read, the operation refuses it.
fn is_synchronous(headers: &HeaderMap) -> bool {
    let wish = Option::<bool>::read(&header::REQUIRES_SYNC, headers);
    has_source(headers) && !matches!(wish, Ok(None | Some(false)))
}

fn is_typed_copy(headers: &HeaderMap) -> bool {
    has_source(headers) && headers.contains_key(&header::BLOB_TYPE)
}

/// The refusal of a request that is none of the operations.
fn unknown(method: &Method) -> Box<ServiceError> {
    let is_verb = OperationKind::ALL
        .iter()
        .any(|kind| kind.facts().method == method);
    let refusal = match is_verb {
        true => ServiceError::new(
            StatusCode::BAD_REQUEST,
            ErrorCode::InvalidQueryParameterValue,
            "Value for one of the query parameters specified in the request URI is invalid.",
        ),
        false => ServiceError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            ErrorCode::UnsupportedHttpVerb,
            "The resource doesn't support specified Http Verb.",
        ),
    };
    refusal.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(method: &str, target: &str, headers: &[(&str, &str)]) -> Option<OperationKind> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://h/a{target}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        OperationKind::of(&request.body(()).unwrap())
    }

    #[test]
    fn a_source_a_type_and_the_wish_to_wait_tell_whole_blobs_apart() {
        use OperationKind::*;
        let source = ("x-ms-copy-source", "https://h/b/c");
        let sync = |wish| ("x-ms-requires-sync", wish);
        let block = ("x-ms-blob-type", "BlockBlob");
        for (headers, expected) in [
            (&[][..], PutBlob),
            (&[block], PutBlob),
            (&[source], CopyBlob),
            (&[source, sync("false")], CopyBlob),
            (&[source, block], PutBlobFromUrl),
            (&[source, block, sync("False")], PutBlobFromUrl),
            (&[source, sync("True")], CopyBlobFromUrl),
            (&[source, block, sync("true")], CopyBlobFromUrl),
        ] {
            assert_eq!(
                kind("PUT", "/box/b", headers),
                Some(expected),
                "{headers:?}"
            );
        }
        let block = "/box/b?comp=block&blockid=MQ%3D%3D";
        assert_eq!(kind("PUT", block, &[]), Some(PutBlock));
        assert_eq!(kind("PUT", block, &[source]), Some(PutBlockFromUrl));
    }

    #[test]
    fn properties_are_asked_for_by_get_and_by_head() {
        use OperationKind::*;
        for method in ["GET", "HEAD"] {
            let container = kind(method, "/box?restype=container", &[]);
            assert_eq!(container, Some(GetContainerProperties));
            let account = kind(method, "/?restype=account&comp=properties", &[]);
            assert_eq!(account, Some(GetAccountInformation));
        }
        assert_eq!(kind("GET", "/box/b", &[]), Some(GetBlob));
        assert_eq!(kind("HEAD", "/box/b", &[]), Some(GetBlobProperties));
    }

    #[test]
    fn what_is_no_operation_has_no_kind() {
        for (method, target) in [
            ("POST", "/box/b"),
            ("PUT", "/box/b?comp=dance"),
            ("PATCH", "/box/b"),
            ("GET", "/?comp=dance"),
            ("HEAD", "/box?restype=container&comp=list"),
            ("PUT", "/box/b?restype=blob"),
        ] {
            assert_eq!(kind(method, target, &[]), None, "{method} {target}");
        }
    }

    #[test]
    fn a_batch_in_a_container_that_is_not_named_is_one_of_the_account() {
        let endpoint = Endpoint::parse("http://127.0.0.1:1/acct").unwrap();
        for (target, kind) in [
            (
                "acct?restype=container&comp=batch",
                OperationKind::BlobBatch,
            ),
            (
                "acct/box?restype=container&comp=batch",
                OperationKind::BlobBatchInContainer,
            ),
        ] {
            let request = Request::post(format!("http://127.0.0.1:1/{target}"))
                .header("content-type", "multipart/mixed; boundary=b")
                .body(Bytes::new())
                .unwrap();
            assert_eq!(Call::parse(&request, &endpoint).unwrap().kind(), kind);
        }
    }

    #[test]
    fn the_wish_to_wait_that_cannot_be_read_is_refused() {
        let endpoint = Endpoint::parse("http://h/a").unwrap();
        let request = Request::put("http://h/a/box/b")
            .header("x-ms-copy-source", "https://h/b/c")
            .header("x-ms-requires-sync", "perhaps")
            .body(Bytes::new())
            .unwrap();
        let refusal = Call::parse(&request, &endpoint).unwrap_err();
        assert_eq!(refusal.header_name.as_deref(), Some("x-ms-requires-sync"));
    }

    #[test]
    fn only_a_verb_that_no_operation_has_is_refused_as_a_verb() {
        let endpoint = Endpoint::parse("http://h/a").unwrap();
        for (method, code) in [
            ("PATCH", ErrorCode::UnsupportedHttpVerb),
            ("POST", ErrorCode::InvalidQueryParameterValue),
        ] {
            let request = Request::builder().method(method).uri("http://h/a/box/b");
            let refusal = Call::parse(&request.body(Bytes::new()).unwrap(), &endpoint);
            assert_eq!(refusal.unwrap_err().code, Some(code));
        }
    }
}
