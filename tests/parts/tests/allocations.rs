//! What the parts allocate.

use allocation_counter::measure;
use blobcopy_parts::{Signer, encode_and_sign, page_of_unknown_elements, read_page};

#[test]
fn a_signed_request_for_a_copy_takes_eight_allocations() {
    let signer = Signer::new();
    let made = measure(|| drop(encode_and_sign(&signer)));
    assert!(made.count_total <= 8, "{}", made.count_total);
}

#[test]
fn elements_that_are_passed_over_allocate_nothing() {
    const BLOBS: u64 = 100;
    let page = page_of_unknown_elements(100);
    let made = measure(|| drop(read_page(&page)));
    // Each blob's name is one, and the list of blobs grows now and then.
    assert!(made.count_total < BLOBS + 20, "{}", made.count_total);
}
