//! The emulator through thousands of operations and faults at random. `cargo run --release -p blobcopy-tests --example
//! endurance` goes through a million.

use blobcopy_tests::endurance::{run, run_by_a_wrong_model};

/// Operations in every test run.
const OPERATIONS: u64 = 6_000;

#[test]
fn every_answer_is_what_a_model_says_whatever_goes_wrong() {
    let report = run(20_260_102, OPERATIONS);
    println!("{report}");
    assert_eq!(report.violation, None);
    assert_eq!(report.operations, OPERATIONS);
    for needed in [
        "copies seen success",
        "copies seen failed",
        "copies seen aborted",
        "copies seen pending",
        "with ResetAfter",
        "with BusyButDone",
        "Rubbish",
    ] {
        let count = report.counts.get(needed);
        assert!(count.is_some_and(|count| *count > 0), "{needed}: {report}");
    }
}

#[test]
fn a_model_that_is_wrong_by_a_second_is_found_out() {
    let report = run_by_a_wrong_model(20_260_102, OPERATIONS);
    assert!(report.violation.is_some(), "{report}");
}
