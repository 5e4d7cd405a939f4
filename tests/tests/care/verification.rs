//! A copy is compared with its source at the end.

use std::time::Duration;

use blobcopy::proto::care::Md5Check;
use blobcopy::{ErrorKind, Protect};
use blobcopy_emulator::{Fault, FaultEffect};

use crate::world::{NEW, World, snapshots_of, until, with};

#[tokio::test]
async fn length_and_carried_digest_are_the_sources() {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    let options = with(|care| care.verify = true);
    let copy = destination.begin_copy_with(&source, options).await.unwrap();
    world.finish_copies();
    copy.wait().await.unwrap();
    let verified = copy.findings().await.unwrap().verified.unwrap();
    assert_eq!(verified.length, NEW.len() as u64);
    assert_eq!(verified.md5, Md5Check::Same);
}

#[tokio::test]
async fn a_source_outside_azure_is_compared_by_its_length() {
    let world = World::new();
    let destination = world.destination().await;
    let elsewhere = World::new();
    let source = elsewhere.source().await;
    let signed = source
        .signed_source(Duration::from_secs(3600))
        .await
        .unwrap();
    let plain = signed.expose().replacen("https://", "http://", 1);
    let options = with(|care| care.verify = true);
    let copy = destination.begin_copy_with(&*plain, options).await.unwrap();
    // It is fetched for real, and the clock alone does not end it.
    let ended = async {
        loop {
            world.finish_copies();
            tokio::task::yield_now().await;
        }
    };
    let ended: Result<_, _> = tokio::select! { ended = copy.wait() => ended, () = ended => unreachable!("it never ends") };
    ended.unwrap();
    let verified = copy.findings().await.unwrap().verified.unwrap();
    assert_eq!(verified.length, NEW.len() as u64);
    assert_eq!(verified.md5, Md5Check::Absent);
}

#[tokio::test]
async fn a_copy_that_was_written_over_before_it_could_be_compared_is_an_error_and_the_snapshot_stays()
 {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    let options = with(|care| {
        care.verify = true;
        care.protect = Protect::Snapshot;
    });
    let copy = destination.begin_copy_with(&source, options).await.unwrap();
    world.finish_copies();
    // The look that finds it done is answered at once, the one after it late enough for somebody to write.
    let slow = FaultEffect::Delay { seconds: 0.3 };
    let slow = Fault::new(slow).on("GetBlobProperties").skip(1);
    let looks = world.requests_of("GetBlobProperties").len();
    world.emulator.add_fault(slow);
    let write = async {
        until(async || world.requests_of("GetBlobProperties").len() > looks).await;
        destination.upload("by another").await.unwrap();
    };
    let (ended, ()) = tokio::join!(copy.wait(), write);
    let error = ended.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::CopyUnverified, "{error:?}");
    assert_eq!(error.copy_id(), Some(copy.copy_id()));
    let snapshot = error.protection().unwrap().snapshot().unwrap().to_string();
    assert_eq!(snapshots_of(&destination).await, [snapshot]);
}
