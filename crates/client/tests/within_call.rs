//! Copies within the call with scripted replies, in particular lost ones.

mod scripted;

use std::net::TcpListener;
use std::time::Duration;

use blobcopy::proto::ops::PutBlobFromUrlOptions;
use blobcopy::proto::{Conditions, Endpoint};
use blobcopy::{
    BlobClient, BlobServiceClient, ClientConfig, CopyFromUrlOptions, Credential, ErrorKind,
    ProxyChoice,
};
use scripted::{Reply, Server};

const SOURCE: &str = "http://127.0.0.1:1/acct/from/a?sv=1&sig=secret";

fn target(address: std::net::SocketAddr, change: impl FnOnce(&mut ClientConfig)) -> BlobClient {
    let mut config = ClientConfig::default();
    config.proxy = ProxyChoice::Direct;
    config.retry.first_wait = Duration::from_millis(1);
    change(&mut config);
    let endpoint = Endpoint::parse(&format!("http://{address}/acct")).unwrap();
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let service = BlobServiceClient::with_config(endpoint, credential, config).unwrap();
    service.blob("into", "b").unwrap()
}

fn only_if_absent() -> PutBlobFromUrlOptions {
    let mut options = PutBlobFromUrlOptions::default();
    options.conditions = Conditions::if_absent();
    options
}

fn written() -> Reply {
    let head =
        "HTTP/1.1 201 Created\r\nx-ms-request-id: r\r\ncontent-length: 0\r\netag: \"0x1\"\r\n\r\n";
    Reply::Answer(head.to_owned())
}

#[tokio::test]
async fn a_copy_within_the_call_takes_one_request() {
    let server = Server::start([Reply::started("1", "success")]);
    let copied = target(server.address(), |_| {}).copy_from_url(SOURCE).await;
    assert_eq!(copied.unwrap().copy_id.unwrap().as_str(), "1");
    assert_eq!(server.asked(), ["PUT"]);
    let headers = server.headers(0);
    assert_eq!(headers["x-ms-requires-sync"], "true");
    assert_eq!(headers["x-ms-copy-source"], SOURCE);
}

#[tokio::test]
async fn a_lost_answer_to_a_copy_is_found_at_the_destination() {
    let server = Server::start([
        Reply::Break,
        Reply::refused(404, "BlobNotFound"),
        Reply::refused(409, "BlobAlreadyExists"),
        Reply::found("1", "success", SOURCE),
    ]);
    let mut options = CopyFromUrlOptions::default();
    options.request.conditions = Conditions::if_absent();
    let target = target(server.address(), |_| {});
    let copied = target.copy_from_url_with(SOURCE, options).await.unwrap();
    assert_eq!(copied.copy_id.unwrap().as_str(), "1");
    assert_eq!(copied.etag.unwrap().to_string(), "\"0x1\"");
    assert_eq!(server.asked(), ["PUT", "HEAD", "PUT", "HEAD"]);
    assert_eq!(server.headers(2)["if-none-match"], "*");
}

#[tokio::test]
async fn a_copy_whose_lost_answer_stays_lost_is_in_doubt() {
    let server = Server::start([Reply::Break, Reply::written_over()]);
    let mut options = CopyFromUrlOptions::default();
    options.request.conditions = Conditions::if_absent();
    let target = target(server.address(), |_| {});
    let error = target
        .copy_from_url_with(SOURCE, options)
        .await
        .unwrap_err();
    assert!(error.is_in_doubt(), "{error:?}");
}

#[tokio::test]
async fn a_put_whose_answer_was_lost_is_sent_again() {
    let server = Server::start([Reply::Break, written()]);
    let target = target(server.address(), |_| {});
    let put = target.put_from_url_with(SOURCE, only_if_absent()).await;
    assert_eq!(put.unwrap().etag.unwrap().to_string(), "\"0x1\"");
    assert_eq!(server.asked(), ["PUT", "PUT"]);
}

#[tokio::test]
async fn a_put_that_is_refused_after_a_lost_answer_is_in_doubt() {
    let server = Server::start([Reply::Break, Reply::refused(409, "BlobAlreadyExists")]);
    let target = target(server.address(), |_| {});
    let error = target
        .put_from_url_with(SOURCE, only_if_absent())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Precondition);
    assert!(error.is_in_doubt());
    assert!(
        error.to_string().contains("may have been carried out"),
        "{error}"
    );
}

#[tokio::test]
async fn a_put_that_was_turned_away_or_refused_at_first_is_not_in_doubt() {
    for first in [
        Reply::busy_for("0"),
        Reply::refused(409, "BlobAlreadyExists"),
    ] {
        let server = Server::start([first, Reply::refused(409, "BlobAlreadyExists")]);
        let target = target(server.address(), |_| {});
        let put = target.put_from_url_with(SOURCE, only_if_absent()).await;
        assert!(!put.unwrap_err().is_in_doubt());
    }
}

#[tokio::test]
async fn a_question_that_got_no_answer_is_not_in_doubt() {
    let server = Server::start([Reply::Break]);
    let target = target(server.address(), |config| config.retry.attempts = 1);
    assert!(!target.properties().await.unwrap_err().is_in_doubt());
}

#[tokio::test]
async fn a_copy_within_the_call_has_a_timeout_of_its_own() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = target(silent.local_addr().unwrap(), |config| {
        config.reply_timeout = Duration::from_secs(3600);
        config.copy_reply_timeout = Duration::from_millis(20);
        config.retry.attempts = 1;
    });
    let error = target.put_from_url(SOURCE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_in_doubt());
}
