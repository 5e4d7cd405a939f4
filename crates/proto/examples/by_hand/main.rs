//! A whole copy over plain sockets, with everything that the crate leaves to its user.
//!
//! `cargo run -p blobcopy-proto --example by_hand` copies a blob of a service that the example includes, built on
//! [`Serve`](blobcopy_proto::Serve). With two arguments, a destination with its SAS and a source, it copies at a real
//! endpoint that uses http, such as an emulator:
//!
//! ```text
//! by_hand 'http://127.0.0.1:10000/devstoreaccount1/target/b?sv=…' 'http://127.0.0.1:10000/devstoreaccount1/source/a?sv=…'
//! ```
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the crate has no clock and no sockets, so this example brings them"
)]

mod http1;
mod service;

use std::error::Error;
use std::thread;
use std::time::Instant;

use blobcopy_proto::job::{Action, CopyJob, CopyPolicy, Event, NoResponse};
use blobcopy_proto::ops::CopyBlob;
use blobcopy_proto::{BlobUrl, ServiceVersion, SourceUrl};
use bytes::Bytes;
use http::{Request, Uri};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (destination, source) = match &arguments[..] {
        [destination, source] => (destination.clone(), source.clone()),
        _ => service::start()?,
    };
    let (destination, sas) = BlobUrl::parse_with_sas(&destination)?;
    let start = CopyBlob::new(destination, SourceUrl::parse(&source)?);
    let mut job = CopyJob::new(start, CopyPolicy::default(), ServiceVersion::DEFAULT)?;

    let mut event = Event::Woke;
    loop {
        event = match job.step(event, Instant::now()) {
            Action::Send(request) => send(authorized(request, sas.as_deref())?),
            Action::WaitUntil(time) => {
                thread::sleep(time.saturating_duration_since(Instant::now()));
                Event::Woke
            }
            Action::Done(end) => {
                let copied = end?;
                println!("{} is {}: {:?}", copied.id, copied.status, copied.progress);
                return Ok(());
            }
        };
    }
}

/// Authorizes a request with a SAS. With an account key, `blobcopy-auth` would sign it instead.
fn authorized(
    mut request: Request<Bytes>,
    sas: Option<&str>,
) -> Result<Request<Bytes>, Box<dyn Error>> {
    if let Some(sas) = sas {
        let joint = if request.uri().query().is_some() {
            '&'
        } else {
            '?'
        };
        *request.uri_mut() = Uri::try_from(format!("{}{joint}{sas}", request.uri()))?;
    }
    Ok(request)
}

/// Sends a request. The job must know whether a lost request may have arrived, because only one that cannot have
/// arrived may be sent again without a check.
fn send(request: Request<Bytes>) -> Event {
    println!("{} {}", request.method(), request.uri().path());
    let Ok(socket) = http1::connect(&request) else {
        return Event::Lost(NoResponse::Unsent);
    };
    match http1::exchange(socket, &request) {
        Ok(reply) => Event::Reply(reply),
        Err(_) => Event::Lost(NoResponse::Unanswered),
    }
}
