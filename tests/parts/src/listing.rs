//! A page of a container's blobs, with what the service tells of each.

use std::fmt::Write;

use blobcopy_proto::Operation;
use blobcopy_proto::ops::{ListBlobs, ListBlobsOutput};
use bytes::Bytes;
use http::Response;

/// The blobs of the largest page.
pub const BLOBS: usize = 5000;

/// A page of so many blobs that were copied, with their metadata.
pub fn page(blobs: usize) -> Response<Bytes> {
    document(blobs, push_blob)
}

/// A page of so many blobs, of which each has nothing but its name and 20 elements that nobody knows yet.
pub fn page_of_unknown_elements(blobs: usize) -> Response<Bytes> {
    document(blobs, |out, number| {
        write!(out, "<Blob><Name>{number:06}</Name>").expect("a string takes what is written");
        for index in 0..10 {
            write!(
                out,
                "<X-{index}><Deep>some text &amp; more</Deep></X-{index}><Y-{index} />"
            )
            .expect("a string takes what is written");
        }
        out.push_str("</Blob>");
    })
}

/// Reads a page.
pub fn read_page(reply: &Response<Bytes>) -> ListBlobsOutput {
    ListBlobs::decode(reply).expect("a page of the service's shape")
}

fn document(blobs: usize, push: impl Fn(&mut String, usize)) -> Response<Bytes> {
    let mut out = String::from(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults \
         ServiceEndpoint=\"https://acct.blob.core.windows.net/\" ContainerName=\"backups\">\
         <MaxResults>5000</MaxResults><Blobs>",
    );
    (0..blobs).for_each(|number| push(&mut out, number));
    out.push_str("</Blobs><NextMarker /></EnumerationResults>");
    let reply = Response::builder()
        .header("content-type", "application/xml")
        .header("x-ms-request-id", "83d6e26b-201e-004e-13c4-f2e617000000")
        .header("x-ms-version", "2025-11-05");
    reply.body(Bytes::from(out)).expect("well-known headers")
}

fn push_blob(out: &mut String, number: usize) {
    write!(
        out,
        "<Blob><Name>2026/11/23/database-full-{number:06}.vhd</Name>\
         <VersionId>2026-11-23T08:00:00.7183081Z</VersionId><IsCurrentVersion>true</IsCurrentVersion><Properties>\
         <Creation-Time>Mon, 23 Nov 2026 08:00:00 GMT</Creation-Time>\
         <Last-Modified>Mon, 23 Nov 2026 08:00:00 GMT</Last-Modified><Etag>0x8D9C0E0{number:08X}</Etag>\
         <Content-Length>8388608</Content-Length><Content-Type>application/octet-stream</Content-Type>\
         <Content-Encoding /><Content-Language /><Content-CRC64>AAAAAAAAAAA=</Content-CRC64>\
         <Content-MD5>IFj7U/ZD/NWKjYOgVUI5Kw==</Content-MD5><Cache-Control /><Content-Disposition />\
         <BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred>\
         <LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>\
         <CopyId>9a8c6874-e448-41be-a738-1ca0{number:08x}</CopyId>\
         <CopySource>https://other.blob.core.windows.net/live/disks/database-{number:06}.vhd?sv=2020-12-06&amp;sr=b\
         &amp;sp=r</CopySource><CopyStatus>success</CopyStatus><CopyProgress>8388608/8388608</CopyProgress>\
         <CopyCompletionTime>Mon, 23 Nov 2026 08:00:09 GMT</CopyCompletionTime><ServerEncrypted>true</ServerEncrypted>\
         </Properties><Metadata><origin>nightly</origin><kind>full</kind></Metadata><OrMetadata /></Blob>",
    )
    .expect("a string takes what is written");
}
