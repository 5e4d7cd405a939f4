//! Copies started, watched, left, and ended.

use std::time::Duration;

use serde_json::Value;

use crate::account::Account;
use crate::script;
use crate::source;

pub(crate) const KEYS: [&str; 9] = [
    "destination",
    "copy_id",
    "status",
    "progress",
    "source",
    "completion_time",
    "status_description",
    "etag",
    "last_modified",
];

pub(crate) fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

pub(crate) fn sorted(keys: &[&'static str]) -> Vec<&'static str> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys
}

#[test]
fn a_copy_says_what_it_copied_and_where() {
    let account = Account::with_copies_of(Duration::from_millis(300));
    let source = source::serving(vec![1; 5000]);
    let copied = account.run(&["copy", &source, "cont/b"]);
    assert_eq!(copied.code, 0, "{copied:?}");
    assert!(copied.stdout.starts_with("copied 5.0 kB in "), "{copied:?}");
    assert!(copied.stdout.contains(&account.url("b")), "{copied:?}");
    assert!(copied.stderr.contains("pending"), "{copied:?}");
    assert_eq!(account.properties("b").content_length, Some(5000));
}

#[test]
fn with_json_a_copy_is_one_object_of_all_the_keys() {
    let account = Account::with_copies_of(Duration::from_millis(300));
    account.write("from", b"content");
    let copied = account.run(&["copy", "cont/from", &account.url("b"), "--output", "json"]);
    assert_eq!((copied.code, copied.stderr.as_str()), (0, ""), "{copied:?}");
    let object = copied.json();
    assert_eq!(keys(&object), sorted(&KEYS));
    assert_eq!(object["destination"], account.url("b"));
    assert_eq!(object["source"], account.url("from"));
    assert_eq!(object["status"], "success");
    assert_eq!(
        object["progress"],
        serde_json::json!({"copied": 7, "total": 7})
    );
    assert_eq!(object["status_description"], Value::Null);
    let etag = account.properties("b").etag.unwrap().to_string();
    assert_eq!(object["etag"], etag);
    for time in ["completion_time", "last_modified"] {
        assert!(object[time].as_str().unwrap().ends_with('Z'), "{object}");
    }
}

#[test]
fn with_jsonl_progress_comes_before_the_end() {
    let account = Account::with_copies_of(Duration::from_millis(500));
    account.write("from", b"content");
    let copied = account.run(&["copy", "cont/from", "cont/b", "--output", "jsonl"]);
    let objects = copied.objects();
    let (end, progress) = objects.split_last().unwrap();
    assert_eq!(end["status"], "success");
    assert!(!progress.is_empty());
    for object in progress {
        assert_eq!(object["status"], "pending");
        assert_eq!(object["copy_id"], end["copy_id"]);
        assert_eq!(keys(object), sorted(&KEYS));
    }
}

#[test]
fn a_copy_of_nothing_ends_with_all_of_it() {
    let account = Account::with_copies_of(Duration::from_millis(200));
    account.write("from", b"");
    let copied = account.run(&["copy", "cont/from", "cont/b"]);
    assert_eq!(copied.code, 0, "{copied:?}");
    let line = "success  100 %  0 B of 0 B\n";
    assert!(copied.stderr.ends_with(line), "{copied:?}");
}

#[test]
fn no_more_than_the_poll_ceiling_passes_between_two_looks() {
    let account = Account::with_copies_of(Duration::from_millis(500));
    account.write("from", b"content");
    let looks = |more: &[&str]| {
        let words = ["copy", "cont/from", "cont/b", "--output", "jsonl"];
        let copied = account.run(&[&words, more].concat());
        assert_eq!(copied.code, 0, "{copied:?}");
        copied.objects().len()
    };
    let usual = looks(&[]);
    let eager = looks(&["--poll-ceiling", "2ms"]);
    assert!(
        eager > 2 * usual,
        "{eager} looks, {usual} without a ceiling"
    );
}

#[test]
fn a_copy_that_looks_first_asks_before_it_starts() {
    let started = || {
        let copy = [("x-ms-copy-id", "1"), ("x-ms-copy-status", "pending")];
        script::reply("202 Accepted", &copy, "")
    };
    let absent = || script::refusal("404 Not Found", "BlobNotFound");
    let start = |replies, more: &[&str]| {
        let destination = format!("{}/cont/b", script::playing::<2>(replies));
        let words = ["copy", "https://example.org/b", &destination, "--no-wait"];
        crate::process::run(&[&words, more].concat(), &[]).code
    };
    assert_eq!(start([absent(), started()], &["--look-first"]), 0);
    assert_eq!(start([started(), absent()], &[]), 0);
}

#[test]
fn a_copy_can_be_started_looked_at_and_aborted() {
    let account = Account::with_copies_by_hand();
    account.write("from", &[1; 1000]);
    let started = account.run(&[
        "copy",
        "cont/from",
        "cont/b",
        "--no-wait",
        "--output",
        "json",
    ]);
    assert_eq!(
        (started.code, &started.json()["status"]),
        (0, &Value::from("pending"))
    );
    let id = started.json()["copy_id"].clone();

    for copied in [100, 200] {
        account.advance(10);
        let status = account
            .run(&["status", "cont/b", "--output", "json"])
            .json();
        assert_eq!(status["copy_id"], id);
        assert_eq!(
            status["progress"],
            serde_json::json!({"copied": copied, "total": 1000})
        );
    }
    let status = account.run(&["status", "cont/b"]);
    assert!(
        status.stdout.contains("progress     200 B of 1.0 kB"),
        "{status:?}"
    );

    let aborted = account.run(&["abort", "cont/b"]);
    assert_eq!(aborted.code, 0);
    assert!(aborted.stdout.starts_with("aborted copy"), "{aborted:?}");
    let status = account
        .run(&["status", "cont/b", "--output", "json"])
        .json();
    assert_eq!(
        (&status["status"], &status["copy_id"]),
        (&Value::from("aborted"), &id)
    );
    assert_eq!(account.properties("b").content_length, Some(0));
}

#[test]
fn an_abort_of_what_has_ended_is_answered() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let copied = account
        .run(&["copy", "cont/from", "cont/b", "--output", "json"])
        .json();
    let id = copied["copy_id"].as_str().unwrap();
    for words in [
        &["abort", "cont/b"][..],
        &["abort", "cont/b", "--copy-id", id],
    ] {
        let answer = account.run(words);
        assert_eq!(answer.code, 0, "{answer:?}");
        assert!(
            answer.stdout.contains(id) && answer.stdout.contains("success"),
            "{answer:?}"
        );
    }
    let answer = account.run(&["abort", "cont/from"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.stdout.starts_with("nothing to abort"), "{answer:?}");
}

#[test]
fn a_blob_without_a_copy_has_no_status() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let status = account.run(&["status", "cont/from"]);
    assert_eq!(status.code, 0, "{status:?}");
    assert!(status.stdout.starts_with("no copy"), "{status:?}");
    let object = account
        .run(&["status", "cont/from", "--output", "json"])
        .json();
    assert_eq!(
        (&object["copy_id"], &object["status"]),
        (&Value::Null, &Value::Null)
    );
    assert!(object["etag"].is_string());
}

#[test]
fn a_copy_that_outlasts_its_timeout_goes_on_and_is_named() {
    let account = Account::with_copies_of(Duration::from_secs(3600));
    account.write("from", b"content");
    let left = account.run(&["copy", "cont/from", "cont/b", "--timeout", "200ms"]);
    assert_eq!(left.code, 1, "{left:?}");
    let status = account
        .run(&["status", "cont/b", "--output", "json"])
        .json();
    assert_eq!(status["status"], "pending");
    let id = status["copy_id"].as_str().unwrap();
    let way_out = format!("blobcopy abort cont/b --copy-id {id}");
    assert!(
        left.stderr.contains("was pending at the last status check"),
        "{left:?}"
    );
    assert!(left.stderr.contains(&way_out), "{left:?}");
}

#[test]
fn a_copy_that_outlasts_its_timeout_is_aborted_if_so_wished() {
    let account = Account::with_copies_of(Duration::from_secs(3600));
    account.write("from", b"content");
    let words = [
        "copy",
        "cont/from",
        "cont/b",
        "--timeout",
        "200ms",
        "--abort-on-timeout",
    ];
    let ended = account.run(&[&words[..], &["--output", "json"]].concat());
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(ended.json()["status"], "aborted");
    assert_eq!(ended.json()["error"]["kind"], "timeout");
    let status = account
        .run(&["status", "cont/b", "--output", "json"])
        .json();
    assert_eq!(status["status"], "aborted");
}

#[test]
fn a_copy_that_fails_says_why() {
    let account = Account::with_copies_of(Duration::from_millis(300));
    let source = source::breaking_off();
    let failed = account.run(&["copy", &source, "cont/b", "--output", "json"]);
    assert_eq!(failed.code, 1, "{failed:?}");
    let object = failed.json();
    assert_eq!(object["status"], "failed");
    assert_eq!(object["error"]["kind"], "copy_failed");
    assert_eq!(object["error"]["copy_id"], object["copy_id"]);
    assert!(object["status_description"].is_string());
}

#[test]
fn metadata_that_is_given_takes_the_place_of_the_sources() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let words = [
        "copy",
        "cont/from",
        "cont/b",
        "--metadata",
        "origin=a=b",
        "--metadata",
        "kind=",
    ];
    assert_eq!(account.run(&words).code, 0);
    let metadata = account.properties("b").metadata;
    assert_eq!(metadata.get("origin"), Some("a=b"));
    assert_eq!(metadata.get("kind"), Some(""));
}

#[test]
fn a_connection_string_authorizes_as_a_flag_and_as_a_variable() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let words = ["copy", &account.url("from"), &account.url("b")];
    assert_eq!(account.run(&words).code, 0);
    let flags = ["--connection-string", account.connection_string()];
    assert_eq!(
        crate::process::run(&[&words[..], &flags].concat(), &[]).code,
        0
    );
}

#[test]
fn help_teaches_with_examples_and_exit_codes() {
    for words in [
        &["--help"][..],
        &["copy", "--help"],
        &["wait", "--help"],
        &["pending", "--help"],
        &["emulator", "--help"],
        &["-h"],
        &["--version"],
    ] {
        let help = crate::process::run(words, &[]);
        assert_eq!((help.code, help.stderr.as_str()), (0, ""), "{help:?}");
    }
    let help = crate::process::run(&["wait", "--help"], &[]).stdout;
    assert!(help.contains("do not abort the copy"), "{help}");
    let help = crate::process::run(&["--help"], &[]).stdout;
    for word in [
        "blobcopy copy --embedded README.md",
        "130  interrupted",
        "AZURE_STORAGE_CONNECTION_STRING",
    ] {
        assert!(help.contains(word), "{help}");
    }
}
