//! Leases, in every state.

use crate::pair::{Ask, Pair, ask as asked};

const OURS: &str = "33333333-3333-3333-3333-333333333333";
const OURS_NOW: &str = "44444444-4444-4444-4444-444444444444";
const SOMEBODYS: &str = "11111111-1111-1111-1111-111111111111";

fn lease(action: &'static str) -> Ask {
    asked("PUT", "/box/leased?comp=lease").with("x-ms-lease-action", action)
}

fn put() -> Ask {
    asked("PUT", "/box/leased")
        .with("x-ms-blob-type", "BlockBlob")
        .body("x")
}

pub(crate) fn ask(pair: &mut Pair) {
    pair.ask("lease: a blob", |_| put());
    pair.ask("lease: of none", |_| {
        asked("PUT", "/box/none?comp=lease")
            .with("x-ms-lease-action", "acquire")
            .with("x-ms-lease-duration", "15")
    });
    for (name, seconds) in [
        ("lease: acquire too short", "14"),
        ("lease: acquire too long", "61"),
        ("lease: acquire for no time", "0"),
        ("lease: acquire for a word", "long"),
    ] {
        pair.ask(name, |_| {
            lease("acquire").with("x-ms-lease-duration", seconds)
        });
    }
    pair.ask("lease: do what there is not", |_| {
        lease("dance").with("x-ms-lease-id", OURS)
    });
    pair.ask("lease: renew what is not", |_| {
        lease("renew").with("x-ms-lease-id", OURS)
    });
    pair.ask("lease: release what is not", |_| {
        lease("release").with("x-ms-lease-id", OURS)
    });
    pair.ask("lease: break what is not", |_| lease("break"));
    pair.ask("lease: acquire", |_| {
        lease("acquire")
            .with("x-ms-lease-duration", "-1")
            .with("x-ms-proposed-lease-id", OURS)
    });
    held(pair);
    held_by_us(pair);
}

fn held_by_us(pair: &mut Pair) {
    pair.ask("lease: acquire once more", |_| {
        lease("acquire").with("x-ms-lease-duration", "-1")
    });
    pair.ask("lease: renew", |_| {
        lease("renew").with("x-ms-lease-id", OURS)
    });
    pair.ask("lease: renew another's", |_| {
        lease("renew").with("x-ms-lease-id", SOMEBODYS)
    });
    pair.ask("lease: change", |_| {
        lease("change")
            .with("x-ms-lease-id", OURS)
            .with("x-ms-proposed-lease-id", OURS_NOW)
    });
    pair.ask("lease: change another's", |_| {
        lease("change")
            .with("x-ms-lease-id", SOMEBODYS)
            .with("x-ms-proposed-lease-id", OURS)
    });
    pair.ask("lease: release another's", |_| {
        lease("release").with("x-ms-lease-id", SOMEBODYS)
    });
    pair.ask("lease: release", |_| {
        lease("release").with("x-ms-lease-id", OURS_NOW)
    });
    pair.ask("lease: acquire to be broken", |_| {
        lease("acquire")
            .with("x-ms-lease-duration", "60")
            .with("x-ms-proposed-lease-id", OURS)
    });
    pair.ask("lease: break in a while", |_| {
        lease("break").with("x-ms-lease-break-period", "30")
    });
    pair.ask("lease: acquire what is breaking", |_| {
        lease("acquire").with("x-ms-lease-duration", "15")
    });
    pair.ask("lease: break at once", |_| {
        lease("break").with("x-ms-lease-break-period", "0")
    });
    pair.ask("lease: renew what is broken", |_| {
        lease("renew").with("x-ms-lease-id", OURS)
    });
    pair.ask("lease: head of what is broken", |_| {
        asked("HEAD", "/box/leased")
    });
}

/// What a lease keeps others from.
fn held(pair: &mut Pair) {
    pair.ask("leased: head", |_| asked("HEAD", "/box/leased"));
    pair.ask("leased: read", |_| asked("GET", "/box/leased"));
    pair.ask("leased: read by another", |_| {
        asked("GET", "/box/leased").with("x-ms-lease-id", SOMEBODYS)
    });
    pair.ask("leased: write", |_| put());
    pair.ask("leased: write by another", |_| {
        put().with("x-ms-lease-id", SOMEBODYS)
    });
    pair.ask("leased: write by us", |_| put().with("x-ms-lease-id", OURS));
    pair.ask("leased: delete", |_| asked("DELETE", "/box/leased"));
    pair.ask("leased: delete by another", |_| {
        asked("DELETE", "/box/leased").with("x-ms-lease-id", SOMEBODYS)
    });
    pair.ask("leased: snapshot", |_| {
        asked("PUT", "/box/leased?comp=snapshot")
    });
    pair.ask("leased: metadata", |_| {
        asked("PUT", "/box/leased?comp=metadata").with("x-ms-meta-a", "b")
    });
}

/// Behind this one, Azurite fails at everything that has to do with the blob, its container's listing included.
pub(crate) fn ask_last(pair: &mut Pair) {
    pair.ask("lease: acquire for a time not said", |_| lease("acquire"));
}
