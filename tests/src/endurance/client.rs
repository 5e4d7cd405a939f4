//! A client with one connection, which is replaced when it is lost.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use blobcopy_auth::{Credential, authorize};
use blobcopy_emulator::{Emulator, ManualClock, Pace};
use blobcopy_proto::{
    BlobUrl, ContainerUrl, Endpoint, Error, ErrorCode, HttpDate, Operation, ServiceVersion,
};
use bytes::Bytes;
use http::{Method, Request, Response};

use super::PACE;

pub(super) const ACCOUNT: &str = "acct";
const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

/// The result of a request.
#[derive(Debug)]
pub(super) enum Answer<T> {
    Granted(T),
    Refused(u16, ErrorCode),
    /// The connection ended before the reply did.
    Lost,
}

/// The emulator, and the connection to it.
pub(super) struct Client {
    pub(super) emulator: Emulator,
    clock: ManualClock,
    credential: Credential,
    container: ContainerUrl,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    pub(super) fn new() -> Self {
        let start = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        let clock = ManualClock::new(HttpDate::new(start).expect("a date of 2026"));
        let emulator = Emulator::builder()
            .account(ACCOUNT, KEY)
            .account("other", KEY)
            .container("box")
            .pace(Pace::lasting(Duration::from_secs(PACE)))
            .clock(clock.clone())
            .start()
            .expect("any port will do");
        let endpoint = Endpoint::parse(&emulator.endpoint(ACCOUNT)).expect("an endpoint");
        Self {
            container: ContainerUrl::new(endpoint, "box").expect("a name"),
            credential: Credential::shared_key(ACCOUNT, KEY).expect("a key"),
            emulator,
            clock,
            stream: None,
        }
    }

    pub(super) fn container(&self) -> &ContainerUrl {
        &self.container
    }

    pub(super) fn blob(&self, number: usize) -> BlobUrl {
        let name = format!("blob-{number:02}");
        BlobUrl::new(self.container.clone(), &name).expect("a name")
    }

    pub(super) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Calls an operation.
    pub(super) fn ask<O: Operation>(&mut self, operation: &O) -> Answer<O::Output> {
        let mut request = operation
            .request(ServiceVersion::DEFAULT)
            .expect("the version knows it");
        authorize(&mut request, &self.credential, self.clock.now()).expect("it can be signed");
        let Some(reply) = self.exchange(&request) else {
            self.stream = None;
            return Answer::Lost;
        };
        match O::decode(&reply) {
            Ok(output) => Answer::Granted(output),
            Err(Error::Service(refusal)) => {
                let code = refusal.code.clone().unwrap_or_else(|| "none".into());
                Answer::Refused(refusal.status.as_u16(), code)
            }
            Err(malformed) => panic!("{malformed}: {reply:?}"),
        }
    }

    fn exchange(&mut self, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        if self.stream.is_none() {
            self.stream = Some(BufReader::new(self.connect()));
        }
        let stream = self.stream.as_mut()?;
        stream.get_mut().write_all(&written(request)).ok()?;
        let reply = read_head(stream)?;
        let length = reply.headers().get("content-length");
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let is_empty = request.method() == Method::HEAD || reply.status().as_u16() == 304;
        let mut body = vec![0; if is_empty { 0 } else { length.unwrap_or(0) }];
        stream.read_exact(&mut body).ok()?;
        Some(reply.map(|()| Bytes::from(body)))
    }

    /// Opens a separate connection.
    pub(super) fn connect(&self) -> TcpStream {
        let address = (Ipv4Addr::LOCALHOST, self.emulator.port());
        let stream = TcpStream::connect(address).expect("the emulator listens");
        let timeout = Some(Duration::from_secs(60));
        stream.set_read_timeout(timeout).expect("a timeout");
        stream.set_nodelay(true).expect("no delay");
        stream
    }
}

fn written(request: &Request<Bytes>) -> Vec<u8> {
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

fn read_head(stream: &mut BufReader<TcpStream>) -> Option<Response<()>> {
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let status: u16 = line.get(9..12)?.parse().ok()?;
    let mut reply = Response::builder().status(status);
    loop {
        line.clear();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            return reply.body(()).ok();
        };
        reply = reply.header(name, value.trim());
    }
}
