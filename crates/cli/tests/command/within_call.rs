//! `blobcopy copy --method sync` and `--method put`.

use std::net::{Ipv4Addr, TcpListener};

use blobcopy::CopyStatus;
use blobcopy_emulator::{Fault, FaultEffect};

use crate::account::Account;
use crate::process::{Running, run};
use crate::script::{playing, refusal, reply};
use crate::source::serving;

const SYNC: [&str; 5] = ["copy", "cont/from", "cont/b", "--method", "sync"];
const PUT: [&str; 5] = ["copy", "cont/from", "cont/b", "--method", "put"];

#[test]
fn a_copy_within_the_call_says_what_was_copied() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let ended = account.run(&SYNC);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    assert_eq!(account.content("b"), b"content");
    let (id, status) = account.last_copy("b");
    assert_eq!(status, CopyStatus::Success);
    assert!(ended.stdout.starts_with("copied 7 B in "), "{ended:?}");
    assert!(ended.stdout.contains(&format!("(copy {id})")), "{ended:?}");

    let answer = account.run(&[&SYNC[..], &["--output", "json"]].concat());
    let answer = answer.json();
    assert_eq!(answer["status"], "success");
    assert_eq!(answer["copy_id"], account.last_copy("b").0);
    assert_eq!(answer["progress"]["total"], 7);
    assert!(answer["etag"].is_string());
}

#[test]
fn a_put_leaves_a_blob_that_is_no_copy() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let ended = account.run(&PUT);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!ended.stdout.contains("(copy"), "{ended:?}");
    assert_eq!(account.content("b"), b"content");
    let answer = account.run(&[&PUT[..], &["--output", "json"]].concat());
    let answer = answer.json();
    assert_eq!(answer["copy_id"], serde_json::Value::Null);
    assert_eq!(answer["status"], serde_json::Value::Null);
    assert!(answer["etag"].is_string());
}

#[test]
fn a_source_is_opened_by_its_name_its_url_or_a_server_outside() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let (url, outside) = (account.url("from"), serving(b"outside".to_vec()));
    for (source, content) in [
        ("cont/from", &b"content"[..]),
        (&url, b"content"),
        (&outside, b"outside"),
    ] {
        let ended = account.run(&["copy", source, "cont/b", "--method", "put"]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(account.content("b"), content);
    }
}

#[test]
fn a_source_of_another_account_is_opened_by_that_accounts_key() {
    let (from, into) = (Account::with_quick_copies(), Account::with_copies_by_hand());
    from.write("from", b"content");
    let destination = ("AZURE_STORAGE_CONNECTION_STRING", into.connection_string());
    let key = (
        "BLOBCOPY_SOURCE_CONNECTION_STRING",
        from.connection_string(),
    );
    for words in [SYNC, PUT] {
        let opened = run(&words, &[destination, key]);
        assert_eq!(opened.code, 0, "{opened:?}");
        assert_eq!(into.content("b"), b"content");
        let as_it_is = [&words[..], &["--source-access", "as-given"]].concat();
        let closed = run(&as_it_is, &[destination, key]);
        assert_ne!(closed.code, 0, "{closed:?}");
    }
}

#[test]
fn what_the_copy_shall_be_is_said_in_the_same_words() {
    let account = Account::with_copies_by_hand();
    let more = ["--metadata", "origin=x", "--tag", "team=storage"];
    account.write("from", b"content");
    for words in [SYNC, PUT] {
        let ended = account.run(&[&words[..], &more].concat());
        assert_eq!(ended.code, 0, "{ended:?}");
        let metadata = account.properties("b").metadata;
        assert_eq!(metadata.get("origin"), Some("x"));
        assert_eq!(account.tags("b").get("team"), Some("storage"));
    }
    // What `b` has is kept where it is copied from.
    let kept = [
        "copy",
        "cont/b",
        "cont/c",
        "--method",
        "sync",
        "--keep-tags",
    ];
    let ended = account.run(&kept);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(account.tags("c").get("team"), Some("storage"));
}

#[test]
fn a_lost_answer_is_resolved_or_said_to_be_in_doubt() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let lost = |operation| Fault::new(FaultEffect::ResetAfter).on(operation).times(1);
    let new = ["--protect", "create"];
    account.add_fault(lost("CopyBlobFromUrl"));
    let ended = account.run(&[&SYNC[..], &new].concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(account.asked_for("CopyBlobFromUrl"), 1);

    account.add_fault(lost("PutBlobFromUrl"));
    let into_new = ["copy", "cont/from", "cont/new", "--method", "put"];
    let ended = account.run(&[&into_new[..], &new].concat());
    ended.is_refused(1, &["may have been carried out", "blobcopy status"]);
    assert_eq!(account.content("new"), b"content");
}

#[test]
fn what_is_too_large_for_a_call_is_told_with_the_method_that_takes_it() {
    let sentence = "The source request body for copy source is too large and exceeds the maximum permissible limit";
    let body = format!(
        "<Error><Code>CannotVerifyCopySource</Code><Message>{sentence} (256MB).</Message></Error>"
    );
    let too_large = reply(
        "409 Conflict",
        &[("x-ms-error-code", "CannotVerifyCopySource")],
        &body,
    );
    let account = playing([
        too_large.clone(),
        refusal("409 Conflict", "InvalidBlobType"),
        too_large,
        refusal("409 Conflict", "CannotVerifyCopySource"),
    ]);
    let url = format!("{account}/cont/b");
    let copy = |method| {
        let source = "https://example.org/a";
        run(&["copy", source, &url, "--method", method], &[])
    };
    let cause = "the source is larger than a synchronous copy allows";
    copy("sync").is_refused(1, &[cause, "256 MiB", "--method async"]);
    copy("sync").is_refused(1, &["256 MiB", "--method async"]);
    copy("put").is_refused(1, &[cause, "5,000 MiB", "--method async"]);
    // Without the sentence, the size is not named as the cause.
    let ended = copy("sync");
    ended.is_refused(1, &["409 CannotVerifyCopySource"]);
    assert!(!ended.stderr.contains("256 MiB"), "{ended:?}");
}

#[test]
fn what_has_no_meaning_within_a_call_is_refused_before_anything_is_asked() {
    let account = Account::with_copies_by_hand();
    for more in [&["--no-wait"][..], &["--ticket", "t"], &["--verify"]] {
        let ended = account.run(&[&SYNC[..], more].concat());
        ended.is_refused(2, &[more[0], "--method async"]);
    }
    assert_eq!(account.asked_for("CopyBlobFromUrl"), 0);
}

#[test]
fn a_signal_ends_the_command_and_says_that_the_copy_may_be_done() {
    let service = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/acct/cont/b", service.local_addr().unwrap());
    for method in ["sync", "put"] {
        let words = ["copy", "https://example.org/b", &url, "--method", method];
        let copy = Running::start(&words, &[]);
        let _silent = service.accept().unwrap();
        copy.signal("TERM");
        copy.end()
            .is_refused(130, &["interrupted", "blobcopy status BLOB"]);
    }
}
