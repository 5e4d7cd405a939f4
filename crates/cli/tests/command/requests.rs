//! `--verbose`, `--log` and `--quiet`.

use std::path::Path;

use crate::account::Account;

#[test]
fn each_request_is_printed_or_logged_without_a_secret() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("requests.log");
    let _ = std::fs::remove_file(&log);
    let path = log.to_str().unwrap();
    let words = [
        "copy",
        "cont/from",
        "cont/to",
        "--no-wait",
        "-v",
        "--log",
        path,
    ];
    let ended = account.run(&words);
    assert_eq!(ended.code, 0, "{ended:?}");
    let logged = std::fs::read_to_string(&log).unwrap();
    for text in [&ended.stderr, &logged] {
        assert!(text.contains(r#"http.request.method="PUT""#), "{text}");
        assert!(text.contains("http.response.status_code=202"), "{text}");
        assert!(!text.contains("sig="), "{text}");
    }
    let ended = account.run(&["status", "cont/to", "--log", "/no/such/folder/log"]);
    ended.is_refused(2, &["/no/such/folder/log"]);
}

#[test]
fn a_quiet_command_prints_its_answer_alone() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let ended = account.run(&["copy", "cont/from", "cont/to", "--no-wait", "--quiet"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    assert!(!ended.stdout.is_empty());
    let ended = account.run(&["pending", "cont/nothing", "-q"]);
    assert_eq!(
        (ended.code, ended.stdout.as_str(), ended.stderr.as_str()),
        (0, "", "")
    );
    account
        .run(&["status", "cont/missing", "-q"])
        .is_refused(4, &["cont/missing"]);
}
