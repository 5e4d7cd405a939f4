//! Containers and blobs, as far as copies need them.

use blobcopy_proto::ops::{CreateContainer, GetBlob, GetBlobProperties, PutBlob};
use blobcopy_proto::{
    AccessTier, ByteRange, Conditions, ContainerUrl, ContentHash, ContentRange, ErrorCode,
    HeaderText,
};
use bytes::Bytes;
use http::HeaderValue;

use crate::world::{KEY, World, sign};

#[test]
fn what_is_put_is_got() {
    let world = World::new();
    let mut put = PutBlob::new(
        world.blob("a b/ü?&#.txt"),
        Bytes::from_static(b"0123456789"),
    );
    put.options.blob_content_type = Some(HeaderText::parse("text/plain").unwrap());
    put.options.blob_content_encoding = Some(HeaderText::parse("gzip").unwrap());
    put.options.blob_cache_control = Some(HeaderText::parse("no-cache").unwrap());
    put.options.access_tier = Some(AccessTier::Cool);
    put.options.metadata.insert("owner", "me").unwrap();
    let written = world.send(&put).unwrap();
    assert_eq!(
        written.content_md5.as_ref().unwrap().as_str(),
        "eB5eJF1ptWaXm4bijSPyxw=="
    );

    let got = world.send(&GetBlob::new(put.blob.clone())).unwrap();
    assert_eq!(got.content, put.content);
    let properties = world.send(&GetBlobProperties::new(put.blob)).unwrap();
    assert_eq!(got.properties, properties);
    assert_eq!(properties.content_length, Some(10));
    assert_eq!(properties.content_type, put.options.blob_content_type);
    assert_eq!(
        properties.content_encoding,
        put.options.blob_content_encoding
    );
    assert_eq!(properties.cache_control, put.options.blob_cache_control);
    assert_eq!(properties.content_md5, written.content_md5);
    assert_eq!(properties.etag, written.etag);
    assert_eq!(properties.last_modified, world.date(0));
    assert_eq!(properties.creation_time, world.date(0));
    assert_eq!(properties.access_tier, Some(AccessTier::Cool));
    assert_eq!(properties.metadata, put.options.metadata);
    assert_eq!(properties.copy, None);
}

#[test]
fn a_large_blob_survives_the_way_there_and_back() {
    let world = World::new();
    let content: Vec<u8> = (0_u32..700_000).flat_map(u32::to_le_bytes).collect();
    let put = PutBlob::new(world.blob("large"), Bytes::from(content));
    world.send(&put).unwrap();
    assert!(world.content("large") == put.content);
}

#[test]
fn a_blob_keeps_its_age_and_its_tier_when_it_is_written_again() {
    let world = World::new();
    let mut put = PutBlob::new(world.blob("blob"), Bytes::new());
    put.options.access_tier = Some(AccessTier::Cool);
    let first = world.send(&put).unwrap();
    world.pass(60);
    world.put("blob", b"new");
    let properties = world.properties("blob");
    assert_eq!(properties.creation_time, world.date(0));
    assert_eq!(properties.last_modified, world.date(60));
    assert_eq!(properties.access_tier, Some(AccessTier::Cool));
    assert_ne!(properties.etag, first.etag);
}

#[test]
fn a_part_is_marked_as_one() {
    let world = World::new();
    world.put("blob", b"0123456789");
    let mut get = GetBlob::new(world.blob("blob"));
    get.options.range = Some(ByteRange::between(2, 5).unwrap());
    let reply = world.exchange(world.signed(&get));
    assert_eq!(reply.status().as_u16(), 206);
    let part = world.send(&get).unwrap();
    assert_eq!(part.content, "234");
    assert_eq!(part.content_range, Some(ContentRange::new(2..5, 10)));
    assert_eq!(part.properties.content_length, Some(3));
    assert_eq!(part.properties.content_md5, None);
    assert_eq!(part.blob_content_md5, world.properties("blob").content_md5);

    get.options.range = Some(ByteRange::from(8));
    assert_eq!(world.send(&get).unwrap().content, "89");
    let standard = world.signed_with(&GetBlob::new(world.blob("blob")), &[("range", "bytes=0-0")]);
    assert_eq!(world.exchange(standard).body(), "0");
}

#[test]
fn a_part_behind_the_end_is_refused_with_the_length() {
    let world = World::new();
    world.put("blob", b"");
    let mut get = GetBlob::new(world.blob("blob"));
    get.options.range = Some(ByteRange::from(0));
    assert_eq!(world.refusal(&get).code, Some(ErrorCode::InvalidRange));
    let reply = world.exchange(world.signed(&get));
    assert_eq!(reply.status().as_u16(), 416);
    assert_eq!(reply.headers()["content-range"], "bytes */0");
}

#[test]
fn a_read_of_what_is_known_is_not_modified_and_has_no_body() {
    let world = World::new();
    world.put("blob", b"0123456789");
    let etag = world.properties("blob").etag.unwrap();
    let mut get = GetBlob::new(world.blob("blob"));
    get.options.conditions = Conditions::if_none_match(etag).into();
    let reply = world.exchange(world.signed(&get));
    assert_eq!(reply.status().as_u16(), 304);
    assert_eq!(reply.headers()["x-ms-error-code"], "ConditionNotMet");
    assert!(reply.body().is_empty());

    world.put("blob", b"new");
    assert_eq!(world.send(&get).unwrap().content, "new");
    get.options.conditions = Conditions::IfUnmodifiedSince(world.date(0).unwrap()).into();
    assert!(world.send(&get).is_ok());
    world.pass(1);
    world.put("blob", b"newer");
    let refusal = world.refusal(&get);
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (412, Some(ErrorCode::ConditionNotMet))
    );
}

#[test]
fn a_write_only_where_nothing_is_meets_what_is_there() {
    let world = World::new();
    let mut put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"first"));
    put.options.conditions = Conditions::if_absent();
    world.send(&put).unwrap();
    put.content = Bytes::from_static(b"second");
    let refusal = world.refusal(&put);
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (409, Some(ErrorCode::BlobAlreadyExists))
    );
    assert_eq!(world.content("blob"), "first");
}

#[test]
fn what_arrives_damaged_is_not_kept() {
    let world = World::new();
    let mut put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"0123456789"));
    put.options.content_hash = Some(ContentHash::md5("AAAAAAAAAAAAAAAAAAAAAA==").unwrap());
    let refusal = world.refusal(&put);
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (400, Some(ErrorCode::Md5Mismatch))
    );
    let told = |element: &str, text: &str| (element.to_owned(), text.to_owned());
    assert_eq!(
        refusal.details,
        [
            told("UserSpecifiedMd5", "AAAAAAAAAAAAAAAAAAAAAA=="),
            told("ServerCalculatedMd5", "eB5eJF1ptWaXm4bijSPyxw=="),
        ]
    );
    put.options.content_hash = Some(ContentHash::crc64("AAAAAAAAAAA=").unwrap());
    let refusal = world.refusal(&put);
    assert_eq!(refusal.code, Some(ErrorCode::Crc64Mismatch));
    put.options.content_hash = ContentHash::crc64(&refusal.details[1].1).ok();
    assert!(world.send(&put).is_ok());
    put.options.content_hash = Some(ContentHash::md5("eB5eJF1ptWaXm4bijSPyxw==").unwrap());
    assert!(world.send(&put).is_ok());
}

#[test]
fn metadata_that_is_none_is_refused() {
    let world = World::new();
    let put = PutBlob::new(world.blob("blob"), Bytes::new());
    for (name, code) in [
        ("x-ms-meta-1a", ErrorCode::InvalidMetadata),
        ("x-ms-meta-a-b", ErrorCode::InvalidMetadata),
        ("x-ms-meta-", ErrorCode::EmptyMetadataKey),
    ] {
        let reply = world.exchange(world.signed_with(&put, &[(name, "x")]));
        assert_eq!(reply.headers()["x-ms-error-code"], code.as_str(), "{name}");
    }
    let long = "x".repeat(8 * 1024);
    let reply = world.exchange(world.signed_with(&put, &[("x-ms-meta-a", &long)]));
    assert_eq!(reply.headers()["x-ms-error-code"], "MetadataTooLarge");
}

#[test]
fn what_is_in_the_archive_cannot_be_read_but_seen() {
    let world = World::new();
    let mut put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"0123456789"));
    put.options.access_tier = Some(AccessTier::Archive);
    world.send(&put).unwrap();
    assert_eq!(
        world.properties("blob").access_tier,
        Some(AccessTier::Archive)
    );
    assert_eq!(
        world.refusal(&GetBlob::new(world.blob("blob"))).code,
        Some(ErrorCode::BlobArchived)
    );
    world.put("other", b"");
    let over_it = world.copy("other", "blob");
    assert_eq!(world.refusal(&over_it).code, Some(ErrorCode::BlobArchived));
    let mut copy = world.copy("blob", "target");
    assert_eq!(world.refusal(&copy).code, Some(ErrorCode::BlobArchived));
    copy.options.access_tier = Some(AccessTier::Hot);
    assert!(world.send(&copy).is_ok());
}

#[test]
fn what_is_not_served_is_refused_and_not_ignored() {
    let world = World::new();
    let put = PutBlob::new(world.blob("blob"), Bytes::new());
    for (name, value) in [
        ("x-ms-legal-hold", "true"),
        ("x-ms-encryption-scope", "mine"),
        ("x-ms-access-tier", "P10"),
    ] {
        let reply = world.exchange(world.signed_with(&put, &[(name, value)]));
        assert_eq!(reply.status().as_u16(), 400, "{name}");
    }
    let get = GetBlob::new(world.blob("blob"));
    assert_eq!(world.refusal(&get).code, Some(ErrorCode::BlobNotFound));
}

#[test]
fn a_container_is_made_once() {
    let world = World::new();
    let create = CreateContainer::new(ContainerUrl::new(world.endpoint(), "another").unwrap());
    let made = world.send(&create).unwrap();
    assert!(made.etag.is_some());
    assert_eq!(made.last_modified, world.date(0));
    let refusal = world.refusal(&create);
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (409, Some(ErrorCode::ContainerAlreadyExists))
    );
}

#[test]
fn standard_headers_stand_in_for_the_blobs_own() {
    let world = World::new();
    let put = PutBlob::new(world.blob("blob"), Bytes::from_static(b"x"));
    let standard = [
        ("content-type", "text/plain"),
        ("content-encoding", "gzip"),
        ("content-language", "en"),
        ("cache-control", "no-cache"),
    ];
    let reply = world.exchange(world.signed_with(&put, &standard));
    assert_eq!(reply.status().as_u16(), 201);
    let reply = world.reply(&GetBlobProperties::new(world.blob("blob")));
    for (name, value) in standard {
        assert_eq!(reply.headers()[name], value);
    }
    let both = [("content-type", "a/b"), ("x-ms-blob-content-type", "c/d")];
    world.exchange(world.signed_with(&put, &both));
    let told = world.properties("blob").content_type.unwrap();
    assert_eq!(told.as_str(), "c/d");
}

#[test]
fn the_hash_of_a_blob_is_checked_and_goes_before_that_of_the_request() {
    let world = World::new();
    let wish = |blob_md5: &str, content_md5: Option<&str>| {
        let mut put = PutBlob::new(world.blob("blob"), "content".into());
        put.options.blob_content_md5 = Some(HeaderText::parse(blob_md5).unwrap());
        put.options.content_hash = content_md5.map(|md5| ContentHash::md5(md5).unwrap());
        put
    };
    const RIGHT: &str = "mgNkuembtIDdJeHwKEyFVQ==";
    const WRONG: &str = "AAAAAAAAAAAAAAAAAAAAAA==";
    assert!(world.send(&wish(RIGHT, Some(WRONG))).is_ok());
    assert_eq!(
        world.denied(&wish(WRONG, Some(RIGHT))),
        (400, ErrorCode::Md5Mismatch)
    );
    assert_eq!(
        world.denied(&wish("short", None)),
        (400, ErrorCode::InvalidMd5)
    );
}

#[test]
fn a_hash_that_is_none_and_two_hashes_have_codes_of_their_own() {
    let world = World::new();
    let code = |headers: &[(&'static str, &'static str)]| {
        let mut request = world.signed(&PutBlob::new(world.blob("blob"), "content".into()));
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(*name, HeaderValue::from_static(value));
        }
        let reply = world.exchange(sign(request, KEY, world.clock.now()));
        reply.headers()["x-ms-error-code"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(code(&[("content-md5", "short")]), "InvalidMd5");
    let md5 = ("content-md5", "mgNkuembtIDdJeHwKEyFVQ==");
    let crc64 = ("x-ms-content-crc64", "iknlm7CyG2k=");
    assert_eq!(code(&[md5, crc64]), "BothCrc64AndMd5HeaderPresent");
}
