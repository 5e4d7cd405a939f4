//! What is refused.

use super::exchange::Exchange;
use super::kinds::Kind;
use super::stage::{NO_ETAG, NO_LEASE, Reply, Stage, lease, put};
use super::writes;
use crate::pair::{Ask, ask};

const NO_MD5: &str = "AAAAAAAAAAAAAAAAAAAAAA==";
const NO_CRC64: &str = "AAAAAAAAAAA=";

/// A copy within the call, with a header that it cannot meet.
fn within(stage: &mut Stage, name: &'static str, value: &str) -> Reply {
    stage.block_blob("blob");
    let copy = stage.copy("blob").with("x-ms-requires-sync", "true");
    stage.ask(copy.with(name, value))
}

/// An upload from a URL, with a header that it cannot meet.
fn from_url(stage: &mut Stage, name: &'static str, value: &str) -> Reply {
    stage.block_blob("blob");
    let copy = stage.copy("blob").with("x-ms-blob-type", "BlockBlob");
    stage.ask(copy.with(name, value))
}

/// An upload in the place of what is there, with a header that it cannot meet.
fn over(stage: &mut Stage, name: &'static str, value: &'static str) -> Reply {
    stage.block_blob("blob");
    stage.leased("blob");
    stage.ask(put("blob", "BlockBlob").with(name, value).body("x"))
}

fn block() -> Ask {
    ask("PUT", "/box/blob?comp=block&blockid=YQ%3D%3D").body("x")
}

fn read(stage: &mut Stage, method: &'static str, name: &'static str, value: &str) -> Reply {
    stage.block_blob("blob");
    stage.ask(ask(method, "/box/blob").with(name, value))
}

fn is_head(exchange: &Exchange, status: u16, code: &str) -> bool {
    exchange.is("GetBlobProperties", status, code)
}

pub(crate) static KINDS: &[Kind] = &[
    Kind {
        name: "refused: head of no blob",
        is: |e| e.operation == "GetBlobProperties" && e.status == 404,
        drive: |stage, _| stage.ask(ask("HEAD", "/box/none")),
    },
    Kind {
        name: "refused: head if it is another",
        is: |e| is_head(e, 412, "ConditionNotMet"),
        drive: |stage, _| read(stage, "HEAD", "if-match", NO_ETAG),
    },
    Kind {
        name: "refused: head if it is not this",
        is: |e| is_head(e, 304, "ConditionNotMet"),
        drive: |stage, _| read(stage, "HEAD", "if-none-match", "*"),
    },
    Kind {
        name: "refused: head by another lease",
        is: |e| is_head(e, 412, "LeaseIdMismatchWithBlobOperation"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.leased("blob");
            stage.ask(ask("HEAD", "/box/blob").with("x-ms-lease-id", NO_LEASE))
        },
    },
    Kind {
        name: "refused: get of no blob",
        is: |e| e.is("GetBlob", 404, "BlobNotFound"),
        drive: |stage, _| stage.ask(ask("GET", "/box/none")),
    },
    Kind {
        name: "refused: get if it is another",
        is: |e| e.is("GetBlob", 412, "ConditionNotMet"),
        drive: |stage, _| read(stage, "GET", "if-match", NO_ETAG),
    },
    Kind {
        name: "refused: get behind the end",
        is: |e| e.is("GetBlob", 416, "InvalidRange"),
        drive: |stage, _| read(stage, "GET", "x-ms-range", "bytes=10-20"),
    },
    Kind {
        name: "refused: tags if they are others",
        is: |e| e.is("Tags", 412, "ConditionNotMet") && e.method == "GET",
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(ask("GET", "/box/blob?comp=tags").with("x-ms-if-tags", "\"a\" = 'b'"))
        },
    },
    Kind {
        name: "refused: tags by another lease",
        is: |e| e.is("Tags", 412, "LeaseIdMismatchWithBlobOperation") && e.method == "GET",
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.leased("blob");
            stage.ask(ask("GET", "/box/blob?comp=tags").with("x-ms-lease-id", NO_LEASE))
        },
    },
    Kind {
        name: "refused: tags by a lease that is none",
        is: |e| e.is("Tags", 400, "InvalidHeaderValue"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(ask("GET", "/box/blob?comp=tags").with("x-ms-lease-id", "'none'"))
        },
    },
    Kind {
        name: "refused: copy of a source that is another",
        is: |e| e.code == "SourceConditionNotMet",
        drive: |stage, _| {
            stage.block_blob("blob");
            let copy = stage.copy("blob");
            stage.ask(copy.with("x-ms-source-if-match", NO_ETAG))
        },
    },
    Kind {
        name: "refused: copy over what is another",
        is: |e| e.is("CopyBlob", 412, "ConditionNotMet") || e.code == "TargetConditionNotMet",
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.block_blob("target");
            let copy = stage.copy("blob");
            stage.ask(copy.with("if-match", NO_ETAG))
        },
    },
    Kind {
        name: "refused: copy from what is no URL",
        is: |e| e.is("PutBlob?", 400, "InvalidHeaderValue"),
        drive: |stage, _| stage.ask(ask("PUT", "/box/target").with("x-ms-copy-source", "no URL")),
    },
    Kind {
        name: "refused: copy within the call of no source",
        is: |e| e.is("CopyFromURL(sync)", 404, "CannotVerifyCopySource"),
        drive: |stage, _| {
            let copy = stage.copy("none").with("x-ms-requires-sync", "true");
            stage.ask(copy)
        },
    },
    Kind {
        name: "refused: copy within the call of another MD5",
        is: |e| e.is("CopyFromURL(sync)", 400, "Md5Mismatch"),
        drive: |stage, _| within(stage, "x-ms-source-content-md5", NO_MD5),
    },
    Kind {
        name: "refused: copy within the call of another CRC-64",
        is: |e| e.is("CopyFromURL(sync)", 400, "Crc64Mismatch"),
        drive: |stage, _| within(stage, "x-ms-source-content-crc64", NO_CRC64),
    },
    Kind {
        name: "refused: copy within the call if the source is another",
        is: |e| e.is("PutBlob?", 412, "CannotVerifyCopySource"),
        drive: |stage, _| within(stage, "x-ms-source-if-match", NO_ETAG),
    },
    Kind {
        name: "refused: copy within the call if the source is not this",
        is: |e| e.is("PutBlob?", 304, "CannotVerifyCopySource"),
        drive: |stage, _| within(stage, "x-ms-source-if-none-match", "*"),
    },
    Kind {
        name: "refused: put from URL of another MD5",
        is: |e| e.is("PutBlobFromURL", 400, "Md5Mismatch"),
        drive: |stage, _| from_url(stage, "x-ms-source-content-md5", NO_MD5),
    },
    Kind {
        name: "refused: put from URL of another CRC-64",
        is: |e| e.is("PutBlobFromURL", 400, "Crc64Mismatch"),
        drive: |stage, _| from_url(stage, "x-ms-source-content-crc64", NO_CRC64),
    },
    Kind {
        name: "refused: put from URL if the source is another",
        is: |e| e.is("PutBlobFromURL", 412, "CannotVerifyCopySource"),
        drive: |stage, _| from_url(stage, "x-ms-source-if-match", NO_ETAG),
    },
    Kind {
        name: "refused: put from URL if the source is not this",
        is: |e| e.is("PutBlobFromURL", 304, "CannotVerifyCopySource"),
        drive: |stage, _| from_url(stage, "x-ms-source-if-none-match", "*"),
    },
    Kind {
        name: "refused: put from URL over what is another",
        is: |e| e.is("PutBlobFromURL", 412, "ConditionNotMet"),
        drive: |stage, _| {
            stage.block_blob("target");
            from_url(stage, "if-match", NO_ETAG)
        },
    },
    Kind {
        name: "refused: put from URL by another lease",
        is: |e| e.is("PutBlobFromURL", 412, "LeaseIdMismatchWithBlobOperation"),
        drive: |stage, _| {
            stage.block_blob("target");
            stage.leased("target");
            from_url(stage, "x-ms-lease-id", NO_LEASE)
        },
    },
    Kind {
        name: "refused: put from URL without the lease",
        is: |e| e.is("PutBlobFromURL", 412, "LeaseIdMissing"),
        drive: |stage, _| {
            stage.block_blob("target");
            stage.leased("target");
            from_url(stage, "x-ms-meta-color", "blue")
        },
    },
    Kind {
        name: "refused: abort of what is not pending",
        is: |e| e.code == "NoPendingCopyOperation",
        drive: |stage, _| {
            stage.block_blob("blob");
            let id = stage.started("blob");
            stage.advance(60);
            stage.ask(writes::abort(&id))
        },
    },
    Kind {
        name: "refused: put of another MD5",
        is: |e| e.is("PutBlob?", 400, "Md5Mismatch"),
        drive: |stage, _| over(stage, "content-md5", NO_MD5),
    },
    Kind {
        name: "refused: put of another CRC-64",
        is: |e| e.is("PutBlob?", 400, "Crc64Mismatch"),
        drive: |stage, _| over(stage, "x-ms-content-crc64", NO_CRC64),
    },
    Kind {
        name: "refused: put by another lease",
        is: |e| e.is("PutBlob?", 412, "LeaseIdMismatchWithBlobOperation"),
        drive: |stage, _| over(stage, "x-ms-lease-id", NO_LEASE),
    },
    Kind {
        name: "refused: put by a lease that is over",
        is: |e| e.is("PutBlob?", 412, "LeaseLost"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ready(
                lease("blob", "acquire")
                    .with("x-ms-lease-duration", "15")
                    .with("x-ms-proposed-lease-id", NO_LEASE),
            );
            stage.advance(20);
            stage.ask(put("blob", "BlockBlob").with("x-ms-lease-id", NO_LEASE))
        },
    },
    Kind {
        name: "refused: block of another MD5",
        is: |e| e.is("block", 400, "Md5Mismatch"),
        drive: |stage, _| stage.ask(block().with("content-md5", NO_MD5)),
    },
    Kind {
        name: "refused: block of another CRC-64",
        is: |e| e.is("block", 400, "Crc64Mismatch"),
        drive: |stage, _| stage.ask(block().with("x-ms-content-crc64", NO_CRC64)),
    },
    Kind {
        name: "refused: append to what is sealed",
        is: |e| e.code == "BlobIsSealed",
        drive: |stage, _| {
            stage.append_blob("blob");
            let copy = stage.copy("blob").with("x-ms-seal-blob", "true");
            stage.ready(copy);
            stage.advance(60);
            stage.ask(ask("PUT", "/box/target?comp=appendblock").body("x"))
        },
    },
    Kind {
        name: "refused: pages of a blob with another sequence number",
        is: |e| e.code == "SequenceNumberConditionNotMet",
        drive: |stage, _| {
            stage.page_blob("blob");
            let write = ask("PUT", "/box/blob?comp=page")
                .with("x-ms-page-write", "clear")
                .with("x-ms-range", "bytes=0-511");
            stage.ask(write.with("x-ms-if-sequence-number-eq", "7"))
        },
    },
    Kind {
        name: "refused: tier of what is rehydrated",
        is: |e| e.is("SetTier", 409, "BlobBeingRehydrated"),
        drive: |stage, _| {
            stage.ready(put("blob", "BlockBlob").with("x-ms-access-tier", "Archive"));
            let tier =
                |name: &str| ask("PUT", "/box/blob?comp=tier").with("x-ms-access-tier", name);
            stage.ready(tier("Hot"));
            stage.ask(tier("Cool"))
        },
    },
    Kind {
        name: "refused: tier of another kind of account",
        is: |e| e.is("SetTier", 400, "InvalidHeaderValue"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(ask("PUT", "/box/blob?comp=tier").with("x-ms-access-tier", "P10"))
        },
    },
    Kind {
        name: "refused: snapshot if it is another",
        is: |e| e.is("Snapshot", 412, "ConditionNotMet"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.ask(ask("PUT", "/box/blob?comp=snapshot").with("if-match", NO_ETAG))
        },
    },
    Kind {
        name: "refused: lease of what is leased",
        is: |e| e.is("Lease", 409, "LeaseAlreadyPresent"),
        drive: |stage, _| {
            stage.block_blob("blob");
            stage.leased("blob");
            stage.ask(lease("blob", "acquire").with("x-ms-lease-duration", "15"))
        },
    },
    Kind {
        name: "refused: lease if it is another",
        is: |e| e.is("Lease", 412, "ConditionNotMet") && !e.is_of_container(),
        drive: |stage, _| {
            stage.block_blob("blob");
            let acquire = lease("blob", "acquire").with("x-ms-lease-duration", "15");
            stage.ask(acquire.with("if-match", NO_ETAG))
        },
    },
    Kind {
        name: "refused: head of no container",
        is: |e| e.operation == "ContainerHEAD" && e.status == 404,
        drive: |stage, _| stage.ask(ask("HEAD", "/none?restype=container")),
    },
    Kind {
        name: "refused: get of no container",
        is: |e| e.is("ContainerGET", 404, "ContainerNotFound"),
        drive: |stage, _| stage.ask(ask("GET", "/none?restype=container")),
    },
    Kind {
        name: "refused: delete of no container",
        is: |e| e.is("ContainerDELETE", 404, "ContainerNotFound"),
        drive: |stage, _| stage.ask(ask("DELETE", "/none?restype=container")),
    },
    Kind {
        name: "refused: container that is there",
        is: |e| e.is("ContainerPUT", 409, "ContainerAlreadyExists"),
        drive: |stage, _| stage.ask(ask("PUT", "/box?restype=container")),
    },
    Kind {
        name: "refused: container that is being deleted",
        is: |e| e.is("ContainerPUT", 409, "ContainerBeingDeleted"),
        drive: |stage, _| {
            stage.ready(ask("DELETE", "/box?restype=container"));
            stage.ask(ask("PUT", "/box?restype=container"))
        },
    },
];
