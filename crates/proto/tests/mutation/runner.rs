//! The loop of the fuzzer: choose an input, mutate it, run the target, and keep inputs with a new outcome.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use super::dice::Dice;

/// Executions of a target in a normal test run.
const EXECUTIONS: u64 = 8_000;

/// Maximum number of inputs in the corpus.
const LARGEST_CORPUS: usize = 4096;

/// Runs `target` on mutations of `seeds`, for `BLOBCOPY_FUZZ_SECONDS` seconds, or a few thousand times if that is not
/// set.
///
/// The target returns the name of its outcome, and panics if a property does not hold. The input is then printed.
pub(crate) fn run(name: &str, seeds: Vec<Vec<u8>>, target: impl Fn(&[u8]) -> String) {
    let limit = std::env::var("BLOBCOPY_FUZZ_SECONDS").ok();
    let limit = limit.map(|text| text.parse().expect("BLOBCOPY_FUZZ_SECONDS is a number"));
    let limit = limit.map(Duration::from_secs);
    let began = Instant::now();
    let mut dice = Dice::new(limit.map_or(1, |_| u64::from(std::process::id())));
    let mut corpus = seeds;
    let mut seen: HashSet<String> = corpus.iter().map(|seed| guarded(seed, &target)).collect();
    let mut executions = 0_u64;
    let goes_on = |executions| match limit {
        Some(limit) => began.elapsed() < limit,
        None => executions < EXECUTIONS,
    };
    while goes_on(executions) {
        let mut input = corpus[dice.below(corpus.len())].clone();
        let other = dice.below(corpus.len());
        dice.mutate(&mut input, &corpus[other]);
        let outcome = guarded(&input, &target);
        executions += 1;
        if corpus.len() < LARGEST_CORPUS && seen.insert(outcome) {
            corpus.push(input);
        }
    }
    let seconds = began.elapsed().as_secs();
    let outcomes = seen.len();
    println!(
        "{name}: {executions} executions in {seconds} s, corpus {}, outcomes {outcomes}",
        corpus.len()
    );
}

fn guarded(input: &[u8], target: impl Fn(&[u8]) -> String) -> String {
    match catch_unwind(AssertUnwindSafe(|| target(input))) {
        Ok(outcome) => outcome,
        Err(panic) => {
            eprintln!("the input was b\"{}\"", input.escape_ascii());
            resume_unwind(panic)
        }
    }
}
