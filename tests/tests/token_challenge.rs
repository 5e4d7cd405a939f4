//! What the client does when the service asks for another token than the one it was shown.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use blobcopy::proto::Endpoint;
use blobcopy::{
    AccessToken, BlobClient, BlobServiceClient, ClientConfig, ClientCredential, ErrorKind,
    TokenCredential, TokenFuture, TokenRequest,
};
use blobcopy_tests::loopback_tls::LoopbackTls;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const CHALLENGED: &str = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\
                          www-authenticate: Bearer authorization_uri=https://login.microsoftonline.com/their-tenant/oauth2/authorize resource_id=https://storage.azure.com\r\n\
                          x-ms-error-code: InvalidAuthenticationInfo\r\nx-ms-request-id: r\r\n\r\n";
const FOUND: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\netag: \"0x1\"\r\n\
                     last-modified: Mon, 23 Nov 2026 08:00:00 GMT\r\nx-ms-blob-type: BlockBlob\r\n\
                     x-ms-request-id: r\r\n\r\n";

/// Gives tokens that are called by the tenant they are for.
struct ByTenant;

impl TokenCredential for ByTenant {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        let tenant = request.tenant.unwrap_or_else(|| "home".to_owned());
        let expiry = SystemTime::now() + Duration::from_secs(3600);
        Box::pin(async move { Ok(AccessToken::new(&tenant, expiry)?) })
    }
}

/// A blob on a server that gives these replies, one after the other, and the tokens that it was shown.
async fn blob(replies: &'static [&'static str]) -> (BlobClient, Arc<Mutex<Vec<String>>>) {
    let LoopbackTls {
        acceptor,
        certificate,
    } = LoopbackTls::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shown = Arc::new(Mutex::new(Vec::new()));
    tokio::spawn(serve(listener, acceptor, replies, Arc::clone(&shown)));

    let endpoint = Endpoint::parse(&format!("https://{address}/acct")).unwrap();
    let mut config = ClientConfig::default();
    config.trust_pem(certificate.as_bytes()).unwrap();
    let credential = ClientCredential::token(ByTenant);
    let service = BlobServiceClient::with_config(endpoint, credential, config).unwrap();
    (service.blob("live", "b").unwrap(), shown)
}

async fn serve(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    replies: &[&str],
    shown: Arc<Mutex<Vec<String>>>,
) {
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = BufReader::new(acceptor.accept(stream).await.unwrap());
    for reply in replies {
        let mut line = String::new();
        while stream.read_line(&mut line).await.unwrap() > 2 {
            if let Some(token) = line.strip_prefix("authorization: Bearer ") {
                shown.lock().unwrap().push(token.trim().to_owned());
            }
            line.clear();
        }
        stream.write_all(reply.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
    }
}

#[tokio::test]
async fn a_challenge_is_answered_with_a_token_of_the_tenant_that_it_names() {
    let (blob, shown) = blob(&[CHALLENGED, FOUND, FOUND]).await;
    blob.properties().await.unwrap();
    blob.properties().await.unwrap();
    assert_eq!(
        *shown.lock().unwrap(),
        ["home", "their-tenant", "their-tenant"]
    );
}

#[tokio::test]
async fn a_second_challenge_is_the_services_refusal() {
    let (blob, shown) = blob(&[CHALLENGED, CHALLENGED]).await;
    let error = blob.properties().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(*shown.lock().unwrap(), ["home", "their-tenant"]);
}
