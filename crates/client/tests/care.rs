//! Safeguards at destinations that no emulator has, with scripted replies.

mod scripted;

use blobcopy::{BlobServiceClient, CopyOptions, Credential, ErrorKind, Protect};
use scripted::{Reply, Server};

const SOURCE: &str = "http://127.0.0.1:1/acct/from/a?sv=1&sig=secret";

fn found(headers: &[(&str, &str)]) -> Reply {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    Reply::Answer(format!(
        "HTTP/1.1 200 OK\r\nx-ms-request-id: r\r\ncontent-length: 0\r\n{headers}\r\n"
    ))
}

/// Copies to `server` with a destination that is protected by a snapshot.
async fn protected(server: &Server) -> Result<(), blobcopy::Error> {
    let endpoint = format!("http://{}/acct", server.address());
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let service = BlobServiceClient::new(&endpoint, credential).unwrap();
    let target = service.blob("into", "b").unwrap();
    let mut options = CopyOptions::default();
    options.care.protect = Protect::Snapshot;
    target.begin_copy_with(SOURCE, options).await.map(|_| ())
}

const THERE: [(&str, &str); 2] = [("etag", "\"0x1\""), ("x-ms-blob-type", "BlockBlob")];

#[tokio::test]
async fn a_destination_in_an_immutable_container_is_refused_before_anything_is_changed() {
    for header in ["x-ms-has-immutability-policy", "x-ms-has-legal-hold"] {
        let server = Server::start([found(&THERE), found(&[(header, "true")])]);
        let error = protected(&server).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error:?}");
        assert_eq!(server.asked(), ["HEAD", "HEAD"]);
    }
}

#[tokio::test]
async fn who_may_not_ask_about_the_container_goes_on_without() {
    let server = Server::start([
        found(&THERE),
        Reply::refused(403, "AuthorizationPermissionMismatch"),
        Reply::Answer(
            "HTTP/1.1 201 Created\r\nx-ms-request-id: r\r\ncontent-length: 0\r\n\
             etag: \"0x1\"\r\nx-ms-snapshot: 2026-11-23T08:00:00.0000000Z\r\n\r\n"
                .to_owned(),
        ),
        Reply::started("1", "pending"),
    ]);
    protected(&server).await.unwrap();
}

#[tokio::test]
async fn a_destination_that_changed_between_look_and_snapshot_keeps_its_content_and_no_snapshot() {
    let server = Server::start([
        found(&THERE),
        found(&[]),
        Reply::Answer(
            "HTTP/1.1 201 Created\r\nx-ms-request-id: r\r\ncontent-length: 0\r\n\
             etag: \"0x2\"\r\nx-ms-snapshot: 2026-11-23T08:00:00.0000000Z\r\n\r\n"
                .to_owned(),
        ),
        Reply::Answer(
            "HTTP/1.1 202 Accepted\r\nx-ms-request-id: r\r\ncontent-length: 0\r\n\r\n".to_owned(),
        ),
    ]);
    let error = protected(&server).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error:?}");
    assert_eq!(server.asked(), ["HEAD", "HEAD", "PUT", "DELETE"]);
    assert!(server.targets()[3].contains("snapshot=2026-11-23"));
}
