//! Batches: many deletions, or many tiers, in one request.

use blobcopy_auth::Credential;
use blobcopy_auth::sas::SasResource;
use blobcopy_proto::ops::{
    BatchContent, BatchPart, BlobBatch, BlobBatchInContainer, BlobBatchOutput, CreateContainer,
    DeleteBlob, SetBlobTier,
};
use blobcopy_proto::{
    AccessTier, Boundary, Error, ErrorCode, HeaderText, Operation, ServiceVersion,
};
use bytes::Bytes;
use http::Request;

use crate::authorization::{
    account_sas, forbidden, jwt, key, of_blob, put_on, refused as refused_to, sas,
};
use crate::world::{KEY, World, sign};

fn boundary() -> Boundary {
    Boundary::parse("batch_357de4f7-6d0b-4e02").unwrap()
}

fn named(number: usize) -> Option<HeaderText> {
    Some(HeaderText::parse(&number.to_string()).unwrap())
}

fn part(number: usize, request: &Request<Bytes>) -> BatchPart {
    BatchPart::new(named(number), request).unwrap()
}

/// A request as a part of a batch has it: signed, and without a version of its own.
fn signed<O: Operation>(world: &World, operation: &O, key: &str) -> Request<Bytes> {
    let mut request = operation.request(ServiceVersion::DEFAULT).unwrap();
    request.headers_mut().remove("x-ms-version");
    sign(request, key, world.clock.now())
}

fn deletions(world: &World, names: &[&str]) -> BatchContent {
    let parts: Vec<BatchPart> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            part(
                number,
                &signed(world, &DeleteBlob::new(world.blob(name)), KEY),
            )
        })
        .collect();
    BatchContent::new(boundary(), &parts).unwrap()
}

fn statuses(output: &BlobBatchOutput) -> Vec<(&str, u16)> {
    let told = |reply: &blobcopy_proto::ops::BatchReply| reply.status.as_u16();
    let replies = output.replies.iter();
    replies
        .map(|reply| (reply.content_id.as_deref().unwrap(), told(reply)))
        .collect()
}

/// Sends a body that no client would write, and returns the code of the refusal.
fn refused(world: &World, body: &str) -> (u16, String) {
    let batch = BlobBatch::new(world.endpoint(), deletions(world, &["a"]));
    let mut request = batch.request(ServiceVersion::DEFAULT).unwrap();
    *request.body_mut() = Bytes::copy_from_slice(body.as_bytes());
    request
        .headers_mut()
        .insert("content-length", body.len().into());
    let reply = world.exchange(sign(request, KEY, world.clock.now()));
    match BlobBatch::decode(&reply) {
        Err(Error::Service(refusal)) => (
            refusal.status.as_u16(),
            refusal.code.unwrap().as_str().to_owned(),
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_batch_deletes_blobs_and_reports_each_by_its_name() {
    let world = World::new();
    world.put("a", b"x");
    world.put("b c", b"y");
    let batch = BlobBatch::new(world.endpoint(), deletions(&world, &["a", "none", "b c"]));
    let output = world.send(&batch).unwrap();
    assert_eq!(statuses(&output), [("0", 202), ("1", 404), ("2", 202)]);
    let refusal = DeleteBlob::decode(&output.replies[1].response()).unwrap_err();
    assert!(refusal.to_string().contains("BlobNotFound"), "{refusal}");
    assert!(output.replies[1].headers.contains_key("x-ms-request-id"));
    for gone in ["a", "b c"] {
        assert_eq!(world.denied(&DeleteBlob::new(world.blob(gone))).0, 404);
    }
    let log = world.emulator.requests();
    let operations: Vec<_> = log.iter().filter_map(|entry| entry.operation).collect();
    assert!(
        operations.ends_with(&["BlobBatch", "DeleteBlob", "DeleteBlob"]),
        "{operations:?}"
    );
}

#[test]
fn a_batch_of_a_container_sets_tiers_and_takes_nothing_from_elsewhere() {
    let world = World::new();
    world.put("a", b"x");
    let mut set = SetBlobTier::new(world.blob("a"), AccessTier::Cool);
    let mut content = |world: &World| {
        let parts = [part(0, &signed(world, &set, KEY))];
        set.tier = AccessTier::Cold;
        BatchContent::new(boundary(), &parts).unwrap()
    };
    let batch = BlobBatchInContainer::new(world.container("box"), content(&world));
    assert_eq!(statuses(&world.send(&batch).unwrap()), [("0", 200)]);
    assert_eq!(world.properties("a").access_tier, Some(AccessTier::Cool));

    world
        .send(&CreateContainer::new(world.container("another")))
        .unwrap();
    let batch = BlobBatchInContainer::new(world.container("another"), content(&world));
    assert_eq!(world.refusal(&batch).code.unwrap().as_str(), "InvalidInput");
    assert_eq!(world.properties("a").access_tier, Some(AccessTier::Cool));
}

#[test]
fn each_part_is_authorized_by_itself() {
    let world = World::built(blobcopy_emulator::Builder::bearer_over_http);
    for name in ["signed", "forged", "plain", "shared", "named", "token"] {
        world.put(name, b"x");
    }
    let delete = |name| DeleteBlob::new(world.blob(name));
    let plain = |name| delete(name).request(ServiceVersion::DEFAULT).unwrap();
    let authorized = |name, credential: &Credential| {
        let mut request = plain(name);
        put_on(&mut request, credential, &world);
        request
    };
    let parts = [
        part(0, &signed(&world, &delete("signed"), KEY)),
        part(1, &signed(&world, &delete("forged"), "c2VjcmV0")),
        part(2, &plain("plain")),
        part(
            3,
            &authorized("shared", &Credential::Sas(of_blob("shared", "d"))),
        ),
        part(
            4,
            &authorized("shared", &Credential::Sas(of_blob("shared", "r"))),
        ),
        // object_store names and signs the version in each part.
        part(5, &world.signed(&delete("named"))),
        part(
            6,
            &authorized("token", &jwt("https://storage.azure.com", 600)),
        ),
    ];
    let content = BatchContent::new(boundary(), &parts).unwrap();
    let output = world
        .send(&BlobBatch::new(world.endpoint(), content))
        .unwrap();
    let statuses: Vec<u16> = statuses(&output)
        .iter()
        .map(|(_, status)| *status)
        .collect();
    assert_eq!(statuses, [202, 403, 401, 202, 403, 202, 202]);
}

#[test]
fn the_batch_itself_needs_a_right_too() {
    let world = World::new();
    let of_account = BlobBatch::new(world.endpoint(), deletions(&world, &["a"]));
    let of_container = BlobBatchInContainer::new(world.container("box"), deletions(&world, &["a"]));
    let of_box = || {
        sas(SasResource::container("box"), "d")
            .sign(&key())
            .unwrap()
    };
    assert_eq!(
        refused_to(&world, &of_account, &account_sas("b", "o", "d")),
        None
    );
    assert_eq!(refused_to(&world, &of_container, &of_box()), None);
    assert_eq!(
        refused_to(&world, &of_account, &account_sas("q", "o", "d")),
        forbidden(ErrorCode::from("AuthorizationServiceMismatch"))
    );
    assert_eq!(
        refused_to(&world, &of_account, &of_box()),
        forbidden(ErrorCode::AuthenticationFailed)
    );
    let nobody = of_account.request(ServiceVersion::DEFAULT).unwrap();
    assert_eq!(world.exchange(nobody).status().as_u16(), 401);
}

#[test]
fn a_batch_that_cannot_be_read_is_refused_as_a_whole() {
    let world = World::new();
    world.put("a", b"x");
    let head = "Content-Type: application/http\r\nContent-ID: 0\r\n\r\n";
    let delete = "DELETE /acct/box/a HTTP/1.1\r\n\r\n";
    let mark = format!("--{}", boundary());
    let invalid = (400, "InvalidInput".to_owned());
    for body in [
        String::new(),
        format!("{mark}--\r\n"),
        format!("{mark}\r\n{head}{delete}"),
        format!("{mark}\r\n{head}DELETE /acct/box/a\r\n{mark}--\r\n"),
        format!("{mark}\r\n{delete}{mark}--\r\n"),
        format!("{mark}\r\n{head}GET /acct/box/a HTTP/1.1\r\n\r\n{mark}--\r\n"),
        format!("{mark}\r\n{head}POST /acct?comp=batch HTTP/1.1\r\n\r\n{mark}--\r\n"),
        format!(
            "{mark}\r\n{head}{delete}{mark}\r\nContent-Type: multipart/mixed\r\n\r\n{delete}{mark}--\r\n"
        ),
        format!(
            "{mark}\r\n{head}DELETE /acct/box/a HTTP/1.1\r\n{}\r\n{mark}--\r\n",
            "a: b\r\n".repeat(65)
        ),
    ] {
        assert_eq!(refused(&world, &body), invalid, "{body}");
    }
    let one = format!("{mark}\r\n{head}{delete}");
    let tier = format!(
        "{mark}\r\n{head}PUT /acct/box/a?comp=tier HTTP/1.1\r\nx-ms-access-tier: Cool\r\n\r\n"
    );
    let mixed = (400, "AllBatchSubRequestsShouldBeSameApi".to_owned());
    assert_eq!(refused(&world, &format!("{one}{tier}{mark}--\r\n")), mixed);
    let too_many = (400, "ExceedsMaxBatchRequestCount".to_owned());
    assert_eq!(
        refused(&world, &format!("{}{mark}--\r\n", one.repeat(257))),
        too_many
    );
    assert_eq!(world.content("a"), "x");
}

#[test]
fn a_batch_has_256_requests_and_4_mib_and_no_more() {
    let world = World::new();
    let names: Vec<String> = (0..257).map(|number| format!("b{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let output = world.send(&BlobBatch::new(
        world.endpoint(),
        deletions(&world, &names[..256]),
    ));
    assert_eq!(output.unwrap().replies.len(), 256);
    let parts: Vec<BatchPart> = names
        .iter()
        .map(|name| part(0, &signed(&world, &DeleteBlob::new(world.blob(name)), KEY)))
        .collect();
    assert!(BatchContent::new(boundary(), &parts).is_err());

    let mut request = BlobBatch::new(world.endpoint(), deletions(&world, &["a"]))
        .request(ServiceVersion::DEFAULT)
        .unwrap();
    *request.body_mut() = Bytes::from(vec![b'x'; BatchContent::LARGEST + 1]);
    let length = request.body().len();
    request
        .headers_mut()
        .insert("content-length", length.into());
    let reply = world.exchange(sign(request, KEY, world.clock.now()));
    assert_eq!(reply.status().as_u16(), 413);
}

#[test]
fn a_batch_of_no_known_kind_is_refused_by_its_header() {
    let world = World::new();
    for kind in [
        "application/json",
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "multipart/form-data; boundary=b",
    ] {
        let batch = BlobBatch::new(world.endpoint(), deletions(&world, &["a"]));
        let reply = world.exchange(world.signed_with(&batch, &[("content-type", kind)]));
        let refusal = blobcopy_proto::ServiceError::decode(&reply);
        assert_eq!(refusal.code, Some(ErrorCode::InvalidHeaderValue), "{kind}");
        assert_eq!(refusal.header_name.as_deref(), Some("content-type"));
    }
}
