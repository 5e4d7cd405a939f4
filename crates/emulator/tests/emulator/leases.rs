//! Leases: their states, their durations, and what they prevent.

use blobcopy_proto::ops::{
    AbortCopyBlob, DeleteBlob, GetBlob, GetBlobProperties, LeaseAction, LeaseBlob, LeaseOutcome,
    PutBlob, SetBlobMetadata,
};
use blobcopy_proto::{
    BreakPeriod, Conditions, ETag, ErrorCode, LeaseDuration, LeaseDurationKind, LeaseId,
    LeaseState, LeaseStatus, Metadata,
};
use bytes::Bytes;

use crate::world::World;

const A: &str = "00000000-0000-4000-8000-00000000000a";
const B: &str = "00000000-0000-4000-8000-00000000000b";

fn id(text: &str) -> LeaseId {
    LeaseId::parse(text).unwrap()
}

fn seconds(seconds: u8) -> LeaseDuration {
    LeaseDuration::seconds(seconds).unwrap()
}

fn acquire(duration: LeaseDuration, proposed: &str) -> LeaseAction {
    LeaseAction::Acquire {
        duration,
        proposed: Some(id(proposed)),
    }
}

fn break_in(seconds: u8) -> LeaseAction {
    LeaseAction::Break {
        period: Some(BreakPeriod::seconds(seconds).unwrap()),
    }
}

fn on_blob(world: &World, action: LeaseAction) -> LeaseBlob {
    LeaseBlob::new(world.blob("blob"), action)
}

fn act(world: &World, action: LeaseAction) -> LeaseOutcome {
    world.send(&on_blob(world, action)).unwrap().outcome
}

fn denied(world: &World, action: LeaseAction) -> (u16, ErrorCode) {
    world.denied(&on_blob(world, action))
}

fn state(world: &World) -> LeaseState {
    world.properties("blob").lease_state.unwrap()
}

fn leased(duration: LeaseDuration) -> World {
    let world = World::new();
    world.put("blob", b"0123456789");
    act(&world, acquire(duration, A));
    world
}

fn put(world: &World, lease: Option<&str>) -> PutBlob {
    let mut put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"new"));
    put.options.lease_id = lease.map(id);
    put
}

#[test]
fn a_lease_is_told_by_the_properties_and_changes_no_tag() {
    let world = World::new();
    world.put("blob", b"");
    let before = world.properties("blob");
    assert_eq!(before.lease_state, Some(LeaseState::Available));
    assert_eq!(before.lease_status, Some(LeaseStatus::Unlocked));
    assert_eq!(before.lease_duration, None);
    world.pass(5);
    let reply = world.reply(&on_blob(&world, acquire(LeaseDuration::INFINITE, A)));
    assert_eq!(reply.status().as_u16(), 201);
    assert_eq!(reply.headers()["x-ms-lease-id"], A);
    assert_eq!(
        reply.headers()["etag"],
        before.etag.as_ref().unwrap().as_str()
    );
    let after = world.properties("blob");
    assert_eq!(after.lease_state, Some(LeaseState::Leased));
    assert_eq!(after.lease_status, Some(LeaseStatus::Locked));
    assert_eq!(after.lease_duration, Some(LeaseDurationKind::Infinite));
    assert_eq!(
        (after.etag, after.last_modified),
        (before.etag, before.last_modified)
    );
}

#[test]
fn an_id_is_made_up_if_none_is_proposed() {
    let world = World::new();
    world.put("blob", b"");
    let duration = seconds(15);
    let acquired = act(
        &world,
        LeaseAction::Acquire {
            duration,
            proposed: None,
        },
    );
    let LeaseOutcome::Acquired(id) = acquired else {
        panic!("{acquired:?}");
    };
    assert_eq!(id.as_str().len(), 36);
    assert!(world.send(&put(&world, Some(id.as_str()))).is_ok());
}

#[test]
fn a_finite_lease_expires_to_the_second_and_can_be_renewed_until_somebody_writes() {
    let world = leased(seconds(15));
    world.pass(14);
    assert_eq!(state(&world), LeaseState::Leased);
    world.pass(1);
    assert_eq!(state(&world), LeaseState::Expired);
    let with_it = put(&world, Some(A));
    assert_eq!(world.denied(&with_it), (412, ErrorCode::LeaseLost));
    assert_eq!(
        act(&world, LeaseAction::Renew { id: id(A) }),
        LeaseOutcome::Kept(id(A))
    );
    assert_eq!(state(&world), LeaseState::Leased);

    world.pass(15);
    assert!(world.send(&put(&world, None)).is_ok());
    assert_eq!(state(&world), LeaseState::Available);
    assert_eq!(
        denied(&world, LeaseAction::Renew { id: id(A) }),
        (409, ErrorCode::LeaseIdMismatchWithLeaseOperation)
    );
}

#[test]
fn who_holds_a_lease_can_acquire_it_again_for_another_time_and_nobody_else_can() {
    let world = leased(seconds(15));
    assert_eq!(
        denied(&world, acquire(seconds(15), B)),
        (409, ErrorCode::LeaseAlreadyPresent)
    );
    let nameless = LeaseAction::Acquire {
        duration: seconds(15),
        proposed: None,
    };
    assert_eq!(
        denied(&world, nameless),
        (409, ErrorCode::LeaseAlreadyPresent)
    );
    act(&world, acquire(LeaseDuration::INFINITE, A));
    world.pass(3600);
    assert_eq!(state(&world), LeaseState::Leased);
}

#[test]
fn a_change_gives_the_lease_another_id_and_can_be_repeated() {
    let world = leased(LeaseDuration::INFINITE);
    let change = || LeaseAction::Change {
        id: id(A),
        proposed: id(B),
    };
    let reply = world.reply(&on_blob(&world, change()));
    assert_eq!(reply.status().as_u16(), 200);
    assert_eq!(reply.headers()["x-ms-lease-id"], B);
    assert_eq!(act(&world, change()), LeaseOutcome::Kept(id(B)));
    let back = LeaseAction::Change {
        id: id(A),
        proposed: id("00000000-0000-4000-8000-00000000000c"),
    };
    assert_eq!(
        denied(&world, back),
        (409, ErrorCode::LeaseIdMismatchWithLeaseOperation)
    );
    assert_eq!(
        world.denied(&put(&world, Some(A))),
        (412, ErrorCode::LeaseIdMismatchWithBlobOperation)
    );
    assert!(world.send(&put(&world, Some(B))).is_ok());
}

#[test]
fn a_released_blob_is_free_at_once() {
    let world = leased(LeaseDuration::INFINITE);
    assert_eq!(
        denied(&world, LeaseAction::Release { id: id(B) }),
        (409, ErrorCode::LeaseIdMismatchWithLeaseOperation)
    );
    let reply = world.reply(&on_blob(&world, LeaseAction::Release { id: id(A) }));
    assert_eq!(reply.status().as_u16(), 200);
    assert!(!reply.headers().contains_key("x-ms-lease-id"));
    assert_eq!(state(&world), LeaseState::Available);
    act(&world, acquire(seconds(15), B));
}

#[test]
fn an_infinite_lease_breaks_at_once_and_a_finite_one_when_its_time_is_up() {
    let world = leased(LeaseDuration::INFINITE);
    let reply = world.reply(&on_blob(&world, LeaseAction::Break { period: None }));
    assert_eq!(reply.status().as_u16(), 202);
    assert_eq!(reply.headers()["x-ms-lease-time"], "0");
    assert_eq!(state(&world), LeaseState::Broken);

    let world = leased(seconds(30));
    world.pass(10);
    assert_eq!(
        act(&world, LeaseAction::Break { period: None }),
        LeaseOutcome::Breaking(20)
    );
    assert_eq!(state(&world), LeaseState::Breaking);
    assert_eq!(
        world.properties("blob").lease_status,
        Some(LeaseStatus::Locked)
    );
    world.pass(20);
    assert_eq!(state(&world), LeaseState::Broken);
}

#[test]
fn a_break_is_made_shorter_by_another_and_never_longer() {
    let world = leased(LeaseDuration::INFINITE);
    assert_eq!(act(&world, break_in(20)), LeaseOutcome::Breaking(20));
    assert_eq!(act(&world, break_in(60)), LeaseOutcome::Breaking(20));
    assert_eq!(act(&world, break_in(5)), LeaseOutcome::Breaking(5));
    world.pass(5);
    assert_eq!(state(&world), LeaseState::Broken);
    assert_eq!(act(&world, break_in(5)), LeaseOutcome::Breaking(0));
}

#[test]
fn a_breaking_lease_holds_but_can_neither_be_kept_nor_taken() {
    let world = leased(LeaseDuration::INFINITE);
    act(&world, break_in(20));
    assert_eq!(
        denied(&world, acquire(seconds(15), A)),
        (409, ErrorCode::LeaseIsBreakingAndCannotBeAcquired)
    );
    assert_eq!(
        denied(&world, acquire(seconds(15), B)),
        (409, ErrorCode::LeaseAlreadyPresent)
    );
    assert_eq!(
        denied(&world, LeaseAction::Renew { id: id(A) }),
        (409, ErrorCode::LeaseIsBrokenAndCannotBeRenewed)
    );
    let change = LeaseAction::Change {
        id: id(A),
        proposed: id(B),
    };
    assert_eq!(
        denied(&world, change),
        (409, ErrorCode::LeaseIsBreakingAndCannotBeChanged)
    );
    assert_eq!(
        world.denied(&put(&world, None)),
        (412, ErrorCode::LeaseIdMissing)
    );
    assert!(world.send(&put(&world, Some(A))).is_ok());
    world.pass(20);
    assert_eq!(
        world.denied(&put(&world, Some(A))),
        (412, ErrorCode::LeaseLost)
    );
    act(&world, acquire(seconds(15), B));
}

#[test]
fn there_is_nothing_to_break_or_change_without_a_lease() {
    let world = World::new();
    world.put("blob", b"");
    let change = LeaseAction::Change {
        id: id(A),
        proposed: id(B),
    };
    for action in [break_in(0), change] {
        assert_eq!(
            denied(&world, action),
            (409, ErrorCode::LeaseNotPresentWithLeaseOperation)
        );
    }
    let release = LeaseAction::Release { id: id(A) };
    assert_eq!(
        denied(&world, release),
        (409, ErrorCode::LeaseIdMismatchWithLeaseOperation)
    );
    let nowhere = LeaseBlob::new(world.blob("nothing"), break_in(0));
    assert_eq!(world.denied(&nowhere), (404, ErrorCode::BlobNotFound));
}

#[test]
fn a_leased_blob_is_written_and_deleted_by_its_holder_alone_and_read_by_all() {
    let world = leased(LeaseDuration::INFINITE);
    let mut set = SetBlobMetadata::new(world.blob("blob"), Metadata::new());
    let mut delete = DeleteBlob::new(world.blob("blob"));
    for (lease, code) in [
        (None, ErrorCode::LeaseIdMissing),
        (Some(B), ErrorCode::LeaseIdMismatchWithBlobOperation),
    ] {
        set.options.lease_id = lease.map(id);
        delete.options.lease_id = lease.map(id);
        assert_eq!(world.denied(&put(&world, lease)), (412, code.clone()));
        assert_eq!(world.denied(&set), (412, code.clone()));
        assert_eq!(world.denied(&delete), (412, code));
    }
    assert_eq!(world.content("blob"), "0123456789");
    set.options.lease_id = Some(id(A));
    delete.options.lease_id = Some(id(A));
    assert!(world.send(&put(&world, Some(A))).is_ok());
    assert!(world.send(&set).is_ok());
    assert_eq!(state(&world), LeaseState::Leased);
    assert!(world.send(&delete).is_ok());
}

#[test]
fn a_read_that_names_a_lease_is_refused_if_that_is_not_held() {
    let world = leased(LeaseDuration::INFINITE);
    let mut get = GetBlob::new(world.blob("blob"));
    get.options.lease_id = Some(id(B));
    assert_eq!(
        world.denied(&get),
        (412, ErrorCode::LeaseIdMismatchWithBlobOperation)
    );
    get.options.lease_id = Some(id(A));
    assert!(world.send(&get).is_ok());
    world.put("other", b"");
    let mut head = GetBlobProperties::new(world.blob("other"));
    head.options.lease_id = Some(id(A));
    assert_eq!(
        world.denied(&head),
        (412, ErrorCode::LeaseNotPresentWithBlobOperation)
    );
}

#[test]
fn a_lease_is_subject_to_conditions() {
    let world = World::new();
    world.put("blob", b"");
    let mut lease = on_blob(&world, acquire(seconds(15), A));
    lease.options.conditions = Conditions::if_match(ETag::parse("\"0x1\"").unwrap());
    assert_eq!(world.denied(&lease), (412, ErrorCode::ConditionNotMet));
    assert_eq!(state(&world), LeaseState::Available);
}

#[test]
fn a_copy_needs_the_infinite_lease_of_its_destination() {
    let world = leased(seconds(60));
    world.put("source", b"abc");
    let mut copy = world.copy("source", "blob");
    assert_eq!(world.denied(&copy), (412, ErrorCode::LeaseIdMissing));
    copy.options.lease_id = Some(id(B));
    assert_eq!(
        world.denied(&copy),
        (412, ErrorCode::LeaseIdMismatchWithBlobOperation)
    );
    copy.options.lease_id = Some(id(A));
    assert_eq!(
        world.denied(&copy),
        (412, ErrorCode::InfiniteLeaseDurationRequired)
    );
    act(&world, acquire(LeaseDuration::INFINITE, A));
    assert!(world.send(&copy).is_ok());
    assert_eq!(state(&world), LeaseState::Leased);
}

#[test]
fn a_lease_id_where_no_lease_is_stops_a_copy() {
    let world = World::new();
    world.put("source", b"abc");
    world.put("target", b"old");
    for target in ["target", "nothing"] {
        let mut copy = world.copy("source", target);
        copy.options.lease_id = Some(id(A));
        assert_eq!(
            world.denied(&copy),
            (412, ErrorCode::LeaseNotPresentWithBlobOperation)
        );
    }
    assert_eq!(world.content("target"), "old");
}

#[test]
fn a_leased_source_is_copied_and_its_lease_is_not() {
    let world = leased(LeaseDuration::INFINITE);
    world.send(&world.copy("blob", "target")).unwrap();
    world.pass(10);
    assert_eq!(world.content("target"), "0123456789");
    assert_eq!(
        world.properties("target").lease_state,
        Some(LeaseState::Available)
    );
}

#[test]
fn no_lease_is_touched_while_a_copy_is_pending_and_an_abort_needs_it() {
    let world = leased(LeaseDuration::INFINITE);
    world.put("source", b"abc");
    let mut copy = world.copy("source", "blob");
    copy.options.lease_id = Some(id(A));
    let started = world.send(&copy).unwrap();
    for action in [
        acquire(LeaseDuration::INFINITE, A),
        LeaseAction::Renew { id: id(A) },
        LeaseAction::Release { id: id(A) },
        break_in(0),
    ] {
        assert_eq!(
            denied(&world, action),
            (409, ErrorCode::PendingCopyOperation)
        );
    }
    let mut abort = AbortCopyBlob::new(world.blob("blob"), started.copy_id);
    assert_eq!(world.denied(&abort), (412, ErrorCode::LeaseIdMissing));
    abort.options.lease_id = Some(id(A));
    assert!(world.send(&abort).is_ok());
    act(&world, LeaseAction::Release { id: id(A) });
}
