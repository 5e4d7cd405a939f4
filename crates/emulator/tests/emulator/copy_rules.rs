//! Further rules of copies: one after the other, forced failures, and what old versions do not have.

use std::time::Duration;

use blobcopy_emulator::Pace;
use blobcopy_proto::ops::{AbortCopyBlob, GetBlobProperties};
use blobcopy_proto::{CopyStatus, Operation, Progress, ServiceVersion};

use crate::world::{ACCOUNT, KEY, OTHER_ACCOUNT, World, sign};

const BROKEN: &str = "500 InternalServerError \"Copy failed when writing the destination.\"";

#[test]
fn a_copy_can_be_made_to_fail_with_a_description() {
    let world = World::new();
    world.put("source", b"0123456789");
    let fail = |blob| {
        world
            .emulator
            .fail_copy(ACCOUNT, "box", blob, BROKEN)
            .unwrap()
    };
    assert!(!fail("target"));
    let started = world.send(&world.copy("source", "target")).unwrap();
    world.pass(4);
    assert!(fail("target"));
    let properties = world.properties("target");
    assert_eq!(properties.content_length, Some(0));
    assert_ne!(properties.etag, started.etag);
    let state = properties.copy.unwrap();
    assert_eq!(
        (state.id, state.status),
        (started.copy_id, CopyStatus::Failed)
    );
    assert_eq!(state.progress, Some(Progress::new(4, 10)));
    assert_eq!(state.completion_time, world.date(4));
    assert_eq!(state.status_description.unwrap().as_str(), BROKEN);
    world.pass(60);
    assert_eq!(world.copy_state("target").status, CopyStatus::Failed);
    assert!(!fail("target"));
    assert!(world.send(&world.copy("source", "target")).is_ok());
}

#[test]
fn only_a_pending_copy_of_the_emulators_own_can_be_made_to_fail() {
    let world = World::new();
    world.put("source", b"x");
    world.send(&world.copy("source", "target")).unwrap();
    for (account, container, blob) in [
        ("nobody", "box", "target"),
        (OTHER_ACCOUNT, "box", "target"),
        (ACCOUNT, "nowhere", "target"),
        (ACCOUNT, "box", "source"),
    ] {
        assert_eq!(
            world
                .emulator
                .fail_copy(account, container, blob, BROKEN)
                .ok(),
            Some(false)
        );
    }
    assert!(
        world
            .emulator
            .fail_copy(ACCOUNT, "box", "target", "a\nb")
            .is_err()
    );
    world.pass(10);
    assert_eq!(world.copy_state("target").status, CopyStatus::Success);
}

#[test]
fn copies_wait_for_one_another_if_they_are_told_to() {
    let world = World::built(|builder| {
        builder
            .copies_in_turn(true)
            .pace(Pace::lasting(Duration::from_secs(10)))
    });
    world.put("source", b"0123456789");
    for target in ["one", "two", "three"] {
        world.send(&world.copy("source", target)).unwrap();
    }
    let copied = |name| world.copy_state(name).progress.unwrap().copied;
    world.pass(15);
    assert_eq!((copied("one"), copied("two"), copied("three")), (10, 5, 0));
    world.pass(15);
    for (target, end) in [("one", 10), ("two", 20), ("three", 30)] {
        assert_eq!(world.copy_state(target).completion_time, world.date(end));
    }
    world.pass(100);
    world.send(&world.copy("source", "four")).unwrap();
    world.pass(10);
    assert_eq!(world.copy_state("four").completion_time, world.date(140));
}

#[test]
fn copies_go_side_by_side_otherwise() {
    let world = World::new();
    world.put("source", b"0123456789");
    for target in ["one", "two"] {
        world.send(&world.copy("source", target)).unwrap();
    }
    world.pass(10);
    for target in ["one", "two"] {
        assert_eq!(world.copy_state(target).completion_time, world.date(10));
    }
}

#[test]
fn a_snapshot_of_a_pending_destination_is_aborted_by_nobody() {
    let world = World::new();
    world.put("source", b"x");
    let started = world.send(&world.copy("source", "target")).unwrap();
    let abort = AbortCopyBlob::new(world.blob("target"), started.copy_id);
    let (status, _) = world.denied_at_snapshot(&abort, "2026-01-01T00:00:00.0000000Z");
    assert_eq!(status, 400);
    assert_eq!(world.copy_state("target").status, CopyStatus::Pending);
}

#[test]
fn a_header_that_a_version_does_not_know_is_refused() {
    let world = World::new();
    world.put("source", b"x");
    let at_version = |version: &str, header: (&str, &str)| {
        let version = ServiceVersion::parse(version).unwrap();
        let mut request = world.copy("source", "target").request(version).unwrap();
        let name = http::HeaderName::try_from(header.0).unwrap();
        request
            .headers_mut()
            .insert(name, header.1.parse().unwrap());
        let reply = world.exchange(sign(request, KEY, world.clock.now()));
        world.pass(10);
        reply
    };
    for (header, value, since, before) in [
        ("x-ms-access-tier", "Cool", "2017-04-17", "2016-05-31"),
        ("x-ms-tags", "a=b", "2019-12-12", "2019-07-07"),
        ("x-ms-if-tags", "a = 'b'", "2019-12-12", "2019-07-07"),
        (
            "x-ms-rehydrate-priority",
            "High",
            "2019-02-02",
            "2018-11-09",
        ),
    ] {
        let reply = at_version(before, (header, value));
        assert_eq!(reply.status().as_u16(), 400, "{header}");
        let reply = at_version(since, (header, value));
        assert_ne!(reply.status().as_u16(), 400, "{header}");
    }
}

#[test]
fn an_operation_that_a_version_does_not_know_is_refused() {
    let world = World::new();
    world.put("blob", b"x");
    let tier = blobcopy_proto::AccessTier::Cool;
    let set = blobcopy_proto::ops::SetBlobTier::new(world.blob("blob"), tier);
    for (version, status) in [("2016-05-31", 400), ("2017-04-17", 200)] {
        let request = set.request(ServiceVersion::NEWEST).unwrap();
        let (mut head, body) = request.into_parts();
        head.headers
            .insert("x-ms-version", version.parse().unwrap());
        let request = http::Request::from_parts(head, body);
        let reply = world.exchange(sign(request, KEY, world.clock.now()));
        assert_eq!(reply.status().as_u16(), status, "{version}");
    }
}

#[test]
fn a_reply_has_only_headers_that_the_version_knows() {
    let world = World::new();
    world.put("blob", b"x");
    let names = |version: &str| {
        let version = ServiceVersion::parse(version).unwrap();
        let head = GetBlobProperties::new(world.blob("blob"));
        let request = head.request(version).unwrap();
        let reply = world.exchange(sign(request, KEY, world.clock.now()));
        reply.headers().clone()
    };
    for (name, since, before) in [
        ("x-ms-lease-state", "2012-02-12", "2011-08-18"),
        ("x-ms-server-encrypted", "2015-12-11", "2015-07-08"),
        ("x-ms-access-tier", "2017-04-17", "2016-05-31"),
        ("x-ms-creation-time", "2017-11-09", "2017-07-29"),
    ] {
        assert!(names(since).contains_key(name), "{name}");
        assert!(!names(before).contains_key(name), "{name}");
    }
}
