//! Listings, page by page.

use std::num::NonZeroU64;

use blobcopy_emulator::Pace;
use blobcopy_proto::ops::{
    DeleteBlob, ListBlobs, ListBlobsOutput, PutBlob, PutBlock, SnapshotBlob,
};
use blobcopy_proto::{
    AccessTier, BlobRevision, BlobType, BlockId, CopyStatus, ErrorCode, LeaseState, ListInclude,
    MaxResults, ServiceVersion,
};
use bytes::Bytes;
use http::Request;

use crate::world::{KEY, World, sign};

fn of(names: &[&'static str]) -> World {
    let world = World::new();
    for name in names {
        world.put(name, b"x");
    }
    world
}

fn wish(world: &World) -> ListBlobs {
    ListBlobs::new(world.container("box"))
}

fn names(page: &ListBlobsOutput) -> Vec<&str> {
    page.blobs.iter().map(|blob| &*blob.name).collect()
}

fn prefixes(page: &ListBlobsOutput) -> Vec<&str> {
    page.prefixes.iter().map(|prefix| &*prefix.name).collect()
}

/// All pages, each of which must not have more entries than requested.
fn pages(world: &World, mut list: ListBlobs, most: u16) -> Vec<ListBlobsOutput> {
    list.options.max_results = MaxResults::new(most).ok();
    let mut pages = Vec::new();
    loop {
        let page = world.send(&list).unwrap();
        assert!(page.blobs.len() + page.prefixes.len() <= most.into());
        list.options.marker = page.next_marker.clone();
        pages.push(page);
        if list.options.marker.is_none() {
            return pages;
        }
        assert!(pages.len() < 100, "the listing does not end");
    }
}

fn raw(world: &World, query: &str) -> http::Response<Bytes> {
    let url = world.url(&format!("box?restype=container&comp=list{query}"));
    let request = Request::get(url)
        .header("x-ms-version", ServiceVersion::NEWEST.as_str())
        .body(Bytes::new())
        .unwrap();
    world.exchange(sign(request, KEY, world.clock.now()))
}

#[test]
fn blobs_are_told_in_the_order_of_their_bytes() {
    let world = of(&["b", "a", "B", "a/1", "ä", "a b"]);
    let page = world.send(&wish(&world)).unwrap();
    assert_eq!(names(&page), ["B", "a", "a b", "a/1", "b", "ä"]);
    assert_eq!(page.next_marker, None);
    assert_eq!(page.container_name.as_deref(), Some("box"));
    assert_eq!(
        page.service_endpoint.as_deref(),
        Some(&*format!("{}/", world.emulator.endpoint("acct")))
    );
}

#[test]
fn a_listed_blob_says_what_its_properties_say() {
    let world = of(&["blob"]);
    let page = world.send(&wish(&world)).unwrap();
    let listed = &page.blobs[0].properties;
    let told = world.properties("blob");
    assert_eq!(listed.etag, told.etag);
    assert_eq!(listed.last_modified, told.last_modified);
    assert_eq!(listed.creation_time, told.creation_time);
    assert_eq!(listed.content_length, Some(1));
    assert_eq!(listed.content_type, told.content_type);
    assert_eq!(listed.content_md5, told.content_md5);
    assert_eq!(listed.blob_type, Some(BlobType::Block));
    assert_eq!(listed.access_tier, Some(AccessTier::Hot));
    assert_eq!(listed.lease_state, Some(LeaseState::Available));
    let reply = raw(&world, "");
    assert_eq!(reply.headers()["content-type"], "application/xml");
    let body = std::str::from_utf8(reply.body()).unwrap();
    assert!(body.starts_with("\u{feff}<?xml"), "{body}");
    assert!(body.contains("<Etag>0x"), "{body}");
}

#[test]
fn pages_together_are_the_whole() {
    let world = of(&["a", "b", "c", "d", "e"]);
    let pages = pages(&world, wish(&world), 2);
    let all: Vec<Vec<&str>> = pages.iter().map(names).collect();
    assert_eq!(all, [vec!["a", "b"], vec!["c", "d"], vec!["e"]]);
    assert_eq!(pages[1].marker, pages[0].next_marker);
    assert_eq!(pages[1].max_results, Some(2));
}

#[test]
fn a_page_goes_on_where_the_last_one_ended_whatever_was_deleted_meanwhile() {
    let world = of(&["a", "b", "c"]);
    let mut list = wish(&world);
    list.options.max_results = MaxResults::new(1).ok();
    list.options.marker = world.send(&list).unwrap().next_marker;
    world.send(&DeleteBlob::new(world.blob("b"))).unwrap();
    assert_eq!(names(&world.send(&list).unwrap()), ["c"]);
}

#[test]
fn a_prefix_selects_and_a_name_to_start_from_skips() {
    let world = of(&["a", "b1", "b2", "b3", "c"]);
    let mut list = wish(&world);
    list.options.prefix = Some("b".to_owned());
    let page = world.send(&list).unwrap();
    assert_eq!(names(&page), ["b1", "b2", "b3"]);
    assert_eq!(page.prefix.as_deref(), Some("b"));
    let reply = raw(&world, "&prefix=b&startFrom=b2");
    let page = <ListBlobs as blobcopy_proto::Operation>::decode(&reply).unwrap();
    assert_eq!(names(&page), ["b2", "b3"]);
    list.options.prefix = Some("d".to_owned());
    assert!(world.send(&list).unwrap().blobs.is_empty());
}

#[test]
fn a_delimiter_tells_names_that_begin_alike_as_one() {
    let world = of(&["a", "d/1", "d/2", "d/e/3", "e/1", "f"]);
    let mut list = wish(&world);
    list.options.delimiter = Some("/".to_owned());
    let page = world.send(&list).unwrap();
    assert_eq!(names(&page), ["a", "f"]);
    assert_eq!(prefixes(&page), ["d/", "e/"]);
    list.options.prefix = Some("d/".to_owned());
    let page = world.send(&list).unwrap();
    assert_eq!(
        (names(&page), prefixes(&page)),
        (vec!["d/1", "d/2"], vec!["d/e/"])
    );

    list.options.prefix = None;
    let told: Vec<String> = pages(&world, list, 1)
        .iter()
        .flat_map(|page| [names(page), prefixes(page)].concat())
        .map(str::to_owned)
        .collect();
    assert_eq!(told, ["a", "d/", "e/", "f"]);
}

#[test]
fn what_is_not_asked_for_is_not_told() {
    let world = World::at_pace(Pace::at_once());
    let mut put = PutBlob::new(world.blob("source"), Bytes::new());
    put.options.metadata.insert("owner", "me").unwrap();
    put.options.tags.insert("color", "red").unwrap();
    world.send(&put).unwrap();
    world.send(&world.copy("source", "target")).unwrap();
    world
        .send(&SnapshotBlob::new(world.blob("source")))
        .unwrap();

    let mut list = wish(&world);
    let page = world.send(&list).unwrap();
    assert_eq!(names(&page), ["source", "target"]);
    assert!(page.blobs[0].properties.metadata.is_empty());
    assert!(page.blobs[0].tags.is_empty());
    assert_eq!(page.blobs[0].properties.tag_count, Some(1));
    assert_eq!(page.blobs[1].properties.copy, None);

    list.options.include = vec![ListInclude::Metadata, ListInclude::Tags, ListInclude::Copy];
    let page = world.send(&list).unwrap();
    assert_eq!(page.blobs[0].properties.metadata, put.options.metadata);
    assert_eq!(page.blobs[0].tags, put.options.tags);
    let copy = page.blobs[1].properties.copy.as_ref().unwrap();
    assert_eq!(copy, &world.copy_state("target"));
}

#[test]
fn pending_copies_are_listed_as_of_now() {
    let rate = NonZeroU64::new(1).unwrap();
    let world = World::at_pace(Pace::bytes_per_second(rate));
    world.put("source", b"0123456789");
    for target in ["t1", "t2"] {
        world.send(&world.copy("source", target)).unwrap();
        world.pass(4);
    }
    let mut list = wish(&world);
    list.options.include = vec![ListInclude::Copy];
    let told = || {
        let page = world.send(&list).unwrap();
        let copies = page.blobs.iter().skip(1).map(|blob| {
            let copy = blob.properties.copy.as_ref().unwrap();
            (
                copy.status.clone(),
                copy.progress.unwrap().copied,
                blob.properties.content_length,
            )
        });
        copies.collect::<Vec<_>>()
    };
    let pending = |copied| (CopyStatus::Pending, copied, Some(0));
    let done = (CopyStatus::Success, 10, Some(10));
    assert_eq!(told(), [pending(8), pending(4)]);
    world.pass(2);
    assert_eq!(told(), [done.clone(), pending(6)]);
    world.pass(60);
    assert_eq!(told(), [done.clone(), done]);
    let page = world.send(&list).unwrap();
    assert_eq!(page.blobs[1].properties.last_modified, world.date(10));
}

#[test]
fn snapshots_come_before_their_blob_and_pages_may_end_between_them() {
    let world = of(&["a", "b"]);
    let made: Vec<String> = (0..3)
        .map(|_| {
            world
                .send(&SnapshotBlob::new(world.blob("a")))
                .unwrap()
                .snapshot
                .to_string()
        })
        .collect();
    let mut list = wish(&world);
    list.options.include = vec![ListInclude::Snapshots];
    let told = |pages: &[ListBlobsOutput]| -> Vec<(String, Option<String>)> {
        let blobs = pages.iter().flat_map(|page| &page.blobs);
        blobs
            .map(|blob| {
                let snapshot = blob.snapshot.as_ref().map(|time| time.to_string());
                (blob.name.clone(), snapshot)
            })
            .collect()
    };
    let mut expected: Vec<(String, Option<String>)> = made
        .iter()
        .map(|time| ("a".to_owned(), Some(time.clone())))
        .collect();
    expected.push(("a".to_owned(), None));
    expected.push(("b".to_owned(), None));
    for most in 1..=6 {
        assert_eq!(
            told(&pages(&world, list.clone(), most)),
            expected,
            "{most} a page"
        );
    }
    let kept = world
        .blob("a")
        .at(BlobRevision::Snapshot(made[1].as_str().into()));
    world.send(&DeleteBlob::new(kept)).unwrap();
    expected.remove(1);
    assert_eq!(told(&[world.send(&list).unwrap()]), expected);
}

#[test]
fn versions_are_listed_if_asked_for() {
    let world = World::built(|builder| builder.versioning(true));
    world.put("blob", b"1");
    world.put("blob", b"22");
    let mut list = wish(&world);
    let page = world.send(&list).unwrap();
    assert_eq!(names(&page), ["blob"]);
    assert_eq!(page.blobs[0].properties.version_id, None);
    list.options.include = vec![ListInclude::Versions];
    let page = world.send(&list).unwrap();
    let told: Vec<(Option<bool>, Option<u64>)> = page
        .blobs
        .iter()
        .map(|blob| {
            (
                blob.properties.is_current_version,
                blob.properties.content_length,
            )
        })
        .collect();
    assert_eq!(told, [(None, Some(1)), (Some(true), Some(2))]);
    world.send(&DeleteBlob::new(world.blob("blob"))).unwrap();
    assert_eq!(world.send(&list).unwrap().blobs.len(), 2);
    assert!(world.send(&wish(&world)).unwrap().blobs.is_empty());
}

#[test]
fn mere_blocks_are_listed_if_asked_for() {
    let world = of(&["a", "c"]);
    let id = BlockId::parse("YQ==").unwrap();
    world
        .send(&PutBlock::new(
            world.blob("b"),
            id,
            Bytes::from_static(b"x"),
        ))
        .unwrap();
    let mut list = wish(&world);
    assert_eq!(names(&world.send(&list).unwrap()), ["a", "c"]);
    list.options.include = vec![ListInclude::UncommittedBlobs];
    let pages = pages(&world, list, 1);
    let told: Vec<&str> = pages.iter().flat_map(names).collect();
    assert_eq!(told, ["a", "b", "c"]);
    world.send(&DeleteBlob::new(world.blob("b"))).unwrap();
    assert_eq!(names(&world.send(&wish(&world)).unwrap()), ["a", "c"]);
}

#[test]
fn a_listing_that_makes_no_sense_is_refused() {
    let world = of(&["a"]);
    for (query, status, code) in [
        ("&maxresults=0", 400, "OutOfRangeQueryParameterValue"),
        ("&maxresults=many", 400, "InvalidQueryParameterValue"),
        ("&marker=nothing-of-ours", 400, "InvalidQueryParameterValue"),
        ("&include=everything", 400, "InvalidQueryParameterValue"),
        (
            "&delimiter=%2F&include=snapshots",
            400,
            "InvalidQueryParameterValue",
        ),
        ("&maxresults=9999", 200, ""),
    ] {
        let reply = raw(&world, query);
        assert_eq!(reply.status().as_u16(), status, "{query}");
        let told = reply.headers().get("x-ms-error-code");
        assert_eq!(
            told.map_or("", |code| code.to_str().unwrap()),
            code,
            "{query}"
        );
    }
    let nowhere = ListBlobs::new(world.container("nowhere"));
    assert_eq!(world.denied(&nowhere), (404, ErrorCode::ContainerNotFound));
}

#[test]
fn a_plus_in_a_query_is_a_space_however_it_was_signed() {
    let world = of(&["a b/c", "a+b/c"]);
    let page = raw(&world, "&prefix=a+b");
    assert_eq!(page.status().as_u16(), 200);
    let text = String::from_utf8_lossy(page.body()).into_owned();
    assert!(text.contains("<Name>a b/c</Name>"), "{text}");
    assert!(!text.contains("<Name>a+b/c</Name>"), "{text}");

    // Some clients sign the space that the `+` stands for.
    let url = world.url("box?restype=container&comp=list&prefix=a%20b");
    let request = Request::get(url).header("x-ms-version", ServiceVersion::NEWEST.as_str());
    let signed = sign(request.body(Bytes::new()).unwrap(), KEY, world.clock.now());
    let (mut head, body) = signed.into_parts();
    head.uri = world
        .url("box?restype=container&comp=list&prefix=a+b")
        .parse()
        .unwrap();
    let reply = world.exchange(Request::from_parts(head, body));
    assert_eq!(reply.status().as_u16(), 200);
}

#[test]
fn a_version_that_does_not_know_where_to_start_ignores_it() {
    let world = of(&["a", "b"]);
    let url = world.url("box?restype=container&comp=list&startFrom=b");
    let listed = |version: &str| {
        let request = Request::get(&url).header("x-ms-version", version);
        let request = sign(request.body(Bytes::new()).unwrap(), KEY, world.clock.now());
        let reply = world.exchange(request);
        String::from_utf8_lossy(reply.body())
            .matches("<Name>")
            .count()
    };
    assert_eq!(listed("2023-11-03"), 2);
    assert_eq!(listed("2026-02-06"), 1);
}

#[test]
fn names_with_nothing_to_show_make_no_prefix() {
    let world = of(&["shown/a"]);
    let id = BlockId::parse("MQ==").unwrap();
    let block = PutBlock::new(world.blob("blocks/a"), id, Bytes::from_static(b"x"));
    world.send(&block).unwrap();
    let mut list = wish(&world);
    list.options.delimiter = Some("/".to_owned());
    assert_eq!(prefixes(&world.send(&list).unwrap()), ["shown/"]);
    list.options.include = vec![ListInclude::UncommittedBlobs];
    assert_eq!(prefixes(&world.send(&list).unwrap()), ["blocks/", "shown/"]);
}

#[test]
fn a_backslash_in_a_name_is_a_slash() {
    let world = of(&["a\\b"]);
    assert_eq!(names(&world.send(&wish(&world)).unwrap()), ["a/b"]);
    assert_eq!(world.content("a/b"), "x");
}
