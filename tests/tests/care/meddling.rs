//! A proxy on loopback that meddles with the first start of a copy, and passes on all else.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use blobcopy::BlobClient;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is done with the first start.
#[derive(Clone)]
pub(crate) enum Meddling {
    /// It is delivered a second time after the first reply; that reply is dropped, and the second passed on.
    Repeat,
    /// It is delivered, and a page with this status is passed on in place of the reply.
    Page(u16),
    /// Another copies this into that before it is delivered.
    Between(Box<(BlobClient, BlobClient)>),
}

/// Passes connections on to `service`, and returns where it listens.
pub(crate) async fn proxy(service: SocketAddr, meddling: Meddling) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let has_meddled = Arc::new(AtomicBool::new(false));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (meddling, has_meddled) = (meddling.clone(), Arc::clone(&has_meddled));
            tokio::spawn(pass_on(client, service, meddling, has_meddled));
        }
    });
    address
}

async fn pass_on(
    mut client: TcpStream,
    service: SocketAddr,
    meddling: Meddling,
    has_meddled: Arc<AtomicBool>,
) {
    while let Some(request) = message(&mut client, false).await {
        let is_start = request.starts_with(b"PUT") && contains(&request, b"x-ms-copy-source: ");
        let meddles = is_start && !has_meddled.swap(true, Ordering::SeqCst);
        let reply = match (&meddling, meddles) {
            (Meddling::Repeat, true) => {
                deliver(service, &request).await;
                deliver(service, &request).await
            }
            (Meddling::Page(status), true) => {
                deliver(service, &request).await;
                page(*status)
            }
            (Meddling::Between(copy), true) => {
                copy.1.begin_copy(&copy.0).await.unwrap();
                deliver(service, &request).await
            }
            (_, false) => deliver(service, &request).await,
        };
        if client.write_all(&reply).await.is_err() {
            return;
        }
    }
}

async fn deliver(service: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut connection = TcpStream::connect(service).await.unwrap();
    connection.write_all(request).await.unwrap();
    let is_head = request.starts_with(b"HEAD");
    message(&mut connection, is_head).await.unwrap()
}

/// A head and the body that it announces; nothing at the end of the connection.
async fn message(connection: &mut TcpStream, is_without_body: bool) -> Option<Vec<u8>> {
    let mut message = Vec::new();
    while !message.ends_with(b"\r\n\r\n") {
        message.push(connection.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&message).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |length| length.parse().unwrap());
    if !is_without_body {
        let begins = message.len();
        message.resize(begins + length, 0);
        connection.read_exact(&mut message[begins..]).await.ok()?;
    }
    Some(message)
}

fn page(status: u16) -> Vec<u8> {
    let page = "<html><head><title>Blocked by ACME</title></head></html>";
    let length = page.len();
    format!("HTTP/1.1 {status} Blocked\r\ncontent-length: {length}\r\n\r\n{page}").into_bytes()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
