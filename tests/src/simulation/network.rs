//! Replies in place of the service's.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response};

use crate::simulation::fate::Failure;
use crate::simulation::record::Heard;

/// The reply of a failure, and what it tells.
pub(crate) fn in_place(failure: Failure) -> (Response<Bytes>, Heard) {
    let (status, code, retry_after) = match failure {
        Failure::InternalError => (500, Some("InternalError"), None),
        Failure::OperationTimedOut => (500, Some("OperationTimedOut"), None),
        Failure::ServerBusy(seconds) => (503, Some("ServerBusy"), seconds),
        Failure::RequestTimeout => (408, None, None),
        Failure::Page(status) => (status, None, None),
    };
    let mut reply = Response::new(Bytes::new());
    *reply.status_mut() = http::StatusCode::from_u16(status).expect("a status");
    match code {
        Some(code) => {
            let headers = reply.headers_mut();
            headers.insert("x-ms-request-id", HeaderValue::from_static("failure"));
            headers.insert("x-ms-error-code", HeaderValue::from_static(code));
        }
        None => *reply.body_mut() = Bytes::from_static(b"<html><body>Sorry.</body></html>"),
    }
    if let Some(seconds) = retry_after {
        reply
            .headers_mut()
            .insert("retry-after", HeaderValue::from(seconds));
    }
    let heard = Heard::Failure {
        status,
        retry_after: retry_after.map(Duration::from_secs),
        is_harmless: !failure.may_follow_effect(),
    };
    (reply, heard)
}
