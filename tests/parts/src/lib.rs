//! The parts of a copy that take no network, one by one.
//!
//! What they cost is measured by `cargo bench -p blobcopy-parts`, and their instructions are counted by
//! `cargo xtask instructions`. Their inputs are of the service's shape and size, and always the same.

mod listing;
mod machine;
mod replies;
mod signing;

pub use listing::{BLOBS, page, page_of_unknown_elements, read_page};
pub use machine::run;
pub use replies::{accepted, properties, read_accepted, read_properties};
pub use signing::{Signer, encode, encode_and_sign};

use std::hint::black_box;

/// One part, made ready to be done again and again.
pub struct Part {
    /// Its name, as the counts have it.
    pub name: &'static str,
    /// Does it once.
    pub work: Box<dyn Fn()>,
}

/// Every part.
pub fn parts() -> Vec<Part> {
    let (signer, signed) = (Signer::new(), Signer::new());
    let (accepted, properties, page) = (accepted(), properties("pending"), page(100));
    vec![
        part("encode", || drop(black_box(encode()))),
        part("encode and sign", move || {
            drop(black_box(encode_and_sign(&signer)))
        }),
        part("bare hmac", move || drop(black_box(signed.bare_hmac()))),
        part("read the answer to a start", move || {
            drop(black_box(read_accepted(&accepted)));
        }),
        part("read a blob's properties", move || {
            drop(black_box(read_properties(&properties)));
        }),
        part("read a page of 100 blobs", move || {
            drop(black_box(read_page(&page)))
        }),
        part("make the replies", || drop(black_box(machine::replies()))),
        part("run the machine", || drop(black_box(run()))),
    ]
}

fn part(name: &'static str, work: impl Fn() + 'static) -> Part {
    let work = Box::new(work);
    Part { name, work }
}
