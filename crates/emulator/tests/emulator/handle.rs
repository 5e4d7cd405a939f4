//! The handle: start, addresses, shutdown.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::SystemTime;

use blobcopy_auth::ConnectionString;
use blobcopy_emulator::{Emulator, StartError};
use blobcopy_proto::ops::GetBlobProperties;
use blobcopy_proto::{BlobUrl, Operation, ServiceVersion};

use crate::world::{ACCOUNT, KEY, World, connect, read_reply, sign, written};

#[test]
fn a_port_in_use_is_named_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = Emulator::builder().port(port).start().unwrap_err();
    assert!(matches!(error, StartError::PortInUse { port: named } if named == port));
    let text = error.to_string();
    assert!(text.contains(&port.to_string()) && text.contains("choose another port"));
}

#[tokio::test]
async fn a_start_that_fails_within_a_runtime_is_an_error_like_any_other() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    assert!(Emulator::builder().port(port).start().is_err());
    assert!(Emulator::builder().container("Not One").start().is_err());
}

#[test]
fn names_and_keys_that_are_none_are_refused_without_the_key() {
    let start = |name: &str, key: &str| Emulator::builder().account(name, key).start();
    for (name, key) in [
        ("acct", "no base64!"),
        ("a/b", KEY),
        ("", KEY),
        ("Upper", KEY),
    ] {
        let error = start(name, key).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains("no base64!"), "{text}");
    }
    let error = Emulator::builder()
        .container("Not One")
        .start()
        .unwrap_err();
    assert!(matches!(error, StartError::Container { .. }));
}

#[test]
fn without_accounts_it_is_the_development_account() {
    let emulator = Emulator::builder().start().unwrap();
    let text = emulator.connection_string("devstoreaccount1").unwrap();
    assert!(text.contains("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq"));
    assert_eq!(
        emulator.endpoint("devstoreaccount1"),
        format!("http://127.0.0.1:{}/devstoreaccount1", emulator.port())
    );
    assert_eq!(emulator.connection_string("nobody"), None);
}

#[test]
fn the_connection_string_is_one() {
    let world = World::new();
    let text = world.emulator.connection_string(ACCOUNT).unwrap();
    assert!(ConnectionString::parse(&text).is_ok());
}

#[test]
fn an_account_answers_under_a_host_of_its_own_too() {
    let world = World::new();
    world.put("blob", b"0123456789");
    let url = format!(
        "http://acct.blob.localhost:{}/box/blob",
        world.emulator.port()
    );
    let head = GetBlobProperties::new(BlobUrl::parse(&url).unwrap());
    assert_eq!(world.send(&head).unwrap().content_length, Some(10));
}

#[tokio::test]
async fn it_starts_and_ends_inside_a_runtime() {
    let emulator = Emulator::builder()
        .account(ACCOUNT, KEY)
        .container("box")
        .start()
        .unwrap();
    let url = format!("{}/box/blob", emulator.endpoint(ACCOUNT));
    let head = GetBlobProperties::new(BlobUrl::parse(&url).unwrap());
    let request = head.request(ServiceVersion::DEFAULT).unwrap();
    let mut stream = connect(emulator.port());
    stream
        .write_all(&written(&sign(request, KEY, SystemTime::now())))
        .unwrap();
    assert!(read_reply(&mut stream).0.starts_with("HTTP/1.1 404"));
}

#[test]
fn dropped_it_gives_the_port_back() {
    let emulator = Emulator::builder().start().unwrap();
    let port = emulator.port();
    let idle = connect(port);
    drop(emulator);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    drop(idle);
    assert!(Emulator::builder().port(port).start().is_ok());
}

#[test]
fn no_key_prints() {
    let builder = Emulator::builder().account(ACCOUNT, KEY);
    let shown = format!("{builder:?}");
    let emulator = builder.start().unwrap();
    assert!(!format!("{shown}{emulator:?}").contains(KEY));
}
