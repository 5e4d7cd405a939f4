//! One call to the Blob service, at both ends of the wire.

use bytes::Bytes;
use http::{Request, Response};

use crate::error::{Error, Invalid};
use crate::service_error::ServiceError;
use crate::value::{Endpoint, ServiceVersion};

/// A call as the client sees it: a value that writes its request and reads its reply.
pub trait Operation: Sized {
    /// What a successful reply says.
    type Output;

    /// The operation's name in the REST reference.
    const NAME: &'static str;

    /// The first service version that knows the operation.
    const SINCE: &'static str = "2009-09-19";

    /// The request, unsigned and undated, with an absolute target, `x-ms-version`, and a `Content-Length` where the
    /// method may have a body.
    ///
    /// # Errors
    /// If something was set that `version` does not know: it is refused rather than dropped.
    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid>;

    /// Reads the reply on its own; whether it answers the question is for the caller to see.
    ///
    /// # Errors
    /// [`Error::Service`] if the service refused, [`Error::Malformed`] if the reply is none of the Blob service's.
    fn decode(reply: &Response<Bytes>) -> Result<Self::Output, Error>;
}

/// A call as the service sees it: read from the request, answered by a reply.
pub trait Serve: Operation {
    /// Reads the request, whose target is below `endpoint` (a path alone does not say where the account ends).
    ///
    /// # Errors
    /// The refusal that the service would answer.
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>>;

    /// The reply, without the headers that every reply has (date, request id, version).
    fn reply(output: &Self::Output) -> Response<Bytes>;
}
