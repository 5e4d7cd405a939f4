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
fn a_pending_copy_refuses_what_would_change_it() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "target")).unwrap();
    for comp in ["expiry", "legalhold", "immutabilityPolicies"] {
        let target = format!("/box/target?comp={comp}");
        let pending = (409, "PendingCopyOperation".to_owned());
        assert_eq!(refused(&world, "PUT", &target), pending, "{comp}");
    }
    world.pass(10);
    let unserved = (501, "NotImplemented".to_owned());
    assert_eq!(refused(&world, "PUT", "/box/target?comp=expiry"), unserved);
}

#[test]
fn what_exists_elsewhere_is_told_from_what_is_nothing() {
    let world = World::new();
    world.put("blob", b"x");
    let unserved = (501, "NotImplemented".to_owned());
    for (method, target) in [
        ("PUT", "/box/blob?comp=expiry"),
        ("PUT", "/box/blob?comp=undelete"),
        ("POST", "/box/blob?comp=query"),
        ("GET", "/?restype=service&comp=properties"),
    ] {
        assert_eq!(refused(&world, method, target), unserved, "{target}");
    }
    let missing = (404, "BlobNotFound".to_owned());
    assert_eq!(refused(&world, "POST", "/box/none?comp=query"), missing);
    let nothing = (400, "InvalidQueryParameterValue".to_owned());
    assert_eq!(refused(&world, "GET", "/box/blob?comp=dance"), nothing);
}

#[test]
fn who_shows_nothing_learns_nothing_of_it() {
    let world = World::new();
    world.put("blob", b"x");
    let request = Request::put(world.url("box/blob?comp=expiry"))
        .header("content-length", "0")
        .header("x-ms-version", "2025-11-05")
        .body(Bytes::new())
        .unwrap();
    let refusal = ServiceError::decode(&world.exchange(request));
    assert_ne!(refusal.status.as_u16(), 501, "{refusal}");
    assert!(!refusal.status.is_success(), "{refusal}");
}
