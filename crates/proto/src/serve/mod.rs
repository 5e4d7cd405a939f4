//! The service's side of a call: parses requests, and writes replies and refusals.

pub(crate) mod metadata;
mod refusal;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};

use crate::operation::Operation;
use crate::value::{BlockId, ServiceVersion};
use crate::wire::field::{Field, Text};
use crate::wire::message::XML;
use crate::wire::{header, target};

// The service side of every operation needs these names. Together here, they are one import behind the feature.
pub(crate) use crate::error_code::ErrorCode;
pub(crate) use crate::invalid::Malformed;
pub(crate) use crate::service_error::ServiceError;
pub(crate) use crate::value::Endpoint;

/// A call from the service's side: parses its request and writes the reply.
///
/// ```
/// use blobcopy_proto::ops::GetBlobProperties;
/// use blobcopy_proto::{BlobUrl, Endpoint, Operation, Serve, ServiceVersion};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let blob = BlobUrl::parse("https://acct.blob.core.windows.net/backups/db.vhd")?;
/// let request = GetBlobProperties::new(blob).request(ServiceVersion::DEFAULT)?;
///
/// let endpoint = Endpoint::parse("https://acct.blob.core.windows.net")?;
/// let call = GetBlobProperties::parse(&request, &endpoint)?;
/// assert_eq!(call.blob.name(), "db.vhd");
/// # Ok(())
/// # }
/// ```
pub trait Serve: Operation {
    /// Parses a request to `endpoint`, which is needed because the path alone does not show where the account ends.
    ///
    /// # Errors
    /// The refusal that the service would send.
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>>;

    /// The permissions of a SAS of which one is enough for this request; `None` if no SAS authorizes it.
    fn sas(&self) -> Option<&'static str> {
        Self::KIND.facts().sas
    }

    /// The reply, without the headers that every reply has (date, request id, version).
    fn reply(output: &Self::Output) -> Response<Bytes>;
}

/// The version of a request: from its header or, with a SAS, from its query.
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

/// Refuses a target that names more than the account.
pub(crate) fn account_alone(
    request: &Request<Bytes>,
    endpoint: &Endpoint,
) -> Result<(), Box<ServiceError>> {
    if endpoint
        .path_below(request.uri())
        .trim_matches('/')
        .is_empty()
    {
        return Ok(());
    }
    let message = "Value for one of the query parameters specified in the request URI is invalid.";
    let code = ErrorCode::InvalidQueryParameterValue;
    Err(ServiceError::new(StatusCode::BAD_REQUEST, code, message).into())
}

/// The block id of a request.
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

/// A reply without a body. It has `Content-Length: 0` unless its status excludes that.
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

/// A reply with an XML body.
pub(crate) fn document_reply(document: Bytes) -> Response<Bytes> {
    let mut reply = reply(StatusCode::OK, |headers| {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(XML));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(document.len()));
    });
    *reply.body_mut() = document;
    reply
}
