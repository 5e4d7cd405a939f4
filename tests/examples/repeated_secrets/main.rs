//! What each interface prints of the secrets that a server repeats.
//!
//! ```text
//! cargo xtask repeated-secrets
//! ```
//!
//! The server repeats a signature or a token in every place of a reply and in every spelling. The table has a row for
//! every form in which an interface prints what it received: the number of texts, of those with other text from the
//! reply, and of those that show a part of a secret. With `--selected` each place and spelling is tested once, the
//! credentials taking turns.
//! Called itself, it takes the names of the interfaces to test.

mod command;
mod interfaces;
mod tally;

use std::env;
use std::error::Error;

use blobcopy_tests::repeating::{Case, Repeating};

use interfaces::INTERFACES;
use tally::Tally;

fn main() -> Result<(), Box<dyn Error>> {
    let wanted: Vec<String> = env::args().skip(1).collect();
    let is_wanted = |name: &str| wanted.iter().any(|word| word == name);
    let is_selected = is_wanted("--selected");
    let is_all = wanted.len() == usize::from(is_selected);
    println!(
        "| interface | form | texts | with text from the reply | printed |\n|---|---|---|---|---|"
    );
    let (mut passed, mut failed) = (0, 0);
    for interface in INTERFACES {
        if !is_all && !is_wanted(interface.name) {
            continue;
        }
        let server = Repeating::start();
        let cases: Vec<Case> = match is_selected {
            true => Case::selected().collect(),
            false => Case::all().collect(),
        };
        let mut tally = Tally::of(&server);
        (interface.run)(&server, &cases, &mut tally)?;
        let faults = tally.faults(&cases);
        print!("{}", tally.rows(interface.name));
        for fault in &faults {
            println!("{}: {fault}", interface.name);
        }
        match faults.is_empty() {
            true => passed += 1,
            false => failed += 1,
        }
    }
    // As `cargo xtask test` counts it.
    println!("repeated secrets: {passed} passed, {failed} failed");
    match failed {
        0 => Ok(()),
        _ => Err("secrets were printed, or cases were not reached".into()),
    }
}
