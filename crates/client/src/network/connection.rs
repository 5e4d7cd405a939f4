//! One HTTP/1.1 connection.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::unconstrained;

/// One connection, driven by the future of the request that uses it: without a task of its own, a request wakes no other
/// task, and a request that is dropped closes its connection.
pub(super) struct Connection {
    requests: SendRequest<Full<Bytes>>,
    /// Nothing once it has ended.
    driver: Option<http1::Connection<Box<dyn Stream>, Full<Bytes>>>,
}

/// TCP, or TLS over it.
trait Stream: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Stream for T {}

impl Connection {
    pub(super) async fn over<S>(stream: S) -> Result<Box<Self>, hyper::Error>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let stream: Box<dyn Stream> = Box::new(TokioIo::new(stream));
        let (requests, driver) = http1::handshake(stream).await?;
        Ok(Box::new(Self {
            requests,
            driver: Some(driver),
        }))
    }

    /// Sends a request, and returns with the head of its reply.
    ///
    /// # Errors
    /// With the request, if none of it was sent.
    pub(super) async fn request(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Full<Bytes>>>> {
        let reply = self.requests.try_send_request(request);
        self.drive(reply).await
    }

    /// Drives the connection until `awaited` is there, which arrives by it.
    pub(super) async fn drive<F: Future>(&mut self, awaited: F) -> F::Output {
        // The runtime's budget would wake this task by the waker that is left out below.
        let mut awaited = pin!(unconstrained(awaited));
        poll_fn(|context| {
            // It becomes ready by the connection alone, which is driven here, so only the socket has to wake this task.
            let mut quiet = Context::from_waker(Waker::noop());
            if let Poll::Ready(arrived) = awaited.as_mut().poll(&mut quiet) {
                return Poll::Ready(arrived);
            }
            self.advance(context);
            awaited.as_mut().poll(&mut quiet)
        })
        .await
    }

    /// Whether it is open and has no request, as far as was read.
    pub(super) fn is_ready(&self) -> bool {
        self.requests.is_ready()
    }

    /// Whether it is open still, after some time without a request.
    pub(super) fn is_alive(&mut self) -> bool {
        // The task that drove it last must not be woken by the next request.
        self.advance(&mut Context::from_waker(Waker::noop()));
        self.is_ready()
    }

    fn advance(&mut self, context: &mut Context<'_>) {
        let driver = self.driver.as_mut().map(Pin::new);
        if driver.is_some_and(|driver| driver.poll(context).is_ready()) {
            // Dropped, so that a request or a body that still waits for it ends.
            self.driver = None;
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
