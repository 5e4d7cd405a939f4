//! Copies from other servers, which are really requested.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use blobcopy_emulator::Pace;
use blobcopy_proto::ops::AbortCopyBlob;
use blobcopy_proto::{Conditions, CopyState, CopyStatus, ETag, ErrorCode, Progress, ServiceError};

use crate::world::{World, read_reply, written};

const BROKE_OFF: &str = "500 InternalServerError \"Copy failed when reading the source.\"";

/// A server that answers one request in this way. Returns its URL.
fn origin(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_head(&mut stream);
        answer(&mut stream);
    });
    format!("http://127.0.0.1:{port}/file.bin?x=1")
}

fn origin_of(reply: &'static str) -> String {
    origin(move |stream| stream.write_all(reply.as_bytes()).unwrap())
}

fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
        head.push(byte[0]);
    }
}

/// Requests the status until the copy has ended. The emulator's clock stands still; only the sockets take time.
fn settled(world: &World) -> CopyState {
    for _ in 0..10_000 {
        let state = world.copy_state("target");
        if state.status != CopyStatus::Pending {
            return state;
        }
        thread::yield_now();
    }
    panic!("the copy does not end");
}

fn refused(source: &str) -> Box<ServiceError> {
    let world = World::new();
    world.refusal(&world.copy_from(source, "target"))
}

#[test]
fn a_file_of_another_server_is_copied_with_its_type_and_md5() {
    let world = World::at_pace(Pace::at_once());
    let source = origin_of(
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Type: text/plain\r\n\
         Content-MD5: eB5eJF1ptWaXm4bijSPyxw==\r\nx-ms-meta-origin: elsewhere\r\nETag: W/\"any thing\"\r\n\r\n0123456789",
    );
    let started = world.send(&world.copy_from(&source, "target")).unwrap();
    assert_eq!(started.copy_status, CopyStatus::Success);
    let properties = world.properties("target");
    assert_eq!(properties.content_type.unwrap().as_str(), "text/plain");
    assert_eq!(
        properties.content_md5.unwrap().as_str(),
        "eB5eJF1ptWaXm4bijSPyxw=="
    );
    assert_eq!(properties.metadata.get("origin"), Some("elsewhere"));
    let state = properties.copy.unwrap();
    assert_eq!(state.progress, Some(Progress::new(10, 10)));
    assert_eq!(state.source.unwrap().expose(), source);
    assert_eq!(world.content("target"), "0123456789");
}

#[test]
fn a_source_that_does_not_say_how_long_it_is_ends_with_its_connection() {
    let world = World::at_pace(Pace::at_once());
    let source = origin_of("HTTP/1.0 200 OK\r\n\r\n0123456789");
    world.send(&world.copy_from(&source, "target")).unwrap();
    assert_eq!(settled(&world).status, CopyStatus::Success);
    assert_eq!(world.content("target"), "0123456789");
}

#[test]
fn a_copy_waits_for_the_pace_though_every_byte_is_there() {
    let world = World::new();
    let source = origin_of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
    world.send(&world.copy_from(&source, "target")).unwrap();
    assert_eq!(world.copy_state("target").status, CopyStatus::Pending);
    world.pass(10);
    assert_eq!(settled(&world).status, CopyStatus::Success);
}

#[test]
fn a_copy_waits_for_the_bytes_though_the_pace_would_let_them_through() {
    let world = World::new();
    let (go_on, told): (Sender<()>, Receiver<()>) = channel();
    let source = origin(move |stream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234")
            .unwrap();
        told.recv().unwrap();
        stream.write_all(b"56789").unwrap();
    });
    world.send(&world.copy_from(&source, "target")).unwrap();
    world.pass(60);
    let state = world.copy_state("target");
    assert_eq!(state.status, CopyStatus::Pending);
    let progress = state.progress.unwrap();
    assert!(progress.copied <= 5 && progress.total == 10, "{progress}");

    go_on.send(()).unwrap();
    let state = settled(&world);
    assert_eq!(state.status, CopyStatus::Success);
    assert_eq!(state.completion_time, world.date(60));
    assert_eq!(world.content("target"), "0123456789");
}

#[test]
fn a_source_that_breaks_off_fails_the_copy() {
    for pace in [Pace::at_once(), Pace::lasting(Duration::from_secs(10))] {
        let world = World::at_pace(pace);
        let source = origin_of("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
        let started = world.send(&world.copy_from(&source, "target")).unwrap();
        assert_eq!(started.copy_status, CopyStatus::Pending);
        let state = settled(&world);
        assert_eq!(state.status, CopyStatus::Failed);
        assert_eq!(state.status_description.unwrap().as_str(), BROKE_OFF);
        assert_eq!(state.completion_time, world.date(0));
        assert_eq!(world.content("target"), "");
    }
}

#[test]
fn a_source_that_refuses_is_the_reason_that_the_copy_does_not_start() {
    let refusal = refused(&origin_of(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    ));
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (404, Some(ErrorCode::CannotVerifyCopySource))
    );
    assert_eq!(refusal.copy_source.unwrap().status, Some(404));

    let refusal = refused(&origin_of(
        "HTTP/1.1 403 Forbidden\r\nx-ms-error-code: AuthenticationFailed\r\nContent-Length: 0\r\n\r\n",
    ));
    assert_eq!(refusal.status.as_u16(), 403);
    assert_eq!(
        refusal.copy_source.unwrap().code,
        Some(ErrorCode::AuthenticationFailed)
    );
}

#[test]
fn a_redirect_is_not_followed() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    target.set_nonblocking(true).unwrap();
    let port = target.local_addr().unwrap().port();
    let refusal = refused(&origin(move |stream| {
        let reply = format!(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/\r\nContent-Length: 0\r\n\r\n"
        );
        stream.write_all(reply.as_bytes()).unwrap();
    }));
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (400, Some(ErrorCode::CannotVerifyCopySource))
    );
    assert_eq!(refusal.copy_source.unwrap().status, Some(302));
    assert_eq!(target.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn a_server_that_is_not_there_is_a_failure_of_the_source() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let refusal = refused(&format!("http://127.0.0.1:{port}/file"));
    assert_eq!(refusal.code, Some(ErrorCode::CannotVerifyCopySource));
}

#[test]
fn a_condition_on_the_source_is_judged_by_its_own_tag() {
    let answer = "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 1\r\n\r\nx";
    let world = World::at_pace(Pace::at_once());
    let mut copy = world.copy_from(&origin_of(answer), "target");
    copy.options.source_conditions = Conditions::if_match(ETag::parse("\"v2\"").unwrap());
    assert_eq!(
        world.refusal(&copy).code,
        Some(ErrorCode::SourceConditionNotMet)
    );
    let mut copy = world.copy_from(&origin_of(answer), "target");
    copy.options.source_conditions = Conditions::if_match(ETag::parse("\"v1\"").unwrap());
    assert!(world.send(&copy).is_ok());
}

#[test]
fn who_has_finished_speaking_is_still_answered_when_the_source_has_answered() {
    let world = World::new();
    let (go_on, told): (Sender<()>, Receiver<()>) = channel();
    let source = origin(move |stream| {
        told.recv().unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
            .unwrap();
    });
    let copy = world.copy_from(&source, "target");
    let mut stream = world.connect();
    stream.write_all(&written(&world.signed(&copy))).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    // A request of another client. When it has ended, the emulator has read both requests of the first.
    world.put("other", b"");
    go_on.send(()).unwrap();
    let (head, _) = read_reply(&mut stream);
    assert!(head.starts_with("HTTP/1.1 202"), "{head}");
}

#[test]
fn an_abort_hangs_up_on_the_source() {
    let world = World::new();
    let (hung_up, noticed) = channel();
    let source = origin(move |stream| {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234")
            .unwrap();
        // An orderly end and a reset both close the connection.
        let ended = matches!(stream.read(&mut [0]), Ok(0) | Err(_));
        hung_up.send(ended).unwrap();
    });
    let started = world.send(&world.copy_from(&source, "target")).unwrap();
    world
        .send(&AbortCopyBlob::new(world.blob("target"), started.copy_id))
        .unwrap();
    assert_eq!(world.copy_state("target").status, CopyStatus::Aborted);
    assert!(noticed.recv_timeout(Duration::from_secs(20)).unwrap());
}

#[test]
fn a_source_is_not_asked_for_a_copy_that_cannot_start() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "target")).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let source = format!("http://{}/file", listener.local_addr().unwrap());
    let refusal = world.refusal(&world.copy_from(&source, "target"));
    assert_eq!(refusal.code, Some(ErrorCode::PendingCopyOperation));
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}
