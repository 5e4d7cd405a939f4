//! What is told of blobs and containers.

use super::exchange::Exchange;
use super::kinds::Kind;
use super::stage::{Stage, put};
use crate::pair::ask;

fn is_head(exchange: &Exchange, kind: &str, copy: &str) -> bool {
    exchange.is("GetBlobProperties", 200, "")
        && exchange.header("x-ms-blob-type") == kind
        && exchange.header("x-ms-copy-status") == copy
}

fn is_incremental(exchange: &Exchange) -> bool {
    exchange.has("x-ms-incremental-copy")
}

fn head(stage: &mut Stage, blob: &str) -> super::stage::Reply {
    stage.ask(ask("HEAD", format!("/box/{blob}")))
}

pub(crate) static KINDS: &[Kind] = &[
    Kind {
        name: "head: block blob that comes out of the archive",
        is: |e| is_head(e, "BlockBlob", "") && e.has("x-ms-archive-status"),
        drive: |stage, _| {
            stage.ready(
                put("blob", "BlockBlob")
                    .with("x-ms-access-tier", "Archive")
                    .body("x"),
            );
            stage.ready(ask("PUT", "/box/blob?comp=tier").with("x-ms-access-tier", "Hot"));
            head(stage, "blob")
        },
    },
    Kind {
        name: "head: block blob in a tier that was set",
        is: |e| is_head(e, "BlockBlob", "") && e.has("x-ms-access-tier-change-time"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ready(ask("PUT", "/box/blob?comp=tier").with("x-ms-access-tier", "Cool"));
            head(stage, "blob")
        },
    },
    Kind {
        name: "head: block blob under a lease",
        is: |e| is_head(e, "BlockBlob", "") && e.has("x-ms-lease-duration"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.leased("blob");
            head(stage, "blob")
        },
    },
    Kind {
        name: "head: snapshot of a block blob",
        is: |e| is_head(e, "BlockBlob", "") && !e.has("x-ms-lease-state"),
        drive: |stage, _| {
            stage.block_blob("blob");
            let snapshot = stage.snapshot("blob");
            head(stage, &snapshot)
        },
    },
    Kind {
        name: "head: block blob",
        is: |e| is_head(e, "BlockBlob", ""),
        drive: |stage, _| {
            stage.block_blob("blob");
            head(stage, "blob")
        },
    },
    Kind {
        name: "head: snapshot of an incremental copy",
        is: |e| is_head(e, "PageBlob", "") && !e.has("x-ms-lease-state"),
        drive: |stage, _| {
            stage.page_blob("blob");
            let snapshot = stage.snapshot("blob");
            head(stage, &snapshot)
        },
    },
    Kind {
        name: "head: page blob",
        is: |e| is_head(e, "PageBlob", ""),
        drive: |stage, _| {
            stage.page_blob("blob");
            head(stage, "blob")
        },
    },
    Kind {
        name: "head: append blob under a lease",
        is: |e| is_head(e, "AppendBlob", "") && e.has("x-ms-lease-duration"),
        drive: |stage, _| {
            stage.append_blob("blob");
            stage.leased("blob");
            head(stage, "blob")
        },
    },
    Kind {
        name: "head: append blob",
        is: |e| is_head(e, "AppendBlob", ""),
        drive: |stage, _| {
            stage.append_blob("blob");
            head(stage, "blob")
        },
    },
    Kind {
        name: "head: pending copy, block blob",
        is: |e| is_head(e, "BlockBlob", "pending"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.started("blob");
            head(stage, "target")
        },
    },
    Kind {
        name: "head: pending copy, incremental",
        is: |e| is_head(e, "PageBlob", "pending") && is_incremental(e),
        drive: |stage, _| {
            let copy = stage.incremental_copy();
            stage.ready(copy);
            head(stage, "target")
        },
    },
    Kind {
        name: "head: pending copy, page blob",
        is: |e| is_head(e, "PageBlob", "pending"),
        drive: |stage, _| {
            stage.page_blob("blob");
            stage.started("blob");
            head(stage, "target")
        },
    },
    Kind {
        name: "head: aborted copy",
        is: |e| is_head(e, "BlockBlob", "aborted"),
        drive: |stage, _| {
            stage.block_blob("blob");
            let id = stage.started("blob");
            stage.ready(super::writes::abort(&id));
            head(stage, "target")
        },
    },
    Kind {
        name: "head: copied block blob, out of the archive",
        is: |e| is_head(e, "BlockBlob", "success") && e.has("x-ms-archive-status"),
        drive: |stage, _| {
            stage.ready(
                put("blob", "BlockBlob")
                    .with("x-ms-access-tier", "Archive")
                    .body("x"),
            );
            let copy = stage.copy("blob").with("x-ms-access-tier", "Hot");
            stage.ready(copy);
            stage.advance(60);
            head(stage, "target")
        },
    },
    Kind {
        name: "head: copied block blob in a tier that was set",
        is: |e| is_head(e, "BlockBlob", "success") && e.has("x-ms-access-tier-change-time"),
        drive: |stage, _| {
            stage.block_blob("blob");
            let copy = stage.copy("blob").with("x-ms-access-tier", "Cool");
            stage.ready(copy);
            stage.advance(60);
            head(stage, "target")
        },
    },
    Kind {
        name: "head: copied block blob",
        is: |e| is_head(e, "BlockBlob", "success"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.started("blob");
            stage.advance(60);
            head(stage, "target")
        },
    },
    Kind {
        name: "head: copied page blob, incremental",
        is: |e| is_head(e, "PageBlob", "success") && is_incremental(e),
        drive: |stage, _| {
            let copy = stage.incremental_copy();
            stage.ready(copy);
            stage.advance(60);
            head(stage, "target")
        },
    },
    Kind {
        name: "head: copied page blob",
        is: |e| is_head(e, "PageBlob", "success"),
        drive: |stage, _| {
            stage.page_blob("blob");
            stage.started("blob");
            stage.advance(60);
            head(stage, "target")
        },
    },
    Kind {
        name: "head: copied append blob, sealed",
        is: |e| is_head(e, "AppendBlob", "success"),
        drive: |stage, _| {
            stage.append_blob("blob");
            let copy = stage.copy("blob").with("x-ms-seal-blob", "true");
            stage.ready(copy);
            stage.advance(60);
            head(stage, "target")
        },
    },
    Kind {
        name: "container: head of one that is public",
        is: |e| e.is("ContainerHEAD", 200, "") && e.has("x-ms-blob-public-access"),
        drive: |stage, _| {
            stage.ready(
                ask("PUT", "/open?restype=container").with("x-ms-blob-public-access", "blob"),
            );
            stage.ask(ask("HEAD", "/open?restype=container"))
        },
    },
    Kind {
        name: "container: head",
        is: |e| e.is("ContainerHEAD", 200, ""),
        drive: |stage, _| stage.ask(ask("HEAD", "/box?restype=container")),
    },
    Kind {
        name: "list",
        is: |e| e.is("ListBlobs", 200, ""),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(ask("GET", "/box?restype=container&comp=list&include=copy"))
        },
    },
    Kind {
        name: "user delegation key",
        is: |e| e.is("GetUserDelegationKey", 200, ""),
        drive: |stage, _| {
            let (start, expiry) = (stage.key_time(0), stage.key_time(3600));
            let document =
                format!("<KeyInfo><Start>{start}</Start><Expiry>{expiry}</Expiry></KeyInfo>");
            let target = "/?restype=service&comp=userdelegationkey";
            stage.ask(stage.by_token(ask("POST", target).body(document)))
        },
    },
];
