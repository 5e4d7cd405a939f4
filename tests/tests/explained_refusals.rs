//! What is wrong with a credential, told from what the service answers to it.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use blobcopy::auth::sas::{BlobPermissions, BlobSas, SasResource, SasTime};
use blobcopy::auth::{Credential, SharedKey};
use blobcopy::proto::{Endpoint, UserDelegationKey};
use blobcopy::{BlobServiceClient, Cause, ClientConfig, ClientCredential, Diagnosis, Error};
use blobcopy_auth::DelegationKey;
use blobcopy_emulator::{Builder, Emulator, Fault, FaultEffect};
use blobcopy_tests::cases::ACCOUNTS;
use blobcopy_tests::identity::{Identity, token_at};

/// An emulator over https with a container `box`.
struct World(Emulator);

impl World {
    fn new() -> Self {
        Self::of(Emulator::builder())
    }

    fn of(builder: Builder) -> Self {
        let mut builder = builder.https().container("box");
        for (name, key) in ACCOUNTS {
            builder = builder.account(name, key);
        }
        Self(builder.start().unwrap())
    }

    fn client(&self, credential: impl Into<ClientCredential>) -> BlobServiceClient {
        let mut config = ClientConfig::default();
        let certificate = self.0.certificate_authority().unwrap();
        config.trust_pem(certificate.as_bytes()).unwrap();
        let endpoint = Endpoint::parse(&self.0.https_endpoint(ACCOUNTS[0].0).unwrap()).unwrap();
        BlobServiceClient::with_config(endpoint, credential, config).unwrap()
    }

    /// Why the content of a blob is refused. The answer to a HEAD has no body to say more in.
    async fn cause(&self, credential: impl Into<ClientCredential>) -> Option<Cause> {
        let blob = self.client(credential).blob("box", "b").unwrap();
        cause(&blob.download().await.unwrap_err())
    }

    /// From now on the account refuses reading so.
    fn refuses(&self, status: u16, code: &str) {
        let effect = FaultEffect::refuse(status, code);
        self.0.add_fault(Fault::new(effect).on("GetBlob"));
    }
}

fn cause(error: &Error) -> Option<Cause> {
    error.diagnosis().map(Diagnosis::as_cause)
}

fn key(name: &str, key: &str) -> Credential {
    Credential::shared_key(name, key).unwrap()
}

fn sas(life: i64, container: &str, permissions: BlobPermissions) -> Credential {
    let (name, key) = ACCOUNTS[0];
    let now = SystemTime::now();
    let end = match u64::try_from(life) {
        Ok(seconds) => now + Duration::from_secs(seconds),
        Err(_) => now - Duration::from_secs(life.unsigned_abs()),
    };
    let sas = BlobSas::new(SasResource::container(container))
        .with_permissions(permissions)
        .with_expiry(SasTime::at(end).unwrap());
    Credential::Sas(sas.sign(&SharedKey::new(name, key).unwrap()).unwrap())
}

/// A token as [`token_at`] makes it, with something else in it.
fn token(change: impl Fn(String) -> String) -> Credential {
    let token = token_at(SystemTime::now());
    let mut parts = token.split('.');
    let (head, claims) = (parts.next().unwrap(), parts.next().unwrap());
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let claims = URL_SAFE_NO_PAD.encode(change(claims));
    Credential::bearer(&format!("{head}.{claims}.")).unwrap()
}

#[tokio::test]
async fn a_key_that_is_not_taken() {
    let world = World::new();
    let (name, genuine) = ACCOUNTS[0];
    let wrong = key(name, "c2VjcmV0");
    assert_eq!(world.cause(wrong).await, Some(Cause::KeyWrong));
    let others = key("someone", genuine);
    assert_eq!(world.cause(others).await, Some(Cause::KeyOfOtherAccount));
    assert_eq!(
        world.cause(key(name, genuine)).await,
        Some(Cause::BlobMissing)
    );
    let skew = FaultEffect::SkewClock { seconds: 3600 };
    world.0.add_fault(Fault::new(skew));
    assert_eq!(
        world.cause(key(name, genuine)).await,
        Some(Cause::ClockWrong)
    );
}

#[tokio::test]
async fn a_sas_that_is_not_taken() {
    let world = World::new();
    let reading = BlobPermissions::READ;
    for (credential, expected) in [
        (sas(-60, "box", reading), Cause::SasExpired),
        (sas(60, "else", reading), Cause::SasNotGenuine),
        (
            sas(60, "box", BlobPermissions::WRITE),
            Cause::SasLacksPermission,
        ),
    ] {
        assert_eq!(world.cause(credential).await, Some(expected));
    }
    world.refuses(403, "AuthorizationFailure");
    let firewall = world.cause(sas(60, "box", reading)).await;
    assert_eq!(firewall, Some(Cause::FirewallOrCredential));
}

#[tokio::test]
async fn a_token_that_is_not_taken() {
    let world = World::new();
    let replaced =
        |from: &'static str, to: &'static str| token(move |claims| claims.replace(from, to));
    let expired = token(|claims| {
        let (before, _) = claims.split_once("\"exp\":").unwrap();
        format!("{before}\"exp\":1000000000}}")
    });
    for (credential, expected) in [
        (expired, Cause::TokenExpired),
        (
            replaced("https://storage.azure.com", "https://vault.azure.net"),
            Cause::TokenOfOtherAudience,
        ),
        (
            replaced("https://sts.windows.net/", "https://example.org/"),
            Cause::TokenOfOtherTenant,
        ),
        (Credential::bearer("nonsense").unwrap(), Cause::TokenRefused),
    ] {
        assert_eq!(world.cause(credential).await, Some(expected));
    }
    let effect = FaultEffect::refuse(403, "AuthorizationPermissionMismatch");
    world
        .0
        .add_fault(Fault::new(effect).on("GetUserDelegationKey"));
    let service = world.client(ClientCredential::token(Identity::default()));
    let error = service
        .delegation_key(Duration::from_secs(60))
        .await
        .unwrap_err();
    assert_eq!(cause(&error), Some(Cause::DelegatorRoleMissing));
}

#[tokio::test]
async fn a_token_whose_owner_may_only_read() {
    let owner = "11111111-2222-3333-4444-555555555555";
    let world = World::of(Emulator::builder().reader(owner));
    let service = world.client(ClientCredential::token(Identity::default()));
    let blob = service.blob("box", "b").unwrap();
    let error = blob.upload("content").await.unwrap_err();
    assert_eq!(cause(&error), Some(Cause::RoleMissing));
}

#[tokio::test]
async fn nothing_at_all() {
    let world = World::new();
    assert_eq!(
        world.cause(Credential::Anonymous).await,
        Some(Cause::NoCredential)
    );
}

#[tokio::test]
async fn a_source_signed_by_a_delegation_key_that_is_no_more() {
    let world = World::new();
    let service = world.client(ClientCredential::token(Identity::default()));
    let granted = service
        .delegation_key(Duration::from_secs(60))
        .await
        .unwrap();
    let time = |time| SasTime::at(time).unwrap().as_str().to_owned();
    // The emulator knows the keys that it has granted, and this is none of them.
    let revoked = UserDelegationKey::new(
        "11111111-2222-3333-4444-555555555555",
        "66666666-7777-8888-9999-aaaaaaaaaaaa",
        time(granted.starts_at()),
        time(granted.expires_at()),
        "2020-12-06",
        "AAECAwQFBgcICQoLDA0ODw==",
    );
    let revoked = DelegationKey::new(ACCOUNTS[0].0, &revoked).unwrap();
    let sas = BlobSas::new(SasResource::container("box"))
        .with_permissions(BlobPermissions::READ)
        .with_expiry(SasTime::at(SystemTime::now() + Duration::from_secs(30)).unwrap());
    let blob = service.blob("box", "b").unwrap();
    blob.upload("content").await.unwrap();
    for (key, expected) in [
        (granted, None),
        (revoked, Some(Cause::DelegationSasNotGenuine)),
    ] {
        let token = sas.sign_delegated(&key).unwrap();
        let url = token.append_to_url(&blob.url().to_string()).unwrap();
        let explanation = service.explain(url.as_str()).await.unwrap();
        let found = explanation.diagnosis.as_ref().map(Diagnosis::as_cause);
        assert_eq!(found, expected, "{explanation:?}");
    }
}
