//! Reads the body of a request as a whole, with limits of size and time.

use std::time::Duration;

use blobcopy_proto::ops::{BatchContent, OperationKind, Resource};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;

use crate::refusal::Refusal;

/// Maximum size of a blob that one request may write, in bytes. Source: *Put Blob*, REST reference.
pub(crate) const LARGEST: u64 = 5000 * 1024 * 1024;

/// Maximum size of the body of a request that is about no blob, in bytes: documents and batches. Source: *Blob Batch*, REST
/// reference.
const LARGEST_DOCUMENT: u64 = BatchContent::LARGEST as u64;

/// Maximum size of memory that is reserved from a declared length, in bytes.
const TRUSTED: u64 = 64 * 1024 * 1024;

/// Maximum size of an unwanted body that is read, in bytes, so that its sender receives the refusal.
const POLITENESS: u64 = 16 * 1024 * 1024;

/// How long the body of a request may be, in bytes.
pub(crate) fn longest<B>(request: &Request<B>) -> u64 {
    match OperationKind::of(request).map(|kind| kind.facts().resource) {
        Some(Resource::Container | Resource::Service | Resource::Account) => LARGEST_DOCUMENT,
        Some(Resource::Blob) | None => LARGEST,
    }
}

/// Checks the headers about the body. A body of unknown length is refused.
pub(crate) fn check<B>(request: &Request<B>) -> Result<(), Refusal> {
    let may_have_body = matches!(*request.method(), Method::PUT | Method::POST);
    match declared(request.headers()) {
        Some(length) if length > longest(request) => Err(Refusal::body_too_large()),
        None if may_have_body => Err(Refusal::missing_content_length()),
        _ => Ok(()),
    }
}

/// Reads a body of at most `limit` bytes, whose sender must not pause for longer than `pause`.
pub(crate) async fn collect(
    headers: &HeaderMap,
    body: Incoming,
    limit: u64,
    pause: Duration,
) -> Result<Bytes, Refusal> {
    let expected = declared(headers).unwrap_or_default();
    read(body, expected.min(limit), limit, pause).await
}

/// Reads and drops an unwanted body, unless it is too long.
pub(crate) async fn discard(headers: &HeaderMap, body: Incoming, pause: Duration) {
    // A client that waits for `100 Continue` has not sent the body.
    let is_sent = !headers.contains_key(header::EXPECT);
    if is_sent && declared(headers).is_some_and(|length| length <= POLITENESS) {
        // A failure does not matter, because the refusal is sent in any case.
        let _ = read(body, 0, POLITENESS, pause).await;
    }
}

async fn read(
    mut body: Incoming,
    expected: u64,
    limit: u64,
    pause: Duration,
) -> Result<Bytes, Refusal> {
    let reserved = usize::try_from(expected.min(TRUSTED)).unwrap_or_default();
    let mut content = BytesMut::with_capacity(reserved);
    while let Some(frame) = timeout(pause, body.frame())
        .await
        .map_err(|_| Refusal::operation_timed_out())?
    {
        let Ok(data) = frame.map_err(|_| Refusal::invalid_input())?.into_data() else {
            continue;
        };
        if content.len() as u64 + data.len() as u64 > limit {
            return Err(Refusal::body_too_large());
        }
        content.extend_from_slice(&data);
    }
    Ok(content.freeze())
}

fn declared(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}
