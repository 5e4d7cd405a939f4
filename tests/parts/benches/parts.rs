//! What the parts cost: `cargo bench -p blobcopy-parts`.

use blobcopy_parts as parts;
use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench]
fn encode() -> http::Request<bytes::Bytes> {
    parts::encode()
}

#[divan::bench]
fn encode_and_sign(bencher: Bencher<'_, '_>) {
    let signer = parts::Signer::new();
    bencher.bench_local(|| parts::encode_and_sign(&signer));
}

#[divan::bench]
fn bare_hmac(bencher: Bencher<'_, '_>) {
    let signer = parts::Signer::new();
    bencher.bench_local(|| signer.bare_hmac());
}

#[divan::bench]
fn read_the_answer_to_a_start(bencher: Bencher<'_, '_>) {
    let reply = parts::accepted();
    bencher.bench_local(|| parts::read_accepted(&reply));
}

#[divan::bench]
fn read_properties(bencher: Bencher<'_, '_>) {
    let reply = parts::properties("pending");
    bencher.bench_local(|| parts::read_properties(&reply));
}

#[divan::bench]
fn read_a_page(bencher: Bencher<'_, '_>) {
    let page = parts::page(parts::BLOBS);
    bencher
        .counter(BytesCount::new(page.body().len()))
        .bench_local(|| parts::read_page(&page));
}

#[divan::bench]
fn read_a_page_of_unknown_elements(bencher: Bencher<'_, '_>) {
    let page = parts::page_of_unknown_elements(parts::BLOBS);
    bencher
        .counter(BytesCount::new(page.body().len()))
        .bench_local(|| parts::read_page(&page));
}

#[divan::bench]
fn run_the_machine(bencher: Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(parts::run);
}
