//! Refused requests, and bytes that are not requests.

use std::io::{Read, Write};
use std::time::{Duration, SystemTime};

use blobcopy_emulator::Emulator;
use blobcopy_proto::ops::{GetBlob, GetBlobProperties, PutBlob};
use blobcopy_proto::{ErrorCode, Operation, ServiceError, ServiceVersion};
use bytes::Bytes;
use http::{Request, Response};

use crate::world::{ACCOUNT, KEY, World, connect, parsed, read_reply, sign, written};

fn refusal(reply: &Response<Bytes>) -> (u16, Option<ErrorCode>) {
    let refusal = ServiceError::decode(reply);
    (refusal.status.as_u16(), refusal.code)
}

fn head(world: &World) -> GetBlobProperties {
    GetBlobProperties::new(world.blob("blob"))
}

fn get(world: &World) -> GetBlob {
    GetBlob::new(world.blob("blob"))
}

fn unsigned<O: Operation>(operation: &O) -> Request<Bytes> {
    operation.request(ServiceVersion::DEFAULT).unwrap()
}

#[test]
fn a_wrong_key_is_shown_what_should_have_been_signed() {
    let world = World::new();
    let put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"0123456789"));
    let request = sign(unsigned(&put), "c2VjcmV0", world.clock.now());
    let reply = world.exchange(request);
    assert_eq!(
        refusal(&reply),
        (403, Some(ErrorCode::AuthenticationFailed))
    );
    let body = std::str::from_utf8(reply.body()).unwrap();
    assert!(body.contains("Server used following string to sign: 'PUT\n\n\n10\n"));
    assert!(body.contains("/acct/acct/box/blob'"));
    assert_eq!(
        world.refusal(&get(&world)).code,
        Some(ErrorCode::BlobNotFound)
    );
}

#[test]
fn what_was_changed_on_the_way_is_refused() {
    let world = World::new();
    let mut request = world.signed(&get(&world));
    request
        .headers_mut()
        .insert("x-ms-client-request-id", "added".parse().unwrap());
    assert_eq!(
        refusal(&world.exchange(request)),
        (403, Some(ErrorCode::AuthenticationFailed))
    );
}

#[test]
fn who_shows_nothing_and_who_asks_for_no_account_of_ours_are_told_so() {
    let world = World::new();
    assert_eq!(
        refusal(&world.exchange(unsigned(&get(&world)))),
        (401, Some(ErrorCode::NoAuthenticationInformation))
    );
    let mut request = world.signed(&get(&world));
    *request.uri_mut() = format!("{}/box/blob", world.emulator.endpoint("nobody"))
        .parse()
        .unwrap();
    assert_eq!(
        refusal(&world.exchange(request)),
        (404, Some(ErrorCode::ResourceNotFound))
    );
}

#[test]
fn a_signature_of_yesterday_is_refused_in_real_time() {
    let emulator = Emulator::builder()
        .account(ACCOUNT, KEY)
        .container("box")
        .start()
        .unwrap();
    let url = format!("{}/box/blob", emulator.endpoint(ACCOUNT));
    let head = GetBlobProperties::new(blobcopy_proto::BlobUrl::parse(&url).unwrap());
    let now = SystemTime::now();
    for (at, status) in [(now, 404), (now - Duration::from_secs(24 * 3600), 403)] {
        let mut stream = connect(emulator.port());
        stream
            .write_all(&written(&sign(unsigned(&head), KEY, at)))
            .unwrap();
        let (head, body) = read_reply(&mut stream);
        assert_eq!(parsed(&head, body).status().as_u16(), status);
    }
}

#[test]
fn an_unknown_service_version_is_refused_by_name() {
    let world = World::new();
    for version in ["2027-01-01", "2009-09-19", "newest"] {
        let request = world.signed_with(&get(&world), &[("x-ms-version", version)]);
        let reply = world.exchange(request);
        assert_eq!(refusal(&reply), (400, Some(ErrorCode::InvalidHeaderValue)));
        let refusal = ServiceError::decode(&reply);
        assert_eq!(refusal.header_name.as_deref(), Some("x-ms-version"));
    }
    let mut request = unsigned(&get(&world));
    request.headers_mut().remove("x-ms-version");
    let request = sign(request, KEY, world.clock.now());
    assert_eq!(
        refusal(&world.exchange(request)),
        (400, Some(ErrorCode::MissingRequiredHeader))
    );
}

#[test]
fn every_reply_says_who_answered_when_and_what() {
    let world = World::new();
    world.put("blob", b"0123456789");
    let missing = GetBlobProperties::new(world.blob("missing"));
    let headers = [("x-ms-client-request-id", "my-request")];
    for request in [
        world.signed_with(&head(&world), &headers),
        world.signed_with(&get(&world), &headers),
        world.signed_with(&missing, &headers),
    ] {
        let reply = world.exchange(request);
        let headers = reply.headers();
        assert_eq!(headers["x-ms-request-id"].len(), 36);
        assert_eq!(headers["x-ms-version"], "2025-11-05");
        assert_eq!(headers["x-ms-client-request-id"], "my-request");
        assert_eq!(headers["date"], "Fri, 02 Jan 2026 03:04:05 GMT");
        assert!(
            headers["server"]
                .to_str()
                .unwrap()
                .starts_with("blobcopy-emulator/")
        );
    }
}

#[test]
fn a_refused_head_has_its_code_in_the_header_and_a_refused_get_has_both() {
    let world = World::new();
    let reply = world.exchange(world.signed(&head(&world)));
    assert_eq!(reply.status().as_u16(), 404);
    assert_eq!(reply.headers()["x-ms-error-code"], "BlobNotFound");

    let reply = world.exchange(world.signed(&get(&world)));
    assert_eq!(reply.headers()["x-ms-error-code"], "BlobNotFound");
    let body = std::str::from_utf8(reply.body()).unwrap();
    assert!(body.starts_with("\u{feff}<?xml"));
    let id = reply.headers()["x-ms-request-id"].to_str().unwrap();
    let lines = format!(
        "The specified blob does not exist.\nRequestId:{id}\nTime:2026-01-02T03:04:05.0000000Z"
    );
    assert!(body.contains(&lines), "{body}");
}

#[test]
fn a_version_is_told_only_what_it_knows() {
    let world = World::new();
    let source = format!("{}/box/blob", world.emulator.endpoint("other"));
    let copy = world.copy_from(&source, "target");
    for (version, status, code, source) in [
        ("2016-05-31", 404, false, false),
        ("2019-07-07", 404, true, false),
        ("2021-12-02", 401, true, false),
        ("2025-11-05", 401, true, true),
    ] {
        let request = copy
            .request(ServiceVersion::parse(version).unwrap())
            .unwrap();
        let reply = world.exchange(sign(request, KEY, world.clock.now()));
        let headers = reply.headers();
        assert_eq!(headers.contains_key("x-ms-error-code"), code, "{version}");
        assert_eq!(
            headers.contains_key("x-ms-copy-source-status-code"),
            source,
            "{version}"
        );
        assert_eq!(
            refusal(&reply),
            (status, Some(ErrorCode::CannotVerifyCopySource))
        );
    }
}

#[test]
fn a_body_without_a_length_or_beyond_all_bounds_is_not_read() {
    let world = World::new();
    let mut request = unsigned(&PutBlob::new(world.blob("blob"), Bytes::new()));
    request.headers_mut().remove("content-length");
    let request = sign(request, KEY, world.clock.now());
    assert_eq!(
        refusal(&world.exchange(request)),
        (411, Some(ErrorCode::MissingContentLengthHeader))
    );
    let put = PutBlob::new(world.blob("blob"), Bytes::new());
    let request = world.signed_with(&put, &[("content-length", "99999999999")]);
    assert_eq!(
        refusal(&world.exchange(request)),
        (413, Some(ErrorCode::RequestBodyTooLarge))
    );
}

#[test]
fn a_large_body_that_is_refused_is_taken_before_its_sender_is_told() {
    let world = World::new();
    let put = PutBlob::new(world.blob("blob"), Bytes::from(vec![0; 8 << 20]));
    let request = sign(unsigned(&put), "c2VjcmV0", world.clock.now());
    let mut stream = world.connect();
    stream.write_all(&written(&request)).unwrap();
    let (head, body) = read_reply(&mut stream);
    assert_eq!(
        refusal(&parsed(&head, body)),
        (403, Some(ErrorCode::AuthenticationFailed))
    );
}

#[test]
fn bytes_that_are_no_request_are_answered_and_harm_nobody() {
    let world = World::new();
    let huge = format!(
        "GET / HTTP/1.1\r\nHost: h\r\nx-huge: {}\r\n\r\n",
        "x".repeat(1 << 20)
    );
    let many = format!(
        "GET / HTTP/1.1\r\nHost: h\r\n{}\r\n",
        "x-many: 1\r\n".repeat(5000)
    );
    for (bytes, status) in [
        (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\xff\r\n\r\n".as_slice(),
            400,
        ),
        (b"GET\r\n\r\n", 400),
        (
            b"PUT /acct/box/b HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            400,
        ),
        (
            b"GET / HTTP/1.1\r\nHost: h\r\nx-ms-version: 2025-11-05\r\nConnection: close\r\n\r\n",
            400,
        ),
        (
            b"GET /%ff%00/x HTTP/1.1\r\nHost: [::\r\nConnection: close\r\n\r\n",
            400,
        ),
        (
            b"GET /%ff%00/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            404,
        ),
        (huge.as_bytes(), 431),
        (many.as_bytes(), 431),
    ] {
        let (head, body) = world.converse(bytes);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]);
        assert_eq!(parsed(&head, body).status().as_u16(), status, "{shown}");
    }
    world.put("blob", b"still here");
    assert_eq!(world.content("blob"), "still here");
}

#[test]
fn who_is_slow_holds_up_nobody() {
    let world = World::new();
    let mut half_a_head = world.connect();
    half_a_head.write_all(b"GET /acct/box/blob HT").unwrap();
    let mut half_a_body = world.connect();
    let put = PutBlob::new(world.blob("slow"), Bytes::from_static(b"0123456789"));
    let bytes = written(&world.signed(&put));
    half_a_body.write_all(&bytes[..bytes.len() - 5]).unwrap();

    world.put("blob", b"meanwhile");
    assert_eq!(world.content("blob"), "meanwhile");

    half_a_body.write_all(&bytes[bytes.len() - 5..]).unwrap();
    let (head, _) = read_reply(&mut half_a_body);
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
    assert_eq!(world.content("slow"), "0123456789");
}

#[test]
fn a_connection_serves_one_request_after_the_other() {
    let world = World::new();
    world.put("blob", b"0123456789");
    let last = written(&world.signed(&get(&world)));
    let first = String::from_utf8(written(&world.signed(&head(&world)))).unwrap();
    let first = first.replace("Connection: close\r\n", "");
    let mut stream = world.connect();
    stream.write_all(first.as_bytes()).unwrap();
    stream.write_all(&last).unwrap();
    let mut replies = String::new();
    stream.read_to_string(&mut replies).unwrap();
    assert_eq!(replies.matches("HTTP/1.1 200 OK").count(), 2);
    assert!(replies.ends_with("0123456789"));
}
