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

/// One connection, driven by the future of the request that uses it. It has no task of its own, so that a request wakes
/// no other task, and a request that is dropped closes its connection.
pub(super) struct Connection {
    requests: SendRequest<Full<Bytes>>,
    /// `None` once the connection has ended.
    driver: Option<http1::Connection<Box<dyn Stream>, Full<Bytes>>>,
}

/// TCP, or TLS over it.
trait Stream: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Stream for T {}

impl Connection {
    /// A connection over a stream that is connected to the server.
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

    /// Sends a request, and returns the head of its reply.
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

    /// Drives the connection until `awaited` is ready, which depends on this connection alone.
    pub(super) async fn drive<F: Future>(&mut self, awaited: F) -> F::Output {
        // A future that has used up the runtime's budget wakes its task, which the empty waker below would swallow.
        let mut awaited = pin!(unconstrained(awaited));
        poll_fn(|context| {
            // `awaited` becomes ready by the connection alone, which is driven here, so only the socket must wake this
            // task.
            let mut quiet = Context::from_waker(Waker::noop());
            if let Poll::Ready(arrived) = awaited.as_mut().poll(&mut quiet) {
                return Poll::Ready(arrived);
            }
            self.advance(context);
            // Polled again, because the connection may have made it ready and would wake nobody.
            awaited.as_mut().poll(&mut quiet)
        })
        .await
    }

    /// Whether the connection can take a request, as far as was read from its socket.
    pub(super) fn is_ready(&self) -> bool {
        self.requests.is_ready()
    }

    /// Whether the connection is still open after some time without a request. Reads from its socket.
    pub(super) fn is_alive(&mut self) -> bool {
        // The empty waker replaces that of the task that drove the connection last, which must not be woken any more.
        self.advance(&mut Context::from_waker(Waker::noop()));
        self.is_ready()
    }

    fn advance(&mut self, context: &mut Context<'_>) {
        let driver = self.driver.as_mut().map(Pin::new);
        if driver.is_some_and(|driver| driver.poll(context).is_ready()) {
            // Dropped, so that a request or a body that still waits for the connection ends.
            self.driver = None;
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
