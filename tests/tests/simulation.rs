//! The copy machine through thousands of fates, and faults planted in it that must be found.
//!
//! `cargo xtask sim` runs more of them, and tells the run of one seed.

use std::sync::LazyLock;

use blobcopy_tests::simulation::{Class, Fate, Fault, Tally, shrink, story, verdict};

/// Fates in every test run.
const RUNS: u64 = 20_000;

static TALLY: LazyLock<Tally> = LazyLock::new(|| Tally::of(0..RUNS));

#[test]
fn every_fate_keeps_every_property() {
    let tally = &*TALLY;
    println!("{tally}");
    let told: Vec<String> = tally
        .violated
        .iter()
        .take(3)
        .map(|seed| story(*seed, None))
        .collect();
    assert!(told.is_empty(), "{tally}\n{}", told.join("\n"));
    assert_eq!(tally.runs, RUNS);
}

#[test]
fn who_looks_first_is_never_copied_twice_by_a_late_start() {
    let [plain, looked] = TALLY.class(Class::Late);
    assert!(plain > 0, "no start came late, so that nothing was shown");
    assert_eq!(looked, 0);
}

#[test]
fn every_end_of_a_copy_comes_up() {
    let ends: Vec<&str> = TALLY.ends.keys().copied().collect();
    assert_eq!(
        ends,
        [
            "aborted",
            "cancelled",
            "cleared",
            "condition not met",
            "deadline passed",
            "failed",
            "gone",
            "not aborted",
            "not started",
            "overtaken",
            "refused",
            "succeeded",
            "superseded",
            "unreached",
            "unsettled",
            "unwatched",
        ]
    );
}

/// Most runs that a planted fault may need to be found.
const MOST_RUNS: u64 = 2_000;

#[test]
fn every_planted_fault_is_found() {
    for fault in Fault::ALL {
        let fails = |fate: &Fate| !verdict(fate, Some(*fault)).violations.is_empty();
        let seed = (0..MOST_RUNS).find(|seed| fails(&Fate::of_seed(*seed)));
        let seed = seed.unwrap_or_else(|| panic!("{fault:?} is not found in {MOST_RUNS} runs"));
        let least = shrink(&Fate::of_seed(seed), fails);
        let why = verdict(&least, Some(*fault)).violations;
        println!(
            "{fault:?}: seed {seed}, after {} runs: {}",
            seed + 1,
            why[0]
        );
    }
}

#[test]
fn a_seed_tells_the_same_story_every_time() {
    for seed in 0..50 {
        assert_eq!(story(seed, None), story(seed, None));
    }
}

#[test]
fn a_violation_is_shrunk_and_told() {
    let fails = |fate: &Fate| !verdict(fate, Some(Fault::NoAdoption)).violations.is_empty();
    let seed = (0..MOST_RUNS)
        .find(|seed| fails(&Fate::of_seed(*seed)))
        .expect("it is found");
    let (fate, least) = (Fate::of_seed(seed), shrink(&Fate::of_seed(seed), fails));
    assert!(fails(&least));
    assert!(least.events() <= fate.events() && least.events() < 4);
    let told = story(seed, Some(Fault::NoAdoption));
    assert!(
        told.contains("VIOLATED") && told.contains("send 0: "),
        "{told}"
    );
}
