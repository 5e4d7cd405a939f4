//! Requests and replies as bytes: a first line, headers, an empty line, a body.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};

/// Reads a request that begins with `PUT https://…`; `None` if no HTTP library would accept it.
pub(crate) fn request(input: &[u8]) -> Option<Request<Bytes>> {
    let (first, headers, body) = pieces(input);
    let space = first.iter().position(|byte| *byte == b' ')?;
    let mut request = Request::new(body);
    *request.method_mut() = Method::from_bytes(&first[..space]).ok()?;
    *request.uri_mut() = Uri::try_from(&first[space + 1..]).ok()?;
    *request.headers_mut() = headers;
    Some(request)
}

/// Reads a reply that begins with `200`.
pub(crate) fn reply(input: &[u8]) -> Option<Response<Bytes>> {
    let (first, headers, body) = pieces(input);
    let mut reply = Response::new(body);
    *reply.status_mut() = StatusCode::from_bytes(first).ok()?;
    *reply.headers_mut() = headers;
    Some(reply)
}

/// The approximate size of a message, in bytes.
pub(crate) fn size(headers: &HeaderMap, body: &Bytes) -> usize {
    let header = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len();
    headers.iter().map(header).sum::<usize>() + body.len()
}

pub(crate) fn of_request(request: &Request<Bytes>) -> Vec<u8> {
    let first = format!("{} {}", request.method(), request.uri());
    message(&first, request.headers(), request.body())
}

pub(crate) fn of_reply(reply: &Response<Bytes>) -> Vec<u8> {
    message(reply.status().as_str(), reply.headers(), reply.body())
}

fn message(first: &str, headers: &HeaderMap, body: &Bytes) -> Vec<u8> {
    let mut bytes = first.as_bytes().to_vec();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("\n{name}: ").as_bytes());
        bytes.extend_from_slice(value.as_bytes());
    }
    bytes.extend_from_slice(b"\n\n");
    bytes.extend_from_slice(body);
    bytes
}

/// Lines that are not headers are omitted, because an HTTP library would not deliver them.
fn pieces(input: &[u8]) -> (&[u8], HeaderMap, Bytes) {
    let end = input.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&input[..end], &input[end + 2..]),
        None => (input, &input[..0]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let mut headers = HeaderMap::new();
    for line in lines {
        if let Some((name, value)) = header(line) {
            headers.append(name, value);
        }
    }
    (first, headers, Bytes::copy_from_slice(body))
}

fn header(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = HeaderName::from_bytes(&line[..colon]).ok()?;
    let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
    Some((name, value))
}
