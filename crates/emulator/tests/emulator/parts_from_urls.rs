//! Parts of a source that are appended, or written to pages, within the call.

use blobcopy_proto::ops::{
    AppendBlockFromUrl, GetBlob, PageWrite, PutBlob, PutPage, PutPageFromUrl,
};
use blobcopy_proto::{
    ByteRange, Conditions, ContentHash, ETag, ErrorCode, Operation, PageBlobLength, PageRange,
    ServiceError, ServiceVersion, SourceUrl,
};
use bytes::Bytes;

use crate::world::{KEY, World, sign};

const OTHER_MD5: &str = "AAAAAAAAAAAAAAAAAAAAAA==";
/// As Microsoft's `StorageCRC64Calculator` says of the ten digits.
const CRC64: &str = "HZz9TO6x+RU=";

fn source(world: &World) -> SourceUrl {
    world.put("source", b"0123456789");
    SourceUrl::of_blob(&world.blob("source")).unwrap()
}

fn appended(world: &World) -> AppendBlockFromUrl {
    world.send(&PutBlob::append(world.blob("log"))).unwrap();
    AppendBlockFromUrl::new(world.blob("log"), source(world))
}

/// A page blob of four pages, and a source of two: ones and twos.
fn paged(world: &World) -> PutPageFromUrl {
    let length = PageBlobLength::new(2048).unwrap();
    world
        .send(&PutBlob::page(world.blob("pages"), length))
        .unwrap();
    let content = [[1; 512], [2; 512]].concat();
    world
        .send(&PutBlob::new(world.blob("source"), Bytes::from(content)))
        .unwrap();
    let source = SourceUrl::of_blob(&world.blob("source")).unwrap();
    PutPageFromUrl::new(world.blob("pages"), pages(1, 2), source)
}

fn pages(first: u64, end: u64) -> PageRange {
    PageRange::new(first * 512, end * 512).unwrap()
}

/// The first byte of each page.
fn firsts(world: &World) -> Vec<u8> {
    world
        .content("pages")
        .chunks(512)
        .map(|page| page[0])
        .collect()
}

#[test]
fn a_source_or_a_part_of_it_is_appended() {
    let world = World::new();
    let mut append = appended(&world);
    let output = world.send(&append).unwrap();
    assert_eq!(
        (output.append_offset, output.committed_block_count),
        (Some(0), Some(1))
    );
    assert_eq!(output.content_crc64.unwrap().as_str(), CRC64);
    append.options.source_range = Some(ByteRange::between(2, 5).unwrap());
    let output = world.send(&append).unwrap();
    assert_eq!(
        (output.append_offset, output.committed_block_count),
        (Some(10), Some(2))
    );
    assert_eq!(world.content("log"), "0123456789234");
    append.options.source_range = Some(ByteRange::from(10));
    assert_eq!(world.denied(&append), (416, ErrorCode::InvalidRange));
}

#[test]
fn what_is_appended_depends_on_both_ends() {
    let world = World::new();
    let mut append = appended(&world);
    append.options.source_content_hash = ContentHash::md5(OTHER_MD5).ok();
    assert_eq!(world.denied(&append), (400, ErrorCode::Md5Mismatch));
    append.options.source_content_hash = None;
    let other = ETag::parse("\"0x1\"").unwrap();
    append.options.source_conditions = Conditions::if_match(other.clone());
    assert_eq!(
        world.denied(&append),
        (412, ErrorCode::CannotVerifyCopySource)
    );
    append.options.source_conditions = Conditions::None;
    append.options.conditions = Conditions::if_match(other);
    assert_eq!(world.denied(&append), (412, ErrorCode::ConditionNotMet));
    append.options.conditions = Conditions::None;
    append.options.append_position = Some(1);
    assert_eq!(
        world.denied(&append),
        (412, ErrorCode::AppendPositionConditionNotMet)
    );
    append.options.append_position = Some(0);
    append.options.max_size = Some(9);
    assert_eq!(
        world.denied(&append),
        (412, ErrorCode::MaxBlobSizeConditionNotMet)
    );
    append.options.max_size = Some(10);
    assert!(world.send(&append).is_ok());

    let block = AppendBlockFromUrl::new(world.blob("source"), append.source.clone());
    assert_eq!(world.denied(&block), (409, ErrorCode::InvalidBlobType));
    let none = SourceUrl::of_blob(&world.blob("none")).unwrap();
    append.source = none;
    assert_eq!(world.denied(&append).0, 404);
}

#[test]
fn a_range_of_a_source_is_written_to_pages() {
    let world = World::new();
    let mut put = paged(&world);
    world.send(&put).unwrap();
    assert_eq!(firsts(&world), [0, 1, 0, 0]);
    put.range = pages(2, 3);
    put.source_offset = 512;
    let output = world.send(&put).unwrap();
    assert_eq!(output.sequence_number, Some(0));
    assert!(output.content_crc64.is_some());
    assert_eq!(firsts(&world), [0, 1, 2, 0]);
    // A source need not be aligned, but must have enough bytes.
    put.source_offset = 513;
    assert_eq!(world.denied(&put), (416, ErrorCode::InvalidRange));
    put.source_offset = 0;
    put.range = pages(4, 5);
    assert_eq!(world.denied(&put), (416, ErrorCode::InvalidPageRange));
    put.range = pages(0, 1);
    put.options.if_sequence_number_lt = Some(0);
    assert_eq!(
        world.denied(&put),
        (412, ErrorCode::SequenceNumberConditionNotMet)
    );
    put.options.if_sequence_number_lt = None;
    put.options.source_content_hash = ContentHash::md5(OTHER_MD5).ok();
    assert_eq!(world.denied(&put), (400, ErrorCode::Md5Mismatch));
    assert_eq!(firsts(&world), [0, 1, 2, 0]);
}

#[test]
fn a_copy_that_is_pending_refuses_parts_of_sources() {
    let world = World::new();
    let mut append = appended(&world);
    world.send(&append).unwrap();
    world.send(&world.copy("log", "target")).unwrap();
    append.blob = world.blob("target");
    assert_eq!(
        world.denied(&append),
        (409, ErrorCode::PendingCopyOperation)
    );
    world.pass(10);
    assert!(world.send(&append).is_ok());
}

/// Status, code and header of the refusal of `operation` with another header.
fn refused_with<O: Operation>(
    world: &World,
    operation: &O,
    name: &str,
    value: &str,
) -> (u16, ErrorCode, Option<String>) {
    let reply = world.exchange(world.signed_with(operation, &[(name, value)]));
    let refusal = ServiceError::decode(&reply);
    (
        refusal.status.as_u16(),
        refusal.code.unwrap(),
        refusal.header_name,
    )
}

#[test]
fn ranges_that_do_not_fit_and_bodies_are_refused() {
    let world = World::new();
    let put = paged(&world);
    let source_range = Some("x-ms-source-range".to_owned());
    for range in [
        "bytes=0-510",
        "bytes=0-",
        "bytes=18446744073709551104-18446744073709551615",
        "bytes=511-0",
        "0-511",
    ] {
        let refused = refused_with(&world, &put, "x-ms-source-range", range);
        assert_eq!(
            refused,
            (400, ErrorCode::InvalidHeaderValue, source_range.clone()),
            "{range}"
        );
    }
    let clear = refused_with(&world, &put, "x-ms-page-write", "clear");
    assert_eq!(clear.1, ErrorCode::InvalidHeaderValue);

    let mut request = appended(&world).request(ServiceVersion::DEFAULT).unwrap();
    *request.body_mut() = Bytes::from_static(b"body");
    request
        .headers_mut()
        .insert("content-length", "4".parse().unwrap());
    let reply = world.exchange(sign(request, KEY, world.clock.now()));
    assert_eq!(reply.status().as_u16(), 400);
    let get = GetBlob::new(world.blob("log"));
    assert_eq!(world.send(&get).unwrap().content, "");
}

#[test]
fn pages_of_a_page_blob_are_a_source_too() {
    let world = World::new();
    let mut put = paged(&world);
    let content = Bytes::from(vec![7; 512]);
    let write = PutPage::new(world.blob("pages"), pages(3, 4), PageWrite::Update(content));
    world.send(&write).unwrap();
    put.source = SourceUrl::of_blob(&world.blob("pages")).unwrap();
    put.source_offset = 3 * 512;
    put.range = pages(0, 1);
    world.send(&put).unwrap();
    assert_eq!(firsts(&world), [7, 0, 0, 7]);
}
