//! The connection to a client, plain or over TLS, that can be closed or reset.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// A connection that can be reset instead of closed.
pub(crate) struct ResettableStream {
    stream: Stream,
    reset: Reset,
}

pub(crate) enum Stream {
    Plain(TcpStream),
    Secure(Box<TlsStream<TcpStream>>),
}

/// Marks a connection to be reset. Clones are for the same connection.
#[derive(Clone, Default)]
pub(crate) struct Reset(Arc<AtomicBool>);

impl Reset {
    /// From now on the connection is reset instead of closed.
    pub(crate) fn wish(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_wished(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Resets a connection before any data was sent.
pub(crate) fn refuse(stream: &TcpStream) {
    // If that fails, the connection is closed, which also refuses it.
    let _ = stream.set_zero_linger();
}

impl ResettableStream {
    pub(crate) fn new(stream: Stream, reset: Reset) -> Self {
        Self { stream, reset }
    }
}

impl Drop for ResettableStream {
    fn drop(&mut self) {
        if self.reset.is_wished() {
            refuse(match &self.stream {
                Stream::Plain(stream) => stream,
                Stream::Secure(stream) => stream.get_ref().0,
            });
        }
    }
}

/// Forwards a call to either kind of stream.
macro_rules! pass {
    ($wire:expr, $call:ident $(, $argument:expr)*) => {
        match &mut $wire.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).$call($($argument),*),
            Stream::Secure(stream) => Pin::new(stream).$call($($argument),*),
        }
    };
}

impl AsyncRead for ResettableStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        pass!(self, poll_read, context, buffer)
    }
}

impl AsyncWrite for ResettableStream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        pass!(self, poll_write, context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        pass!(self, poll_write_vectored, context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        match &self.stream {
            Stream::Plain(stream) => stream.is_write_vectored(),
            Stream::Secure(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pass!(self, poll_flush, context)
    }

    /// A connection that is reset sends no shutdown.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.reset.is_wished() {
            return Poll::Ready(Ok(()));
        }
        pass!(self, poll_shutdown, context)
    }
}
