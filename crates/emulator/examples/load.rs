//! Measures how many starts of copies per second one core handles, with signatures verified, and compares that with an
//! empty hyper server.
//!
//! ```text
//! cargo run --release -p blobcopy-emulator --example load -- [REQUESTS]
//! ```
//!
//! The server runs in its own process, bound to the first core if `taskset` is available, and the load generator on the
//! second. Every request is a *Copy Blob* into its own blob, signed in advance, and every copy stays pending. The cost
//! of a request is also reported as processor time of the server, on which other load of the machine has little effect.
//! That is read from `/proc`, so it is available only on Linux.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, io};

use blobcopy_auth::{Credential, authorize};
use blobcopy_emulator::{Emulator, Pace};
use blobcopy_proto::ops::{CopyBlob, PutBlob};
use blobcopy_proto::{BlobUrl, ContainerUrl, Endpoint, Operation, ServiceVersion, SourceUrl};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Empty;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

const ACCOUNT: &str = "acct";
const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

/// Number of connections, each with one request at a time.
const CONNECTIONS: usize = 64;

/// The unit of time in `/proc`: a hundredth of a second on every Linux.
const TICK: Duration = Duration::from_millis(10);

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--serve", "emulator"] => serve_emulator(),
        ["--serve", _] => serve_nothing(),
        [] => measure_both(200_000),
        [requests] => measure_both(requests.parse()?),
        _ => Err("usage: load [REQUESTS]".into()),
    }
}

fn measure_both(requests: usize) -> Result<(), Box<dyn Error>> {
    // Without it, the system chooses the cores.
    let _ = Command::new("taskset")
        .args(["-c", "-p", "1", &std::process::id().to_string()])
        .stdout(Stdio::null())
        .status();
    println!(
        "server    requests/s  requests/s of one core  processor time a request  memory a request"
    );
    for kind in ["nothing", "emulator"] {
        measure(kind, requests)?;
    }
    Ok(())
}

fn measure(kind: &str, requests: usize) -> Result<(), Box<dyn Error>> {
    let server = Server::start(kind)?;
    let signed = server.signed(requests)?;
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::to(server.port)?);
    }
    if kind == "emulator" {
        connections[0].exchange(&server.source()?, b"201")?;
    }
    let (cpu, memory, start) = (server.cpu()?, server.memory()?, Instant::now());
    for round in signed.chunks(CONNECTIONS) {
        for (connection, request) in connections.iter_mut().zip(round) {
            connection.stream.write_all(request)?;
        }
        for (connection, _) in connections.iter_mut().zip(round) {
            connection.read_reply(b"202")?;
        }
    }
    let (took, busy) = (start.elapsed(), server.cpu()? - cpu);
    let each = busy.as_secs_f64() / requests as f64;
    println!(
        "{kind:<8}  {:>10.0}  {:>22.0}  {:>21.1} µs  {:>14} B",
        requests as f64 / took.as_secs_f64(),
        1.0 / each,
        each * 1e6,
        server.memory()?.saturating_sub(memory) / requests as u64,
    );
    Ok(())
}

/// A server in its own process, which exits when its standard input is closed.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(kind: &str) -> Result<Self, Box<dyn Error>> {
        let own = env::current_exe()?;
        let mut child = on_core(0, &own)
            .args(["--serve", kind])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or("it has a standard output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let port = line.trim().parse()?;
        Ok(Self { child, port })
    }

    /// This many starts, as bytes, each into its own blob.
    fn signed(&self, count: usize) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
        let container = self.container()?;
        let source = SourceUrl::of_blob(&BlobUrl::new(container.clone(), "source")?)?;
        let start = |number| {
            let target = BlobUrl::new(container.clone(), &format!("target/{number:09}"))?;
            self.written(&CopyBlob::new(target, source.clone()))
        };
        (0..count).map(start).collect()
    }

    fn source(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        let blob = BlobUrl::new(self.container()?, "source")?;
        self.written(&PutBlob::new(blob, Bytes::from_static(b"0123456789")))
    }

    fn container(&self) -> Result<ContainerUrl, Box<dyn Error>> {
        let root = format!("http://{}:{}/{ACCOUNT}", Ipv4Addr::LOCALHOST, self.port);
        Ok(ContainerUrl::new(Endpoint::parse(&root)?, "box")?)
    }

    fn written<O: Operation>(&self, operation: &O) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut request = operation.request(ServiceVersion::DEFAULT)?;
        let credential = Credential::shared_key(ACCOUNT, KEY)?;
        authorize(&mut request, &credential, SystemTime::now())?;
        Ok(as_bytes(&request))
    }

    /// The processor time that the process has used.
    fn cpu(&self) -> Result<Duration, Box<dyn Error>> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, in parentheses, may contain anything. User and system time are the 12th and 13th fields after it.
        let fields = stat.rsplit_once(')').ok_or("it has a name")?.1;
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: u32 = ticks.map(str::parse::<u32>).sum::<Result<_, _>>()?;
        Ok(TICK * ticks)
    }

    /// The resident memory of the process, in bytes.
    fn memory(&self) -> Result<u64, Box<dyn Error>> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: u64 = line
            .unwrap_or("0 kB")
            .trim_end_matches("kB")
            .trim()
            .parse()?;
        Ok(kib * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // The exit status does not matter.
        let _ = self.child.wait();
    }
}

/// The program, bound to a core if possible.
fn on_core(core: u32, program: &std::path::Path) -> Command {
    let can_bind = Command::new("taskset")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if can_bind.is_err() {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", &core.to_string()]).arg(program);
    command
}

fn as_bytes(request: &Request<Bytes>) -> Vec<u8> {
    let uri = request.uri();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let host = uri.authority().map_or("", |authority| authority.as_str());
    let mut bytes =
        format!("{} {target} HTTP/1.1\r\nhost: {host}\r\n", request.method()).into_bytes();
    for (name, value) in request.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(request.body());
    bytes
}

/// A connection of the load generator.
struct Connection {
    stream: TcpStream,
}

impl Connection {
    fn to(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream })
    }

    fn exchange(&mut self, request: &[u8], status: &[u8]) -> Result<(), Box<dyn Error>> {
        self.stream.write_all(request)?;
        self.read_reply(status)
    }

    /// Reads a reply without a body, which must have this status.
    fn read_reply(&mut self, status: &[u8]) -> Result<(), Box<dyn Error>> {
        let mut reply = [0; 4096];
        let mut read = 0;
        while !reply[..read].ends_with(b"\r\n\r\n") {
            match self.stream.read(&mut reply[read..])? {
                0 => return Err("the server closed the connection".into()),
                more => read += more,
            }
        }
        if reply[..read].get(9..12) == Some(status) {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&reply[..read]).into())
    }
}

fn serve_emulator() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::builder()
        .account(ACCOUNT, KEY)
        .container("box")
        .pace(Pace::lasting(Duration::from_secs(3600)))
        .start()?;
    println!("{}", emulator.port());
    wait_for_the_end()
}

/// A server that answers `202` to every request.
fn serve_nothing() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    println!("{}", listener.local_addr()?.port());
    std::thread::spawn(move || runtime.block_on(answer_all(listener)));
    wait_for_the_end()
}

async fn answer_all(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        // As the emulator does. If it fails, replies only arrive later.
        let _ = stream.set_nodelay(true);
        tokio::spawn(async move {
            let answer = service_fn(|_| async {
                let mut reply = Response::new(Empty::<Bytes>::new());
                *reply.status_mut() = StatusCode::ACCEPTED;
                Ok::<_, hyper::Error>(reply)
            });
            let conversation = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
            // If the connection fails, the load generator reports it.
            let _ = conversation.await;
        });
    }
}

fn wait_for_the_end() -> Result<(), Box<dyn Error>> {
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
