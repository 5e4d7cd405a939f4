//! The same requests to Azurite and to our emulator: status, code, headers and the shape of XML agree, except for what
//! is written down with its reason.

mod at_once;
mod authorization;
mod blobs;
mod copies;
mod differences;
mod leases;
mod listings;
mod pair;
mod recorded;
mod wire;

use self::pair::Pair;

#[test]
fn azurite_and_the_emulator_answer_alike_but_for_what_is_written_down() {
    let mut pair = Pair::start();
    blobs::ask(&mut pair);
    copies::ask(&mut pair);
    leases::ask(&mut pair);
    listings::ask(&mut pair);
    authorization::ask(&mut pair);
    leases::ask_last(&mut pair);
    println!("{} requests, {} differences", pair.asked, pair.found.len());
    assert!(pair.asked >= 150, "{} requests", pair.asked);
    let (unwritten, idle) = differences::judge(&pair.found);
    let unwritten: Vec<_> = unwritten.iter().map(ToString::to_string).collect();
    assert!(
        unwritten.is_empty(),
        "not written down:\n{}",
        unwritten.join("\n")
    );
    assert!(
        idle.is_empty(),
        "written down, but not there:\n{}",
        idle.join("\n")
    );
}
