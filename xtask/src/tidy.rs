//! `cargo xtask tidy`: the rules of the house that a program can check, each with its reason.
//!
//! Every breach is listed, not only the first. A rule is a function of one file or of the whole tree; a new one is a
//! new row below.

mod place;
mod release;
mod rust;
mod shape;
mod words;

use std::fmt;

use crate::workspace::Workspace;
use rust::RustFile;

/// A rule and why we have it.
pub(crate) struct Rule {
    says: &'static str,
    reason: &'static str,
}

/// One breach of one rule.
struct Finding {
    path: String,
    line: usize,
    rule: &'static Rule,
    /// What was found, where the line alone does not show it.
    detail: String,
}

/// What looks at one Rust file and calls the line number and detail of each breach.
struct RustCheck {
    rule: &'static Rule,
    breaches: fn(&RustFile) -> Vec<(usize, String)>,
}

const RUST_CHECKS: &[RustCheck] = &[
    RustCheck {
        rule: &shape::HEADER,
        breaches: shape::header,
    },
    RustCheck {
        rule: &shape::FILE_LENGTH,
        breaches: shape::file_length,
    },
    RustCheck {
        rule: &shape::FUNCTION_LENGTH,
        breaches: shape::function_length,
    },
    RustCheck {
        rule: &words::UNFINISHED,
        breaches: words::unfinished,
    },
    RustCheck {
        rule: &words::SKIPPED,
        breaches: words::skipped,
    },
    RustCheck {
        rule: &words::PANIC,
        breaches: words::panic,
    },
    RustCheck {
        rule: &words::SLEEP,
        breaches: words::sleep,
    },
];

/// Checks the whole tree; the text lists every breach.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let files = workspace.files()?;
    let mut findings = Vec::new();
    let mut rust_files = Vec::new();
    for path in &files {
        // What is not text has no words.
        let Ok(text) = workspace.read(path) else {
            continue;
        };
        for (line, detail) in place::breaches(path, &text) {
            findings.push(Finding {
                path: path.clone(),
                line,
                rule: &place::PLACE,
                detail,
            });
        }
        if path.ends_with(".rs") {
            rust_files.push(RustFile::new(path, &text));
        }
    }
    rust::mark_test_modules(&mut rust_files);
    for file in &rust_files {
        findings.extend(rust_findings(file));
    }
    findings.extend(release::findings(workspace, &files)?);
    findings.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    report(&findings, files.len())
}

fn rust_findings(file: &RustFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for check in RUST_CHECKS {
        for (line, detail) in (check.breaches)(file) {
            findings.push(Finding {
                path: file.path.clone(),
                line,
                rule: check.rule,
                detail,
            });
        }
    }
    findings
}

fn report(findings: &[Finding], files: usize) -> Result<String, String> {
    if findings.is_empty() {
        return Ok(format!("tidy: {files} files, nothing to complain of"));
    }
    let mut report = String::new();
    for finding in findings {
        report.push_str(&format!("{finding}\n"));
    }
    Err(format!(
        "{report}tidy: {} breaches in {files} files",
        findings.len()
    ))
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            rule,
            detail,
        } = self;
        write!(f, "{path}:{line}: {}", rule.says)?;
        if !detail.is_empty() {
            write!(f, " ({detail})")?;
        }
        write!(f, "; {}", rule.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_breach_is_reported_with_place_rule_and_reason() {
        let text = "fn f() {}\n// soon: ".to_owned() + "TO" + "DO\n";
        let file = RustFile::new("crates/proto/src/f.rs", &text);

        let report = report(&rust_findings(&file), 1).expect_err("two rules are broken");

        let lines: Vec<&str> = report.lines().collect();
        assert_eq!(lines.len(), 3, "{report}");
        assert!(
            lines[0].starts_with("crates/proto/src/f.rs:1: ")
                && lines[0].contains(shape::HEADER.reason)
        );
        assert!(
            lines[1].starts_with("crates/proto/src/f.rs:2: ")
                && lines[1].contains(words::UNFINISHED.reason)
        );
        assert_eq!(lines[2], "tidy: 2 breaches in 1 files");
    }

    #[test]
    fn a_file_that_keeps_every_rule_is_not_mentioned() {
        let file = RustFile::new("crates/proto/src/f.rs", "//! F.\n\nfn f() {}\n");

        assert!(rust_findings(&file).is_empty());
    }
}
