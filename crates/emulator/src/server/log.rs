//! The log of requests and replies, without secrets and of limited length.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use blobcopy_proto::ops::OperationKind;
use http::{HeaderMap, Request};
use serde::{Serialize, Serializer};

/// Number of requests in the log.
const LENGTH: usize = 10_000;

/// Query parameters that are logged with their values, because they contain no secret. Of others only the name is
/// logged.
const TOLD: [&str; 13] = [
    "blockid",
    "comp",
    "copyid",
    "delimiter",
    "include",
    "marker",
    "maxresults",
    "prefix",
    "restype",
    "snapshot",
    "sv",
    "timeout",
    "versionid",
];

/// A request, and its reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// The number of the request, counted from 1 in the order of arrival.
    pub number: u64,
    /// The time of arrival, by the emulator's clock.
    #[serde(serialize_with = "as_text")]
    pub time: SystemTime,
    /// The HTTP method.
    pub method: String,
    /// Path and query. Parameters that could be secret are logged by their names only.
    pub target: String,
    /// The operation's name in the REST reference, if the request is one.
    pub operation: Option<&'static str>,
    /// The request's `x-ms-client-request-id`.
    pub client_request_id: Option<String>,
    /// The status of the reply. `None` if the connection was reset instead.
    pub status: Option<u16>,
    /// The error code of a refusal.
    pub error_code: Option<String>,
}

/// The last requests.
#[derive(Default)]
pub(crate) struct Log(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    last: u64,
    kept: VecDeque<LoggedRequest>,
}

impl LoggedRequest {
    /// A request that has arrived and is not yet answered.
    pub(crate) fn of<B>(request: &Request<B>, time: SystemTime) -> Self {
        Self {
            number: 0,
            time,
            method: request.method().to_string(),
            target: target(request),
            operation: OperationKind::of(request).map(OperationKind::name),
            client_request_id: text(request.headers(), "x-ms-client-request-id"),
            status: None,
            error_code: None,
        }
    }

    /// The same request with its reply.
    pub(crate) fn answered<B>(mut self, reply: &http::Response<B>) -> Self {
        self.status = Some(reply.status().as_u16());
        self.error_code = text(reply.headers(), "x-ms-error-code");
        self
    }
}

impl Log {
    pub(crate) fn push(&self, mut request: LoggedRequest) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.last += 1;
        request.number = entries.last;
        if entries.kept.len() == LENGTH {
            entries.kept.pop_front();
        }
        entries.kept.push_back(request);
    }

    /// The requests with a higher number than `number`.
    pub(crate) fn after(&self, number: u64) -> Vec<LoggedRequest> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let start = entries.kept.partition_point(|entry| entry.number <= number);
        entries.kept.range(start..).cloned().collect()
    }

    pub(crate) fn clear(&self) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.kept.clear();
    }
}

fn target<B>(request: &Request<B>) -> String {
    let path = request.uri().path();
    let Some(query) = request.uri().query() else {
        return path.to_owned();
    };
    let pairs: Vec<String> = query.split('&').map(shown).collect();
    format!("{path}?{}", pairs.join("&"))
}

fn shown(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) if !TOLD.contains(&name) => format!("{name}=…"),
        _ => pair.to_owned(),
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}

fn as_text<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    let time = jiff::Timestamp::try_from(*time).map_err(serde::ser::Error::custom)?;
    serializer.serialize_str(&time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(target: &str) -> LoggedRequest {
        LoggedRequest::of(
            &Request::get(target).body(()).unwrap(),
            SystemTime::UNIX_EPOCH,
        )
    }

    #[test]
    fn a_target_is_told_without_what_could_be_a_secret() {
        let logged = logged("/acct/box/b?snapshot=1&sv=2020-12-06&sig=c2VjcmV0&Sig=x&other=y&bare");
        assert_eq!(
            logged.target,
            "/acct/box/b?snapshot=1&sv=2020-12-06&sig=…&Sig=…&other=…&bare"
        );
        assert_eq!(logged.operation, Some("GetBlob"));
    }

    #[test]
    fn old_requests_are_forgotten_and_the_others_keep_their_numbers() {
        let log = Log::default();
        for _ in 0..LENGTH + 5 {
            log.push(logged("/"));
        }
        let kept = log.after(0);
        assert_eq!((kept.len(), kept[0].number), (LENGTH, 6));
        assert_eq!(log.after(LENGTH as u64 + 3).len(), 2);
        assert!(log.after(u64::MAX).is_empty());
        log.clear();
        assert!(log.after(0).is_empty());
        log.push(logged("/"));
        assert_eq!(log.after(0)[0].number, LENGTH as u64 + 6);
    }

    #[test]
    fn a_request_is_written_as_json_with_its_time_as_text() {
        let text = serde_json::to_string(&logged("/a/c/b")).unwrap();
        assert!(text.contains(r#""time":"1970-01-01T00:00:00Z""#), "{text}");
        assert!(text.contains(r#""status":null"#), "{text}");
    }
}
