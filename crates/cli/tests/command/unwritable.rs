//! Answers that cannot be written: no command reports success for what nobody received.

use std::process::Stdio;

use crate::account::Account;
use crate::file;

/// A standard output that takes nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Broken {
    /// A device without space.
    #[cfg(target_os = "linux")]
    Full,
    /// A pipe whose reader has gone away.
    Closed,
}

impl Broken {
    const ALL: &[Self] = &[
        #[cfg(target_os = "linux")]
        Self::Full,
        Self::Closed,
    ];

    fn stdout(self) -> Stdio {
        match self {
            #[cfg(target_os = "linux")]
            Self::Full => {
                let device = std::fs::OpenOptions::new().write(true).open("/dev/full");
                device.unwrap().into()
            }
            Self::Closed => {
                let (reader, writer) = std::io::pipe().unwrap();
                drop(reader);
                writer.into()
            }
        }
    }

    /// The exit code of a command that succeeded but for its answer.
    fn code(self) -> i32 {
        match self {
            Self::Closed => 141,
            #[cfg(target_os = "linux")]
            Self::Full => 5,
        }
    }
}

fn account_with_a_pending_copy() -> (Account, String) {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let id = account.leave("cont/from", "b");
    (account, id)
}

#[test]
fn a_command_that_only_reads_reports_what_to_do_and_nothing_to_a_reader_that_left() {
    let (account, _) = account_with_a_pending_copy();
    let source = account.run(&["sas", "cont/from", "--permissions", "r"]);
    let source = source.stdout.trim();
    for words in [
        &["status", "cont/b"][..],
        &["status", "cont/from"],
        &["status", "cont/b", "--output", "json"],
        &["sas", "cont/from", "--permissions", "r"],
        &["sas", "cont/from", "--permissions", "r", "--output", "json"],
        &["pending", "cont"],
        &["pending", "cont", "--output", "json"],
        &["pending", "cont", "--output", "jsonl"],
        &["explain", source],
        &["explain", source, "--output", "json"],
        &["man"],
        &["completions", "bash"],
        &["completions", "powershell"],
        &["--help"],
        &["-h"],
        &["--version"],
        &["help", "copy"],
        &["copy", "--help"],
    ] {
        for broken in Broken::ALL {
            let ended = account.run_into(broken.stdout(), words);
            assert_eq!(ended.code, broken.code(), "{words:?} {broken:?}: {ended:?}");
            if *broken == Broken::Closed {
                assert_eq!(ended.stderr, "", "{words:?}");
                continue;
            }
            ended.is_refused(5, &["could not write the answer", "repeat the command"]);
            assert!(!ended.stderr.contains("sig="), "{words:?}: {ended:?}");
        }
    }
}

/// Whether the last line is one error that says this.
#[track_caller]
fn ends_with_an_error(stderr: &str, says: &[&str]) {
    let last = stderr.lines().last().unwrap_or_default();
    assert!(last.starts_with("error: "), "{stderr}");
    for word in says {
        assert!(last.contains(word), "`{word}` is not in {stderr}");
    }
}

#[test]
fn a_copy_that_succeeded_is_reported_with_its_id_and_its_ticket() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    for format in ["text", "json", "jsonl"] {
        for broken in Broken::ALL {
            let copy = ["copy", "cont/from", "cont/b", "--output", format];
            let ended = account.run_into(broken.stdout(), &copy);
            assert_eq!(ended.code, broken.code(), "{format} {broken:?}: {ended:?}");
            let (id, _) = account.last_copy("b");
            ends_with_an_error(&ended.stderr, &["could not write", "copied ", &id]);
            let ticket = format!("blobcopy1 {id} {}", account.url("b"));
            assert!(
                ended.stderr.contains(&format!("\n{ticket}")) || ended.stderr.starts_with(&ticket)
            );

            let wait = ["wait", "cont/b", "--output", format];
            let ended = account.run_into(broken.stdout(), &wait);
            assert_eq!(ended.code, broken.code(), "{format} {broken:?}: {ended:?}");
            ends_with_an_error(&ended.stderr, &["could not write", "copied ", &id]);
        }
    }
}

#[test]
fn a_copy_that_was_started_can_be_waited_for_by_what_is_on_standard_error() {
    for more in [&[][..], &["--ticket", "-"], &["--output", "json"]] {
        for broken in Broken::ALL {
            let account = Account::with_copies_by_hand();
            account.write("from", b"content");
            let start = ["copy", "cont/from", "cont/b", "--no-wait"];
            let ended = account.run_into(broken.stdout(), &[&start[..], more].concat());
            assert_eq!(ended.code, broken.code(), "{more:?} {broken:?}: {ended:?}");
            let (id, _) = account.last_copy("b");
            ends_with_an_error(&ended.stderr, &["was started and continues", &id]);

            let ticket = ended
                .stderr
                .lines()
                .find(|line| line.starts_with("blobcopy1 "));
            let ticket = file::holding("from-stderr.ticket", ticket.unwrap().as_bytes());
            account.advance(100);
            let waited = account.run(&["wait", "--ticket", ticket.to_str().unwrap()]);
            assert_eq!(waited.code, 0, "{waited:?}");
            assert!(waited.stdout.contains(&id), "{waited:?}");
        }
    }
}

#[test]
fn what_was_aborted_is_reported() {
    for broken in Broken::ALL {
        let (account, id) = account_with_a_pending_copy();
        let ended = account.run_into(broken.stdout(), &["abort", "cont/b"]);
        assert_eq!(ended.code, broken.code(), "{broken:?}: {ended:?}");
        ends_with_an_error(&ended.stderr, &[&format!("aborted copy {id}")]);
    }
}

#[test]
fn every_pending_copy_is_aborted_though_no_line_about_it_can_be_written() {
    for format in ["text", "json", "jsonl"] {
        for broken in Broken::ALL {
            let (account, _) = account_with_a_pending_copy();
            account.leave("cont/from", "c");
            let abort = ["pending", "cont", "--abort", "--output", format];
            let ended = account.run_into(broken.stdout(), &abort);
            assert_eq!(ended.code, broken.code(), "{format} {broken:?}: {ended:?}");
            ends_with_an_error(&ended.stderr, &["2 copies", "blobcopy pending"]);
            let left = account.run(&["pending", "cont"]);
            assert!(left.stderr.starts_with("no copy is pending"), "{left:?}");
        }
    }
}

#[test]
fn a_copy_within_the_call_and_one_in_this_process_are_reported() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let original = file::holding("original", b"content");
    let embedded = ["copy", "--embedded", original.to_str().unwrap()];
    for broken in Broken::ALL {
        for words in [
            &["copy", "cont/from", "cont/b", "--method", "sync"][..],
            &["copy", "cont/from", "cont/c", "--method", "put"],
            &embedded,
        ] {
            let ended = account.run_into(broken.stdout(), words);
            assert_eq!(ended.code, broken.code(), "{words:?} {broken:?}: {ended:?}");
            ends_with_an_error(&ended.stderr, &["could not write", "7 B in"]);
        }
    }
}

#[test]
fn an_emulator_that_cannot_print_its_endpoints_does_not_serve() {
    let account = Account::with_quick_copies();
    for broken in Broken::ALL {
        let ended = account.run_into(broken.stdout(), &["emulator", "--port", "0"]);
        assert_eq!(ended.code, broken.code(), "{broken:?}: {ended:?}");
        ends_with_an_error(&ended.stderr, &["the emulator was stopped"]);
    }
}

#[test]
fn an_error_that_cannot_be_written_as_json_goes_to_standard_error_with_its_own_exit_code() {
    let account = Account::with_quick_copies();
    for format in ["json", "jsonl"] {
        for broken in Broken::ALL {
            let copy = ["copy", "cont/absent", "cont/b", "--output", format];
            let ended = account.run_into(broken.stdout(), &copy);
            assert_eq!(ended.code, 4, "{format} {broken:?}: {ended:?}");
            ends_with_an_error(&ended.stderr, &["cont/b"]);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn progress_and_remarks_that_cannot_be_written_do_not_fail_the_command() {
    use crate::process::command;
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let connection = [(
        "AZURE_STORAGE_CONNECTION_STRING",
        account.connection_string(),
    )];
    let mut copy = command(&["copy", "cont/from", "cont/b"], &connection);
    let copied = copy.stderr(Broken::Full.stdout()).output().unwrap();
    assert_eq!(copied.status.code(), Some(0));
    assert!(copied.stdout.starts_with(b"copied "));
}

#[cfg(unix)]
#[test]
fn a_ticket_that_its_file_does_not_take_is_in_the_error() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let ticket = file::absent("limited.ticket");
    // No file may grow, as on a disk that filled up after the file was opened.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$@\"";
    let words = ["copy", "cont/from", "cont/b", "--no-wait", "--ticket"];
    let started = std::process::Command::new("sh")
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_blobcopy")])
        .args(words)
        .arg(&ticket)
        .env(
            "AZURE_STORAGE_CONNECTION_STRING",
            account.connection_string(),
        )
        .output()
        .unwrap();
    let stderr = String::from_utf8(started.stderr).unwrap();
    assert_eq!(started.status.code(), Some(5), "{stderr}");
    let (id, _) = account.last_copy("b");
    let line = format!(
        "blobcopy1 {id} {} {}",
        account.url("b"),
        account.url("from")
    );
    ends_with_an_error(&stderr, &["was started", "cannot be written", &line]);
}
