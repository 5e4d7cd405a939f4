//! Requests and replies as the operations build and take them apart.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

use crate::error::{Error, Invalid, Malformed};
use crate::error_code::ErrorCode;
use crate::service_error::ServiceError;
use crate::value::{BlobUrl, BlockId, ContainerUrl, Endpoint, ServiceVersion};
use crate::wire::field::{Field, Text};
use crate::wire::{header, target};

/// The target of a request about a blob, room left for parameters.
pub(crate) fn blob_target(blob: &BlobUrl) -> String {
    let mut target = String::with_capacity(160);
    blob.push(&mut target);
    target
}

/// The target of a request about a part or an aspect of a blob.
pub(crate) fn blob_part(blob: &BlobUrl, comp: &str) -> String {
    let mut target = blob_target(blob);
    target::push_parameter(&mut target, "comp", comp);
    target
}

/// The target of a request that writes to a blob, which is no snapshot or version.
pub(crate) fn destination(blob: &BlobUrl) -> Result<String, Invalid> {
    blob.as_destination().map(blob_target)
}

/// The target of a request that writes a part or an aspect of a blob, which is no snapshot or version.
pub(crate) fn destination_part(blob: &BlobUrl, comp: &str) -> Result<String, Invalid> {
    blob.as_destination().map(|blob| blob_part(blob, comp))
}

/// The target of a request about an account, which has a path even where the account's URL has none.
pub(crate) fn service_target(endpoint: &Endpoint) -> String {
    format!("{}/", endpoint.as_str())
}

/// The target of a request about a container itself.
pub(crate) fn container_target(container: &ContainerUrl) -> String {
    let mut target = String::with_capacity(120);
    container.push(&mut target);
    target.push_str("?restype=container");
    target
}

/// A request without a body. One that could have a body says that it is empty, or the service answers 411.
///
/// The target is made of parts that were encoded when they were made; only how long they are together is still open.
pub(crate) fn request(
    method: Method,
    target: String,
    version: ServiceVersion,
) -> Result<Request<Bytes>, Invalid> {
    let may_have_body = method == Method::PUT || method == Method::POST;
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = target::uri(target)?;
    *request.method_mut() = method;
    request.headers_mut().reserve(12);
    request
        .headers_mut()
        .insert(&header::VERSION, version.encode());
    if may_have_body {
        request
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(request)
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

pub(crate) fn set_body(request: &mut Request<Bytes>, body: Bytes) {
    request
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    *request.body_mut() = body;
}

/// A body of XML.
pub(crate) fn set_document(request: &mut Request<Bytes>, document: Bytes) {
    let xml = HeaderValue::from_static(XML);
    request.headers_mut().insert(header::CONTENT_TYPE, xml);
    set_body(request, document);
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

const XML: &str = "application/xml";

/// The headers of a reply of the expected status; any other is a refusal.
pub(crate) fn granted(reply: &Response<Bytes>, expected: StatusCode) -> Result<&HeaderMap, Error> {
    if reply.status() == expected {
        Ok(reply.headers())
    } else {
        Err(Box::new(ServiceError::decode(reply)).into())
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Operation;
    use crate::ops::{GetBlobProperties, ListBlobs};
    use crate::value::BlobRevision;

    #[test]
    fn a_target_that_no_library_would_carry_is_refused() {
        let blob = BlobUrl::parse("https://acct.blob.core.windows.net/cont/b").unwrap();
        let mut list = ListBlobs::new(blob.container().clone());
        list.options.marker = Some("x".repeat(100_000));
        let error = list.request(ServiceVersion::DEFAULT).unwrap_err();
        assert!(error.to_string().contains("32 KiB"), "{error}");
        let endless = blob.at(BlobRevision::Snapshot("x".repeat(100_000).into()));
        assert!(
            GetBlobProperties::new(endless)
                .request(ServiceVersion::DEFAULT)
                .is_err()
        );
    }
}
