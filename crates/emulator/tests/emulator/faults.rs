//! Scripted faults.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use blobcopy_emulator::{Fault, FaultEffect};
use blobcopy_proto::ops::{GetBlob, GetBlobProperties};
use blobcopy_proto::{CopyStatus, ErrorCode, Operation, ServiceError};
use bytes::Bytes;
use http::Request;

use crate::world::{KEY, World, noon, sign, written};

fn world(fault: Fault) -> World {
    let world = World::new();
    world.put("blob", b"0123456789");
    world.emulator.add_fault(fault);
    world
}

fn get(world: &World) -> Request<Bytes> {
    world.signed(&GetBlob::new(world.blob("blob")))
}

/// The complete reply, or how reading it failed.
fn received(world: &World, request: &Request<Bytes>) -> (Vec<u8>, Option<ErrorKind>) {
    let mut stream: TcpStream = world.connect();
    let mut bytes = Vec::new();
    let sent = stream.write_all(&written(request));
    let read = sent.and_then(|()| stream.read_to_end(&mut bytes));
    (bytes, read.err().map(|error| error.kind()))
}

fn body(bytes: &[u8]) -> &str {
    let text = std::str::from_utf8(bytes).unwrap();
    text.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn a_reset_after_leaves_the_effect_and_one_before_does_not() {
    for (effect, is_started) in [
        (FaultEffect::ResetBefore, false),
        (FaultEffect::ResetAfter, true),
    ] {
        let world = world(Fault::new(effect).on("CopyBlob").times(1));
        let start = world.signed(&world.copy("blob", "target"));
        assert_eq!(
            received(&world, &start),
            (Vec::new(), Some(ErrorKind::ConnectionReset))
        );
        let found = world.send(&GetBlobProperties::new(world.blob("target")));
        assert_eq!(found.is_ok(), is_started);
        // The fault happens only once.
        let again = world.send(&world.copy("blob", "other"));
        assert_eq!(again.unwrap().copy_status, CopyStatus::Pending);
    }
}

#[test]
fn a_connection_is_refused_as_often_as_the_script_says() {
    let world = world(Fault::new(FaultEffect::RefuseConnection).times(2));
    for _ in 0..2 {
        let (bytes, error) = received(&world, &get(&world));
        assert!(bytes.is_empty() && error.is_some(), "{error:?}");
    }
    assert_eq!(world.content("blob"), "0123456789");
}

#[test]
fn a_busy_server_says_when_to_come_again() {
    let world = world(
        Fault::new(FaultEffect::server_busy(7))
            .on("GetBlob")
            .times(1),
    );
    let refusal = ServiceError::decode(&world.exchange(get(&world)));
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (503, Some(ErrorCode::ServerBusy))
    );
    assert_eq!(refusal.retry_after, Some(Duration::from_secs(7)));
    assert_eq!(world.content("blob"), "0123456789");
}

#[test]
fn an_internal_error_may_hide_that_all_was_done() {
    let hidden = FaultEffect::Refuse {
        status: 500,
        code: "OperationTimedOut".to_owned(),
        retry_after: None,
        is_done: true,
    };
    for (effect, is_started) in [(FaultEffect::internal_error(), false), (hidden, true)] {
        let world = world(Fault::new(effect).on("CopyBlob"));
        let refusal = world.refusal(&world.copy("blob", "target"));
        assert_eq!(refusal.status.as_u16(), 500);
        let found = world.send(&GetBlobProperties::new(world.blob("target")));
        assert_eq!(found.is_ok(), is_started);
    }
}

#[test]
fn a_truncated_body_ends_before_the_length_that_was_said() {
    let world = world(Fault::new(FaultEffect::TruncateBody { after: 4 }));
    let (bytes, _) = received(&world, &get(&world));
    assert_eq!(body(&bytes), "0123");
    let text = String::from_utf8(bytes).unwrap().to_lowercase();
    assert!(text.contains("content-length: 10\r\n"), "{text}");
}

#[test]
fn a_dripping_body_comes_whole_and_slowly() {
    let drip = FaultEffect::DripBody {
        bytes: 2,
        seconds: 0.004,
    };
    let world = world(Fault::new(drip));
    let start = Instant::now();
    let (bytes, error) = received(&world, &get(&world));
    assert_eq!((body(&bytes), error), ("0123456789", None));
    // Five pieces, each after a pause.
    assert!(start.elapsed() >= Duration::from_millis(20));
}

#[test]
fn a_wrong_length_cuts_the_body_or_ends_the_connection() {
    for (by, said, came) in [(-3, "7", "0123456"), (5, "15", "0123456789")] {
        let world = world(Fault::new(FaultEffect::WrongContentLength { by }));
        let (bytes, _) = received(&world, &get(&world));
        assert_eq!(body(&bytes), came);
        let text = String::from_utf8(bytes).unwrap().to_lowercase();
        assert!(
            text.contains(&format!("content-length: {said}\r\n")),
            "{text}"
        );
    }
    let world = world(Fault::new(FaultEffect::WrongContentLength { by: 5 }));
    assert_eq!(world.properties("blob").content_length, Some(15));
}

#[test]
fn a_delay_holds_up_its_request_and_no_other() {
    let world = world(Fault::new(FaultEffect::Delay { seconds: 3600.0 }).on("GetBlob"));
    let mut waiting = world.connect();
    waiting.write_all(&written(&get(&world))).unwrap();
    assert_eq!(world.properties("blob").content_length, Some(10));
    world.emulator.clear_faults();
    assert_eq!(world.content("blob"), "0123456789");
}

#[test]
fn a_skewed_clock_is_told_and_judges_what_is_shown() {
    let world = world(Fault::new(FaultEffect::SkewClock { seconds: -3600 }));
    let reply = world.exchange(get(&world));
    assert_eq!(reply.headers()["date"], "Fri, 02 Jan 2026 02:04:05 GMT");
}

#[test]
fn an_expired_token_is_refused_though_it_is_good() {
    use blobcopy_auth::SharedKey;
    use blobcopy_auth::sas::{BlobSas, SasResource, SasTime};
    let world = world(Fault::new(FaultEffect::ExpireToken).times(1));
    let token = BlobSas::new(SasResource::blob("box", "blob"))
        .with_permissions("r")
        .with_expiry(SasTime::parse("2026-01-03").unwrap())
        .sign(&SharedKey::new(crate::world::ACCOUNT, KEY).unwrap())
        .unwrap();
    for status in [403, 200] {
        let url = token.append_to_url(&world.url("box/blob")).unwrap();
        let request = Request::get(url.as_str()).header("x-ms-version", "2025-11-05");
        let reply = world.exchange(request.body(Bytes::new()).unwrap());
        assert_eq!(reply.status().as_u16(), status);
    }
}

#[test]
fn a_copy_fails_with_the_description_that_the_script_gives() {
    let description = "403 Forbidden \"Copy failed when reading the source.\"";
    let world = world(Fault::new(FaultEffect::FailCopy {
        description: description.to_owned(),
    }));
    let started = world.send(&world.copy("blob", "target")).unwrap();
    assert_eq!(started.copy_status, CopyStatus::Pending);
    let state = world.copy_state("target");
    assert_eq!(state.status, CopyStatus::Failed);
    assert_eq!(state.status_description.unwrap().as_str(), description);
}

#[test]
fn the_log_tells_what_was_asked_and_answered_and_no_secret() {
    let world = world(Fault::new(FaultEffect::ResetAfter).on("CopyBlob"));
    let request = GetBlob::new(world.blob("missing"));
    let request = request
        .request(blobcopy_proto::ServiceVersion::DEFAULT)
        .unwrap();
    world.exchange(sign(request, KEY, noon().time()));
    received(&world, &world.signed(&world.copy("blob", "target")));
    let log = world.emulator.requests();
    let told: Vec<_> = log
        .iter()
        .map(|entry| {
            (
                entry.number,
                entry.operation,
                entry.status,
                entry.error_code.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (1, Some("PutBlob"), Some(201), None),
            (2, Some("GetBlob"), Some(404), Some("BlobNotFound")),
            (3, Some("CopyBlob"), None, None),
        ]
    );
    assert_eq!(log[1].target, "/acct/box/missing");
}
