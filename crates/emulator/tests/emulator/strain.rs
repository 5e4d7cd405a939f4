//! Clients that are slow, that disconnect early, or that only announce that they will send something.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::Duration;

use blobcopy_proto::ops::{GetBlob, PutBlob};
use bytes::Bytes;

use crate::world::{World, read_reply, written};

fn impatient() -> World {
    World::built(|builder| builder.client_timeout(Duration::from_millis(200)))
}

fn put(world: &World) -> Vec<u8> {
    let put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"0123456789"));
    written(&world.signed(&put))
}

#[test]
fn a_head_that_does_not_end_is_given_up() {
    let world = impatient();
    let mut stream = world.connect();
    stream
        .write_all(b"GET /acct/box/blob HTTP/1.1\r\nHost: h\r\n")
        .unwrap();
    let mut reply = String::new();
    // The test is that this ends, because nothing else closes the connection.
    stream.read_to_string(&mut reply).unwrap();
    assert!(
        reply.is_empty() || reply.starts_with("HTTP/1.1 408"),
        "{reply}"
    );
}

#[test]
fn a_body_that_does_not_end_is_refused_and_not_kept() {
    let world = impatient();
    let mut stream = world.connect();
    let bytes = put(&world);
    stream.write_all(&bytes[..bytes.len() - 5]).unwrap();
    let (head, _) = read_reply(&mut stream);
    assert!(head.starts_with("HTTP/1.1 500"), "{head}");
    assert!(head.contains("OperationTimedOut"), "{head}");
    assert!(world.send(&GetBlob::new(world.blob("blob"))).is_err());
}

#[test]
fn who_says_that_nothing_follows_is_answered_all_the_same() {
    let world = World::new();
    let mut stream = world.connect();
    stream.write_all(&put(&world)).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let (head, _) = read_reply(&mut stream);
    assert!(head.starts_with("HTTP/1.1 201"), "{head}");
}

#[test]
fn who_leaves_within_a_body_leaves_nothing_behind() {
    let world = World::new();
    for _ in 0..100 {
        let mut stream = world.connect();
        let bytes = put(&world);
        stream.write_all(&bytes[..bytes.len() - 5]).unwrap();
    }
    assert!(world.send(&GetBlob::new(world.blob("blob"))).is_err());
    world.put("blob", b"still here");
    assert_eq!(world.content("blob"), "still here");
}

#[test]
fn a_length_that_is_promised_is_not_taken_for_sent() {
    let world = World::new();
    let put = PutBlob::new(world.blob("promised"), Bytes::from_static(b"0123456789"));
    let large = [("content-length", "5000000000")];
    let bytes = written(&world.signed_with(&put, &large));
    let mut streams = Vec::new();
    for _ in 0..20 {
        let mut stream = world.connect();
        stream.write_all(&bytes).unwrap();
        streams.push(stream);
    }
    // A hundred gigabytes are declared, and ten bytes of each twentieth have arrived.
    world.put("blob", b"still here");
    assert_eq!(world.content("blob"), "still here");
}
