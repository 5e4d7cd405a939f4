//! Tickets: written by one process, used by another.

use blobcopy::CopyStatus;

use crate::account::Account;
use crate::file;
use crate::process::{run, run_with_input};
use crate::source;

/// A signature, as it stands in a SAS.
const SECRET: &str = "c2VjcmV0LXNlY3JldC1zZWNyZXQ%3D";

const START: [&str; 4] = ["copy", "cont/from", "cont/b", "--ticket"];

fn account() -> Account {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    account
}

#[test]
fn a_copy_whose_process_was_killed_is_resumed_by_another_from_a_ticket_without_a_secret() {
    let account = Account::with_copies_by_hand();
    let source = source::serving(vec![1; 1000]);
    let with_sas = format!("{source}?sv=2021-12-02&sp=r&sig={SECRET}");
    let path = file::absent("killed.ticket");
    let path = path.to_str().unwrap();
    let mut copy = account.start(&["copy", &with_sas, "cont/b", "--ticket", path]);
    copy.stderr_line("pending");
    copy.kill();
    let (id, status) = account.last_copy("b");
    assert_eq!(status, CopyStatus::Pending);

    let ticket = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        ticket,
        format!("blobcopy1 {id} {} {source}\n", account.url("b"))
    );
    for secret in [
        SECRET,
        "sig",
        "?",
        "AccountKey",
        blobcopy_auth::DEVELOPMENT_KEY,
    ] {
        assert!(!ticket.contains(secret), "{secret}: {ticket}");
    }

    let mut wait = account.start(&["wait", "--ticket", path]);
    let line = wait.stderr_line("copy id");
    assert!(line.ends_with(&id), "{line}");
    account.advance(100);
    let ended = wait.end();
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.starts_with("copied 1.0 kB to "), "{ended:?}");
    assert_eq!(account.properties("b").content_length, Some(1000));
}

#[test]
fn a_ticket_on_standard_output_is_all_that_is_there() {
    let account = account();
    let started = account.run(&[&START[..], &["-", "--no-wait"]].concat());
    let (id, _) = account.last_copy("b");
    let (url, source) = (account.url("b"), account.url("from"));
    let ticket = format!("blobcopy1 {id} {url} {source}\n");
    assert_eq!((started.code, &started.stdout), (0, &ticket), "{started:?}");
    assert!(started.stderr.contains("pending"), "{started:?}");

    account.advance(100);
    let variables = [(
        "AZURE_STORAGE_CONNECTION_STRING",
        account.connection_string(),
    )];
    let ended = run_with_input(&ticket, &["wait", "--ticket", "-"], &variables);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.contains(&id), "{ended:?}");
}

#[test]
fn with_json_the_ticket_is_a_key_of_the_answer() {
    let account = account();
    let words = [&START[..], &["-", "--no-wait", "--output", "json"]].concat();
    let started = account.run(&words).json();
    let (id, _) = account.last_copy("b");
    assert_eq!(started["copy_id"], *id);
    let ticket = started["ticket"].as_str().unwrap();
    assert!(ticket.starts_with(&format!("blobcopy1 {id} ")), "{ticket}");
}

#[test]
fn a_ticket_is_for_one_copy_and_for_no_other() {
    let account = account();
    let path = file::absent("superseded.ticket");
    let path = path.to_str().unwrap();
    assert_eq!(
        account
            .run(&[&START[..], &[path, "--no-wait"]].concat())
            .code,
        0
    );
    account.run(&["abort", "cont/b"]);
    let other = account.leave("cont/from", "b");
    let ended = account.run(&["wait", "--ticket", path]);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{ended:?}");
    for says in ["whose status is pending, replaced it", &other] {
        assert!(ended.stderr.contains(says), "{ended:?}");
    }
}

#[test]
fn a_file_that_is_no_ticket_is_left_as_it_is_and_nothing_is_started() {
    let account = account();
    let content = b"blobcopy1 looks like one\nand is none\n";
    let precious = file::holding("precious.txt", content);
    let directory = env!("CARGO_MANIFEST_DIR");
    let nowhere = file::absent("nowhere").join("ticket");
    for (path, says) in [
        (precious.to_str().unwrap(), "is not a ticket"),
        (directory, "name another file"),
        (nowhere.to_str().unwrap(), "name another file"),
        ("-", "--no-wait"),
    ] {
        account
            .run(&[&START[..], &[path, "--timeout", "1s"]].concat())
            .is_refused(2, &[path, says]);
    }
    assert_eq!(std::fs::read(&precious).unwrap(), content);
    account
        .run(&["status", "cont/b"])
        .is_refused(4, &["BlobNotFound"]);
}

#[test]
fn an_empty_file_and_an_old_ticket_are_replaced() {
    let account = account();
    let long = format!("blobcopy1 old {}/{} -\n", account.url("b"), "x".repeat(300));
    for (name, content) in [("empty.ticket", ""), ("old.ticket", &long)] {
        let path = file::holding(name, content.as_bytes());
        let words = [&START[..], &[path.to_str().unwrap(), "--no-wait"]].concat();
        let started = account.run(&words);
        assert_eq!(started.code, 0, "{started:?}");
        let ticket = std::fs::read_to_string(&path).unwrap();
        let (id, _) = account.last_copy("b");
        assert!(ticket.starts_with(&format!("blobcopy1 {id} ")), "{ticket}");
        assert_eq!(ticket.lines().count(), 1, "{ticket}");
        account.run(&["abort", "cont/b"]);
    }
}

#[test]
fn a_start_that_comes_to_nothing_leaves_no_ticket_and_keeps_an_old_one() {
    let account = account();
    let path = file::absent("nothing.ticket");
    let words = ["copy", "cont/absent", "cont/b", "--ticket"];
    let refused = account.run(&[&words[..], &[path.to_str().unwrap()]].concat());
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(!path.exists());
    let old = format!("blobcopy1 old {} -\n", account.url("b"));
    let path = file::holding("kept.ticket", old.as_bytes());
    account.run(&[&words[..], &[path.to_str().unwrap()]].concat());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), old);
}

#[test]
fn what_is_no_ticket_is_a_usage_error_that_does_not_show_it() {
    let account = account();
    let other = format!("blobcopy2 1 {} -", account.url("b"));
    let nowhere = format!("blobcopy1 1 {SECRET} -");
    for (name, content, says) in [
        ("none.ticket", SECRET, "four words"),
        ("empty-to-read.ticket", "", "is empty"),
        ("newer.ticket", &other, "another version"),
        ("nowhere.ticket", &nowhere, "cannot be used"),
    ] {
        let path = file::holding(name, content.as_bytes());
        let path = path.to_str().unwrap();
        let refused = account.run(&["wait", "--ticket", path]);
        refused.is_refused(2, &[path, says]);
        assert!(!refused.stderr.contains(SECRET), "{refused:?}");
    }
    account
        .run(&["wait", "--ticket", "no-such-file"])
        .is_refused(2, &["`no-such-file`", "blobcopy copy --ticket"]);
}

#[test]
fn a_ticket_opens_nothing_by_itself() {
    let account = account();
    let ticket = format!("blobcopy1 1 {} -", account.url("b"));
    let path = file::holding("foreign.ticket", ticket.as_bytes());
    let words = ["wait", "--ticket", path.to_str().unwrap()];
    let variables = [
        ("AZURE_STORAGE_ACCOUNT", "other"),
        ("AZURE_STORAGE_KEY", "AAECAwQFBgcICQoLDA0ODw=="),
    ];
    run(&words, &variables).is_refused(
        2,
        &["https://other.blob.core.windows.net", &account.url("b")],
    );
    let refused = run(&words, &[]);
    assert_eq!(
        (refused.code, refused.stdout.as_str()),
        (3, ""),
        "{refused:?}"
    );
    for says in [
        "the request has no credential",
        "AZURE_STORAGE_CONNECTION_STRING",
    ] {
        assert!(refused.stderr.contains(says), "{refused:?}");
    }
}

#[test]
fn status_and_abort_take_the_copy_of_a_ticket_and_no_other() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("status.ticket");
    let _ = std::fs::remove_file(&path);
    let ticket = path.to_str().unwrap();
    let started = account.run(&[
        "copy",
        "cont/from",
        "cont/to",
        "--no-wait",
        "--ticket",
        ticket,
    ]);
    assert_eq!(started.code, 0, "{started:?}");
    let words = ["status", "--ticket", ticket, "--output", "json"];
    let pending = account.run(&words).json();
    assert_eq!(pending["status"], "pending");
    let aborted = account
        .run(&["abort", "--ticket", ticket, "--output", "json"])
        .json();
    assert_eq!(aborted["status"], "aborted");
    account.leave("cont/from", "to");
    let other = account.run(&words);
    assert_eq!(other.code, 1, "{other:?}");
    assert_eq!(other.json()["error"]["kind"], "copy_superseded");
}
