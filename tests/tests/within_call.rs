//! Copies within the call against the emulator: what Azurite does not do, and answers that are lost.

use std::time::SystemTime;

use blobcopy::proto::ops::{PutBlob, PutBlobFromUrlOptions};
use blobcopy::proto::{Conditions, ContentHash, Endpoint, PageBlobLength, SourceAuthorization};
use blobcopy::{
    BlobClient, BlobServiceClient, ClientConfig, ClientCredential, CopyFromUrlOptions, CopyStatus,
    ErrorKind,
};
use blobcopy_emulator::{Emulator, Fault, FaultEffect};
use blobcopy_tests::cases::ACCOUNTS;
use blobcopy_tests::identity::{Identity, token_at};

/// Two accounts over https, opened by tokens; a container named `box` in each.
struct World {
    emulator: Emulator,
}

impl World {
    fn new() -> Self {
        let builder = Emulator::builder().https().container("box");
        let with_accounts = ACCOUNTS
            .into_iter()
            .fold(builder, |builder, (name, key)| builder.account(name, key));
        let emulator = with_accounts.start().expect("any port will do");
        Self { emulator }
    }

    fn service(&self, account: usize) -> BlobServiceClient {
        let endpoint = self.emulator.https_endpoint(ACCOUNTS[account].0).unwrap();
        let mut config = ClientConfig::default();
        let authority = self.emulator.certificate_authority().unwrap();
        config.trust_pem(authority.as_bytes()).unwrap();
        let credential = ClientCredential::token(Identity::default());
        let endpoint = Endpoint::parse(&endpoint).unwrap();
        BlobServiceClient::with_config(endpoint, credential, config).unwrap()
    }

    /// A blob of the first account to copy from, and one of the second to copy into.
    async fn blobs(&self) -> (BlobClient, BlobClient) {
        let source = self.service(0).blob("box", "from").unwrap();
        source.upload("some bytes").await.unwrap();
        (source, self.service(1).blob("box", "into").unwrap())
    }

    /// The next answer to that operation is lost, after it was carried out.
    fn lose_answer(&self, operation: &str) {
        let lost = Fault::new(FaultEffect::ResetAfter).on(operation).times(1);
        self.emulator.add_fault(lost);
    }

    fn count(&self, operation: &str) -> usize {
        let requests = self.emulator.requests();
        requests
            .iter()
            .filter(|request| request.operation == Some(operation))
            .count()
    }
}

async fn content_of(blob: &BlobClient) -> Vec<u8> {
    blob.download().await.unwrap().content.to_vec()
}

fn only_if_absent() -> CopyFromUrlOptions {
    let mut options = CopyFromUrlOptions::default();
    options.request.conditions = Conditions::if_absent();
    options
}

#[tokio::test]
async fn a_source_is_read_by_a_token_instead_of_a_sas() {
    let world = World::new();
    let (source, target) = world.blobs().await;
    let token = SourceAuthorization::bearer(&token_at(SystemTime::now())).unwrap();
    let mut options = CopyFromUrlOptions::default();
    options.request.source_authorization = Some(token.clone());
    target.copy_from_url_with(&source, options).await.unwrap();
    assert_eq!(content_of(&target).await, b"some bytes");

    let mut options = PutBlobFromUrlOptions::default();
    options.source_authorization = Some(token);
    options.copy_source_blob_properties = Some(false);
    target.put_from_url_with(&source, options).await.unwrap();
    assert_eq!(target.copy_state().await.unwrap(), None, "a put is no copy");
    // With a token for the source there is no SAS, and so no key that would sign one.
    assert_eq!(world.count("GetUserDelegationKey"), 0);
}

#[tokio::test]
async fn a_source_that_is_given_by_its_url_alone_stays_closed() {
    let world = World::new();
    let (source, target) = world.blobs().await;
    let error = target.copy_from_url(source.url()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Source);
    target.copy_from_url(&source).await.unwrap();
}

#[tokio::test]
async fn a_copy_whose_answer_is_lost_is_found_and_not_repeated() {
    let world = World::new();
    let (source, target) = world.blobs().await;
    world.lose_answer("CopyBlobFromUrl");
    let copied = target
        .copy_from_url_with(&source, only_if_absent())
        .await
        .unwrap();
    assert_eq!(copied.copy_status, Some(CopyStatus::Success));
    let state = target.copy_state().await.unwrap().unwrap();
    assert_eq!(copied.copy_id, Some(state.id));
    assert_eq!(target.properties().await.unwrap().etag, copied.etag);
    assert_eq!(world.count("CopyBlobFromUrl"), 1);
}

#[tokio::test]
async fn a_put_whose_answer_is_lost_is_repeated() {
    let world = World::new();
    let (source, target) = world.blobs().await;
    world.lose_answer("PutBlobFromUrl");
    let put = target.put_from_url(&source).await.unwrap();
    assert_eq!(target.properties().await.unwrap().etag, put.etag);
    assert_eq!(world.count("PutBlobFromUrl"), 2);
}

#[tokio::test]
async fn a_put_that_must_be_new_and_whose_answer_is_lost_is_reported_as_in_doubt() {
    let world = World::new();
    let (source, target) = world.blobs().await;
    world.lose_answer("PutBlobFromUrl");
    let mut options = PutBlobFromUrlOptions::default();
    options.conditions = Conditions::if_absent();
    let error = target
        .put_from_url_with(&source, options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Precondition);
    assert!(error.is_in_doubt(), "{error}");
    assert_eq!(
        content_of(&target).await,
        b"some bytes",
        "it was done indeed"
    );
}

#[tokio::test]
async fn what_does_not_have_the_md5_that_was_told_is_not_written() {
    let world = World::new();
    let (source, target) = world.blobs().await;
    let wrong = ContentHash::md5("AAAAAAAAAAAAAAAAAAAAAA==").unwrap();
    let mut options = CopyFromUrlOptions::default();
    options.request.source_content_hash = Some(wrong.clone());
    let error = target
        .copy_from_url_with(&source, options)
        .await
        .unwrap_err();
    assert_eq!(error.code().unwrap().as_str(), "Md5Mismatch");
    let mut options = PutBlobFromUrlOptions::default();
    options.source_content_hash = Some(wrong);
    let error = target
        .put_from_url_with(&source, options)
        .await
        .unwrap_err();
    assert_eq!(error.code().unwrap().as_str(), "Md5Mismatch");
    assert!(!target.exists().await.unwrap());
}

#[tokio::test]
async fn a_page_blob_is_put_but_not_copied_within_the_call() {
    let world = World::new();
    let (source, target) = world.blobs().await;
    let length = PageBlobLength::new(512).unwrap();
    let pages = PutBlob::page(source.url().clone(), length);
    world.service(0).call(&pages).await.unwrap();
    let error = target.copy_from_url(&source).await.unwrap_err();
    assert_eq!(error.code().unwrap().as_str(), "InvalidBlobType");
    target.put_from_url(&source).await.unwrap();
    assert_eq!(content_of(&target).await, [0; 512]);
}
