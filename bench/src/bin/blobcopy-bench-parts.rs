//! What the parts of a copy cost without a socket: one request written and signed, one page of a list read.
//!
//! A program of its own, because it counts allocations, which would cost the others something. Beside each stands what is
//! left when ours is taken away: the bare signature, and the bare reader of XML.

use std::hint::black_box;
use std::time::Instant;

use blobcopy_parts::{BLOBS, Signer, encode_and_sign, page, page_of_unknown_elements, read_page};
use bytes::Bytes;
use http::Response;
use quick_xml::Reader;
use quick_xml::events::Event;

fn main() {
    println!("{} {}", request(), list());
}

/// Writing and signing a *Copy Blob*, beside the signature alone.
fn request() -> String {
    let signer = Signer::new();
    let make = || drop(black_box(encode_and_sign(black_box(&signer))));
    let sign = || drop(black_box(black_box(&signer).bare_hmac()));
    format!(
        "request_us {:.3} request_allocations {} signature_us {:.3}",
        median_us(51, 2_000, make),
        allocations(make),
        median_us(51, 2_000, sign),
    )
}

/// Reading a page of a list, beside the events of its XML alone.
fn list() -> String {
    let (page, unknown, names_alone) = (page(BLOBS), page_of_unknown_elements(BLOBS), known(BLOBS));
    let read = |page: &Response<Bytes>| drop(black_box(read_page(black_box(page))));
    let megabytes = page.body().len() as f64 / 1e6;
    let rate = |us: f64| megabytes / (us / 1e6);
    format!(
        "page_mb {megabytes:.2} page_mb_s {:.0} xml_mb_s {:.0} allocations_ignored {}",
        rate(median_us(15, 1, || read(&page))),
        rate(median_us(15, 1, || events(black_box(page.body())))),
        allocations(|| read(&unknown)).abs_diff(allocations(|| read(&names_alone))),
    )
}

/// The page without its unknown elements: names alone.
fn known(blobs: usize) -> Response<Bytes> {
    let blob = |number: usize| format!("<Blob><Name>{number:06}</Name></Blob>");
    let blobs: String = (0..blobs).map(blob).collect();
    Response::new(Bytes::from(format!(
        "<EnumerationResults ServiceEndpoint=\"https://acct.blob.core.windows.net/\" \
         ContainerName=\"backups\"><MaxResults>5000</MaxResults><Blobs>{blobs}</Blobs><NextMarker />\
         </EnumerationResults>"
    )))
}

fn events(page: &[u8]) {
    let page = std::str::from_utf8(page).expect("it was written as text");
    let mut reader = Reader::from_str(page);
    while !matches!(reader.read_event().expect("it is well-formed"), Event::Eof) {}
}

fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
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
