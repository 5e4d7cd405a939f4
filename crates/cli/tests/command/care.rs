//! The care that a copy is given from a shell.

use std::time::Duration;

use blobcopy_proto::{AccessTier, LeaseState};
use serde_json::Value;

use crate::account::Account;
use crate::process::run;

const COPY: [&str; 3] = ["copy", "cont/from", "cont/b"];

fn words<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&COPY[..], more].concat()
}

#[test]
fn all_of_it_together_ends_with_what_it_found() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    account.write("b", b"before");
    let all = words(&[
        "--check-source",
        "--pin-source",
        "--lease-source",
        "--keep-tags",
        "--protect",
        "kept-snapshot",
        "--verify",
    ]);
    let ended = account.run(&all);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended
            .stdout
            .contains("verified by length and MD5; the previous content is in snapshot"),
        "{ended:?}"
    );
    let ended = account.run(&[&all[..], &["--output", "json"]].concat());
    assert_eq!(ended.json()["verified_length"], 7);
    assert_eq!(ended.json()["verified_md5"], "same");
    assert!(ended.json()["snapshot"].is_string());
    assert_eq!(
        account.properties("from").lease_state,
        Some(LeaseState::Available)
    );
    assert_eq!(account.content("b"), b"content");
}

#[test]
fn a_source_of_another_account_is_opened_by_that_accounts_key() {
    let (from, into) = (Account::with_quick_copies(), Account::with_quick_copies());
    from.write("from", b"content");
    let source = from.url("from");
    let destination = ("AZURE_STORAGE_CONNECTION_STRING", into.connection_string());
    let closed = run(&["copy", &source, "cont/b"], &[destination]);
    assert_ne!(closed.code, 0, "{closed:?}");
    let key = (
        "BLOBCOPY_SOURCE_CONNECTION_STRING",
        from.connection_string(),
    );
    for source in [&*source, "cont/from"] {
        let opened = run(&["copy", source, "cont/b"], &[destination, key]);
        assert_eq!(opened.code, 0, "{opened:?}");
        assert_eq!(into.content("b"), b"content");
    }
    let as_given = ["copy", &source, "cont/b", "--source-access", "as-given"];
    let closed = run(&as_given, &[destination, key]);
    assert_ne!(closed.code, 0, "{closed:?}");
}

#[test]
fn a_copy_that_fails_gives_back_what_it_displaced() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    account.write("b", b"before");
    let mut copy = account.start(&words(&["--protect", "snapshot"]));
    copy.stderr_line("copy id");
    account.fail_copy(
        "b",
        r#"500 OperationCancelled "The copy failed when reading the source.""#,
    );
    account.until(|| account.asked_for("CopyBlob") == 2);
    account.advance(101);
    let ended = copy.end();
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.stderr.contains("the previous content was restored"),
        "{ended:?}"
    );
    assert_eq!(account.content("b"), b"before");
}

#[test]
fn a_copy_that_is_interrupted_or_late_gives_back_what_it_displaced() {
    for (more, code) in [
        (&["--protect", "snapshot"][..], 130),
        (
            &[
                "--protect",
                "snapshot",
                "--timeout",
                "300ms",
                "--abort-on-timeout",
            ],
            1,
        ),
    ] {
        let account = Account::with_copies_by_hand();
        account.write("from", b"content");
        account.write("b", b"before");
        let mut copy = account.start(&words(more));
        copy.stderr_line("copy id");
        if code == 130 {
            copy.signal("TERM");
        }
        account.until(|| account.asked_for("CopyBlob") == 2);
        account.advance(101);
        let ended = copy.end();
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(ended.stderr.contains("was restored"), "{ended:?}");
        assert_eq!(account.content("b"), b"before");
    }
}

#[test]
fn what_remains_of_a_copy_whose_process_was_killed_is_said_by_status() {
    let account = Account::with_copies_of(Duration::from_secs(3600));
    account.write("from", b"content");
    account.write("b", b"before");
    let mut copy = account.start(&words(&["--protect", "snapshot", "--lease-source"]));
    copy.stderr_line("copy id");
    copy.kill();
    let status = account
        .run(&["status", "cont/b", "--output", "json"])
        .json();
    assert_eq!(status["status"], "pending");
    let Value::String(snapshot) = &status["snapshot"] else {
        panic!("{status}");
    };
    let snapshot = format!("{}?snapshot={snapshot}", account.url("b"));
    assert_eq!(account.run(&["abort", "cont/b"]).code, 0);
    let mut back = account.start(&["copy", &snapshot, "cont/b", "--no-wait"]);
    back.stdout_line("status");
    assert_eq!(back.end().code, 0);
}

#[test]
fn an_archived_source_is_refused_without_a_tier_and_nothing_was_started() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    account.set_tier("from", AccessTier::Archive);
    let refused = account.run(&words(&["--check-source"]));
    refused.is_refused(1, &["archived", "Hot"]);
    assert_eq!(account.asked_for("CopyBlob"), 0);
}

#[test]
fn what_does_not_go_together_is_refused_before_anything_is_asked() {
    let account = Account::with_quick_copies();
    for (more, says) in [
        (&["--no-wait", "--verify"][..], "--verify"),
        (&["--no-wait", "--protect", "snapshot"], "--protect"),
        (&["--keep-tags", "--tag", "a=b"], "tags"),
        (
            &["--pin-source", "--source-if-match", "\"0x1\""],
            "condition",
        ),
        (
            &["--protect", "create", "--if-match", "\"0x1\""],
            "condition",
        ),
        (
            &["--protect", "snapshot", "--on-pending", "abort"],
            "pending",
        ),
        (
            &["--if-match", "\"0x1\"", "--if-none-match", "*"],
            "--if-match",
        ),
    ] {
        account.run(&words(more)).is_refused(2, &[says]);
    }
    let foreign = ["copy", "https://example.org/x", "cont/b", "--pin-source"];
    account.run(&foreign).is_refused(2, &["not in Azure"]);
    let unsigned = [
        "copy",
        "https://other.blob.core.windows.net/cont/b",
        "cont/b",
        "--source-access",
        "sas",
    ];
    account.run(&unsigned).is_refused(2, &["sign"]);
    assert_eq!(account.asked_for("CopyBlob"), 0);
}

#[test]
fn the_copy_is_what_it_was_asked_to_be() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let asked = words(&[
        "--tier",
        "cool",
        "--tag",
        "project=a b",
        "--metadata",
        "k=v",
        "--if-none-match",
        "*",
    ]);
    let ended = account.run(&asked);
    assert_eq!(ended.code, 0, "{ended:?}");
    let properties = account.properties("b");
    assert_eq!(properties.access_tier, Some(AccessTier::Cool));
    assert_eq!(properties.metadata.get("k"), Some("v"));
    assert_eq!(account.tags("b").get("project"), Some("a b"));
    // A copy of the same source within the same seconds cannot be told from a second delivery of the start.
    account.write("other", b"content");
    let other: Vec<&str> = asked
        .iter()
        .map(|word| {
            if *word == "cont/from" {
                "cont/other"
            } else {
                word
            }
        })
        .collect();
    account.run(&other).is_refused(1, &["already exists"]);
}
