//! What a destination holds is not lost to a proxy that delivers a start twice or answers in the service's place.

use blobcopy::{
    BlobClient, BlobServiceClient, CopyOptions, CopyOutcome, Credential, Protect, Restored,
};
use blobcopy_tests::cases::ACCOUNTS;

use crate::meddling::{Meddling, proxy};
use crate::world::{OLD, World, content_of, snapshots_of, until, with};

const WHY: &str = r#"404 ResourceNotFound "Copy failed when reading the source.""#;

fn careful() -> CopyOptions {
    with(|care| {
        care.protect = Protect::Snapshot;
        care.lease_source = true;
        care.verify = true;
    })
}

/// `into/b`, reached through a proxy that meddles with the first start.
async fn behind(world: &World, meddling: Meddling) -> BlobClient {
    let (name, key) = ACCOUNTS[1];
    let direct = world.emulator.endpoint(name);
    let direct = direct.strip_prefix("http://").unwrap();
    let (address, path) = direct.split_once('/').unwrap();
    let address = proxy(address.parse().unwrap(), meddling).await;
    let endpoint = format!("http://{address}/{path}");
    let credential = Credential::shared_key(name, key).unwrap();
    let service = BlobServiceClient::new(&endpoint, credential).unwrap();
    service.blob("into", "b").unwrap()
}

/// Starts a copy, lets it fail, and expects what was there before.
async fn the_old_content_is_back_behind(meddling: Meddling) {
    let world = World::new();
    let source = world.source().await;
    let direct = world.destination().await;
    let destination = behind(&world, meddling).await;
    let copy = destination
        .begin_copy_with(&source, careful())
        .await
        .unwrap();
    let account = ACCOUNTS[1].0;
    world.emulator.fail_copy(account, "into", "b", WHY).unwrap();
    let copies = world.requests_of("CopyBlob").len();
    let clock = async {
        until(async || world.requests_of("CopyBlob").len() > copies).await;
        world.finish_copies();
    };
    let (error, ()) = tokio::join!(copy.wait(), clock);
    let error = error.unwrap_err();
    assert!(
        matches!(error.outcome(), Some(CopyOutcome::Failed(_))),
        "{error:?}"
    );
    let restored = &error.protection().unwrap().restored;
    assert_eq!(
        *restored,
        Restored::PutBack {
            keeps_snapshot: false
        }
    );
    assert_eq!(content_of(&direct).await, OLD);
    assert!(snapshots_of(&direct).await.is_empty());
}

/// Rounds of each case.
const ROUNDS: usize = 20;

#[tokio::test]
async fn after_a_start_that_was_delivered_twice_the_old_content_is_back() {
    for _round in 0..ROUNDS {
        the_old_content_is_back_behind(Meddling::Repeat).await;
    }
}

#[tokio::test]
async fn after_a_start_whose_reply_was_replaced_by_a_page_the_old_content_is_back() {
    for round in 0..ROUNDS {
        let status = [403, 404, 409, 412, 429][round % 5];
        the_old_content_is_back_behind(Meddling::Page(status)).await;
    }
}

#[tokio::test]
async fn a_copy_of_another_between_snapshot_and_start_is_named_and_the_snapshot_stays() {
    for _round in 0..ROUNDS {
        let world = World::new();
        let source = world.source().await;
        let direct = world.destination().await;
        let other = world.with_key(1).blob("from", "other").unwrap();
        other.upload("of another").await.unwrap();
        let between = Box::new((other, direct.clone()));
        let destination = behind(&world, Meddling::Between(between)).await;
        let error = destination
            .begin_copy_with(&source, careful())
            .await
            .unwrap_err();
        let theirs = direct.copy_state().await.unwrap().unwrap();
        assert_eq!(error.other_copy().unwrap().id, theirs.id);
        let kept = error.protection().unwrap().snapshot().unwrap().to_string();
        let text = error.to_string();
        assert!(
            text.contains(&kept) && !text.contains("is unchanged"),
            "{text}"
        );
        assert_eq!(snapshots_of(&direct).await, [kept]);
    }
}
