//! Another copy is pending at the destination.

use blobcopy::CopyStatus;

use crate::account::Account;

/// An account in which `cont/other` is being copied into `cont/b`, and that copy's id.
fn occupied() -> (Account, String) {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    account.write("other", b"another content");
    let id = account.leave("cont/other", "b");
    (account, id)
}

const COPY: [&str; 4] = ["copy", "cont/from", "cont/b", "--on-pending"];

#[test]
fn by_default_it_is_named_with_its_source_and_left_alone() {
    let (account, other) = occupied();
    for more in [&["fail"][..], &["fail", "--look-first"]] {
        let words = [&COPY[..], more, &["--timeout", "9s"]].concat();
        account
            .run(&words)
            .is_refused(1, &[&other, "from cont/other"]);
    }
    assert_eq!(account.last_copy("b"), (other, CopyStatus::Pending));
}

#[test]
fn a_copy_of_the_same_source_is_adopted() {
    let (account, other) = occupied();
    let mut copy = account.start(&["copy", "cont/other", "cont/b", "--on-pending", "adopt"]);
    let line = copy.stderr_line("copy id");
    assert!(line.ends_with(&other), "{line}");
    account.advance(100);
    let ended = copy.end();
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.contains(&other), "{ended:?}");
}

#[test]
fn a_copy_of_another_source_is_not_adopted() {
    let (account, other) = occupied();
    account
        .run(&[&COPY[..], &["adopt", "--timeout", "9s"]].concat())
        .is_refused(1, &[&other, "another copy into this blob is pending"]);
    assert_eq!(account.last_copy("b"), (other, CopyStatus::Pending));
}

#[test]
fn its_end_is_waited_for_before_ours_is_started() {
    let (account, other) = occupied();
    let mut copy = account.start(&[&COPY[..], &["wait"]].concat());
    copy.stderr_line(&format!("copy {other} is pending at the destination"));
    account.advance(100);
    let line = copy.stderr_line("copy id");
    assert!(!line.ends_with(&other), "{line}");
    account.advance(100);
    let ended = copy.end();
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.starts_with("copied 7 B"), "{ended:?}");
}

#[test]
fn that_it_was_aborted_is_an_end_too() {
    let (account, other) = occupied();
    let words = [&COPY[..], &["wait", "--no-wait"]].concat();
    let mut copy = account.start(&words);
    copy.stderr_line(&format!("copy {other} is pending at the destination"));
    assert_eq!(account.run(&["abort", "cont/b"]).code, 0);
    let ended = copy.end();
    assert_eq!(ended.code, 0, "{ended:?}");
    let (id, status) = account.last_copy("b");
    assert!(ended.stdout.contains(&id) && id != other, "{ended:?}");
    assert_eq!(status, CopyStatus::Pending);
}

#[test]
fn a_wait_for_it_ends_at_the_timeout_and_nothing_is_started() {
    let (account, other) = occupied();
    let words = [&COPY[..], &["wait", "--timeout", "300ms"]].concat();
    let refused = account.run(&[&words[..], &["--output", "json"]].concat());
    assert_eq!(refused.code, 1, "{refused:?}");
    let error = &refused.json()["error"];
    assert_eq!(error["kind"], "pending_copy");
    assert_eq!(error["pending_copy_id"], *other);
    assert!(error["copy_id"].is_null(), "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("; the timeout passed"), "{message}");
    assert_eq!(account.last_copy("b"), (other, CopyStatus::Pending));
}

#[test]
fn a_wait_for_it_ends_at_a_signal_and_nothing_is_started() {
    let (account, other) = occupied();
    let mut copy = account.start(&[&COPY[..], &["wait"]].concat());
    copy.stderr_line(&format!("copy {other} is pending at the destination"));
    copy.signal("TERM");
    let ended = copy.end();
    assert_eq!((ended.code, ended.stdout.as_str()), (130, ""), "{ended:?}");
    let says = "cancelled before the service accepted it";
    assert!(ended.stderr.contains(says), "{ended:?}");
    assert_eq!(account.last_copy("b"), (other, CopyStatus::Pending));
}

#[test]
fn it_is_aborted_if_so_wished_and_ours_takes_its_place() {
    let (account, other) = occupied();
    let mut copy = account.start(&[&COPY[..], &["abort"]].concat());
    let line = copy.stderr_line("copy id");
    let (id, _) = account.last_copy("b");
    assert!(line.ends_with(&id) && id != other, "{line}");
    account.advance(100);
    let ended = copy.end();
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(account.properties("b").content_length, Some(7));
}
