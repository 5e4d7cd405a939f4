//! Lists of blocks, committed and not.

use blobcopy_proto::ops::{
    BlockChoice, BlockListKind, GetBlockList, GetBlockListOutput, PutBlob, PutBlock, PutBlockList,
};
use blobcopy_proto::{BlobRevision, BlockId, ErrorCode, ServiceError};
use bytes::Bytes;
use http::Request;

use crate::world::{KEY, World, sign};

fn id(text: &str) -> BlockId {
    BlockId::parse(text).unwrap()
}

fn put(world: &World, block: &str, content: &'static [u8]) {
    let content = Bytes::from_static(content);
    let put = PutBlock::new(world.blob("blob"), id(block), content);
    world.send(&put).unwrap();
}

fn list(world: &World, list: BlockListKind) -> GetBlockList {
    let mut get = GetBlockList::new(world.blob("blob"));
    get.list = list;
    get
}

/// Ids and lengths: of the committed blocks, and of the others.
fn told(output: GetBlockListOutput) -> [Option<Vec<(String, u64)>>; 2] {
    [output.committed, output.uncommitted].map(|blocks| {
        let blocks = blocks?.into_iter();
        Some(
            blocks
                .map(|block| (block.id.to_string(), block.length))
                .collect(),
        )
    })
}

fn blocks(blocks: &[(&str, u64)]) -> Option<Vec<(String, u64)>> {
    let blocks = blocks.iter();
    Some(
        blocks
            .map(|(id, length)| ((*id).to_owned(), *length))
            .collect(),
    )
}

#[test]
fn blocks_of_a_blob_are_listed_in_its_order_and_waiting_ones_apart() {
    let world = World::new();
    put(&world, "YQ==", b"12345");
    put(&world, "Yg==", b"678");
    let choices = ["Yg==", "YQ==", "Yg=="].map(|block| BlockChoice::Latest(id(block)));
    let commit = PutBlockList::new(world.blob("blob"), choices.to_vec());
    world.send(&commit).unwrap();
    put(&world, "Yw==", b"9");
    let committed = blocks(&[("Yg==", 3), ("YQ==", 5), ("Yg==", 3)]);
    let waiting = blocks(&[("Yw==", 1)]);
    let get = |kind| world.send(&list(&world, kind)).unwrap();
    assert_eq!(
        told(get(BlockListKind::Committed)),
        [committed.clone(), None]
    );
    assert_eq!(
        told(get(BlockListKind::Uncommitted)),
        [None, waiting.clone()]
    );
    let all = get(BlockListKind::All);
    assert_eq!(all.content_length, Some(11));
    assert_eq!(all.etag, world.properties("blob").etag);
    assert_eq!(told(all), [committed, waiting]);
}

#[test]
fn a_blob_of_uncommitted_blocks_alone_has_a_list_and_nothing_else() {
    let world = World::new();
    let none = list(&world, BlockListKind::All);
    assert_eq!(world.denied(&none), (404, ErrorCode::BlobNotFound));
    put(&world, "YQ==", b"12345");
    let output = world.send(&none).unwrap();
    assert_eq!((&output.etag, output.content_length), (&None, Some(0)));
    assert_eq!(told(output), [blocks(&[]), blocks(&[("YQ==", 5)])]);
    let mut snapshot = none;
    snapshot.blob = world.blob("blob").at(BlobRevision::Snapshot(
        "2026-01-01T00:00:00.0000000Z".into(),
    ));
    assert_eq!(world.denied(&snapshot), (404, ErrorCode::BlobNotFound));
}

#[test]
fn only_block_blobs_have_blocks() {
    let world = World::new();
    world.send(&PutBlob::append(world.blob("blob"))).unwrap();
    let get = list(&world, BlockListKind::Committed);
    assert_eq!(world.denied(&get), (409, ErrorCode::InvalidBlobType));
    world.put("blob2", b"whole");
    let output = world.send(&GetBlockList::new(world.blob("blob2"))).unwrap();
    assert_eq!(told(output), [blocks(&[]), None]);
}

#[test]
fn everybody_may_list_the_blocks_of_a_public_blob_but_not_the_waiting_ones() {
    let world = World::new();
    world.put_elsewhere("acct", "open", "blob", b"x");
    let asked = |query: &str| {
        let request = Request::get(world.url(&format!("open/blob?comp=blocklist{query}")))
            .header("x-ms-version", "2025-11-05")
            .body(Bytes::new())
            .unwrap();
        world.exchange(request).status().as_u16()
    };
    assert_eq!(asked(""), 200);
    assert_eq!(asked("&blocklisttype=all"), 401);
}

#[test]
fn a_kind_of_list_that_is_none_is_refused() {
    let world = World::new();
    world.put("blob", b"x");
    let request = Request::get(world.url("box/blob?comp=blocklist&blocklisttype=some"))
        .header("x-ms-version", "2025-11-05")
        .body(Bytes::new())
        .unwrap();
    let request = sign(request, KEY, world.clock.now());
    let refusal = ServiceError::decode(&world.exchange(request));
    assert_eq!(refusal.code, Some(ErrorCode::InvalidQueryParameterValue));
}
