//! Snapshots, versions, and deleting blobs that have some.

use blobcopy_proto::ops::{
    DeleteBlob, DeleteSnapshots, GetBlob, GetBlobProperties, PutBlob, SetBlobMetadata,
    SnapshotBlob, SnapshotBlobOutput,
};
use blobcopy_proto::{
    BlobRevision, BlobUrl, Conditions, CopyStatus, DateCondition, ETag, ErrorCode, Metadata,
    MetadataChoice,
};
use bytes::Bytes;

use crate::world::World;

fn metadata(name: &str, value: &str) -> Metadata {
    let mut metadata = Metadata::new();
    metadata.insert(name, value).unwrap();
    metadata
}

fn snapshot(world: &World, name: &str) -> SnapshotBlobOutput {
    world.send(&SnapshotBlob::new(world.blob(name))).unwrap()
}

fn at(world: &World, name: &str, made: &SnapshotBlobOutput) -> BlobUrl {
    let time = made.snapshot.as_str().into();
    world.blob(name).at(BlobRevision::Snapshot(time))
}

fn versioned() -> World {
    World::built(|builder| builder.versioning(true))
}

#[test]
fn a_snapshot_keeps_what_the_blob_was() {
    let world = World::new();
    let mut put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"old"));
    put.options.metadata = metadata("owner", "me");
    world.send(&put).unwrap();
    let before = world.properties("blob");
    let reply = world.reply(&SnapshotBlob::new(world.blob("blob")));
    assert_eq!(reply.status().as_u16(), 201);
    let name = reply.headers()["x-ms-snapshot"].to_str().unwrap();
    assert_eq!(name.len(), "2026-01-02T03:04:05.0000001Z".len());
    assert!(name.starts_with("2026-01-02T03:04:05.") && name.ends_with('Z'));
    assert_eq!(
        reply.headers()["etag"],
        before.etag.as_ref().unwrap().as_str()
    );
    world.pass(60);
    world.put("blob", b"new");

    let url = world.blob("blob").at(BlobRevision::Snapshot(name.into()));
    assert_eq!(
        world.send(&GetBlob::new(url.clone())).unwrap().content,
        "old"
    );
    let kept = world.send(&GetBlobProperties::new(url)).unwrap();
    assert_eq!(kept.metadata, before.metadata);
    assert_eq!(
        (kept.etag, kept.last_modified),
        (before.etag, before.last_modified)
    );
    assert_eq!(kept.lease_state, None);
    assert_eq!(world.content("blob"), "new");
}

#[test]
fn a_snapshot_can_have_metadata_of_its_own_and_is_made_on_terms() {
    let world = World::new();
    world.put("blob", b"");
    let mut wish = SnapshotBlob::new(world.blob("blob"));
    wish.options.conditions = Conditions::if_match(ETag::parse("\"0x1\"").unwrap());
    assert_eq!(world.denied(&wish), (412, ErrorCode::ConditionNotMet));
    wish.options.conditions = Conditions::None;
    wish.options.metadata = MetadataChoice::replace(metadata("why", "backup")).unwrap();
    let made = world.send(&wish).unwrap();
    let kept = world
        .send(&GetBlobProperties::new(at(&world, "blob", &made)))
        .unwrap();
    assert_eq!(kept.metadata, metadata("why", "backup"));
    assert!(world.properties("blob").metadata.is_empty());
}

#[test]
fn snapshots_of_one_moment_have_names_of_their_own() {
    let world = World::new();
    world.put("blob", b"");
    assert_ne!(
        snapshot(&world, "blob").snapshot,
        snapshot(&world, "blob").snapshot
    );
}

#[test]
fn a_snapshot_cannot_be_written_leased_or_snapshotted() {
    let world = World::new();
    world.put("blob", b"");
    let made = snapshot(&world, "blob");
    let moment = made.snapshot.as_str();
    let url = world.blob("blob");
    let invalid = (400, ErrorCode::InvalidQueryParameterValue);
    let put = PutBlob::new(url.clone(), Bytes::new());
    assert_eq!(world.denied_at_snapshot(&put, moment), invalid);
    let keep = SnapshotBlob::new(url.clone());
    assert_eq!(world.denied_at_snapshot(&keep, moment), invalid);
    let describe = SetBlobMetadata::new(url, Metadata::new());
    assert_eq!(world.denied_at_snapshot(&describe, moment), invalid);
}

#[test]
fn a_blob_under_a_pending_copy_cannot_be_kept_and_a_snapshot_inherits_an_ended_one() {
    let world = World::new();
    world.put("source", b"abc");
    let started = world.send(&world.copy("source", "target")).unwrap();
    let wish = SnapshotBlob::new(world.blob("target"));
    assert_eq!(world.denied(&wish), (409, ErrorCode::PendingCopyOperation));
    world.pass(10);
    let url = at(&world, "target", &snapshot(&world, "target"));
    world.put("target", b"new");
    assert_eq!(world.properties("target").copy, None);
    let inherited = world
        .send(&GetBlobProperties::new(url))
        .unwrap()
        .copy
        .unwrap();
    assert_eq!(
        (inherited.id, inherited.status),
        (started.copy_id, CopyStatus::Success)
    );
    assert_eq!(inherited.completion_time, world.date(10));
}

#[test]
fn a_snapshot_is_a_source_that_no_write_to_its_blob_changes() {
    let world = World::new();
    world.put("blob", b"old");
    let url = at(&world, "blob", &snapshot(&world, "blob"));
    world
        .send(&world.copy_from(&url.to_string(), "target"))
        .unwrap();
    world.put("blob", b"new");
    world.pass(10);
    let state = world.copy_state("target");
    assert_eq!(state.status, CopyStatus::Success);
    assert_eq!(state.source.unwrap().expose(), url.to_string());
    assert_eq!(world.content("target"), "old");
}

#[test]
fn a_snapshot_is_copied_over_its_blob_and_stays() {
    let world = World::new();
    world.put("blob", b"old");
    let url = at(&world, "blob", &snapshot(&world, "blob"));
    world.put("blob", b"new");
    let started = world
        .send(&world.copy_from(&url.to_string(), "blob"))
        .unwrap();
    assert_eq!(started.copy_status, CopyStatus::Success);
    assert_eq!(world.content("blob"), "old");
    assert_eq!(world.send(&GetBlob::new(url)).unwrap().content, "old");
}

#[test]
fn a_copy_of_a_snapshot_that_is_deleted_fails() {
    let world = World::new();
    world.put("blob", b"old");
    let url = at(&world, "blob", &snapshot(&world, "blob"));
    world
        .send(&world.copy_from(&url.to_string(), "target"))
        .unwrap();
    world.pass(5);
    world.send(&DeleteBlob::new(url)).unwrap();
    let state = world.copy_state("target");
    assert_eq!(state.status, CopyStatus::Failed);
    assert_eq!(
        state.status_description.unwrap().as_str(),
        "404 ResourceNotFound \"Copy failed when reading the source.\""
    );
    assert_eq!(world.properties("target").content_length, Some(0));
}

#[test]
fn a_deleted_blob_is_gone_for_good() {
    let world = World::new();
    world.put("blob", b"x");
    let delete = DeleteBlob::new(world.blob("blob"));
    let reply = world.reply(&delete);
    assert_eq!(reply.status().as_u16(), 202);
    assert_eq!(reply.headers()["x-ms-delete-type-permanent"], "true");
    assert_eq!(world.denied(&delete), (404, ErrorCode::BlobNotFound));
    world.pass(60);
    world.put("blob", b"y");
    assert_eq!(world.properties("blob").creation_time, world.date(60));
}

#[test]
fn a_blob_with_snapshots_is_deleted_with_them_or_not_at_all() {
    let world = World::new();
    world.put("blob", b"x");
    let made = snapshot(&world, "blob");
    let mut delete = DeleteBlob::new(world.blob("blob"));
    assert_eq!(world.denied(&delete), (409, ErrorCode::SnapshotsPresent));

    delete.options.delete_snapshots = Some(DeleteSnapshots::Only);
    world.send(&delete).unwrap();
    assert_eq!(world.content("blob"), "x");
    let kept = GetBlob::new(at(&world, "blob", &made));
    assert_eq!(world.denied(&kept), (404, ErrorCode::BlobNotFound));

    let made = snapshot(&world, "blob");
    delete.options.delete_snapshots = Some(DeleteSnapshots::Include);
    world.send(&delete).unwrap();
    let kept = GetBlob::new(at(&world, "blob", &made));
    assert_eq!(world.denied(&kept), (404, ErrorCode::BlobNotFound));
    let get = GetBlob::new(world.blob("blob"));
    assert_eq!(world.denied(&get), (404, ErrorCode::BlobNotFound));
}

#[test]
fn one_snapshot_is_deleted_by_its_name_alone() {
    let world = World::new();
    world.put("blob", b"x");
    let (first, second) = (snapshot(&world, "blob"), snapshot(&world, "blob"));
    let mut delete = DeleteBlob::new(at(&world, "blob", &first));
    delete.options.delete_snapshots = Some(DeleteSnapshots::Include);
    assert_eq!(world.denied(&delete), (400, ErrorCode::InvalidHeaderValue));
    delete.options.delete_snapshots = None;
    world.send(&delete).unwrap();
    assert_eq!(world.denied(&delete), (404, ErrorCode::BlobNotFound));
    assert!(
        world
            .send(&GetBlob::new(at(&world, "blob", &second)))
            .is_ok()
    );
}

#[test]
fn nothing_is_deleted_while_a_copy_into_it_is_pending_or_on_terms_that_are_not_met() {
    let world = World::new();
    world.put("source", b"abc");
    world.send(&world.copy("source", "target")).unwrap();
    let mut delete = DeleteBlob::new(world.blob("target"));
    assert_eq!(
        world.denied(&delete),
        (409, ErrorCode::PendingCopyOperation)
    );
    world.pass(10);
    delete.options.conditions = Conditions::if_match(ETag::parse("\"0x1\"").unwrap());
    assert_eq!(world.denied(&delete), (412, ErrorCode::ConditionNotMet));
    delete.options.conditions = Conditions::None;
    assert!(world.send(&delete).is_ok());
}

#[test]
fn a_deletion_can_depend_on_the_age_of_the_tier() {
    let world = World::new();
    world.put("blob", b"x");
    let mut delete = DeleteBlob::new(world.blob("blob"));
    delete.options.access_tier_condition = DateCondition::IfModifiedSince(world.date(0).unwrap());
    let newest = |delete: &DeleteBlob| {
        let version = blobcopy_proto::ServiceVersion::NEWEST;
        let request = blobcopy_proto::Operation::request(delete, version).unwrap();
        let request = crate::world::sign(request, crate::world::KEY, world.clock.now());
        world.exchange(request).status().as_u16()
    };
    assert_eq!(newest(&delete), 412);
    delete.options.access_tier_condition = DateCondition::IfUnmodifiedSince(world.date(0).unwrap());
    assert_eq!(newest(&delete), 202);
}

#[test]
fn a_copy_whose_source_is_deleted_fails() {
    let world = World::new();
    world.put("source", b"abc");
    world.send(&world.copy("source", "target")).unwrap();
    world.pass(4);
    world.send(&DeleteBlob::new(world.blob("source"))).unwrap();
    world.pass(60);
    let state = world.copy_state("target");
    assert_eq!(state.status, CopyStatus::Failed);
    assert_eq!(state.completion_time, world.date(4));
    assert_eq!(
        state.status_description.unwrap().as_str(),
        "404 ResourceNotFound \"Copy failed when reading the source.\""
    );
}

#[test]
fn metadata_is_replaced_as_a_whole_and_that_is_a_write() {
    let world = World::at_pace(blobcopy_emulator::Pace::at_once());
    world.put("source", b"abc");
    let mut copy = world.copy("source", "blob");
    copy.options.metadata = MetadataChoice::replace(metadata("owner", "me")).unwrap();
    world.send(&copy).unwrap();
    let before = world.properties("blob");
    world.pass(5);
    let set = SetBlobMetadata::new(world.blob("blob"), metadata("color", "red"));
    let reply = world.reply(&set);
    assert_eq!(reply.status().as_u16(), 200);
    let after = world.properties("blob");
    assert_eq!(after.metadata, metadata("color", "red"));
    assert_ne!(after.etag, before.etag);
    assert_eq!(after.last_modified, world.date(5));
    assert_eq!(after.copy, None);
    assert_eq!(world.content("blob"), "abc");
    world
        .send(&SetBlobMetadata::new(world.blob("blob"), Metadata::new()))
        .unwrap();
    assert!(world.properties("blob").metadata.is_empty());
}

#[test]
fn metadata_cannot_be_set_while_a_copy_is_pending() {
    let world = World::new();
    world.put("source", b"abc");
    world.send(&world.copy("source", "target")).unwrap();
    let set = SetBlobMetadata::new(world.blob("target"), Metadata::new());
    assert_eq!(world.denied(&set), (409, ErrorCode::PendingCopyOperation));
}

#[test]
fn every_write_makes_a_version_where_versions_are_kept() {
    let world = versioned();
    let put = |content| {
        let put = PutBlob::new(world.blob("blob"), Bytes::from_static(content));
        world.send(&put).unwrap().version_id.unwrap()
    };
    let first = put(b"first");
    let second = put(b"second");
    let set = SetBlobMetadata::new(world.blob("blob"), metadata("n", "3"));
    let third = world.send(&set).unwrap().version_id.unwrap();
    let current = world.properties("blob");
    assert_eq!(current.version_id, Some(third.clone()));
    assert_eq!(current.is_current_version, Some(true));

    let at = |id: &blobcopy_proto::HeaderText| {
        world
            .blob("blob")
            .at(BlobRevision::Version(id.as_str().into()))
    };
    for (id, content) in [(&first, "first"), (&second, "second"), (&third, "second")] {
        assert_eq!(world.send(&GetBlob::new(at(id))).unwrap().content, content);
    }
    let old = world.send(&GetBlobProperties::new(at(&second))).unwrap();
    assert_eq!(old.is_current_version, None);
    assert!(old.metadata.is_empty());

    let promoted = world
        .send(&world.copy_from(&at(&first).to_string(), "blob"))
        .unwrap();
    assert_eq!(promoted.copy_status, CopyStatus::Success);
    assert!(promoted.version_id.is_some());
    assert_eq!(world.content("blob"), "first");
    assert_eq!(
        world.send(&GetBlob::new(at(&third))).unwrap().content,
        "second"
    );
}

#[test]
fn a_deleted_blob_lives_on_in_its_versions() {
    let world = versioned();
    let put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"x"));
    let id = world.send(&put).unwrap().version_id.unwrap();
    let version = world
        .blob("blob")
        .at(BlobRevision::Version(id.as_str().into()));
    assert_eq!(
        world.denied(&DeleteBlob::new(version.clone())),
        (403, ErrorCode::OperationNotAllowedOnRootBlob)
    );
    world.send(&DeleteBlob::new(world.blob("blob"))).unwrap();
    let get = GetBlob::new(world.blob("blob"));
    assert_eq!(world.denied(&get), (404, ErrorCode::BlobNotFound));
    assert_eq!(
        world.send(&GetBlob::new(version.clone())).unwrap().content,
        "x"
    );
    world.send(&DeleteBlob::new(version.clone())).unwrap();
    assert_eq!(
        world.denied(&GetBlob::new(version)),
        (404, ErrorCode::BlobNotFound)
    );
}

#[test]
fn no_version_is_told_where_none_is_kept() {
    let world = World::new();
    world.put("blob", b"");
    let reply = world.reply(&GetBlobProperties::new(world.blob("blob")));
    assert!(!reply.headers().contains_key("x-ms-version-id"));
    assert!(!reply.headers().contains_key("x-ms-is-current-version"));
}
