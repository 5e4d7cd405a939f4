//! Runs the examples of all documents, and succeeds if the output of each is as its document states.
//!
//! Rust examples are compiled into this program. With the place of an example as its argument, it runs only that one.

use std::env;
use std::error::Error;
use std::io;

use blobcopy_tests::documents::examples;

/// The `main` of an example.
type Program = fn() -> Result<(), Box<dyn Error>>;

include!(concat!(env!("OUT_DIR"), "/rust_examples.rs"));

fn main() -> Result<(), Box<dyn Error>> {
    let Some(place) = env::args().nth(1) else {
        let is_well = examples::run(&mut io::stdout());
        return if is_well {
            Ok(())
        } else {
            Err("examples failed".into())
        };
    };
    let example = EXAMPLES.iter().find(|(known, _)| *known == place);
    let (_, run) = example.ok_or("no such example in Rust is compiled in")?;
    run()
}
