//! What a destination holds is not lost to a copy that fails.

use blobcopy::proto::ops::{PutBlob, PutBlobOptions};
use blobcopy::proto::{AccessTier, Conditions, ErrorCode, LeaseDuration, Metadata, Tags};
use blobcopy::{
    Aborted, BlobClient, CopyOptions, CopyOutcome, ErrorKind, OnPending, Protect, Restored,
};
use blobcopy_emulator::{Fault, FaultEffect};
use blobcopy_tests::cases::ACCOUNTS;

use crate::world::{NEW, OLD, World, content_of, snapshots_of, until, with};

const WHY: &str = r#"404 ResourceNotFound "Copy failed when reading the source.""#;

fn protected() -> CopyOptions {
    with(|care| care.protect = Protect::Snapshot)
}

/// `into/b` with all that a blob can have.
async fn rich_destination(world: &World) -> (BlobClient, Metadata, Tags) {
    let destination = world.with_key(1).blob("into", "b").unwrap();
    let mut metadata = Metadata::new();
    metadata.insert("owner", "somebody").unwrap();
    let mut tags = Tags::new();
    tags.insert("keep", "forever").unwrap();
    let mut options = PutBlobOptions::default();
    options.metadata = metadata.clone();
    options.tags = tags.clone();
    options.access_tier = Some(AccessTier::Cool);
    let mut put = PutBlob::new(destination.url().clone(), OLD.into());
    put.options = options;
    world.with_key(1).call(&put).await.unwrap();
    (destination, metadata, tags)
}

/// Lets the copies back, and only those, be done at once.
async fn put_back<T>(world: &World, ending: impl Future<Output = T>) -> T {
    let copies = world.requests_of("CopyBlob").len();
    let clock = async {
        until(async || world.requests_of("CopyBlob").len() > copies).await;
        world.finish_copies();
    };
    tokio::join!(ending, clock).0
}

#[tokio::test]
async fn after_an_abort_what_was_there_is_back_with_all_that_it_had() {
    let world = World::new();
    let source = world.source().await;
    let (destination, metadata, tags) = rich_destination(&world).await;
    let copy = destination
        .begin_copy_with(&source, protected())
        .await
        .unwrap();
    assert_eq!(content_of(&destination).await, b"");

    let aborted = put_back(&world, copy.abort()).await.unwrap();
    assert_eq!(aborted, Aborted::Aborted);
    let findings = copy.findings().await.unwrap();
    assert!(matches!(
        findings.protection.unwrap().restored,
        Restored::PutBack {
            keeps_snapshot: false
        }
    ));

    assert_eq!(content_of(&destination).await, OLD);
    let properties = destination.properties().await.unwrap();
    assert_eq!(properties.metadata, metadata);
    assert_eq!(properties.access_tier, Some(AccessTier::Cool));
    assert_eq!(destination.tags().await.unwrap(), tags);
    assert!(snapshots_of(&destination).await.is_empty());
}

#[tokio::test]
async fn after_a_failure_what_was_there_is_back_and_the_error_says_so() {
    let world = World::new();
    let source = world.source().await;
    let destination = world.destination().await;
    let copy = destination
        .begin_copy_with(&source, protected())
        .await
        .unwrap();
    world
        .emulator
        .fail_copy(ACCOUNTS[1].0, "into", "b", WHY)
        .unwrap();
    let error = put_back(&world, copy.wait()).await.unwrap_err();
    assert!(matches!(error.outcome(), Some(CopyOutcome::Failed(_))));
    assert!(matches!(
        error.protection().unwrap().restored,
        Restored::PutBack {
            keeps_snapshot: false
        }
    ));
    assert!(error.to_string().contains("was restored"), "{error}");
    assert_eq!(content_of(&destination).await, OLD);
    // Asked again, it says the same and does nothing more.
    let asked = world.operations().len();
    assert!(copy.wait().await.unwrap_err().protection().is_some());
    assert_eq!(world.operations().len(), asked);
}

#[tokio::test]
async fn a_copy_that_succeeds_leaves_no_snapshot_unless_it_is_to_be_kept() {
    for (protect, kept) in [(Protect::Snapshot, 0), (Protect::KeptSnapshot, 1)] {
        let world = World::new();
        let source = world.source().await;
        let destination = world.destination().await;
        let options = with(|care| care.protect = protect);
        let copy = destination.begin_copy_with(&source, options).await.unwrap();
        world.finish_copies();
        copy.wait().await.unwrap();
        assert_eq!(content_of(&destination).await, NEW);
        let snapshots = snapshots_of(&destination).await;
        assert_eq!(snapshots.len(), kept);
        let findings = copy.findings().await.unwrap();
        let named = findings.protection.unwrap();
        let named = named.snapshot().map(|snapshot| snapshot.to_string());
        assert_eq!(named.as_ref(), snapshots.first());
    }
}

#[tokio::test]
async fn where_there_was_no_blob_there_is_none_after_a_failure() {
    let world = World::new();
    let source = world.source().await;
    let destination = world.with_key(1).blob("into", "new").unwrap();
    let copy = destination
        .begin_copy_with(&source, protected())
        .await
        .unwrap();
    copy.abort().await.unwrap();
    assert!(!destination.exists().await.unwrap());
}

#[tokio::test]
async fn what_another_wrote_after_our_failure_is_never_replaced() {
    let world = World::new();
    let source = world.source().await;
    let destination = world.destination().await;
    let copy = destination
        .begin_copy_with(&source, protected())
        .await
        .unwrap();
    // Our copy is aborted behind our back, and somebody writes.
    destination
        .abort_copy(copy.copy_id().clone())
        .await
        .unwrap();
    destination.upload("by another").await.unwrap();
    let error = copy.wait().await.unwrap_err();
    assert!(matches!(error.outcome(), Some(CopyOutcome::Cleared)));
    let snapshot = error.protection().unwrap().snapshot().unwrap().to_string();
    assert!(error.to_string().contains(&snapshot), "{error}");
    assert_eq!(content_of(&destination).await, b"by another");
    assert_eq!(snapshots_of(&destination).await, [snapshot]);
}

#[tokio::test]
async fn what_another_wrote_just_before_it_would_be_put_back_is_not_replaced() {
    let world = World::new();
    let source = world.source().await;
    let destination = world.destination().await;
    let copy = destination
        .begin_copy_with(&source, protected())
        .await
        .unwrap();
    // The copy back comes late enough for somebody to write between it and the look before it.
    let slow = FaultEffect::Delay { seconds: 0.3 };
    world.emulator.add_fault(Fault::new(slow).on("CopyBlob"));
    let looks = world.requests_of("GetBlobProperties").len();
    let write = async {
        until(async || world.requests_of("GetBlobProperties").len() > looks).await;
        destination.upload("by another").await.unwrap();
    };
    let (aborted, ()) = tokio::join!(copy.abort(), write);
    assert_eq!(aborted.unwrap(), Aborted::Aborted);
    assert_eq!(content_of(&destination).await, b"by another");
    let findings = copy.findings().await.unwrap();
    let snapshot = findings.protection.unwrap().snapshot().unwrap().to_string();
    assert_eq!(snapshots_of(&destination).await, [snapshot]);
}

#[tokio::test]
async fn a_refused_start_leaves_the_destination_and_keeps_the_snapshot_while_it_may_still_be_delivered()
 {
    let world = World::new();
    let destination = world.destination().await;
    let missing = world.with_key(0).blob("from", "missing").unwrap();
    let error = destination
        .begin_copy_with(&missing, protected())
        .await
        .unwrap_err();
    let protection = error.protection().unwrap();
    let Restored::Unchanged { look, .. } = &protection.restored else {
        panic!("{error:?}");
    };
    assert!(look.may_still_start());
    assert!(
        error.to_string().contains("the destination is unchanged"),
        "{error}"
    );
    assert_eq!(content_of(&destination).await, OLD);
    let kept = protection.snapshot().unwrap().to_string();
    assert_eq!(snapshots_of(&destination).await, [kept]);
}

#[tokio::test]
async fn a_dropped_copy_is_aborted_and_what_was_there_put_back() {
    let world = World::new();
    let source = world.source().await;
    let destination = world.destination().await;
    let mut copy = Box::pin(destination.copy_with(&source, protected()));
    while world.requests_of("CopyBlob").is_empty() {
        std::future::poll_fn(|context| {
            let _ = copy.as_mut().poll(context);
            std::task::Poll::Ready(())
        })
        .await;
        tokio::task::yield_now().await;
    }
    drop(copy);
    let back = async {
        until(async || content_of(&destination).await == OLD).await;
    };
    put_back(&world, back).await;
}

#[tokio::test]
async fn a_destination_that_must_be_new_is_left_as_it_is() {
    let world = World::new();
    let source = world.source().await;
    let destination = world.destination().await;
    let options = with(|care| care.protect = Protect::Create);
    let error = destination
        .begin_copy_with(&source, options)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.code(),
            Some(
                ErrorCode::BlobAlreadyExists
                    | ErrorCode::ConditionNotMet
                    | ErrorCode::TargetConditionNotMet
            )
        ),
        "{error:?}"
    );
    assert_eq!(content_of(&destination).await, OLD);
}

#[tokio::test]
async fn the_callers_own_condition_is_kept_beside_the_protection() {
    let world = World::new();
    let source = world.source().await;
    let destination = world.destination().await;
    let etag = destination.properties().await.unwrap().etag.unwrap();
    destination.upload(OLD).await.unwrap();
    let mut options = protected();
    options.request.conditions = Conditions::if_match(etag);
    let error = destination
        .begin_copy_with(&source, options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Precondition);
    assert!(world.requests_of("CopyBlob").is_empty());
    assert!(snapshots_of(&destination).await.is_empty());
}

#[tokio::test]
async fn a_destination_that_cannot_be_written_is_refused_before_anything_is_changed() {
    let world = World::new();
    let source = world.source().await;
    let destination = world.destination().await;
    let refused = async |options: CopyOptions| {
        let error = destination
            .begin_copy_with(&source, options)
            .await
            .unwrap_err();
        assert!(world.requests_of("SnapshotBlob").is_empty(), "{error}");
        error
    };
    let lease = destination
        .acquire_lease(LeaseDuration::INFINITE, None)
        .await
        .unwrap();
    assert_eq!(refused(protected()).await.kind(), ErrorKind::Conflict);
    lease.release().await.unwrap();

    let mut contradicting = protected();
    contradicting.policy.on_pending = OnPending::Abort;
    assert_eq!(refused(contradicting).await.kind(), ErrorKind::Invalid);

    let other = destination.begin_copy(
        source
            .signed_source(std::time::Duration::from_secs(60))
            .await
            .unwrap(),
    );
    let other = other.await.unwrap();
    let error = refused(protected()).await;
    assert_eq!(error.other_copy().unwrap().id, *other.copy_id());
}
