//! `cargo xtask instructions`: counts the instructions of the parts of a copy.
//!
//! Valgrind counts a number of runs of each part, and twice as many. The difference is the part alone. The count does
//! not depend on the load of the machine, so that growth is visible. It is valid for one compiler, one C library and
//! one family of processors, which are recorded with it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::cmd;

use crate::runner::Tally;
use crate::workspace::Workspace;

/// The file with the counts.
const RECORD: &str = "tests/parts/instructions.txt";

/// Number of runs of a part, which is then doubled.
const TIMES: u64 = 20;

/// Maximum difference from the recorded count, in percent.
const TOLERANCE: f64 = 2.0;

/// What is subtracted from a part: the HMAC, whose code depends on the processor, and the work of the service.
const SUBTRACTED: [(&str, &str); 2] = [
    ("encode and sign", "bare hmac"),
    ("run the machine", "make the replies"),
];

/// Compares each count with the record. If the record is not valid here, all counts are reported as skipped.
pub(crate) fn check(workspace: &Workspace) -> Tally {
    println!("== instructions of the parts");
    compare(workspace).unwrap_or_else(|why| {
        println!("instructions: {why:#}");
        Tally::ONE_FAILURE
    })
}

fn compare(workspace: &Workspace) -> Result<Tally> {
    let record = Record::parse(&workspace.read(RECORD)?)
        .with_context(|| format!("{RECORD} has another form"))?;
    let here = conditions(workspace).unwrap_or_else(|missing| missing.to_string());
    let mut tally = Tally::default();
    if here != record.conditions {
        println!(
            "instructions: NOT COMPARED. The counts hold for {}; here is {here}.",
            record.conditions
        );
        tally.skipped = record.counts.len() as u64;
        return Ok(tally);
    }
    for judgement in record.judge(&count(workspace)?) {
        match &judgement {
            Ok(_) => tally.passed += 1,
            Err(_) => tally.failed += 1,
        }
        println!("{}", judgement.unwrap_or_else(|line| line));
    }
    Ok(tally)
}

/// Writes the counts to the record.
pub(crate) fn record(workspace: &Workspace) -> Result<String> {
    let (conditions, counts) = (conditions(workspace)?, count(workspace)?);
    let text = Record { conditions, counts }.text();
    workspace.sh.write_file(RECORD, &text)?;
    Ok(format!("instructions: written to {RECORD}\n{text}"))
}

/// The recorded counts, or new ones.
#[derive(Debug, PartialEq)]
struct Record {
    /// What the counts are valid for.
    conditions: String,
    counts: Vec<(String, u64)>,
}

impl Record {
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

    /// A line for each count, and for each recorded part that no longer exists.
    fn judge(&self, counted: &[(String, u64)]) -> Vec<Result<String, String>> {
        let find = |counts: &[(String, u64)], name: &str| {
            let found = counts.iter().find(|(other, _)| other == name);
            found.map(|(_, count)| *count)
        };
        let gone = self.counts.iter().filter_map(|(name, _)| {
            let line = format!("instructions: {name}: kept, but there is no such part");
            find(counted, name).is_none().then_some(Err(line))
        });
        counted
            .iter()
            .map(|(name, count)| judged(name, *count, find(&self.counts, name)))
            .chain(gone)
            .collect()
    }
}

/// Whether a count is close to the recorded one. A lower count must be recorded.
fn judged(name: &str, count: u64, kept: Option<u64>) -> Result<String, String> {
    let Some(kept) = kept else {
        return Err(format!(
            "instructions: {name}: {count}, and no count is kept"
        ));
    };
    let change = (count as f64 / kept as f64 - 1.0) * 100.0;
    let line = format!("instructions: {name}: {count}, kept {kept}, {change:+.1} %");
    match change.abs() <= TOLERANCE {
        true => Ok(line),
        false => Err(format!(
            "{line}: more than {TOLERANCE} % apart; if that is intended, `cargo xtask instructions --record`"
        )),
    }
}

/// The conditions that the counts depend on and the project does not choose. Fails if a required program is missing.
fn conditions(workspace: &Workspace) -> Result<String> {
    let sh = &workspace.sh;
    let valgrind = cmd!(sh, "valgrind --version").read()?;
    let compiler = cmd!(sh, "rustc --version").read()?;
    let library = cmd!(sh, "getconf GNU_LIBC_VERSION").read()?;
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
fn count(workspace: &Workspace) -> Result<Vec<(String, u64)>> {
    let (sh, program) = (&workspace.sh, build(workspace)?);
    let mut counts = Vec::new();
    for name in cmd!(sh, "{program}").read()?.lines() {
        let once = collected(workspace, &program, name, TIMES)?;
        let twice = collected(workspace, &program, name, 2 * TIMES)?;
        counts.push((name.to_owned(), twice.saturating_sub(once) / TIMES));
    }
    subtract(counts)
}

fn subtract(mut counts: Vec<(String, u64)>) -> Result<Vec<(String, u64)>> {
    for (part, subtracted) in SUBTRACTED {
        let place = counts.iter().position(|(name, _)| name == subtracted);
        let (_, less) =
            counts.remove(place.with_context(|| format!("there is no part named {subtracted}"))?);
        for (_, count) in counts.iter_mut().filter(|(name, _)| name == part) {
            *count = count.saturating_sub(less);
        }
    }
    Ok(counts)
}

/// Builds in its own target folder, so that other builds of the project are not affected by the profile.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("instructions");
    workspace
        .cargo("build --release --package=blobcopy-parts")
        .env("CARGO_TARGET_DIR", &folder)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        // One unit, because otherwise a change anywhere in a crate would change what is inlined elsewhere.
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .run()?;
    Ok(folder.join("release/blobcopy-parts"))
}

/// The instructions of one run of the program.
fn collected(workspace: &Workspace, program: &Path, part: &str, times: u64) -> Result<u64> {
    let (sh, times) = (&workspace.sh, times.to_string());
    let options = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let printed = cmd!(sh, "valgrind {options...} {program} {part} {times}").read_stderr()?;
    found(&printed).with_context(|| format!("valgrind printed no count of {part}: {printed}"))
}

fn found(printed: &str) -> Option<u64> {
    let (_, count) = printed.split_once("Collected :")?;
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
    fn what_belongs_to_another_is_subtracted_from_a_part() {
        let counts = |pairs: &[(&str, u64)]| {
            pairs
                .iter()
                .map(|(n, c)| ((*n).to_owned(), *c))
                .collect::<Vec<_>>()
        };
        let [(signed, hmac), (run, replies)] = SUBTRACTED;
        let counted = counts(&[
            (signed, 100),
            (hmac, 30),
            ("encode", 7),
            (run, 9),
            (replies, 4),
        ]);
        assert_eq!(
            subtract(counted).unwrap(),
            counts(&[(signed, 70), ("encode", 7), (run, 5)])
        );
        assert!(subtract(counts(&[(signed, 100)])).is_err());
    }

    #[test]
    fn the_count_is_found_in_what_valgrind_printed() {
        assert_eq!(
            found("==1== Events    : Ir\n==1== Collected : 273767840\n"),
            Some(273_767_840)
        );
        assert_eq!(found("valgrind: failed"), None);
    }
}
