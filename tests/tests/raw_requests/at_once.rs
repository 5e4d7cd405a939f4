//! The emulator whose copies end within the request that starts them, for suites that were written for Azurite: what
//! such suites expect of copies and leases, as far as the service does the same.

mod copies;
mod leases;

use blobcopy_emulator::{Emulator, Pace};
use blobcopy_tests::cases::ACCOUNTS;

use crate::pair::{Ask, Side, ask as asked};

/// An expectation: what is asked, and what is known of the answer.
struct Row {
    name: &'static str,
    ask: fn(&Side) -> Ask,
    status: u16,
    /// Headers, and what their values begin with. A refusal is known by its code.
    headers: &'static [(&'static str, &'static str)],
}

const fn row(
    name: &'static str,
    ask: fn(&Side) -> Ask,
    status: u16,
    headers: &'static [(&'static str, &'static str)],
) -> Row {
    Row {
        name,
        ask,
        status,
        headers,
    }
}

#[test]
fn suites_written_for_azurite_find_what_they_expect_of_copies_and_leases() {
    let builder = Emulator::builder()
        .pace(Pace::at_once())
        .container("box")
        .container("open");
    let emulator = ACCOUNTS
        .into_iter()
        .fold(builder, |builder, (name, key)| builder.account(name, key))
        .start()
        .unwrap();
    let mut side = Side::at(format!("127.0.0.1:{}", emulator.port()));
    let tables = [PLAIN]
        .into_iter()
        .chain(copies::TABLES)
        .chain(leases::TABLES);
    for row in tables.flatten() {
        let reply = side.answer((row.ask)(&side));
        assert_eq!(reply.status(), row.status, "{}: {reply:?}", row.name);
        for (name, start) in row.headers {
            let value = reply.headers().get(*name);
            let value = value.and_then(|value| value.to_str().ok());
            let is_so = value.is_some_and(|value| value.starts_with(start));
            assert!(is_so, "{}: {name}: {value:?}", row.name);
        }
    }
}

const SUCCESS: &[(&str, &str)] = &[("x-ms-copy-id", ""), ("x-ms-copy-status", "success")];

fn put(target: &str) -> Ask {
    asked("PUT", target)
        .with("x-ms-blob-type", "BlockBlob")
        .body("0123456789")
}

fn copy(side: &Side, source: &str, target: &str) -> Ask {
    let source = format!("{}{source}", side.root(ACCOUNTS[0].0));
    asked("PUT", target).with("x-ms-copy-source", source)
}

/// From the blob of most rows to their target.
fn plain(side: &Side) -> Ask {
    copy(side, "/box/blob", "/box/target")
}

const PLAIN: &[Row] = &[
    row(
        "a blob",
        |_| {
            put("/box/blob")
                .with("x-ms-meta-from", "source")
                .with("x-ms-tags", "a=b")
        },
        201,
        &[],
    ),
    row(
        "another account's blob",
        |_| put("/box/theirs").second(),
        201,
        &[],
    ),
    row(
        "an append blob",
        |_| asked("PUT", "/box/log").with("x-ms-blob-type", "AppendBlob"),
        201,
        &[],
    ),
    row(
        "an archived blob",
        |_| put("/box/cold").with("x-ms-access-tier", "Archive"),
        201,
        &[],
    ),
    row(
        "a snapshot",
        |_| asked("PUT", "/box/blob?comp=snapshot").keep("snapshot", "x-ms-snapshot"),
        201,
        &[],
    ),
];
