//! A server on a real socket that answers from one script, on whichever connection a request arrives.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

/// What the server does with one request.
pub(crate) enum Reply {
    /// Reads the request, and closes the connection.
    Break,
    /// Answers with this text.
    Answer(String),
    /// Answers with this text once the test sends the signal.
    Held(mpsc::Receiver<()>, String),
    /// Answers with this text, and closes the connection without announcing it.
    AnswerAndClose(String),
    /// Reads the request and never answers. The connection stays open.
    Silence,
    /// Sends this text without end, one byte every few milliseconds.
    Drip(String),
}

impl Reply {
    fn of(status: &str, headers: &[(&str, &str)]) -> Self {
        let mut text = format!("HTTP/1.1 {status}\r\nx-ms-request-id: r\r\ncontent-length: 0\r\n");
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        Self::Answer(text + "\r\n")
    }

    pub(crate) fn started(id: &str, status: &str) -> Self {
        Self::of(
            "202 Accepted",
            &[("x-ms-copy-id", id), ("x-ms-copy-status", status)],
        )
    }

    /// The same reply, sent once something is sent on this channel.
    pub(crate) fn held(self) -> (mpsc::Sender<()>, Self) {
        let Self::Answer(text) = self else {
            panic!("only an answer is held");
        };
        let (release, released) = mpsc::channel();
        (release, Self::Held(released, text))
    }

    /// The destination, with this copy started or ended in the second of the reply.
    pub(crate) fn found(id: &str, status: &str, source: &str) -> Self {
        const NOW: &str = "Mon, 23 Nov 2026 08:00:00 GMT";
        let copy = [
            ("x-ms-copy-id", id),
            ("x-ms-copy-status", status),
            ("x-ms-copy-source", source),
        ];
        let times = [
            ("date", NOW),
            ("last-modified", NOW),
            ("x-ms-copy-completion-time", NOW),
        ];
        Self::of(
            "200 OK",
            &[&copy[..], &times[..], &[("etag", "\"0x1\"")]].concat(),
        )
    }

    pub(crate) fn written_over() -> Self {
        Self::of("200 OK", &[("etag", "\"0x2\"")])
    }

    pub(crate) fn aborted() -> Self {
        Self::Answer("HTTP/1.1 204 No Content\r\nx-ms-request-id: r\r\n\r\n".to_owned())
    }

    /// A refusal with a `Retry-After` of so many seconds.
    pub(crate) fn busy_for(seconds: &str) -> Self {
        let headers = [("x-ms-error-code", "ServerBusy"), ("retry-after", seconds)];
        Self::of("503 Busy", &headers)
    }

    pub(crate) fn refused(status: u16, code: &str) -> Self {
        Self::of(&format!("{status} Refused"), &[("x-ms-error-code", code)])
    }
}

/// The server, and the requests that it received.
pub(crate) struct Server {
    address: SocketAddr,
    log: Arc<Log>,
    replies: usize,
}

#[derive(Default)]
struct Log {
    heads: Mutex<Vec<String>>,
    changed: tokio::sync::Notify,
    connections: AtomicUsize,
    closed: AtomicUsize,
}

impl Server {
    pub(crate) fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let script: Vec<Reply> = script.into_iter().collect();
        let replies = script.len();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Log::default());
        let written = Arc::clone(&log);
        thread::spawn(move || serve(&listener, script, &written));
        Self {
            address,
            log,
            replies,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The methods of all requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.words(0)
    }

    /// The targets of all requests so far.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.words(1)
    }

    /// Returns once the whole script was used.
    pub(crate) async fn exhausted(&self) {
        self.received(self.replies).await;
    }

    /// Returns once so many requests have arrived.
    pub(crate) async fn received(&self, requests: usize) {
        loop {
            let changed = self.log.changed.notified();
            if self.asked().len() >= requests {
                return;
            }
            changed.await;
        }
    }

    /// Returns once so many connections were closed, by either side.
    pub(crate) async fn closed(&self, connections: usize) {
        loop {
            let changed = self.log.changed.notified();
            if self.log.closed.load(Ordering::SeqCst) >= connections {
                return;
            }
            changed.await;
        }
    }

    /// The number of connections that were made.
    pub(crate) fn connections(&self) -> usize {
        self.log.connections.load(Ordering::Relaxed)
    }

    /// The headers of one request, by lower-case names.
    pub(crate) fn headers(&self, at: usize) -> BTreeMap<String, String> {
        let heads = self.log.heads.lock().unwrap();
        let pairs = heads[at].lines().filter_map(|line| line.split_once(": "));
        pairs
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect()
    }

    /// One word of each request line.
    fn words(&self, at: usize) -> Vec<String> {
        let heads = self.log.heads.lock().unwrap();
        let word = |head: &String| head.split(' ').nth(at).unwrap().to_owned();
        heads.iter().map(word).collect()
    }
}

fn serve(listener: &TcpListener, script: Vec<Reply>, log: &Arc<Log>) {
    let script = Arc::new(Mutex::new(script.into_iter()));
    while let Ok((stream, _)) = listener.accept() {
        let (script, log) = (Arc::clone(&script), Arc::clone(log));
        log.connections.fetch_add(1, Ordering::Relaxed);
        thread::spawn(move || {
            answer(stream, &script, &log);
            log.closed.fetch_add(1, Ordering::SeqCst);
            log.changed.notify_waiters();
        });
    }
}

fn answer(stream: TcpStream, script: &Mutex<std::vec::IntoIter<Reply>>, log: &Log) {
    let mut reader = BufReader::new(stream);
    while let Some(head) = read_request(&mut reader) {
        let reply = script.lock().unwrap().next();
        log.heads.lock().unwrap().push(head);
        log.changed.notify_waiters();
        match reply {
            Some(Reply::Answer(text)) => {
                // The client may have disconnected.
                let _ = reader.get_mut().write_all(text.as_bytes());
            }
            Some(Reply::Held(released, text)) => {
                let _ = released.recv();
                let _ = reader.get_mut().write_all(text.as_bytes());
            }
            Some(Reply::AnswerAndClose(text)) => {
                let _ = reader.get_mut().write_all(text.as_bytes());
                return;
            }
            Some(Reply::Silence) => {}
            Some(Reply::Drip(text)) => drip(reader.get_mut(), &text),
            Some(Reply::Break) | None => return,
        }
    }
}

/// Waits until the client has disconnected.
#[expect(
    clippy::disallowed_methods,
    reason = "a server that is slow on purpose, in a thread of its own"
)]
fn drip(stream: &mut TcpStream, text: &str) {
    for byte in text.bytes().chain(std::iter::repeat(b'x')) {
        if stream.write_all(&[byte]).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Reads the head of one request, which has no body.
fn read_request(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut head = String::new();
    while reader.read_line(&mut head).ok().filter(|read| *read > 0)? > 2 {}
    Some(head)
}
