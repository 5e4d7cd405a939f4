//! Public access to containers, and stored access policies.

use blobcopy_auth::sas::{BlobSas, SasResource};
use blobcopy_proto::ops::{GetContainerAcl, ListBlobs, SetContainerAcl};
use blobcopy_proto::{
    ErrorCode, Operation, PublicAccess, ServiceVersion, StoredAccessPolicies, StoredAccessPolicy,
};

use crate::authorization::{account_sas, forbidden, get, key, put, refused, sas};
use crate::world::{KEY, World, sign};

fn policy(id: &str, expiry: Option<&str>, permissions: Option<&str>) -> StoredAccessPolicy {
    let mut policy = StoredAccessPolicy::new(id);
    policy.expiry = expiry.map(str::to_owned);
    policy.permissions = permissions.map(str::to_owned);
    policy
}

fn set(world: &World, policies: Vec<StoredAccessPolicy>, access: Option<PublicAccess>) {
    let policies = StoredAccessPolicies::new(policies).unwrap();
    let mut set = SetContainerAcl::new(world.container("box"), policies);
    set.options.public_access = access;
    world.send(&set).unwrap();
}

fn named() -> BlobSas {
    BlobSas::new(SasResource::container("box")).with_policy("readers")
}

#[test]
fn a_policy_gives_a_sas_what_it_leaves_open_and_takes_it_back() {
    let world = World::new();
    world.put("blob", b"x");
    let token = named().sign(&key()).unwrap();
    let unknown = forbidden(ErrorCode::AuthenticationFailed);
    assert_eq!(refused(&world, &get(&world, "blob"), &token), unknown);
    set(
        &world,
        vec![policy(
            "readers",
            Some("2026-01-03T03:04:05.0000000Z"),
            Some("r"),
        )],
        None,
    );
    assert_eq!(refused(&world, &get(&world, "blob"), &token), None);
    let mismatch = forbidden(ErrorCode::AuthorizationPermissionMismatch);
    assert_eq!(refused(&world, &put(&world, "blob"), &token), mismatch);
    set(
        &world,
        vec![policy("readers", Some("2026-01-01"), Some("r"))],
        None,
    );
    assert_eq!(refused(&world, &get(&world, "blob"), &token), unknown);
    // Without an expiry in either there is none.
    set(&world, vec![policy("readers", None, Some("r"))], None);
    assert_eq!(refused(&world, &get(&world, "blob"), &token), unknown);
    set(&world, vec![], None);
    assert_eq!(refused(&world, &get(&world, "blob"), &token), unknown);
}

#[test]
fn what_a_policy_has_a_sas_must_not_have_too() {
    let world = World::new();
    world.put("blob", b"x");
    let token = sas(SasResource::container("box"), "r")
        .with_policy("readers")
        .sign(&key())
        .unwrap();
    set(&world, vec![policy("readers", None, None)], None);
    assert_eq!(refused(&world, &get(&world, "blob"), &token), None);
    set(&world, vec![policy("readers", None, Some("r"))], None);
    let contradiction = forbidden(ErrorCode::AuthenticationFailed);
    assert_eq!(refused(&world, &get(&world, "blob"), &token), contradiction);
}

#[test]
fn access_is_reported_as_it_was_set_and_public_access_changes() {
    let world = World::new();
    let list = ListBlobs::new(world.container("box"));
    let anonymous = || {
        world
            .exchange(list.request(ServiceVersion::DEFAULT).unwrap())
            .status()
            .as_u16()
    };
    assert_eq!(anonymous(), 401);
    world.pass(1);
    let policies = vec![
        policy("a & b", Some("2026-01-02"), None),
        policy("c", None, Some("rl")),
    ];
    set(&world, policies.clone(), Some(PublicAccess::Container));
    assert_eq!(anonymous(), 200);
    let question = GetContainerAcl::new(world.container("box"));
    let output = world.send(&question).unwrap();
    assert_eq!(output.public_access, Some(PublicAccess::Container));
    assert_eq!(
        output.policies,
        StoredAccessPolicies::new(policies).unwrap()
    );
    assert_eq!(output.last_modified, world.date(1));
    set(&world, vec![], None);
    assert_eq!(anonymous(), 401);
    // No SAS is enough to read or change the access.
    let token = account_sas("b", "sco", "rwdl");
    let denied = forbidden(ErrorCode::AuthorizationFailure);
    assert_eq!(refused(&world, &question, &token), denied);
}

#[test]
fn policies_that_are_none_are_refused() {
    let world = World::new();
    let one = "<SignedIdentifier><Id>a</Id><AccessPolicy/></SignedIdentifier>";
    let late = "<SignedIdentifier><Id>a</Id><AccessPolicy><Expiry>tomorrow</Expiry></AccessPolicy></SignedIdentifier>";
    for (body, code) in [
        ("<SignedIdentifiers>".to_owned(), "InvalidXmlDocument"),
        ("<Tags></Tags>".to_owned(), "InvalidXmlDocument"),
        (
            format!("<SignedIdentifiers>{}</SignedIdentifiers>", one.repeat(6)),
            "InvalidXmlDocument",
        ),
        (
            format!("<SignedIdentifiers>{}</SignedIdentifiers>", one.repeat(2)),
            "InvalidXmlNodeValue",
        ),
        (
            format!("<SignedIdentifiers>{late}</SignedIdentifiers>"),
            "InvalidXmlNodeValue",
        ),
    ] {
        let set = SetContainerAcl::new(world.container("box"), StoredAccessPolicies::default());
        let mut request = set.request(ServiceVersion::DEFAULT).unwrap();
        request
            .headers_mut()
            .insert("content-length", body.len().into());
        *request.body_mut() = body.clone().into();
        let reply = world.exchange(sign(request, KEY, world.clock.now()));
        let refusal = blobcopy_proto::ServiceError::decode(&reply);
        let found = (refusal.status.as_u16(), refusal.code.unwrap());
        assert_eq!(found, (400, ErrorCode::from(code)), "{body}");
    }
}
