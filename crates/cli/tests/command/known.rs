//! What was read of a copy is in the answer and in the error, and nothing more.

use serde_json::json;

use crate::account::Account;
use crate::process::{Ended, run_with_input};
use crate::script::{self, refusal, reply};

const SOURCE: &str = "https://a.net/from";

/// The destination with the copy `the-one` in that status, so far on.
fn state(status: &str, progress: &str) -> String {
    let mut headers = vec![
        ("x-ms-copy-id", "the-one"),
        ("x-ms-copy-status", status),
        ("x-ms-copy-progress", progress),
        ("x-ms-copy-source", SOURCE),
        ("etag", "\"0x1\""),
        ("last-modified", "Mon, 23 Nov 2026 08:00:00 GMT"),
    ];
    if status != "pending" {
        headers.push(("x-ms-copy-completion-time", "Mon, 23 Nov 2026 08:00:01 GMT"));
    }
    reply("200 OK", &headers, "")
}

/// Waits for that copy at a service that answers like this.
fn wait<const N: usize>(answers: [String; N], more: &[&str]) -> Ended {
    let url = script::playing(answers);
    let ticket = format!("blobcopy1 the-one {url}/cont/b -");
    let words = [&["wait", "--ticket", "-"], more].concat();
    run_with_input(&ticket, &words, &[])
}

#[test]
fn of_a_copy_that_others_aborted_all_that_was_read_is_in_the_error() {
    let ended = wait([state("aborted", "5/10")], &["--output", "json"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let object = ended.json();
    assert_eq!(object["error"]["kind"], "copy_aborted");
    assert_eq!(object["status"], "aborted");
    assert_eq!(object["progress"], json!({"copied": 5, "total": 10}));
    assert_eq!(object["source"], SOURCE);
    assert_eq!(object["completion_time"], "2026-11-23T08:00:01Z");
}

#[test]
fn of_a_copy_that_disappeared_what_was_read_before_is_in_the_error_without_its_old_status() {
    let answers = [
        state("pending", "5/10"),
        refusal("404 Gone", "BlobNotFound"),
    ];
    let ended = wait(answers, &["--output", "json"]);
    let object = ended.json();
    assert_eq!(object["error"]["kind"], "copy_gone");
    assert_eq!(object["status"], json!(null));
    assert_eq!(object["progress"], json!({"copied": 5, "total": 10}));
    assert_eq!(object["source"], SOURCE);
}

#[test]
fn a_success_with_another_number_of_bytes_is_remarked_on() {
    for (progress, says) in [
        ("5/10", "only 5 of 10 bytes copied"),
        ("20/10", "20 bytes copied from a source of 10 bytes"),
    ] {
        let answers = || [state("success", progress), state("success", progress)];
        let ended = wait(answers(), &[]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(ended.stdout.contains(says), "{ended:?}");
        assert!(!ended.stderr.contains("200 %"), "{ended:?}");
        let ended = wait(answers(), &["--output", "json"]);
        let remark = ended.json()["remark"].as_str().unwrap().to_owned();
        assert!(remark.contains(says), "{ended:?}");
    }
    let answers = [state("success", "10/10"), state("success", "10/10")];
    let ended = wait(answers, &["--output", "json"]);
    assert!(ended.json().get("remark").is_none(), "{ended:?}");
}

#[test]
fn a_copy_whose_state_was_never_read_is_not_said_to_be_pending() {
    let unreadable = || reply("500 Trouble", &[], "");
    let answers = || std::array::from_fn::<_, 100, _>(|_| unreadable());
    let ended = wait(answers(), &["--timeout", "300ms"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.stderr.contains("before its status could be read"),
        "{ended:?}"
    );
    assert!(!ended.stderr.contains("still pending"), "{ended:?}");
    let ended = wait(answers(), &["--timeout", "300ms", "--output", "json"]);
    assert_eq!(ended.json()["status"], json!(null), "{ended:?}");
}

#[test]
fn a_refusal_is_reported_with_the_id_of_its_request() {
    let answers = [refusal("403 Forbidden", "AuthorizationFailure")];
    let ended = wait(answers, &["--output", "json"]);
    assert_eq!(ended.json()["error"]["request_id"], "r", "{ended:?}");
}

#[test]
fn a_copy_that_is_only_started_is_reported_with_its_source_and_the_destinations_etag() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let words = ["copy", "cont/from", "cont/b", "--no-wait"];
    let object = account.run(&[&words[..], &["--output", "json"]].concat());
    let object = object.json();
    let found = account.properties("b");
    assert_eq!(object["source"], account.url("from"));
    assert_eq!(object["etag"], found.etag.unwrap().to_string());
    assert!(object["last_modified"].is_string(), "{object}");

    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let text = account.run(&words).stdout;
    for row in ["source", "etag", "modified"] {
        assert!(text.contains(&format!("\n{row} ")), "{text}");
    }
}
