//! Tiers, and rehydration from the archive.

use std::time::Duration;

use blobcopy_emulator::Pace;
use blobcopy_proto::ops::{GetBlob, PutBlob, SetBlobMetadata, SetBlobTier, SnapshotBlob};
use blobcopy_proto::{
    AccessTier, ArchiveStatus, CopyStatus, ErrorCode, Metadata, PageBlobLength, RehydratePriority,
};
use bytes::Bytes;

use crate::world::World;

const HOUR: u64 = 3600;

fn set(world: &World, name: &str, tier: AccessTier) -> SetBlobTier {
    SetBlobTier::new(world.blob(name), tier)
}

fn archived(world: &World) {
    let mut put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"0123456789"));
    put.options.access_tier = Some(AccessTier::Archive);
    world.send(&put).unwrap();
}

#[test]
fn a_tier_is_inferred_until_it_is_set_and_setting_it_is_no_write() {
    let world = World::new();
    world.put("blob", b"x");
    let before = world.properties("blob");
    assert_eq!(before.access_tier, Some(AccessTier::Hot));
    assert_eq!(before.access_tier_inferred, Some(true));
    assert_eq!(before.access_tier_change_time, None);
    world.pass(5);
    for tier in [AccessTier::Cool, AccessTier::Cold, AccessTier::Hot] {
        let reply = world.reply(&set(&world, "blob", tier.clone()));
        assert_eq!(reply.status().as_u16(), 200);
        let after = world.properties("blob");
        assert_eq!(after.access_tier, Some(tier));
        assert_eq!(after.access_tier_inferred, None);
        assert_eq!(after.access_tier_change_time, world.date(5));
        assert_eq!(
            (&after.etag, after.last_modified),
            (&before.etag, before.last_modified)
        );
    }
}

#[test]
fn a_tier_that_a_blob_cannot_have_is_refused() {
    let world = World::new();
    world.put("blob", b"x");
    let length = PageBlobLength::new(512).unwrap();
    world
        .send(&PutBlob::page(world.blob("pages"), length))
        .unwrap();
    let premium = AccessTier::from("P10");
    for wish in [
        set(&world, "blob", premium),
        set(&world, "pages", AccessTier::Cool),
    ] {
        assert_eq!(world.denied(&wish), (400, ErrorCode::InvalidBlobTier));
    }
    let nothing = set(&world, "nothing", AccessTier::Cool);
    assert_eq!(world.denied(&nothing), (404, ErrorCode::BlobNotFound));
}

#[test]
fn what_is_archived_comes_back_when_its_time_is_over() {
    let world = World::new();
    archived(&world);
    let before = world.properties("blob");
    let reply = world.reply(&set(&world, "blob", AccessTier::Cool));
    assert_eq!(reply.status().as_u16(), 202);
    let on_its_way = world.properties("blob");
    assert_eq!(on_its_way.access_tier, Some(AccessTier::Archive));
    assert_eq!(
        on_its_way.archive_status,
        Some(ArchiveStatus::RehydratePendingToCool)
    );
    assert_eq!(
        on_its_way.rehydrate_priority,
        Some(RehydratePriority::Standard)
    );
    let get = GetBlob::new(world.blob("blob"));
    assert_eq!(world.denied(&get), (409, ErrorCode::BlobBeingRehydrated));

    world.pass(15 * HOUR - 1);
    assert_eq!(
        world.properties("blob").access_tier,
        Some(AccessTier::Archive)
    );
    world.pass(1);
    let back = world.properties("blob");
    assert_eq!(back.access_tier, Some(AccessTier::Cool));
    assert_eq!((back.archive_status, back.rehydrate_priority), (None, None));
    assert_eq!(back.access_tier_change_time, world.date(15 * HOUR));
    assert_eq!(back.etag, before.etag);
    assert_eq!(world.content("blob"), "0123456789");
}

#[test]
fn high_priority_is_sooner_and_can_be_asked_for_later() {
    let world = World::built(|builder| builder.rehydration(Duration::from_secs(150)));
    archived(&world);
    world.send(&set(&world, "blob", AccessTier::Hot)).unwrap();
    assert_eq!(
        world.denied(&set(&world, "blob", AccessTier::Hot)),
        (409, ErrorCode::BlobBeingRehydrated)
    );
    let mut hurry = set(&world, "blob", AccessTier::Cool);
    hurry.options.rehydrate_priority = Some(RehydratePriority::High);
    assert_eq!(world.denied(&hurry), (409, ErrorCode::BlobBeingRehydrated));
    hurry.tier = AccessTier::Hot;
    assert!(world.send(&hurry).unwrap().is_pending);
    let properties = world.properties("blob");
    assert_eq!(properties.rehydrate_priority, Some(RehydratePriority::High));
    world.pass(10);
    assert_eq!(world.content("blob"), "0123456789");
}

#[test]
fn what_is_archived_can_be_neither_changed_nor_kept() {
    let world = World::new();
    archived(&world);
    let set = SetBlobMetadata::new(world.blob("blob"), Metadata::new());
    assert_eq!(world.denied(&set), (409, ErrorCode::BlobArchived));
    let wish = SnapshotBlob::new(world.blob("blob"));
    assert_eq!(world.denied(&wish), (409, ErrorCode::BlobArchived));
    world.put("blob", b"new");
    assert_eq!(world.content("blob"), "new");
}

#[test]
fn a_copy_out_of_the_archive_needs_an_online_tier_and_is_rehydrated_itself() {
    let world = World::at_pace(Pace::at_once());
    archived(&world);
    let mut copy = world.copy("blob", "target");
    assert_eq!(world.denied(&copy), (409, ErrorCode::BlobArchived));
    copy.options.access_tier = Some(AccessTier::Archive);
    assert_eq!(world.denied(&copy), (409, ErrorCode::BlobArchived));
    copy.options.access_tier = Some(AccessTier::Hot);
    copy.options.rehydrate_priority = Some(RehydratePriority::High);
    assert_eq!(world.send(&copy).unwrap().copy_status, CopyStatus::Success);
    world.pass(HOUR - 1);
    let on_its_way = world.properties("target");
    assert_eq!(on_its_way.access_tier, Some(AccessTier::Archive));
    assert_eq!(
        on_its_way.archive_status,
        Some(ArchiveStatus::RehydratePendingToHot)
    );
    let get = GetBlob::new(world.blob("target"));
    assert_eq!(world.denied(&get), (409, ErrorCode::BlobBeingRehydrated));
    world.pass(1);
    assert_eq!(
        world.properties("target").access_tier,
        Some(AccessTier::Hot)
    );
    assert_eq!(world.content("target"), "0123456789");
    assert_eq!(
        world.properties("blob").access_tier,
        Some(AccessTier::Archive)
    );
}

#[test]
fn what_is_on_its_way_back_is_neither_copied_nor_copied_over() {
    let world = World::new();
    archived(&world);
    world.put("other", b"x");
    world.send(&set(&world, "blob", AccessTier::Hot)).unwrap();
    let mut copy = world.copy("blob", "target");
    copy.options.access_tier = Some(AccessTier::Hot);
    assert_eq!(world.denied(&copy), (409, ErrorCode::BlobBeingRehydrated));
    let over_it = world.copy("other", "blob");
    assert_eq!(
        world.denied(&over_it),
        (409, ErrorCode::BlobBeingRehydrated)
    );
}

#[test]
fn a_copy_keeps_the_tier_of_what_it_replaces_and_not_that_of_its_source() {
    let world = World::at_pace(Pace::at_once());
    world.put("source", b"x");
    world
        .send(&set(&world, "source", AccessTier::Cold))
        .unwrap();
    world.put("target", b"y");
    world
        .send(&set(&world, "target", AccessTier::Cool))
        .unwrap();
    world.send(&world.copy("source", "target")).unwrap();
    assert_eq!(
        world.properties("target").access_tier,
        Some(AccessTier::Cool)
    );
    world.send(&world.copy("source", "new")).unwrap();
    assert_eq!(world.properties("new").access_tier, Some(AccessTier::Hot));
}

#[test]
fn the_tier_stays_while_a_copy_is_pending_and_leaves_the_copy_told_afterwards() {
    let world = World::new();
    world.put("source", b"x");
    world.send(&world.copy("source", "target")).unwrap();
    let wish = set(&world, "target", AccessTier::Cool);
    assert_eq!(world.denied(&wish), (409, ErrorCode::PendingCopyOperation));
    world.pass(10);
    world.send(&wish).unwrap();
    assert_eq!(world.copy_state("target").status, CopyStatus::Success);
}
