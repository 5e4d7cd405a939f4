//! Copies that succeed.

use blobcopy::proto::{Metadata, MetadataChoice};
use blobcopy::{Aborted, CopyOptions, CopyStatus};

use super::whole_blobs::ODD_NAMES;
use super::{Site, content_of};

pub async fn a_copy_has_the_bytes_and_says_so(site: Site) {
    let source = site.uploaded("from", b"some bytes").await;
    let target = site.blob("into");
    let copy = target
        .begin_copy(source.as_source().unwrap())
        .await
        .unwrap();
    let copied = copy.wait().await.unwrap();
    assert_eq!(
        (&copied.id, &copied.status),
        (copy.copy_id(), &CopyStatus::Success)
    );
    assert_eq!(content_of(&target).await, b"some bytes");

    let state = target.copy_state().await.unwrap().unwrap();
    assert_eq!(
        (&state.id, &state.status),
        (copy.copy_id(), &CopyStatus::Success)
    );
    let progress = state.progress.unwrap();
    assert_eq!((progress.copied, progress.total), (10, 10));
    assert!(state.completion_time.is_some());
    assert!(
        source
            .as_source()
            .unwrap()
            .is_echoed_by(&state.source.unwrap())
    );
}

pub async fn a_copy_of_nothing_ends(site: Site) {
    let source = site.uploaded("from", b"").await;
    let target = site.blob("into");
    target.copy(source.as_source().unwrap()).await.unwrap();
    assert_eq!(content_of(&target).await, b"");
}

pub async fn a_copy_replaces_what_was_there(site: Site) {
    let source = site.uploaded("from", b"new").await;
    let target = site.uploaded("into", b"what was there before").await;
    let before = target.properties().await.unwrap().etag;
    target.copy(source.as_source().unwrap()).await.unwrap();
    assert_eq!(content_of(&target).await, b"new");
    assert_ne!(target.properties().await.unwrap().etag, before);
}

fn metadata(pairs: &[(&str, &str)]) -> MetadataChoice {
    let mut metadata = Metadata::new();
    for (name, value) in pairs {
        metadata.insert(name, value).unwrap();
    }
    MetadataChoice::replace(metadata).unwrap()
}

fn with_metadata(pairs: &[(&str, &str)]) -> CopyOptions {
    let mut options = CopyOptions::default();
    options.request.metadata = metadata(pairs);
    options
}

pub async fn a_copy_takes_the_sources_metadata(site: Site) {
    let plain = site.uploaded("plain", b"x").await;
    let source = site.blob("from");
    let owned = with_metadata(&[("owner", "me"), ("empty_no", "0")]);
    source
        .copy_with(plain.as_source().unwrap(), owned)
        .await
        .unwrap();
    let target = site.blob("into");
    target.copy(source.as_source().unwrap()).await.unwrap();
    let properties = target.properties().await.unwrap();
    assert_eq!(properties.metadata.get("owner"), Some("me"));
    assert_eq!(properties.metadata.get("EMPTY_NO"), Some("0"));
}

pub async fn a_copy_with_metadata_of_its_own_takes_none_of_the_sources(site: Site) {
    let plain = site.uploaded("plain", b"x").await;
    let source = site.blob("from");
    source
        .copy_with(plain.as_source().unwrap(), with_metadata(&[("a", "1")]))
        .await
        .unwrap();
    let target = site.blob("into");
    target
        .copy_with(source.as_source().unwrap(), with_metadata(&[("b", "2")]))
        .await
        .unwrap();
    let metadata = target.properties().await.unwrap().metadata;
    assert_eq!(metadata.iter().collect::<Vec<_>>(), [("b", "2")]);
}

pub async fn metadata_is_signed_in_the_order_of_the_service(site: Site) {
    let source = site.uploaded("from", b"x").await;
    let odd = with_metadata(&[
        ("i_", "1"),
        ("i0", "2"),
        ("foo_bar", "3"),
        ("foo2_bar", "4"),
        ("a", "x  y"),
    ]);
    let target = site.blob("into");
    target
        .copy_with(source.as_source().unwrap(), odd)
        .await
        .unwrap();
    assert_eq!(
        target.properties().await.unwrap().metadata.get("i_"),
        Some("1")
    );
}

pub async fn a_blob_is_copied_onto_itself(site: Site) {
    let blob = site.uploaded("a", b"same").await;
    blob.copy_with(blob.as_source().unwrap(), with_metadata(&[("new", "1")]))
        .await
        .unwrap();
    assert_eq!(content_of(&blob).await, b"same");
    assert_eq!(
        blob.properties().await.unwrap().metadata.get("new"),
        Some("1")
    );
}

pub async fn copies_between_odd_names_find_each_other(site: Site) {
    for (at, name) in ODD_NAMES.into_iter().enumerate() {
        let source = site.uploaded(name, name.as_bytes()).await;
        let target = site.blob(&format!("copy {at}/{name}"));
        target.copy(source.as_source().unwrap()).await.unwrap();
        assert_eq!(content_of(&target).await, name.as_bytes(), "{name}");
    }
}

pub async fn a_blob_that_was_never_copied_has_no_copy_state(site: Site) {
    let blob = site.uploaded("a", b"x").await;
    assert_eq!(blob.copy_state().await.unwrap(), None);
}

pub async fn writing_over_a_copy_clears_its_state(site: Site) {
    let source = site.uploaded("from", b"x").await;
    let target = site.blob("into");
    target.copy(source.as_source().unwrap()).await.unwrap();
    assert!(target.copy_state().await.unwrap().is_some());
    target.upload("y").await.unwrap();
    assert_eq!(target.copy_state().await.unwrap(), None);
}

pub async fn many_copies_run_side_by_side(site: Site) {
    let source = site.uploaded("from", b"some bytes").await;
    let mut copies = tokio::task::JoinSet::new();
    for at in 0..50 {
        let target = site.blob(&format!("into/{at}"));
        let source = source.as_source().unwrap();
        copies.spawn(async move {
            target
                .copy(source)
                .await
                .map(|copied| copied.id.to_string())
        });
    }
    let mut ids: Vec<String> = copies
        .join_all()
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 50);
}

pub async fn an_abort_of_an_ended_copy_is_an_answer(site: Site) {
    let source = site.uploaded("from", b"x").await;
    let target = site.blob("into");
    let copy = target
        .begin_copy(source.as_source().unwrap())
        .await
        .unwrap();
    copy.wait().await.unwrap();
    let aborted = copy.abort().await.unwrap();
    assert!(matches!(aborted, Aborted::AlreadyCopied(state) if &state.id == copy.copy_id()));
    assert_eq!(content_of(&target).await, b"x");
}
