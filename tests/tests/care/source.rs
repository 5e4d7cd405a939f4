//! A source that is as it was looked at, still and with its tags.

use std::time::Duration;

use blobcopy::proto::ops::{PutBlob, PutBlobOptions};
use blobcopy::proto::{AccessTier, LeaseDuration, LeaseState, Tags};
use blobcopy::{BlobClient, CopyOptions, CopyOutcome, Error, ErrorKind};
use blobcopy_emulator::{Fault, FaultEffect};

use crate::world::{NEW, OLD, World, content_of, until, with};

async fn lease_state(blob: &BlobClient) -> LeaseState {
    blob.properties().await.unwrap().lease_state.unwrap()
}

/// Why a copy with these options is refused; nothing was written, and nothing is held.
async fn refused(world: &World, source: &BlobClient, options: CopyOptions) -> Error {
    let destination = world.destination().await;
    let error = destination
        .begin_copy_with(source, options)
        .await
        .unwrap_err();
    assert!(world.requests_of("CopyBlob").is_empty(), "{error}");
    assert!(world.requests_of("LeaseBlob").is_empty(), "{error}");
    assert_eq!(content_of(&destination).await, OLD);
    error
}

#[tokio::test]
async fn a_pinned_source_that_changes_before_the_start_is_not_copied() {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    // Written between the look and the start: the look is answered, and then the writer is let in.
    let slow = FaultEffect::Delay { seconds: 0.2 };
    world.emulator.add_fault(Fault::new(slow).on("CopyBlob"));
    let options = with(|care| care.pin_source = true);
    let begin = destination.begin_copy_with(&source, options);
    let write = async {
        until(async || !world.requests_of("GetBlobProperties").is_empty()).await;
        source.upload("changed").await.unwrap();
    };
    let (begun, ()) = tokio::join!(begin, write);
    let error = begun.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Precondition, "{error:?}");
    assert_eq!(content_of(&destination).await, OLD);
}

#[tokio::test]
async fn a_leased_source_is_held_while_the_copy_runs_and_free_at_its_end() {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    let options = with(|care| care.lease_source = true);
    let copy = destination.begin_copy_with(&source, options).await.unwrap();
    assert_eq!(lease_state(&source).await, LeaseState::Leased);
    assert_eq!(
        source.upload("changed").await.unwrap_err().kind(),
        ErrorKind::Precondition
    );
    world.finish_copies();
    copy.wait().await.unwrap();
    assert_eq!(lease_state(&source).await, LeaseState::Available);
    assert_eq!(content_of(&destination).await, NEW);
}

#[tokio::test]
async fn a_leased_source_is_free_after_an_abort_a_failure_and_a_refusal() {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    let options = || with(|care| care.lease_source = true);
    let copy = destination
        .begin_copy_with(&source, options())
        .await
        .unwrap();
    copy.abort().await.unwrap();
    assert_eq!(lease_state(&source).await, LeaseState::Available);

    let copy = destination
        .begin_copy_with(&source, options())
        .await
        .unwrap();
    let why = r#"500 OperationCancelled "The copy failed when reading the source.""#;
    let (account, into) = (blobcopy_tests::cases::ACCOUNTS[1].0, "into");
    assert!(world.emulator.fail_copy(account, into, "b", why).unwrap());
    let error = copy.wait().await.unwrap_err();
    assert!(matches!(error.outcome(), Some(CopyOutcome::Failed(_))));
    assert_eq!(lease_state(&source).await, LeaseState::Available);

    let missing = world.with_key(1).blob("nowhere", "b").unwrap();
    missing
        .begin_copy_with(&source, options())
        .await
        .unwrap_err();
    assert_eq!(lease_state(&source).await, LeaseState::Available);
}

#[tokio::test]
async fn a_leased_source_is_free_when_its_copy_is_left_or_dropped() {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    let options = with(|care| care.lease_source = true);
    let copy = destination.begin_copy_with(&source, options).await.unwrap();
    drop(copy.detach());
    until(async || world.requests_of("LeaseBlob").len() >= 2).await;
    until(async || lease_state(&source).await == LeaseState::Available).await;
}

#[tokio::test]
async fn a_lease_that_nobody_renews_expires_within_a_minute() {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    let options = with(|care| care.lease_source = true);
    let _copy = destination.begin_copy_with(&source, options).await.unwrap();
    world.clock.advance(Duration::from_secs(61));
    assert_eq!(lease_state(&source).await, LeaseState::Expired);
}

#[tokio::test]
async fn a_source_that_cannot_be_held_or_copied_is_refused_before_anything_is_changed() {
    let world = World::new();
    let source = world.source().await;
    let duration = LeaseDuration::INFINITE;
    let lease = source.acquire_lease(duration, None).await.unwrap();
    let before = world.requests_of("LeaseBlob").len();
    let destination = world.destination().await;
    let options = with(|care| care.lease_source = true);
    let error = destination
        .begin_copy_with(&source, options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(world.requests_of("LeaseBlob").len(), before);
    lease.release().await.unwrap();

    let snapshot = source.snapshot().await.unwrap().snapshot;
    let moment = blobcopy::proto::BlobRevision::Snapshot((&*snapshot).into());
    let options = with(|care| care.lease_source = true);
    let error = destination
        .begin_copy_with(source.at(moment), options)
        .await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(content_of(&destination).await, OLD);
}

#[tokio::test]
async fn an_archived_source_is_refused_without_a_tier_and_says_so_before_the_start() {
    let world = World::new();
    let source = world.source().await;
    source.set_tier(AccessTier::Archive).await.unwrap();
    let error = refused(&world, &source, with(|care| care.check_source = true)).await;
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        reason.contains("archived") && reason.contains("Hot"),
        "{reason}"
    );

    let mut options = with(|care| care.check_source = true);
    options.request.access_tier = Some(AccessTier::Hot);
    let destination = world.with_key(0).blob("into", "hot").unwrap();
    destination.begin_copy_with(&source, options).await.unwrap();
}

#[tokio::test]
async fn a_missing_source_is_told_before_anything_is_changed() {
    let world = World::new();
    let source = world.with_key(0).blob("from", "missing").unwrap();
    let error = refused(&world, &source, with(|care| care.check_source = true)).await;
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn tags_are_carried_over() {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    let mut tags = Tags::new();
    tags.insert("project", "a b+c").unwrap();
    let mut put = PutBlob::new(source.url().clone(), NEW.into());
    let mut options = PutBlobOptions::default();
    options.tags = tags.clone();
    put.options = options;
    world.with_key(0).call(&put).await.unwrap();

    let options = with(|care| care.keep_tags = true);
    let copy = destination.begin_copy_with(&source, options).await.unwrap();
    world.finish_copies();
    copy.wait().await.unwrap();
    assert_eq!(destination.tags().await.unwrap(), tags);
}
