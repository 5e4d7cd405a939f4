//! `blobcopy emulator`.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::file;
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
    let served: Value = serde_json::from_str(&emulator.stdout_line("{")).unwrap();
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
    let served: Value = serde_json::from_str(&emulator.stdout_line("{")).unwrap();
    let accounts = served["accounts"].as_array().unwrap();
    let names: Vec<_> = accounts
        .iter()
        .map(|account| account["account"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["one", "two"]);
    for account in accounts {
        let connection = account["connection_string"].as_str().unwrap();
        let blob = format!("{}/cont/b", account["endpoint"].as_str().unwrap());
        let missing = run(
            &["status", &blob],
            &[("AZURE_STORAGE_CONNECTION_STRING", connection)],
        );
        missing.is_refused(4, &["ContainerNotFound", &blob]);
    }
    emulator.signal("INT");
    assert_eq!(emulator.end().code, 0);
}

#[test]
fn https_is_spoken_to_those_who_trust_what_it_writes() {
    let file = file::absent("emulating-ca.pem");
    let file = file.to_str().unwrap();
    let words = ["emulator", "--port", "0", "--https", file];
    let mut emulator = Running::start(&[&words[..], &["--output", "json"]].concat(), &[]);
    let served: Value = serde_json::from_str(&emulator.stdout_line("{")).unwrap();
    assert_eq!(served["certificate_file"], file);
    let account = &served["accounts"][0];
    let (endpoint, secure) = (&account["endpoint"], &account["https_endpoint"]);
    let secure = secure.as_str().unwrap();
    let connection = account["connection_string"]
        .as_str()
        .unwrap()
        .replace(endpoint.as_str().unwrap(), secure);
    let connection = ("AZURE_STORAGE_CONNECTION_STRING", &*connection);
    let trusting = ("SSL_CERT_FILE", file);
    let blob = format!("{secure}/cont/b");
    let missing = run(&["status", &blob], &[connection, trusting]);
    missing.is_refused(4, &["ContainerNotFound", &blob]);
    let strange = run(&["status", "cont/b"], &[connection]);
    assert!(strange.stderr.contains("certificate"), "{strange:?}");
    emulator.signal("TERM");
    assert_eq!(emulator.end().code, 0);
}

#[test]
fn time_stands_until_the_control_endpoint_moves_it() {
    let words = ["emulator", "--port", "0", "--container", "cont"];
    let more = ["--manual-clock", "--lasting", "2h", "--output", "json"];
    let mut emulator = Running::start(&[&words[..], &more].concat(), &[]);
    let served: Value = serde_json::from_str(&emulator.stdout_line("{")).unwrap();
    let connection = served["accounts"][0]["connection_string"].as_str().unwrap();
    let connection = [("AZURE_STORAGE_CONNECTION_STRING", connection)];
    let source = source::serving(vec![1; 1000]);
    let status =
        || run(&["status", "cont/b", "--output", "json"], &connection).json()["status"].clone();
    let started = run(&["copy", &source, "cont/b", "--no-wait"], &connection);
    assert_eq!(started.code, 0, "{started:?}");
    assert_eq!(status(), "pending");
    order(
        served["control"].as_str().unwrap(),
        "clock",
        r#"{"advance_seconds": 7200}"#,
    );
    assert_eq!(status(), "success");
    emulator.signal("TERM");
    assert_eq!(emulator.end().code, 0);
}

#[test]
fn what_goes_wrong_is_told_beforehand() {
    let fault = r#"{"effect": {"kind": "reset_before"}, "times": 1}"#;
    let words = ["emulator", "--port", "0", "--fault", fault, "--loose"];
    let mut emulator = Running::start(&[&words[..], &["--output", "json"]].concat(), &[]);
    let served: Value = serde_json::from_str(&emulator.stdout_line("{")).unwrap();
    let endpoint = served["accounts"][0]["endpoint"].as_str().unwrap();
    // Not answered once, asked again, and let in though it shows nothing.
    let missing = run(&["status", &format!("{endpoint}/cont/b")], &[]);
    missing.is_refused(4, &["ContainerNotFound"]);
    emulator.signal("TERM");
    assert_eq!(emulator.end().code, 0);
    let nonsense = run(&["emulator", "--fault", "often"], &[]);
    assert_eq!(nonsense.code, 2, "{nonsense:?}");
    assert!(nonsense.stderr.contains("not a fault"), "{nonsense:?}");
}

#[test]
fn ten_thousand_idle_connections_hold_up_nobody() {
    let wanted = 10_000.min(open_files().saturating_sub(500));
    if wanted < 10_000 {
        eprintln!(
            "\n*** ONLY {wanted} CONNECTIONS: this system lets a process have no more files. ***\n"
        );
    }
    let words = ["emulator", "--port", "0", "--container", "cont"];
    let mut emulator = Running::start(&[&words[..], &["--output", "json"]].concat(), &[]);
    let served: Value = serde_json::from_str(&emulator.stdout_line("{")).unwrap();
    let endpoint = served["accounts"][0]["endpoint"].as_str().unwrap();
    let address = endpoint
        .trim_start_matches("http://")
        .split('/')
        .next()
        .unwrap();
    let idle: Vec<TcpStream> = (0..wanted)
        .map(|number| {
            let mut stream = TcpStream::connect(address).unwrap();
            if number % 2 == 0 {
                // Half of them begin, and do not go on.
                stream
                    .write_all(b"GET /devstoreaccount1/cont/b HTTP/1.1\r\n")
                    .unwrap();
            }
            stream
        })
        .collect();
    let connection = served["accounts"][0]["connection_string"].as_str().unwrap();
    let connection = ("AZURE_STORAGE_CONNECTION_STRING", connection);
    let missing = run(&["status", "cont/b"], &[connection]);
    missing.is_refused(4, &["BlobNotFound"]);
    drop(idle);
    let missing = run(&["status", "cont/b"], &[connection]);
    missing.is_refused(4, &["BlobNotFound"]);
    emulator.signal("TERM");
    assert_eq!(emulator.end().code, 0);
}

/// How many files a process may have open; 1,024 where the system does not tell.
fn open_files() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    soft.unwrap_or(1024)
}

/// Gives an order to an emulator.
fn order(control: &str, place: &str, order: &str) {
    let address = control.strip_prefix("http://").unwrap();
    let (address, root) = address.split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /{root}{place} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{order}",
        order.len()
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
}
