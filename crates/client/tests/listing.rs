//! What is found in a listing.

mod scripted;

use blobcopy::{BlobServiceClient, Credential, ErrorKind};
use scripted::{Reply, Server};

fn container(server: &Server) -> blobcopy::ContainerClient {
    let endpoint = format!("http://{}/acct", server.address());
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let service = BlobServiceClient::new(&endpoint, credential).unwrap();
    service.container("into").unwrap()
}

fn page(blobs: &[(&str, &str)], next_marker: &str) -> Reply {
    let blob = |(name, status): &(&str, &str)| {
        format!(
            "<Blob><Name>{name}</Name><Properties><CopyId>id-of-{name}</CopyId>\
             <CopySource>https://a.net/x?sig=secret</CopySource><CopyStatus>{status}</CopyStatus>\
             <CopyProgress>1/10</CopyProgress></Properties></Blob>"
        )
    };
    let blobs: String = blobs.iter().map(blob).collect();
    let body = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\"into\">\
         <Blobs>{blobs}</Blobs><NextMarker>{next_marker}</NextMarker></EnumerationResults>"
    );
    let length = body.len();
    Reply::Answer(format!(
        "HTTP/1.1 200 OK\r\nx-ms-request-id: r\r\ncontent-length: {length}\r\n\r\n{body}"
    ))
}

#[tokio::test]
async fn pending_copies_are_found_on_every_page_even_behind_an_empty_one() {
    let server = Server::start([
        page(&[("a", "success"), ("b", "pending")], "1"),
        page(&[], "2"),
        page(&[("c", "pending"), ("d", "aborted")], ""),
    ]);
    let pending = container(&server).find_pending("2026/ü").await.unwrap();
    let names: Vec<_> = pending.iter().map(|copy| copy.name.as_str()).collect();
    assert_eq!(names, ["b", "c"]);
    let ticket = pending[0].ticket().unwrap().to_string();
    assert!(ticket.contains("id-of-b") && ticket.contains("/into/b") && !ticket.contains("secret"));
    let first = &server.targets()[0];
    assert!(
        first.contains("prefix=2026%2F%C3%BC") && first.contains("include=copy"),
        "{first}"
    );
    assert!(server.targets()[2].contains("marker=2"));
}

#[tokio::test]
async fn a_listing_that_goes_round_in_circles_ends() {
    let server = Server::start([page(&[("a", "pending")], "1"), page(&[], "1")]);
    let error = container(&server).find_pending("").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
}
