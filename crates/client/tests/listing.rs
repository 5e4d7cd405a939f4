//! Pending copies and snapshots in listings.

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

#[tokio::test]
async fn a_listing_with_two_markers_in_turn_ends_and_says_why() {
    let pages = (0..20).map(|at| page(&[("a", "success")], ["1", "2"][at % 2]));
    let server = Server::start(pages);
    let error = container(&server).find_pending("").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    let text = error.to_string();
    assert!(
        text.contains("into") && text.contains("leads back to a page"),
        "{text}"
    );
    assert!(server.targets().len() < 10, "{:?}", server.targets());
}

#[tokio::test]
async fn more_pending_copies_than_can_be_collected_are_an_error_that_names_the_way_out() {
    let blobs: Vec<_> = (0..5000).map(|_| ("a", "pending")).collect();
    let pages = (0..21).map(|at| page(&blobs, &at.to_string()));
    let server = Server::start(pages);
    let error = container(&server).find_pending("").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("use a longer prefix"), "{error}");
}
