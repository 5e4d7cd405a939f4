//! Leases.

use super::{Row, SUCCESS, copy, plain, put, row};
use crate::pair::{Ask, ask as asked};

pub(super) const TABLES: [&[Row]; 2] = [LEASES, LEASED];

const OURS: &str = "33333333-3333-3333-3333-333333333333";
const OURS_NOW: &str = "44444444-4444-4444-4444-444444444444";
const SOMEBODYS: &str = "11111111-1111-1111-1111-111111111111";

const LEASES: &[Row] = &[
    row("a blob to lease", |_| put("/box/leased"), 201, &[]),
    row(
        "acquire",
        |_| {
            lease("acquire")
                .with("x-ms-lease-duration", "-1")
                .with("x-ms-proposed-lease-id", OURS)
        },
        201,
        &[("x-ms-lease-id", OURS)],
    ),
    row(
        "acquire twice",
        |_| lease("acquire").with("x-ms-lease-duration", "-1"),
        409,
        &[("x-ms-error-code", "LeaseAlreadyPresent")],
    ),
    row(
        "renew",
        |_| lease("renew").with("x-ms-lease-id", OURS),
        200,
        &[("x-ms-lease-id", OURS)],
    ),
    row(
        "change",
        |_| {
            lease("change")
                .with("x-ms-lease-id", OURS)
                .with("x-ms-proposed-lease-id", OURS_NOW)
        },
        200,
        &[("x-ms-lease-id", OURS_NOW)],
    ),
    row(
        "release another's",
        |_| lease("release").with("x-ms-lease-id", SOMEBODYS),
        409,
        &[("x-ms-error-code", "LeaseIdMismatchWithLeaseOperation")],
    ),
];

const LEASED: &[Row] = &[
    row(
        "onto what is leased",
        |side| copy(side, "/box/blob", "/box/leased"),
        412,
        &[("x-ms-error-code", "LeaseIdMissing")],
    ),
    row(
        "by another lease",
        |side| copy(side, "/box/blob", "/box/leased").with("x-ms-lease-id", SOMEBODYS),
        412,
        &[("x-ms-error-code", "LeaseIdMismatchWithBlobOperation")],
    ),
    row(
        "by its lease",
        |side| copy(side, "/box/blob", "/box/leased").with("x-ms-lease-id", OURS_NOW),
        202,
        SUCCESS,
    ),
    row(
        "from what is leased",
        |side| copy(side, "/box/leased", "/box/target"),
        202,
        SUCCESS,
    ),
    row(
        "which leases nothing",
        |_| asked("HEAD", "/box/target"),
        200,
        &[("x-ms-lease-state", "available")],
    ),
    row(
        "by a lease that is not",
        |side| plain(side).with("x-ms-lease-id", OURS),
        412,
        &[("x-ms-error-code", "LeaseNotPresentWithBlobOperation")],
    ),
    row(
        "break",
        |_| lease("break").with("x-ms-lease-break-period", "0"),
        202,
        &[("x-ms-lease-time", "0")],
    ),
    row(
        "acquire again",
        |_| {
            lease("acquire")
                .with("x-ms-lease-duration", "15")
                .with("x-ms-proposed-lease-id", OURS)
        },
        201,
        &[],
    ),
    row(
        "release",
        |_| lease("release").with("x-ms-lease-id", OURS),
        200,
        &[],
    ),
];
fn lease(action: &'static str) -> Ask {
    asked("PUT", "/box/leased?comp=lease").with("x-ms-lease-action", action)
}
