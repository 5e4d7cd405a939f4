//! A local file as something that a URL gives: served over http on loopback, in chunks from the disk.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::Either;
use http_body_util::Empty;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::failure::Failure;

/// How much is read at once.
const CHUNK: usize = 256 * 1024;

/// Serves one file until it is dropped.
pub(super) struct FileServer {
    url: String,
    task: JoinHandle<()>,
}

impl FileServer {
    pub(super) async fn start(path: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| {
            Failure::of_system("the source cannot be served on loopback", &error)
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self {
            url: format!("http://{address}/source"),
            task: tokio::spawn(serve(listener, path.to_owned())),
        })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, path: PathBuf) {
    // A connection that cannot be accepted is the caller's to notice: its source does not answer.
    while let Ok((stream, _)) = listener.accept().await {
        let path = path.clone();
        let service = service_fn(move |request| {
            let answer = answer(&request, &path);
            async { Ok::<_, Infallible>(answer) }
        });
        tokio::spawn(async move {
            // A reader that went away has what it wanted.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

type Content = Either<FileBody, Empty<Bytes>>;

fn answer(request: &Request<Incoming>, path: &Path) -> Response<Content> {
    let refuse = |status| {
        let mut reply = Response::new(Either::Right(Empty::new()));
        *reply.status_mut() = status;
        reply
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return refuse(StatusCode::METHOD_NOT_ALLOWED);
    }
    match FileBody::open(path) {
        Ok(body) => Response::new(Either::Left(body)),
        Err(_) => refuse(StatusCode::NOT_FOUND),
    }
}

/// The content of a file, as long as it was when it was opened.
struct FileBody {
    chunks: mpsc::Receiver<io::Result<Bytes>>,
    remaining: u64,
}

impl FileBody {
    /// A thread of its own reads ahead by a few chunks: files do not do without one.
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let remaining = file.metadata()?.len();
        let (sender, chunks) = mpsc::channel(4);
        std::thread::Builder::new()
            .name("source file".to_owned())
            .spawn(move || read(file, remaining, &sender))?;
        Ok(Self { chunks, remaining })
    }
}

fn read(mut file: File, mut remaining: u64, sender: &mpsc::Sender<io::Result<Bytes>>) {
    while remaining > 0 {
        let wanted = usize::try_from(remaining).unwrap_or(CHUNK).min(CHUNK);
        let mut chunk = vec![0; wanted];
        // A file that became shorter breaks the connection off, which is what its reader must see.
        let chunk = file.read_exact(&mut chunk).map(|()| Bytes::from(chunk));
        let is_broken = chunk.is_err();
        if sender.blocking_send(chunk).is_err() || is_broken {
            return;
        }
        remaining -= wanted as u64;
    }
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let next = self.chunks.poll_recv(context);
        next.map(|next| {
            next.map(|chunk| {
                let chunk = chunk?;
                self.remaining -= chunk.len() as u64;
                Ok(Frame::data(chunk))
            })
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.remaining)
    }
}
