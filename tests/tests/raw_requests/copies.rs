//! Copies, and what refuses them.

use crate::pair::{Ask, Pair, Side, ask as asked};

const OTHER_TAG: &str = "\"0x8D0000000000000\"";
const PAST: &str = "Fri, 02 Jan 2015 03:04:05 GMT";
const FUTURE: &str = "Fri, 02 Jan 2099 03:04:05 GMT";
const SOMEBODYS: &str = "11111111-1111-1111-1111-111111111111";

fn copy(side: &Side, source: &str, target: &str) -> Ask {
    let source = format!("{}{source}", side.root("first"));
    asked("PUT", target).with("x-ms-copy-source", source)
}

/// From the blob of every case to a target of its own.
fn plain(side: &Side) -> Ask {
    copy(side, "/box/blob", "/box/target")
}

pub(crate) fn ask(pair: &mut Pair) {
    starts(pair);
    conditions(pair);
    leased(pair);
    others(pair);
    aborts(pair);
    within_the_call(pair);
}

fn starts(pair: &mut Pair) {
    pair.ask("copy: blob", |side| {
        plain(side)
            .keep("copy", "x-ms-copy-id")
            .keep("target", "etag")
    });
    pair.ask("copy: head of it", |_| asked("HEAD", "/box/target"));
    pair.ask("copy: get of it", |_| asked("GET", "/box/target"));
    for (name, header, value) in [
        ("copy: with metadata", "x-ms-meta-color", "red"),
        ("copy: with tags", "x-ms-tags", "a=b"),
        ("copy: to Cool", "x-ms-access-tier", "Cool"),
        ("copy: to no tier there is", "x-ms-access-tier", "Lukewarm"),
        (
            "copy: with an id for the log",
            "x-ms-client-request-id",
            "my-request",
        ),
    ] {
        pair.ask(name, |side| plain(side).with(header, value));
    }
    for (name, source, target) in [
        ("copy: none", "/box/none", "/box/target"),
        ("copy: from no container", "/none/blob", "/box/target"),
        ("copy: to no container", "/box/blob", "/none/target"),
        ("copy: onto itself", "/box/blob", "/box/blob"),
        ("copy: a page blob", "/box/pages", "/box/pages-2"),
        ("copy: an append blob", "/box/log", "/box/log-2"),
        ("copy: over another type", "/box/pages", "/box/target"),
        ("copy: from the archive", "/box/tiered", "/box/target"),
        ("copy: over the archive", "/box/blob", "/box/tiered"),
        (
            "copy: a snapshot that is not",
            "/box/blob?snapshot=2020-01-01T00:00:00.0000000Z",
            "/box/target",
        ),
    ] {
        pair.ask(name, |side| copy(side, source, target));
    }
    starts_from_elsewhere(pair);
}

fn starts_from_elsewhere(pair: &mut Pair) {
    pair.ask("copy: head of a page blob's", |_| {
        asked("HEAD", "/box/pages-2")
    });
    pair.ask("copy: head of an append blob's", |_| {
        asked("HEAD", "/box/log-2")
    });
    pair.ask("copy: from the archive to Hot", |side| {
        copy(side, "/box/tiered", "/box/thawed").with("x-ms-access-tier", "Hot")
    });
    pair.ask("copy: a snapshot", |_| {
        asked("PUT", "/box/blob?comp=snapshot").keep("snapshot", "x-ms-snapshot")
    });
    pair.ask("copy: from a snapshot", |side| {
        copy(
            side,
            &format!("/box/blob?snapshot={}", side.kept("snapshot")),
            "/box/target",
        )
    });
    for (name, source) in [
        ("copy: no URL", "no URL"),
        ("copy: in the old form", "/first/box/blob"),
    ] {
        pair.ask(name, |_| {
            asked("PUT", "/box/target").with("x-ms-copy-source", source)
        });
    }
}

fn conditions(pair: &mut Pair) {
    for (name, header, value) in [
        ("copy: if none is there", "if-none-match", "*"),
        ("copy: if another is there", "if-match", OTHER_TAG),
        ("copy: if any is there", "if-match", "*"),
        (
            "copy: if modified since a time to come",
            "if-modified-since",
            FUTURE,
        ),
        (
            "copy: if unmodified since then",
            "if-unmodified-since",
            PAST,
        ),
        ("copy: if tags are others", "x-ms-if-tags", "\"a\"='z'"),
    ] {
        pair.ask(name, |side| plain(side).with(header, value));
    }
    source_conditions(pair);
}

fn source_conditions(pair: &mut Pair) {
    for (name, header, value) in [
        (
            "copy: if the source is another",
            "x-ms-source-if-match",
            OTHER_TAG,
        ),
        ("copy: if the source is any", "x-ms-source-if-match", "*"),
        (
            "copy: if the source is not another",
            "x-ms-source-if-none-match",
            OTHER_TAG,
        ),
        (
            "copy: if the source is none",
            "x-ms-source-if-none-match",
            "*",
        ),
        (
            "copy: if the source changed since then",
            "x-ms-source-if-modified-since",
            PAST,
        ),
        (
            "copy: if the source changed in time to come",
            "x-ms-source-if-modified-since",
            FUTURE,
        ),
        (
            "copy: if the source is older than then",
            "x-ms-source-if-unmodified-since",
            PAST,
        ),
        (
            "copy: if the source's tags are others",
            "x-ms-source-if-tags",
            "\"a\"='z'",
        ),
    ] {
        pair.ask(name, |side| plain(side).with(header, value));
    }
    pair.ask("copy: any over none", |side| {
        copy(side, "/box/blob", "/box/nobody").with("if-match", "*")
    });
    pair.ask("copy: two conditions that do not go together", |side| {
        plain(side)
            .with("if-match", OTHER_TAG)
            .with("if-none-match", OTHER_TAG)
    });
}

fn leased(pair: &mut Pair) {
    pair.ask("copy: with a lease that is not", |side| {
        plain(side).with("x-ms-lease-id", SOMEBODYS)
    });
    pair.ask("copy: leased target", |_| {
        asked("PUT", "/box/target?comp=lease")
            .with("x-ms-lease-action", "acquire")
            .with("x-ms-lease-duration", "-1")
            .with(
                "x-ms-proposed-lease-id",
                "22222222-2222-2222-2222-222222222222",
            )
    });
    pair.ask("copy: to a leased target", plain);
    pair.ask("copy: to one leased to another", |side| {
        plain(side).with("x-ms-lease-id", SOMEBODYS)
    });
    pair.ask("copy: to one leased to us", |side| {
        plain(side).with("x-ms-lease-id", "22222222-2222-2222-2222-222222222222")
    });
    pair.ask("copy: release", |_| {
        asked("PUT", "/box/target?comp=lease")
            .with("x-ms-lease-action", "release")
            .with("x-ms-lease-id", "22222222-2222-2222-2222-222222222222")
    });
}

fn others(pair: &mut Pair) {
    pair.ask("copy: another account's container", |_| {
        asked("PUT", "/box?restype=container").second()
    });
    pair.ask("copy: another account's blob", |_| {
        asked("PUT", "/box/far")
            .second()
            .with("x-ms-blob-type", "BlockBlob")
            .body("far")
    });
    pair.ask("copy: another account's open container", |_| {
        asked("PUT", "/open?restype=container")
            .second()
            .with("x-ms-blob-public-access", "blob")
    });
    pair.ask("copy: another account's open blob", |_| {
        asked("PUT", "/open/far")
            .second()
            .with("x-ms-blob-type", "BlockBlob")
            .body("far")
    });
    for (name, source) in [
        ("copy: from another account", "/box/far"),
        ("copy: from another account, public", "/open/far"),
        ("copy: from another account, none", "/open/none"),
    ] {
        pair.ask(name, |side| {
            asked("PUT", "/box/target").with(
                "x-ms-copy-source",
                format!("{}{source}", side.root("second")),
            )
        });
    }
}

fn aborts(pair: &mut Pair) {
    let abort = |target: &str, id: &str| {
        asked("PUT", format!("{target}?comp=copy&copyid={id}")).with("x-ms-copy-action", "abort")
    };
    pair.ask("abort: the one to abort", |side| {
        plain(side).keep("copy", "x-ms-copy-id")
    });
    pair.ask("abort: what has ended", |side| {
        abort("/box/target", &side.kept("copy"))
    });
    pair.ask("abort: with another id", |_| {
        abort("/box/target", SOMEBODYS)
    });
    pair.ask("abort: what was no copy", |_| {
        abort("/box/written", SOMEBODYS)
    });
    pair.ask("abort: none", |_| abort("/box/none", SOMEBODYS));
    pair.ask("abort: without saying so", |_| {
        asked("PUT", format!("/box/target?comp=copy&copyid={SOMEBODYS}"))
    });
    pair.ask("abort: without an id", |_| {
        asked("PUT", "/box/target?comp=copy").with("x-ms-copy-action", "abort")
    });
}

fn within_the_call(pair: &mut Pair) {
    let within = |side: &Side| plain(side).with("x-ms-requires-sync", "true");
    pair.ask("within: copy", within);
    pair.ask("within: head", |_| asked("HEAD", "/box/target"));
    pair.ask("within: with the source's tags", |side| {
        within(side).with("x-ms-copy-source-tag-option", "COPY")
    });
    pair.ask("within: none", |side| {
        copy(side, "/box/none", "/box/target").with("x-ms-requires-sync", "true")
    });
    pair.ask("within: if the source is another", |side| {
        within(side).with("x-ms-source-if-match", OTHER_TAG)
    });
    pair.ask("within: a block", |side| {
        copy(
            side,
            "/box/blob",
            "/box/fetched?comp=block&blockid=MQ%3D%3D",
        )
    });
    pair.ask("within: an upload", |side| {
        plain(side).with("x-ms-blob-type", "BlockBlob")
    });
}
