//! The building of requests and the checking of replies, for all operations.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

use crate::error::Error;
use crate::invalid::Invalid;
use crate::ops::OperationKind;
use crate::service_error::ServiceError;
use crate::value::service_version::operation_known_since;
use crate::value::{BlobUrl, ContainerUrl, Endpoint, ServiceVersion};
use crate::wire::field::Text;
use crate::wire::{header, target};

/// The target of a request about a blob, with capacity for more parameters.
pub(crate) fn blob_target(kind: OperationKind, blob: &BlobUrl) -> String {
    let mut target = String::with_capacity(160);
    blob.push(&mut target);
    push_kind(&mut target, kind);
    target
}

/// The target of a request that writes to a blob, which must not be a snapshot or version.
pub(crate) fn destination(kind: OperationKind, blob: &BlobUrl) -> Result<String, Invalid> {
    blob.as_destination().map(|blob| blob_target(kind, blob))
}

/// The target of a request about an account. It has a path even if the account's URL has none.
pub(crate) fn service_target(endpoint: &Endpoint) -> String {
    format!("{}/", endpoint.as_str())
}

/// The target of a request about a container.
pub(crate) fn container_target(kind: OperationKind, container: &ContainerUrl) -> String {
    let mut target = String::with_capacity(120);
    container.push(&mut target);
    push_kind(&mut target, kind);
    target
}

/// Adds the parameters that identify the operation.
#[inline]
pub(crate) fn push_kind(target: &mut String, kind: OperationKind) {
    let facts = kind.facts();
    if let Some(restype) = facts.restype() {
        push_word(target, "restype=", restype);
    }
    if let Some(comp) = facts.comp {
        push_word(target, "comp=", comp);
    }
}

fn push_word(target: &mut String, name: &str, word: &str) {
    target.push(if target.contains('?') { '&' } else { '?' });
    target.push_str(name);
    target.push_str(word);
}

/// A request without a body. It has `Content-Length: 0` if the method may have a body, because the service answers 411
/// otherwise.
///
/// The parts of the target are valid and encoded, so only its length is checked.
pub(crate) fn request(
    kind: OperationKind,
    target: String,
    version: ServiceVersion,
) -> Result<Request<Bytes>, Invalid> {
    let facts = kind.facts();
    if let Some(since) = facts.since {
        operation_known_since(&version, facts.name, since)?;
    }
    let may_have_body = *facts.method == Method::PUT || *facts.method == Method::POST;
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = target::uri(target)?;
    request.method_mut().clone_from(facts.method);
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

pub(crate) fn set_body(request: &mut Request<Bytes>, body: Bytes) {
    request
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    *request.body_mut() = body;
}

/// Adds an XML body.
pub(crate) fn set_document(request: &mut Request<Bytes>, document: Bytes) {
    let xml = HeaderValue::from_static(XML);
    request.headers_mut().insert(header::CONTENT_TYPE, xml);
    set_body(request, document);
}

pub(crate) const XML: &str = "application/xml";

/// The headers of a reply with the expected status. Any other status is a refusal.
pub(crate) fn granted(reply: &Response<Bytes>, expected: StatusCode) -> Result<&HeaderMap, Error> {
    if reply.status() == expected {
        Ok(reply.headers())
    } else {
        Err(Box::new(ServiceError::decode(reply)).into())
    }
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
