//! Diagnoses, from the error alone and from requests to the source.

mod scripted;

use std::time::{Duration, SystemTime};

use blobcopy::auth::sas::{BlobPermissions, BlobSas, SasResource, SasTime};
use blobcopy::auth::{Credential, SasToken, SharedKey};
use blobcopy::proto::HttpDate;
use blobcopy::{BlobServiceClient, Cause, ClientConfig, Explanation, SourceUrl, explain};
use scripted::{Reply, Server};

const KEY: &str = "c2VjcmV0";

fn service(server: &Server, key: &str) -> BlobServiceClient {
    let endpoint = format!("http://{}/acct", server.address());
    BlobServiceClient::new(&endpoint, Credential::shared_key("acct", key).unwrap()).unwrap()
}

fn answer(status: &str, headers: &str) -> Reply {
    Reply::Answer(format!(
        "HTTP/1.1 {status}\r\ncontent-length: 0\r\n{headers}\r\n"
    ))
}

fn dated(status: u16, code: &str, time: SystemTime) -> Reply {
    let date = HttpDate::new(time).unwrap();
    let headers = format!("x-ms-request-id: r\r\nx-ms-error-code: {code}\r\ndate: {date}\r\n");
    answer(&format!("{status} Refused"), &headers)
}

fn sas(key: &str, container: &str) -> SasToken {
    let key = SharedKey::new("acct", key).unwrap();
    let until = SystemTime::now() + Duration::from_secs(3600);
    BlobSas::new(SasResource::container(container))
        .with_permissions(BlobPermissions::READ)
        .with_expiry(SasTime::at(until).unwrap())
        .sign(&key)
        .unwrap()
}

fn cause(explanation: &Explanation) -> Option<Cause> {
    Some(explanation.diagnosis.as_ref()?.as_cause())
}

#[tokio::test]
async fn a_start_whose_source_cannot_be_read_says_why() {
    let told = "x-ms-request-id: r\r\nx-ms-error-code: CannotVerifyCopySource\r\n\
                x-ms-copy-source-status-code: 401\r\n\
                x-ms-copy-source-error-code: NoAuthenticationInformation\r\n";
    let server = Server::start([answer("401 Unauthorized", told)]);
    let target = service(&server, KEY).blob("into", "b").unwrap();
    let error = target
        .begin_copy("https://other.blob.core.windows.net/from/b")
        .await
        .unwrap_err();
    let diagnosis = error.diagnosis().unwrap();
    assert_eq!(diagnosis.as_cause(), Cause::SourceNotPublic);
    assert!(diagnosis.remedy().contains("add a SAS with read (r)"));
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_measured_by_the_services() {
    let later = SystemTime::now() + Duration::from_secs(40 * 60 + 30);
    let server = Server::start([dated(403, "AuthenticationFailed", later)]);
    let error = service(&server, KEY)
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap_err();
    let diagnosis = error.diagnosis().unwrap();
    assert_eq!(diagnosis.as_cause(), Cause::ClockWrong);
    assert!(
        diagnosis.cause().contains("40 minutes behind"),
        "{diagnosis}"
    );
}

#[tokio::test]
async fn a_token_that_would_go_over_plain_http_is_explained() {
    let endpoint = "http://127.0.0.1:9/acct";
    let service = BlobServiceClient::new(endpoint, Credential::bearer("e30").unwrap()).unwrap();
    let error = service
        .blob("into", "b")
        .unwrap()
        .properties()
        .await
        .unwrap_err();
    assert_eq!(error.diagnosis().unwrap().as_cause(), Cause::TokenOverHttp);
}

#[tokio::test]
async fn a_token_is_not_shown_to_a_source_over_plain_http() {
    let endpoint = "http://127.0.0.1:9/acct";
    let service = BlobServiceClient::new(endpoint, Credential::bearer("e30").unwrap()).unwrap();
    let explanation = service
        .explain("http://127.0.0.1:9/acct/from/b")
        .await
        .unwrap();
    assert_eq!(cause(&explanation), Some(Cause::TokenOverHttp));
}

#[tokio::test]
async fn a_foreign_source_is_asked_for_one_byte_with_nothing_of_ours() {
    let server = Server::start([answer(
        "302 Found",
        "location: http://127.0.0.1:9/secret\r\n",
    )]);
    // The client's account is elsewhere, and its key must not be sent to the source.
    let endpoint = "http://127.0.0.1:9/acct";
    let client =
        BlobServiceClient::new(endpoint, Credential::shared_key("acct", KEY).unwrap()).unwrap();
    let url = format!("http://{}/big.iso?token=a%2Fb", server.address());
    let explanation = client.explain(&*url).await.unwrap();
    assert_eq!(cause(&explanation), Some(Cause::SourceRedirects));
    assert_eq!(server.asked(), ["GET"]);
    assert_eq!(server.targets(), ["/big.iso?token=a%2Fb"]);
    let sent = server.headers(0);
    assert_eq!(sent["range"], "bytes=0-0");
    assert!(!sent.contains_key("authorization") && !sent.contains_key("x-ms-version"));
    assert!(!format!("{explanation:?}").contains("a%2Fb"));
}

#[tokio::test]
async fn a_source_of_the_account_is_asked_with_what_opens_it_to_a_copy() {
    let found = answer("206 Partial Content", "x-ms-request-id: r\r\n");
    let server = Server::start([found]);
    let url = format!("http://{}/acct/from/b", server.address());
    let explanation = service(&server, KEY).explain(&*url).await.unwrap();
    assert_eq!(explanation.diagnosis, None);
    assert!(explanation.is_opened_by_credential);
    assert!(server.headers(0).contains_key("authorization"));
}

#[tokio::test]
async fn an_empty_blob_is_readable_and_has_no_first_byte() {
    let server = Server::start([Reply::refused(416, "InvalidRange")]);
    let source = format!(
        "http://{}/acct/from/b?{}",
        server.address(),
        sas(KEY, "from").expose()
    );
    let explanation = explain(&*source, &ClientConfig::default()).await.unwrap();
    assert_eq!(explanation.diagnosis, None);
}

#[tokio::test]
async fn a_rotated_key_is_told_by_the_key_that_we_have() {
    let refused = || dated(403, "AuthenticationFailed", SystemTime::now());
    let server = Server::start([refused(), refused()]);
    let source = format!(
        "http://{}/acct/from/b?{}",
        server.address(),
        sas(KEY, "from").expose()
    );
    let source = SourceUrl::parse(&source).unwrap();
    let explanation = service(&server, KEY).explain(source.clone()).await.unwrap();
    assert_eq!(cause(&explanation), Some(Cause::SasKeyRotated));
    assert!(!format!("{explanation:?}").contains(sas(KEY, "from").expose()));

    // A key that the account accepts, and that did not sign this SAS: the signing key is unknown.
    let found = answer("200 OK", "x-ms-request-id: r\r\n");
    let server = Server::start([refused(), found]);
    let source = format!(
        "http://{}/acct/from/b?{}",
        server.address(),
        sas(KEY, "other").expose()
    );
    let explanation = service(&server, KEY).explain(&*source).await.unwrap();
    assert_eq!(cause(&explanation), Some(Cause::SasNotByKey));
}

#[tokio::test]
async fn a_name_encoded_twice_is_asked_for_under_its_right_name() {
    let missing = Reply::refused(404, "BlobNotFound");
    let found = answer("206 Partial Content", "x-ms-request-id: r\r\n");
    let server = Server::start([missing, found]);
    let token = sas(KEY, "from");
    let source = format!(
        "http://{}/acct/from/a%2520b?{}",
        server.address(),
        token.expose()
    );
    let explanation = explain(&*source, &ClientConfig::default()).await.unwrap();
    assert_eq!(cause(&explanation), Some(Cause::SourceEncodedTwice));
    assert_eq!(
        server.targets()[1],
        format!("/acct/from/a%20b?{}", token.expose())
    );
}

#[tokio::test]
async fn a_firewall_is_told_by_what_can_be_read_from_here() {
    let told = "x-ms-request-id: r\r\nx-ms-error-code: CannotVerifyCopySource\r\n\
                x-ms-copy-source-status-code: 403\r\n\
                x-ms-copy-source-error-code: AuthorizationFailure\r\n";
    let server = Server::start([
        answer("403 Forbidden", told),
        answer("206 Partial Content", "x-ms-request-id: r\r\n"),
    ]);
    let source = format!("http://{}/other/from/b", server.address());
    let client = service(&server, KEY);
    let error = client
        .blob("into", "b")
        .unwrap()
        .begin_copy(&*source)
        .await
        .unwrap_err();
    let alone = error.diagnosis().unwrap().as_cause();
    assert_eq!(alone, Cause::SourceFirewallOrCredential);
    let explanation = client.explain_refusal(&*source, &error).await.unwrap();
    assert_eq!(cause(&explanation), Some(Cause::SourceFirewall));
}

#[tokio::test]
async fn addresses_of_the_link_are_never_asked() {
    let tokens = "http://169.254.169.254/metadata/identity/oauth2/token";
    let explanation = explain(tokens, &ClientConfig::default()).await.unwrap();
    assert_eq!(cause(&explanation), Some(Cause::SourcePrivateHost));
    assert_eq!(explanation.status, None);
}

/// A refusal with a body, as Azurite sends it.
fn refusal(status: &str, code: &str, message: &str) -> Reply {
    let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    Reply::Answer(format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nx-ms-request-id: r\r\nx-ms-error-code: {code}\r\n\r\n{body}",
        body.len()
    ))
}

#[tokio::test]
async fn an_older_azurite_is_told_by_its_sentence_however_long_that_is() {
    let sentence = "The API version 2026-04-06 is not supported by Azurite. Please upgrade Azurite to latest version \
                    and retry. If you are using Azurite in Visual Studio, please check you have installed latest \
                    Visual Studio patch. Azurite command line parameter \"--skipApiVersionCheck\" or Visual Studio \
                    Code configuration \"Skip Api Version Check\" can skip this error.";
    let server = Server::start([refusal("400 Bad Request", "InvalidHeaderValue", sentence)]);
    let target = service(&server, KEY).blob("into", "b").unwrap();
    let source = format!("http://{}/acct/from/b", server.address());
    let error = target.begin_copy(&*source).await.unwrap_err();
    let remedy = error.diagnosis().unwrap().remedy();
    assert!(remedy.ends_with("--skipApiVersionCheck"), "{remedy}");
}

#[tokio::test]
async fn a_service_that_copies_within_itself_alone_says_nothing_of_other_servers() {
    let sentence = "The specified resource does not exist.";
    let server = Server::start([refusal("404 Not Found", "CannotVerifyCopySource", sentence)]);
    let target = service(&server, KEY).blob("into", "b").unwrap();
    let error = target
        .begin_copy("https://example.org/big.iso")
        .await
        .unwrap_err();
    let diagnosis = error.diagnosis().unwrap();
    assert_eq!(diagnosis.as_cause(), Cause::SourceElsewhere);
}

#[tokio::test]
async fn what_a_proxy_answers_shows_nothing_of_the_credential() {
    for status in ["401 Unauthorized", "403 Forbidden"] {
        let server = Server::start([answer(status, "")]);
        let blob = service(&server, KEY).blob("into", "b").unwrap();
        let error = blob.properties().await.unwrap_err();
        assert_eq!(error.diagnosis(), None, "{status}");
    }
}
