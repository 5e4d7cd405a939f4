//! The parts of a batch and their replies. Source: *Blob Batch*, REST reference.

use std::fmt;

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderMap, Method, Request, Response, StatusCode};

use crate::invalid::Invalid;
use crate::ops::OperationKind;
#[cfg(feature = "serve")]
use crate::serve::{ErrorCode, ServiceError};
use crate::value::{Boundary, HeaderText};
use crate::wire::{header, multipart, target};

/// The requests of a batch, written as its body. Each is authorized by itself.
#[derive(Clone, PartialEq)]
pub struct BatchContent {
    boundary: Boundary,
    body: Bytes,
}

/// A request within a batch: *Delete Blob* or *Set Blob Tier*.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct BatchPart {
    /// The name that the reply repeats.
    pub content_id: Option<HeaderText>,
    request: PartRequest,
}

#[derive(Clone, PartialEq)]
struct PartRequest {
    method: Method,
    target: PathAndQuery,
    headers: HeaderMap,
}

/// The reply to a request within a batch. One without a name refuses the whole batch.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BatchReply {
    /// The name of the request.
    pub content_id: Option<HeaderText>,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, which only refusals have.
    pub body: Bytes,
}

/// The error of a batch as a whole.
enum Fault {
    Unreadable,
    TooMany,
    Mixed,
}

impl BatchContent {
    /// The maximum number of requests of a batch.
    pub const MOST: usize = 256;

    /// The maximum size of the body of a batch, in bytes.
    pub const LARGEST: usize = 4 * 1024 * 1024;

    /// A batch of these requests.
    ///
    /// # Errors
    /// If there are none or more than 256, if they are not all *Delete Blob* or all *Set Blob Tier*, if together they
    /// are longer than 4 MiB, or if one contains the boundary.
    pub fn new(boundary: Boundary, parts: &[BatchPart]) -> Result<Self, Invalid> {
        let refused = |rule| {
            let given = format!("{} requests", parts.len());
            Err(Invalid::new("batch", &given, rule, "Blob Batch"))
        };
        match check(parts) {
            Ok(()) => {}
            Err(Fault::TooMany) => return refused("must have at most 256 requests"),
            Err(Fault::Mixed | Fault::Unreadable) => {
                return refused("must have requests that are all Delete Blob or all Set Blob Tier");
            }
        }
        let mut out = multipart::Writer::new(&boundary);
        for part in parts {
            let PartRequest {
                method,
                target,
                headers,
            } = &part.request;
            let first = format!("{method} {target} HTTP/1.1");
            out.part(part.content_id.as_ref(), &first, headers, b"");
        }
        let body = Bytes::from(out.finish());
        if body.len() > Self::LARGEST {
            return refused("must have at most 4 MiB");
        }
        Ok(Self { boundary, body })
    }

    /// The requests.
    ///
    /// # Errors
    /// The refusal that the service would answer: the body cannot be read, has no parts or more than 256, or parts that
    /// are not all *Delete Blob* or all *Set Blob Tier*.
    #[cfg(feature = "serve")]
    pub fn parts(&self) -> Result<Vec<BatchPart>, Box<ServiceError>> {
        self.read().map_err(|fault| {
            let (code, message) = match fault {
                Fault::Unreadable => (
                    ErrorCode::InvalidInput,
                    "One of the request inputs is not valid.",
                ),
                Fault::TooMany => (
                    ErrorCode::from("ExceedsMaxBatchRequestCount"),
                    "The batch operation exceeds maximum number of allowed subrequests.",
                ),
                Fault::Mixed => (
                    ErrorCode::from("AllBatchSubRequestsShouldBeSameApi"),
                    "All batch subrequests should be the same api.",
                ),
            };
            ServiceError::new(StatusCode::BAD_REQUEST, code, message).into()
        })
    }

    #[cfg(feature = "serve")]
    fn read(&self) -> Result<Vec<BatchPart>, Fault> {
        let parts =
            multipart::parts(&self.body, &self.boundary, Self::MOST).ok_or(Fault::Unreadable)?;
        if parts.len() > Self::MOST {
            return Err(Fault::TooMany);
        }
        let parts: Option<Vec<_>> = parts.into_iter().map(BatchPart::read).collect();
        let parts = parts.ok_or(Fault::Unreadable)?;
        check(&parts)?;
        Ok(parts)
    }

    /// The batch in a request. Its parts are not read yet.
    #[cfg(feature = "serve")]
    pub(crate) fn of(request: &Request<Bytes>) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            boundary: multipart::boundary(request.headers())?,
            body: request.body().clone(),
        })
    }

    /// Writes it into the body of a request.
    pub(crate) fn put(&self, request: &mut Request<Bytes>) {
        let kind = multipart::content_type(&self.boundary);
        request.headers_mut().insert(header::CONTENT_TYPE, kind);
        crate::wire::message::set_body(request, self.body.clone());
    }
}

fn check(parts: &[BatchPart]) -> Result<(), Fault> {
    if parts.len() > BatchContent::MOST {
        return Err(Fault::TooMany);
    }
    let kinds: Option<Vec<_>> = parts.iter().map(|part| part.request.kind()).collect();
    let kinds = kinds
        .filter(|kinds| !kinds.is_empty())
        .ok_or(Fault::Unreadable)?;
    match kinds.iter().all(|kind| *kind == kinds[0]) {
        true => Ok(()),
        false => Err(Fault::Mixed),
    }
}

impl BatchPart {
    /// `request`, which is authorized, as a part of a batch. It is carried out in the version of the batch, and need not
    /// name one.
    ///
    /// # Errors
    /// If the request has no path.
    pub fn new(content_id: Option<HeaderText>, request: &Request<Bytes>) -> Result<Self, Invalid> {
        let Some(target) = request.uri().path_and_query() else {
            return Err(Invalid::new(
                "request of a batch",
                "",
                "must have a path",
                "Blob Batch",
            ));
        };
        let request = PartRequest {
            method: request.method().clone(),
            target: target.clone(),
            headers: request.headers().clone(),
        };
        Ok(Self {
            content_id,
            request,
        })
    }

    /// The request, with a target that is a path.
    #[cfg(feature = "serve")]
    pub fn request(&self) -> Request<Bytes> {
        self.request.request()
    }

    #[cfg(feature = "serve")]
    fn read(part: multipart::Part<'_>) -> Option<Self> {
        let mut space = [httparse::EMPTY_HEADER; multipart::MOST_HEADERS];
        let mut head = httparse::Request::new(&mut space);
        let httparse::Status::Complete(length) = head.parse(part.message).ok()? else {
            return None;
        };
        // Neither of the two operations has a body.
        if !part.message[length..].trim_ascii().is_empty() {
            return None;
        }
        let path = head.path.filter(|path| path.starts_with('/'))?;
        let request = PartRequest {
            method: Method::from_bytes(head.method?.as_bytes()).ok()?,
            target: PathAndQuery::try_from(path).ok()?,
            headers: multipart::headers(head.headers)?,
        };
        Some(Self {
            content_id: part.content_id,
            request,
        })
    }
}

impl PartRequest {
    /// The operation, if a batch can contain it.
    fn kind(&self) -> Option<OperationKind> {
        let parameters: Vec<_> =
            target::parameters(self.target.query().unwrap_or_default()).collect();
        let given = |name| {
            parameters
                .iter()
                .find(|(given, _)| given == name)
                .map(|(_, value)| value.as_ref())
        };
        let kinds = [OperationKind::DeleteBlob, OperationKind::SetBlobTier];
        kinds.into_iter().find(|kind| {
            let facts = kind.facts();
            *facts.method == self.method
                && facts.comp == given("comp")
                && facts.restype() == given("restype")
        })
    }

    #[cfg(feature = "serve")]
    fn request(&self) -> Request<Bytes> {
        let mut request = Request::new(Bytes::new());
        request.method_mut().clone_from(&self.method);
        *request.uri_mut() = self.target.clone().into();
        request.headers_mut().clone_from(&self.headers);
        request
    }
}

impl BatchReply {
    /// Names `reply` as the reply to the part with this name.
    pub fn new(content_id: Option<HeaderText>, reply: Response<Bytes>) -> Self {
        let (head, body) = reply.into_parts();
        Self {
            content_id,
            status: head.status,
            headers: head.headers,
            body,
        }
    }

    /// The reply, which the operation of the request can decode.
    pub fn response(&self) -> Response<Bytes> {
        let mut reply = Response::new(self.body.clone());
        *reply.status_mut() = self.status;
        reply.headers_mut().clone_from(&self.headers);
        reply
    }

    pub(crate) fn read(part: multipart::Part<'_>, body: &Bytes) -> Option<Self> {
        let mut space = [httparse::EMPTY_HEADER; multipart::MOST_HEADERS];
        let mut head = httparse::Response::new(&mut space);
        let httparse::Status::Complete(length) = head.parse(part.message).ok()? else {
            return None;
        };
        Some(Self {
            content_id: part.content_id,
            status: StatusCode::from_u16(head.code?).ok()?,
            headers: multipart::headers(head.headers)?,
            body: body.slice_ref(multipart::body(&part.message[length..])),
        })
    }

    #[cfg(feature = "serve")]
    pub(crate) fn write(&self, out: &mut multipart::Writer<'_>) {
        let reason = self.status.canonical_reason().unwrap_or_default();
        let first = format!("HTTP/1.1 {} {reason}", self.status.as_str());
        out.part(self.content_id.as_ref(), &first, &self.headers, &self.body);
    }
}

/// Prints no parts, because they contain credentials.
impl fmt::Debug for BatchContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BatchContent({} bytes)", self.body.len())
    }
}

/// Prints no query and no headers, because they contain credentials.
impl fmt::Debug for BatchPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "BatchPart({} {})",
            self.request.method,
            self.request.target.path()
        )
    }
}
