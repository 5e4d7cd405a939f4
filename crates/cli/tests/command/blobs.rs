//! `blobcopy ls`, `put`, `get`, `rm` and `mk`, and `emulator --blob`.

use std::path::{Path, PathBuf};

use crate::process::{Ended, Running, run};

const PART: usize = 8 * 1024 * 1024;

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| (at ^ (at >> 8) ^ (at >> 16)) as u8)
        .collect()
}

/// An emulator with a blob and a container from its start.
struct Served {
    emulator: Running,
    connection: String,
}

impl Served {
    fn start(file: &Path) -> Self {
        let blob = format!("live/2026/db.vhd={};origin=backup", file.display());
        let words = [
            "emulator",
            "--port",
            "0",
            "--container",
            "archive",
            "--blob",
            &blob,
        ];
        let mut emulator = Running::start(&words, &[]);
        let export = emulator.stdout_line("export ");
        let connection = export
            .strip_prefix("export AZURE_STORAGE_CONNECTION_STRING='")
            .and_then(|text| text.strip_suffix('\''));
        Self {
            connection: connection.unwrap().to_owned(),
            emulator,
        }
    }

    fn run(&self, words: &[&str]) -> Ended {
        run(
            words,
            &[("AZURE_STORAGE_CONNECTION_STRING", &self.connection)],
        )
    }

    fn end(self) {
        self.emulator.signal("TERM");
        assert_eq!(self.emulator.end().code, 0);
    }
}

#[test]
fn a_first_blob_is_listed_copied_downloaded_and_deleted() {
    let folder = folder("first-blob");
    let file = folder.join("db.vhd");
    std::fs::write(&file, content(1_000_000)).unwrap();
    let served = Served::start(&file);
    let copied = served.run(&["copy", "live/2026/db.vhd", "archive/db.vhd"]);
    assert_eq!(copied.code, 0, "{copied:?}");

    let listed = served.run(&["ls", "archive"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    let row: Vec<_> = listed.stdout.split_whitespace().collect();
    assert_eq!(row, ["1.0", "MB", "Hot", "success", "db.vhd"], "{listed:?}");
    let object = served.run(&["ls", "live/2026/", "--output", "json"]).json();
    assert_eq!(object["blobs"][0]["name"], "2026/db.vhd");
    assert_eq!(object["blobs"][0]["length"], 1_000_000);

    let got = served.run(&[
        "get",
        "archive/db.vhd",
        folder.join("copy").to_str().unwrap(),
    ]);
    assert_eq!(got.code, 0, "{got:?}");
    assert!(std::fs::read(folder.join("copy")).unwrap() == content(1_000_000));

    let deleted = served.run(&["rm", "archive/db.vhd"]);
    assert_eq!(deleted.code, 0, "{deleted:?}");
    served
        .run(&["rm", "archive/db.vhd"])
        .is_refused(4, &["archive/db.vhd"]);
    let empty = served.run(&["ls", "archive"]);
    assert_eq!((empty.code, empty.stdout.as_str()), (0, ""), "{empty:?}");
    served.end();
}

#[test]
fn what_takes_more_than_one_request_is_written_in_blocks_and_read_in_ranges() {
    let folder = folder("blocks");
    let file = folder.join("large");
    std::fs::write(&file, content(4 * PART + 5)).unwrap();
    let served = Served::start(&file);
    let put = served.run(&["put", file.to_str().unwrap(), "archive/"]);
    assert_eq!(put.code, 0, "{put:?}");
    assert!(put.stdout.ends_with("/archive/large\n"), "{put:?}");
    let got = served.run(&["get", "archive/large", folder.to_str().unwrap()]);
    assert_eq!(got.code, 0, "{got:?}");
    assert!(std::fs::read(folder.join("large")).unwrap() == content(4 * PART + 5));
    assert!(!folder.join("large.part").exists());
    served.end();
}

#[test]
fn a_container_is_created_once() {
    let folder = folder("containers");
    let file = folder.join("f");
    std::fs::write(&file, b"").unwrap();
    let served = Served::start(&file);
    for (created, says) in [(true, "created "), (false, " exists already")] {
        let made = served.run(&["mk", "fresh"]);
        assert_eq!(made.code, 0, "{made:?}");
        assert!(made.stdout.contains(says), "{created}: {made:?}");
    }
    served
        .run(&["mk", "fresh/blob"])
        .is_refused(2, &["`blobcopy mk fresh`"]);
    served.end();
}

#[test]
fn what_cannot_be_uploaded_or_listed_is_named() {
    let folder = folder("refused");
    let file = folder.join("f");
    std::fs::write(&file, b"x").unwrap();
    let served = Served::start(&file);
    let path = file.to_str().unwrap();
    served
        .run(&["put", "no-such-file", "archive/b"])
        .is_refused(4, &["`no-such-file`"]);
    served
        .run(&["put", folder.to_str().unwrap(), "archive/b"])
        .is_refused(2, &["directory"]);
    served
        .run(&["put", path, "archive"])
        .is_refused(2, &["archive/NAME"]);
    served.run(&["ls", "missing"]).is_refused(4, &["missing"]);
    served
        .run(&["get", "archive/missing", path])
        .is_refused(4, &["archive/missing"]);
    assert_eq!(std::fs::read(&file).unwrap(), b"x");
    served.end();
    let refused = run(&["emulator", "--port", "0", "--blob", "no-form"], &[]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("CONTAINER/BLOB=FILE"),
        "{refused:?}"
    );
}
