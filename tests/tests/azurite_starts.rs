//! The pinned Azurite can be started, answers, and is gone when it is dropped.

use std::io::{Read, Write};
use std::net::TcpStream;

use blobcopy::{BlobServiceClient, Cause, Credential};
use blobcopy_tests::azurite::Azurite;

const KEY: &str = "YW55IGJhc2U2NCBpcyBhIGtleQ==";

#[test]
fn a_started_azurite_answers_http() {
    let azurite = Azurite::start(&[("first", KEY), ("second", KEY)]);

    let answer = root_of(azurite.address());

    assert!(answer.starts_with("HTTP/1.1 "), "not HTTP: {answer:?}");
}

#[test]
fn an_endpoint_is_path_style_on_loopback() {
    let azurite = Azurite::start(&[("first", KEY)]);

    assert_eq!(
        azurite.endpoint("first"),
        format!("http://{}/first", azurite.address())
    );
    assert!(
        azurite.address().starts_with("127.0.0.1:"),
        "{}",
        azurite.address()
    );
}

#[test]
fn two_azurites_run_side_by_side() {
    let one = Azurite::start(&[("first", KEY)]);
    let other = Azurite::start(&[("first", KEY)]);

    assert_ne!(one.address(), other.address());
    assert!(root_of(one.address()).starts_with("HTTP/1.1 "));
    assert!(root_of(other.address()).starts_with("HTTP/1.1 "));
}

#[test]
fn a_dropped_azurite_listens_no_more() {
    let azurite = Azurite::start(&[("first", KEY)]);
    let address = azurite.address().to_owned();

    drop(azurite);

    assert!(
        TcpStream::connect(&address).is_err(),
        "{address} still accepts connections"
    );
}

fn root_of(address: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        .expect("it takes a request");
    let mut answer = Vec::new();
    stream
        .read_to_end(&mut answer)
        .expect("it answers and closes");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Azurite copies from itself alone. It says 404 of a source elsewhere, which it has not asked.
#[tokio::test]
async fn a_source_that_azurite_never_asked_is_not_said_to_be_missing() {
    let azurite = Azurite::start(&[("first", KEY)]);
    let elsewhere = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let key = Credential::shared_key("first", KEY).unwrap();
    let service = BlobServiceClient::new(&azurite.endpoint("first"), key).unwrap();
    let container = service.container("into").unwrap();
    container.create().await.unwrap();
    let source = format!("http://{}/big.iso", elsewhere.local_addr().unwrap());

    let copy = container.blob("b").unwrap().begin_copy(&*source).await;

    let error = copy.unwrap_err();
    let diagnosis = error.diagnosis().unwrap();
    assert_eq!(diagnosis.as_cause(), Cause::SourceElsewhere, "{diagnosis}");
    assert!(elsewhere.accept().is_err(), "the source was asked");
}
