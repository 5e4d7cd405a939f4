//! The body of a request: read as a whole, but never without a bound in size and time.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;

use crate::refusal::Refusal;

/// The largest blob, in bytes: what one request may write. Source: *Put Blob*, REST reference.
pub(crate) const LARGEST: u64 = 5000 * 1024 * 1024;

/// How much memory is set aside because of a mere promise, in bytes.
const TRUSTED: u64 = 64 * 1024 * 1024;

/// How much of an unwanted body is read, in bytes, so that its sender gets to see why it is unwanted.
const POLITENESS: u64 = 16 * 1024 * 1024;

/// Checks what the head says about the body. One of unknown length is not taken.
pub(crate) fn check<B>(request: &Request<B>) -> Result<(), Refusal> {
    let may_have_body = matches!(*request.method(), Method::PUT | Method::POST);
    match declared(request.headers()) {
        Some(length) if length > LARGEST => Err(Refusal::body_too_large()),
        None if may_have_body => Err(Refusal::missing_content_length()),
        _ => Ok(()),
    }
}

/// Reads a body of at most `limit` bytes, whose sender does not pause for longer than `pause`.
pub(crate) async fn collect(
    headers: &HeaderMap,
    body: Incoming,
    limit: u64,
    pause: Duration,
) -> Result<Bytes, Refusal> {
    let expected = declared(headers).unwrap_or_default();
    read(body, expected.min(limit), limit, pause).await
}

/// Reads and forgets a body that nobody wants, unless it is too long for that.
pub(crate) async fn discard(headers: &HeaderMap, body: Incoming, pause: Duration) {
    // Who waits for a `100 Continue` has not sent it yet, and need not.
    let is_sent = !headers.contains_key(header::EXPECT);
    if is_sent && declared(headers).is_some_and(|length| length <= POLITENESS) {
        // Whether it ends well is the sender's affair: there is a refusal to send either way.
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
