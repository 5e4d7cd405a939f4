//! Every way to be let in, over https, against Azurite and against our emulator: keys, SAS of all kinds, access tokens,
//! and the user delegation keys that those buy.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use blobcopy::auth::sas::{
    AccountPermissions, AccountResourceTypes, AccountSas, AccountServices, BlobPermissions,
    BlobSas, ContainerPermissions, SasProtocol, SasResource, SasTime,
};
use blobcopy::auth::{DelegationKey, SasToken, SharedKey};
use blobcopy::proto::{BlobRevision, Endpoint};
use blobcopy::{
    BlobServiceClient, ClientConfig, ClientCredential, ContainerClient, Credential, ErrorKind,
};
use blobcopy_emulator::{Emulator, Pace};
use blobcopy_tests::azurite::Azurite;
use blobcopy_tests::cases::ACCOUNTS;
use blobcopy_tests::identity::Identity;

/// A server that speaks https and takes tokens.
struct Server {
    endpoint: fn(&str) -> String,
    certificate: fn() -> &'static str,
}

static AZURITE: LazyLock<Azurite> = LazyLock::new(|| Azurite::start_with_tokens(&ACCOUNTS));

static EMULATOR: LazyLock<Emulator> = LazyLock::new(|| {
    let builder = Emulator::builder().https().pace(Pace::at_once());
    let with_accounts = ACCOUNTS
        .into_iter()
        .fold(builder, |builder, (name, key)| builder.account(name, key));
    with_accounts.start().expect("any port will do")
});

const WITH_AZURITE: Server = Server {
    endpoint: |account| AZURITE.endpoint(account),
    certificate: || AZURITE.certificate().expect("it speaks https"),
};

const WITH_EMULATOR: Server = Server {
    endpoint: |account| EMULATOR.https_endpoint(account).expect("it speaks https"),
    certificate: || EMULATOR.certificate_authority().expect("it speaks https"),
};

/// Makes two tests of every case.
macro_rules! cases {
    ($($case:ident)+) => {
        mod azurite {
            $(
                #[tokio::test]
                async fn $case() {
                    super::$case(&super::WITH_AZURITE).await;
                }
            )+
        }

        mod emulator {
            $(
                #[tokio::test]
                async fn $case() {
                    super::$case(&super::WITH_EMULATOR).await;
                }
            )+
        }
    };
}

cases! {
    many_requests_are_let_in_with_one_token
    a_token_that_is_not_one_is_refused
    a_delegation_key_has_the_life_that_was_asked_for
    an_account_key_buys_no_delegation_key_and_the_error_says_so
    sources_are_signed_with_one_delegation_key_and_copied_to_another_account
    a_sas_of_the_account_key_opens_what_it_was_made_for
    a_sas_of_a_delegation_key_opens_what_it_was_made_for
    a_sas_for_a_snapshot_opens_that_alone
    an_account_sas_opens_every_container
    a_sas_opens_neither_more_nor_longer_than_it_says
}

impl Server {
    fn service(
        &self,
        account: usize,
        credential: impl Into<ClientCredential>,
    ) -> BlobServiceClient {
        let endpoint = Endpoint::parse(&(self.endpoint)(ACCOUNTS[account].0)).unwrap();
        let mut config = ClientConfig::default();
        config.trust_pem((self.certificate)().as_bytes()).unwrap();
        BlobServiceClient::with_config(endpoint, credential, config).unwrap()
    }

    fn with_key(&self, account: usize) -> BlobServiceClient {
        self.service(account, Credential::SharedKey(key(account)))
    }

    fn with_tokens(&self) -> (BlobServiceClient, Arc<Identity>) {
        let identity = Arc::new(Identity::default());
        let credential = ClientCredential::token(Arc::clone(&identity));
        (self.service(0, credential), identity)
    }

    /// The container of `of`, seen by one who has but this SAS.
    fn with_sas(&self, token: SasToken, of: &ContainerClient) -> ContainerClient {
        let service = self.service(0, Credential::Sas(token));
        service.container(of.url().name()).unwrap()
    }
}

fn key(account: usize) -> SharedKey {
    let (name, key) = ACCOUNTS[account];
    SharedKey::new(name, key).unwrap()
}

/// A new container of that client's account.
async fn container(service: &BlobServiceClient) -> ContainerClient {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let name = format!("access-{}", MADE.fetch_add(1, Ordering::Relaxed));
    let container = service.container(&name).unwrap();
    container.create().await.unwrap();
    container
}

async fn many_requests_are_let_in_with_one_token(server: &Server) {
    let (service, identity) = server.with_tokens();
    let container = container(&service).await;
    for name in ["a", "b", "c"] {
        let blob = container.blob(name).unwrap();
        blob.upload("content").await.unwrap();
    }
    assert_eq!(identity.made(), 1);
}

async fn a_token_that_is_not_one_is_refused(server: &Server) {
    let service = server.service(0, Credential::bearer("not-a-token").unwrap());
    let error = service.blob("somewhere", "a").unwrap().properties().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unauthorized);
}

async fn a_delegation_key_has_the_life_that_was_asked_for(server: &Server) {
    let (service, _) = server.with_tokens();
    let start = SystemTime::now() - Duration::from_secs(60);
    let expiry = start + Duration::from_secs(3600);
    let key = service.user_delegation_key(start, expiry).await.unwrap();
    assert_eq!(key.signed_oid, "11111111-2222-3333-4444-555555555555");
    let ready = DelegationKey::new(ACCOUNTS[0].0, &key).unwrap();
    let life = ready.expires_at().duration_since(ready.starts_at());
    assert_eq!(life.unwrap(), Duration::from_secs(3600));
}

async fn an_account_key_buys_no_delegation_key_and_the_error_says_so(server: &Server) {
    let error = server
        .with_key(0)
        .delegation_key(Duration::from_secs(60))
        .await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let refusal = error.service_error().expect("the service refused it");
    let request_id = refusal.request_id.as_deref().unwrap_or_default();
    let diagnosis = error.diagnosis().expect("a refused key has a cause");
    let expected = format!(
        "requesting a user delegation key failed: {} (403 AuthenticationFailed); {} [request id {request_id}]",
        diagnosis.cause(),
        diagnosis.remedy()
    );
    assert_eq!(error.to_string(), expected);
}

/// Names that some encoding has stumbled over.
const NAMES: [&str; 4] = ["a b", "ä%2F+", "d/e'(f)!*", "&=?#;,@$~"];

async fn sources_are_signed_with_one_delegation_key_and_copied_to_another_account(server: &Server) {
    let (service, _) = server.with_tokens();
    let from = container(&service).await;
    let into = container(&server.with_key(1)).await;
    let mut keys = Vec::new();
    for name in NAMES {
        let source = from.blob(name).unwrap();
        source.upload(name).await.unwrap();
        let signed = source.signed_source(Duration::from_secs(60)).await.unwrap();
        let (_, key) = signed.expose().split_once("&skt=").unwrap();
        keys.push(key.split('&').next().unwrap().to_owned());
        let target = into.blob(name).unwrap();
        target.copy(signed).await.unwrap();
        assert_eq!(target.download().await.unwrap().content, name.as_bytes());
    }
    keys.dedup();
    assert_eq!(keys.len(), 1, "{keys:?}");
}

fn in_an_hour() -> SasTime {
    SasTime::at(SystemTime::now() + Duration::from_secs(3600)).unwrap()
}

fn for_blob(container: &ContainerClient, name: &str) -> BlobSas {
    BlobSas::new(SasResource::blob(container.url().name(), name))
        .with_permissions(BlobPermissions::READ)
        .with_protocol(SasProtocol::Https)
        .with_expiry(in_an_hour())
}

fn for_container(container: &ContainerClient) -> BlobSas {
    BlobSas::new(SasResource::container(container.url().name()))
        .with_permissions(ContainerPermissions::READ | ContainerPermissions::WRITE)
        .with_start(SasTime::start_allowing_skew(SystemTime::now()).unwrap())
        .with_expiry(in_an_hour())
}

/// Reads each name with a SAS of its own, then writes and reads with one of the container.
async fn is_opened(server: &Server, sign: impl Fn(&BlobSas) -> SasToken) {
    let container = container(&server.with_key(0)).await;
    for name in NAMES {
        container.blob(name).unwrap().upload(name).await.unwrap();
        let opened = server.with_sas(sign(&for_blob(&container, name)), &container);
        let read = opened.blob(name).unwrap().download().await.unwrap();
        assert_eq!(read.content, name.as_bytes());
    }
    let opened = server.with_sas(sign(&for_container(&container)), &container);
    for name in NAMES {
        let blob = opened.blob(name).unwrap();
        blob.upload("other").await.unwrap();
        assert_eq!(blob.download().await.unwrap().content, "other");
    }
}

async fn a_sas_of_the_account_key_opens_what_it_was_made_for(server: &Server) {
    is_opened(server, |sas| sas.sign(&key(0)).unwrap()).await;
}

async fn a_sas_of_a_delegation_key_opens_what_it_was_made_for(server: &Server) {
    let (service, _) = server.with_tokens();
    let key = service.delegation_key(Duration::from_secs(3600)).await;
    let key = key.unwrap();
    is_opened(server, |sas| sas.sign_delegated(&key).unwrap()).await;
}

async fn a_sas_for_a_snapshot_opens_that_alone(server: &Server) {
    let container = container(&server.with_key(0)).await;
    let blob = container.blob("b").unwrap();
    blob.upload("then").await.unwrap();
    let snapshot = blob.snapshot().await.unwrap().snapshot;
    blob.upload("now").await.unwrap();
    let sas = BlobSas::new(SasResource::snapshot(
        container.url().name(),
        "b",
        snapshot.to_string(),
    ))
    .with_permissions(BlobPermissions::READ)
    .with_expiry(in_an_hour());
    let service = server.service(0, Credential::Sas(sas.sign(&key(0)).unwrap()));
    let then = BlobRevision::Snapshot(snapshot.to_string().into());
    let opened = service.blob_at(blob.url().clone().at(then));
    assert_eq!(opened.download().await.unwrap().content, "then");
    let error = service.blob_at(blob.url().clone()).download().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unauthorized);
}

async fn an_account_sas_opens_every_container(server: &Server) {
    let sas = AccountSas::new(
        AccountServices::BLOB,
        AccountResourceTypes::CONTAINER | AccountResourceTypes::OBJECT,
        AccountPermissions::CREATE | AccountPermissions::WRITE | AccountPermissions::READ,
        in_an_hour(),
    );
    let service = server.service(0, Credential::Sas(sas.sign(&key(0)).unwrap()));
    for _time in 0..2 {
        let blob = container(&service).await.blob("b").unwrap();
        blob.upload("content").await.unwrap();
        assert_eq!(blob.download().await.unwrap().content, "content");
    }
}

async fn a_sas_opens_neither_more_nor_longer_than_it_says(server: &Server) {
    let container = container(&server.with_key(0)).await;
    for name in ["mine", "yours"] {
        container.blob(name).unwrap().upload(name).await.unwrap();
    }
    let opened = |sas: BlobSas| {
        let token = sas.sign(&key(0)).unwrap();
        server.with_sas(token, &container)
    };
    let mine = opened(for_blob(&container, "mine"));
    let other = mine.blob("yours").unwrap().download().await;
    assert_eq!(other.unwrap_err().kind(), ErrorKind::Unauthorized);
    let write = mine.blob("mine").unwrap().upload("more").await;
    assert_eq!(write.unwrap_err().kind(), ErrorKind::Unauthorized);

    let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let expired = for_blob(&container, "mine").with_expiry(SasTime::at(an_hour_ago).unwrap());
    let late = opened(expired).blob("mine").unwrap().download().await;
    assert_eq!(late.unwrap_err().kind(), ErrorKind::Unauthorized);

    let foreign = for_blob(&container, "mine").sign(&foreign_key()).unwrap();
    let forged = server.with_sas(foreign, &container).blob("mine").unwrap();
    let refused = forged.download().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unauthorized);
}

fn foreign_key() -> SharedKey {
    SharedKey::new(ACCOUNTS[0].0, "bm90IHRoZSBrZXk=").unwrap()
}
