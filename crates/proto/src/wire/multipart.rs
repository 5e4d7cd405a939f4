//! `multipart/mixed` whose parts are HTTP messages, as a batch is written.
//!
//! Source: *Blob Batch*, REST reference; RFC 2046, section 5.1.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::invalid::Malformed;
use crate::value::{Boundary, HeaderText};
use crate::wire::header;

/// The maximum number of headers of a part, and of the message in it.
pub(crate) const MOST_HEADERS: usize = 64;

/// The media type of the body.
pub(crate) fn content_type(boundary: &Boundary) -> HeaderValue {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"'+_-.".contains(&byte);
    let text = match boundary.as_str().bytes().all(is_token) {
        true => format!("multipart/mixed; boundary={boundary}"),
        false => format!("multipart/mixed; boundary=\"{boundary}\""),
    };
    HeaderValue::from_str(&text).expect("a boundary is visible ASCII and spaces")
}

/// The boundary in `Content-Type`.
pub(crate) fn boundary(headers: &HeaderMap) -> Result<Boundary, Malformed> {
    let name = header::CONTENT_TYPE.as_str();
    let value = headers
        .get(header::CONTENT_TYPE)
        .ok_or_else(|| Malformed::missing(name))?;
    let text = String::from_utf8_lossy(value.as_bytes());
    named(&text).ok_or_else(|| Malformed::unreadable(name, &text))
}

fn named(text: &str) -> Option<Boundary> {
    let (kind, parameters) = text.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/mixed") {
        return None;
    }
    let (_, value) = parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let value = value.trim();
    let quoted = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    Boundary::parse(quoted.unwrap_or(value)).ok()
}

/// A part: its name, and the HTTP message in it.
pub(crate) struct Part<'a> {
    pub(crate) content_id: Option<HeaderText>,
    /// Includes the line end before the next boundary.
    pub(crate) message: &'a [u8],
}

/// The parts of `body`, but no more than `most` and one; `None` if one cannot be read or the last boundary is missing.
pub(crate) fn parts<'a>(body: &'a [u8], boundary: &Boundary, most: usize) -> Option<Vec<Part<'a>>> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < body.len() && parts.len() <= most {
        let line = body[at..].iter().position(|byte| *byte == b'\n');
        let end = line.map_or(body.len(), |length| at + length + 1);
        if let Some(is_last) = delimits(body[at..end].trim_ascii_end(), boundary) {
            if let Some(start) = start {
                parts.push(Part::read(&body[start..at])?);
            }
            if is_last {
                return Some(parts);
            }
            start = Some(end);
        }
        at = end;
    }
    (parts.len() > most).then_some(parts)
}

/// Whether a line is the boundary, and whether it is the last one.
fn delimits(line: &[u8], boundary: &Boundary) -> Option<bool> {
    let rest = line
        .strip_prefix(b"--")?
        .strip_prefix(boundary.as_str().as_bytes())?;
    match rest {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

impl<'a> Part<'a> {
    fn read(part: &'a [u8]) -> Option<Self> {
        let mut space = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let httparse::Status::Complete((length, found)) =
            httparse::parse_headers(part, &mut space).ok()?
        else {
            return None;
        };
        let headers = headers(found)?;
        let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        if !kind
            .split(';')
            .next()?
            .trim()
            .eq_ignore_ascii_case("application/http")
        {
            return None;
        }
        let content_id = match headers.get(CONTENT_ID) {
            Some(id) => Some(HeaderText::parse(id.to_str().ok()?).ok()?),
            None => None,
        };
        let message = &part[length..];
        Some(Self {
            content_id,
            message,
        })
    }
}

/// The headers of a parsed message.
pub(crate) fn headers(found: &[httparse::Header<'_>]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(found.len());
    for header in found {
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_bytes(header.value).ok()?);
    }
    Some(headers)
}

/// The body of a message, without the line end that belongs to the boundary.
pub(crate) fn body(rest: &[u8]) -> &[u8] {
    let rest = rest.strip_suffix(b"\n").unwrap_or(rest);
    rest.strip_suffix(b"\r").unwrap_or(rest)
}

/// A multipart body under construction.
pub(crate) struct Writer<'a> {
    boundary: &'a Boundary,
    out: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(boundary: &'a Boundary) -> Self {
        Self {
            boundary,
            out: Vec::new(),
        }
    }

    /// Adds a part: its name, the first line of its message, headers and body.
    pub(crate) fn part(
        &mut self,
        id: Option<&HeaderText>,
        first: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) {
        self.line(&["--", self.boundary.as_str()]);
        self.line(&["Content-Type: application/http"]);
        self.line(&["Content-Transfer-Encoding: binary"]);
        if let Some(id) = id {
            // Clients look for the name in this case.
            self.line(&["Content-ID: ", id]);
        }
        self.line(&[]);
        self.line(&[first]);
        for (name, value) in headers {
            self.out.extend_from_slice(name.as_str().as_bytes());
            self.out.extend_from_slice(b": ");
            self.out.extend_from_slice(value.as_bytes());
            self.line(&[]);
        }
        self.line(&[]);
        if !body.is_empty() {
            self.out.extend_from_slice(body);
            self.line(&[]);
        }
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.line(&["--", self.boundary.as_str(), "--"]);
        self.out
    }

    fn line(&mut self, pieces: &[&str]) {
        pieces
            .iter()
            .for_each(|piece| self.out.extend_from_slice(piece.as_bytes()));
        self.out.extend_from_slice(b"\r\n");
    }
}

const CONTENT_ID: HeaderName = HeaderName::from_static("content-id");
