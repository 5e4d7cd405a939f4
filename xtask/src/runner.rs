//! Test runners of all languages, and the sum of their results.

use std::io::{self, BufRead, BufReader, Write};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A program that runs tests and prints the results.
pub(crate) struct Runner {
    /// The name of the tests, as a heading.
    pub(crate) name: &'static str,
    pub(crate) command: Command,
    /// The prefix of the lines that count tests.
    pub(crate) summary: &'static str,
}

/// Cargo, once per test binary: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
pub(crate) const CARGO: &str = "test result: ";

/// Node, once at the end: `ℹ pass 3`, `ℹ fail 0` and the like.
pub(crate) const NODE: &str = "ℹ ";

/// Pytest, once at the end: `=== 3 passed, 1 failed, 2 skipped in 4.56s ===`.
pub(crate) const PYTEST: &str = "==";

/// The number of tests that passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Runner {
    /// Runs the program and forwards its output. A run that fails without a failed test counts as one failure.
    pub(crate) fn run(mut self) -> Tally {
        println!("== {}", self.name);
        self.stream().unwrap_or_else(|why| {
            println!("{}: {why:#}", self.name);
            Tally::ONE_FAILURE
        })
    }

    fn stream(&mut self) -> Result<Tally> {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped());
        let child = self.command.spawn();
        let mut child = child.with_context(|| format!("cannot run {:?}", self.command))?;
        let printed = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let tally = pass_through(printed, &mut io::stdout(), self.summary);
        Ok(judged(tally, child.wait()?.success()))
    }
}

impl Tally {
    pub(crate) const ONE_FAILURE: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };

    /// The last line of a test run. Succeeds if a test passed and none failed.
    pub(crate) fn closing(self) -> Result<String> {
        let mut line = format!("{} passed, {} failed", self.passed, self.failed);
        if self.skipped > 0 {
            line.push_str(&format!(", {} skipped", self.skipped));
        }
        if self.failed > 0 || self.passed == 0 {
            bail!(line);
        }
        Ok(line)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The tests that one line of output counts. Zero for most lines.
fn count(line: &str, summary: &str) -> Tally {
    let mut tally = Tally::default();
    let Some(counts) = line.strip_prefix(summary) else {
        return tally;
    };
    let mut words: Vec<&str> = counts
        .split([' ', ',', ';'])
        .filter(|word| !word.is_empty())
        .collect();
    if summary == NODE {
        // The number follows the word.
        words.reverse();
    }
    for pair in words.windows(2) {
        let Ok(number) = pair[0].parse::<u64>() else {
            continue;
        };
        match pair[1] {
            "passed" | "pass" => tally.passed += number,
            "failed" | "fail" | "cancelled" | "error" | "errors" | "xpassed" => {
                tally.failed += number
            }
            "skipped" | "ignored" | "todo" | "xfailed" => tally.skipped += number,
            _ => {}
        }
    }
    tally
}

fn pass_through(mut printed: impl BufRead, to: &mut impl Write, summary: &str) -> Tally {
    let mut tally = Tally::default();
    let mut line = Vec::new();
    // Lines are bytes, because a test may print anything.
    while printed
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        // The tests count even if the output can no longer be written.
        drop(to.write_all(&line));
        tally += count(String::from_utf8_lossy(&line).trim_end(), summary);
        line.clear();
    }
    tally
}

fn judged(mut tally: Tally, success: bool) -> Tally {
    if !success && tally.failed == 0 {
        tally.failed = 1;
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64, skipped: u64) -> Tally {
        Tally {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn a_result_line_of_cargo_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.00s";

        assert_eq!(count(line, CARGO), tally(12, 3, 1));
    }

    #[test]
    fn other_lines_of_cargo_count_nothing() {
        for line in [
            "",
            "running 3 tests",
            "test a_result ... ok",
            "test result: none",
            "a test result: ok. 1 passed;",
            "official: 3 passed",
        ] {
            assert_eq!(count(line, CARGO), tally(0, 0, 0), "{line}");
        }
    }

    #[test]
    fn the_last_lines_of_node_are_counted() {
        assert_eq!(count("ℹ pass 71", NODE), tally(71, 0, 0));
        assert_eq!(count("ℹ fail 2", NODE), tally(0, 2, 0));
        assert_eq!(count("ℹ cancelled 1", NODE), tally(0, 1, 0));
        assert_eq!(count("ℹ skipped 5", NODE), tally(0, 0, 5));
        assert_eq!(count("ℹ todo 4", NODE), tally(0, 0, 4));
        for line in ["ℹ tests 71", "✔ pass 3", "ℹ duration_ms 5.5", "ℹ pass many"] {
            assert_eq!(count(line, NODE), tally(0, 0, 0), "{line}");
        }
    }

    #[test]
    fn the_last_line_of_our_own_runners_is_counted() {
        let line = "official: 49 passed, 1 failed, 2 skipped";

        assert_eq!(count(line, "official: "), tally(49, 1, 2));
        for line in [
            "49 passed, 1 failed",
            "other: 49 passed",
            "official: many passed",
        ] {
            assert_eq!(count(line, "official: "), tally(0, 0, 0), "{line}");
        }
    }

    #[test]
    fn the_last_line_of_pytest_is_counted() {
        let line =
            "=== 1 failed, 120 passed, 2 skipped, 3 deselected, 1 error in 62.10s (0:01:02) ===";

        assert_eq!(count(line, PYTEST), tally(120, 2, 2));
        for line in [
            "=== FAILURES ===",
            "120 passed in 1.0s",
            "=== test session starts ===",
        ] {
            assert_eq!(count(line, PYTEST), tally(0, 0, 0), "{line}");
        }
    }

    #[test]
    fn every_result_line_of_a_run_is_summed() {
        let printed = "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured\nnoise \u{fffd}\n\
                       test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured";
        let mut seen = Vec::new();

        assert_eq!(
            pass_through(printed.as_bytes(), &mut seen, CARGO),
            tally(5, 0, 1)
        );
        assert_eq!(seen, printed.as_bytes());
    }

    #[test]
    fn a_run_that_fails_without_a_failed_test_is_a_failure() {
        assert_eq!(judged(tally(4, 0, 0), false), tally(4, 1, 0));
        assert_eq!(judged(tally(4, 0, 0), true), tally(4, 0, 0));
        assert_eq!(judged(tally(4, 2, 0), false), tally(4, 2, 0));
    }

    #[test]
    fn a_program_that_is_missing_is_a_failure() {
        let runner = Runner {
            name: "nothing",
            command: Command::new("no-such-program-anywhere"),
            summary: CARGO,
        };

        assert_eq!(runner.run(), Tally::ONE_FAILURE);
    }

    #[test]
    fn the_closing_line_is_bad_when_nothing_ran_or_something_failed() {
        let closing = |tally: Tally| tally.closing().unwrap_err().to_string();

        assert_eq!(closing(tally(0, 0, 0)), "0 passed, 0 failed");
        assert_eq!(closing(tally(3, 1, 0)), "3 passed, 1 failed");
    }

    #[test]
    fn the_closing_line_names_skipped_tests_only_if_there_are_any() {
        assert_eq!(tally(9, 0, 0).closing().unwrap(), "9 passed, 0 failed");
        assert_eq!(
            tally(9, 0, 2).closing().unwrap(),
            "9 passed, 0 failed, 2 skipped"
        );
    }
}
