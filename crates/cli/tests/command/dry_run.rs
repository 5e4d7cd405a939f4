//! `copy --dry-run` prints what would be sent, and sends only requests that change nothing.

use blobcopy::CopyStatus;
use serde_json::Value;

use crate::account::Account;
use crate::process::{Ended, run};
use crate::source;

const COPY: [&str; 4] = ["copy", "cont/from", "cont/b", "--dry-run"];

/// An account with the blob `from`, whose copies stay pending.
fn account() -> Account {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    account
}

/// Runs the command, and checks that it sent only reads.
#[track_caller]
fn dry_run(account: &Account, more: &[&str]) -> Ended {
    let before = account.requests();
    let ended = account.run(&[&COPY[..], more].concat());
    let methods = account.methods_after(before);
    let is_read = |method: &String| method == "HEAD" || method == "GET";
    assert!(methods.iter().all(is_read), "{methods:?} {ended:?}");
    ended
}

#[track_caller]
fn is_refused(account: &Account, more: &[&str], code: i32, says: &str) {
    let ended = dry_run(account, more);
    assert_eq!(ended.code, code, "{ended:?}");
    assert!(ended.stderr.contains(says), "`{says}` is not in {ended:?}");
}

fn operations(planned: &Value) -> Vec<&str> {
    let requests = planned["requests"].as_array().unwrap();
    requests
        .iter()
        .map(|request| request["operation"].as_str().unwrap())
        .collect()
}

#[test]
fn a_plain_copy_is_one_request_with_its_headers() {
    let account = account();
    let more = ["--metadata", "origin=test", "--tier", "cool"];
    let ended = dry_run(&account, &more);
    assert_eq!(ended.code, 0, "{ended:?}");
    for line in [
        "content      7 B, BlockBlob, last modified ",
        "access       no SAS: ",
        "replaces     nothing, ",
        &format!("would send   PUT {} (CopyBlob)", account.url("b")),
        &format!("x-ms-copy-source: {}\n", account.url("from")),
        "x-ms-meta-origin: test\n",
        "x-ms-access-tier: Cool\n",
    ] {
        assert!(ended.stdout.contains(line), "`{line}` is not in {ended:?}");
    }
    assert!(ended.stderr.contains("nothing was started"), "{ended:?}");
    assert_eq!(account.asked_for("CopyBlob"), 0);
}

#[test]
fn lease_and_snapshot_are_planned_in_their_order_and_condition_the_start() {
    let account = account();
    account.write("b", b"before");
    let safeguards = [
        "--pin-source",
        "--lease-source",
        "--protect",
        "snapshot",
        "--verify",
    ];
    let ended = dry_run(&account, &safeguards);
    assert!(
        ended.stdout.contains("at the end   compare length and MD5"),
        "{ended:?}"
    );
    let planned = dry_run(&account, &[&safeguards[..], &["--output", "json"]].concat()).json();
    assert_eq!(
        operations(&planned),
        ["LeaseBlob", "SnapshotBlob", "CopyBlob"]
    );
    let etag = |name| account.properties(name).etag.unwrap().to_string();
    let headers = &planned["requests"][2]["headers"];
    assert_eq!(headers["if-match"], etag("b"));
    assert_eq!(headers["x-ms-source-if-match"], etag("from"));
    assert_eq!(planned["destination_exists"], true);
    assert_eq!(planned["destination_length"], 6);
    assert_eq!(account.content("b"), b"before");
}

#[test]
fn a_source_of_another_account_gets_a_sas_that_is_described_and_not_printed() {
    let (from, into) = (account(), Account::with_quick_copies());
    let variables = [
        ("AZURE_STORAGE_CONNECTION_STRING", into.connection_string()),
        (
            "BLOBCOPY_SOURCE_CONNECTION_STRING",
            from.connection_string(),
        ),
    ];
    let ended = run(&COPY, &variables);
    assert_eq!(ended.code, 0, "{ended:?}");
    let access = "a service SAS, signed with the account key for this copy: permissions r, expires";
    assert!(ended.stdout.contains(access), "{ended:?}");
    assert!(!ended.stdout.contains("sig="), "{ended:?}");
    let planned = run(&[&COPY[..], &["--output", "json"]].concat(), &variables);
    let unsigned = planned.stdout.replace("sig=…", "");
    assert!(!unsigned.contains("sig="), "{planned:?}");
    let planned = planned.json();
    assert_eq!(planned["source_access"], "service_sas");
    assert_eq!(
        planned["requests"][0]["headers"]["x-ms-copy-source"],
        format!("{}?…", from.url("from"))
    );
    assert_eq!(
        (into.asked_for("CopyBlob"), from.asked_for("CopyBlob")),
        (0, 0)
    );
}

#[test]
fn what_would_be_refused_is_the_error_and_the_exit_code() {
    let account = account();
    account.write("b", b"before");
    for (more, says) in [
        (&["--if-none-match", "*"][..], "409 BlobAlreadyExists"),
        (&["--protect", "create"], "409 BlobAlreadyExists"),
        (&["--if-match", "\"0x1\""], "412 ConditionNotMet"),
        (
            &["--source-if-match", "\"0x1\""],
            "412 SourceConditionNotMet",
        ),
        (&["--if-tags", "\"a\" = 'b'"], "412 ConditionNotMet"),
        (&["--pin-source", "--source-if-match", "*"], "pin_source"),
    ] {
        let code = if says == "pin_source" { 2 } else { 1 };
        is_refused(&account, more, code, says);
    }
    account.lease("b");
    is_refused(&account, &[], 1, "412 LeaseIdMissing");
}

#[test]
fn a_source_that_is_missing_or_not_readable_is_found() {
    let account = Account::with_quick_copies();
    is_refused(&account, &[], 4, "cont/from");
    let other = self::account();
    let (private, public) = (other.url("from"), source::serving(vec![7; 1000]));
    for (source, code) in [(&private, 3), (&public, 0)] {
        let ended = account.run(&["copy", source, "cont/b", "--dry-run"]);
        assert_eq!(ended.code, code, "{ended:?}");
    }
    assert_eq!(account.asked_for("CopyBlob"), 0);
}

#[test]
fn a_pending_copy_is_named_with_what_would_be_done_about_it() {
    let account = account();
    account.write("other", b"another content");
    let id = account.leave("cont/other", "b");
    is_refused(&account, &[], 1, &id);
    is_refused(&account, &["--on-pending", "adopt"], 1, &id);
    let aborting = ["--on-pending", "abort", "--output", "json"];
    let planned = dry_run(&account, &aborting).json();
    assert_eq!(operations(&planned), ["AbortCopyBlob", "CopyBlob"]);
    assert_eq!(planned["pending_copy_id"], id);
    let waiting = dry_run(&account, &["--on-pending", "wait"]);
    assert!(
        waiting
            .stdout
            .contains(&format!("copy {id}, which is waited for first")),
        "{waiting:?}"
    );
    let same = ["copy", "cont/other", "cont/b", "--dry-run", "--on-pending"];
    let adopting = account.run(&[&same[..], &["adopt", "--output", "json"]].concat());
    assert_eq!(operations(&adopting.json()), [""; 0]);
    assert_eq!(account.last_copy("b"), (id, CopyStatus::Pending));
}

#[test]
fn a_ticket_file_is_not_made_and_the_start_is_not_sent() {
    let account = account();
    let ticket = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("dry.ticket");
    let path = ticket.to_str().unwrap();
    let ended = dry_run(&account, &["--no-wait", "--ticket", path, "--look-first"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.contains("if-none-match: *"), "{ended:?}");
    assert!(!ticket.exists());
}
