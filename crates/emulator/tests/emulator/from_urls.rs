//! Copies within the call.

use std::io::Write;
use std::net::TcpListener;
use std::thread;

use blobcopy_proto::ops::{
    BlockChoice, CopyBlobFromUrl, GetBlob, PutBlob, PutBlobFromUrl, PutBlockFromUrl, PutBlockList,
};
use blobcopy_proto::{
    AccessTier, BlobType, BlockId, ByteRange, Conditions, ContentHash, CopyStatus, ETag, ErrorCode,
    HeaderText, Metadata, MetadataChoice, PageBlobLength, Progress, SourceUrl,
};
use bytes::Bytes;

use crate::world::World;

const MD5: &str = "eB5eJF1ptWaXm4bijSPyxw==";
/// The output of Microsoft's `StorageCRC64Calculator`.
const CRC64: &str = "HZz9TO6x+RU=";
const OTHER_MD5: &str = "AAAAAAAAAAAAAAAAAAAAAA==";

fn source(world: &World) -> SourceUrl {
    let mut put = PutBlob::new(world.blob("source"), Bytes::from_static(b"0123456789"));
    put.options.blob_content_type = HeaderText::parse("text/plain").ok();
    put.options.metadata.insert("origin", "source").unwrap();
    world.send(&put).unwrap();
    SourceUrl::of_blob(&world.blob("source")).unwrap()
}

fn copied(world: &World) -> CopyBlobFromUrl {
    CopyBlobFromUrl::new(world.blob("target"), source(world))
}

fn put(world: &World) -> PutBlobFromUrl {
    PutBlobFromUrl::new(world.blob("target"), source(world))
}

fn md5(text: &str) -> Option<ContentHash> {
    ContentHash::md5(text).ok()
}

#[test]
fn a_copy_within_the_call_is_done_when_it_is_answered() {
    let world = World::new();
    let reply = world.reply(&copied(&world));
    assert_eq!(reply.status().as_u16(), 202);
    assert_eq!(reply.headers()["x-ms-copy-status"], "success");
    assert_eq!(reply.headers()["x-ms-content-crc64"], CRC64);
    let properties = world.properties("target");
    assert_eq!(properties.content_type.unwrap().as_str(), "text/plain");
    assert_eq!(properties.metadata.get("origin"), Some("source"));
    let state = properties.copy.unwrap();
    assert_eq!(state.id.as_str(), reply.headers()["x-ms-copy-id"]);
    assert_eq!(state.status, CopyStatus::Success);
    assert_eq!(state.progress, Some(Progress::new(10, 10)));
    assert_eq!(state.completion_time, world.date(0));
    assert_eq!(world.content("target"), "0123456789");
}

#[test]
fn what_is_read_is_checked_by_its_hash() {
    let world = World::new();
    let mut copy = copied(&world);
    copy.options.source_content_hash = md5(OTHER_MD5);
    assert_eq!(world.denied(&copy), (400, ErrorCode::Md5Mismatch));
    let get = GetBlob::new(world.blob("target"));
    assert_eq!(world.denied(&get), (404, ErrorCode::BlobNotFound));
    copy.options.source_content_hash = md5(MD5);
    assert_eq!(world.reply(&copy).headers()["content-md5"], MD5);
    let mut put = put(&world);
    put.options.source_content_hash = ContentHash::crc64("AAAAAAAAAAA=").ok();
    assert_eq!(world.denied(&put), (400, ErrorCode::Crc64Mismatch));
    put.options.source_content_hash = md5(OTHER_MD5);
    assert_eq!(world.denied(&put), (400, ErrorCode::Md5Mismatch));
}

#[test]
fn only_block_blobs_of_at_most_256_mib_are_copied_within_the_call() {
    let world = World::new();
    let of_length = |length| {
        let length = PageBlobLength::new(length).unwrap();
        world
            .send(&PutBlob::page(world.blob("pages"), length))
            .unwrap();
        SourceUrl::of_blob(&world.blob("pages")).unwrap()
    };
    let copy = CopyBlobFromUrl::new(world.blob("target"), of_length(512));
    assert_eq!(world.denied(&copy), (409, ErrorCode::InvalidBlobType));

    // Sixty-five times the same 4 MiB, which are sent once and take memory once.
    let id = BlockId::parse("YQ==").unwrap();
    let piece = Bytes::from(vec![7; 4 * 1024 * 1024]);
    let block = blobcopy_proto::ops::PutBlock::new(world.blob("large"), id.clone(), piece);
    world.send(&block).unwrap();
    let blocks = vec![BlockChoice::Latest(id); 65];
    world
        .send(&PutBlockList::new(world.blob("large"), blocks))
        .unwrap();
    let large = SourceUrl::of_blob(&world.blob("large")).unwrap();
    let copy = CopyBlobFromUrl::new(world.blob("target"), large);
    assert_eq!(
        world.denied(&copy),
        (409, ErrorCode::CannotVerifyCopySource)
    );
}

#[test]
fn conditions_on_the_source_are_told_as_those_of_a_source() {
    let world = World::new();
    let other = ETag::parse("\"0x1\"").unwrap();
    let mut copy = copied(&world);
    copy.options.source_conditions = Conditions::if_match(other.clone());
    assert_eq!(
        world.denied(&copy),
        (412, ErrorCode::CannotVerifyCopySource)
    );
    let etag = world.properties("source").etag.unwrap();
    copy.options.source_conditions = Conditions::if_none_match(etag);
    let reply = world.reply(&copy);
    assert_eq!(reply.status().as_u16(), 304);
    assert_eq!(reply.headers()["x-ms-error-code"], "CannotVerifyCopySource");
    copy.options.source_conditions = Conditions::None;
    copy.options.conditions = Conditions::if_match(other);
    assert_eq!(world.denied(&copy), (412, ErrorCode::ConditionNotMet));
}

#[test]
fn a_copy_within_the_call_does_not_wait_for_a_pending_one_or_for_the_archive() {
    let world = World::new();
    let copy = copied(&world);
    world.send(&world.copy("source", "target")).unwrap();
    assert_eq!(world.denied(&copy), (409, ErrorCode::PendingCopyOperation));
    world.pass(10);
    let mut archived = PutBlob::new(world.blob("source"), Bytes::new());
    archived.options.access_tier = Some(AccessTier::Archive);
    world.send(&archived).unwrap();
    assert_eq!(world.denied(&copy), (409, ErrorCode::BlobArchived));
}

#[test]
fn a_blob_is_put_from_a_source_of_any_kind_and_is_no_copy_afterwards() {
    let world = World::new();
    let reply = world.reply(&put(&world));
    assert_eq!(reply.status().as_u16(), 201);
    assert_eq!(reply.headers()["x-ms-content-crc64"], CRC64);
    assert!(!reply.headers().contains_key("x-ms-copy-id"));
    let properties = world.properties("target");
    assert_eq!(properties.content_type.unwrap().as_str(), "text/plain");
    assert_eq!(properties.metadata.get("origin"), Some("source"));
    assert_eq!(properties.copy, None);

    let length = PageBlobLength::new(512).unwrap();
    world
        .send(&PutBlob::page(world.blob("pages"), length))
        .unwrap();
    let pages = SourceUrl::of_blob(&world.blob("pages")).unwrap();
    world
        .send(&PutBlobFromUrl::new(world.blob("target"), pages))
        .unwrap();
    let properties = world.properties("target");
    assert_eq!(properties.blob_type, Some(BlobType::Block));
    assert_eq!(properties.content_length, Some(512));
}

#[test]
fn what_is_said_of_the_content_is_the_sources_or_the_requests() {
    let world = World::new();
    let mut put = put(&world);
    put.options.blob_content_language = HeaderText::parse("en").ok();
    world.send(&put).unwrap();
    let properties = world.properties("target");
    assert_eq!(properties.content_type.unwrap().as_str(), "text/plain");
    assert_eq!(properties.content_language.unwrap().as_str(), "en");

    put.options.copy_source_blob_properties = Some(false);
    let mut metadata = Metadata::new();
    metadata.insert("owner", "me").unwrap();
    put.options.metadata = MetadataChoice::replace(metadata.clone()).unwrap();
    world.send(&put).unwrap();
    let properties = world.properties("target");
    assert_eq!(
        properties.content_type.unwrap().as_str(),
        "application/octet-stream"
    );
    assert_eq!(properties.metadata, metadata);
}

#[test]
fn a_block_is_a_part_of_a_source() {
    let world = World::new();
    let id = BlockId::parse("YQ==").unwrap();
    let mut block = PutBlockFromUrl::new(world.blob("target"), id.clone(), source(&world));
    block.options.source_range = Some(ByteRange::between(2, 5).unwrap());
    block.options.source_content_hash = ContentHash::md5(OTHER_MD5).ok();
    assert_eq!(world.denied(&block), (400, ErrorCode::Md5Mismatch));
    block.options.source_content_hash = None;
    assert_eq!(world.reply(&block).status().as_u16(), 201);
    let list = PutBlockList::new(world.blob("target"), vec![BlockChoice::Latest(id)]);
    world.send(&list).unwrap();
    assert_eq!(world.content("target"), "234");
    block.options.source_range = Some(ByteRange::from(10));
    assert_eq!(world.denied(&block), (416, ErrorCode::InvalidRange));
}

#[test]
fn a_file_of_another_server_is_read_to_its_end_before_the_answer() {
    let world = World::new();
    let url = origin("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
    let source = SourceUrl::parse(&url).unwrap();
    let copy = CopyBlobFromUrl::new(world.blob("target"), source);
    let output = world.send(&copy).unwrap();
    assert_eq!(output.copy_status, Some(CopyStatus::Success));
    assert_eq!(world.content("target"), "0123456789");
}

#[test]
fn a_source_that_breaks_off_makes_no_blob() {
    let world = World::new();
    let url = origin("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
    let source = SourceUrl::parse(&url).unwrap();
    let copy = CopyBlobFromUrl::new(world.blob("target"), source);
    assert_eq!(
        world.refusal(&copy).code,
        Some(ErrorCode::CannotVerifyCopySource)
    );
    let get = GetBlob::new(world.blob("target"));
    assert_eq!(world.denied(&get), (404, ErrorCode::BlobNotFound));
}

/// A server that answers one request with this reply. Returns its URL.
fn origin(reply: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
        stream.write_all(reply.as_bytes()).unwrap();
    });
    format!("http://127.0.0.1:{port}/file")
}
