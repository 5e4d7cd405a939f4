//! Whole containers and blobs, written and read. All other cases depend on these.

use blobcopy::ErrorKind;
use blobcopy::proto::ByteRange;

use super::{Site, code_of, content_of};

pub async fn a_container_is_made_once(site: Site) {
    let error = site.container.create().await.unwrap_err();
    assert_eq!(code_of(&error), "ContainerAlreadyExists");
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(error.request_id().is_some());
}

pub async fn a_blob_is_read_as_it_was_written(site: Site) {
    let blob = site.uploaded("a", b"some bytes").await;
    assert_eq!(content_of(&blob).await, b"some bytes");
    site.uploaded("a", b"other").await;
    assert_eq!(content_of(&blob).await, b"other");
}

pub async fn a_part_of_a_blob_is_read(site: Site) {
    let blob = site.uploaded("a", b"0123456789").await;
    let part = blob
        .download_range(ByteRange::between(2, 5).unwrap())
        .await
        .unwrap();
    assert_eq!(part.content, "234");
    let range = part.content_range.unwrap();
    assert_eq!((range.start, range.end, range.total), (2, 5, 10));
    let rest = blob.download_range(ByteRange::from(8)).await.unwrap();
    assert_eq!(rest.content, "89");
    let error = blob.download_range(ByteRange::from(11)).await.unwrap_err();
    assert_eq!(code_of(&error), "InvalidRange");
}

pub async fn an_empty_blob_is_a_blob(site: Site) {
    let blob = site.uploaded("a", b"").await;
    assert_eq!(blob.properties().await.unwrap().content_length, Some(0));
    assert_eq!(content_of(&blob).await, b"");
}

pub async fn properties_tell_length_type_and_digest(site: Site) {
    let blob = site.uploaded("a", b"some bytes").await;
    let properties = blob.properties().await.unwrap();
    assert_eq!(properties.content_length, Some(10));
    assert_eq!(properties.blob_type.unwrap().as_str(), "BlockBlob");
    assert_eq!(
        properties.content_md5.unwrap().as_str(),
        "nQVoRp0gbBrt8bcfEvR0vA=="
    );
    assert!(properties.etag.is_some() && properties.last_modified.is_some());
}

pub async fn names_arrive_as_they_were_written(site: Site) {
    for name in ODD_NAMES {
        let blob = site.uploaded(name, name.as_bytes()).await;
        assert_eq!(content_of(&blob).await, name.as_bytes(), "{name}");
    }
}

/// Names that are easily encoded wrongly. No two of them may collide.
pub(super) const ODD_NAMES: [&str; 12] = [
    "a b",
    "a%20b",
    "a+b",
    "a%2Bb",
    "a#b",
    "a?b=c&d",
    "\u{fc}\u{4e2d}\u{1f600}",
    "folder/sub folder/leaf",
    "folder/~tilde_-.x",
    "(round)[square]{curly}",
    "semi;colon,comma=equals@at",
    "quote'quote!star*dollar$",
];
