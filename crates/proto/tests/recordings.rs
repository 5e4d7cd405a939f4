//! Recorded exchanges with the real service: every exchange of a known operation can be read, and no copy field is
//! lost.
//!
//! `BLOBCOPY_RECORDINGS` names the file, with one JSON object per line: `op`, `method`, `url`, `status`, `resp`,
//! `body`.
#![expect(
    clippy::disallowed_methods,
    reason = "a test may read a variable and a file; the crate may not"
)]

use std::collections::BTreeMap;

use blobcopy_proto::ops::*;
use blobcopy_proto::{Error, Serve};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, Uri};
use serde_json::Value;

#[test]
fn every_recorded_exchange_of_an_operation_we_know_is_read_without_losing_a_copy_field() {
    let Ok(path) = std::env::var("BLOBCOPY_RECORDINGS") else {
        eprintln!(
            "\n*** SKIPPED: no recordings. Set BLOBCOPY_RECORDINGS to a file of exchanges. ***\n"
        );
        return;
    };
    let text = std::fs::read_to_string(&path).expect("the file that BLOBCOPY_RECORDINGS names");
    let mut tally = Tally::default();
    for line in text.lines().filter(|line| !line.is_empty()) {
        tally.count(&serde_json::from_str(line).expect("one JSON object a line"));
    }
    tally.print();
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    assert!(
        !tally.known.is_empty(),
        "the recordings hold nothing that we know"
    );
}

/// The results of all exchanges.
#[derive(Default)]
struct Tally {
    /// By operation: granted, refused, copy fields compared.
    known: BTreeMap<&'static str, [usize; 3]>,
    left_out: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, exchange: &Value) {
        let check = match check_of(exchange) {
            Ok(check) => check,
            Err(reason) => return *self.left_out.entry(reason).or_default() += 1,
        };
        let (operation, read) = check(&reply(exchange));
        let counts = self.known.entry(operation).or_default();
        match read {
            Ok(Some(compared)) => {
                counts[0] += 1;
                counts[2] += compared;
            }
            Ok(None) => counts[1] += 1,
            Err(why) => self.wrong.push(format!("{operation}: {why}: {exchange}")),
        }
    }

    fn print(&self) {
        println!("operation               granted refused copy fields compared");
        for (operation, [granted, refused, compared]) in &self.known {
            println!("{operation:<23} {granted:>7} {refused:>7} {compared:>7}");
        }
        let known: usize = self
            .known
            .values()
            .map(|counts| counts[0] + counts[1])
            .sum();
        println!("{known} exchanges read; left out:");
        for (reason, count) in &self.left_out {
            println!("{count:>7} {reason}");
        }
    }
}

/// Reads a reply of an operation, and returns the number of copy fields compared, or `None` for a refusal.
type Check = fn(&Response<Bytes>) -> (&'static str, Result<Option<usize>, String>);

fn read<O: Serve>(reply: &Response<Bytes>) -> (&'static str, Result<Option<usize>, String>) {
    let read = match O::decode(reply) {
        Ok(output) => same_copy_fields(reply, &O::reply(&output)).map(Some),
        Err(Error::Service(_)) if !reply.status().is_success() => Ok(None),
        Err(error) => Err(error.to_string()),
    };
    (O::KIND.name(), read)
}

/// Compares the copy fields of a reply with those of our reply with the same values.
fn same_copy_fields(theirs: &Response<Bytes>, ours: &Response<Bytes>) -> Result<usize, String> {
    let mut compared = 0;
    for (name, value) in theirs.headers() {
        if name.as_str().starts_with("x-ms-copy-") || name == "x-ms-incremental-copy" {
            compared += 1;
            if ours.headers().get(name) != Some(value) {
                return Err(format!("{name} was lost: {value:?}"));
            }
        }
    }
    for name in COPY_ELEMENTS {
        let (theirs, ours) = (texts(theirs.body(), name), texts(ours.body(), name));
        compared += theirs.len();
        if theirs != ours {
            return Err(format!("{name} was lost: {theirs:?} {ours:?}"));
        }
    }
    Ok(compared)
}

const COPY_ELEMENTS: [&str; 8] = [
    "CopyId",
    "CopyStatus",
    "CopySource",
    "CopyProgress",
    "CopyCompletionTime",
    "CopyStatusDescription",
    "IncrementalCopy",
    "CopyDestinationSnapshot",
];

/// The texts of all elements with this name that are not empty.
fn texts(document: &[u8], name: &str) -> Vec<String> {
    let document = String::from_utf8_lossy(document);
    let opening = format!("<{name}>");
    let pieces = document.split(&opening).skip(1);
    let texts = pieces.map(|piece| piece.split('<').next().unwrap_or_default().to_owned());
    texts.filter(|text| !text.is_empty()).collect()
}

/// How an exchange is read, or why it is omitted.
fn check_of(exchange: &Value) -> Result<Check, String> {
    let text = |name: &str| exchange[name].as_str().expect("a text").to_owned();
    let uri = Uri::try_from(text("url")).expect("a URL");
    let (operation, method) = (text("op"), text("method"));
    let host = uri.host().expect("a host");
    if !host.contains(".blob.") {
        let service = host.split('.').nth(1).unwrap_or_default();
        return Err(format!("{method} of another service: {service}"));
    }
    let query = uri.query().unwrap_or_default();
    let is_container = query.contains("restype=container") || !uri.path()[1..].contains('/');
    let status = exchange["status"].as_u64().expect("a number");
    if let Some(check) = check_of_blob(&operation, &method, status).filter(|_| !is_container) {
        return Ok(check);
    }
    let check: Option<Check> = match (operation.as_str(), method.as_str(), status) {
        ("ContainerHEAD" | "ContainerGET", ..) => Some(read::<GetContainerProperties>),
        ("ContainerDELETE" | "DELETE", ..) => Some(read::<DeleteContainer>),
        ("ContainerPUT", ..) | ("PutBlob?", _, 201) => Some(read::<CreateContainer>),
        ("ListBlobs", ..) => Some(read::<ListBlobs>),
        ("ListContainers", ..) => Some(read::<ListContainers>),
        ("GetUserDelegationKey", ..) => Some(read::<GetUserDelegationKey>),
        _ => None,
    };
    let about = if is_container {
        "container or account"
    } else {
        "blob"
    };
    check.ok_or_else(|| format!("{method} of a {about}, recorded as {operation}, {status}"))
}

/// Some recorders dropped the query. The status then shows which of the operations without a body it was.
fn check_of_blob(operation: &str, method: &str, status: u64) -> Option<Check> {
    Some(match (operation, method, status) {
        ("PutBlob?", _, 202) => read::<SetBlobTier>,
        ("PutBlob?", _, 204) => read::<AbortCopyBlob>,
        ("PutBlob?", ..) => read::<PutBlob>,
        ("GetBlobProperties", ..) => read::<GetBlobProperties>,
        ("GetBlob", ..) => read::<GetBlob>,
        ("CopyBlob", ..) => read::<CopyBlob>,
        ("CopyFromURL(sync)", ..) => read::<CopyBlobFromUrl>,
        ("PutBlobFromURL", ..) => read::<PutBlobFromUrl>,
        ("IncrementalCopy", ..) => read::<IncrementalCopyBlob>,
        ("AbortCopy", ..) => read::<AbortCopyBlob>,
        ("Lease", ..) => read::<LeaseBlob>,
        ("Snapshot", ..) => read::<SnapshotBlob>,
        ("DELETE", ..) => read::<DeleteBlob>,
        ("SetTier", ..) => read::<SetBlobTier>,
        ("metadata", "PUT", _) => read::<SetBlobMetadata>,
        ("metadata", "HEAD", _) => read::<GetBlobMetadata>,
        ("properties", "PUT", _) => read::<SetBlobProperties>,
        ("Tags", "GET", _) => read::<GetBlobTags>,
        ("Tags", "PUT", _) => read::<SetBlobTags>,
        ("block", "PUT", _) => read::<PutBlock>,
        ("blocklist", "PUT", _) => read::<PutBlockList>,
        ("blocklist", "GET", _) => read::<GetBlockList>,
        ("pagelist", "GET", _) => read::<GetPageRanges>,
        ("page", "PUT", _) => read::<PutPage>,
        ("appendblock", "PUT", _) => read::<AppendBlock>,
        _ => return None,
    })
}

fn reply(exchange: &Value) -> Response<Bytes> {
    let body = exchange["body"].as_str().unwrap_or_default().to_owned();
    let mut reply = Response::new(Bytes::from(body));
    let status = exchange["status"].as_u64().expect("a number");
    *reply.status_mut() = u16::try_from(status)
        .ok()
        .and_then(|status| status.try_into().ok())
        .expect("a status");
    for (name, value) in exchange["resp"].as_object().expect("an object") {
        let value = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let name = HeaderName::try_from(name.as_str()).expect("a header's name");
        let value = HeaderValue::try_from(value).expect("a header's value");
        reply.headers_mut().insert(name, value);
    }
    reply
}
