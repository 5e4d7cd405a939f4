//! Containers, blobs of every type, and what is read of them.

use crate::pair::{Ask, Pair, ask as asked};

const PAST: &str = "Fri, 02 Jan 2015 03:04:05 GMT";
const FUTURE: &str = "Fri, 02 Jan 2099 03:04:05 GMT";
const OTHER_TAG: &str = "\"0x8D0000000000000\"";

pub(crate) fn ask(pair: &mut Pair) {
    containers(pair);
    writes(pair);
    reads(pair);
    conditions(pair);
    blocks(pair);
    pages_and_appends(pair);
    snapshots_metadata_and_tiers(pair);
}

fn put(name: &str) -> Ask {
    asked("PUT", format!("/box/{name}"))
        .with("x-ms-blob-type", "BlockBlob")
        .body("0123456789")
}

fn containers(pair: &mut Pair) {
    for (name, method, target) in [
        ("container: create", "PUT", "/box?restype=container"),
        ("container: create again", "PUT", "/box?restype=container"),
        (
            "container: create badly named",
            "PUT",
            "/B_x?restype=container",
        ),
        (
            "container: create short named",
            "PUT",
            "/b?restype=container",
        ),
        ("container: properties", "GET", "/box?restype=container"),
        ("container: head", "HEAD", "/box?restype=container"),
        (
            "container: properties of none",
            "GET",
            "/none?restype=container",
        ),
        ("container: head of none", "HEAD", "/none?restype=container"),
        (
            "container: create another",
            "PUT",
            "/gone?restype=container",
        ),
        ("container: delete", "DELETE", "/gone?restype=container"),
        (
            "container: delete none",
            "DELETE",
            "/none?restype=container",
        ),
        (
            "service: account information",
            "GET",
            "/?restype=account&comp=properties",
        ),
        ("service: unknown comp", "GET", "/?comp=dance"),
    ] {
        pair.ask(name, |_| asked(method, target));
    }
    pair.ask("container: create public", |_| {
        asked("PUT", "/open?restype=container")
            .with("x-ms-blob-public-access", "blob")
            .with("x-ms-meta-color", "blue")
    });
    pair.ask("container: properties of public", |_| {
        asked("HEAD", "/open?restype=container")
    });
}

fn writes(pair: &mut Pair) {
    pair.ask("put: block blob", |_| {
        put("blob")
            .keep("etag", "etag")
            .keep("modified", "last-modified")
    });
    pair.ask("put: over it", |_| {
        put("blob")
            .keep("etag", "etag")
            .keep("modified", "last-modified")
    });
    pair.ask("put: in no container", |_| {
        asked("PUT", "/none/blob").with("x-ms-blob-type", "BlockBlob")
    });
    writes_with_more(pair);
}

fn writes_with_more(pair: &mut Pair) {
    for (name, header, value) in [
        ("put: with metadata", "x-ms-meta-color", "blue"),
        ("put: with type", "x-ms-blob-content-type", "text/plain"),
        ("put: with encoding", "x-ms-blob-content-encoding", "gzip"),
        ("put: with language", "x-ms-blob-content-language", "en"),
        (
            "put: with disposition",
            "x-ms-blob-content-disposition",
            "inline",
        ),
        (
            "put: with cache control",
            "x-ms-blob-cache-control",
            "no-store",
        ),
        ("put: with tags", "x-ms-tags", "a=b&c=d"),
        ("put: in Hot", "x-ms-access-tier", "Hot"),
        ("put: in Cool", "x-ms-access-tier", "Cool"),
        ("put: in Cold", "x-ms-access-tier", "Cold"),
        ("put: in no tier there is", "x-ms-access-tier", "Lukewarm"),
        (
            "put: with right md5",
            "content-md5",
            "eB5eJF1ptWaXm4bijSPyxw==",
        ),
        (
            "put: with wrong md5",
            "content-md5",
            "AAAAAAAAAAAAAAAAAAAAAA==",
        ),
        ("put: if none is there", "if-none-match", "*"),
        ("put: if another is there", "if-match", OTHER_TAG),
        (
            "put: with an id for the log",
            "x-ms-client-request-id",
            "my-request",
        ),
        (
            "put: with a lease that is not",
            "x-ms-lease-id",
            "11111111-1111-1111-1111-111111111111",
        ),
    ] {
        pair.ask(name, |_| put("written").with(header, value));
    }
    pair.ask("put: of no type", |_| asked("PUT", "/box/blob").body("x"));
    pair.ask("put: of no type there is", |_| {
        asked("PUT", "/box/blob").with("x-ms-blob-type", "Blob")
    });
}

fn reads(pair: &mut Pair) {
    for (name, method, target) in [
        ("get: blob", "GET", "/box/blob"),
        ("head: blob", "HEAD", "/box/blob"),
        ("get: none", "GET", "/box/none"),
        ("head: none", "HEAD", "/box/none"),
        ("get: in no container", "GET", "/none/blob"),
        ("head: in no container", "HEAD", "/none/blob"),
        ("head: written", "HEAD", "/box/written"),
        (
            "get: snapshot that is not",
            "GET",
            "/box/blob?snapshot=2020-01-01T00:00:00.0000000Z",
        ),
        ("get: tags", "GET", "/box/written?comp=tags"),
        ("get: tags of none", "GET", "/box/none?comp=tags"),
        ("get: unknown comp", "GET", "/box/blob?comp=dance"),
        ("post: blob", "POST", "/box/blob"),
        ("patch: blob", "PATCH", "/box/blob"),
    ] {
        pair.ask(name, |_| asked(method, target));
    }
    for (name, range) in [
        ("get: first bytes", "bytes=0-3"),
        ("get: from a byte on", "bytes=4-"),
        ("get: over the end", "bytes=4-99"),
        ("get: behind the end", "bytes=10-"),
        ("get: last bytes", "bytes=-3"),
    ] {
        pair.ask(name, |_| {
            asked("GET", "/box/blob").with("x-ms-range", range)
        });
    }
    pair.ask("get: by Range", |_| {
        asked("GET", "/box/blob").with("range", "bytes=2-4")
    });
}

fn conditions(pair: &mut Pair) {
    for method in ["GET", "HEAD"] {
        for (name, header, value) in [
            ("if another is there", "if-match", OTHER_TAG),
            ("if any is there", "if-match", "*"),
            ("if it is another", "if-none-match", OTHER_TAG),
            ("if it is none", "if-none-match", "*"),
            ("if modified since then", "if-modified-since", PAST),
            (
                "if modified since a time to come",
                "if-modified-since",
                FUTURE,
            ),
            ("if unmodified since then", "if-unmodified-since", PAST),
            (
                "if unmodified since a time to come",
                "if-unmodified-since",
                FUTURE,
            ),
        ] {
            let name = format!("{}: {name}", method.to_lowercase());
            pair.ask(&name, |_| asked(method, "/box/blob").with(header, value));
        }
        let name = |text: &str| format!("{}: {text}", method.to_lowercase());
        pair.ask(&name("if it is this"), |side| {
            asked(method, "/box/blob").with("if-match", side.kept("etag"))
        });
        pair.ask(&name("if it is not this"), |side| {
            asked(method, "/box/blob").with("if-none-match", side.kept("etag"))
        });
    }
}

fn blocks(pair: &mut Pair) {
    let block = |id: &str| asked("PUT", format!("/box/blocks?comp=block&blockid={id}"));
    pair.ask("block: put", |_| block("MQ%3D%3D").body("one"));
    pair.ask("block: put another", |_| block("Mg%3D%3D").body("two"));
    pair.ask("block: of another length", |_| block("MTIz").body("x"));
    pair.ask("block: of no id", |_| {
        asked("PUT", "/box/blocks?comp=block").body("x")
    });
    pair.ask("block: of an id that is none", |_| block("%21").body("x"));
    let list = |ids: &[&str]| {
        let latest: String = ids
            .iter()
            .map(|id| format!("<Latest>{id}</Latest>"))
            .collect();
        let text =
            format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{latest}</BlockList>");
        asked("PUT", "/box/blocks?comp=blocklist").body(text)
    };
    pair.ask("block list: with one that is not", |_| {
        list(&["MQ==", "OQ=="])
    });
    pair.ask("block list: put", |_| list(&["MQ==", "Mg=="]));
    pair.ask("block list: no XML", |_| {
        asked("PUT", "/box/blocks?comp=blocklist").body("no XML")
    });
    pair.ask("block list: read", |_| asked("GET", "/box/blocks"));
}

fn pages_and_appends(pair: &mut Pair) {
    let page = |name: &str| asked("PUT", format!("/box/{name}")).with("x-ms-blob-type", "PageBlob");
    pair.ask("page: create", |_| {
        page("pages").with("x-ms-blob-content-length", "1024")
    });
    pair.ask("page: create of an odd length", |_| {
        page("odd").with("x-ms-blob-content-length", "100")
    });
    pair.ask("page: create of no length", |_| page("odd"));
    let pages = |range: &str| {
        asked("PUT", "/box/pages?comp=page")
            .with("x-ms-page-write", "update")
            .with("x-ms-range", range)
            .body(vec![b'p'; 512])
    };
    pair.ask("page: write", |_| pages("bytes=0-511"));
    pair.ask("page: write behind the end", |_| pages("bytes=1024-1535"));
    pair.ask("page: write askew", |_| pages("bytes=1-512"));
    pair.ask("page: clear", |_| {
        asked("PUT", "/box/pages?comp=page")
            .with("x-ms-page-write", "clear")
            .with("x-ms-range", "bytes=0-511")
    });
    pair.ask("page: head", |_| asked("HEAD", "/box/pages"));
    pair.ask("append: create", |_| {
        asked("PUT", "/box/log").with("x-ms-blob-type", "AppendBlob")
    });
    let append = || asked("PUT", "/box/log?comp=appendblock").body("abc");
    pair.ask("append: block", |_| append());
    pair.ask("append: at the wrong place", |_| {
        append().with("x-ms-blob-condition-appendpos", "1")
    });
    pair.ask("append: over the most", |_| {
        append().with("x-ms-blob-condition-maxsize", "4")
    });
    pair.ask("append: to a block blob", |_| {
        asked("PUT", "/box/blob?comp=appendblock").body("abc")
    });
    pair.ask("append: head", |_| asked("HEAD", "/box/log"));
}

fn snapshots_metadata_and_tiers(pair: &mut Pair) {
    pair.ask("snapshot: make", |_| {
        asked("PUT", "/box/blob?comp=snapshot").keep("snapshot", "x-ms-snapshot")
    });
    pair.ask("snapshot: of none", |_| {
        asked("PUT", "/box/none?comp=snapshot")
    });
    let at = |side: &crate::pair::Side| format!("/box/blob?snapshot={}", side.kept("snapshot"));
    pair.ask("snapshot: get", |side| asked("GET", at(side)));
    pair.ask("snapshot: head", |side| asked("HEAD", at(side)));
    pair.ask("snapshot: lease", |side| {
        asked("PUT", at(side) + "&comp=lease")
            .with("x-ms-lease-action", "acquire")
            .with("x-ms-lease-duration", "15")
    });
    pair.ask("delete: with snapshots", |_| asked("DELETE", "/box/blob"));
    pair.ask("delete: a snapshot with its snapshots", |side| {
        asked("DELETE", at(side)).with("x-ms-delete-snapshots", "only")
    });
    pair.ask("delete: the snapshots only", |_| {
        asked("DELETE", "/box/blob").with("x-ms-delete-snapshots", "only")
    });
    pair.ask("delete: none", |_| asked("DELETE", "/box/none"));
    pair.ask("delete: if it is another", |_| {
        asked("DELETE", "/box/blob").with("if-match", OTHER_TAG)
    });
    pair.ask("metadata: set", |_| {
        asked("PUT", "/box/blob?comp=metadata").with("x-ms-meta-color", "blue")
    });
    pair.ask("metadata: clear", |_| {
        asked("PUT", "/box/blob?comp=metadata")
    });
    pair.ask("metadata: of none", |_| {
        asked("PUT", "/box/none?comp=metadata").with("x-ms-meta-color", "blue")
    });
    pair.ask("metadata: badly named", |_| {
        asked("PUT", "/box/blob?comp=metadata").with("x-ms-meta-1a", "blue")
    });
    let tier =
        |tier: &'static str| asked("PUT", "/box/tiered?comp=tier").with("x-ms-access-tier", tier);
    pair.ask("tier: of none", |_| tier("Hot"));
    pair.ask("tier: a blob", |_| put("tiered"));
    pair.ask("tier: Cool", |_| tier("Cool"));
    pair.ask("tier: none there is", |_| tier("Lukewarm"));
    pair.ask("tier: Archive", |_| tier("Archive"));
    pair.ask("tier: read from the archive", |_| {
        asked("GET", "/box/tiered")
    });
    pair.ask("tier: head in the archive", |_| {
        asked("HEAD", "/box/tiered")
    });
}
