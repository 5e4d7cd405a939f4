//! A refusal by the service, and its meaning.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use crate::error_code::ErrorCode;
use crate::error_kind::ErrorKind;
use crate::job::LONGEST_RETRY_AFTER;
use crate::redact;
use crate::value::HttpDate;
use crate::wire::field::{Field, Text, is_word};
use crate::wire::{header, page, xml};

/// A refusal by the service.
///
/// Read from the headers and the XML body, if there is one; a reply to `HEAD` has none. A page from a proxy has neither
/// code nor request id: it [is foreign](Self::is_foreign). Source: *Status and error codes*, REST reference.
///
/// ```
/// use blobcopy_proto::{ErrorKind, ServiceError};
/// use bytes::Bytes;
///
/// let reply = http::Response::builder()
///     .status(409)
///     .header("x-ms-request-id", "3f2504e0-4f89-41d3-9a0c-0305e82c3301")
///     .header("x-ms-error-code", "PendingCopyOperation")
///     .body(Bytes::new())
///     .unwrap();
/// assert_eq!(ServiceError::decode(&reply).kind(), ErrorKind::PendingCopy);
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ServiceError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The error code, if there is one.
    pub code: Option<ErrorCode>,
    /// The first line of the service's message, without signatures. Of a page from a proxy, its title.
    pub message: Option<String>,
    /// The target of a redirect, without its query.
    pub location: Option<String>,
    /// The service's id of the request.
    pub request_id: Option<String>,
    /// The reply of a copy's source to the service. Reported since version 2025-11-05, as far as is known.
    pub copy_source: Option<SourceRefusal>,
    /// Which part of the authorization did not match, without signatures.
    pub authentication_detail: Option<String>,
    /// The header that caused the refusal.
    pub header_name: Option<String>,
    /// The query parameter that caused the refusal.
    pub query_parameter_name: Option<String>,
    /// More about a failed authorization. Reported since version 2024-08-04.
    pub extended_error_detail: Option<String>,
    /// All other elements of the body: a refused value (`HeaderValue`), two hashes that differ (`UserSpecifiedMd5`,
    /// `ServerCalculatedMd5`), a reason. Without signatures.
    pub details: Vec<(String, String)>,
    /// How long to wait before the next attempt, if the service reports it. A date is counted from
    /// [`date`](Self::date).
    pub retry_after: Option<Duration>,
    /// The time of the refusal, by the service's clock.
    pub date: Option<HttpDate>,
}

/// The reply of a copy's source when the service tried to read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceRefusal {
    /// The HTTP status of the source's reply.
    pub status: Option<u16>,
    /// The error code of the source's reply, if the source is a storage service.
    pub code: Option<ErrorCode>,
    /// The message of the source's reply.
    pub message: Option<String>,
}

impl ServiceError {
    /// A refusal with a code and a message, as a service creates it.
    pub fn new(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            message: Some(message.into()),
            ..Self::bare(status)
        }
    }

    fn bare(status: StatusCode) -> Self {
        Self {
            status,
            code: None,
            message: None,
            location: None,
            request_id: None,
            copy_source: None,
            authentication_detail: None,
            header_name: None,
            query_parameter_name: None,
            extended_error_detail: None,
            details: Vec::new(),
            retry_after: None,
            date: None,
        }
    }

    /// Adds an element to the body. `element` must be a valid XML name.
    #[must_use]
    pub fn with_detail(mut self, element: &str, text: impl Into<String>) -> Self {
        self.details.push((element.to_owned(), text.into()));
        self
    }

    /// Reads a reply whose status is not a success. Accepts any bytes.
    pub fn decode(reply: &Response<Bytes>) -> Self {
        let headers = reply.headers();
        let mut refusal = Self::bare(reply.status());
        let mut source = SourceRefusal::default();
        for (name, text) in xml::flat(reply.body()) {
            let text = text.trim();
            let shown = || Some(redact::shown(text));
            match name.as_str() {
                "Code" if !text.is_empty() => refusal.code = code_of(text),
                "Message" => refusal.message = first_line(text),
                "AuthenticationErrorDetail" => refusal.authentication_detail = shown(),
                "HeaderName" => refusal.header_name = shown(),
                "QueryParameterName" => refusal.query_parameter_name = shown(),
                "ExtendedErrorDetail" => refusal.extended_error_detail = shown(),
                "CopySourceStatusCode" => source.status = text.parse().ok(),
                "CopySourceErrorCode" => source.code = code_of(text),
                "CopySourceErrorMessage" => source.message = first_line(text),
                _ if refusal.code.is_some() && refusal.details.len() < MOST_DETAILS => {
                    let text = redact::shown(text);
                    refusal.details.push((redact::shown(&name), text));
                }
                _ => {}
            }
        }
        // The headers are read last, because they exist even if the body is cut off or missing.
        if let Some(code) = lenient(headers, &header::ERROR_CODE) {
            refusal.code = code_of(&code).or(refusal.code);
        }
        if let Some(status) =
            lenient(headers, &header::COPY_SOURCE_STATUS_CODE).and_then(|text| text.parse().ok())
        {
            source.status = Some(status);
        }
        if let Some(code) = lenient(headers, &header::COPY_SOURCE_ERROR_CODE) {
            source.code = code_of(&code).or(source.code);
        }
        refusal.copy_source = (source != SourceRefusal::default()).then_some(source);
        refusal.request_id = lenient(headers, &header::REQUEST_ID).filter(|id| is_word(id));
        refusal.date = Field::read(&header::DATE, headers).ok().flatten();
        refusal.retry_after = lenient(headers, &header::RETRY_AFTER)
            .and_then(|text| retry_after(&text, refusal.date));
        if refusal.is_foreign() {
            refusal.message = page::title(reply.body()).map(|title| redact::shown(&title));
        }
        if refusal.is_redirect() {
            refusal.location = lenient(headers, &header::LOCATION).map(|url| redact::shown(&url));
        }
        refusal
    }

    /// The kind of the error, which says what the caller can do about it.
    ///
    /// The code takes precedence over the status: a `401` with `CannotVerifyCopySource` is about the source and not
    /// about the caller's credential.
    pub fn kind(&self) -> ErrorKind {
        let of_code = self.code.as_ref().and_then(kind_of_code);
        let of_status = kind_of_status(self.status);
        // A page from a proxy says nothing about accounts, blobs and conditions.
        let says_nothing = self.is_foreign()
            && !of_status.is_transient()
            && self.status != StatusCode::PROXY_AUTHENTICATION_REQUIRED;
        match says_nothing {
            true => ErrorKind::Malformed,
            false => of_code.unwrap_or(of_status),
        }
    }

    /// Whether the same request may succeed later, because the service or the source has a temporary failure.
    ///
    /// The codes of a source that are worth a retry are those on which the official clients agree.
    pub fn is_transient(&self) -> bool {
        let passing = |code: &ErrorCode| {
            matches!(
                code,
                ErrorCode::InternalError | ErrorCode::OperationTimedOut | ErrorCode::ServerBusy
            )
        };
        let of_source = self
            .copy_source
            .as_ref()
            .is_some_and(|source| source.code.as_ref().is_some_and(passing));
        of_source || self.kind().is_transient()
    }
}

/// Maximum number of further elements that are kept.
const MOST_DETAILS: usize = 8;

fn lenient(headers: &HeaderMap, name: &http::HeaderName) -> Option<String> {
    let text = String::from_utf8_lossy(headers.get(name)?.as_bytes())
        .trim()
        .to_owned();
    (!text.is_empty()).then_some(text)
}

/// The wait that `Retry-After` asks for: seconds, or an HTTP date, counted from the reply's own `Date`. A date without
/// `Date` asks for no wait, because the two clocks may differ.
///
/// Source: RFC 9110, section 10.2.3 (*Retry-After*).
fn retry_after(text: &str, date: Option<HttpDate>) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = HttpDate::decode(text)?.time();
    Some(until.duration_since(date?.time()).unwrap_or_default())
}

/// An error code. `None` if the text does not have the form of a name, because every error prints the code.
fn code_of(text: &str) -> Option<ErrorCode> {
    is_word(text).then(|| ErrorCode::from(text))
}

/// The message without the `RequestId:` and `Time:` lines that the service appends.
fn first_line(text: &str) -> Option<String> {
    let line = text.lines().next()?.trim();
    (!line.is_empty()).then(|| redact::shown(line))
}

fn kind_of_code(code: &ErrorCode) -> Option<ErrorKind> {
    Some(match code {
        ErrorCode::AuthenticationFailed
        | ErrorCode::AuthorizationFailure
        | ErrorCode::AuthorizationPermissionMismatch
        | ErrorCode::AuthorizationProtocolMismatch
        | ErrorCode::AuthorizationResourceTypeMismatch
        | ErrorCode::AuthorizationServiceMismatch
        | ErrorCode::AuthorizationSourceIPMismatch
        | ErrorCode::InsufficientAccountPermissions
        | ErrorCode::InvalidAuthenticationInfo
        | ErrorCode::KeyBasedAuthenticationNotPermitted
        | ErrorCode::NoAuthenticationInformation
        | ErrorCode::PublicAccessNotPermitted
        | ErrorCode::UnauthorizedBlobOverwrite => ErrorKind::Unauthorized,
        ErrorCode::CannotVerifyCopySource => ErrorKind::Source,
        ErrorCode::PendingCopyOperation => ErrorKind::PendingCopy,
        ErrorCode::ServerBusy => ErrorKind::Throttled,
        ErrorCode::InternalError | ErrorCode::OperationTimedOut => ErrorKind::Unavailable,
        // The service reports an existing blob with either status, 409 or 412.
        ErrorCode::BlobAlreadyExists => ErrorKind::Precondition,
        _ => return None,
    })
}

fn kind_of_status(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        401 | 403 | 407 => ErrorKind::Unauthorized,
        404 | 410 => ErrorKind::NotFound,
        408 | 500 | 502 | 504 => ErrorKind::Unavailable,
        409 => ErrorKind::Conflict,
        304 | 412 => ErrorKind::Precondition,
        429 | 503 => ErrorKind::Throttled,
        400 | 405 | 411 | 413..=417 => ErrorKind::Invalid,
        _ => ErrorKind::Malformed,
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.status_and_code())?;
        if self.is_foreign() {
            f.write_str(" from something between this client and the service")?;
        }
        if let Some(location) = &self.location {
            write!(f, ", which redirects to {location}")?;
        }
        if let Some(description) = self.description() {
            write!(f, ": {description}")?;
        }
        if let Some(wait) = self.long_wait() {
            write!(f, "; {wait}")?;
        }
        match &self.request_id {
            Some(id) => write!(f, " [request {id}]"),
            None => Ok(()),
        }
    }
}

impl ServiceError {
    /// Status and code, such as `404 BlobNotFound`.
    pub fn status_and_code(&self) -> String {
        match &self.code {
            Some(code) => format!("{} {code}", self.status.as_u16()),
            None => self.status.to_string(),
        }
    }

    /// The service's own message, followed by the details of the response. `None` if it has neither.
    pub fn description(&self) -> Option<String> {
        let source = self.copy_source.as_ref();
        // The service often repeats the source's sentence as its own.
        let told = source.and_then(|source| source.message.as_ref());
        let told = told.filter(|told| Some(*told) != self.message.as_ref());
        let bracketed = |what: &str, detail: &Option<String>| {
            let detail = detail.as_ref()?;
            Some(format!("({what}{detail})"))
        };
        let parts = [
            self.message.as_deref().map(unended),
            bracketed("", &self.authentication_detail),
            bracketed("header ", &self.header_name),
            bracketed("query parameter ", &self.query_parameter_name),
            bracketed("", &self.extended_error_detail),
            source.map(|source| match told {
                Some(told) => format!("({source}: {})", unended(told)),
                None => format!("({source})"),
            }),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The wait that the service asks for, if it is longer than the client waits by itself.
    pub fn long_wait(&self) -> Option<String> {
        let wait = self
            .retry_after
            .filter(|wait| *wait > LONGEST_RETRY_AFTER)?;
        Some(format!("the service asks to wait {}", Rounded(wait)))
    }
}

/// The service ends its sentences; ours go on.
fn unended(sentence: &str) -> String {
    sentence.trim_end_matches('.').to_owned()
}

/// A time of minutes or more, in the largest unit that is used of it.
struct Rounded(Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.as_secs().div_ceil(60);
        match (minutes / 60, minutes % 60) {
            (0, minutes) => write!(f, "{minutes} min"),
            (hours, 0) => write!(f, "{hours} h"),
            (hours, minutes) => write!(f, "{hours} h {minutes} min"),
        }
    }
}

/// Omits the message, which may be the same as the refusal's.
impl fmt::Display for SourceRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the source answered")?;
        if let Some(status) = self.status {
            write!(f, " {status}")?;
        }
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceError({self})")
    }
}

impl std::error::Error for ServiceError {}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn reply(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response<Bytes> {
        let mut reply = Response::new(Bytes::from(body.to_owned()));
        *reply.status_mut() = StatusCode::from_u16(status).unwrap();
        for (name, value) in headers {
            reply
                .headers_mut()
                .insert(*name, HeaderValue::from_str(value).unwrap());
        }
        reply
    }

    #[test]
    fn a_body_with_a_byte_order_mark_is_read() {
        let body = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>BlobNotFound</Code>\
                    <Message>The specified blob does not exist.\nRequestId:1\nTime:2022</Message></Error>";
        let refusal = ServiceError::decode(&reply(404, &[], body));
        assert_eq!(refusal.code, Some(ErrorCode::BlobNotFound));
        assert_eq!(
            refusal.message.as_deref(),
            Some("The specified blob does not exist.")
        );
        assert_eq!(refusal.kind(), ErrorKind::NotFound);
    }

    #[test]
    fn headers_alone_are_enough() {
        let headers = [
            ("x-ms-error-code", "PendingCopyOperation"),
            ("x-ms-request-id", "7"),
        ];
        let refusal = ServiceError::decode(&reply(409, &headers, ""));
        assert_eq!(refusal.kind(), ErrorKind::PendingCopy);
        assert_eq!(refusal.to_string(), "409 PendingCopyOperation [request 7]");
    }

    #[test]
    fn a_refused_source_is_not_a_refused_credential() {
        let headers = [
            ("x-ms-error-code", "CannotVerifyCopySource"),
            ("x-ms-copy-source-status-code", "401"),
            ("x-ms-copy-source-error-code", "NoAuthenticationInformation"),
        ];
        let refusal = ServiceError::decode(&reply(401, &headers, ""));
        assert_eq!(refusal.kind(), ErrorKind::Source);
        assert_eq!(refusal.copy_source.unwrap().status, Some(401));
    }

    #[test]
    fn a_temporary_failure_of_the_source_is_worth_another_try() {
        let refused = |code: &str| {
            let headers = [
                ("x-ms-error-code", "CannotVerifyCopySource"),
                ("x-ms-copy-source-error-code", code),
            ];
            ServiceError::decode(&reply(403, &headers, ""))
        };
        for code in ["ServerBusy", "InternalError", "OperationTimedOut"] {
            assert!(refused(code).is_transient(), "{code}");
        }
        assert!(!refused("AuthenticationFailed").is_transient());
    }

    #[test]
    fn a_sentence_is_said_once_and_goes_on() {
        let sentence = "The specified resource does not exist.";
        let mut refusal = ServiceError::new(
            StatusCode::NOT_FOUND,
            ErrorCode::CannotVerifyCopySource,
            sentence,
        );
        let mut source = SourceRefusal {
            status: Some(404),
            ..SourceRefusal::default()
        };
        source.message = Some(sentence.to_owned());
        refusal.copy_source = Some(source);
        let text = refusal.to_string();
        assert_eq!(
            text,
            "404 CannotVerifyCopySource: The specified resource does not exist (the source answered 404)"
        );
    }

    #[test]
    fn what_a_proxy_sends_is_told_by_its_status() {
        let refusal =
            ServiceError::decode(&reply(502, &[], "<html><body>Bad Gateway</body></html>"));
        assert_eq!(
            (refusal.code.clone(), refusal.kind()),
            (None, ErrorKind::Unavailable)
        );
        assert!(refusal.is_transient());
    }

    #[test]
    fn a_code_without_end_is_cut() {
        let endless = "x".repeat(60_000);
        let body = format!(
            "<Error><Code>{endless}</Code><CopySourceErrorCode>{endless}</CopySourceErrorCode></Error>"
        );
        assert!(
            ServiceError::decode(&reply(409, &[], &body))
                .to_string()
                .len()
                < 1000
        );
    }

    #[test]
    fn an_unknown_code_is_kept() {
        let refusal = ServiceError::decode(&reply(409, &[("x-ms-error-code", "BrandNew")], ""));
        assert_eq!(refusal.code, Some(ErrorCode::Other("BrandNew".into())));
        assert_eq!(refusal.kind(), ErrorKind::Conflict);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut refusal = ServiceError::new(
            StatusCode::FORBIDDEN,
            ErrorCode::CannotVerifyCopySource,
            "no <entry>",
        );
        refusal.copy_source = Some(SourceRefusal {
            status: Some(403),
            code: None,
            message: Some("a & b".into()),
        });
        refusal.authentication_detail = Some("not yet valid".into());
        refusal.query_parameter_name = Some("comp".into());
        refusal.extended_error_detail = Some("the role is missing".into());
        let mut refusal = refusal.with_detail("Reason", "not < 3");
        refusal.request_id = Some("r-1".into());
        refusal.retry_after = Some(Duration::from_secs(3));
        assert_eq!(ServiceError::decode(&refusal.reply()), refusal);
    }

    #[test]
    fn a_wait_may_be_given_as_a_date_which_counts_from_that_of_the_reply() {
        const NOW: &str = "Mon, 23 Nov 2026 08:00:00 GMT";
        let asked = |until: &str, now: &[(&'static str, &str)]| {
            let headers = [&[("retry-after", until)], now].concat();
            ServiceError::decode(&reply(503, &headers, "")).retry_after
        };
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        let dated = [("date", NOW)];
        assert_eq!(asked("7", &[]), seconds(7));
        assert_eq!(asked("Mon, 23 Nov 2026 08:02:00 GMT", &dated), seconds(120));
        assert_eq!(asked("Monday, 23-Nov-26 08:00:05 GMT", &dated), seconds(5));
        assert_eq!(asked("Mon, 23 Nov 2026 07:59:00 GMT", &dated), seconds(0));
        assert_eq!(asked("Mon, 23 Nov 2026 08:02:00 GMT", &[]), None);
        for odd in ["soon", "-1", "1.5", "99999999999999999999999", ""] {
            assert_eq!(asked(odd, &dated), None, "{odd}");
        }
    }

    #[test]
    fn a_wait_that_is_longer_than_any_that_is_obeyed_is_reported() {
        let text = |wait: &str| {
            let headers = [("x-ms-error-code", "ServerBusy"), ("retry-after", wait)];
            ServiceError::decode(&reply(503, &headers, "")).to_string()
        };
        assert_eq!(text("300"), "503 ServerBusy");
        assert_eq!(text("3600"), "503 ServerBusy; the service asks to wait 1 h");
        assert_eq!(
            text("301"),
            "503 ServerBusy; the service asks to wait 6 min"
        );
        assert_eq!(
            text("5401"),
            "503 ServerBusy; the service asks to wait 1 h 31 min"
        );
    }

    #[test]
    fn what_else_was_said_is_kept_without_signatures_and_not_without_end() {
        let more = "<A>https://a/b?sig=secret</A><B>sig=secret</B>".repeat(1000);
        let body = format!("<Error><Code>Md5Mismatch</Code>{more}</Error>");
        let refusal = ServiceError::decode(&reply(400, &[], &body));
        assert_eq!(refusal.details.len(), MOST_DETAILS);
        assert!(!format!("{:?}", refusal.details).contains("secret"));
    }

    #[test]
    fn an_unmet_condition_of_a_source_has_its_code_in_the_header_alone() {
        let headers = [("x-ms-error-code", "CannotVerifyCopySource")];
        let refusal = ServiceError::decode(&reply(304, &headers, ""));
        assert_eq!(refusal.kind(), ErrorKind::Source);
        let marked = [("x-ms-request-id", "r")];
        let refusal = ServiceError::decode(&reply(304, &marked, ""));
        assert_eq!(refusal.kind(), ErrorKind::Precondition);
    }

    #[test]
    fn empty_cut_and_endless_bodies_are_told_by_their_status() {
        for (status, kind) in [(400, ErrorKind::Invalid), (500, ErrorKind::Unavailable)] {
            let endless = format!("<Error><Message>{}", "x".repeat(1 << 20));
            for body in ["", "<Error><Co", "<Error/>", &*endless] {
                let marked = [("x-ms-request-id", "r")];
                let refusal = ServiceError::decode(&reply(status, &marked, body));
                assert_eq!((refusal.code.clone(), refusal.kind()), (None, kind));
                assert!(refusal.to_string().len() < 1024);
            }
        }
    }

    #[test]
    fn a_page_of_something_in_between_is_not_the_services_refusal() {
        let page = "<html><head><title>Blocked by\nACME</title></head><body>403</body></html>";
        for status in [400, 401, 403, 404, 409, 412] {
            let refusal = ServiceError::decode(&reply(status, &[], page));
            assert_eq!(refusal.kind(), ErrorKind::Malformed, "{status}");
            let text = refusal.to_string();
            assert!(
                text.contains("something between") && text.contains("Blocked by ACME"),
                "{text}"
            );
        }
        let location = [("location", "https://proxy.example/login?token=secret")];
        let text = ServiceError::decode(&reply(307, &location, "")).to_string();
        assert!(
            text.contains("redirects to https://proxy.example/login?…"),
            "{text}"
        );
    }

    #[test]
    fn a_misspelt_code_of_the_documents_is_the_same_code() {
        let code = ErrorCode::from("SnaphotOperationRateExceeded");
        assert_eq!(code, ErrorCode::SnapshotOperationRateExceeded);
        assert_eq!(code.as_str(), "SnapshotOperationRateExceeded");
    }
}
