//! A service whose refusals repeat what it was sent, as Azure's do.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::loopback_tls::LoopbackTls;

/// The service, over https. The blob's name determines the reply: `refused` and `quoting` are refused, the latter with
/// the signature repeated; `copied` has a copy that failed; at `broken` the connection breaks.
#[derive(Debug)]
pub struct Quoting {
    address: SocketAddr,
    certificate: String,
}

impl Quoting {
    /// Starts the service, for the lifetime of the process.
    ///
    /// # Panics
    /// If it cannot listen on loopback.
    #[must_use]
    pub fn start() -> Self {
        Self::answering(reply)
    }

    /// Starts a service that answers with the text that `reply` makes of a request's head. If that is `None`, the
    /// connection breaks.
    ///
    /// # Panics
    /// If it cannot listen on loopback.
    #[must_use]
    pub fn answering(reply: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        let reply: Answer = Arc::new(reply);
        let LoopbackTls {
            acceptor,
            certificate,
        } = LoopbackTls::new();
        let (sender, address) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await;
                let listener = listener.expect("a port is free");
                let address = listener.local_addr().expect("it is bound");
                sender.send(address).expect("start waits for it");
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(quote(stream, acceptor.clone(), Arc::clone(&reply)));
                }
            });
        });
        Self {
            address: address.recv().expect("it listens"),
            certificate,
        }
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate to trust, in PEM.
    #[must_use]
    pub fn certificate(&self) -> &str {
        &self.certificate
    }
}

/// The reply to a request with this head.
type Answer = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Answers the requests of one connection, by the names of their blobs.
async fn quote(stream: TcpStream, acceptor: TlsAcceptor, reply: Answer) {
    let Ok(stream) = acceptor.accept(stream).await else {
        return;
    };
    let mut stream = BufReader::new(stream);
    while let Some(head) = read_head(&mut stream).await {
        let Some(reply) = reply(&head) else {
            return;
        };
        if stream.write_all(reply.as_bytes()).await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

async fn read_head(stream: &mut BufReader<TlsStream<TcpStream>>) -> Option<String> {
    let mut head = String::new();
    while stream.read_line(&mut head).await.ok()? > 2 {}
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.ok()?;
    (!head.is_empty()).then_some(head)
}

fn reply(head: &str) -> Option<String> {
    let header = |name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default()
    };
    let source = header("x-ms-copy-source: ");
    if head.contains("/broken") {
        return None;
    }
    if head.contains("/copied") && !source.is_empty() {
        return Some(answer(
            "202 Accepted",
            "x-ms-copy-id: 1\r\nx-ms-copy-status: success\r\n",
            "",
        ));
    }
    if head.contains("/copied") {
        let query = head.split(['?', ' ']).nth(2).unwrap_or_default();
        let echo = format!(
            "x-ms-copy-id: 1\r\nx-ms-copy-status: failed\r\nx-ms-copy-source: https://other.net/live/a?{query}\r\n\
             x-ms-copy-status-description: 403 Forbidden \"Copy failed when reading the source.\"\r\n\
             etag: \"0x1\"\r\nlast-modified: Mon, 23 Nov 2026 08:00:00 GMT\r\nx-ms-blob-type: BlockBlob\r\n"
        );
        return Some(answer("200 OK", &echo, ""));
    }
    let signature = header("authorization: SharedKey acct:");
    let first = head
        .lines()
        .next()
        .unwrap_or_default()
        .replace('&', "&amp;");
    let source = source.replace('&', "&amp;");
    let detail = if head.contains("/quoting") && !signature.is_empty() {
        format!(
            "The MAC signature found in the HTTP request '{signature}' is not the same as any computed signature. Server used following string to sign: '{first} x-ms-copy-source:{source}'."
        )
    } else {
        format!("Signature did not match. String to sign used was {first} {source}")
    };
    let body = format!(
        "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>No access for {first} to {source}\nRequestId:r</Message>\
         <AuthenticationErrorDetail>{detail}</AuthenticationErrorDetail></Error>"
    );
    Some(answer(
        "403 Forbidden",
        "x-ms-error-code: AuthenticationFailed\r\n",
        &body,
    ))
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nx-ms-request-id: r\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
}
