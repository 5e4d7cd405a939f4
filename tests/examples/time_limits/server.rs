//! A service that starts a copy which stays pending, and fails at one kind of request.

use std::io::{BufRead, BufReader, Result, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A request of a copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Start,
    Poll,
    Abort,
}

/// How a server fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// It reads the request, and answers nothing.
    Silent,
    /// It answers one byte a second.
    Drip,
    /// It closes the connection.
    Reset,
}

pub(crate) struct Server {
    port: u16,
    abort_arrived: Arc<Mutex<Option<Instant>>>,
}

impl Server {
    pub(crate) fn start(step: Step, fault: Fault) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let abort_arrived = Arc::<Mutex<Option<Instant>>>::default();
        let noted = Arc::clone(&abort_arrived);
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let noted = Arc::clone(&noted);
                // A client that goes away ends it.
                thread::spawn(move || drop(serve(stream, step, fault, &noted)));
            }
        });
        Ok(Self {
            port,
            abort_arrived,
        })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// When the first abort arrived.
    pub(crate) fn abort_arrived(&self) -> Option<Instant> {
        *self.abort_arrived.lock().expect("nothing panics with it")
    }
}

fn serve(
    stream: TcpStream,
    failing: Step,
    fault: Fault,
    abort_arrived: &Mutex<Option<Instant>>,
) -> Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while reader.read_line(&mut head)? > 2 {}
        if head.is_empty() {
            return Ok(());
        }
        let step = match head.split_once(' ') {
            Some(("HEAD" | "GET", _)) => Step::Poll,
            _ if head.contains("comp=copy") => Step::Abort,
            _ => Step::Start,
        };
        if step == Step::Abort {
            let mut noted = abort_arrived.lock().expect("nothing panics with it");
            noted.get_or_insert_with(Instant::now);
        }
        if step != failing {
            reader.get_mut().write_all(answer(step).as_bytes())?;
            continue;
        }
        match fault {
            Fault::Silent => {}
            Fault::Reset => return Ok(()),
            Fault::Drip => {
                for byte in answer(step).bytes() {
                    reader.get_mut().write_all(&[byte])?;
                    thread::sleep(Duration::from_secs(1));
                }
            }
        }
    }
}

fn answer(step: Step) -> &'static str {
    match step {
        Step::Start => {
            "HTTP/1.1 202 Accepted\r\nx-ms-request-id: r\r\nx-ms-version: 2023-11-03\r\ncontent-length: 0\r\n\
             x-ms-copy-id: 1\r\nx-ms-copy-status: pending\r\netag: \"0x1\"\r\n\
             last-modified: Mon, 23 Nov 2026 08:00:00 GMT\r\ndate: Mon, 23 Nov 2026 08:00:00 GMT\r\n\r\n"
        }
        Step::Poll => {
            "HTTP/1.1 200 OK\r\nx-ms-request-id: r\r\nx-ms-version: 2023-11-03\r\ncontent-length: 0\r\n\
             x-ms-copy-id: 1\r\nx-ms-copy-status: pending\r\nx-ms-copy-progress: 0/10\r\n\
             x-ms-copy-source: http://127.0.0.1:1/acct/from/a\r\netag: \"0x1\"\r\nx-ms-blob-type: BlockBlob\r\n\
             last-modified: Mon, 23 Nov 2026 08:00:00 GMT\r\ndate: Mon, 23 Nov 2026 08:00:00 GMT\r\n\r\n"
        }
        Step::Abort => "HTTP/1.1 204 No Content\r\nx-ms-request-id: r\r\n\r\n",
    }
}
