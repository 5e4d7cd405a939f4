//! Copies.

use std::time::{Duration, SystemTime};

use blobcopy_auth::SharedKey;
use blobcopy_auth::sas::{BlobSas, SasResource, SasTime};
use blobcopy_tests::cases::ACCOUNTS;

use super::{Row, SUCCESS, copy, plain, row};
use crate::pair::{Ask, Side, ask as asked};

pub(super) const TABLES: [&[Row]; 5] = [STARTS, SOURCES, REFUSED, OPTIONS, ABORTS];

const NO_ETAG: &str = "\"0x8D0000000000000\"";
const MD5: &str = "eB5eJF1ptWaXm4bijSPyxw==";

const STARTS: &[Row] = &[
    row(
        "a copy",
        |side| plain(side).keep("copy", "x-ms-copy-id"),
        202,
        SUCCESS,
    ),
    row(
        "what it leaves",
        |_| asked("HEAD", "/box/target"),
        200,
        &[
            ("x-ms-copy-status", "success"),
            ("x-ms-copy-progress", "10/10"),
            ("x-ms-copy-source", "http://"),
            ("x-ms-copy-completion-time", ""),
            ("x-ms-meta-from", "source"),
            ("content-length", "10"),
        ],
    ),
    row(
        "onto itself",
        |side| copy(side, "/box/blob", "/box/blob"),
        202,
        SUCCESS,
    ),
    row(
        "an append blob, sealed",
        |side| copy(side, "/box/log", "/box/log-2").with("x-ms-seal-blob", "true"),
        202,
        SUCCESS,
    ),
    row(
        "a snapshot over its blob",
        |side| {
            copy(
                side,
                &format!("/box/blob?snapshot={}", side.kept("snapshot")),
                "/box/blob",
            )
        },
        202,
        SUCCESS,
    ),
    row(
        "within the call",
        |side| plain(side).with("x-ms-requires-sync", "true"),
        202,
        SUCCESS,
    ),
    row(
        "within the call, by MD5",
        |side| {
            plain(side)
                .with("x-ms-requires-sync", "true")
                .with("x-ms-source-content-md5", MD5)
        },
        202,
        SUCCESS,
    ),
];

const SOURCES: &[Row] = &[
    row(
        "across accounts by a SAS",
        |side| across(side, "r", 1),
        202,
        SUCCESS,
    ),
    row(
        "by a SAS that may not read",
        |side| across(side, "w", 1),
        403,
        &[("x-ms-error-code", "CannotVerifyCopySource")],
    ),
    row(
        "by a SAS that is over",
        |side| across(side, "r", -1),
        403,
        &[("x-ms-error-code", "CannotVerifyCopySource")],
    ),
    row(
        "across accounts by nothing",
        |side| {
            let source = format!("{}/box/theirs", side.root(ACCOUNTS[1].0));
            asked("PUT", "/box/target").with("x-ms-copy-source", source)
        },
        401,
        &[("x-ms-error-code", "CannotVerifyCopySource")],
    ),
    row(
        "no blob",
        |side| copy(side, "/box/none", "/box/target"),
        404,
        &[("x-ms-error-code", "BlobNotFound")],
    ),
    row(
        "from no container",
        |side| copy(side, "/none/blob", "/box/target"),
        404,
        &[("x-ms-error-code", "ContainerNotFound")],
    ),
    row(
        "to no container",
        |side| copy(side, "/box/blob", "/none/target"),
        404,
        &[("x-ms-error-code", "ContainerNotFound")],
    ),
    row(
        "no URL",
        |_| asked("PUT", "/box/target").with("x-ms-copy-source", "/first/box/blob"),
        400,
        &[("x-ms-error-code", "InvalidHeaderValue")],
    ),
];

const REFUSED: &[Row] = &[
    row(
        "if the source is another",
        |side| plain(side).with("x-ms-source-if-match", NO_ETAG),
        412,
        &[("x-ms-error-code", "SourceConditionNotMet")],
    ),
    row(
        "if the source has other tags",
        |side| plain(side).with("x-ms-source-if-tags", "\"a\" = 'c'"),
        412,
        &[("x-ms-error-code", "SourceConditionNotMet")],
    ),
    row(
        "if nothing is there",
        |side| plain(side).with("if-none-match", "*"),
        409,
        &[("x-ms-error-code", "BlobAlreadyExists")],
    ),
    row(
        "if another is there",
        |side| plain(side).with("if-match", NO_ETAG),
        412,
        &[("x-ms-error-code", "ConditionNotMet")],
    ),
    row(
        "if other tags are there",
        |side| plain(side).with("x-ms-if-tags", "\"a\" = 'c'"),
        412,
        &[("x-ms-error-code", "ConditionNotMet")],
    ),
    row(
        "within the call, of another MD5",
        |side| {
            plain(side)
                .with("x-ms-requires-sync", "true")
                .with("x-ms-source-content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")
        },
        400,
        &[("x-ms-error-code", "Md5Mismatch")],
    ),
    row(
        "from the archive to no tier",
        |side| copy(side, "/box/cold", "/box/thawed"),
        409,
        &[("x-ms-error-code", "BlobArchived")],
    ),
    row(
        "delete with snapshots",
        |_| asked("DELETE", "/box/blob"),
        409,
        &[("x-ms-error-code", "SnapshotsPresent")],
    ),
];

const OPTIONS: &[Row] = &[
    row(
        "with metadata",
        |side| plain(side).with("x-ms-meta-to", "target"),
        202,
        SUCCESS,
    ),
    row(
        "which replaces all",
        |_| asked("HEAD", "/box/target"),
        200,
        &[("x-ms-meta-to", "target")],
    ),
    row(
        "with tags",
        |side| plain(side).with("x-ms-tags", "c=d&e=f"),
        202,
        SUCCESS,
    ),
    row(
        "which are counted",
        |_| asked("HEAD", "/box/target"),
        200,
        &[("x-ms-tag-count", "2")],
    ),
    row(
        "in a tier",
        |side| plain(side).with("x-ms-access-tier", "Cool"),
        202,
        SUCCESS,
    ),
    row(
        "which is told",
        |_| asked("HEAD", "/box/target"),
        200,
        &[("x-ms-access-tier", "Cool")],
    ),
    row(
        "from the archive",
        |side| copy(side, "/box/cold", "/box/thawed").with("x-ms-access-tier", "Hot"),
        202,
        SUCCESS,
    ),
];

const ABORTS: &[Row] = &[
    row(
        "abort what is done",
        |side| {
            abort(&format!(
                "/box/target?comp=copy&copyid={}",
                side.kept("copy")
            ))
        },
        409,
        &[("x-ms-error-code", "NoPendingCopyOperation")],
    ),
    row(
        "abort on no blob",
        |side| abort(&format!("/box/none?comp=copy&copyid={}", side.kept("copy"))),
        404,
        &[("x-ms-error-code", "BlobNotFound")],
    ),
    row(
        "abort without an id",
        |_| abort("/box/target?comp=copy"),
        400,
        &[],
    ),
    row(
        "abort without saying so",
        |side| {
            asked(
                "PUT",
                format!("/box/target?comp=copy&copyid={}", side.kept("copy")),
            )
        },
        400,
        &[],
    ),
];

/// From another account, by a SAS with these permissions and an end that many hours from now, or past.
fn across(side: &Side, permissions: &str, hours: i64) -> Ask {
    let moved = Duration::from_secs(hours.unsigned_abs() * 3600);
    let now = SystemTime::now();
    let end = if hours < 0 { now - moved } else { now + moved };
    let (name, key) = ACCOUNTS[1];
    let token = BlobSas::new(SasResource::blob("box", "theirs"))
        .with_permissions(permissions)
        .with_expiry(SasTime::at(end).unwrap())
        .sign(&SharedKey::new(name, key).unwrap())
        .unwrap();
    let source = format!("{}/box/theirs", side.root(name));
    let source = token.append_to_url(&source).unwrap().to_string();
    asked("PUT", "/box/target").with("x-ms-copy-source", source)
}

fn abort(target: &str) -> Ask {
    asked("PUT", target).with("x-ms-copy-action", "abort")
}
