//! Listings, valid ones from the service and others, and invalid ones.

use blobcopy_proto::ops::{ListBlobs, ListBlobsOutput};
use blobcopy_proto::{CopyStatus, Error, Operation};
use bytes::Bytes;
use http::Response;

fn decode(document: &str) -> Result<ListBlobsOutput, Error> {
    ListBlobs::decode(&Response::new(Bytes::from(document.to_owned())))
}

fn blobs(inner: &str) -> Result<ListBlobsOutput, Error> {
    decode(&format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<EnumerationResults><Blobs>{inner}</Blobs><NextMarker /></EnumerationResults>"
    ))
}

#[test]
fn spaces_in_a_name_count_and_only_encoded_names_are_decoded() {
    let page = blobs(
        "<Blob><Name> a%20b </Name></Blob><Blob><Name Encoded=\"true\">c%EF%BF%BE</Name></Blob>\
         <Blob><Name Encoded=\"false\">d%41</Name></Blob><BlobPrefix><Name>e &amp; f/</Name></BlobPrefix>",
    )
    .unwrap();
    let names: Vec<&str> = page.blobs.iter().map(|blob| &*blob.name).collect();
    assert_eq!(names, [" a%20b ", "c\u{fffe}", "d%41"]);
    assert_eq!(page.prefixes[0].name, "e & f/");
    assert_eq!(page.next_marker, None);
}

#[test]
fn copy_elements_are_read_in_any_order() {
    let page = blobs(
        "<Blob><Name>a</Name><Properties><Content-Length>0</Content-Length><CopyProgress>3/7</CopyProgress>\
         <CopyStatus>pending</CopyStatus><CopySource>https://a.net/b?c=1&amp;d=2</CopySource><CopyId>1</CopyId>\
         </Properties></Blob>",
    )
    .unwrap();
    let copy = page.blobs[0].properties.copy.as_ref().unwrap();
    assert_eq!(copy.status, CopyStatus::Pending);
    assert_eq!(copy.progress.unwrap().copied, 3);
    assert_eq!(
        copy.source.as_ref().unwrap().expose(),
        "https://a.net/b?c=1&d=2"
    );
}

#[test]
fn a_copy_without_a_status_is_no_silence() {
    let error = blobs("<Blob><Name>a</Name><Properties><CopyId>1</CopyId></Properties></Blob>");
    assert!(error.unwrap_err().to_string().contains("CopyStatus"));
}

#[test]
fn what_nobody_knows_yet_is_passed_over() {
    let page = blobs(
        "<Future><Blob><Name>no</Name></Blob></Future><Blob><New a=\"b\"><c>1</c></New><Name>a</Name><Properties>\
         <Newer/><TagCount>many</TagCount><Content-CRC64 /><AccessTier>Frozen</AccessTier></Properties></Blob>",
    )
    .unwrap();
    assert_eq!(page.blobs.len(), 1);
    let properties = &page.blobs[0].properties;
    assert_eq!(properties.access_tier.as_ref().unwrap().as_str(), "Frozen");
    assert_eq!(properties.tag_count, None);
}

#[test]
fn metadata_of_customer_keys_and_of_odd_names_is_kept_as_far_as_it_is_told() {
    let page = blobs(
        "<Blob><Name>a</Name><Metadata Encrypted=\"true\" /></Blob><Blob><Name>b</Name><Metadata><Owner>me</Owner>\
         <x-ms-invalid-name>ü</x-ms-invalid-name></Metadata></Blob>",
    )
    .unwrap();
    assert!(page.blobs[0].metadata_encrypted);
    let metadata = &page.blobs[1].properties.metadata;
    assert_eq!(metadata.get("owner"), Some("me"));
    assert_eq!(metadata.get("x-ms-invalid-name"), Some("ü"));
}

#[test]
fn a_document_that_is_cut_or_is_none_is_an_error_and_not_an_empty_page() {
    for document in [
        "",
        "<html><body>Bad gateway</body></html>",
        "<EnumerationResults>",
        "<EnumerationResults><Blobs><Blob><Name>a</Name></Blob>",
        "<EnumerationResults><Blobs></EnumerationResults>",
        "<EnumerationResults><Blobs><Blob></Blob></Blobs></EnumerationResults>",
        "<EnumerationResults><Blobs><Blob><Name Encoded=\"true\">%ff</Name></Blob></Blobs></EnumerationResults>",
    ] {
        assert!(
            matches!(decode(document), Err(Error::Malformed(_))),
            "{document}"
        );
    }
}

#[test]
fn depth_and_number_of_entries_are_bounded() {
    let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    assert!(blobs(&deep).unwrap_err().to_string().contains("levels"));
    let long = "<Blob><Name>a</Name></Blob>".repeat(10_001);
    assert!(blobs(&long).unwrap_err().to_string().contains("entries"));
    assert_eq!(blobs(&long[..27 * 5000]).unwrap().blobs.len(), 5000);
}
