//! Operations that the emulator does not support.

use blobcopy_proto::{ErrorCode, ServiceError};
use bytes::Bytes;
use http::Request;

use crate::world::{KEY, World, sign};

/// The status and code of the refusal.
fn refused(world: &World, method: &str, target: &str) -> (u16, String) {
    let request = Request::builder()
        .method(method)
        .uri(world.url(target.trim_start_matches('/')))
        .header("x-ms-version", "2025-11-05")
        .header("content-length", "0")
        .body(Bytes::new())
        .unwrap();
    let reply = world.exchange(sign(request, KEY, world.clock.now()));
    let refusal = ServiceError::decode(&reply);
    let code = refusal.code.unwrap_or(ErrorCode::InternalError);
    (refusal.status.as_u16(), code.as_str().to_owned())
}

#[test]
fn a_pending_copy_refuses_what_would_tell_its_pages_or_change_it() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "target")).unwrap();
    for (method, comp) in [
        ("GET", "pagelist"),
        ("PUT", "properties"),
        ("PUT", "tags"),
        ("PUT", "seal"),
    ] {
        let target = format!("/box/target?comp={comp}");
        let pending = (409, "PendingCopyOperation".to_owned());
        assert_eq!(refused(&world, method, &target), pending, "{comp}");
    }
    world.pass(10);
    let unserved = (501, "NotImplemented".to_owned());
    assert_eq!(
        refused(&world, "GET", "/box/target?comp=pagelist"),
        unserved
    );
}

#[test]
fn what_exists_elsewhere_is_told_from_what_is_nothing() {
    let world = World::new();
    world.put("blob", b"x");
    let unserved = (501, "NotImplemented".to_owned());
    for (method, target) in [
        ("GET", "/box/blob?comp=blocklist"),
        ("GET", "/box/blob?comp=metadata"),
        ("PUT", "/box/blob?comp=tags"),
        ("GET", "/?restype=service&comp=properties"),
    ] {
        assert_eq!(refused(&world, method, target), unserved, "{target}");
    }
    let missing = (404, "BlobNotFound".to_owned());
    assert_eq!(refused(&world, "GET", "/box/none?comp=pagelist"), missing);
    let nothing = (400, "InvalidQueryParameterValue".to_owned());
    assert_eq!(refused(&world, "GET", "/box/blob?comp=dance"), nothing);
}

#[test]
fn who_shows_nothing_learns_nothing_of_it() {
    let world = World::new();
    world.put("blob", b"x");
    let request = Request::get(world.url("box/blob?comp=pagelist"))
        .header("x-ms-version", "2025-11-05")
        .body(Bytes::new())
        .unwrap();
    let refusal = ServiceError::decode(&world.exchange(request));
    assert_ne!(refusal.status.as_u16(), 501, "{refusal}");
    assert_ne!(refusal.status.as_u16(), 200, "{refusal}");
}
