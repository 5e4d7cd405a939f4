//! What was copied, read once more to be compared: a file, or what a URL gives.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use blobcopy::{ErrorKind, SourceUrl, chain};
use bytes::{Bytes, BytesMut};
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

use crate::exit_code::ExitCode;
use crate::failure::Failure;

/// What was copied.
pub(super) enum Original {
    File { file: File, name: String },
    Url { uri: Uri, shown: String },
}

/// What was copied, from its first byte on.
pub(super) enum Reader {
    File {
        file: File,
        name: String,
    },
    Url {
        body: Incoming,
        held: BytesMut,
        shown: String,
    },
}

impl Original {
    pub(super) fn of_file(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let failed = |error: std::io::Error| unreadable(&name, &error);
        let file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(Failure::usage(format!(
                "the source `{name}` is a directory; name a file or a URL"
            )));
        }
        Ok(Self::File { file, name })
    }

    pub(super) fn of_url(url: &SourceUrl) -> Result<Self, Failure> {
        let uri = Uri::try_from(url.expose()).expect("a source's URL is one");
        let shown = url.to_string();
        Ok(Self::Url { uri, shown })
    }

    /// Begins to read.
    pub(super) async fn open(self) -> Result<Reader, Failure> {
        match self {
            Self::File { file, name } => Ok(Reader::File { file, name }),
            Self::Url { uri, shown } => Ok(Reader::Url {
                body: get(uri, &shown).await?,
                held: BytesMut::new(),
                shown,
            }),
        }
    }
}

impl Reader {
    /// The next `length` bytes, or fewer at the end.
    pub(super) async fn next(&mut self, length: usize) -> Result<Bytes, Failure> {
        match self {
            Self::File { file, name } => {
                let mut part = Vec::with_capacity(length);
                file.take(length as u64)
                    .read_to_end(&mut part)
                    .map_err(|error| unreadable(name, &error))?;
                Ok(part.into())
            }
            Self::Url { body, held, shown } => {
                while held.len() < length {
                    let frame = timeout(PATIENCE, body.frame()).await;
                    let Some(frame) = frame.map_err(|late| broke_off(shown, &late))? else {
                        break;
                    };
                    let frame = frame.map_err(|error| broke_off(shown, &error))?;
                    if let Some(data) = frame.data_ref() {
                        held.extend_from_slice(data);
                    }
                }
                Ok(held.split_to(held.len().min(length)).freeze())
            }
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    let (exit_code, kind) = match error.kind() {
        std::io::ErrorKind::NotFound => (ExitCode::NotFound, ErrorKind::NotFound),
        std::io::ErrorKind::PermissionDenied => (ExitCode::Unauthorized, ErrorKind::Unauthorized),
        _ => (ExitCode::NotCopied, ErrorKind::Source),
    };
    let message =
        format!("the source `{name}` cannot be read: {error}; name a file or a URL (https://…)");
    Failure::new(exit_code, kind, message)
}

fn broke_off(shown: &str, error: &dyn std::error::Error) -> Failure {
    Failure::not_copied(format!(
        "the source `{shown}` could not be read again to be compared: {}",
        chain(error)
    ))
}

/// How long a source may take to answer, and later to send something more.
const PATIENCE: Duration = Duration::from_secs(30);

async fn get(uri: Uri, shown: &str) -> Result<Incoming, Failure> {
    let mut request = Request::new(Empty::<Bytes>::new());
    *request.uri_mut() = uri.clone();
    let reply = if uri.scheme_str() == Some("https") {
        timeout(PATIENCE, client(secure()?).request(request)).await
    } else {
        timeout(PATIENCE, client(HttpConnector::new()).request(request)).await
    };
    let reply = reply
        .map_err(|late| broke_off(shown, &late))?
        .map_err(|error| broke_off(shown, &error))?;
    if reply.status() != StatusCode::OK {
        return Err(Failure::not_copied(format!(
            "the source `{shown}` could not be read again to be compared: it answered {}",
            reply.status()
        )));
    }
    Ok(reply.into_body())
}

fn client<C>(connector: C) -> Client<C, Empty<Bytes>>
where
    C: Connect + Clone,
{
    Client::builder(TokioExecutor::new()).build(connector)
}

/// Only https needs the system's certificates, which not every machine has.
fn secure() -> Result<HttpsConnector<HttpConnector>, Failure> {
    let builder = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
        .map_err(|error| {
            Failure::of_system("the system's certificates could not be read", &error)
        })?;
    Ok(builder.https_only().enable_http1().build())
}
