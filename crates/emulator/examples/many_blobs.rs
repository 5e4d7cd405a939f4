//! Measures whether a container of 50,000 blobs is as fast as one of 50, and how much memory a blob takes.
//!
//! ```text
//! cargo run --release -p blobcopy-emulator --example many_blobs
//! ```
//!
//! All requests use one connection and are signed, as a client's are. Memory is the growth of the resident set of the
//! process, so it is available only on Linux.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant, SystemTime};

use blobcopy_auth::{Credential, authorize};
use blobcopy_emulator::{Emulator, Pace};
use blobcopy_proto::ops::{CopyBlob, GetBlobProperties, ListBlobs, PutBlob};
use blobcopy_proto::{
    BlobUrl, ContainerUrl, Endpoint, ListInclude, MaxResults, Operation, ServiceVersion, SourceUrl,
};
use bytes::Bytes;
use http::Response;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

/// Number of repetitions of each measurement.
const TIMES: u32 = 500;

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "blobs   list 100  list 100 with copies   copy      poll   bytes a blob  bytes a pending copy"
    );
    for blobs in [50, 5_000, 50_000] {
        measure(blobs)?;
    }
    Ok(())
}

fn measure(blobs: u32) -> Result<(), Box<dyn Error>> {
    let mut client = Client::start()?;
    let before = resident();
    for number in 0..blobs {
        client.send(&PutBlob::new(
            client.blob("blob", number)?,
            Bytes::from_static(b"x"),
        ))?;
    }
    let filled = resident();
    let listing = client.time(|client, round| client.list(blobs, round, Vec::new()))?;
    let copying = client.time(|client, round| client.copy(blobs, round))?;
    for number in TIMES..blobs {
        client.copy(blobs, number)?;
    }
    let copied = resident();
    let with_copies = vec![ListInclude::Copy];
    let pending = client.time(|client, round| client.list(blobs, round, with_copies.clone()))?;
    let polling = client.time(|client, round| client.poll(blobs, round))?;
    println!(
        "{blobs:>6}  {listing:>8.0?}  {pending:>20.0?}  {copying:>8.0?}  {polling:>8.0?}  {:>12}  {:>20}",
        each(before, filled, blobs),
        each(filled, copied, blobs.max(TIMES)),
    );
    Ok(())
}

/// A client with one connection.
struct Client {
    emulator: Emulator,
    credential: Credential,
    container: ContainerUrl,
    stream: BufReader<TcpStream>,
}

impl Client {
    fn start() -> Result<Self, Box<dyn Error>> {
        let emulator = Emulator::builder()
            .account("acct", KEY)
            .container("box")
            .pace(Pace::lasting(Duration::from_secs(3600)))
            .start()?;
        let endpoint = Endpoint::parse(&emulator.endpoint("acct"))?;
        let stream = TcpStream::connect(("127.0.0.1", emulator.port()))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            emulator,
            credential: Credential::shared_key("acct", KEY)?,
            container: ContainerUrl::new(endpoint, "box")?,
            stream: BufReader::new(stream),
        })
    }

    fn blob(&self, kind: &str, number: u32) -> Result<BlobUrl, Box<dyn Error>> {
        let name = format!("directory/{kind}-{number:06}");
        Ok(BlobUrl::new(self.container.clone(), &name)?)
    }

    /// Requests a page from the middle of the listing, a different one each time.
    fn list(
        &mut self,
        blobs: u32,
        round: u32,
        include: Vec<ListInclude>,
    ) -> Result<(), Box<dyn Error>> {
        let mut list = ListBlobs::new(self.container.clone());
        list.options.max_results = MaxResults::new(100).ok();
        let kind = if include.is_empty() { "blob" } else { "copy" };
        let part = spread(blobs, round) / 100;
        list.options.prefix = Some(format!("directory/{kind}-{part:04}"));
        list.options.include = include;
        self.send(&list)?;
        Ok(())
    }

    fn copy(&mut self, blobs: u32, round: u32) -> Result<(), Box<dyn Error>> {
        let source = SourceUrl::of_blob(&self.blob("blob", spread(blobs, round))?)?;
        let copy = CopyBlob::new(self.blob("copy", round)?, source);
        self.send(&copy)?;
        Ok(())
    }

    fn poll(&mut self, _: u32, round: u32) -> Result<(), Box<dyn Error>> {
        let blob = self.blob("copy", round)?;
        self.send(&GetBlobProperties::new(blob))?;
        Ok(())
    }

    /// The average time of one round.
    fn time(
        &mut self,
        mut act: impl FnMut(&mut Self, u32) -> Result<(), Box<dyn Error>>,
    ) -> Result<Duration, Box<dyn Error>> {
        let start = Instant::now();
        for round in 0..TIMES {
            act(self, round)?;
        }
        Ok(start.elapsed() / TIMES)
    }

    fn send<O: Operation>(&mut self, operation: &O) -> Result<O::Output, Box<dyn Error>> {
        let mut request = operation.request(ServiceVersion::DEFAULT)?;
        authorize(&mut request, &self.credential, SystemTime::now())?;
        let target = request
            .uri()
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let mut text = format!(
            "{} {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n",
            request.method(),
            self.emulator.port(),
        );
        for (name, value) in request.headers() {
            text.push_str(&format!("{name}: {}\r\n", value.to_str()?));
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(request.body());
        self.stream.get_mut().write_all(&bytes)?;
        let is_head = request.method() == http::Method::HEAD;
        Ok(O::decode(&self.reply(is_head)?)?)
    }

    fn reply(&mut self, is_head: bool) -> Result<Response<Bytes>, Box<dyn Error>> {
        let status = self.line()?;
        let status = status.split(' ').nth(1).ok_or("a reply without a status")?;
        let mut reply = Response::builder().status(status);
        let mut length = 0;
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
            reply = reply.header(name, value.trim());
        }
        let mut body = vec![0; if is_head { 0 } else { length }];
        self.stream.read_exact(&mut body)?;
        Ok(reply.body(body.into())?)
    }

    fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

/// A number below `blobs`, far from that of the round before.
fn spread(blobs: u32, round: u32) -> u32 {
    (u64::from(round) * 7_919 % u64::from(blobs)) as u32
}

fn each(before: Option<u64>, after: Option<u64>, count: u32) -> String {
    match (before, after) {
        (Some(before), Some(after)) if count >= 1000 => {
            (after.saturating_sub(before) / u64::from(count)).to_string()
        }
        _ => "-".to_owned(),
    }
}

/// The resident memory of the process, in bytes.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}
