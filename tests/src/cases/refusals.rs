//! Refusals of a service, and the client's errors for them.

use blobcopy::proto::{Conditions, ETag};
use blobcopy::{BlobServiceClient, CopyId, CopyOptions, CopyOutcome, Credential, ErrorKind};

use super::{Site, code_of, content_of};

pub async fn an_abort_by_id_of_an_ended_copy_is_refused(site: Site) {
    let source = site.uploaded("from", b"x").await;
    let target = site.blob("into");
    let copied = target.copy(source.as_source().unwrap()).await.unwrap();
    let error = target.abort_copy(copied.id).await.unwrap_err();
    assert_eq!(code_of(&error), "NoPendingCopyOperation");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

pub async fn an_abort_by_another_id_is_refused(site: Site) {
    let source = site.uploaded("from", b"x").await;
    let target = site.blob("into");
    target.copy(source.as_source().unwrap()).await.unwrap();
    let unknown = CopyId::parse("00000000-0000-4000-8000-000000000000").unwrap();
    let error = target.abort_copy(unknown).await.unwrap_err();
    // An ended copy leaves nothing to compare the id with; Azurite compares first.
    let known = ["CopyIdMismatch", "NoPendingCopyOperation"];
    assert!(known.contains(&code_of(&error).as_str()), "{error:?}");
}

pub async fn a_missing_blob_is_not_found(site: Site) {
    let error = site.blob("nowhere").properties().await.unwrap_err();
    assert_eq!(
        (error.kind(), code_of(&error).as_str()),
        (ErrorKind::NotFound, "BlobNotFound")
    );
    let error = site.blob("nowhere").download().await.unwrap_err();
    assert_eq!(code_of(&error), "BlobNotFound");
}

pub async fn a_missing_source_is_not_found(site: Site) {
    let target = site.uploaded("into", b"kept").await;
    let error = target
        .begin_copy(site.blob("nowhere").as_source().unwrap())
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Source),
        "{error:?}"
    );
    assert_eq!(error.status().unwrap(), 404);
    assert!(matches!(error.outcome(), Some(CopyOutcome::Refused(_))));
    assert_eq!(content_of(&target).await, b"kept");
}

pub async fn a_missing_source_container_is_not_found(site: Site) {
    let source = site
        .first
        .blob("nowhere-at-all", "a")
        .unwrap()
        .as_source()
        .unwrap();
    let error = site.blob("into").begin_copy(source).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Source),
        "{error:?}"
    );
    assert_eq!(error.status().unwrap(), 404);
}

pub async fn a_missing_destination_container_is_named(site: Site) {
    let source = site.uploaded("from", b"x").await;
    let target = site.first.blob("nowhere-at-all", "a").unwrap();
    let error = target
        .begin_copy(source.as_source().unwrap())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), code_of(&error).as_str()),
        (ErrorKind::NotFound, "ContainerNotFound")
    );
    assert!(error.to_string().contains("nowhere-at-all"), "{error}");
}

pub async fn a_wrong_key_is_refused(site: Site) {
    let wrong = Credential::shared_key("first", "YW5vdGhlciBrZXk=").unwrap();
    let service = BlobServiceClient::new(site.first.endpoint().as_str(), wrong).unwrap();
    let error = service
        .container("any-container")
        .unwrap()
        .create()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (ErrorKind::Unauthorized, 403)
    );
}

pub async fn an_account_that_is_not_there_is_refused(site: Site) {
    let endpoint = site.first.endpoint().as_str().replace("/first", "/nobody");
    let credential = Credential::shared_key("nobody", "YW5vdGhlciBrZXk=").unwrap();
    let service = BlobServiceClient::new(&endpoint, credential).unwrap();
    let error = service
        .container("any-container")
        .unwrap()
        .create()
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Unauthorized),
        "{error:?}"
    );
}

fn on_condition(change: impl FnOnce(&mut CopyOptions)) -> CopyOptions {
    let mut options = CopyOptions::default();
    change(&mut options);
    options
}

pub async fn a_copy_onto_an_existing_blob_is_refused_if_it_must_be_new(site: Site) {
    let source = site.uploaded("from", b"x").await.as_source().unwrap();
    let target = site.uploaded("into", b"kept").await;
    let new = || on_condition(|options| options.request.conditions = Conditions::if_absent());
    let error = target
        .begin_copy_with(source.clone(), new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Precondition);
    assert_eq!(content_of(&target).await, b"kept");
    site.blob("new").copy_with(source, new()).await.unwrap();
}

pub async fn a_copy_is_refused_if_the_destination_changed(site: Site) {
    let source = site.uploaded("from", b"x").await.as_source().unwrap();
    let target = site.uploaded("into", b"one").await;
    let tag = target.properties().await.unwrap().etag.unwrap();
    let unchanged =
        || on_condition(|options| options.request.conditions = Conditions::if_match(tag.clone()));
    target.upload("two").await.unwrap();
    let error = target
        .begin_copy_with(source.clone(), unchanged())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (ErrorKind::Precondition, 412)
    );
    assert_eq!(content_of(&target).await, b"two");
}

pub async fn a_copy_is_refused_if_the_source_is_another(site: Site) {
    let source = site.uploaded("from", b"x").await.as_source().unwrap();
    let other = ETag::parse("\"0x123\"").unwrap();
    let pinned =
        on_condition(|options| options.request.source_conditions = Conditions::if_match(other));
    let error = site
        .blob("into")
        .begin_copy_with(source, pinned)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (ErrorKind::Precondition, 412)
    );
}

pub async fn a_source_of_another_account_needs_a_permission_of_its_own(site: Site) {
    let source = site.uploaded("from", b"x").await.as_source().unwrap();
    let name = site.container.url().name();
    let container = site.second.container(name).unwrap();
    container.create().await.unwrap();
    let error = container
        .blob("into")
        .unwrap()
        .begin_copy(source)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), code_of(&error).as_str()),
        (ErrorKind::Source, "CannotVerifyCopySource")
    );
    assert!(matches!(error.outcome(), Some(CopyOutcome::Refused(_))));
}
