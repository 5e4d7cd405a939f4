//! A client sends its credential only to its own endpoint, whatever endpoint a blob, an operation or a ticket names.

use std::net::{Ipv4Addr, TcpListener};

use blobcopy::proto::ops::{GetAccountInformation, GetBlobProperties};
use blobcopy::proto::{BlobUrl, Endpoint};
use blobcopy::{
    AccessToken, BlobServiceClient, ClientConfig, ClientCredential, CopyId, CopyTicket, Credential,
    Error, ErrorKind, ProxyChoice, TokenCredential, TokenFuture, TokenRequest,
};

const SAS: &str = "sv=2020-12-06&ss=b&srt=o&sp=r&se=2099-01-01&sig=c2VjcmV0";

/// A credential that always has a token.
struct Tokens;

impl TokenCredential for Tokens {
    fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
        let end = std::time::SystemTime::now() + std::time::Duration::from_secs(3600);
        Box::pin(async move { Ok(AccessToken::new("eyJ0", end)?) })
    }
}

fn credentials() -> [ClientCredential; 4] {
    [
        Credential::shared_key("acct", "c2VjcmV0").unwrap().into(),
        Credential::sas(SAS).unwrap().into(),
        Credential::bearer("eyJ0").unwrap().into(),
        ClientCredential::token(Tokens),
    ]
}

/// A listener that nobody may come to, and the blob that is said to be there.
fn foreign_server() -> (TcpListener, BlobUrl) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/acct/into/b", listener.local_addr().unwrap());
    (listener, BlobUrl::parse(&url).unwrap())
}

fn client(credential: ClientCredential) -> BlobServiceClient {
    let mut config = ClientConfig::default();
    config.proxy = ProxyChoice::Direct;
    let own = Endpoint::parse("https://acct.blob.core.windows.net").unwrap();
    BlobServiceClient::with_config(own, credential, config).unwrap()
}

fn is_refused(error: &Error, url: &BlobUrl) {
    let text = blobcopy::chain(error);
    let host = url.endpoint().authority().as_str();
    assert!(
        text.contains("https://acct.blob.core.windows.net"),
        "{text}"
    );
    assert!(text.contains(host), "{text}");
    assert!(
        !text.contains("c2VjcmV0") && !text.contains("eyJ0"),
        "{text}"
    );
}

#[tokio::test]
async fn no_request_carries_a_credential_to_another_endpoint() {
    let (listener, url) = foreign_server();
    for credential in credentials() {
        let service = client(credential);
        let blob = service.blob_at(url.clone());
        is_refused(&blob.properties().await.unwrap_err(), &url);
        is_refused(&blob.copy_state().await.unwrap_err(), &url);
        is_refused(&blob.copy("https://example.com/a").await.unwrap_err(), &url);
        let id = CopyId::parse("1").unwrap();
        is_refused(&blob.abort_copy(id).await.unwrap_err(), &url);
        let question = GetBlobProperties::new(url.clone());
        is_refused(&service.call(&question).await.unwrap_err(), &url);
        let question = GetAccountInformation::new(url.endpoint().clone());
        is_refused(&service.call(&question).await.unwrap_err(), &url);
        assert!(
            listener.accept().is_err(),
            "the other host was connected to"
        );
    }
}

#[tokio::test]
async fn a_ticket_is_resumed_by_a_client_of_its_endpoint_in_any_spelling() {
    let id = || CopyId::parse("1").unwrap();
    let (listener, url) = foreign_server();
    for credential in credentials() {
        let service = client(credential);
        let error = service
            .resume(&CopyTicket::new(url.clone(), id()))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        for own in [
            "https://acct.blob.core.windows.net/into/b",
            "https://ACCT.blob.core.windows.net:443/into/%62",
        ] {
            let ticket = CopyTicket::new(BlobUrl::parse(own).unwrap(), id());
            assert!(service.resume(&ticket).is_ok(), "{own}");
        }
        for other in [
            "http://acct.blob.core.windows.net/into/b",
            "https://acct.blob.core.chinacloudapi.cn/into/b",
            "https://other.blob.core.windows.net/into/b",
        ] {
            let ticket = CopyTicket::new(BlobUrl::parse(other).unwrap(), id());
            assert!(service.resume(&ticket).is_err(), "{other}");
        }
    }
    assert!(
        listener.accept().is_err(),
        "the other host was connected to"
    );
}

#[tokio::test]
async fn nothing_is_copied_into_a_snapshot() {
    let (listener, url) = foreign_server();
    let endpoint = url.endpoint().as_str();
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let service = BlobServiceClient::new(endpoint, credential).unwrap();
    for moment in ["snapshot", "versionid"] {
        let url = BlobUrl::parse(&format!("{url}?{moment}=2026-01-01T00:00:00.0000000Z"));
        let blob = service.blob_at(url.unwrap());
        let error = blob.copy("https://example.com/a").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let error = blob
            .copy_from_url("https://example.com/a")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let error = blob
            .put_from_url("https://example.com/a")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
    assert!(listener.accept().is_err(), "a request was sent");
}

#[tokio::test]
async fn a_client_prints_where_it_works_and_no_secret() {
    let text = "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";
    let service = BlobServiceClient::from_connection_string(text).unwrap();
    let root = "https://acct.blob.core.windows.net";
    assert_eq!(format!("{service:?}"), format!("BlobServiceClient({root})"));
    let container = service.container("live").unwrap();
    assert_eq!(
        format!("{container:?}"),
        format!("ContainerClient({root}/live)")
    );
    let blob = container.blob("db.vhd").unwrap();
    assert_eq!(
        format!("{blob:?}"),
        format!("BlobClient({root}/live/db.vhd)")
    );
}

#[test]
fn an_unusable_connection_string_is_refused_without_being_repeated() {
    let text = "AccountName=acct;AccountKey=sec ret;BlobEndpoint=https://h/";
    let error = BlobServiceClient::from_connection_string(text).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let printed = format!("{error:?} {error}");
    assert!(!printed.contains("sec ret"), "{printed}");
}
