//! Operations that accompany copies: listings, leases, snapshots, tiers, deletion.

use std::collections::BTreeSet;

use blobcopy::ErrorKind;
use blobcopy::proto::ops::{DeleteBlobOptions, DeleteSnapshots, ListBlobsOptions};
use blobcopy::proto::{BlobRevision, LeaseDuration, LeaseId, MaxResults, Metadata};

use super::{Site, code_of, content_of};

pub async fn every_page_of_a_listing_is_read(site: Site) {
    let names: BTreeSet<String> = (0..7).map(|at| format!("dir/{at} ü")).collect();
    for name in &names {
        site.blob(name).upload("x").await.unwrap();
    }
    site.uploaded("elsewhere", b"x").await;
    let mut options = ListBlobsOptions::default();
    options.prefix = Some("dir/".to_owned());
    options.max_results = Some(MaxResults::new(3).unwrap());
    let mut pages = site.container.list_blobs(options);
    let mut listed = BTreeSet::new();
    while let Some(page) = pages.next_page().await.unwrap() {
        assert!(page.blobs.len() <= 3);
        listed.extend(page.blobs.into_iter().map(|blob| blob.name));
    }
    assert_eq!(listed, names);
}

pub async fn a_listing_of_ended_copies_finds_none_pending(site: Site) {
    let source = site.uploaded("from", b"x").await;
    site.blob("into")
        .copy(source.as_source().unwrap())
        .await
        .unwrap();
    assert_eq!(site.container.find_pending("").await.unwrap(), []);
}

pub async fn a_deleted_blob_is_gone(site: Site) {
    let blob = site.uploaded("a", b"x").await;
    assert!(blob.exists().await.unwrap());
    blob.delete(DeleteBlobOptions::default()).await.unwrap();
    assert!(!blob.exists().await.unwrap());
    let error = blob.delete(DeleteBlobOptions::default()).await.unwrap_err();
    assert_eq!(code_of(&error), "BlobNotFound");
}

pub async fn a_snapshot_keeps_what_was_there_and_can_be_copied_back(site: Site) {
    let blob = site.uploaded("a", b"before").await;
    let kept = blob.snapshot().await.unwrap().snapshot;
    blob.upload("after").await.unwrap();
    let snapshot = blob
        .url()
        .clone()
        .at(BlobRevision::Snapshot(kept.as_str().into()));
    let snapshot = site.first.blob_at(snapshot);
    assert_eq!(content_of(&snapshot).await, b"before");
    blob.copy(snapshot.as_source().unwrap()).await.unwrap();
    assert_eq!(content_of(&blob).await, b"before");

    let error = blob.delete(DeleteBlobOptions::default()).await.unwrap_err();
    assert_eq!(code_of(&error), "SnapshotsPresent");
    let mut with_snapshots = DeleteBlobOptions::default();
    with_snapshots.delete_snapshots = Some(DeleteSnapshots::Include);
    blob.delete(with_snapshots).await.unwrap();
}

pub async fn metadata_is_replaced_as_a_whole(site: Site) {
    let blob = site.uploaded("a", b"x").await;
    for (name, value) in [("one", "1"), ("two", "2")] {
        let mut metadata = Metadata::new();
        metadata.insert(name, value).unwrap();
        blob.set_metadata(metadata).await.unwrap();
    }
    let metadata = blob.properties().await.unwrap().metadata;
    assert_eq!(metadata.iter().collect::<Vec<_>>(), [("two", "2")]);
}

pub async fn a_lease_is_held_by_one(site: Site) {
    let blob = site.uploaded("a", b"x").await;
    let minute = LeaseDuration::seconds(60).unwrap();
    let lease = blob.acquire_lease(minute, None).await.unwrap();
    let error = blob.acquire_lease(minute, None).await.unwrap_err();
    assert_eq!(
        (error.kind(), code_of(&error).as_str()),
        (ErrorKind::Conflict, "LeaseAlreadyPresent")
    );
    lease.renew().await.unwrap();
    let proposed = LeaseId::parse("1f812371-a41d-49e6-b123-f4b542e851c5").unwrap();
    let lease = lease.change(proposed.clone()).await.unwrap();
    assert_eq!(lease.id(), &proposed);
    lease.release().await.unwrap();
    blob.acquire_lease(LeaseDuration::INFINITE, None)
        .await
        .unwrap();
    blob.break_lease(None).await.unwrap();
}

pub async fn a_leased_blob_is_written_by_its_holder_alone(site: Site) {
    let source = site.uploaded("from", b"new").await.as_source().unwrap();
    let target = site.uploaded("into", b"kept").await;
    let lease = target
        .acquire_lease(LeaseDuration::INFINITE, None)
        .await
        .unwrap();
    let error = target.begin_copy(source.clone()).await.unwrap_err();
    assert_eq!(
        (error.kind(), code_of(&error).as_str()),
        (ErrorKind::Precondition, "LeaseIdMissing")
    );
    assert_eq!(content_of(&target).await, b"kept");

    let mut options = blobcopy::CopyOptions::default();
    options.request.lease_id = Some(lease.id().clone());
    target.copy_with(source, options).await.unwrap();
    assert_eq!(content_of(&target).await, b"new");
    lease.release().await.unwrap();
}

pub async fn a_container_is_deleted_with_all_that_is_in_it(site: Site) {
    site.uploaded("a", b"x").await;
    assert!(site.container.properties().await.is_ok());
    site.container.delete().await.unwrap();
    let error = site.container.properties().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
