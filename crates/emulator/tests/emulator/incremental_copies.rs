//! Incremental copies: snapshot after snapshot of a page blob.

use blobcopy_proto::ops::{
    DeleteBlob, DeleteSnapshots, GetBlob, GetBlobProperties, IncrementalCopyBlob, LeaseAction,
    LeaseBlob, PageWrite, PutBlob, PutPage, SnapshotBlob,
};
use blobcopy_proto::{
    BlobRevision, BlobUrl, CopyStatus, ErrorCode, LeaseDuration, PageBlobLength, PageRange,
    SourceUrl,
};
use bytes::Bytes;

use crate::world::World;

fn write(world: &World, name: &str, byte: u8) {
    let range = PageRange::new(0, 512).unwrap();
    let content = Bytes::from(vec![byte; 512]);
    let write = PutPage::new(world.blob(name), range, PageWrite::Update(content));
    world.send(&write).unwrap();
}

fn make(world: &World, name: &str) {
    let length = PageBlobLength::new(1024).unwrap();
    world
        .send(&PutBlob::page(world.blob(name), length))
        .unwrap();
}

fn snapshot(world: &World, name: &str) -> BlobUrl {
    let made = world.send(&SnapshotBlob::new(world.blob(name))).unwrap();
    let time = made.snapshot.as_str().into();
    world.blob(name).at(BlobRevision::Snapshot(time))
}

fn copy(world: &World, source: &BlobUrl, target: &str) -> IncrementalCopyBlob {
    IncrementalCopyBlob::new(world.blob(target), SourceUrl::of_blob(source).unwrap())
}

#[test]
fn every_incremental_copy_leaves_a_snapshot_of_its_destination() {
    let world = World::new();
    make(&world, "source");
    write(&world, "source", b'1');
    let first = snapshot(&world, "source");
    let reply = world.reply(&copy(&world, &first, "target"));
    assert_eq!(reply.status().as_u16(), 202);
    assert_eq!(reply.headers()["x-ms-copy-status"], "pending");
    let pending = world.properties("target");
    assert_eq!(pending.incremental_copy, Some(true));
    assert_eq!(pending.copy.unwrap().destination_snapshot, None);

    world.pass(10);
    let state = world.copy_state("target");
    assert_eq!(state.status, CopyStatus::Success);
    let made = state.destination_snapshot.unwrap();
    let kept = world
        .blob("target")
        .at(BlobRevision::Snapshot(made.as_str().into()));
    let inherited = world.send(&GetBlobProperties::new(kept.clone())).unwrap();
    assert_eq!(
        inherited.copy.unwrap().destination_snapshot,
        Some(made.clone())
    );

    write(&world, "source", b'2');
    let second = snapshot(&world, "source");
    world.send(&copy(&world, &second, "target")).unwrap();
    world.pass(10);
    let again = world.copy_state("target").destination_snapshot.unwrap();
    assert_ne!(again, made);
    let latest = world
        .blob("target")
        .at(BlobRevision::Snapshot(again.as_str().into()));
    for (url, byte) in [(kept, b'1'), (latest, b'2')] {
        assert_eq!(world.send(&GetBlob::new(url)).unwrap().content[0], byte);
    }
}

#[test]
fn nothing_but_incremental_copies_of_the_same_blob_goes_into_the_destination() {
    let world = World::new();
    make(&world, "source");
    let first = snapshot(&world, "source");
    world.send(&copy(&world, &first, "target")).unwrap();
    let pending = copy(&world, &first, "target");
    assert_eq!(
        world.denied(&pending),
        (409, ErrorCode::PendingCopyOperation)
    );
    world.pass(10);
    let never = (409, ErrorCode::OperationNotAllowedOnIncrementalCopyBlob);
    assert_eq!(
        world.denied(&PutBlob::new(world.blob("target"), Bytes::new())),
        never
    );
    assert_eq!(world.denied(&world.copy("source", "target")), never);
    assert_eq!(
        world.denied(&SnapshotBlob::new(world.blob("target"))),
        never
    );
    assert_eq!(world.denied(&GetBlob::new(world.blob("target"))), never);
    let lease = LeaseAction::Acquire {
        duration: LeaseDuration::INFINITE,
        proposed: None,
    };
    assert_eq!(
        world.denied(&LeaseBlob::new(world.blob("target"), lease)),
        never
    );

    assert_eq!(
        world.denied(&copy(&world, &first, "target")),
        (409, ErrorCode::IncrementalCopyOfEarlierSnapshotNotAllowed)
    );
    make(&world, "other");
    let foreign = snapshot(&world, "other");
    assert_eq!(
        world.denied(&copy(&world, &foreign, "target")),
        (409, ErrorCode::IncrementalCopyBlobMismatch)
    );
    let mut delete = DeleteBlob::new(world.blob("target"));
    delete.options.delete_snapshots = Some(DeleteSnapshots::Include);
    assert!(world.send(&delete).is_ok());
}

#[test]
fn an_incremental_copy_starts_from_a_snapshot_of_a_page_blob_into_a_place_of_its_own() {
    let world = World::new();
    make(&world, "source");
    assert_eq!(
        world.denied(&copy(&world, &world.blob("source"), "target")),
        (409, ErrorCode::IncrementalCopySourceMustBeSnapshot)
    );
    world.put("block", b"x");
    let of_block = snapshot(&world, "block");
    assert_eq!(
        world.denied(&copy(&world, &of_block, "target")),
        (409, ErrorCode::InvalidSourceBlobType)
    );
    make(&world, "target");
    let from = snapshot(&world, "source");
    assert_eq!(
        world.denied(&copy(&world, &from, "target")),
        (409, ErrorCode::InvalidBlobType)
    );
}

#[test]
fn what_an_incremental_copy_left_can_be_copied_and_written() {
    let world = World::new();
    make(&world, "source");
    write(&world, "source", b'1');
    let from = snapshot(&world, "source");
    world.send(&copy(&world, &from, "target")).unwrap();
    world.pass(10);
    let made = world.copy_state("target").destination_snapshot.unwrap();
    let kept = world
        .blob("target")
        .at(BlobRevision::Snapshot(made.as_str().into()));
    world
        .send(&world.copy_from(&kept.to_string(), "restored"))
        .unwrap();
    world.pass(10);
    assert_eq!(world.properties("restored").incremental_copy, None);
    write(&world, "restored", b'2');
    assert_eq!(world.content("restored")[0], b'2');
}
