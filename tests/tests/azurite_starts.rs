//! The pinned Azurite can be started, answers, and is gone when it is dropped.

use std::io::{Read, Write};
use std::net::TcpStream;

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
