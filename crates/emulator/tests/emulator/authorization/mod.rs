//! Authorization: every kind of SAS, tokens, user delegation keys, and the sources of copies.

mod shared_access;
mod sources;
mod tokens;

use std::net::Ipv4Addr;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use blobcopy_auth::sas::{
    AccountPermissions, AccountResourceTypes, AccountSas, AccountServices, BlobSas, SasProtocol,
    SasResource, SasTime,
};
use blobcopy_auth::{BearerToken, Credential, DelegationKey, SasToken, SharedKey, authorize};
use blobcopy_emulator::{Builder, Emulator, ManualClock, Pace};
use blobcopy_proto::ops::{
    AbortCopyBlob, CopyBlobFromUrl, CreateContainer, GetBlob, GetBlobProperties,
    GetUserDelegationKey, ListBlobs, PutBlob,
};
use blobcopy_proto::{
    BlobUrl, ContainerUrl, CopyId, CopyStatus, Error, ErrorCode, HttpDate, Operation, PublicAccess,
    ServiceError, ServiceVersion, SourceUrl, UserDelegationKey,
};
use bytes::Bytes;
use http::Request;

use crate::world::{ACCOUNT, KEY, OTHER_ACCOUNT, World, noon};

pub(crate) fn key() -> SharedKey {
    SharedKey::new(ACCOUNT, KEY).unwrap()
}

pub(crate) fn time(text: &str) -> SasTime {
    SasTime::parse(text).unwrap()
}

/// A SAS that is valid for a day from the start of the world.
pub(crate) fn sas(resource: SasResource, permissions: &str) -> BlobSas {
    BlobSas::new(resource)
        .with_permissions(permissions)
        .with_expiry(time("2026-01-03T03:04:05Z"))
}

pub(crate) fn of_blob(name: &str, permissions: &str) -> SasToken {
    sas(SasResource::blob("box", name), permissions)
        .sign(&key())
        .unwrap()
}

pub(crate) fn account_sas(services: &str, types: &str, permissions: &str) -> SasToken {
    AccountSas::new(
        AccountServices::parse(services).unwrap(),
        AccountResourceTypes::parse(types).unwrap(),
        AccountPermissions::parse(permissions).unwrap(),
        time("2026-01-03"),
    )
    .sign(&key())
    .unwrap()
}

/// The reply to an operation with `credential`.
pub(crate) fn ask<O: Operation>(
    world: &World,
    operation: &O,
    credential: &Credential,
) -> Result<O::Output, Box<ServiceError>> {
    let mut request = operation.request(ServiceVersion::DEFAULT).unwrap();
    put_on(&mut request, credential, world);
    match O::decode(&world.exchange(request)) {
        Ok(output) => Ok(output),
        Err(Error::Service(refusal)) => Err(refusal),
        Err(other) => panic!("{other}"),
    }
}

/// Authorizes a request as `authorize` does, but also with tokens over http.
pub(crate) fn put_on(request: &mut Request<Bytes>, credential: &Credential, world: &World) {
    let uri = request.uri().clone();
    if matches!(credential, Credential::Bearer(_)) {
        *request.uri_mut() = uri
            .to_string()
            .replacen("http:", "https:", 1)
            .parse()
            .unwrap();
    }
    authorize(request, credential, world.clock.now()).unwrap();
    if matches!(credential, Credential::Bearer(_)) {
        *request.uri_mut() = uri;
    }
}

pub(crate) fn refused<O: Operation>(
    world: &World,
    operation: &O,
    token: &SasToken,
) -> Option<(u16, ErrorCode)> {
    let refusal = ask(world, operation, &Credential::Sas(token.clone())).err()?;
    Some((refusal.status.as_u16(), refusal.code.unwrap()))
}

pub(crate) fn forbidden(code: ErrorCode) -> Option<(u16, ErrorCode)> {
    Some((403, code))
}

pub(crate) fn get(world: &World, name: &str) -> GetBlob {
    GetBlob::new(world.blob(name))
}

pub(crate) fn put(world: &World, name: &str) -> PutBlob {
    PutBlob::new(world.blob(name), Bytes::from_static(b"0123456789"))
}

pub(crate) fn world_of(builder: Builder) -> World {
    let clock = ManualClock::new(noon());
    let emulator = builder
        .account(ACCOUNT, KEY)
        .account(OTHER_ACCOUNT, KEY)
        .container("box")
        .pace(Pace::at_once())
        .clock(clock.clone())
        .start()
        .unwrap();
    World { emulator, clock }
}

pub(crate) fn world() -> World {
    let world = world_of(Emulator::builder().bearer_over_http());
    world.put("blob", b"0123456789");
    world
}

pub(crate) fn jwt(audience: &str, seconds: u64) -> Credential {
    let now = noon()
        .time()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let claims = format!(
        r#"{{"aud":"{audience}","iss":"https://sts.windows.net/tenant/","iat":{now},"nbf":{now},"exp":{},"oid":"user","tid":"tenant"}}"#,
        now + seconds
    );
    let token = format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims));
    Credential::Bearer(BearerToken::new(&token).unwrap())
}

pub(crate) const STORAGE: &str = "https://storage.azure.com/";

pub(crate) fn date(seconds: i64) -> HttpDate {
    let noon = noon().time();
    let moved = std::time::Duration::from_secs(seconds.unsigned_abs());
    HttpDate::new(if seconds < 0 {
        noon - moved
    } else {
        noon + moved
    })
    .unwrap()
}

pub(crate) fn delegation_key(
    world: &World,
    credential: &Credential,
) -> Result<UserDelegationKey, u16> {
    let call = GetUserDelegationKey::new(world.endpoint(), date(-60), date(3600));
    ask(world, &call, credential).map_err(|refusal| refusal.status.as_u16())
}

/// Why a copy from `source` with `credential` is refused: the status and the source's code.
pub(crate) fn copied(
    world: &World,
    source: &str,
    credential: &Credential,
) -> Option<(u16, ErrorCode)> {
    let refusal = ask(world, &world.copy_from(source, "target"), credential).err()?;
    assert_eq!(refusal.code, Some(ErrorCode::CannotVerifyCopySource));
    let source = refusal.copy_source.unwrap();
    assert_eq!(source.status, Some(refusal.status.as_u16()));
    Some((refusal.status.as_u16(), source.code.unwrap()))
}

#[test]
fn a_loose_emulator_asks_nobody_for_anything() {
    let world = world_of(Emulator::builder().loose());
    world.put("blob", b"x");
    let nobody = Credential::Anonymous;
    assert!(ask(&world, &put(&world, "new"), &nobody).is_ok());
    assert!(ask(&world, &GetBlobProperties::new(world.blob("new")), &nobody).is_ok());
    let other = format!("{}/box/blob", world.emulator.endpoint(OTHER_ACCOUNT));
    assert_eq!(
        copied(&world, &other, &nobody),
        Some((404, ErrorCode::BlobNotFound))
    );
    assert!(delegation_key(&world, &nobody).is_ok());
}

#[test]
fn who_shows_nothing_is_challenged_in_versions_that_know_how() {
    let world = world();
    for (version, status) in [("2019-07-07", 404), ("2019-12-12", 401)] {
        let version = ServiceVersion::parse(version).unwrap();
        let reply = world.exchange(get(&world, "blob").request(version).unwrap());
        assert_eq!(reply.status().as_u16(), status);
        let is_challenged = reply.headers().contains_key("www-authenticate");
        assert_eq!(is_challenged, status == 401);
        let reply = world.exchange(put(&world, "blob").request(version).unwrap());
        assert_eq!(reply.status().as_u16(), status);
    }
}

#[test]
fn what_is_public_is_read_by_everybody_and_no_more_than_that() {
    let world = world();
    let nobody = Credential::Anonymous;
    for (name, level, is_listed) in [
        ("blobs", PublicAccess::Blob, false),
        ("all", PublicAccess::Container, true),
    ] {
        let container = ContainerUrl::new(world.endpoint(), name).unwrap();
        let mut create = CreateContainer::new(container.clone());
        create.options.public_access = Some(level);
        world.send(&create).unwrap();
        let blob = BlobUrl::new(container.clone(), "blob").unwrap();
        world
            .send(&PutBlob::new(blob.clone(), Bytes::from_static(b"for all")))
            .unwrap();
        let read = ask(&world, &GetBlob::new(blob.clone()), &nobody).unwrap();
        assert_eq!(read.content, "for all");
        assert!(ask(&world, &GetBlobProperties::new(blob.clone()), &nobody).is_ok());
        let listed = ask(&world, &ListBlobs::new(container), &nobody);
        assert_eq!(listed.is_ok(), is_listed, "{name}");
        let written = ask(&world, &PutBlob::new(blob, Bytes::new()), &nobody)
            .err()
            .unwrap();
        assert_eq!(written.status.as_u16(), 401);
    }
}
