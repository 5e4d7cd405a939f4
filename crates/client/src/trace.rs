//! Spans and events for subscribers of `tracing`: a span for each copy and each call, an event for each request.
//!
//! Names follow OpenTelemetry's semantic conventions for HTTP clients and Azure's for client libraries (*OpenTelemetry
//! Semantic Conventions for Azure Client Libraries*, which keeps `az.…` until `azure.…` is stable). Other names begin
//! with `blobcopy.`. Queries are never recorded, because they may hold a SAS. Of the headers, only ids and numbers are
//! recorded. Without a subscriber nothing is formatted or kept.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use blobcopy_proto::CopyStatus;
use blobcopy_proto::job::{CopyJob, CopyOutcome};
use blobcopy_proto::ops::OperationKind;
use blobcopy_proto::wire::header;
use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderName, Method, Request, Response, Uri};
use tracing::field::{Empty, display};
use tracing::{Level, Span};

use crate::error::Error;
use crate::network::transport_error::{Lost, TransportError};
use crate::observer::Turn;
use crate::question::Question;

/// Azure's name for the service.
const NAMESPACE: &str = "Microsoft.Storage";

/// The span of one copy, from its start or resumption until its handle is dropped. The outcome of the copy is recorded
/// once, however often the copy is waited for.
#[derive(Debug)]
pub(crate) struct CopySpan {
    span: Span,
    is_named: AtomicBool,
    is_over: AtomicBool,
}

impl CopySpan {
    pub(crate) fn of(job: &CopyJob) -> Self {
        let destination = job.destination();
        let endpoint = destination.endpoint();
        let span = tracing::info_span!(
            "blob copy",
            az.namespace = NAMESPACE,
            server.address = endpoint.authority().host(),
            server.port = port(endpoint.authority(), endpoint.is_https()),
            url.full = %WithoutQuery(destination),
            blobcopy.copy_id = Empty,
            blobcopy.status = Empty,
            blobcopy.progress.copied = Empty,
            blobcopy.progress.total = Empty,
            "error.type" = Empty,
        );
        let span = Self {
            span,
            is_named: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        };
        span.name(job);
        span
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Records how a drive of the job ended. A requested abort is not an error.
    pub(crate) fn record(&self, job: &CopyJob, result: &Result<Turn, Error>, is_cancelled: bool) {
        self.name(job);
        let outcome = match result {
            Ok(Turn::Resting(_)) => return,
            Ok(Turn::Ended(_)) => None,
            // Without an outcome nothing is known of the copy, which may be waited for again.
            Err(error) => match error.outcome() {
                None => return,
                outcome => outcome,
            },
        };
        if self.is_over.swap(true, Ordering::Relaxed) {
            return;
        }
        let state = match result {
            Ok(Turn::Ended(state)) => Some(state),
            _ => job.last_state(),
        };
        let is_aborted = matches!(
            outcome,
            Some(CopyOutcome::Aborted | CopyOutcome::AbortedAtDeadline)
        );
        let status = match state {
            _ if is_aborted => Some(&CopyStatus::Aborted),
            state => state.map(|state| &state.status),
        };
        self.span
            .record("blobcopy.status", status.map(CopyStatus::as_str));
        if let Some(progress) = state.and_then(|state| state.progress) {
            self.span
                .record("blobcopy.progress.copied", progress.copied);
            self.span.record("blobcopy.progress.total", progress.total);
        }
        if let Err(error) = result
            && !(is_aborted && is_cancelled)
        {
            self.span.record("error.type", error.kind().code());
        }
    }

    fn name(&self, job: &CopyJob) {
        let Some(id) = job.copy_id() else {
            return;
        };
        if !self.is_named.swap(true, Ordering::Relaxed) {
            self.span.record("blobcopy.copy_id", display(id));
        }
    }
}

/// The span of one call of a plain operation, with all its attempts.
pub(crate) fn call_span(operation: OperationKind, target: &Uri) -> Span {
    tracing::info_span!(
        "blob call",
        az.namespace = NAMESPACE,
        blobcopy.operation = operation.name(),
        server.address = target.host(),
        server.port = port_of(target),
        url.full = %WithoutQuery(target),
        "error.type" = Empty,
    )
}

/// Records why the call of this span failed.
pub(crate) fn failed(span: &Span, error: &Error) {
    span.record("error.type", error.kind().code());
}

/// The recorded fields of a request, which is consumed when it is sent.
pub(crate) struct Asked {
    method: Method,
    target: Uri,
}

impl Asked {
    /// The recorded fields, or `None` without a subscriber.
    pub(crate) fn of(request: &Request<Bytes>) -> Option<Self> {
        tracing::enabled!(Level::DEBUG).then(|| Self {
            method: request.method().clone(),
            target: request.uri().clone(),
        })
    }
}

/// Records one request and its reply or failure.
pub(crate) fn request(question: &Question, asked: &Asked, result: &Result<Response<Bytes>, Lost>) {
    let (reply, lost) = (result.as_ref().ok(), result.as_ref().err());
    let named = |name: &HeaderName| reply.and_then(|reply| name_in(reply, name));
    let status = reply.map(Response::status);
    let refusal = status.filter(|status| status.is_client_error() || status.is_server_error());
    let code = refusal
        .as_ref()
        .map(|status| named(&header::ERROR_CODE).unwrap_or(status.as_str()));
    let resends = question.resends();
    tracing::debug!(
        http.request.method = asked.method.as_str(),
        http.request.resend_count = (resends > 0).then_some(resends),
        http.response.status_code = status.map(|status| status.as_u16()),
        server.address = asked.target.host(),
        server.port = port_of(&asked.target),
        url.full = %WithoutQuery(&asked.target),
        az.client_request_id = question.client_request_id().to_str().ok(),
        az.service_request_id = named(&header::REQUEST_ID),
        blobcopy.operation = question.operation().name(),
        blobcopy.copy_id = named(&header::COPY_ID),
        blobcopy.status = named(&header::COPY_STATUS),
        blobcopy.progress = named(&header::COPY_PROGRESS),
        "error.type" = code.or_else(|| lost.map(|lost| error_type(&lost.cause))),
        cause = lost.map(|lost| display(&lost.cause)),
        "{}",
        if lost.is_some() { "not answered" } else { "answered" },
    );
}

/// A header's value, if it is a short id or number.
fn name_in<'a>(reply: &'a Response<Bytes>, name: &HeaderName) -> Option<&'a str> {
    let value = reply.headers().get(name)?.to_str().ok()?;
    let is_name = value.len() <= 64
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/'));
    is_name.then_some(value)
}

/// The `error.type` of a failure that kept a reply from arriving.
fn error_type(cause: &TransportError) -> &'static str {
    match cause {
        TransportError::Connect(_) => "no_connection",
        TransportError::Broken(_) => "connection_broken",
        TransportError::NoReply(_) | TransportError::Unfinished(_) | TransportError::Silent(_) => {
            "timeout"
        }
        TransportError::TooLarge(_) => "reply_too_large",
    }
}

fn port_of(target: &Uri) -> Option<u16> {
    let is_https = target.scheme() == Some(&http::uri::Scheme::HTTPS);
    Some(port(target.authority()?, is_https))
}

fn port(authority: &Authority, is_https: bool) -> u16 {
    let usual = if is_https { 443 } else { 80 };
    authority.port_u16().unwrap_or(usual)
}

/// Prints a URL without its query.
pub(crate) struct WithoutQuery<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for WithoutQuery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        f.write_str(text.split('?').next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use allocation_counter::measure;
    use blobcopy_proto::job::CopyPolicy;
    use blobcopy_proto::ops::CopyBlob;
    use blobcopy_proto::{BlobUrl, Operation, ServiceVersion, SourceUrl};

    use super::*;

    #[test]
    fn without_a_subscriber_nothing_is_formatted_or_kept() {
        let url = "https://acct.blob.core.windows.net/into/b";
        let source = SourceUrl::parse("https://example.org/a").unwrap();
        let start = CopyBlob::new(BlobUrl::parse(url).unwrap(), source);
        let version = ServiceVersion::DEFAULT;
        let asked = start.request(version).unwrap();
        let job = CopyJob::new(start, CopyPolicy::default(), version).unwrap();
        let made = measure(|| {
            drop(CopySpan::of(&job));
            drop(call_span(OperationKind::CopyBlob, asked.uri()));
            assert!(Asked::of(&asked).is_none());
        });
        assert_eq!(made.count_total, 0);
    }

    #[test]
    fn a_header_that_is_more_than_a_name_is_not_told() {
        let told = |value: &str| {
            let reply = Response::builder().header("x-ms-copy-id", value);
            let reply = reply.body(Bytes::new()).unwrap();
            name_in(&reply, &header::COPY_ID).map(str::to_owned)
        };
        assert_eq!(told("0-a_B").as_deref(), Some("0-a_B"));
        assert_eq!(told("sv=1&sig=c2VjcmV0"), None);
        assert_eq!(told(&"a".repeat(65)), None);
    }
}
