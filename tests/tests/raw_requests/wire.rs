//! Requests as bytes, and what comes back.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use http::{Request, Response, header};

/// Sends a request on a connection of its own.
pub(crate) fn exchange(address: &str, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream.write_all(&written(request, address)).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    read(&bytes)
}

fn written(request: &Request<Vec<u8>>, address: &str) -> Vec<u8> {
    let target = request.uri().path_and_query().unwrap();
    let mut text = format!(
        "{} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n",
        request.method()
    );
    for (name, value) in request.headers() {
        text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(request.body());
    bytes
}

fn read(bytes: &[u8]) -> Response<Vec<u8>> {
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("an answer has a head");
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status: u16 = lines.next().unwrap()[9..12].parse().unwrap();
    let mut reply = Response::builder().status(status);
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        reply = reply.header(name, value.trim());
    }
    let reply = reply.body(()).unwrap();
    let is_chunked = reply.headers().contains_key(header::TRANSFER_ENCODING);
    let body = &bytes[end + 4..];
    let body = if is_chunked {
        joined(body)
    } else {
        body.to_vec()
    };
    reply.map(|()| body)
}

/// The chunks of a body, put together.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let length = std::str::from_utf8(&rest[..end]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        whole.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 4 + length..];
    }
    whole
}
