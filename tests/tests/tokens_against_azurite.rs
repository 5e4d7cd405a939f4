//! Access tokens, and the user delegation keys that they buy, against Azurite over https.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use blobcopy::proto::Endpoint;
use blobcopy::{
    AccessToken, BlobServiceClient, ClientConfig, ClientCredential, Credential, ErrorKind,
    TokenCredential, TokenFuture, TokenRequest,
};
use blobcopy_tests::azurite::Azurite;
use blobcopy_tests::cases::ACCOUNTS;

static AZURITE: LazyLock<Azurite> = LazyLock::new(|| Azurite::start_with_tokens(&ACCOUNTS));

/// Makes tokens such as Azurite takes, and counts them.
#[derive(Default)]
struct Identity(AtomicU32);

impl TokenCredential for Identity {
    fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let now = SystemTime::now();
        let seconds = now.duration_since(UNIX_EPOCH).unwrap().as_secs();
        let claims = format!(
            r#"{{"oid":"11111111-2222-3333-4444-555555555555","tid":"66666666-7777-8888-9999-aaaaaaaaaaaa","aud":"https://storage.azure.com","iss":"https://sts.windows.net/66666666-7777-8888-9999-aaaaaaaaaaaa/","iat":{seconds},"nbf":{},"exp":{}}}"#,
            seconds - 60,
            seconds + 3600,
        );
        let encoded = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = format!(
            "{}.{}.",
            encoded(r#"{"alg":"none","typ":"JWT"}"#),
            encoded(&claims)
        );
        let expiry = now + Duration::from_secs(3600);
        Box::pin(async move { Ok(AccessToken::new(&token, expiry)?) })
    }
}

fn service(account: usize, credential: impl Into<ClientCredential>) -> BlobServiceClient {
    let endpoint = Endpoint::parse(&AZURITE.endpoint(ACCOUNTS[account].0)).unwrap();
    let mut config = ClientConfig::default();
    let certificate = AZURITE.certificate().unwrap();
    config.trust_pem(certificate.as_bytes()).unwrap();
    BlobServiceClient::with_config(endpoint, credential, config).unwrap()
}

fn with_tokens(account: usize) -> (BlobServiceClient, Arc<Identity>) {
    let identity = Arc::new(Identity::default());
    let credential = ClientCredential::token(Arc::clone(&identity));
    (service(account, credential), identity)
}

#[tokio::test]
async fn many_requests_are_let_in_with_one_token() {
    let (service, identity) = with_tokens(0);
    let container = service.container("one-token").unwrap();
    container.create().await.unwrap();
    for name in ["a", "b", "c"] {
        container
            .blob(name)
            .unwrap()
            .upload("content")
            .await
            .unwrap();
    }
    assert_eq!(identity.0.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_token_that_is_not_one_is_the_services_refusal() {
    let service = service(0, Credential::bearer("not-a-token").unwrap());
    let error = service.blob("one-token", "a").unwrap().properties().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unauthorized);
}

#[tokio::test]
async fn sources_are_signed_with_one_delegation_key_and_copied_to_another_account() {
    let (from, _) = with_tokens(0);
    from.container("delegated").unwrap().create().await.unwrap();
    let (account, key) = ACCOUNTS[1];
    let into = service(1, Credential::shared_key(account, key).unwrap());
    into.container("delegated").unwrap().create().await.unwrap();

    let mut keys = Vec::new();
    for name in ["a b", "ä%2F+", "d/e"] {
        let source = from.blob("delegated", name).unwrap();
        source.upload(name.to_owned()).await.unwrap();
        let signed = source.signed_source(Duration::from_secs(60)).await.unwrap();
        keys.push(signed.expose().split_once("&skt=").unwrap().1[..24].to_owned());
        let target = into.blob("delegated", name).unwrap();
        target.copy(signed).await.unwrap();
        let copied = target.download().await.unwrap();
        assert_eq!(copied.content, name.as_bytes());
    }
    keys.dedup();
    assert_eq!(keys.len(), 1, "{keys:?}");
}

#[tokio::test]
async fn a_delegation_key_has_the_life_that_was_asked_for() {
    let (service, _) = with_tokens(0);
    let start = SystemTime::now() - Duration::from_secs(60);
    let expiry = start + Duration::from_secs(3600);
    let key = service.user_delegation_key(start, expiry).await.unwrap();
    assert_eq!(key.signed_oid, "11111111-2222-3333-4444-555555555555");
    let ready = blobcopy::auth::DelegationKey::new(ACCOUNTS[0].0, &key).unwrap();
    let life = ready.expires_at().duration_since(ready.starts_at());
    assert_eq!(life.unwrap(), Duration::from_secs(3600));
}

#[tokio::test]
async fn an_account_key_buys_no_delegation_key_and_the_error_says_who_refused() {
    let (account, key) = ACCOUNTS[0];
    let service = service(0, Credential::shared_key(account, key).unwrap());
    let error = service.delegation_key(Duration::from_secs(60)).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(
        error.to_string(),
        "there is no user delegation key to sign with"
    );
    assert!(error.service_error().is_some(), "{error:?}");
}
