//! A service with one copy, which is finished at the third poll.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::SystemTime;

use blobcopy_proto::ops::{BlobProperties, Call, CopyBlob, CopyBlobOutput, GetBlobProperties};
use blobcopy_proto::{
    CopyId, CopyState, CopyStatus, Endpoint, ErrorCode, HeaderText, HttpDate, Progress, Receipt,
    Serve, ServiceError,
};
use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::http1;

/// Starts the service, and returns the URLs of a destination and a source.
pub(crate) fn start() -> Result<(String, String), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let root = format!("http://{}/acct", listener.local_addr()?);
    let endpoint = Endpoint::parse(&root)?;
    thread::spawn(move || {
        let mut copy = None;
        let mut asked = 0;
        for socket in listener.incoming().flatten() {
            let answered = serve(socket, |request| {
                answer(request, &endpoint, &mut copy, &mut asked)
            });
            if let Err(error) = answered {
                eprintln!("the service lost a client: {error}");
            }
        }
    });
    Ok((format!("{root}/target/b"), format!("{root}/source/a")))
}

fn answer(
    request: &Request<Bytes>,
    endpoint: &Endpoint,
    copy: &mut Option<CopyState>,
    asked: &mut u64,
) -> Response<Bytes> {
    match Call::parse(request, endpoint) {
        Ok(Call::CopyBlob(_)) => {
            let id = CopyId::parse("1f812371-a41d-49e6-b123-f4b542e851c5").expect("visible ASCII");
            *copy = Some(CopyState::new(id.clone(), CopyStatus::Pending));
            CopyBlob::reply(&CopyBlobOutput::new(id, CopyStatus::Pending))
        }
        Ok(Call::GetBlobProperties(_)) => {
            *asked += 1;
            let mut properties = BlobProperties::default();
            properties.copy = copy.clone().map(|mut state| {
                state.progress = Some(Progress::new(50 * (*asked).min(2), 100));
                if *asked > 2 {
                    state.status = CopyStatus::Success;
                }
                state
            });
            GetBlobProperties::reply(&properties)
        }
        Ok(call) => {
            let message = format!("this service has no {}", call.kind());
            ServiceError::new(
                StatusCode::NOT_IMPLEMENTED,
                ErrorCode::InvalidInput,
                message,
            )
            .reply()
        }
        Err(refusal) => refusal.reply(),
    }
}

/// Reads one request and writes its reply.
fn serve(
    mut socket: TcpStream,
    answer: impl FnOnce(&Request<Bytes>) -> Response<Bytes>,
) -> io::Result<()> {
    let request = read(&mut socket)?;
    let mut reply = answer(&request);
    let mut receipt = Receipt::default();
    // A reply without a request id counts as a proxy's.
    receipt.request_id = HeaderText::parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301").ok();
    receipt.date = HttpDate::new(SystemTime::now()).ok();
    receipt.set(&mut reply);
    let first = format!("HTTP/1.1 {}", reply.status());
    socket.write_all(&http1::message(&first, reply.headers(), reply.body()))
}

fn read(socket: &mut TcpStream) -> io::Result<Request<Bytes>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = socket.read(&mut chunk)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&chunk[..count]);
        let Some((first, headers, body)) = http1::pieces(&bytes) else {
            continue;
        };
        if body.len() < http1::length(&headers).unwrap_or(0) {
            continue;
        }
        let mut words = first.split(' ');
        let mut request = Request::builder().method(words.next().unwrap_or_default());
        request = request.uri(words.next().unwrap_or_default());
        let body = Bytes::copy_from_slice(body);
        let mut request = request.body(body).map_err(io::Error::other)?;
        *request.headers_mut() = headers;
        return Ok(request);
    }
}
