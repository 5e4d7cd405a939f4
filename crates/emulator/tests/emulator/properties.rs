//! Changes of a blob that leave its content: properties, a seal. And its metadata alone.

use blobcopy_proto::ops::{
    AppendBlobSeal, AppendBlock, GetBlobMetadata, PageWrite, PutBlob, PutPage, SetBlobProperties,
};
use blobcopy_proto::{
    ErrorCode, HeaderText, PageBlobLength, PageRange, SequenceNumberChange, ServiceError,
};
use bytes::Bytes;

use crate::world::World;

fn text(text: &str) -> Option<HeaderText> {
    HeaderText::parse(text).ok()
}

fn paged() -> World {
    let world = World::new();
    let length = PageBlobLength::new(1024).unwrap();
    world
        .send(&PutBlob::page(world.blob("blob"), length))
        .unwrap();
    let content = PageWrite::Update(Bytes::from(vec![7; 1024]));
    let range = PageRange::new(0, 1024).unwrap();
    world
        .send(&PutPage::new(world.blob("blob"), range, content))
        .unwrap();
    world
}

fn set(world: &World) -> SetBlobProperties {
    SetBlobProperties::new(world.blob("blob"))
}

#[test]
fn content_headers_are_replaced_together_or_not_at_all() {
    let world = World::new();
    world.put("blob", b"x");
    let mut change = set(&world);
    change.options.blob_content_type = text("text/plain");
    change.options.blob_content_language = text("en");
    let before = world.properties("blob");
    world.pass(1);
    let output = world.send(&change).unwrap();
    assert_eq!(output.sequence_number, None);
    let after = world.properties("blob");
    assert_eq!(
        (&output.etag, output.last_modified),
        (&after.etag, world.date(1))
    );
    assert_ne!(after.etag, before.etag);
    assert_eq!(after.content_type, text("text/plain"));
    assert_eq!(after.content_md5, None);

    change.options.blob_content_type = None;
    world.send(&change).unwrap();
    let after = world.properties("blob");
    assert_eq!(after.content_language, text("en"));
    assert_eq!(after.content_type, text("application/octet-stream"));
    world.send(&set(&world)).unwrap();
    assert_eq!(world.properties("blob").content_language, text("en"));

    change.options.blob_content_md5 = text("no hash");
    assert_eq!(world.denied(&change), (400, ErrorCode::InvalidMd5));
}

#[test]
fn a_page_blob_is_made_longer_and_shorter() {
    let world = paged();
    let mut resize = set(&world);
    for (length, sevens) in [(512, 512), (2048, 512)] {
        resize.options.content_length = PageBlobLength::new(length).ok();
        world.send(&resize).unwrap();
        let content = world.content("blob");
        assert_eq!(content.len() as u64, length);
        assert!(content[..sevens].iter().all(|byte| *byte == 7));
        assert!(content[sevens..].iter().all(|byte| *byte == 0));
    }
    let odd = [("x-ms-blob-content-length", "513")];
    let refusal = ServiceError::decode(&world.exchange(world.signed_with(&resize, &odd)));
    assert_eq!(refusal.code, Some(ErrorCode::InvalidHeaderValue));
    world.put("block", b"x");
    resize.blob = world.blob("block");
    assert_eq!(world.denied(&resize), (409, ErrorCode::InvalidBlobType));
}

#[test]
fn a_sequence_number_is_set_raised_and_counted() {
    use SequenceNumberChange::{Increment, Max, Update};
    let world = paged();
    let mut change = set(&world);
    for (step, number) in [
        (Update(7), 7),
        (Max(5), 7),
        (Max(9), 9),
        (Increment, 10),
        (Update(2), 2),
    ] {
        change.options.sequence_number = Some(step);
        let output = world.send(&change).unwrap();
        assert_eq!(output.sequence_number, Some(number), "{step:?}");
        assert_eq!(world.properties("blob").sequence_number, Some(number));
    }
    change.options.sequence_number = Some(Update(1 << 63));
    assert_eq!(world.denied(&change), (400, ErrorCode::InvalidHeaderValue));
    change.options.sequence_number = Some(Update((1 << 63) - 1));
    world.send(&change).unwrap();
    change.options.sequence_number = Some(Increment);
    assert_eq!(
        world.denied(&change),
        (409, ErrorCode::SequenceNumberIncrementTooLarge)
    );
    for (headers, code) in [
        (
            &[("x-ms-sequence-number-action", "max")][..],
            ErrorCode::MissingRequiredHeader,
        ),
        (
            &[("x-ms-blob-sequence-number", "1")],
            ErrorCode::InvalidHeaderValue,
        ),
        (
            &[("x-ms-sequence-number-action", "double")],
            ErrorCode::InvalidHeaderValue,
        ),
    ] {
        let refusal = ServiceError::decode(&world.exchange(world.signed_with(&change, headers)));
        assert_eq!(refusal.code, Some(code), "{headers:?}");
    }
}

#[test]
fn a_sealed_blob_takes_no_more_blocks() {
    let world = World::new();
    world.send(&PutBlob::append(world.blob("blob"))).unwrap();
    let append = AppendBlock::new(world.blob("blob"), Bytes::from_static(b"12345"));
    world.send(&append).unwrap();
    let mut seal = AppendBlobSeal::new(world.blob("blob"));
    seal.options.append_position = Some(4);
    assert_eq!(
        world.denied(&seal),
        (412, ErrorCode::AppendPositionConditionNotMet)
    );
    seal.options.append_position = Some(5);
    let output = world.send(&seal).unwrap();
    assert_eq!(output.sealed, Some(true));
    assert_eq!(world.denied(&append), (409, ErrorCode::BlobIsSealed));
    assert_eq!(world.send(&seal).unwrap(), output);
    assert_eq!(world.properties("blob").sealed, Some(true));
    world.put("block", b"x");
    seal.blob = world.blob("block");
    assert_eq!(world.denied(&seal), (409, ErrorCode::InvalidBlobType));
}

#[test]
fn a_pending_copy_refuses_a_change_and_a_change_erases_an_ended_one() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "blob")).unwrap();
    assert_eq!(
        world.denied(&set(&world)),
        (409, ErrorCode::PendingCopyOperation)
    );
    let seal = AppendBlobSeal::new(world.blob("blob"));
    assert_eq!(world.denied(&seal), (409, ErrorCode::PendingCopyOperation));
    world.pass(10);
    assert!(world.properties("blob").copy.is_some());
    world.send(&set(&world)).unwrap();
    assert_eq!(world.properties("blob").copy, None);
}

#[test]
fn metadata_is_told_alone() {
    let world = World::new();
    let mut put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"x"));
    put.options.metadata.insert("owner", "me").unwrap();
    world.send(&put).unwrap();
    let get = GetBlobMetadata::new(world.blob("blob"));
    let reply = world.reply(&get);
    assert_eq!(reply.headers()["x-ms-meta-owner"], "me");
    assert!(!reply.headers().contains_key("x-ms-blob-type"));
    assert_eq!(
        world.send(&get).unwrap().etag,
        world.properties("blob").etag
    );
    let none = GetBlobMetadata::new(world.blob("none"));
    assert_eq!(world.denied(&none), (404, ErrorCode::BlobNotFound));
}
