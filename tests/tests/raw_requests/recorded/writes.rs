//! What writes are answered.

use super::exchange::Exchange;
use super::kinds::Kind;
use super::stage::{LEASE, lease, put};
use crate::pair::{Ask, ask};

/// Only what is read within the call is hashed for its answer.
fn has_hash(exchange: &Exchange) -> bool {
    exchange.has("content-md5") || exchange.has("x-ms-content-crc64")
}

pub(crate) fn abort(id: &str) -> Ask {
    ask("PUT", format!("/box/target?comp=copy&copyid={id}")).with("x-ms-copy-action", "abort")
}

/// The MD5 of `0123456789`.
const MD5: &str = "eB5eJF1ptWaXm4bijSPyxw==";

fn is_copy_within_call(exchange: &Exchange) -> bool {
    let operation = exchange.operation.as_str();
    exchange.status == 202
        && matches!(operation, "CopyBlob" | "CopyFromURL(sync)")
        && has_hash(exchange)
}

pub(crate) static KINDS: &[Kind] = &[
    Kind {
        name: "copy within the call, by MD5",
        is: |e| is_copy_within_call(e) && e.has("content-md5"),
        drive: |stage, _| {
            stage.block_blob("blob");
            let copy = stage.copy("blob").with("x-ms-requires-sync", "true");
            stage.ask(copy.with("x-ms-source-content-md5", MD5))
        },
    },
    Kind {
        name: "copy within the call",
        is: is_copy_within_call,
        drive: |stage, _| {
            stage.block_blob("blob");
            let copy = stage.copy("blob").with("x-ms-requires-sync", "true");
            stage.ask(copy)
        },
    },
    Kind {
        name: "copy: pending",
        is: |e| e.is("CopyBlob", 202, "") && e.header("x-ms-copy-status") == "pending",
        drive: |stage, _| {
            stage.block_blob("blob");
            let copy = stage.copy("blob");
            stage.ask(copy)
        },
    },
    Kind {
        name: "copy: done within the request",
        is: |e| e.is("CopyBlob", 202, "") && e.header("x-ms-copy-status") == "success",
        drive: |stage, _| {
            // Onto itself: what is there already need not travel.
            stage.block_blob("target");
            let copy = stage.copy("target");
            stage.ask(copy)
        },
    },
    Kind {
        name: "copy: incremental",
        is: |e| e.is("IncrementalCopy", 202, ""),
        drive: |stage, _| {
            let copy = stage.incremental_copy();
            stage.ask(copy)
        },
    },
    Kind {
        name: "abort: done",
        is: |e| e.is("AbortCopy", 204, ""),
        drive: |stage, _| {
            stage.block_blob("blob");
            let id = stage.started("blob");
            stage.ask(abort(&id))
        },
    },
    Kind {
        name: "put from URL, by MD5",
        is: |e| e.is("PutBlobFromURL", 201, "") && e.has("content-md5"),
        drive: |stage, _| {
            stage.block_blob("blob");
            let copy = stage.copy("blob").with("x-ms-blob-type", "BlockBlob");
            stage.ask(copy.with("x-ms-source-content-md5", MD5))
        },
    },
    Kind {
        name: "put from URL",
        is: |e| {
            // Only an upload from a URL leaves out the MD5 of a whole block blob.
            let is_told_so = e.is("PutBlob?", 201, "") && !e.has("x-ms-blob-sequence-number");
            let has_crc64_alone = e.has("x-ms-content-crc64") && !e.has("content-md5");
            e.is("PutBlobFromURL", 201, "") || (is_told_so && has_crc64_alone)
        },
        drive: |stage, _| {
            stage.block_blob("blob");
            let copy = stage.copy("blob").with("x-ms-blob-type", "BlockBlob");
            stage.ask(copy)
        },
    },
    Kind {
        name: "container: create",
        is: |e| e.is("PutBlob?", 201, "") && e.is_of_container(),
        drive: |stage, _| stage.ask(ask("PUT", "/another?restype=container")),
    },
    Kind {
        name: "put: block blob",
        is: |e| e.is("PutBlob?", 201, "") && has_hash(e) && !e.has("x-ms-blob-sequence-number"),
        drive: |stage, _| stage.ask(put("blob", "BlockBlob").body("x")),
    },
    Kind {
        name: "put: page blob",
        is: |e| {
            let is_another = [
                "x-ms-snapshot",
                "x-ms-lease-id",
                "x-ms-blob-sequence-number",
            ];
            e.is("PutBlob?", 201, "") && !is_another.iter().any(|name| e.has(name))
        },
        drive: |stage, _| {
            stage.ask(put("blob", "PageBlob").with("x-ms-blob-content-length", "512"))
        },
    },
    Kind {
        name: "block list: put, by MD5",
        is: |e| e.is("blocklist", 201, "") && e.has("content-md5"),
        drive: |stage, _| {
            stage.ask(
                ask("PUT", "/box/blob?comp=blocklist")
                    .with("content-md5", EMPTY_LIST_MD5)
                    .body(EMPTY_LIST),
            )
        },
    },
    Kind {
        name: "block list: put",
        is: |e| e.is("blocklist", 201, ""),
        drive: |stage, _| stage.ask(ask("PUT", "/box/blob?comp=blocklist").body(EMPTY_LIST)),
    },
    Kind {
        name: "delete",
        is: |e| e.is("DELETE", 202, "") && !e.is_of_container(),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(ask("DELETE", "/box/blob"))
        },
    },
    Kind {
        name: "snapshot",
        is: |e| e.is("Snapshot", 201, ""),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(ask("PUT", "/box/blob?comp=snapshot"))
        },
    },
    Kind {
        name: "metadata",
        is: |e| e.is("metadata", 200, "") && e.method == "PUT" && !e.is_of_container(),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(ask("PUT", "/box/blob?comp=metadata").with("x-ms-meta-color", "blue"))
        },
    },
    Kind {
        name: "lease: acquire",
        is: |e| e.is("Lease", 201, "") && !e.is_of_container(),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(lease("blob", "acquire").with("x-ms-lease-duration", "15"))
        },
    },
    Kind {
        name: "lease: release",
        is: |e| e.is("Lease", 200, "") && !e.is_of_container(),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.leased("blob");
            stage.ask(lease("blob", "release").with("x-ms-lease-id", LEASE))
        },
    },
    Kind {
        name: "lease: break",
        is: |e| e.is("Lease", 202, "") && !e.is_of_container(),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.leased("blob");
            stage.ask(lease("blob", "break"))
        },
    },
    Kind {
        name: "container: delete",
        is: |e| e.status == 202 && e.method == "DELETE",
        drive: |stage, _| stage.ask(ask("DELETE", "/box?restype=container")),
    },
];

const EMPTY_LIST: &str = "<BlockList></BlockList>";

const EMPTY_LIST_MD5: &str = "oA4t1CvHA7kmTtLlq/c/lA==";
