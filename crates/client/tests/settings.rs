//! The settings of a client take effect on the wire.

mod scripted;

use std::net::TcpListener;
use std::time::Duration;

use blobcopy::proto::{AccessTier, Endpoint};
use blobcopy::{
    BlobServiceClient, ClientConfig, Credential, ErrorKind, ProxyChoice, ProxyUrl, chain,
};
use scripted::{Reply, Server};

fn service(address: &dyn std::fmt::Display, config: ClientConfig) -> BlobServiceClient {
    let endpoint = Endpoint::parse(&format!("http://{address}/acct")).unwrap();
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    BlobServiceClient::with_config(endpoint, credential, config).unwrap()
}

fn config(change: impl FnOnce(&mut ClientConfig)) -> ClientConfig {
    let mut config = ClientConfig::default();
    config.proxy = ProxyChoice::Direct;
    config.retry.first_wait = Duration::from_millis(1);
    change(&mut config);
    config
}

#[tokio::test]
async fn every_request_is_named_dated_and_versioned() {
    let server = Server::start([Reply::written_over()]);
    let config = config(|config| config.user_agent = Some("tests/1".to_owned()));
    service(&server.address(), config)
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap();
    let headers = server.headers(0);
    assert_eq!(
        headers["user-agent"],
        concat!("blobcopy/", env!("CARGO_PKG_VERSION"), " tests/1")
    );
    assert_eq!(headers["x-ms-version"], "2025-11-05");
    assert!(headers["authorization"].starts_with("SharedKey acct:"));
    assert!(headers.contains_key("x-ms-date") && !headers.contains_key("date"));
}

#[tokio::test]
async fn the_tries_of_one_call_have_one_name() {
    let server = Server::start([
        Reply::refused(503, "ServerBusy"),
        Reply::Break,
        Reply::written_over(),
    ]);
    let service = service(&server.address(), config(|_| {}));
    service
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap();
    let names: Vec<_> = (0..3)
        .map(|at| server.headers(at)["x-ms-client-request-id"].clone())
        .collect();
    assert!(names[0] == names[1] && names[1] == names[2], "{names:?}");
    assert_eq!(names[0].len(), 36);
}

#[tokio::test]
async fn tries_are_as_many_as_was_said() {
    let server = Server::start([
        Reply::refused(503, "ServerBusy"),
        Reply::refused(500, "InternalError"),
        Reply::written_over(),
    ]);
    let service = service(
        &server.address(),
        config(|config| config.retry.attempts = 2),
    );
    let error = service
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn what_will_not_pass_is_not_tried_again() {
    let server = Server::start([Reply::refused(404, "BlobNotFound"), Reply::written_over()]);
    let service = service(&server.address(), config(|_| {}));
    service
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap_err();
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_server_that_never_answers_is_left() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let config = config(|config| {
        config.reply_timeout = Duration::from_millis(20);
        config.retry.attempts = 1;
    });
    let service = service(&silent.local_addr().unwrap(), config);
    let error = service
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_reply_that_stops_midway_is_left() {
    let head = "HTTP/1.1 200 OK\r\nx-ms-request-id: r\r\ncontent-length: 10\r\n\r\nhalf";
    let server = Server::start([Reply::Answer(head.to_owned())]);
    let config = config(|config| {
        config.read_timeout = Duration::from_millis(20);
        config.retry.attempts = 1;
    });
    let service = service(&server.address(), config);
    let error = service
        .blob("into", "b")
        .unwrap()
        .download()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

/// Each byte arrives in time, but the reply never ends.
#[tokio::test]
async fn a_reply_that_drips_is_left_at_the_limit_of_the_attempt() {
    let head = "HTTP/1.1 200 OK\r\nx-ms-request-id: r\r\n";
    let body = format!("{head}content-length: 1000000\r\n\r\n");
    for drips in [head.to_owned(), body] {
        let server = Server::start([Reply::Drip(drips)]);
        let config = config(|config| {
            config.reply_timeout = Duration::from_millis(500);
            config.copy_reply_timeout = Duration::from_millis(500);
            config.retry.attempts = 1;
        });
        let service = service(&server.address(), config);
        let blob = service.blob("into", "b").unwrap();
        let error = blob.download().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(!error.is_in_doubt());
    }
}

#[tokio::test]
async fn a_reply_larger_than_allowed_is_not_taken() {
    let reply = "HTTP/1.1 200 OK\r\nx-ms-request-id: r\r\ncontent-length: 10\r\n\r\n0123456789";
    let server = Server::start([Reply::Answer(reply.to_owned())]);
    let service = service(&server.address(), config(|config| config.largest_reply = 9));
    let error = service
        .blob("into", "b")
        .unwrap()
        .download()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
}

/// The reply to a start has no body, so none is kept.
#[tokio::test]
async fn a_body_where_none_belongs_is_read_no_further_than_a_refusal_would_be() {
    let body = "x".repeat(64 * 1024 + 1);
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let server = Server::start([Reply::Answer(reply)]);
    let service = service(&server.address(), config(|_| {}));
    let blob = service.blob("into", "b").unwrap();
    let error = blob.set_tier(AccessTier::Hot).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(chain(&error).contains("65536 bytes"), "{error:?}");
}

#[tokio::test]
async fn requests_beyond_the_connections_wait_for_one() {
    let server = Server::start((0..40).map(|_| Reply::written_over()));
    let service = service(&server.address(), config(|config| config.connections = 2));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let blob = service.blob("into", "b").unwrap();
        calls.spawn(async move { blob.properties().await.map(|_| ()) });
    }
    assert!(
        calls
            .join_all()
            .await
            .into_iter()
            .all(|result| result.is_ok())
    );
    assert!(
        server.connections() <= 2,
        "{} connections",
        server.connections()
    );
}

#[tokio::test]
async fn a_plain_request_is_forwarded_by_the_proxy_with_its_whole_url() {
    let proxy = Server::start([Reply::written_over()]);
    let url = format!("http://user:secret@{}", proxy.address());
    let config = config(|config| {
        config.proxy = ProxyChoice::Through(ProxyUrl::parse(&url).unwrap());
    });
    assert!(!format!("{config:?}").contains("secret"));
    let service = service(&"storage.example:80", config);
    service
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap();
    assert_eq!(proxy.targets(), ["http://storage.example/acct/into/b"]);
    assert_eq!(
        proxy.headers(0)["proxy-authorization"],
        "Basic dXNlcjpzZWNyZXQ="
    );
}

#[tokio::test]
async fn an_encrypted_connection_is_tunnelled_and_the_proxy_sees_no_request() {
    let proxy = Server::start([Reply::refused(403, "Forbidden")]);
    let url = format!("http://user:secret@{}", proxy.address());
    let mut config = config(|config| config.retry.attempts = 1);
    config.proxy = ProxyChoice::Through(ProxyUrl::parse(&url).unwrap());
    let endpoint = Endpoint::parse("https://acct.storage.example").unwrap();
    let service = BlobServiceClient::with_config(endpoint, Credential::Anonymous, config).unwrap();
    let error = service
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    let said = chain(&error);
    let named = format!("the proxy `{}` refuses to connect to", proxy.address());
    assert!(said.contains(&named) && !said.contains("secret"), "{said}");
    assert_eq!(proxy.asked(), ["CONNECT"]);
    assert_eq!(proxy.targets(), ["acct.storage.example:443"]);
    assert!(!proxy.headers(0).contains_key("x-ms-version"));
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_is_named() {
    let refused = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    let proxy = Server::start([refused, refused].map(|text| Reply::Answer(text.to_owned())));
    let url = format!("http://user:secret@{}", proxy.address());
    for endpoint in [
        "https://acct.storage.example",
        "http://storage.example/acct",
    ] {
        let mut config = config(|config| config.retry.attempts = 1);
        config.proxy = ProxyChoice::Through(ProxyUrl::parse(&url).unwrap());
        let endpoint = Endpoint::parse(endpoint).unwrap();
        let service =
            BlobServiceClient::with_config(endpoint, Credential::Anonymous, config).unwrap();
        let blob = service.blob("into", "b").unwrap();
        let error = blob.properties().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Network);
        let said = chain(&error);
        let named = format!("the proxy `{}` requires authentication", proxy.address());
        assert!(said.contains(&named) && !said.contains("secret"), "{said}");
    }
}

#[tokio::test]
async fn a_proxy_that_cannot_be_reached_is_named() {
    let address = {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap()
    };
    for endpoint in [
        "https://acct.storage.example",
        "http://storage.example/acct",
    ] {
        let mut config = config(|config| config.retry.attempts = 1);
        let url = format!("http://user:secret@{address}");
        config.proxy = ProxyChoice::Through(ProxyUrl::parse(&url).unwrap());
        let endpoint = Endpoint::parse(endpoint).unwrap();
        let service =
            BlobServiceClient::with_config(endpoint, Credential::Anonymous, config).unwrap();
        let blob = service.blob("into", "b").unwrap();
        let said = chain(&blob.properties().await.unwrap_err());
        let named = format!("the proxy `{address}` could not be reached: ");
        assert!(said.contains(&named) && !said.contains("secret"), "{said}");
    }
}

#[test]
fn a_proxy_of_another_kind_is_refused_without_repeating_its_password() {
    let error = ProxyUrl::parse("socks5://user:secret@host:1080").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(!error.to_string().contains("secret"));
}

#[test]
fn a_user_agent_that_is_no_header_is_refused() {
    let endpoint = Endpoint::parse("http://127.0.0.1:1/acct").unwrap();
    let config = config(|config| config.user_agent = Some("a\r\nb".to_owned()));
    let error =
        BlobServiceClient::with_config(endpoint, Credential::Anonymous, config).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
}

#[test]
fn certificates_that_are_none_are_refused() {
    let mut config = ClientConfig::default();
    assert_eq!(
        config.trust_pem(b"not PEM").unwrap_err().kind(),
        ErrorKind::Invalid
    );
    assert!(config.extra_roots.is_empty());
}
