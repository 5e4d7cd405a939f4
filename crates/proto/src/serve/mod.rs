//! The service's end of a call: requests read, replies and refusals written.

pub(crate) mod metadata;
mod refusal;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};

use crate::operation::Operation;
use crate::value::{BlockId, ServiceVersion};
use crate::wire::field::{Field, Text};
use crate::wire::message::XML;
use crate::wire::{header, target};

// What the operations' serving halves speak of, so that one import goes with the feature.
pub(crate) use crate::error_code::ErrorCode;
pub(crate) use crate::invalid::Malformed;
pub(crate) use crate::service_error::ServiceError;
pub(crate) use crate::value::Endpoint;

/// A call as the service sees it: read from the request, answered by a reply.
pub trait Serve: Operation {
    /// Reads the request, whose target is below `endpoint` (a path alone does not say where the account ends).
    ///
    /// # Errors
    /// The refusal that the service would answer.
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>>;

    /// Permissions of a SAS of which one is enough for this request; `None` if none is.
    fn sas(&self) -> Option<&'static str> {
        Self::KIND.facts().sas
    }

    /// The reply, without the headers that every reply has (date, request id, version).
    fn reply(output: &Self::Output) -> Response<Bytes>;
}

/// The version that a request is made in, where it says: in its header, or, with a SAS, in its query.
///
/// Source: *Versioning for Azure Storage*, REST reference.
pub(crate) fn version(request: &Request<Bytes>) -> Result<Option<ServiceVersion>, Malformed> {
    let named = Option::read(&header::VERSION, request.headers())?;
    let parameter = |name| target::parameter(request.uri(), name);
    Ok(named.or_else(|| {
        let text = parameter("api-version").or_else(|| parameter("sv"))?;
        ServiceVersion::decode(&text)
    }))
}

/// The block that a request is about.
pub(crate) fn block_id(request: &Request<Bytes>) -> Result<BlockId, Box<ServiceError>> {
    let refused = |code, message: &str| {
        let mut refusal = ServiceError::new(StatusCode::BAD_REQUEST, code, message);
        refusal.query_parameter_name = Some("blockid".to_owned());
        refusal
    };
    let text = target::parameter(request.uri(), "blockid").ok_or_else(|| {
        let message = "A required query parameter was not specified for this request.";
        refused(ErrorCode::MissingRequiredQueryParameter, message)
    })?;
    let id = BlockId::parse(&text).map_err(|invalid| {
        let message =
            "Value for one of the query parameters specified in the request URI is invalid.";
        refused(ErrorCode::InvalidQueryParameterValue, message)
            .with_detail("QueryParameterValue", invalid.value)
            .with_detail("Reason", "Not a valid base64 string.")
    })?;
    Ok(id)
}

/// A reply without a body, which says so unless its status does.
pub(crate) fn reply(status: StatusCode, write: impl FnOnce(&mut HeaderMap)) -> Response<Bytes> {
    let mut reply = Response::new(Bytes::new());
    *reply.status_mut() = status;
    if status != StatusCode::NO_CONTENT {
        reply
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    write(reply.headers_mut());
    reply
}

/// A reply of XML.
pub(crate) fn document_reply(document: Bytes) -> Response<Bytes> {
    let mut reply = reply(StatusCode::OK, |headers| {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(XML));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(document.len()));
    });
    *reply.body_mut() = document;
    reply
}
