//! An emulator with a manual clock, and a small client.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime};

use blobcopy_auth::{Credential, authorize};
use blobcopy_emulator::{Builder, Emulator, ManualClock, Pace};
use blobcopy_proto::ops::{
    BlobProperties, CopyBlob, CreateContainer, GetBlob, GetBlobProperties, PutBlob,
};
use blobcopy_proto::{
    BlobUrl, ContainerUrl, CopyState, Endpoint, Error, ErrorCode, HttpDate, Operation,
    PublicAccess, ServiceError, ServiceVersion, SourceUrl,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response};

pub(crate) const ACCOUNT: &str = "acct";
pub(crate) const OTHER_ACCOUNT: &str = "other";
pub(crate) const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) clock: ManualClock,
}

impl World {
    /// Two accounts with one key, each with the container `box`.
    pub(crate) fn at_pace(pace: Pace) -> Self {
        Self::built(|builder| builder.pace(pace))
    }

    /// The same, with further settings.
    pub(crate) fn built(set_up: impl FnOnce(Builder) -> Builder) -> Self {
        let clock = ManualClock::new(noon());
        let builder = Emulator::builder()
            .account(ACCOUNT, KEY)
            .account(OTHER_ACCOUNT, KEY)
            .container("box")
            .pace(Pace::lasting(Duration::from_secs(10)))
            .clock(clock.clone());
        let emulator = set_up(builder).start().unwrap();
        Self { emulator, clock }
    }

    /// Copies take ten seconds.
    pub(crate) fn new() -> Self {
        Self::built(|builder| builder)
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// The date, `seconds` after the start.
    pub(crate) fn date(&self, seconds: u64) -> Option<HttpDate> {
        Some(HttpDate::new(noon().time() + Duration::from_secs(seconds)).unwrap())
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.emulator.endpoint(ACCOUNT))
    }

    pub(crate) fn blob(&self, name: &str) -> BlobUrl {
        BlobUrl::new(ContainerUrl::new(self.endpoint(), "box").unwrap(), name).unwrap()
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint::parse(&self.emulator.endpoint(ACCOUNT)).unwrap()
    }

    pub(crate) fn copy(&self, source: &str, destination: &str) -> CopyBlob {
        CopyBlob::new(
            self.blob(destination),
            SourceUrl::of_blob(&self.blob(source)).unwrap(),
        )
    }

    pub(crate) fn copy_from(&self, source: &str, destination: &str) -> CopyBlob {
        CopyBlob::new(self.blob(destination), SourceUrl::parse(source).unwrap())
    }

    pub(crate) fn put(&self, name: &str, content: &'static [u8]) {
        self.send(&PutBlob::new(self.blob(name), Bytes::from_static(content)))
            .unwrap();
    }

    /// Puts a blob into a new public container of another account.
    pub(crate) fn put_elsewhere(
        &self,
        account: &str,
        container: &str,
        name: &str,
        content: &'static [u8],
    ) {
        let endpoint = Endpoint::parse(&self.emulator.endpoint(account)).unwrap();
        let container = ContainerUrl::new(endpoint, container).unwrap();
        let mut create = CreateContainer::new(container.clone());
        create.options.public_access = Some(PublicAccess::Blob);
        self.send_as(account, &create);
        let blob = BlobUrl::new(container, name).unwrap();
        self.send_as(account, &PutBlob::new(blob, Bytes::from_static(content)));
    }

    fn send_as<O: Operation>(&self, account: &str, operation: &O) {
        let mut request = operation.request(ServiceVersion::DEFAULT).unwrap();
        let credential = Credential::shared_key(account, KEY).unwrap();
        authorize(&mut request, &credential, self.clock.now()).unwrap();
        assert!(O::decode(&self.exchange(request)).is_ok());
    }

    pub(crate) fn properties(&self, name: &str) -> BlobProperties {
        self.send(&GetBlobProperties::new(self.blob(name))).unwrap()
    }

    pub(crate) fn copy_state(&self, name: &str) -> CopyState {
        self.properties(name).copy.unwrap()
    }

    pub(crate) fn content(&self, name: &str) -> Bytes {
        self.send(&GetBlob::new(self.blob(name))).unwrap().content
    }

    pub(crate) fn send<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        O::decode(&self.exchange(self.signed(operation)))
    }

    /// The refusal of an operation that must be refused.
    pub(crate) fn refusal<O: Operation>(&self, operation: &O) -> Box<ServiceError> {
        match self.send(operation) {
            Err(Error::Service(refusal)) => refusal,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("{} was granted", O::KIND),
        }
    }

    /// Status and code of the refusal of an operation that must be refused.
    pub(crate) fn denied<O: Operation>(&self, operation: &O) -> (u16, ErrorCode) {
        let refusal = self.refusal(operation);
        (refusal.status.as_u16(), refusal.code.unwrap())
    }

    /// The reply as it is on the wire.
    pub(crate) fn reply<O: Operation>(&self, operation: &O) -> Response<Bytes> {
        self.exchange(self.signed(operation))
    }

    pub(crate) fn container(&self, name: &str) -> ContainerUrl {
        ContainerUrl::new(self.endpoint(), name).unwrap()
    }

    pub(crate) fn signed<O: Operation>(&self, operation: &O) -> Request<Bytes> {
        let request = operation.request(ServiceVersion::DEFAULT).unwrap();
        sign(request, KEY, self.clock.now())
    }

    /// A request with other headers than the operation sends, signed with them.
    pub(crate) fn signed_with<O: Operation>(
        &self,
        operation: &O,
        headers: &[(&str, &str)],
    ) -> Request<Bytes> {
        let mut request = operation.request(ServiceVersion::DEFAULT).unwrap();
        for (name, value) in headers {
            let name = HeaderName::try_from(*name).unwrap();
            request
                .headers_mut()
                .insert(name, HeaderValue::from_str(value).unwrap());
        }
        sign(request, KEY, self.clock.now())
    }

    /// Status and code of the refusal of an operation on a snapshot, which no client sends.
    pub(crate) fn denied_at_snapshot<O: Operation>(
        &self,
        operation: &O,
        snapshot: &str,
    ) -> (u16, ErrorCode) {
        let mut request = operation.request(ServiceVersion::DEFAULT).unwrap();
        let joint = if request.uri().query().is_some() {
            '&'
        } else {
            '?'
        };
        let target = format!("{}{joint}snapshot={snapshot}", request.uri());
        *request.uri_mut() = target.parse().unwrap();
        let reply = self.exchange(sign(request, KEY, self.clock.now()));
        let refusal = ServiceError::decode(&reply);
        (refusal.status.as_u16(), refusal.code.unwrap())
    }

    pub(crate) fn exchange(&self, request: Request<Bytes>) -> Response<Bytes> {
        let is_head = request.method() == http::Method::HEAD;
        let (head, body) = self.converse(&written(&request));
        let reply = parsed(&head, body);
        assert!(!is_head || reply.body().is_empty(), "a HEAD has no body");
        reply
    }

    /// Sends bytes unchanged, and reads until the connection is closed.
    pub(crate) fn converse(&self, bytes: &[u8]) -> (String, Bytes) {
        let mut stream = self.connect();
        // A server that refuses a request early may close the connection during the write.
        let _ = stream.write_all(bytes);
        read_reply(&mut stream)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        connect(self.emulator.port())
    }
}

pub(crate) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream
}

pub(crate) fn noon() -> HttpDate {
    HttpDate::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045)).unwrap()
}

pub(crate) fn sign(mut request: Request<Bytes>, key: &str, at: SystemTime) -> Request<Bytes> {
    let credential = Credential::shared_key(ACCOUNT, key).unwrap();
    authorize(&mut request, &credential, at).unwrap();
    request
}

/// The request as it is on the wire, with a header that closes the connection.
pub(crate) fn written(request: &Request<Bytes>) -> Vec<u8> {
    let uri = request.uri();
    let mut text = format!(
        "{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
        request.method(),
        uri.path_and_query().unwrap(),
        uri.authority().unwrap(),
    )
    .into_bytes();
    for (name, value) in request.headers() {
        text.extend_from_slice(format!("{name}: ").as_bytes());
        text.extend_from_slice(value.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b"\r\n");
    text.extend_from_slice(request.body());
    text
}

pub(crate) fn read_reply(stream: &mut TcpStream) -> (String, Bytes) {
    let mut bytes = Vec::new();
    // A connection may be reset after the complete reply.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no reply, but {:?}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    (head, Bytes::from(bytes).slice(end + 4..))
}

pub(crate) fn parsed(head: &str, body: Bytes) -> Response<Bytes> {
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut reply = Response::builder().status(status.parse::<u16>().unwrap());
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        reply = reply.header(name, value.trim());
    }
    reply.body(body).unwrap()
}
