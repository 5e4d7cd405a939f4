//! Connections for the pool: TCP, directly or through a proxy, and TLS over it.

use std::error::Error as StdError;
use std::future::Future;
use std::io::Result as IoResult;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig as TlsConfig;
use rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::origin::{host, is_https};
use super::proxy::{Proxy, ProxyChoice, reach};

/// Connects to the server of a URL.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    pub(super) http: HttpConnector,
    pub(super) proxy: ProxyChoice,
    /// Set for the first https origin, because reading the system's certificates takes longer than the rest of a
    /// short-lived process.
    pub(super) tls: Arc<OnceLock<Arc<TlsConfig>>>,
}

impl Connector {
    async fn connect(self, target: Uri) -> Result<Stream, Box<dyn StdError + Send + Sync>> {
        let proxy = Proxy::choose(&self.proxy, &target);
        let tcp = reach(self.http, proxy.as_ref(), &target).await?;
        if !is_https(&target) {
            return Ok(Stream {
                io: Box::new(TokioIo::new(tcp)),
                is_forwarded: proxy.is_some(),
            });
        }
        let tls = self.tls.get().expect("an https origin has read it").clone();
        // A URL has an IPv6 address in brackets, a certificate has it without.
        let name = ServerName::try_from(host(&target).trim_matches(['[', ']']).to_owned())?;
        let tls = TlsConnector::from(tls).connect(name, tcp).await?;
        Ok(Stream {
            io: Box::new(TokioIo::new(tls)),
            is_forwarded: false,
        })
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.http.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        Box::pin(self.clone().connect(target))
    }
}

/// A connection to a server, or to a proxy that forwards. A request to the latter has its whole URL in its first line.
pub(super) struct Stream {
    io: Box<dyn ReadWrite>,
    is_forwarded: bool,
}

/// TCP, or TLS over it.
trait ReadWrite: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> ReadWrite for T {}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.is_forwarded)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<IoResult<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<IoResult<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<IoResult<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}
