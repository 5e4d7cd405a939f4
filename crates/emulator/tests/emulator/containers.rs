//! Containers: created, read, deleted.

use blobcopy_proto::ops::{
    CreateContainer, DeleteContainer, GetAccountInformation, GetBlob, GetContainerProperties,
    ListContainers,
};
use blobcopy_proto::{
    ContainerInclude, CopyStatus, DateCondition, ErrorCode, LeaseId, LeaseState, LeaseStatus,
    MaxResults, Operation, PublicAccess, ServiceError, ServiceVersion,
};

use crate::authorization::{account_sas, forbidden, refused};
use crate::world::{KEY, OTHER_ACCOUNT, World, sign};

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

#[test]
fn containers_are_listed_page_by_page_with_what_is_asked_for() {
    let world = World::new();
    for name in ["a1", "a2", "a3", "b1"] {
        let mut create = CreateContainer::new(world.container(&format!("{name}-box")));
        create.options.metadata.insert("owner", "me").unwrap();
        create.options.public_access = Some(PublicAccess::Blob);
        world.send(&create).unwrap();
    }
    let mut list = ListContainers::new(world.endpoint());
    let names = |list: &ListContainers| {
        let page = world.send(list).unwrap();
        let names: Vec<String> = page
            .containers
            .iter()
            .map(|found| found.name.clone())
            .collect();
        (names, page.next_marker)
    };
    assert_eq!(
        names(&list).0,
        ["a1-box", "a2-box", "a3-box", "b1-box", "box"]
    );
    list.options.prefix = Some("a".to_owned());
    list.options.max_results = Some(MaxResults::new(2).unwrap());
    let (first, marker) = names(&list);
    assert_eq!(first, ["a1-box", "a2-box"]);
    assert_eq!(marker.as_deref(), Some("/acct/a3-box"));
    list.options.marker = marker;
    list.options.include = vec![
        ContainerInclude::Metadata,
        ContainerInclude::Deleted,
        ContainerInclude::System,
    ];
    let page = world.send(&list).unwrap();
    assert_eq!((page.containers.len(), page.next_marker), (1, None));
    let found = &page.containers[0];
    assert_eq!(found.properties.metadata.get("owner"), Some("me"));
    assert_eq!(found.properties.public_access, Some(PublicAccess::Blob));
    assert_eq!(found.properties.last_modified, world.date(0));
    list.options.include.clear();
    assert!(
        world.send(&list).unwrap().containers[0]
            .properties
            .metadata
            .is_empty()
    );
}

#[test]
fn a_listing_of_containers_needs_a_right_to_the_service() {
    let world = World::new();
    let list = ListContainers::new(world.endpoint());
    assert_eq!(refused(&world, &list, &account_sas("b", "s", "l")), None);
    for (types, permissions, code) in [
        ("co", "l", ErrorCode::AuthorizationResourceTypeMismatch),
        ("s", "r", ErrorCode::AuthorizationPermissionMismatch),
    ] {
        let token = account_sas("b", types, permissions);
        assert_eq!(refused(&world, &list, &token), forbidden(code));
    }
    // The same question about a container or a blob is none.
    let reply = world.exchange(world.signed(&list));
    assert_eq!(reply.status().as_u16(), 200);
    let mut request = list.request(ServiceVersion::DEFAULT).unwrap();
    *request.uri_mut() = world.url("box/blob?comp=list").parse().unwrap();
    let reply = world.exchange(sign(request, KEY, world.clock.now()));
    let refusal = ServiceError::decode(&reply);
    assert_eq!(refusal.code, Some(ErrorCode::InvalidQueryParameterValue));
}
