//! `blobcopy wait`.

use blobcopy::CopyStatus;

use crate::account::Account;
use crate::copying::{KEYS, keys, sorted};

/// An account in which `cont/from` is being copied into `cont/b`, and the copy's id.
fn pending() -> (Account, String) {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let id = account.leave("cont/from", "b");
    (account, id)
}

#[test]
fn a_copy_that_another_process_started_is_waited_for() {
    let (account, id) = pending();
    let mut wait = account.start(&["wait", "cont/b"]);
    let line = wait.stderr_line("copy id");
    assert!(line.ends_with(&id), "{line}");
    account.advance(100);
    let ended = wait.end();
    assert_eq!(ended.code, 0, "{ended:?}");
    let answer = format!("copied 7 B to {} (copy {id})\n", account.url("b"));
    assert_eq!(ended.stdout, answer);
}

#[test]
fn with_json_the_answer_is_that_of_a_copy() {
    let (account, id) = pending();
    account.advance(100);
    let ended = account.run(&["wait", &account.url("b"), "--output", "json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let object = ended.json();
    assert_eq!(keys(&object), sorted(&KEYS));
    assert_eq!(object["status"], "success");
    assert_eq!(object["copy_id"], *id);
    assert_eq!(object["source"], account.url("from"));
}

#[test]
fn with_jsonl_progress_comes_before_the_end() {
    let (account, id) = pending();
    account.advance(10);
    let mut wait = account.start(&["wait", "cont/b", "--output", "jsonl"]);
    let line: serde_json::Value = serde_json::from_str(&wait.stdout_line("{")).unwrap();
    assert_eq!(line["status"], "pending");
    assert_eq!(line["copy_id"], *id);
    account.advance(100);
    assert_eq!(wait.end().objects().last().unwrap()["status"], "success");
}

#[test]
fn what_was_copied_before_says_nothing_of_the_rate() {
    let (account, _) = pending();
    account.advance(50);
    let mut wait = account.start(&["wait", "cont/b"]);
    assert_eq!(wait.stderr_line("pending"), "pending   42 %  3 B of 7 B");
    account.advance(100);
    assert_eq!(wait.end().code, 0);
}

#[test]
fn a_copy_that_has_ended_is_answered_at_once_as_it_ended() {
    let (account, id) = pending();
    account.run(&["abort", "cont/b"]);
    let ended = account.run(&["wait", "cont/b"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{ended:?}");
    for says in ["was aborted", &format!("copy id {id}")] {
        assert!(ended.stderr.contains(says), "{ended:?}");
    }
}

#[test]
fn where_there_is_no_copy_there_is_nothing_to_wait_for() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    account.run(&["wait", "cont/from"]).is_refused(
        1,
        &["reports no copy", &account.url("from"), "blobcopy copy"],
    );
    account
        .run(&["wait", "cont/absent"])
        .is_refused(4, &["BlobNotFound"]);
}

#[test]
fn a_copy_that_outlasts_the_timeout_goes_on_and_is_named() {
    let (account, id) = pending();
    let left = account.run(&["wait", "cont/b", "--timeout", "200ms"]);
    assert_eq!(left.code, 1, "{left:?}");
    assert!(
        left.stderr.contains(&id) && left.stderr.contains("blobcopy wait cont/b"),
        "{left:?}"
    );
    assert_eq!(account.last_copy("b"), (id, CopyStatus::Pending));
}

#[test]
fn a_copy_that_outlasts_the_timeout_is_aborted_if_so_wished() {
    let (account, id) = pending();
    let words = ["wait", "cont/b", "--timeout", "200ms", "--abort-on-timeout"];
    let ended = account.run(&words);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains("was aborted"), "{ended:?}");
    assert_eq!(account.last_copy("b"), (id, CopyStatus::Aborted));
}

#[test]
fn a_signal_ends_the_wait_and_not_the_copy() {
    for signal in ["TERM", "INT"] {
        let (account, id) = pending();
        let mut wait = account.start(&["wait", "cont/b"]);
        wait.stderr_line("pending");
        wait.signal(signal);
        let ended = wait.end();
        assert_eq!((ended.code, ended.stdout.as_str()), (130, ""), "{ended:?}");
        for says in ["continues on the server", "blobcopy wait cont/b"] {
            assert!(ended.stderr.contains(says), "{ended:?}");
        }
        assert_eq!(account.last_copy("b"), (id, CopyStatus::Pending));
    }
}

#[test]
fn a_copy_that_another_takes_the_place_of_ends_the_wait() {
    let (account, id) = pending();
    let mut wait = account.start(&["wait", "cont/b"]);
    wait.stderr_line("pending");
    account.run(&["abort", "cont/b"]);
    account.leave("cont/from", "b");
    let ended = wait.end();
    // Whether it looked in between decides which of the two it saw.
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains(&id), "{ended:?}");
}
