//! A test runner of any language, and the sum over all of them.

use std::io::{self, BufRead, BufReader, Write};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

/// One program that runs tests and prints how they went.
pub(crate) struct Runner {
    /// What it runs, as a heading.
    pub(crate) name: &'static str,
    pub(crate) command: Command,
    /// What one line of its output adds to the sum; nothing, for most lines.
    pub(crate) count: fn(&str) -> Option<Tally>,
}

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Runner {
    /// Runs it, passing its output through. A run that ends badly without naming a failure counts as one failure.
    pub(crate) fn run(mut self) -> Tally {
        println!("== {}", self.name);
        match self.stream() {
            Ok((tally, success)) => judged(tally, success),
            Err(why) => {
                println!("{}: {why}", self.name);
                Tally::ONE_FAILURE
            }
        }
    }

    fn stream(&mut self) -> Result<(Tally, bool), String> {
        let program = self.command.get_program().to_string_lossy().into_owned();
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {program}: {error}"))?;
        let printed = child.stdout.take().expect("stdout is piped");
        let tally = pass_through(BufReader::new(printed), &mut io::stdout(), self.count);
        let status = child
            .wait()
            .map_err(|error| format!("lost {program}: {error}"))?;
        Ok((tally, status.success()))
    }
}

impl Tally {
    pub(crate) const ONE_FAILURE: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };

    /// The closing line of a test run: good when something passed and nothing failed.
    pub(crate) fn closing(self) -> Result<String, String> {
        let mut line = format!("{} passed, {} failed", self.passed, self.failed);
        if self.skipped > 0 {
            line.push_str(&format!(", {} skipped", self.skipped));
        }
        if self.failed == 0 && self.passed > 0 {
            Ok(line)
        } else {
            Err(line)
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// Counts cargo's tests: `test result: ok. 3 passed; 0 failed; 1 ignored; …`, once per test binary.
pub(crate) fn count_cargo(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut tally = Tally::default();
    for count in counts.split("; ") {
        let (number, kind) = count.split_once(' ')?;
        match kind {
            "passed" => tally.passed = number.parse().ok()?,
            "failed" => tally.failed = number.parse().ok()?,
            "ignored" => tally.skipped = number.parse().ok()?,
            _ => {}
        }
    }
    Some(tally)
}

/// Counts node's tests: `ℹ pass 3`, `ℹ fail 0` and the like, once at the end.
pub(crate) fn count_node(line: &str) -> Option<Tally> {
    let (kind, number) = line.strip_prefix("ℹ ")?.split_once(' ')?;
    let number = number.parse().ok()?;
    let mut tally = Tally::default();
    match kind {
        "pass" => tally.passed = number,
        "fail" | "cancelled" => tally.failed = number,
        "skipped" | "todo" => tally.skipped = number,
        _ => return None,
    }
    Some(tally)
}

/// Counts what our own runners say at their end: `official: 3 passed, 0 failed, 0 skipped`.
pub(crate) fn count_ours(line: &str) -> Option<Tally> {
    let (name, counts) = line.split_once(": ")?;
    if !OUR_RUNNERS.contains(&name) {
        return None;
    }
    let mut tally = Tally::default();
    for count in counts.split(", ") {
        let (number, kind) = count.split_once(' ')?;
        let number = number.parse().ok()?;
        match kind {
            "passed" => tally.passed = number,
            "failed" => tally.failed = number,
            "skipped" => tally.skipped = number,
            _ => return None,
        }
    }
    Some(tally)
}

/// `tests/python/official.py`, `run-examples`, and the example `repeated_secrets`.
const OUR_RUNNERS: [&str; 3] = ["official", "examples", "repeated secrets"];

/// Counts pytest's tests: `=== 3 passed, 1 failed, 2 skipped in 4.56s ===`, once at the end.
pub(crate) fn count_pytest(line: &str) -> Option<Tally> {
    let (counts, time) = line.trim_matches(['=', ' ']).rsplit_once(" in ")?;
    if !line.starts_with('=') || !time.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut tally = Tally::default();
    for count in counts.split(", ") {
        let (number, kind) = count.split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match kind {
            "passed" => tally.passed += number,
            "failed" | "error" | "errors" | "xpassed" => tally.failed += number,
            "skipped" | "xfailed" => tally.skipped += number,
            _ => {}
        }
    }
    Some(tally)
}

fn pass_through(
    mut printed: impl BufRead,
    reader: &mut impl Write,
    count: fn(&str) -> Option<Tally>,
) -> Tally {
    let mut tally = Tally::default();
    let mut line = Vec::new();
    // A line is bytes: a test may print anything.
    while printed
        .read_until(b'\n', &mut line)
        .is_ok_and(|read| read > 0)
    {
        // With nobody left to read us the tests still count.
        drop(reader.write_all(&line));
        if let Some(more) = count(String::from_utf8_lossy(&line).trim_end()) {
            tally += more;
        }
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

    #[test]
    fn a_result_line_of_cargo_is_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.00s";

        assert_eq!(
            count_cargo(line),
            Some(Tally {
                passed: 12,
                failed: 3,
                skipped: 1
            })
        );
    }

    #[test]
    fn other_lines_of_cargo_count_nothing() {
        for line in [
            "",
            "running 3 tests",
            "test a_result ... ok",
            "test result: none",
            "a test result: ok. 1 passed;",
        ] {
            assert_eq!(count_cargo(line), None, "{line}");
        }
    }

    #[test]
    fn the_last_lines_of_node_are_counted() {
        let tally = |passed, failed, skipped| {
            Some(Tally {
                passed,
                failed,
                skipped,
            })
        };
        assert_eq!(count_node("ℹ pass 71"), tally(71, 0, 0));
        assert_eq!(count_node("ℹ fail 2"), tally(0, 2, 0));
        assert_eq!(count_node("ℹ cancelled 1"), tally(0, 1, 0));
        assert_eq!(count_node("ℹ todo 4"), tally(0, 0, 4));
        for line in ["ℹ tests 71", "✔ pass 3", "ℹ duration_ms 5.5", "ℹ pass many"] {
            assert_eq!(count_node(line), None, "{line}");
        }
    }

    #[test]
    fn the_last_line_of_our_own_runners_is_counted() {
        for name in OUR_RUNNERS {
            assert_eq!(
                count_ours(&format!("{name}: 49 passed, 1 failed, 2 skipped")),
                Some(Tally {
                    passed: 49,
                    failed: 1,
                    skipped: 2
                })
            );
        }
        for line in [
            "49 passed, 1 failed",
            "other: 49 passed",
            "examples: many passed",
        ] {
            assert_eq!(count_ours(line), None, "{line}");
        }
    }

    #[test]
    fn the_last_line_of_pytest_is_counted() {
        assert_eq!(
            count_pytest(
                "=== 1 failed, 120 passed, 2 skipped, 3 deselected, 1 error in 62.10s (0:01:02) ==="
            ),
            Some(Tally {
                passed: 120,
                failed: 2,
                skipped: 2
            })
        );
        for line in [
            "=== FAILURES ===",
            "120 passed in 1.0s",
            "=== 3 passed in all ===",
        ] {
            assert_eq!(count_pytest(line), None, "{line}");
        }
    }

    #[test]
    fn every_result_line_of_a_run_is_summed() {
        let printed = "test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured\nnoise \u{fffd}\n\
                       test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured";
        let mut seen = Vec::new();

        let tally = pass_through(printed.as_bytes(), &mut seen, count_cargo);

        assert_eq!(
            tally,
            Tally {
                passed: 5,
                failed: 0,
                skipped: 1
            }
        );
        assert_eq!(seen, printed.as_bytes());
    }

    #[test]
    fn a_run_that_ends_badly_without_a_failed_test_is_a_failure() {
        let passed = Tally {
            passed: 4,
            ..Tally::default()
        };

        assert_eq!(judged(passed, false).failed, 1);
        assert_eq!(judged(passed, true).failed, 0);
        assert_eq!(
            judged(
                Tally {
                    failed: 2,
                    ..passed
                },
                false
            )
            .failed,
            2
        );
    }

    #[test]
    fn a_program_that_is_missing_is_a_failure() {
        let runner = Runner {
            name: "nothing",
            command: Command::new("no-such-program-anywhere"),
            count: count_cargo,
        };

        assert_eq!(runner.run(), Tally::ONE_FAILURE);
    }

    #[test]
    fn the_closing_line_is_bad_when_nothing_ran() {
        assert_eq!(
            Tally::default().closing(),
            Err("0 passed, 0 failed".to_owned())
        );
    }

    #[test]
    fn the_closing_line_names_skipped_tests_only_if_there_are_any() {
        let tally = Tally {
            passed: 9,
            failed: 0,
            skipped: 0,
        };

        assert_eq!(tally.closing(), Ok("9 passed, 0 failed".to_owned()));
        assert_eq!(
            Tally {
                skipped: 2,
                ..tally
            }
            .closing(),
            Ok("9 passed, 0 failed, 2 skipped".to_owned())
        );
    }
}
