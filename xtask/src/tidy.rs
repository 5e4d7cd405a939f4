//! `cargo xtask tidy`: checks the project's rules that neither the compiler nor clippy knows, each with its reason.
//!
//! All violations are listed, not only the first. Rules about lines are rows of a table. The text is not parsed, so a
//! word also counts in a comment or a string.

mod english;
mod release;

use anyhow::{Result, ensure};

use crate::workspace::Workspace;

/// The start of a word or path that no line may contain, the end of the file names that this concerns, and the reason.
/// Concatenated, so that this file does not violate its own rules.
const FORBIDDEN: [(&str, &str, &str); 14] = [
    (concat!("/ho", "me/"), "", MACHINE),
    (concat!("/wo", "rk/"), "", MACHINE),
    (concat!("/ro", "ot/"), "", MACHINE),
    (concat!("/Use", "rs/"), "", MACHINE),
    (concat!("registry.", "npmjs"), "", REGISTRY),
    (concat!("registry.", "yarnpkg"), "", REGISTRY),
    (concat!("files.", "pythonhosted"), "", REGISTRY),
    (concat!("pypi.", "org/simple"), "", REGISTRY),
    (concat!("static.", "crates.io"), "", REGISTRY),
    (concat!("index.", "crates.io"), "", REGISTRY),
    (
        concat!("\"resolved\": ", "\"http"),
        "package-lock.json",
        REGISTRY,
    ),
    (concat!("TO", "DO"), ".rs", UNFINISHED),
    (concat!("FIX", "ME"), ".rs", UNFINISHED),
    (
        concat!("#[ign", "ore"),
        ".rs",
        "a test that does not run fails without anyone noticing",
    ),
];
const MACHINE: &str = "a file must mean the same on every machine";
const REGISTRY: &str = "the registry is each machine's own setting";
const UNFINISHED: &str = "what is missing belongs in a document; a mark in the code is forgotten";

/// Lines of code in a file, without its tests. A longer file holds two ideas.
const MOST_LINES: usize = 500;

/// Checks all files, and lists all violations.
pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    let files = workspace.files()?;
    let mut findings = release::findings(workspace, &files)?;
    for path in &files {
        // Files that are not text have no lines.
        if let Ok(text) = workspace.read(path) {
            findings.extend(forbidden(path, &text));
            findings.extend(english::findings(path, &text));
            findings.extend(shape(path, &text));
        }
    }
    ensure!(
        findings.is_empty(),
        "{}\ntidy: {} findings in {} files",
        findings.join("\n"),
        findings.len(),
        files.len()
    );
    Ok(format!("tidy: {} files, no findings", files.len()))
}

fn forbidden(path: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut rules = FORBIDDEN.iter().filter(|(_, end, _)| path.ends_with(end));
        if let Some((word, _, reason)) = rules.find(|(word, ..)| begins_in(line, word)) {
            findings.push(format!("{path}:{}: no `{word}` here; {reason}", index + 1));
        }
    }
    findings
}

/// Whether the line holds the word at the beginning of a word or path: not inside a longer one, nor in a URL's path.
fn begins_in(line: &str, word: &str) -> bool {
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '*');
    line.match_indices(word)
        .any(|(start, _)| !line[..start].ends_with(is_inside))
}

/// Checks the beginning and the length of a Rust file.
fn shape(path: &str, text: &str) -> Option<String> {
    if !path.ends_with(".rs") {
        return None;
    }
    if !text.starts_with("//!") {
        return Some(format!(
            "{path}: a file begins with `//!`; one sentence tells what it is for"
        ));
    }
    let code = text
        .split("\n#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text);
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    let lines = code.lines().filter(is_code).count();
    let is_test = path
        .split('/')
        .any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "fuzz"));
    (lines > MOST_LINES && !is_test).then(|| {
        format!("{path}: {lines} lines of code; a file holds one idea, in at most {MOST_LINES}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_word_is_listed_with_its_place_and_reason() {
        for (word, end, reason) in FORBIDDEN {
            assert_eq!(
                forbidden(&format!("a{end}"), &format!("first\n {word}x\n")),
                [format!("a{end}:2: no `{word}` here; {reason}")]
            );
        }
    }

    #[test]
    fn a_path_inside_a_url_or_a_relative_path_is_not_listed() {
        for (word, ..) in &FORBIDDEN[..4] {
            let text = format!("https://example.com{word}a\n.{word}b\n{{base}}{word}c\n");

            assert_eq!(forbidden("notes.md", &text), [""; 0]);
        }
    }

    #[test]
    fn a_registry_is_listed_in_a_url() {
        for (host, ..) in &FORBIDDEN[4..10] {
            assert_eq!(
                forbidden("a.toml", &format!("url = \"https://{host}/x\"")).len(),
                1
            );
        }
    }

    #[test]
    fn a_rule_for_some_files_does_not_concern_others() {
        let (resolved, todo) = (FORBIDDEN[10].0, FORBIDDEN[11].0);

        assert_eq!(forbidden("package.json", resolved), [""; 0]);
        assert_eq!(forbidden("a.md", todo), [""; 0]);
    }

    #[test]
    fn a_file_that_begins_with_code_is_listed() {
        assert!(shape("a.rs", "use std;\n").is_some());
        assert!(shape("a.rs", "").is_some());
        assert_eq!(shape("a.rs", "//! A file.\n"), None);
        assert_eq!(shape("a.py", "import os\n"), None);
    }

    #[test]
    fn only_code_outside_tests_counts_towards_the_length_of_a_file() {
        let code = "//! A file.\n".to_owned() + &"use a;\n".repeat(MOST_LINES);
        let tests = "\n#[cfg(test)]\nmod tests {\n    use b;\n}\n";

        assert_eq!(shape("a.rs", &(code.clone() + "\n// why\n" + tests)), None);
        assert_eq!(shape("tests/a.rs", &(code.clone() + "use c;\n")), None);
        assert!(
            shape("a.rs", &(code + "use c;\n" + tests))
                .is_some_and(|found| found.contains(" 501 lines "))
        );
    }
}
