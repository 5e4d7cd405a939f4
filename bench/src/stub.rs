//! A service that has copied everything before it is asked to.

use std::convert::Infallible;
use std::net::Ipv4Addr;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// Serves until it is killed.
pub(crate) async fn serve() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.expect("a port");
    println!("{}", listener.local_addr().expect("bound").port());
    let local = tokio::task::LocalSet::new();
    local
        .run_until(async {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    continue;
                };
                let _ = stream.set_nodelay(true);
                tokio::task::spawn_local(
                    http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service_fn(answer)),
                );
            }
        })
        .await
}

async fn answer(request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let mut reply = Response::new(Empty::new());
    *reply.status_mut() = match *request.method() {
        Method::PUT => StatusCode::ACCEPTED,
        // Who asks about a blob is told the same: that it is a copy that has ended.
        _ => StatusCode::OK,
    };
    let headers = reply.headers_mut();
    for (name, value) in [
        ("content-length", "0"),
        ("etag", "\"0x8D4BCC2E4835CD0\""),
        ("last-modified", "Mon, 23 Nov 2026 08:00:00 GMT"),
        ("x-ms-copy-id", "1f812371-a41d-49e6-b123-f4b542e851c5"),
        ("x-ms-copy-status", "success"),
        ("x-ms-request-id", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        ("x-ms-version", "2025-11-05"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(reply)
}
