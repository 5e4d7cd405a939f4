//! Signals.

use std::time::Duration;

use crate::account::Account;

#[test]
fn a_signal_aborts_the_copy_and_says_so() {
    for signal in ["TERM", "INT"] {
        let account = Account::with_copies_of(Duration::from_secs(3600));
        account.write("from", b"content");
        let mut copy = account.start(&["copy", "cont/from", "cont/b"]);
        copy.stderr_line("pending");
        copy.signal(signal);
        let ended = copy.end();
        assert_eq!(ended.code, 130, "{ended:?}");
        assert!(
            ended.stderr.contains("was aborted; the blob is empty now"),
            "{ended:?}"
        );
        let status = account
            .run(&["status", "cont/b", "--output", "json"])
            .json();
        assert_eq!(status["status"], "aborted");
        assert_eq!(account.properties("b").content_length, Some(0));
    }
}

#[test]
fn an_interrupted_copy_is_one_object_with_json() {
    let account = Account::with_copies_of(Duration::from_secs(3600));
    account.write("from", b"content");
    let mut copy = account.start(&["copy", "cont/from", "cont/b", "--output", "jsonl"]);
    copy.stdout_line("{");
    copy.signal("TERM");
    let ended = copy.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (130, ""), "{ended:?}");
    let objects = ended.objects();
    let end = objects.last().unwrap();
    assert_eq!(end["status"], "aborted");
    assert_eq!(end["error"]["kind"], "copy_aborted");
    assert_eq!(end["error"]["copy_id"], end["copy_id"]);
}
