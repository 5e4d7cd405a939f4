//! `blobcopy emulator`.

use crate::process::{Running, run};
use crate::source;

#[test]
fn what_it_prints_is_all_that_another_terminal_needs() {
    let mut emulator = Running::start(
        &[
            "emulator",
            "--port",
            "0",
            "--container",
            "cont",
            "--rate",
            "1GB",
        ],
        &[],
    );
    let endpoint = emulator.stdout_line("http://127.0.0.1:");
    let export = emulator.stdout_line("export ");
    let connection = export
        .strip_prefix("export AZURE_STORAGE_CONNECTION_STRING='")
        .and_then(|text| text.strip_suffix('\''))
        .unwrap();
    assert!(connection.contains(&endpoint), "{connection}");
    let source = source::serving(vec![1; 1000]);
    let copied = run(
        &["copy", &source, "cont/b"],
        &[("AZURE_STORAGE_CONNECTION_STRING", connection)],
    );
    assert_eq!(copied.code, 0, "{copied:?}");
    emulator.signal("TERM");
    assert_eq!(emulator.end().code, 0);
}

#[test]
fn copies_may_end_within_the_request_that_starts_them() {
    let words = [
        "emulator",
        "--port",
        "0",
        "--container",
        "cont",
        "--at-once",
    ];
    let mut emulator = Running::start(&[&words[..], &["--output", "json"]].concat(), &[]);
    let served: serde_json::Value = serde_json::from_str(&emulator.stdout_line("{")).unwrap();
    let connection = served["accounts"][0]["connection_string"].as_str().unwrap();
    let source = source::serving(vec![1; 1000]);
    let words = ["copy", &source, "cont/b", "--no-wait", "--output", "json"];
    let started = run(&words, &[("AZURE_STORAGE_CONNECTION_STRING", connection)]);
    assert_eq!(started.json()["status"], "success", "{started:?}");
    emulator.signal("TERM");
    assert_eq!(emulator.end().code, 0);
}

#[test]
fn accounts_of_ones_own_are_served_in_place_of_the_public_one() {
    let mut emulator = Running::start(
        &[
            "emulator",
            "--port",
            "0",
            "--account",
            "one:AAEC",
            "--account",
            "two:AwQF",
            "--output",
            "json",
        ],
        &[],
    );
    let served: serde_json::Value = serde_json::from_str(&emulator.stdout_line("{")).unwrap();
    let accounts = served["accounts"].as_array().unwrap();
    let names: Vec<_> = accounts
        .iter()
        .map(|account| account["account"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["one", "two"]);
    for account in accounts {
        let connection = account["connection_string"].as_str().unwrap();
        let missing = run(
            &["status", "cont/b"],
            &[("AZURE_STORAGE_CONNECTION_STRING", connection)],
        );
        missing.is_refused(
            4,
            &["ContainerNotFound", account["endpoint"].as_str().unwrap()],
        );
    }
    emulator.signal("INT");
    assert_eq!(emulator.end().code, 0);
}
