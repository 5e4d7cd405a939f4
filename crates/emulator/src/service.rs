//! The sockets: every connection a task of its own, none of which can hold up another.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use crate::authorize::{Guard, Peer};
use crate::clock::Clock;
use crate::exchange;
use crate::foreign::Fetcher;
use crate::pace::Pace;
use crate::store::Store;

/// How long a client may take to send the head of a request, and a connection may stay idle.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many headers a request may have: 8 KiB of metadata are many short names.
const MOST_HEADERS: usize = 512;

/// How long a head may be, in bytes: target, source, metadata and tags at their longest, encoded, and as much again.
const LONGEST_HEAD: usize = 128 * 1024;

/// How long to hold back after the system refuses a connection, as it does when files run out.
const RESPITE: Duration = Duration::from_millis(50);

/// All that answering a request takes.
pub(crate) struct Service {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) pace: Pace,
    pub(crate) port: u16,
    pub(crate) fetcher: Fetcher,
    pub(crate) guard: Guard,
}

/// Answers whoever connects, for ever.
pub(crate) async fn serve(listener: TcpListener, service: Arc<Service>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                let peer = Peer {
                    address: address.ip(),
                    is_secure: false,
                };
                tokio::spawn(converse(stream, peer, Arc::clone(&service)));
            }
            Err(_) => tokio::time::sleep(RESPITE).await,
        }
    }
}

async fn converse(stream: TcpStream, peer: Peer, service: Arc<Service>) {
    // Replies are written whole, so waiting for more to send only delays them; without it they arrive all the same.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(|request| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(exchange::answer(&service, peer, request).await) }
    });
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_headers(MOST_HEADERS)
        .max_buf_size(LONGEST_HEAD)
        .auto_date_header(false)
        .half_close(true)
        .serve_connection(TokioIo::new(stream), answer);
    // However it ends, it ends for this client alone.
    let _ = conversation.await;
}
