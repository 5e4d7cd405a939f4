//! `blobcopy copy --embedded`.

use std::path::{Path, PathBuf};

use crate::process::{Running, run};
use crate::source;

const VERIFIED: &str = "copied, verified";

/// A file with that many bytes, no two parts of which are alike.
fn file(name: &str, length: usize) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes(length)).unwrap();
    path
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| (at ^ (at >> 8) ^ (at >> 16)) as u8)
        .collect()
}

#[test]
fn a_file_is_seen_pending_then_copied_and_verified() {
    let path = file("three-megabytes", 3_000_000);
    let ended = run(&["copy", "--embedded", path.to_str().unwrap()], &[]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.trim_end().ends_with(VERIFIED), "{ended:?}");
    let pending = ended
        .stderr
        .lines()
        .filter(|line| line.starts_with("pending"));
    assert!(pending.count() >= 3, "{ended:?}");
}

#[test]
fn a_file_larger_than_one_part_is_compared_in_parts() {
    let path = file("seventeen-megabytes", 17_000_000);
    let ended = run(
        &[
            "copy",
            "--embedded",
            path.to_str().unwrap(),
            "cont/some/blob",
        ],
        &[],
    );
    assert!(ended.stdout.starts_with("17.0 MB"), "{ended:?}");
    assert!(ended.stdout.trim_end().ends_with(VERIFIED), "{ended:?}");
    assert!(ended.stderr.contains("/cont/some/blob"), "{ended:?}");
}

#[test]
fn an_empty_file_is_copied_and_verified() {
    let path = file("empty", 0);
    let ended = run(
        &[
            "copy",
            "--embedded",
            path.to_str().unwrap(),
            "--output",
            "json",
        ],
        &[],
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    let object = ended.json();
    assert_eq!(
        (&object["verified_length"], &object["status"]),
        (&0.into(), &"success".into())
    );
    assert_eq!(
        object["progress"],
        serde_json::json!({"copied": 0, "total": 0})
    );
}

#[test]
fn what_another_server_gives_is_copied_and_verified() {
    let source = source::serving(bytes(1_000_000));
    let ended = run(&["copy", "--embedded", &source], &[]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.trim_end().ends_with(VERIFIED), "{ended:?}");
    assert!(ended.stderr.contains("/demo/big.iso"), "{ended:?}");
}

#[test]
fn a_source_that_breaks_off_is_not_called_copied() {
    let ended = run(&["copy", "--embedded", &source::breaking_off()], &[]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let all = format!("{}{}", ended.stdout, ended.stderr);
    assert!(!all.contains("verified"), "{ended:?}");
    assert!(ended.stderr.contains("failed: "), "{ended:?}");
}

#[test]
fn a_source_that_gives_something_else_the_second_time_is_not_called_verified() {
    let ended = run(&["copy", "--embedded", &source::changing()], &[]);
    assert_eq!(ended.code, 1, "{ended:?}");
    let all = format!("{}{}", ended.stdout, ended.stderr);
    assert!(!all.contains("verified"), "{ended:?}");
    assert!(
        ended.stderr.contains("differs from its source"),
        "{ended:?}"
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    run(&["copy", "--embedded", "no-such-file"], &[])
        .is_refused(4, &["`no-such-file`", "name a file or a URL"]);
    run(&["copy", "--embedded", env!("CARGO_MANIFEST_DIR")], &[])
        .is_refused(2, &["is a directory"]);
    run(&["copy", "--embedded", "Cargo.toml", "no-blob"], &[]).is_refused(2, &["CONTAINER/BLOB"]);
}

#[test]
fn a_signal_ends_it() {
    let path = file("interrupted", 1000);
    let mut copy = Running::start(&["copy", "--embedded", path.to_str().unwrap()], &[]);
    copy.stderr_line("pending");
    copy.signal("TERM");
    let ended = copy.end();
    assert_eq!((ended.code, ended.stdout.as_str()), (130, ""), "{ended:?}");
}
