//! The help: its examples work as pasted, and its lines fit a terminal of 100 columns.

use blobcopy_emulator::{Emulator, Pace};

use crate::account::Account;
use crate::file;
use crate::process::{command, run};

const COMMANDS: [&str; 15] = [
    "copy",
    "status",
    "wait",
    "abort",
    "pending",
    "explain",
    "sas",
    "ls",
    "put",
    "get",
    "rm",
    "mk",
    "emulator",
    "completions",
    "man",
];

/// The examples of a command that need nothing but an account, as their words.
fn examples(name: &str) -> Vec<Vec<String>> {
    // What these examples need is another host, a shell, or https.
    let needs_more = |line: &&str| {
        ["://", "|", "$(", "--embedded", "--https-only"]
            .iter()
            .any(|mark| line.contains(mark))
    };
    let help = run(&[name, "--help"], &[]).stdout;
    let lines = help
        .lines()
        .filter_map(|line| line.strip_prefix("  blobcopy "));
    lines
        .filter(|line| !needs_more(line))
        .map(|line| line.split(' ').map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_examples_work_as_pasted() {
    let builder = ["live", "backups", "archive"]
        .into_iter()
        .fold(Emulator::builder(), |builder, name| builder.container(name));
    let emulator = builder.pace(Pace::at_once()).start().unwrap();
    let account = Account::of(emulator, None);
    let folder = file::absent("examples-of-help");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("README.md"), b"content").unwrap();
    let run = |words: &[String]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let connection = (
            "AZURE_STORAGE_CONNECTION_STRING",
            account.connection_string(),
        );
        let mut command = command(&words, &[connection]);
        let output = command.current_dir(&folder).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), format!("{words:?}: {stderr}"))
    };
    let first = ["put", "README.md", "live/db.vhd"].map(str::to_owned);
    assert_eq!(run(&first).0, Some(0));
    let mut count = 0;
    for name in &COMMANDS[..12] {
        for words in examples(name) {
            let (code, what) = run(&words);
            // The copy or blob of some examples is not there.
            let is_fine = code == Some(0) || (*name != "copy" && code != Some(2));
            assert!(is_fine, "{code:?} {what}");
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn no_line_is_wider_than_a_hundred_columns() {
    for name in COMMANDS {
        for flag in ["-h", "--help"] {
            let help = run(&[name, flag], &[]).stdout;
            for line in help.lines().filter(|line| !line.contains("--fault '{")) {
                assert!(line.chars().count() <= 100, "{name}: {line}");
            }
        }
    }
}
