//! Tags that are set, and blobs that are found by them.

use blobcopy_auth::sas::SasResource;
use blobcopy_proto::ops::{
    CreateContainer, FindBlobsByTags, FindBlobsByTagsInContainer, FoundBlob, GetBlobTags, PutBlob,
    SetBlobTags, SnapshotBlob,
};
use blobcopy_proto::{
    BlobRevision, BlobUrl, ErrorCode, MaxResults, Operation, ServiceError, ServiceVersion, Tags,
};
use bytes::Bytes;
use http::{HeaderValue, Request};

use crate::authorization::{account_sas, forbidden, key, refused, sas};
use crate::world::{KEY, World, sign};

fn tags(pairs: &[(&str, &str)]) -> Tags {
    let mut tags = Tags::new();
    for (key, value) in pairs {
        tags.insert(key, value).unwrap();
    }
    tags
}

fn tag(world: &World, container: &str, name: &str, pairs: &[(&str, &str)]) {
    let blob = BlobUrl::new(world.container(container), name).unwrap();
    let mut put = PutBlob::new(blob, Bytes::new());
    put.options.tags = tags(pairs);
    world.send(&put).unwrap();
}

/// Blobs in two containers, some with tags.
fn tagged() -> World {
    let world = World::new();
    let create = CreateContainer::new(world.container("other"));
    world.send(&create).unwrap();
    tag(&world, "box", "a", &[("year", "2024"), ("kind", "log")]);
    tag(&world, "box", "b", &[("year", "2025"), ("kind", "log")]);
    tag(&world, "box", "c", &[]);
    tag(&world, "other", "a", &[("year", "2026"), ("kind", "log")]);
    tag(&world, "other", "d", &[("year", "2026")]);
    world
}

fn find(world: &World, expression: &str) -> FindBlobsByTags {
    FindBlobsByTags::new(world.endpoint(), expression.to_owned())
}

fn paths(blobs: &[FoundBlob]) -> Vec<String> {
    let blobs = blobs.iter();
    blobs
        .map(|blob| format!("{}/{}", blob.container_name, blob.name))
        .collect()
}

fn found(world: &World, expression: &str) -> Vec<String> {
    let output = world.send(&find(world, expression)).unwrap();
    assert_eq!(output.next_marker, None);
    paths(&output.blobs)
}

#[test]
fn blobs_are_found_in_all_containers_or_in_one() {
    let world = tagged();
    assert_eq!(
        found(&world, "year >= '2025'"),
        ["box/b", "other/a", "other/d"]
    );
    assert_eq!(found(&world, "year > '2024' AND year < '2026'"), ["box/b"]);
    assert_eq!(
        found(
            &world,
            "\"year\" = '2026' AND kind = 'log' AND @container = 'other'"
        ),
        ["other/a"]
    );
    assert_eq!(
        found(&world, "@container = 'none' AND kind = 'log'"),
        [""; 0]
    );
    let within = |name, expression: &str| {
        let container = world.container(name);
        FindBlobsByTagsInContainer::new(container, expression.to_owned())
    };
    let output = world.send(&within("box", "kind = 'log'")).unwrap();
    assert_eq!(paths(&output.blobs), ["box/a", "box/b"]);
    assert_eq!(output.blobs[0].tags, tags(&[("kind", "log")]));
    assert_eq!(output.expression.as_deref(), Some("kind = 'log'"));
    let none = within("none", "kind = 'log'");
    assert_eq!(world.denied(&none), (404, ErrorCode::ContainerNotFound));
}

#[test]
fn blobs_are_found_in_pages_and_a_snapshot_is_none_of_them() {
    let world = tagged();
    world.send(&SnapshotBlob::new(world.blob("a"))).unwrap();
    let mut search = find(&world, "kind = 'log'");
    search.options.max_results = MaxResults::new(1).ok();
    let mut seen = Vec::new();
    loop {
        let output = world.send(&search).unwrap();
        assert!(output.blobs.len() <= 1);
        seen.extend(paths(&output.blobs));
        search.options.marker = output.next_marker;
        if search.options.marker.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["box/a", "box/b", "other/a"]);
    search.options.marker = Some("?".to_owned());
    let invalid = (400, ErrorCode::InvalidQueryParameterValue);
    assert_eq!(world.denied(&search), invalid);
}

#[test]
fn a_search_that_is_none_is_refused_with_its_reason() {
    let world = World::new();
    let refusal = world.refusal(&find(&world, "year = '2026' OR year = '2025'"));
    assert_eq!(refusal.code, Some(ErrorCode::InvalidQueryParameterValue));
    assert_eq!(refusal.query_parameter_name.as_deref(), Some("where"));
    let message = refusal.message.unwrap();
    assert!(
        message.starts_with("Error parsing query at or near character position 15"),
        "{message}"
    );

    let request = Request::get(world.url("?comp=blobs"))
        .header("x-ms-version", "2025-11-05")
        .body(Bytes::new())
        .unwrap();
    let reply = world.exchange(sign(request, KEY, world.clock.now()));
    let refusal = ServiceError::decode(&reply);
    assert_eq!(refusal.code, Some(ErrorCode::MissingRequiredQueryParameter));
}

#[test]
fn tags_are_replaced_and_nothing_else_changes() {
    let world = tagged();
    let before = world.properties("a");
    let new = tags(&[("color", "red")]);
    world
        .send(&SetBlobTags::new(world.blob("a"), new.clone()))
        .unwrap();
    assert_eq!(world.send(&GetBlobTags::new(world.blob("a"))).unwrap(), new);
    assert_eq!(found(&world, "color = 'red'"), ["box/a"]);
    assert_eq!(found(&world, "year = '2024'"), [""; 0]);
    assert_eq!(world.properties("a").etag, before.etag);
    world
        .send(&SetBlobTags::new(world.blob("a"), Tags::new()))
        .unwrap();
    assert_eq!(world.properties("a").tag_count, None);

    let none = SetBlobTags::new(world.blob("none"), Tags::new());
    assert_eq!(world.denied(&none), (404, ErrorCode::BlobNotFound));
    let snapshot = world.send(&SnapshotBlob::new(world.blob("a"))).unwrap();
    let set = SetBlobTags::new(world.blob("a"), Tags::new());
    let snapshot = snapshot.snapshot.to_string();
    assert_eq!(
        world.denied_at_snapshot(&set, &snapshot),
        (400, ErrorCode::InvalidQueryParameterValue)
    );
    let at = world.blob("a").at(BlobRevision::Snapshot(snapshot.into()));
    let set = SetBlobTags::new(at, Tags::new());
    assert!(set.request(ServiceVersion::DEFAULT).is_err());
}

#[test]
fn tags_that_the_service_would_not_store_are_refused() {
    let world = tagged();
    let refusal_of = |document: String| {
        let set = SetBlobTags::new(world.blob("a"), Tags::new());
        let mut request = set.request(ServiceVersion::DEFAULT).unwrap();
        let length = HeaderValue::from(document.len());
        request.headers_mut().insert("content-length", length);
        *request.body_mut() = Bytes::from(document);
        let reply = world.exchange(sign(request, KEY, world.clock.now()));
        let refusal = ServiceError::decode(&reply);
        (
            refusal.status.as_u16(),
            refusal.code.unwrap().as_str().to_owned(),
        )
    };
    let pair = |key: &str, value: &str| {
        format!("<Tags><TagSet><Tag><Key>{key}</Key><Value>{value}</Value></Tag></TagSet></Tags>")
    };
    for (document, code) in [
        (pair("k", &"v".repeat(300)), "TagsTooLarge"),
        (pair("k", "ü"), "InvalidTag"),
        ("<Tags><TagSet>".to_owned(), "InvalidXmlDocument"),
        ("<a>".repeat(100_000), "InvalidXmlDocument"),
        (String::new(), "InvalidXmlDocument"),
    ] {
        assert_eq!(refusal_of(document), (400, code.to_owned()));
    }
    assert_eq!(found(&world, "year = '2024'"), ["box/a"]);
}

#[test]
fn a_pending_copy_refuses_new_tags() {
    let world = tagged();
    world.send(&world.copy("a", "target")).unwrap();
    let set = SetBlobTags::new(world.blob("target"), Tags::new());
    assert_eq!(world.denied(&set), (409, ErrorCode::PendingCopyOperation));
    world.pass(10);
    world.send(&set).unwrap();
    assert!(world.properties("target").copy.is_some());
}

#[test]
fn a_search_needs_its_own_permission() {
    let world = tagged();
    let search = FindBlobsByTagsInContainer::new(world.container("box"), "kind='log'".to_owned());
    let everywhere = find(&world, "kind='log'");
    let of_container = |permissions| {
        let resource = SasResource::container("box");
        sas(resource, permissions).sign(&key()).unwrap()
    };
    assert_eq!(refused(&world, &search, &of_container("f")), None);
    let mismatch = forbidden(ErrorCode::AuthorizationPermissionMismatch);
    assert_eq!(refused(&world, &search, &of_container("rl")), mismatch);
    let elsewhere = forbidden(ErrorCode::AuthenticationFailed);
    assert_eq!(refused(&world, &everywhere, &of_container("f")), elsewhere);
    let of_account = account_sas("b", "s", "f");
    assert_eq!(refused(&world, &everywhere, &of_account), None);
    let tags = SetBlobTags::new(world.blob("a"), Tags::new());
    assert_eq!(refused(&world, &tags, &of_container("w")), mismatch);
    assert_eq!(refused(&world, &tags, &of_container("t")), None);
}
