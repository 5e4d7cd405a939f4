//! Replies that repeat a text.

/// The places where a server can repeat a text. A place that is not a header is an element or a whole body.
pub const PLACES: [&str; 20] = [
    "Message",
    "Code",
    "AuthenticationErrorDetail",
    "HeaderName",
    "QueryParameterName",
    "ExtendedErrorDetail",
    "Reason",
    "CopySourceErrorCode",
    "CopySourceErrorMessage",
    "html",
    "listing",
    "x-ms-error-code",
    "x-ms-copy-source-error-code",
    "x-ms-request-id",
    "x-ms-copy-id",
    "x-ms-copy-status",
    "x-ms-copy-status-description",
    "x-ms-copy-source",
    "etag",
    "location",
];

/// A text that every reply also contains, as a code and as the source of a copy, to find out where replies are printed.
pub const MARK: &str = "serverrepeats";

/// A reply with `text` in that place.
pub(super) fn answer(place: &str, text: &str, is_head: bool) -> String {
    let is_of_copy = place.starts_with("x-ms-copy-") && place != "x-ms-copy-source-error-code";
    let (status, headers, body) = match place {
        "html" => (
            "403 Forbidden",
            "content-type: text/html\r\n".to_owned(),
            format!("<html><title>{text}</title>{text}</html>"),
        ),
        "listing" => ("200 OK", String::new(), listing(text)),
        "location" => (
            "307 Temporary Redirect",
            format!("location: https://other.net/?{text}\r\n"),
            String::new(),
        ),
        "etag" => ("200 OK", copy(place, text), String::new()),
        _ if is_of_copy => ("200 OK", copy(place, text), String::new()),
        _ if place.starts_with("x-ms") => (
            "403 Forbidden",
            format!("{place}: {text}\r\n"),
            String::new(),
        ),
        _ => ("403 Forbidden", String::new(), error(place, text)),
    };
    // Without these headers it is the page of a server between the client and the service.
    let marks = match place {
        "html" => "",
        "x-ms-request-id" => "x-ms-error-code: ServerRepeats\r\n",
        _ => "x-ms-request-id: 1\r\n",
    };
    let length = body.len();
    let body = if is_head { "" } else { &body };
    format!(
        "HTTP/1.1 {status}\r\n{marks}last-modified: Mon, 23 Nov 2026 08:00:00 GMT\r\nx-ms-blob-type: BlockBlob\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
}

fn error(place: &str, text: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Error><Code>ServerRepeats</Code><{place}>{text}</{place}></Error>"
    )
}

fn listing(text: &str) -> String {
    let pending = "<CopyId>1</CopyId><CopyStatus>pending</CopyStatus><CopySource>https://serverrepeats.test/a</CopySource>";
    format!(
        "<?xml version=\"1.0\"?><EnumerationResults><Blobs><Blob><Name>{text}</Name><Properties>{pending}</Properties></Blob></Blobs></EnumerationResults>"
    )
}

/// The headers of a copy that failed.
fn copy(place: &str, text: &str) -> String {
    [
        ("etag", "\"0x1\""),
        ("x-ms-copy-id", "1"),
        ("x-ms-copy-status", "failed"),
        ("x-ms-copy-source", "https://serverrepeats.test/a"),
        ("x-ms-copy-status-description", "404"),
    ]
    .map(|(name, usual)| match name == place {
        true => format!("{name}: {text}\r\n"),
        false => format!("{name}: {usual}\r\n"),
    })
    .concat()
}
