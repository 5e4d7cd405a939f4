//! Tags, and conditions on them.

use blobcopy_proto::ops::{CopyBlobFromUrl, GetBlob, GetBlobTags, PutBlob};
use blobcopy_proto::{CopyTags, ErrorCode, SourceUrl, TagCondition, Tags};
use bytes::Bytes;

use crate::world::World;

fn tags(pairs: &[(&str, &str)]) -> Tags {
    let mut tags = Tags::new();
    for (key, value) in pairs {
        tags.insert(key, value).unwrap();
    }
    tags
}

fn tagged(name: &str) -> World {
    let world = World::new();
    let mut put = PutBlob::new(world.blob(name), Bytes::from_static(b"abc"));
    put.options.tags = tags(&[("project", "x y"), ("year", "2026")]);
    world.send(&put).unwrap();
    world
}

fn condition(text: &str) -> Option<TagCondition> {
    Some(TagCondition::parse(text).unwrap())
}

fn told(world: &World, name: &str) -> Tags {
    world.send(&GetBlobTags::new(world.blob(name))).unwrap()
}

#[test]
fn tags_are_told_when_asked_for_and_counted_otherwise() {
    let world = tagged("blob");
    assert_eq!(
        told(&world, "blob"),
        tags(&[("project", "x y"), ("year", "2026")])
    );
    assert_eq!(world.properties("blob").tag_count, Some(2));
    let reply = world.reply(&GetBlobTags::new(world.blob("blob")));
    assert_eq!(reply.headers()["content-type"], "application/xml");

    world.put("blob", b"new");
    assert!(told(&world, "blob").is_empty());
    assert_eq!(world.properties("blob").tag_count, None);
    let nothing = GetBlobTags::new(world.blob("nothing"));
    assert_eq!(world.denied(&nothing), (404, ErrorCode::BlobNotFound));
}

#[test]
fn a_read_depends_on_tags() {
    let world = tagged("blob");
    let mut get = GetBlob::new(world.blob("blob"));
    get.options.if_tags = condition("\"project\" = 'x y' AND \"year\" >= '2026'");
    assert!(world.send(&get).is_ok());
    get.options.if_tags = condition("\"year\" > '2026'");
    assert_eq!(world.denied(&get), (412, ErrorCode::ConditionNotMet));
    let other = blobcopy_proto::ETag::parse("\"0x1\"").unwrap();
    get.options.conditions = blobcopy_proto::Conditions::if_none_match(other).into();
    assert_eq!(world.denied(&get), (412, ErrorCode::ConditionNotMet));
    get.options.if_tags = condition("year is 2026");
    let refusal = world.refusal(&get);
    assert_eq!(refusal.code, Some(ErrorCode::InvalidHeaderValue));
    assert_eq!(refusal.header_name.as_deref(), Some("x-ms-if-tags"));
}

#[test]
fn a_write_depends_on_tags_of_what_is_there() {
    let world = tagged("blob");
    let mut put = PutBlob::new(world.blob("blob"), Bytes::new());
    put.options.if_tags = condition("\"year\" = '2025'");
    assert_eq!(world.denied(&put), (412, ErrorCode::ConditionNotMet));
    assert_eq!(world.content("blob"), "abc");
    put.options.if_tags = condition("\"year\" = '2026'");
    assert!(world.send(&put).is_ok());
}

#[test]
fn a_copy_has_the_tags_it_is_given_and_never_those_of_its_source() {
    let world = tagged("source");
    world.send(&world.copy("source", "plain")).unwrap();
    let mut copy = world.copy("source", "target");
    copy.options.tags = tags(&[("color", "red")]);
    world.send(&copy).unwrap();
    world.pass(10);
    assert!(told(&world, "plain").is_empty());
    assert_eq!(told(&world, "target"), tags(&[("color", "red")]));
}

#[test]
fn a_copy_depends_on_tags_of_both_ends() {
    let world = tagged("source");
    world.put("target", b"old");
    let mut copy = world.copy("source", "target");
    copy.options.source_if_tags = condition("\"year\" = '1'");
    assert_eq!(world.denied(&copy), (412, ErrorCode::SourceConditionNotMet));
    copy.options.source_if_tags = condition("\"year\" = '2026'");
    copy.options.if_tags = condition("\"any\" = 'thing'");
    assert_eq!(world.denied(&copy), (412, ErrorCode::ConditionNotMet));
    copy.options.if_tags = None;
    assert!(world.send(&copy).is_ok());
}

#[test]
fn a_copy_within_the_call_takes_the_tags_over_if_it_is_asked_to() {
    let world = tagged("source");
    let source = SourceUrl::of_blob(&world.blob("source")).unwrap();
    let mut copy = CopyBlobFromUrl::new(world.blob("target"), source);
    world.send(&copy).unwrap();
    assert!(told(&world, "target").is_empty());
    copy.options.tags = CopyTags::FromSource;
    world.send(&copy).unwrap();
    assert_eq!(told(&world, "target"), told(&world, "source"));
}
