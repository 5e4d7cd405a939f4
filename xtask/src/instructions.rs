//! `cargo xtask instructions`: how many instructions the parts of a copy take, counted and not timed.
//!
//! Valgrind counts each part run so often and twice as often; the difference is the part alone. A count is the same
//! however busy the machine is, so that a part that grew shows at once. It holds for one compiler, one C library and one
//! family of processors, which are recorded with it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::runner::Tally;
use crate::workspace::{Workspace, output};

/// Where the counts are kept.
const RECORD: &str = "tests/parts/instructions.txt";

/// How often a part is run, and then twice as often.
const TIMES: u64 = 20;

/// How far a count may be from the one that is kept, in parts of a hundred.
const TOLERANCE: f64 = 2.0;

/// What is taken off a part, as a part that is not told: the HMAC, whose code depends on the processor, and what the
/// service does.
const BESIDE: [(&str, &str); 2] = [
    ("encode and sign", "bare hmac"),
    ("run the machine", "make the replies"),
];

/// The chore: compares, or with `--record` writes down.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    match std::env::args().nth(2).as_deref() {
        None => check(workspace).closing(),
        Some("--record") => record(workspace),
        Some(other) => Err(format!(
            "instructions: `{other}` is not known; there is --record"
        )),
    }
}

/// Compares each count with the one that is kept, and passes over all of them, loudly, where they do not hold.
pub(crate) fn check(workspace: &Workspace) -> Tally {
    println!("== instructions of the parts");
    let compared = Record::read(workspace).and_then(|record| record.compare(workspace));
    compared.unwrap_or_else(|why| {
        println!("instructions: {why}");
        Tally::ONE_FAILURE
    })
}

fn record(workspace: &Workspace) -> Result<String, String> {
    let conditions = conditions().map_err(|missing| format!("instructions: {missing}"))?;
    let counts = count(workspace)?;
    let record = Record { conditions, counts };
    fs::write(workspace.path(RECORD), record.text())
        .map_err(|error| format!("cannot write {RECORD}: {error}"))?;
    Ok(format!(
        "instructions: written to {RECORD}\n{}",
        record.text()
    ))
}

/// What is kept, or was counted just now.
#[derive(Debug, PartialEq)]
struct Record {
    /// What the counts hold for.
    conditions: String,
    counts: Vec<(String, u64)>,
}

impl Record {
    fn read(workspace: &Workspace) -> Result<Self, String> {
        Self::parse(&workspace.read(RECORD)?)
            .ok_or_else(|| format!("{RECORD} is not as it was written"))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let conditions = lines.next()?.to_owned();
        let count = |line: &str| {
            let (number, name) = line.trim().split_once(' ')?;
            Some((name.to_owned(), number.parse().ok()?))
        };
        let counts = lines.map(count).collect::<Option<Vec<_>>>()?;
        (!counts.is_empty()).then_some(Self { conditions, counts })
    }

    fn text(&self) -> String {
        let mut text = format!(
            "# Instructions of the parts of a copy; written by `cargo xtask instructions --record`.\n{}\n",
            self.conditions
        );
        for (name, count) in &self.counts {
            text.push_str(&format!("{count:>10} {name}\n"));
        }
        text
    }

    fn compare(&self, workspace: &Workspace) -> Result<Tally, String> {
        let here = conditions();
        if here.as_ref() != Ok(&self.conditions) {
            println!(
                "instructions: NOT COMPARED. The counts hold for {}; here is {}.",
                self.conditions,
                here.unwrap_or_else(|missing| missing)
            );
            let skipped = self.counts.len() as u64;
            return Ok(Tally {
                skipped,
                ..Tally::default()
            });
        }
        let mut tally = Tally::default();
        for judgement in self.judge(&count(workspace)?) {
            match judgement {
                Ok(line) => {
                    tally.passed += 1;
                    println!("{line}");
                }
                Err(line) => {
                    tally.failed += 1;
                    println!("{line}");
                }
            }
        }
        Ok(tally)
    }

    /// A line for each count, and for each that is kept of a part which is no more.
    fn judge(&self, counted: &[(String, u64)]) -> Vec<Result<String, String>> {
        let find = |counts: &[(String, u64)], name: &str| {
            let found = counts.iter().find(|(other, _)| other == name);
            found.map(|(_, count)| *count)
        };
        let gone = self.counts.iter().filter_map(|(name, _)| {
            let line = format!("instructions: {name}: kept, and there is no such part");
            find(counted, name).is_none().then_some(Err(line))
        });
        counted
            .iter()
            .map(|(name, count)| judged(name, *count, find(&self.counts, name)))
            .chain(gone)
            .collect()
    }
}

/// Whether a count is near enough to the one that is kept. One that is lower is a reason to write it down.
fn judged(name: &str, count: u64, kept: Option<u64>) -> Result<String, String> {
    let Some(kept) = kept else {
        return Err(format!(
            "instructions: {name}: {count}, of which nothing is kept"
        ));
    };
    let change = (count as f64 / kept as f64 - 1.0) * 100.0;
    let line = format!("instructions: {name}: {count}, kept {kept}, {change:+.1} %");
    match change.abs() <= TOLERANCE {
        true => Ok(line),
        false => Err(format!(
            "{line}: more than {TOLERANCE} % apart; if that is meant, `cargo xtask instructions --record`"
        )),
    }
}

/// What the counts depend on and the project does not choose; or what is missing to count at all.
fn conditions() -> Result<String, String> {
    let said = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).stderr(Stdio::null());
        let said = output(command).map_err(|_| format!("no {program}"))?;
        Ok::<_, String>(said.trim().to_owned())
    };
    let valgrind = said("valgrind", &["--version"])?;
    let compiler = said("rustc", &["--version"])?;
    let library = said("getconf", &["GNU_LIBC_VERSION"])?;
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let vectors = match processor.contains(" avx2 ") {
        true => "with avx2",
        false => "without avx2",
    };
    let architecture = std::env::consts::ARCH;
    Ok(format!(
        "{compiler}, {library}, {valgrind}, {architecture} {vectors}"
    ))
}

/// Counts every part.
fn count(workspace: &Workspace) -> Result<Vec<(String, u64)>, String> {
    let program = build(workspace)?;
    let listed = output(Command::new(&program))?;
    let mut counts = Vec::new();
    for name in listed.lines() {
        let (once, twice) = (
            collected(&program, name, TIMES)?,
            collected(&program, name, 2 * TIMES)?,
        );
        counts.push((name.to_owned(), twice.saturating_sub(once) / TIMES));
    }
    without_what_stands_beside(counts)
}

fn without_what_stands_beside(
    mut counts: Vec<(String, u64)>,
) -> Result<Vec<(String, u64)>, String> {
    for (part, beside) in BESIDE {
        let missing = || format!("there is no part named {beside}");
        let place = counts.iter().position(|(name, _)| name == beside);
        let (_, taken_off) = counts.remove(place.ok_or_else(missing)?);
        for (_, count) in counts.iter_mut().filter(|(name, _)| name == part) {
            *count = count.saturating_sub(taken_off);
        }
    }
    Ok(counts)
}

/// Built apart, so that nothing else of the project is built under another profile for it.
fn build(workspace: &Workspace) -> Result<PathBuf, String> {
    let folder = workspace.target().join("instructions");
    let mut cargo = workspace.cargo(&["build", "--release", "--package=blobcopy-parts"]);
    cargo
        .env("CARGO_TARGET_DIR", &folder)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        // In one piece, or a change anywhere in a crate would move what is inlined elsewhere in it.
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1");
    let status = cargo
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    match status.success() {
        true => Ok(folder.join("release/blobcopy-parts")),
        false => Err(format!("the parts cannot be built: {status}")),
    }
}

/// Instructions of one run of the program.
fn collected(program: &Path, part: &str, times: u64) -> Result<u64, String> {
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([part, &times.to_string()]);
    let done = valgrind
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run valgrind: {error}"))?;
    let told = String::from_utf8_lossy(&done.stderr);
    found(&told).ok_or_else(|| format!("valgrind told no count of {part}: {told}"))
}

fn found(told: &str) -> Option<u64> {
    let (_, count) = told.split_once("Collected :")?;
    count.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let record = Record {
            conditions: "rustc 1.95.0, glibc 2.36".to_owned(),
            counts: vec![
                ("encode".to_owned(), 12),
                ("run the machine".to_owned(), 3456),
            ],
        };
        assert_eq!(Record::parse(&record.text()), Some(record));
        assert_eq!(Record::parse("# nothing\n"), None);
        assert_eq!(Record::parse("here\nmany encode\n"), None);
    }

    #[test]
    fn a_count_may_be_off_by_its_tolerance_and_no_more() {
        assert!(judged("encode", 1019, Some(1000)).is_ok());
        assert!(judged("encode", 981, Some(1000)).is_ok());
        assert!(judged("encode", 1021, Some(1000)).is_err());
        assert!(judged("encode", 979, Some(1000)).is_err());
        assert!(judged("encode", 1, None).is_err());
    }

    #[test]
    fn a_part_that_is_kept_and_gone_is_a_failure() {
        let record = Record {
            conditions: "here".to_owned(),
            counts: vec![("encode".to_owned(), 10), ("decode".to_owned(), 10)],
        };
        let judged = record.judge(&[("encode".to_owned(), 10)]);
        assert!(judged[0].is_ok());
        assert!(
            judged[1]
                .as_ref()
                .is_err_and(|line| line.contains("decode"))
        );
        assert_eq!(judged.len(), 2);
    }

    #[test]
    fn what_stands_beside_a_part_is_taken_off_it() {
        let counts = |pairs: &[(&str, u64)]| {
            pairs
                .iter()
                .map(|(n, c)| ((*n).to_owned(), *c))
                .collect::<Vec<_>>()
        };
        let [(signed, hmac), (run, replies)] = BESIDE;
        let counted = counts(&[
            (signed, 100),
            (hmac, 30),
            ("encode", 7),
            (run, 9),
            (replies, 4),
        ]);
        assert_eq!(
            without_what_stands_beside(counted),
            Ok(counts(&[(signed, 70), ("encode", 7), (run, 5)]))
        );
        assert!(without_what_stands_beside(counts(&[(signed, 100)])).is_err());
    }

    #[test]
    fn the_count_is_found_in_what_valgrind_told() {
        assert_eq!(
            found("==1== Events    : Ir\n==1== Collected : 273767840\n"),
            Some(273_767_840)
        );
        assert_eq!(found("valgrind: failed"), None);
    }
}
