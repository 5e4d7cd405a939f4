//! The sockets: every connection a task of its own, none of which can hold up another.

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

/// How many headers a request may have: 8 KiB of metadata are many short names.
const MOST_HEADERS: usize = 512;

/// How long a head may be, in bytes: target, source, metadata and tags at their longest, encoded, and as much again.
const LONGEST_HEAD: usize = 128 * 1024;

/// How long to hold back after the system refuses a connection, as it does when files run out.
const RESPITE: Duration = Duration::from_millis(50);

/// Answers whoever connects, for ever.
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

/// Finds out which language a client speaks, which its first byte tells, and talks with it.
async fn meet(stream: TcpStream, address: IpAddr, service: Arc<Service>) {
    // Replies are written whole, so waiting for more to send only delays them; without it they arrive all the same.
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
    // Who does not finish the handshake, or does not trust us, is gone.
    if let Ok(Ok(stream)) = timeout(service.timeouts.head, tls.acceptor.accept(stream)).await {
        peer.is_secure = true;
        converse(Stream::Secure(Box::new(stream)), peer, &service).await;
    }
}

/// What a TLS connection begins with, and no HTTP request.
const TLS_HANDSHAKE: u8 = 0x16;

/// The first byte, which stays to be read.
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
    // However it ends, it ends for this client alone.
    let _ = conversation.await;
}
