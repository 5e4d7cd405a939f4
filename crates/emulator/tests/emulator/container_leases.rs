//! Leases on containers, and their metadata.

use blobcopy_proto::ops::{
    DeleteContainer, GetContainerMetadata, GetContainerProperties, LeaseAction, LeaseContainer,
    LeaseOutcome, SetContainerMetadata,
};
use blobcopy_proto::{
    BreakPeriod, DateCondition, ErrorCode, LeaseDuration, LeaseDurationKind, LeaseId, LeaseState,
    Metadata,
};

use crate::world::World;

fn id(last: char) -> LeaseId {
    LeaseId::parse(&format!("00000000-0000-4000-8000-00000000000{last}")).unwrap()
}

fn outcome(world: &World, action: LeaseAction) -> LeaseOutcome {
    let lease = LeaseContainer::new(world.container("box"), action);
    world.send(&lease).unwrap().outcome
}

fn acquire(world: &World, duration: LeaseDuration) {
    let action = LeaseAction::Acquire {
        duration,
        proposed: Some(id('a')),
    };
    assert_eq!(outcome(world, action), LeaseOutcome::Acquired(id('a')));
}

fn state(world: &World) -> Option<LeaseState> {
    let question = GetContainerProperties::new(world.container("box"));
    world.send(&question).unwrap().lease_state
}

#[test]
fn a_leased_container_is_deleted_by_its_holder_alone() {
    let world = World::new();
    acquire(&world, LeaseDuration::INFINITE);
    let mut delete = DeleteContainer::new(world.container("box"));
    assert_eq!(world.denied(&delete), (412, ErrorCode::LeaseIdMissing));
    delete.options.lease_id = Some(id('b'));
    let mismatch = ErrorCode::from("LeaseIdMismatchWithContainerOperation");
    assert_eq!(world.denied(&delete), (412, mismatch));
    let question = GetContainerProperties::new(world.container("box"));
    let duration = world.send(&question).unwrap().lease_duration;
    assert_eq!(duration, Some(LeaseDurationKind::Infinite));
    // All else needs no lease. Source: Lease Container, REST reference.
    world.put("blob", b"x");
    delete.options.lease_id = Some(id('a'));
    world.send(&delete).unwrap();
}

#[test]
fn a_lease_on_a_container_is_renewed_changed_released_and_broken() {
    let world = World::new();
    acquire(&world, LeaseDuration::seconds(15).unwrap());
    assert_eq!(state(&world), Some(LeaseState::Leased));
    world.pass(15);
    assert_eq!(state(&world), Some(LeaseState::Expired));
    let renew = LeaseAction::Renew { id: id('a') };
    assert_eq!(outcome(&world, renew), LeaseOutcome::Kept(id('a')));
    let change = LeaseAction::Change {
        id: id('a'),
        proposed: id('b'),
    };
    assert_eq!(outcome(&world, change), LeaseOutcome::Kept(id('b')));
    let period = Some(BreakPeriod::seconds(5).unwrap());
    assert_eq!(
        outcome(&world, LeaseAction::Break { period }),
        LeaseOutcome::Breaking(5)
    );
    assert_eq!(state(&world), Some(LeaseState::Breaking));
    world.pass(5);
    assert_eq!(state(&world), Some(LeaseState::Broken));
    let release = LeaseAction::Release { id: id('b') };
    assert_eq!(outcome(&world, release), LeaseOutcome::Released);
    assert_eq!(state(&world), Some(LeaseState::Available));
    let renew = LeaseContainer::new(world.container("box"), LeaseAction::Renew { id: id('b') });
    let refusal = world.refusal(&renew);
    assert_eq!(
        refusal.code,
        Some(ErrorCode::from("LeaseIdMismatchWithLeaseOperation"))
    );
    assert!(refusal.message.unwrap().contains("for the container"));
}

#[test]
fn the_metadata_of_a_container_is_replaced_on_terms() {
    let world = World::new();
    let mut metadata = Metadata::new();
    metadata.insert("owner", "me").unwrap();
    let mut set = SetContainerMetadata::new(world.container("box"), metadata.clone());
    set.options.lease_id = Some(id('a'));
    let absent = ErrorCode::from("LeaseNotPresentWithContainerOperation");
    assert_eq!(world.denied(&set), (412, absent));
    acquire(&world, LeaseDuration::INFINITE);
    world.pass(1);
    world.send(&set).unwrap();
    set.options.condition = DateCondition::IfModifiedSince(world.date(1).unwrap());
    assert_eq!(world.denied(&set), (412, ErrorCode::ConditionNotMet));
    let output = world
        .send(&GetContainerMetadata::new(world.container("box")))
        .unwrap();
    assert_eq!(
        (output.metadata, output.last_modified),
        (metadata, world.date(1))
    );
}
