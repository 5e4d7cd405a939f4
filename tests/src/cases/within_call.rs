//! Copies within the call.

use blobcopy::proto::ops::PutBlob;
use blobcopy::proto::{AccessTier, Conditions, CopyTags, Metadata, MetadataChoice, Tags};
use blobcopy::{CopyFromUrlOptions, CopyStatus, ErrorKind};

use super::{Site, content_of};

pub async fn a_copy_within_the_call_is_done_when_it_is_answered(site: Site) {
    let source = site.uploaded("from", b"some bytes").await;
    let target = site.blob("into");
    let copied = target.copy_from_url(&source).await.unwrap();
    assert_eq!(copied.copy_status, Some(CopyStatus::Success));
    assert_eq!(content_of(&target).await, b"some bytes");
    let state = target.copy_state().await.unwrap().unwrap();
    assert_eq!(copied.copy_id, Some(state.id));
    assert_eq!(state.status, CopyStatus::Success);
}

pub async fn a_copy_within_the_call_reads_another_account_by_a_sas_made_for_it(site: Site) {
    let name = site.container.url().name();
    let container = site.second.container(name).unwrap();
    container.create().await.unwrap();
    let source = container.blob("from").unwrap();
    source.upload("theirs").await.unwrap();
    let target = site.blob("into");
    target.copy_from_url(&source).await.unwrap();
    assert_eq!(content_of(&target).await, b"theirs");
}

pub async fn a_copy_within_the_call_takes_tags_metadata_and_tier_as_told(site: Site) {
    let mut tags = Tags::new();
    tags.insert("team", "storage").unwrap();
    let mut put = PutBlob::new(site.blob("from").url().clone(), "x".into());
    put.options.tags = tags.clone();
    site.first.call(&put).await.unwrap();

    let mut metadata = Metadata::new();
    metadata.insert("origin", "case").unwrap();
    let mut options = CopyFromUrlOptions::default();
    options.request.tags = CopyTags::FromSource;
    options.request.metadata = MetadataChoice::replace(metadata).unwrap();
    options.request.access_tier = Some(AccessTier::Cool);
    let target = site.blob("into");
    let copied = target.copy_from_url_with(site.blob("from"), options);
    copied.await.unwrap();
    assert_eq!(target.tags().await.unwrap(), tags);
    let properties = target.properties().await.unwrap();
    assert_eq!(properties.metadata.get("origin"), Some("case"));
    assert_eq!(properties.access_tier, Some(AccessTier::Cool));
}

pub async fn a_copy_within_the_call_is_refused_if_the_blob_must_be_new(site: Site) {
    let source = site.uploaded("from", b"x").await;
    let target = site.uploaded("into", b"kept").await;
    let mut options = CopyFromUrlOptions::default();
    options.request.conditions = Conditions::if_absent();
    let copied = target.copy_from_url_with(&source, options).await;
    let error = copied.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Precondition, "{error:?}");
    assert!(!error.is_in_doubt());
    assert_eq!(content_of(&target).await, b"kept");
}

pub async fn a_copy_within_the_call_of_nothing_is_refused(site: Site) {
    let target = site.uploaded("into", b"kept").await;
    let copied = target.copy_from_url(site.blob("nowhere")).await;
    let error = copied.unwrap_err();
    assert_eq!(error.status().unwrap(), 404, "{error:?}");
    assert_eq!(content_of(&target).await, b"kept");
}
