//! Copies a blob with an HTTP stack of your own. `blobcopy::proto` writes the requests and reads the replies,
//! `blobcopy::auth` signs them, and this program does the rest: sockets, time and waiting.
//!
//! It speaks plain HTTP/1.1, so it is for an emulator.
//!
//! ```sh
//! export AZURE_STORAGE_CONNECTION_STRING=…
//! cargo run -p blobcopy --example own_http -- live/db.vhd backups/2026/db.vhd
//! ```
#![expect(
    clippy::disallowed_methods,
    reason = "proto and auth read no clock, so this program passes the time"
)]

use std::error::Error;
use std::time::{Instant, SystemTime};

use blobcopy::auth::{ConnectionString, Credential, authorize};
use blobcopy::proto::job::{Action, CopyJob, CopyPolicy, Event, NoResponse};
use blobcopy::proto::ops::CopyBlob;
use blobcopy::proto::{ContainerUrl, Endpoint, ServiceVersion};
use blobcopy::{BlobUrl, SourceUrl};
use bytes::Bytes;
use http::header::HOST;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = &arguments[..] else {
        return Err("usage: own_http CONTAINER/BLOB CONTAINER/BLOB".into());
    };
    let account = ConnectionString::parse(&std::env::var("AZURE_STORAGE_CONNECTION_STRING")?)?;
    let endpoint = Endpoint::parse(&account.blob_endpoint)?;
    let source = SourceUrl::parse(&blob(&endpoint, source)?.to_string())?;
    let start = CopyBlob::new(blob(&endpoint, target)?, source);
    let mut job = CopyJob::new(start, CopyPolicy::default(), ServiceVersion::DEFAULT)?;

    let mut event = Event::Woke;
    loop {
        event = match job.step(event, Instant::now()) {
            Action::Send(request) => send(request, &account.credential).await?,
            Action::WaitUntil(time) => {
                tokio::time::sleep_until(time.into()).await;
                Event::Woke
            }
            Action::Done(result) => {
                println!("ended in {}", result?.status);
                return Ok(());
            }
        };
    }
}

fn blob(endpoint: &Endpoint, name: &str) -> Result<BlobUrl, Box<dyn Error>> {
    let (container, blob) = name.split_once('/').ok_or("a blob is CONTAINER/BLOB")?;
    let container = ContainerUrl::new(endpoint.clone(), container)?;
    Ok(BlobUrl::new(container, blob)?)
}

/// Signs and sends a request. A job must know whether a lost request may have arrived, because only one that cannot have
/// arrived may be repeated without a check.
async fn send(
    mut request: Request<Bytes>,
    credential: &Credential,
) -> Result<Event, Box<dyn Error>> {
    authorize(&mut request, credential, SystemTime::now())?;
    let authority = request.uri().authority().ok_or("the URL has no host")?;
    let Ok(socket) = TcpStream::connect(authority.as_str()).await else {
        return Ok(Event::Lost(NoResponse::Unsent));
    };
    let host = authority.as_str().parse()?;
    request.headers_mut().insert(HOST, host);
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = path.ok_or("the URL has no path")?.into();
    Ok(match exchange(socket, request).await {
        Ok(reply) => Event::Reply(reply),
        Err(_) => Event::Lost(NoResponse::Unanswered),
    })
}

async fn exchange(
    socket: TcpStream,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, hyper::Error> {
    let (mut requests, connection) = handshake(TokioIo::new(socket)).await?;
    tokio::spawn(connection);
    let reply = requests.send_request(request.map(Full::new)).await?;
    let (head, body) = reply.into_parts();
    Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
}
