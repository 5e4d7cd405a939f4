//! Page blobs, append blobs and block blobs, written in pieces and copied.

use blobcopy_emulator::Pace;
use blobcopy_proto::ops::{
    AbortCopyBlob, AppendBlock, BlockChoice, GetBlob, PageWrite, PutBlob, PutBlock, PutBlockList,
    PutPage,
};
use blobcopy_proto::{
    BlobType, BlockId, ByteRange, ContentHash, CopyStatus, ErrorCode, HeaderText, LeaseId,
    PageBlobLength, PageRange, Progress,
};
use bytes::Bytes;

use crate::world::World;

fn make_pages(world: &World, name: &str, length: u64) {
    let length = PageBlobLength::new(length).unwrap();
    world
        .send(&PutBlob::page(world.blob(name), length))
        .unwrap();
}

fn page(world: &World, name: &str, page: u64, byte: u8) -> PutPage {
    let range = PageRange::new(page * 512, (page + 1) * 512).unwrap();
    let content = Bytes::from(vec![byte; 512]);
    PutPage::new(world.blob(name), range, PageWrite::Update(content))
}

fn append(world: &World, name: &str, content: &'static [u8]) -> AppendBlock {
    AppendBlock::new(world.blob(name), Bytes::from_static(content))
}

fn id(text: &str) -> BlockId {
    BlockId::parse(text).unwrap()
}

fn block(world: &World, id_text: &str, content: &'static [u8]) -> PutBlock {
    PutBlock::new(world.blob("blob"), id(id_text), Bytes::from_static(content))
}

fn list(world: &World, blocks: Vec<BlockChoice>) -> PutBlockList {
    PutBlockList::new(world.blob("blob"), blocks)
}

#[test]
fn pages_are_zero_until_they_are_written() {
    let world = World::new();
    make_pages(&world, "pages", 1536);
    world.send(&page(&world, "pages", 1, b'x')).unwrap();
    let properties = world.properties("pages");
    assert_eq!(properties.blob_type, Some(BlobType::Page));
    assert_eq!(properties.content_length, Some(1536));
    assert_eq!(properties.sequence_number, Some(0));
    assert_eq!(properties.content_md5, None);
    let content = world.content("pages");
    assert!(content[..512].iter().all(|byte| *byte == 0));
    assert!(content[512..1024].iter().all(|byte| *byte == b'x'));
    assert_eq!(content.len(), 1536);

    let range = PageRange::new(512, 1024).unwrap();
    let clear = PutPage::new(world.blob("pages"), range, PageWrite::Clear);
    world.send(&clear).unwrap();
    assert!(world.content("pages").iter().all(|byte| *byte == 0));
}

#[test]
fn pages_are_written_within_the_blob_and_on_terms() {
    let world = World::new();
    make_pages(&world, "pages", 1024);
    assert_eq!(
        world.denied(&page(&world, "pages", 2, b'x')),
        (416, ErrorCode::InvalidPageRange)
    );
    let mut write = page(&world, "pages", 0, b'x');
    write.options.if_sequence_number_lt = Some(0);
    assert_eq!(
        world.denied(&write),
        (412, ErrorCode::SequenceNumberConditionNotMet)
    );
    write.options.if_sequence_number_lt = Some(1);
    write.options.content_hash = Some(ContentHash::md5("AAAAAAAAAAAAAAAAAAAAAA==").unwrap());
    assert_eq!(world.denied(&write), (400, ErrorCode::Md5Mismatch));
    write.options.content_hash = None;
    let reply = world.reply(&write);
    assert_eq!(reply.status().as_u16(), 201);
    assert_eq!(reply.headers()["x-ms-blob-sequence-number"], "0");
    world.put("block", b"x");
    assert_eq!(
        world.denied(&page(&world, "block", 0, b'x')),
        (409, ErrorCode::InvalidBlobType)
    );
}

#[test]
fn a_large_page_blob_costs_nothing_and_is_read_in_parts() {
    let world = World::new();
    make_pages(&world, "pages", 8 << 40);
    assert_eq!(world.properties("pages").content_length, Some(8 << 40));
    let mut get = GetBlob::new(world.blob("pages"));
    assert_eq!(world.refusal(&get).status.as_u16(), 501);
    get.options.range = Some(ByteRange::between((8 << 40) - 4, 8 << 40).unwrap());
    assert_eq!(world.send(&get).unwrap().content, &b"\0\0\0\0"[..]);
}

#[test]
fn a_copy_of_pages_is_as_long_from_the_start_and_fills_up() {
    let world = World::new();
    make_pages(&world, "source", 1024);
    world.send(&page(&world, "source", 0, b'a')).unwrap();
    world.send(&page(&world, "source", 1, b'b')).unwrap();
    world.send(&world.copy("source", "target")).unwrap();
    let start = world.properties("target");
    assert_eq!(start.content_length, Some(1024));
    assert_eq!(start.blob_type, Some(BlobType::Page));
    assert_eq!(start.copy.unwrap().progress, Some(Progress::new(0, 1024)));
    assert!(world.content("target").iter().all(|byte| *byte == 0));

    world.pass(5);
    let halfway = world.properties("target");
    assert_ne!(halfway.etag, start.etag);
    assert_eq!(halfway.copy.unwrap().status, CopyStatus::Pending);
    let content = world.content("target");
    assert_eq!((content[511], content[512]), (b'a', 0));

    world.pass(5);
    let done = world.properties("target");
    assert_ne!(done.etag, halfway.etag);
    assert_eq!(done.last_modified, world.date(10));
    assert_eq!(world.content("target"), world.content("source"));
}

#[test]
fn no_page_is_written_while_a_copy_is_pending_and_one_afterwards_leaves_it_told() {
    let world = World::new();
    make_pages(&world, "source", 512);
    world.send(&world.copy("source", "target")).unwrap();
    let write = page(&world, "target", 0, b'x');
    assert_eq!(world.denied(&write), (409, ErrorCode::PendingCopyOperation));
    world.pass(10);
    world.send(&write).unwrap();
    assert_eq!(world.copy_state("target").status, CopyStatus::Success);
}

#[test]
fn an_aborted_copy_of_pages_leaves_none() {
    let world = World::new();
    make_pages(&world, "source", 1024);
    let started = world.send(&world.copy("source", "target")).unwrap();
    world.pass(5);
    world
        .send(&AbortCopyBlob::new(world.blob("target"), started.copy_id))
        .unwrap();
    let properties = world.properties("target");
    assert_eq!(properties.content_length, Some(0));
    assert_eq!(properties.blob_type, Some(BlobType::Page));
    assert_eq!(
        properties.copy.unwrap().progress,
        Some(Progress::new(512, 1024))
    );
}

#[test]
fn a_sequence_number_is_carried_by_a_copy() {
    let world = World::at_pace(Pace::at_once());
    let put = PutBlob::page(world.blob("source"), PageBlobLength::new(512).unwrap());
    let request = world.signed_with(&put, &[("x-ms-blob-sequence-number", "7")]);
    assert_eq!(world.exchange(request).status().as_u16(), 201);
    world.send(&world.copy("source", "target")).unwrap();
    assert_eq!(world.properties("target").sequence_number, Some(7));
}

#[test]
fn what_is_appended_follows_what_is_there() {
    let world = World::new();
    world.send(&PutBlob::append(world.blob("log"))).unwrap();
    let reply = world.reply(&append(&world, "log", b"abc"));
    assert_eq!(reply.status().as_u16(), 201);
    assert_eq!(reply.headers()["x-ms-blob-append-offset"], "0");
    assert_eq!(reply.headers()["x-ms-blob-committed-block-count"], "1");
    let second = world.send(&append(&world, "log", b"def")).unwrap();
    assert_eq!(second.append_offset, Some(3));
    assert_eq!(world.content("log"), "abcdef");
    let properties = world.properties("log");
    assert_eq!(properties.blob_type, Some(BlobType::Append));
    assert_eq!(properties.committed_block_count, Some(2));
    let mut get = GetBlob::new(world.blob("log"));
    get.options.range = Some(ByteRange::between(2, 5).unwrap());
    assert_eq!(world.send(&get).unwrap().content, "cde");
}

#[test]
fn an_append_depends_on_length_and_kind() {
    let world = World::new();
    world.send(&PutBlob::append(world.blob("log"))).unwrap();
    let mut wish = append(&world, "log", b"abc");
    wish.options.append_position = Some(1);
    assert_eq!(
        world.denied(&wish),
        (412, ErrorCode::AppendPositionConditionNotMet)
    );
    wish.options.append_position = Some(0);
    wish.options.max_size = Some(2);
    assert_eq!(
        world.denied(&wish),
        (412, ErrorCode::MaxBlobSizeConditionNotMet)
    );
    wish.options.max_size = Some(3);
    assert!(world.send(&wish).is_ok());
    assert_eq!(
        world.denied(&append(&world, "log", b"")),
        (400, ErrorCode::InvalidHeaderValue)
    );
    world.put("block", b"x");
    assert_eq!(
        world.denied(&append(&world, "block", b"y")),
        (409, ErrorCode::InvalidBlobType)
    );
}

#[test]
fn an_append_blob_is_copied_with_its_blocks_and_can_be_sealed_so() {
    let world = World::new();
    world.send(&PutBlob::append(world.blob("log"))).unwrap();
    world.send(&append(&world, "log", b"abc")).unwrap();
    world.send(&append(&world, "log", b"def")).unwrap();
    let mut copy = world.copy("log", "target");
    copy.options.seal = Some(true);
    world.send(&copy).unwrap();
    let pending = world.properties("target");
    assert_eq!(
        (pending.committed_block_count, pending.sealed),
        (Some(0), None)
    );
    world.pass(10);
    let done = world.properties("target");
    assert_eq!(
        (done.committed_block_count, done.sealed),
        (Some(2), Some(true))
    );
    assert_eq!(world.content("target"), "abcdef");
    assert_eq!(
        world.denied(&append(&world, "target", b"g")),
        (409, ErrorCode::BlobIsSealed)
    );
    assert!(world.send(&append(&world, "log", b"g")).is_ok());

    world.send(&world.copy("target", "again")).unwrap();
    world.pass(10);
    assert_eq!(world.properties("again").sealed, Some(true));
    world.put("block", b"x");
    let mut copy = world.copy("block", "other");
    copy.options.seal = Some(true);
    assert_eq!(world.denied(&copy), (409, ErrorCode::InvalidBlobType));
}

#[test]
fn an_append_takes_the_copy_headers_away() {
    let world = World::at_pace(Pace::at_once());
    world.send(&PutBlob::append(world.blob("log"))).unwrap();
    world.send(&world.copy("log", "target")).unwrap();
    assert!(world.properties("target").copy.is_some());
    world.send(&append(&world, "target", b"x")).unwrap();
    assert_eq!(world.properties("target").copy, None);
}

#[test]
fn blocks_become_a_blob_when_they_are_committed() {
    let world = World::new();
    let reply = world.reply(&block(&world, "YQ==", b"one "));
    assert_eq!(reply.status().as_u16(), 201);
    assert!(reply.headers().contains_key("x-ms-content-crc64"));
    world.send(&block(&world, "Yg==", b"two")).unwrap();
    let get = GetBlob::new(world.blob("blob"));
    assert_eq!(world.denied(&get), (404, ErrorCode::BlobNotFound));

    let choose = |a: fn(BlockId) -> BlockChoice, b: fn(BlockId) -> BlockChoice| {
        list(&world, vec![a(id("Yg==")), b(id("YQ=="))])
    };
    let mut first = choose(BlockChoice::Uncommitted, BlockChoice::Latest);
    first.options.blob_content_type = HeaderText::parse("text/plain").ok();
    assert_eq!(world.reply(&first).status().as_u16(), 201);
    assert_eq!(world.content("blob"), "twoone ");
    assert_eq!(
        world.properties("blob").content_type,
        first.options.blob_content_type
    );

    world.send(&block(&world, "YQ==", b"ONE")).unwrap();
    world
        .send(&choose(BlockChoice::Committed, BlockChoice::Latest))
        .unwrap();
    assert_eq!(world.content("blob"), "twoONE");
    assert_eq!(
        world.denied(&choose(BlockChoice::Uncommitted, BlockChoice::Latest)),
        (400, ErrorCode::InvalidBlockList)
    );
    assert_eq!(world.content("blob"), "twoONE");
}

#[test]
fn blocks_have_names_of_one_length_and_go_with_a_write_of_the_whole() {
    let world = World::new();
    world.send(&block(&world, "YQ==", b"one")).unwrap();
    assert_eq!(
        world.denied(&block(&world, "YWFhYQ==", b"two")),
        (400, ErrorCode::InvalidBlobOrBlock)
    );
    world.put("blob", b"whole");
    let commit = list(&world, vec![BlockChoice::Latest(id("YQ=="))]);
    assert_eq!(world.denied(&commit), (400, ErrorCode::InvalidBlockList));
    assert!(world.send(&block(&world, "YWFhYQ==", b"two")).is_ok());
}

#[test]
fn no_block_goes_into_a_blob_of_another_kind_or_one_that_is_copied_into_or_leased() {
    let world = World::new();
    world.send(&PutBlob::append(world.blob("blob"))).unwrap();
    let wish = block(&world, "YQ==", b"one");
    assert_eq!(world.denied(&wish), (409, ErrorCode::InvalidBlobType));
    let commit = list(&world, Vec::new());
    assert_eq!(world.denied(&commit), (409, ErrorCode::InvalidBlobType));

    let world = World::new();
    world.put("source", b"abc");
    world.send(&world.copy("source", "blob")).unwrap();
    for refused in [
        world.denied(&block(&world, "YQ==", b"one")),
        world.denied(&list(&world, Vec::new())),
    ] {
        assert_eq!(refused, (409, ErrorCode::PendingCopyOperation));
    }
    let mut wish = block(&world, "YQ==", b"one");
    world.pass(10);
    wish.options.lease_id = LeaseId::parse("00000000-0000-4000-8000-00000000000a").ok();
    assert_eq!(
        world.denied(&wish),
        (412, ErrorCode::LeaseNotPresentWithBlobOperation)
    );
}

#[test]
fn a_commit_takes_the_copy_headers_away_and_a_mere_block_does_not() {
    let world = World::at_pace(Pace::at_once());
    world.put("source", b"abc");
    world.send(&world.copy("source", "blob")).unwrap();
    world.send(&block(&world, "YQ==", b"one")).unwrap();
    assert!(world.properties("blob").copy.is_some());
    world
        .send(&list(&world, vec![BlockChoice::Latest(id("YQ=="))]))
        .unwrap();
    assert_eq!(world.properties("blob").copy, None);
}

#[test]
fn a_copy_keeps_the_list_of_blocks_and_drops_those_that_wait() {
    let world = World::at_pace(Pace::at_once());
    world.send(&block(&world, "YQ==", b"one")).unwrap();
    world
        .send(&list(&world, vec![BlockChoice::Latest(id("YQ=="))]))
        .unwrap();
    world.send(&block(&world, "Yg==", b"two")).unwrap();
    world.send(&world.copy("blob", "target")).unwrap();
    let again = |name: &str, id_text: &str| {
        let blocks = vec![
            BlockChoice::Latest(id(id_text)),
            BlockChoice::Latest(id(id_text)),
        ];
        PutBlockList::new(world.blob(name), blocks)
    };
    world.send(&again("target", "YQ==")).unwrap();
    assert_eq!(world.content("target"), "oneone");
    world.send(&world.copy("blob", "blob")).unwrap();
    assert_eq!(
        world.denied(&again("blob", "Yg==")),
        (400, ErrorCode::InvalidBlockList)
    );
}

#[test]
fn a_blob_is_copied_over_its_own_kind_alone() {
    let world = World::new();
    world.put("block", b"x");
    world.send(&PutBlob::append(world.blob("append"))).unwrap();
    make_pages(&world, "pages", 512);
    for (source, target) in [("block", "append"), ("append", "pages"), ("pages", "block")] {
        let copy = world.copy(source, target);
        assert_eq!(
            world.denied(&copy),
            (409, ErrorCode::InvalidBlobType),
            "{target}"
        );
    }
    assert_eq!(world.content("block"), "x");
}

#[test]
fn a_blob_of_one_kind_can_be_put_over_one_of_another() {
    let world = World::new();
    make_pages(&world, "blob", 512);
    world.put("blob", b"x");
    assert_eq!(world.properties("blob").blob_type, Some(BlobType::Block));
    assert_eq!(world.properties("blob").sequence_number, None);
}

#[test]
fn a_hash_of_a_part_is_computed_when_it_is_asked_for() {
    let world = World::new();
    world.put("blob", b"0123456789x");
    let mut get = GetBlob::new(world.blob("blob"));
    get.options.range_get_content_md5 = Some(true);
    let refusal = world.refusal(&get);
    assert_eq!(
        refusal.header_name.as_deref(),
        Some("x-ms-range-get-content-md5")
    );
    get.options.range = Some(ByteRange::between(0, 10).unwrap());
    let part = world.send(&get).unwrap();
    assert_eq!(
        part.properties.content_md5.unwrap().as_str(),
        "eB5eJF1ptWaXm4bijSPyxw=="
    );
}
