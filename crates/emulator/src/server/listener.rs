//! The sockets. Each connection is its own task, so that none delays another.

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::authorize::Peer;
use crate::server::exchange;
use crate::server::resettable_stream::{self, Reset, ResettableStream, Stream};
use crate::service::Service;

/// Maximum number of headers of a request: 8 KiB of metadata may be many short names.
const MOST_HEADERS: usize = 512;

/// Maximum size of a head, in bytes: twice the longest target, source, metadata and tags, encoded.
const LONGEST_HEAD: usize = 128 * 1024;

/// How long to wait after the system refuses a connection, as it does when file descriptors run out.
const RESPITE: Duration = Duration::from_millis(50);

/// Accepts connections, and never returns.
pub(crate) async fn serve(listener: TcpListener, service: Arc<Service>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, _)) if service.faults.refuses_connection() => {
                resettable_stream::refuse(&stream)
            }
            Ok((stream, address)) => {
                tokio::spawn(meet(stream, address.ip(), Arc::clone(&service)));
            }
            Err(_) => tokio::time::sleep(RESPITE).await,
        }
    }
}

/// Detects the protocol of a client by its first byte, and serves it.
async fn meet(stream: TcpStream, address: IpAddr, service: Arc<Service>) {
    // Replies are written as a whole, so Nagle's algorithm would only delay them. Without the option they still arrive.
    let _ = stream.set_nodelay(true);
    let mut peer = Peer {
        address,
        is_secure: false,
    };
    let Some(tls) = &service.tls else {
        return converse(Stream::Plain(stream), peer, &service).await;
    };
    let Ok(Ok(first)) = timeout(service.timeouts.head, first_byte(&stream)).await else {
        return;
    };
    if first != TLS_HANDSHAKE {
        return converse(Stream::Plain(stream), peer, &service).await;
    }
    // A client that does not complete the handshake, or does not trust the certificate, is disconnected.
    if let Ok(Ok(stream)) = timeout(service.timeouts.head, tls.acceptor.accept(stream)).await {
        peer.is_secure = true;
        converse(Stream::Secure(Box::new(stream)), peer, &service).await;
    }
}

/// The first byte of a TLS connection, with which no HTTP request begins.
const TLS_HANDSHAKE: u8 = 0x16;

/// Reads the first byte without consuming it.
async fn first_byte(stream: &TcpStream) -> io::Result<u8> {
    let mut first = [0];
    match stream.peek(&mut first).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(first[0]),
    }
}

async fn converse(stream: Stream, peer: Peer, service: &Arc<Service>) {
    let reset = Reset::default();
    let answer = service_fn(|request| {
        let (service, reset) = (Arc::clone(service), reset.clone());
        async move {
            let answer = exchange::answer(&service, peer, request).await;
            answer.inspect_err(|_| reset.wish())
        }
    });
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(service.timeouts.head)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LONGEST_HEAD)
        .auto_date_header(false)
        .half_close(true)
        .serve_connection(
            TokioIo::new(ResettableStream::new(stream, reset.clone())),
            answer,
        );
    // A failure concerns this client alone.
    let _ = conversation.await;
}
