//! A source that the service may not read by itself is opened for it.

use std::time::Duration;

use blobcopy::auth::SasToken;
use blobcopy::auth::sas::{
    AccountPermissions, AccountResourceTypes, AccountSas, AccountServices, SasField, SasTime,
};
use blobcopy::{BlobClient, ClientCredential, Credential, ErrorKind, SourceAccess};
use blobcopy_emulator::{Fault, FaultEffect};
use blobcopy_tests::cases::ACCOUNTS;
use blobcopy_tests::identity::Identity;

use crate::world::{NEW, World, content_of, with};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The SAS in the source that the service reports of the last copy into that blob; it has no signature.
async fn echoed_sas(destination: &BlobClient, field: SasField) -> Option<String> {
    let state = destination.copy_state().await.unwrap().unwrap();
    let echo = state.source.unwrap().expose().to_owned();
    let (_, query) = echo.split_once('?')?;
    let token = SasToken::parse(&format!("{query}&sig=c2ln")).unwrap();
    token.field(field).map(str::to_owned)
}

async fn copied(world: &World, destination: &BlobClient, source: BlobClient) {
    let copy = destination.begin_copy(source).await.unwrap();
    world.finish_copies();
    copy.wait().await.unwrap();
    assert_eq!(content_of(destination).await, NEW);
}

#[tokio::test]
async fn another_accounts_key_signs_a_sas_for_its_blob() {
    let world = World::new();
    let (source, destination) = (world.source().await, world.destination().await);
    copied(&world, &destination, source).await;
    let permissions = echoed_sas(&destination, SasField::SignedPermissions).await;
    assert_eq!(permissions.as_deref(), Some("r"));
}

#[tokio::test]
async fn another_accounts_tokens_sign_by_a_delegation_key_with_a_correlation_id_of_each_copy() {
    let world = World::new();
    world.source().await;
    let destination = world.destination().await;
    let tokens = world.service(0, ClientCredential::token(Identity::default()));
    let source = tokens.blob("from", "a").unwrap();
    let mut ids = Vec::new();
    for _copy in 0..2 {
        copied(&world, &destination, source.clone()).await;
        ids.push(
            echoed_sas(&destination, SasField::SignedCorrelationId)
                .await
                .unwrap(),
        );
    }
    assert_ne!(ids[0], ids[1]);
    assert_eq!(world.requests_of("GetUserDelegationKey").len(), 1);
}

#[tokio::test]
async fn a_lost_start_is_recognised_by_its_correlation_id_although_the_clocks_disagree() {
    let world = World::new();
    world.source().await;
    let destination = world.destination().await;
    let tokens = world.service(0, ClientCredential::token(Identity::default()));
    let source = tokens.blob("from", "a").unwrap();
    // The start is heard an hour before it is asked about, by the service's clock.
    let lost = Fault::new(FaultEffect::ResetAfter).on("CopyBlob").times(1);
    let later = Fault::new(FaultEffect::SkewClock { seconds: 3600 });
    world.emulator.add_fault(lost);
    world
        .emulator
        .add_fault(later.on("GetBlobProperties").of_account(ACCOUNTS[1].0));
    destination.begin_copy(source).await.unwrap();
    assert_eq!(world.requests_of("CopyBlob").len(), 1);
}

#[tokio::test]
async fn within_an_account_a_key_needs_no_sas_and_a_sas_is_passed_on() {
    let world = World::new();
    let source = world.source().await;
    let target = world.with_key(0).blob("into", "c").unwrap();
    copied(&world, &target, source.clone()).await;
    assert_eq!(echoed_sas(&target, SasField::SignedPermissions).await, None);

    let (name, key) = ACCOUNTS[0];
    let key = blobcopy::auth::SharedKey::new(name, key).unwrap();
    let expiry = SasTime::at(world.clock.now() + DAY).unwrap();
    let sas = AccountSas::new(
        AccountServices::BLOB,
        AccountResourceTypes::OBJECT,
        AccountPermissions::READ | AccountPermissions::WRITE,
        expiry,
    );
    let service = world.service(0, Credential::Sas(sas.sign(&key).unwrap()));
    let target = service.blob("into", "d").unwrap();
    copied(&world, &target, service.blob("from", "a").unwrap()).await;
    // The URL of the same blob is opened alike.
    let url = service.blob("from", "a").unwrap().url().to_string();
    let copy = target.begin_copy(&*url).await.unwrap();
    world.finish_copies();
    copy.wait().await.unwrap();
    // The key signs for a destination that has only a SAS, which opens no source.
    copied(&world, &target, source).await;
    assert_eq!(
        echoed_sas(&target, SasField::SignedPermissions)
            .await
            .as_deref(),
        Some("r")
    );
}

#[tokio::test]
async fn a_sas_that_nobody_can_sign_is_refused_before_anything_is_asked() {
    let world = World::new();
    let destination = world.with_key(1).blob("into", "b").unwrap();
    let source = world.service(0, Credential::Anonymous);
    let source = source.blob("from", "a").unwrap();
    let signed = with(|care| care.source_access = SourceAccess::Sas { life: DAY });
    let error = destination.begin_copy_with(source, signed.clone()).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Invalid);
    let foreign = destination
        .begin_copy_with("https://example.com/x", signed)
        .await;
    assert_eq!(foreign.unwrap_err().kind(), ErrorKind::Invalid);
    assert!(world.operations().is_empty());
}
