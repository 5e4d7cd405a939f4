//! Containers: created, read, deleted.

use blobcopy_proto::ops::{
    CreateContainer, DeleteContainer, GetAccountInformation, GetBlob, GetContainerProperties,
};
use blobcopy_proto::{
    CopyStatus, DateCondition, ErrorCode, LeaseId, LeaseState, LeaseStatus, PublicAccess,
};

use crate::world::{OTHER_ACCOUNT, World};

fn created(world: &World) -> CreateContainer {
    let mut create = CreateContainer::new(world.container("another"));
    create.options.public_access = Some(PublicAccess::Blob);
    create.options.metadata.insert("owner", "me").unwrap();
    world.send(&create).unwrap();
    create
}

#[test]
fn a_container_tells_what_it_was_made_with() {
    let world = World::new();
    let create = created(&world);
    let question = GetContainerProperties::new(create.container.clone());
    let properties = world.send(&question).unwrap();
    assert_eq!(properties.public_access, Some(PublicAccess::Blob));
    assert_eq!(properties.metadata, create.options.metadata);
    assert_eq!(properties.last_modified, world.date(0));
    assert_eq!(properties.lease_state, Some(LeaseState::Available));
    assert_eq!(properties.lease_status, Some(LeaseStatus::Unlocked));
    assert!(properties.etag.is_some());

    let private = GetContainerProperties::new(world.container("box"));
    assert_eq!(world.send(&private).unwrap().public_access, None);
    let nowhere = GetContainerProperties::new(world.container("nowhere"));
    assert_eq!(world.denied(&nowhere), (404, ErrorCode::ContainerNotFound));
}

#[test]
fn a_deleted_container_is_gone_with_its_blobs_and_its_name_is_taken_for_a_while() {
    let world = World::new();
    world.put("blob", b"x");
    let delete = DeleteContainer::new(world.container("box"));
    let reply = world.reply(&delete);
    assert_eq!(reply.status().as_u16(), 202);
    assert_eq!(world.denied(&delete), (404, ErrorCode::ContainerNotFound));
    let get = GetBlob::new(world.blob("blob"));
    assert_eq!(world.denied(&get), (404, ErrorCode::ContainerNotFound));

    let create = CreateContainer::new(world.container("box"));
    world.pass(29);
    assert_eq!(
        world.denied(&create),
        (409, ErrorCode::ContainerBeingDeleted)
    );
    world.pass(1);
    assert!(world.send(&create).is_ok());
    assert_eq!(world.denied(&get), (404, ErrorCode::BlobNotFound));
}

#[test]
fn how_long_a_name_stays_taken_can_be_chosen() {
    let world = World::built(|builder| builder.container_deletion(std::time::Duration::ZERO));
    let container = world.container("box");
    world
        .send(&DeleteContainer::new(container.clone()))
        .unwrap();
    assert!(world.send(&CreateContainer::new(container)).is_ok());
}

#[test]
fn a_container_is_deleted_on_terms() {
    let world = World::new();
    let mut delete = DeleteContainer::new(world.container("box"));
    delete.options.condition = DateCondition::IfModifiedSince(world.date(0).unwrap());
    assert_eq!(world.denied(&delete), (412, ErrorCode::ConditionNotMet));
    delete.options.condition = DateCondition::IfUnmodifiedSince(world.date(0).unwrap());
    let lease = LeaseId::parse("00000000-0000-4000-8000-00000000000a").unwrap();
    delete.options.lease_id = Some(lease);
    assert_eq!(
        world.denied(&delete),
        (
            412,
            ErrorCode::from("LeaseNotPresentWithContainerOperation")
        )
    );
    delete.options.lease_id = None;
    assert!(world.send(&delete).is_ok());
}

#[test]
fn a_copy_out_of_a_container_that_is_deleted_fails() {
    let world = World::new();
    let create = created(&world);
    let source = blobcopy_proto::BlobUrl::new(create.container.clone(), "source").unwrap();
    let put = blobcopy_proto::ops::PutBlob::new(source, bytes::Bytes::from_static(b"abc"));
    world.send(&put).unwrap();
    let copy = world.copy_from(&world.url("another/source"), "target");
    world.send(&copy).unwrap();
    world.pass(3);
    world.send(&DeleteContainer::new(create.container)).unwrap();
    let state = world.copy_state("target");
    assert_eq!(state.status, CopyStatus::Failed);
    assert_eq!(state.completion_time, world.date(3));
    assert_eq!(
        state.status_description.unwrap().as_str(),
        "404 ResourceNotFound \"Copy failed when reading the source.\""
    );
}

#[test]
fn a_source_that_anybody_may_read_is_copied_from_another_account() {
    let world = World::new();
    let copy = |container: &str| {
        let root = world.emulator.endpoint(OTHER_ACCOUNT);
        world.copy_from(&format!("{root}/{container}/source"), "target")
    };
    assert_eq!(
        world.denied(&copy("box")),
        (401, ErrorCode::CannotVerifyCopySource)
    );
    world.put_elsewhere(OTHER_ACCOUNT, "public", "source", b"abc");
    world.send(&copy("public")).unwrap();
    world.pass(10);
    assert_eq!(world.content("target"), "abc");
}

#[test]
fn an_account_says_what_kind_it_is() {
    let world = World::new();
    let reply = world.reply(&GetAccountInformation::new(world.endpoint()));
    assert_eq!(reply.status().as_u16(), 200);
    assert_eq!(reply.headers()["x-ms-sku-name"], "Standard_LRS");
    assert_eq!(reply.headers()["x-ms-account-kind"], "StorageV2");
    assert_eq!(reply.headers()["x-ms-is-hns-enabled"], "false");
}
