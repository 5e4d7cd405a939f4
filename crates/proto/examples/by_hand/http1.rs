//! A minimal HTTP/1.1 client and server: one message for each connection.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};

/// Opens a connection to the host of a request.
pub(crate) fn connect(request: &Request<Bytes>) -> io::Result<TcpStream> {
    let uri = request.uri();
    let host = uri.host().unwrap_or_default();
    let socket = TcpStream::connect((host, uri.port_u16().unwrap_or(80)))?;
    socket.set_read_timeout(Some(Duration::from_secs(30)))?;
    Ok(socket)
}

/// Sends a request and reads the reply to its end.
pub(crate) fn exchange(
    mut socket: TcpStream,
    request: &Request<Bytes>,
) -> io::Result<Response<Bytes>> {
    let uri = request.uri();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let host = uri.authority().map_or("", |authority| authority.as_str());
    let first = format!("{} {target} HTTP/1.1\r\nhost: {host}", request.method());
    socket.write_all(&message(&first, request.headers(), request.body()))?;
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes)?;
    let (first, headers, body) = pieces(&bytes).ok_or(io::ErrorKind::InvalidData)?;
    if request.method() != Method::HEAD
        && length(&headers).is_some_and(|length| length > body.len())
    {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let status = first
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse::<u16>().ok());
    let mut reply = Response::new(Bytes::copy_from_slice(body));
    *reply.status_mut() = status
        .and_then(|status| status.try_into().ok())
        .ok_or(io::ErrorKind::InvalidData)?;
    *reply.headers_mut() = headers;
    Ok(reply)
}

/// A first line, headers and a body as they are sent.
pub(crate) fn message(first: &str, headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{first}\r\nconnection: close\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// The first line, headers and body of received bytes; `None` if the headers are incomplete.
pub(crate) fn pieces(bytes: &[u8]) -> Option<(&str, HeaderMap, &[u8])> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let mut lines = std::str::from_utf8(&bytes[..end]).ok()?.split("\r\n");
    let first = lines.next()?;
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = HeaderValue::from_str(value.trim()).ok()?;
        headers.append(HeaderName::try_from(name).ok()?, value);
    }
    Some((first, headers, &bytes[end + 4..]))
}

/// The length of the body according to the headers.
pub(crate) fn length(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(http::header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}
