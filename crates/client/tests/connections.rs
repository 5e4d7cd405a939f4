//! Which connections are reused, and which are closed.

mod scripted;

use std::net::TcpListener;
use std::time::Duration;

use blobcopy::proto::Endpoint;
use blobcopy::{
    BlobClient, BlobServiceClient, ClientConfig, CopyId, CopyOptions, CopyOutcome, Credential,
    ErrorKind, ProxyChoice,
};
use scripted::{Reply, Server};

fn blob(root: &str, change: impl FnOnce(&mut ClientConfig)) -> BlobClient {
    let mut config = ClientConfig::default();
    config.proxy = ProxyChoice::Direct;
    config.retry.attempts = 1;
    change(&mut config);
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let endpoint = Endpoint::parse(root).unwrap();
    let service = BlobServiceClient::with_config(endpoint, credential, config).unwrap();
    service.blob("into", "b").unwrap()
}

fn blob_at(server: &Server, change: impl FnOnce(&mut ClientConfig)) -> BlobClient {
    blob(&format!("http://{}/acct", server.address()), change)
}

const WITH_BODY: &str = "HTTP/1.1 200 OK\r\nx-ms-request-id: r\r\ncontent-length: 4\r\n\r\nbody";

#[tokio::test]
async fn requests_one_after_the_other_take_one_connection() {
    let with_body = || Reply::Answer(WITH_BODY.to_owned());
    let script = [
        Reply::written_over(),
        with_body(),
        with_body(),
        Reply::written_over(),
    ];
    let server = Server::start(script);
    let blob = blob_at(&server, |_| {});
    blob.properties().await.unwrap();
    assert_eq!(&blob.download().await.unwrap().content[..], b"body");
    blob.download().await.unwrap();
    blob.properties().await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_request_that_is_dropped_closes_its_connection() {
    let server = Server::start([Reply::Silence]);
    let blob = blob_at(&server, |_| {});
    tokio::select! {
        _ = blob.properties() => unreachable!("the server is silent"),
        () = server.received(1) => {}
    }
    server.closed(1).await;
}

#[tokio::test]
async fn a_reply_that_is_not_read_to_its_end_closes_its_connection() {
    let cut_off = WITH_BODY.strip_suffix("dy").unwrap();
    let server = Server::start([Reply::Answer(cut_off.to_owned()), Reply::written_over()]);
    let blob = blob_at(&server, |config| config.largest_reply = 3);
    let error = blob.download().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    server.closed(1).await;
    blob.properties().await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_is_not_used() {
    let Reply::Answer(found) = Reply::written_over() else {
        unreachable!("it is an answer");
    };
    let server = Server::start([Reply::AnswerAndClose(found), Reply::aborted()]);
    let blob = blob_at(&server, |_| {});
    blob.properties().await.unwrap();
    server.closed(1).await;
    // Lets the runtime poll its sockets.
    tokio::task::yield_now().await;
    // An abort is sent only once, so it would be lost on the closed connection.
    let id = "1f812371-a41d-49e6-b123-f4b542e851c5";
    blob.abort_copy(CopyId::parse(id).unwrap()).await.unwrap();
    assert_eq!(server.asked().len(), 2);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn an_idle_connection_is_closed_though_no_request_follows() {
    let server = Server::start([Reply::written_over(), Reply::written_over()]);
    let blob = blob_at(&server, |config| {
        config.idle_timeout = Duration::from_millis(5);
    });
    for connections in 1..=2 {
        blob.properties().await.unwrap();
        server.closed(connections).await;
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_request_that_got_no_connection_in_time_was_not_sent() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let blob = blob(&over_tls(&silent), |config| {
        config.reply_timeout = Duration::from_millis(20);
    });
    let error = blob.upload("content").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(!error.is_in_doubt());
}

#[tokio::test]
async fn a_start_without_a_connection_at_its_deadline_has_not_happened() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let blob = blob(&over_tls(&silent), |_| {});
    let mut options = CopyOptions::default();
    options.policy.deadline = Some(Duration::from_millis(50));
    let begun = blob.begin_copy_with("https://a.example/b", options).await;
    let error = begun.unwrap_err();
    assert!(error.is_past_deadline());
    assert_eq!(error.outcome(), Some(&CopyOutcome::Unreached));
}

/// A server that never answers the TLS handshake.
fn over_tls(silent: &TcpListener) -> String {
    format!("https://{}/acct", silent.local_addr().unwrap())
}
