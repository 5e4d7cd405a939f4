//! What the parts of a copy cost without a socket: one request written and signed, one page of a list read.
//!
//! A program of its own, because it counts allocations, which would cost the others something. Beside each stands what is
//! left when ours is taken away: the bare signature, and the bare reader of XML.

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blobcopy::Credential;
use blobcopy::auth::{SharedKey, authorize};
use blobcopy::proto::ops::{CopyBlob, ListBlobs};
use blobcopy::proto::{BlobUrl, Operation, ServiceVersion, SourceUrl};
use bytes::Bytes;
use http::{Request, Response};
use quick_xml::Reader;
use quick_xml::events::Event;
use ring::hmac;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn main() {
    println!("{} {}", request(), page());
}

/// Writing and signing a *Copy Blob*, beside the signature alone.
fn request() -> String {
    let key = SharedKey::new("acct", KEY).expect("a key");
    let credential = Credential::SharedKey(key.clone());
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000);
    let (from, into) = (
        "https://other.blob.core.windows.net/live/disks/database-0001.vhd",
        "https://acct.blob.core.windows.net/backups/2026/11/23/database-0001.vhd",
    );
    let copy = CopyBlob::new(
        BlobUrl::parse(into).expect("a blob's URL"),
        SourceUrl::parse(from).expect("a source"),
    );
    let make = || -> Request<Bytes> {
        let mut request = copy
            .request(ServiceVersion::DEFAULT)
            .expect("asks for nothing new");
        authorize(&mut request, &credential, now).expect("a key signs");
        request
    };
    let text = vec![b'x'; key.string_to_sign(&make()).len()];
    let bare_key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(KEY).expect("base64"));
    let sign = || STANDARD.encode(hmac::sign(&bare_key, black_box(&text)));
    let allocations = allocation_counter::measure(|| drop(black_box(make()))).count_total;
    format!(
        "request_us {:.3} request_allocations {allocations} signature_us {:.3}",
        median_us(51, 2_000, || drop(black_box(make()))),
        median_us(51, 2_000, || drop(black_box(sign()))),
    )
}

/// Blobs of a page, as many as the service gives at most.
const BLOBS: usize = 5_000;

/// Reading a page of a list, beside the events of its XML alone.
fn page() -> String {
    let (page, plain) = (written(UNKNOWN), written(""));
    let megabytes = page.len() as f64 / 1e6;
    let reply = Response::new(Bytes::from(page.clone()));
    let plain = Response::new(Bytes::from(plain));
    let decode = |reply| {
        let page = ListBlobs::decode(black_box(reply)).expect("a page");
        assert_eq!(black_box(page).blobs.len(), BLOBS);
    };
    let count = |reply| allocation_counter::measure(|| decode(reply)).count_total;
    let ignored = (count(&reply) as f64 - count(&plain) as f64) / BLOBS as f64;
    let rate = |us: f64| megabytes / (us / 1e6);
    format!(
        "page_mb {megabytes:.2} page_mb_s {:.0} xml_mb_s {:.0} allocations_ignored {ignored:.2}",
        rate(median_us(15, 1, || decode(&reply))),
        rate(median_us(15, 1, || events(black_box(&page)))),
    )
}

fn events(page: &str) {
    let mut reader = Reader::from_str(page);
    while !matches!(reader.read_event().expect("it is well-formed"), Event::Eof) {}
}

/// Three elements that nobody knows, one of them with another inside.
const UNKNOWN: &str = "<Future>1</Future><Later kind=\"a\"><Part>two words</Part></Later>";

/// A page as the service writes it, whose every blob was copied, has metadata, and tells `more`.
fn written(more: &str) -> String {
    let blob = |number: usize| {
        format!(
            "<Blob><Name>2026/11/23/database-{number:04}.vhd</Name><Properties>\
             <Creation-Time>Mon, 23 Nov 2026 08:00:00 GMT</Creation-Time>\
             <Last-Modified>Mon, 23 Nov 2026 08:00:00 GMT</Last-Modified><Etag>0x8DE2A6C0B1F{number:04X}</Etag>\
             <Content-Length>1073741824</Content-Length><Content-Type>application/octet-stream</Content-Type>\
             <Content-Encoding /><Content-Language /><Content-CRC64 /><Content-MD5>sQqNsWTgdUEFt6mb5y4/5Q==</Content-MD5>\
             <Cache-Control /><Content-Disposition /><BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier>\
             <AccessTierInferred>true</AccessTierInferred><LeaseStatus>unlocked</LeaseStatus>\
             <LeaseState>available</LeaseState>\
             <CopyId>1f812371-a41d-49e6-b123-f4b542e85{number:04}</CopyId>\
             <CopySource>https://other.blob.core.windows.net/live/disks/database-{number:04}.vhd?sv=2026-04-06&amp;sr=b\
             </CopySource><CopyStatus>success</CopyStatus><CopyProgress>1073741824/1073741824</CopyProgress>\
             <CopyCompletionTime>Mon, 23 Nov 2026 08:10:00 GMT</CopyCompletionTime>\
             <ServerEncrypted>true</ServerEncrypted>{more}</Properties>\
             <Metadata><origin>nightly</origin><owner>database team</owner></Metadata><OrMetadata /></Blob>"
        )
    };
    let blobs: String = (0..BLOBS).map(blob).collect();
    format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults \
         ServiceEndpoint=\"https://acct.blob.core.windows.net/\" ContainerName=\"backups\"><Blobs>{blobs}</Blobs>\
         <NextMarker /></EnumerationResults>"
    )
}

/// The median time of one `work`, in microseconds, of so many rounds in which it is done so many times.
fn median_us(rounds: usize, times: u32, mut work: impl FnMut()) -> f64 {
    let mut round = || {
        let begun = Instant::now();
        (0..times).for_each(|_| work());
        begun.elapsed().as_secs_f64() * 1e6 / f64::from(times)
    };
    round();
    let mut took: Vec<f64> = (0..rounds).map(|_| round()).collect();
    took.sort_by(f64::total_cmp);
    took[rounds / 2]
}
