//! Ranges of page blobs, and what changed in them.

use blobcopy_proto::ops::{
    GetPageRanges, GetPageRangesOutput, PageWrite, PutBlob, PutPage, SnapshotBlob,
};
use blobcopy_proto::{
    BlobRevision, ByteRange, ErrorCode, MaxResults, Operation, PageBlobLength, PageRange,
    ServiceError, ServiceVersion,
};
use bytes::Bytes;

use crate::world::{KEY, World, sign};

fn pages(first: u64, end: u64) -> PageRange {
    PageRange::new(first * 512, end * 512).unwrap()
}

fn write(world: &World, first: u64, end: u64) {
    let content = vec![7; usize::try_from((end - first) * 512).unwrap()];
    let write = PageWrite::Update(Bytes::from(content));
    let put = PutPage::new(world.blob("pages"), pages(first, end), write);
    world.send(&put).unwrap();
}

fn clear(world: &World, first: u64, end: u64) {
    let put = PutPage::new(world.blob("pages"), pages(first, end), PageWrite::Clear);
    world.send(&put).unwrap();
}

/// A page blob of 100 pages, of which 10 to 19 and 30 are written.
fn written() -> World {
    let world = World::new();
    let length = PageBlobLength::new(51_200).unwrap();
    world
        .send(&PutBlob::page(world.blob("pages"), length))
        .unwrap();
    write(&world, 10, 15);
    write(&world, 15, 20);
    write(&world, 30, 31);
    world
}

fn all(world: &World) -> GetPageRanges {
    GetPageRanges::new(world.blob("pages"))
}

fn snapshot(world: &World) -> String {
    let taken = world.send(&SnapshotBlob::new(world.blob("pages"))).unwrap();
    taken.snapshot.to_string()
}

/// The ranges with content, and those that were cleared, each with the number of its first page and of its end.
fn told(output: &GetPageRangesOutput) -> [Vec<(u64, u64)>; 2] {
    [&output.ranges, &output.cleared].map(|ranges| {
        let ranges = ranges.iter();
        ranges
            .map(|range| (range.start() / 512, range.end() / 512))
            .collect()
    })
}

#[test]
fn ranges_that_were_written_are_listed_and_adjacent_ones_joined() {
    let world = written();
    let output = world.send(&all(&world)).unwrap();
    assert_eq!(told(&output), [vec![(10, 20), (30, 31)], vec![]]);
    assert_eq!(output.content_length, Some(51_200));
    assert_eq!(output.etag, world.properties("pages").etag);
    clear(&world, 12, 13);
    let output = world.send(&all(&world)).unwrap();
    assert_eq!(told(&output)[0], [(10, 12), (13, 20), (30, 31)]);

    let mut part = all(&world);
    part.options.range = Some(ByteRange::between(7_000, 9_000).unwrap());
    assert_eq!(told(&world.send(&part).unwrap())[0], [(13, 18)]);
    part.options.range = Some(ByteRange::from(51_200));
    assert_eq!(world.denied(&part), (416, ErrorCode::InvalidPageRange));
}

#[test]
fn ranges_are_listed_in_pages() {
    let world = written();
    for page in [50, 60, 70, 99] {
        write(&world, page, page + 1);
    }
    let mut list = all(&world);
    list.max_results = MaxResults::new(2).ok();
    let mut seen = Vec::new();
    loop {
        let output = world.send(&list).unwrap();
        assert!(output.ranges.len() <= 2);
        seen.extend(told(&output)[0].clone());
        list.marker = output.next_marker;
        if list.marker.is_none() {
            break;
        }
    }
    let expected = [(10, 20), (30, 31), (50, 51), (60, 61), (70, 71), (99, 100)];
    assert_eq!(seen, expected);
    for marker in ["x", "-1", "511", "18446744073709551616"] {
        list.marker = Some(marker.to_owned());
        assert_eq!(
            world.denied(&list),
            (400, ErrorCode::InvalidQueryParameterValue),
            "{marker}"
        );
    }
    list.marker = Some("18446744073709551104".to_owned());
    assert_eq!(world.send(&list).unwrap().ranges, []);
}

#[test]
fn a_comparison_lists_what_was_written_and_cleared_since_a_snapshot() {
    let world = written();
    let first = snapshot(&world);
    world.pass(1);
    // The same bytes again are a change.
    write(&world, 10, 11);
    clear(&world, 15, 16);
    write(&world, 40, 42);
    let mut compare = all(&world);
    compare.previous_snapshot = Some(first.clone());
    let output = world.send(&compare).unwrap();
    assert_eq!(told(&output), [vec![(10, 11), (40, 42)], vec![(15, 16)]]);

    let second = snapshot(&world);
    clear(&world, 0, 100);
    compare.blob = world
        .blob("pages")
        .at(BlobRevision::Snapshot(second.as_str().into()));
    assert_eq!(world.send(&compare).unwrap().ranges, output.ranges);
    compare.max_results = MaxResults::new(1).ok();
    assert_eq!(
        told(&world.send(&compare).unwrap()),
        [vec![(10, 11)], vec![]]
    );

    compare.previous_snapshot = Some(second);
    compare.blob = world.blob("pages").at(BlobRevision::Snapshot(first.into()));
    assert_eq!(
        world.denied(&compare),
        (400, ErrorCode::PreviousSnapshotCannotBeNewer)
    );
    compare.blob = world.blob("pages");
    compare.previous_snapshot = Some("2020-01-01T00:00:00.0000000Z".to_owned());
    assert_eq!(
        world.denied(&compare),
        (409, ErrorCode::PreviousSnapshotNotFound)
    );
}

#[test]
fn only_page_blobs_have_ranges_and_none_while_a_copy_is_pending() {
    let world = written();
    world.put("block", b"x");
    let block = GetPageRanges::new(world.blob("block"));
    assert_eq!(world.denied(&block), (409, ErrorCode::InvalidBlobType));
    let none = GetPageRanges::new(world.blob("none"));
    assert_eq!(world.denied(&none), (404, ErrorCode::BlobNotFound));

    world.send(&world.copy("pages", "target")).unwrap();
    let target = GetPageRanges::new(world.blob("target"));
    assert_eq!(
        world.denied(&target),
        (409, ErrorCode::PendingCopyOperation)
    );
    world.pass(10);
    let output = world.send(&target).unwrap();
    assert_eq!(told(&output)[0], [(10, 20), (30, 31)]);
}

#[test]
fn a_version_without_pages_lists_all_and_odd_parameters_are_refused() {
    let world = written();
    let asked = |query: &str, version: &str| {
        let mut request = all(&world).request(ServiceVersion::DEFAULT).unwrap();
        let target = format!("{}&{query}", request.uri());
        *request.uri_mut() = target.parse().unwrap();
        let headers = request.headers_mut();
        headers.insert("x-ms-version", version.parse().unwrap());
        world.exchange(sign(request, KEY, world.clock.now()))
    };
    let reply = asked("maxresults=1", "2019-12-12");
    let output = GetPageRanges::decode(&reply).unwrap();
    assert_eq!((output.ranges.len(), output.next_marker), (2, None));
    for (number, code) in [
        ("0", ErrorCode::OutOfRangeQueryParameterValue),
        ("-1", ErrorCode::InvalidQueryParameterValue),
        ("many", ErrorCode::InvalidQueryParameterValue),
    ] {
        let reply = asked(&format!("maxresults={number}"), "2025-11-05");
        let refusal = ServiceError::decode(&reply);
        assert_eq!((refusal.status.as_u16(), refusal.code), (400, Some(code)));
    }
}
