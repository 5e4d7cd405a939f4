//! Signed URLs: what they open, to whom, and what is not signed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::account::Account;
use crate::process::{Ended, run};

/// What anybody gets at that URL: the status and the body.
pub(crate) fn get(url: &str) -> (u16, String) {
    let (_, rest) = url.split_once("://").unwrap();
    let (host, target) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET /{target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), body.to_owned())
}

fn signed(account: &Account, words: &[&str]) -> String {
    let ended = account.run(&[&["sas"], words].concat());
    url_alone(&ended)
}

/// The URL, which is all that was printed.
pub(crate) fn url_alone(ended: &Ended) -> String {
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    assert_eq!(ended.stdout.lines().count(), 1, "{ended:?}");
    ended.stdout.trim_end().to_owned()
}

#[test]
fn a_signed_url_opens_its_blob_to_anybody_and_no_other() {
    let account = Account::with_quick_copies();
    account.write("a b+%.txt", b"content");
    account.write("other", b"other");
    let url = signed(&account, &["cont/a b+%.txt", "--permissions", "r"]);
    assert!(url.starts_with(&account.url("a%20b%2B%25.txt?")), "{url}");
    assert_eq!(get(&url), (200, "content".to_owned()));
    assert_eq!(get(&url.replace("a%20b%2B%25.txt", "other")).0, 403);
    let url = signed(
        &account,
        &[&account.url("other"), "--permissions=r", "--sv=2018-11-09"],
    );
    assert_eq!(get(&url), (200, "other".to_owned()));
}

#[test]
fn the_url_of_a_container_opens_all_that_is_in_it() {
    let account = Account::with_quick_copies();
    account.write("dir/blob", b"content");
    let url = signed(&account, &["cont", "--permissions", "rl"]);
    let (container, sas) = url.split_once('?').unwrap();
    assert_eq!(
        get(&format!("{container}/dir/blob?{sas}")),
        (200, "content".to_owned())
    );
    let listing = get(&format!("{url}&restype=container&comp=list"));
    assert!(
        listing.0 == 200 && listing.1.contains("<Name>dir/blob</Name>"),
        "{listing:?}"
    );
}

#[test]
fn a_snapshot_is_opened_as_it_was_then() {
    let account = Account::with_quick_copies();
    account.write("b", b"then");
    let then = account.snapshot("b");
    account.write("b", b"now");
    let url = signed(&account, &[&then, "--permissions", "r"]);
    assert!(
        url.contains("?snapshot=") && url.contains("&sr=bs"),
        "{url}"
    );
    assert_eq!(get(&url), (200, "then".to_owned()));
    let (blob, sas) = url.split_once('?').unwrap();
    let (_, sas) = sas.split_once('&').unwrap();
    assert_eq!(get(&format!("{blob}?{sas}")).0, 403);
}

#[test]
fn what_the_sas_does_not_allow_stays_closed() {
    let account = Account::with_copies_by_hand();
    account.write("b", b"content");
    let allowed = signed(&account, &["cont/b", "--permissions", "w"]);
    assert_eq!(get(&allowed).0, 403);
    let elsewhere = signed(&account, &["cont/b", "--permissions=r", "--ip=203.0.113.5"]);
    assert_eq!(get(&elsewhere).0, 403);
    let here = signed(
        &account,
        &["cont/b", "--permissions=r", "--ip=127.0.0.0-127.0.0.9"],
    );
    assert_eq!(get(&here).0, 200);
    let later = signed(
        &account,
        &["cont/b", "--permissions=r", "--start=1h", "--expires=2h"],
    );
    assert_eq!(get(&later).0, 403);
    account.advance(90 * 60);
    assert_eq!(get(&later).0, 200);
    account.advance(60 * 60);
    assert_eq!(get(&later).0, 403);
}

#[test]
fn a_signed_url_is_the_source_of_a_copy_in_another_account() {
    let from = Account::with_quick_copies();
    from.write("b", b"content");
    let source = signed(&from, &["cont/b", "--permissions", "r"]);
    let into = Account::with_copies_of(Duration::ZERO);
    let copied = into.run(&["copy", &source, "cont/copy"]);
    assert_eq!(copied.code, 0, "{copied:?}");
    assert_eq!(into.properties("copy").content_length, Some(7));
}

#[test]
fn the_answer_in_fields_is_one_object() {
    let account = Account::with_quick_copies();
    account.write("b", b"content");
    for format in ["json", "jsonl"] {
        let words = [
            "sas",
            "cont/b",
            "--permissions=wr",
            "--expires=2199-01-01",
            "--output",
            format,
        ];
        let answer = account.run(&words).json();
        let (url, sas) = (
            answer["url"].as_str().unwrap(),
            answer["sas"].as_str().unwrap(),
        );
        assert_eq!(url, format!("{}?{sas}", account.url("b")));
        assert_eq!(answer["permissions"], "rw");
        assert_eq!(answer["start"], serde_json::Value::Null);
        assert_eq!(answer["expires"], "2199-01-01");
        assert_eq!(answer["version"], "2020-12-06");
        assert_eq!(get(url).0, 200);
    }
}

#[test]
fn what_cannot_be_signed_is_refused_in_one_sentence() {
    let account = Account::with_quick_copies();
    for (words, says) in [
        (
            &["cont/b", "--permissions", "rr"][..],
            &["--permissions", "'r' twice"][..],
        ),
        (
            &["cont/b", "--permissions", "rq"],
            &["--permissions", "no letter 'q'"],
        ),
        (
            &["cont/b", "--permissions", "r", "--expires", "2020-01-01"],
            &["--expires", "past"],
        ),
        (
            &["cont/b", "--permissions", "r", "--https-only"],
            &["--https-only", "http URL"],
        ),
        (
            &["Cont/b", "--permissions", "r"],
            &["the resource", "lower-case"],
        ),
    ] {
        account.run(&[&["sas"], words].concat()).is_refused(2, says);
    }
    for flags in [
        &[][..],
        &["--permissions"],
        &["--permissions", "r", "--expires", "soon"],
    ] {
        let ended = account.run(&[&["sas", "cont/b"], flags].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{ended:?}");
    }
}

#[test]
fn a_sas_signs_no_other() {
    let account = Account::with_quick_copies();
    let url = account.url("b");
    let signed = signed(&account, &["cont/b", "--permissions", "rw"]);
    let says = &["a SAS cannot sign another"];
    account
        .run(&["sas", &signed, "--permissions", "r"])
        .is_refused(2, says);
    let sas = signed.split_once('?').unwrap().1;
    let root = url.strip_suffix("/cont/b").expect("a URL in the container");
    let by_sas = format!("BlobEndpoint={root};SharedAccessSignature={sas}");
    let words = [
        "sas",
        &url,
        "--permissions",
        "r",
        "--connection-string",
        &by_sas,
    ];
    run(&words, &[]).is_refused(2, &["a SAS cannot sign another", "--account-key"]);
    let words = ["sas", &url, "--permissions", "r"];
    run(&words, &[]).is_refused(2, &["no key was given to sign with", "AZURE_STORAGE_KEY"]);
}
