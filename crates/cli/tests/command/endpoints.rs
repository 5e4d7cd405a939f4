//! A credential goes to the endpoint that it was given for, and nowhere else.

use std::net::{Ipv4Addr, TcpListener};

use crate::account::Account;
use crate::file;
use crate::process::run;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

const SAS: &str = "sv=2020-12-06&ss=b&srt=sco&sp=racwdl&se=2099-01-01&sig=c2VjcmV0c2VjcmV0";

/// A server that is not the account's, and notes whether anybody comes.
struct ForeignServer(TcpListener);

impl ForeignServer {
    fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn endpoint(&self) -> String {
        format!("http://{}/acct", self.0.local_addr().unwrap())
    }

    /// No connection was made, so no byte was received.
    #[track_caller]
    fn heard_nothing(&self, what: &str) {
        let error = self.0.accept().map(|_| ()).expect_err(what);
        assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock, "{what}");
    }
}

type Variables = Vec<(&'static str, String)>;

/// The ways to give a credential of `https://acct.blob.core.windows.net`: words and variables.
fn credentials() -> Vec<(Vec<String>, Variables)> {
    let with_key = format!("AccountName=acct;AccountKey={KEY}");
    let with_sas =
        format!("BlobEndpoint=https://acct.blob.core.windows.net;SharedAccessSignature={SAS}");
    let flag = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
    let account = || ("AZURE_STORAGE_ACCOUNT", "acct".to_owned());
    let mut all = vec![
        (flag("--account-key", KEY), vec![]),
        (flag("--sas-token", SAS), vec![]),
        (flag("--account-key", KEY), vec![account()]),
        (
            vec![],
            vec![account(), ("AZURE_STORAGE_KEY", KEY.to_owned())],
        ),
        (
            vec![],
            vec![account(), ("AZURE_STORAGE_SAS_TOKEN", SAS.to_owned())],
        ),
    ];
    for text in [&with_key, &with_sas] {
        all.push((flag("--connection-string", text), vec![]));
        all.push((
            vec![],
            vec![("AZURE_STORAGE_CONNECTION_STRING", text.clone())],
        ));
    }
    if cfg!(feature = "login") {
        all.push((vec!["--login=secret".to_owned()], login()));
        let own = ("AZURE_STORAGE_CONNECTION_STRING", with_key);
        all.push((
            vec!["--login=secret".to_owned()],
            [login(), vec![own]].concat(),
        ));
    }
    all
}

/// A service principal, whose authority is nowhere.
fn login() -> Variables {
    [
        ("AZURE_TENANT_ID", "tenant"),
        ("AZURE_CLIENT_ID", "client"),
        ("AZURE_CLIENT_SECRET", "secret"),
        ("AZURE_AUTHORITY_HOST", "https://127.0.0.1:1"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

#[test]
fn no_credential_goes_to_a_host_that_it_is_not_for() {
    let server = ForeignServer::new();
    let endpoint = server.endpoint();
    let url = format!("{endpoint}/into/b");
    let container = format!("{endpoint}/into");
    let ticket = file::holding("server.ticket", format!("blobcopy1 1 {url} -").as_bytes());
    let ticket = ticket.to_str().unwrap();
    let commands: [&[&str]; 7] = [
        &["wait", "--ticket", ticket],
        &["wait", &url],
        &["status", &url],
        &["abort", &url],
        &["abort", &url, "--copy-id", "1"],
        &["pending", &container],
        &["copy", "https://example.org/x", &url],
    ];
    for (flags, variables) in credentials() {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, &**value))
            .collect();
        for command in commands {
            let refused = run(&[command, &flags].concat(), &variables);
            let said = [
                "BlobEndpoint",
                "AZURE_STORAGE_CONNECTION_STRING",
                &*endpoint,
            ];
            refused.is_refused(2, &said);
            let what = format!("{command:?} {flags:?} {variables:?}");
            server.heard_nothing(&what);
            for secret in [KEY, "c2VjcmV0c2VjcmV0"] {
                assert!(!refused.stderr.contains(secret), "{refused:?}");
            }
            if !flags.contains(&"--login=secret") {
                assert!(
                    refused
                        .stderr
                        .contains("https://acct.blob.core.windows.net"),
                    "{refused:?}"
                );
            }
        }
    }
}

#[test]
fn neither_a_source_nor_its_explanation_gets_a_credential_that_is_not_for_it() {
    let server = ForeignServer::new();
    let endpoint = server.endpoint();
    let source = format!("{endpoint}/from/a");
    let own = [
        ("BLOBCOPY_SOURCE_ACCOUNT", "acct"),
        ("BLOBCOPY_SOURCE_SAS_TOKEN", SAS),
        (
            "AZURE_STORAGE_CONNECTION_STRING",
            "UseDevelopmentStorage=true",
        ),
    ];
    for words in [&["copy", &source, "into/b"][..], &["explain", &source]] {
        let refused = run(words, &own);
        refused.is_refused(2, &["BLOBCOPY_SOURCE_CONNECTION_STRING", &endpoint]);
        server.heard_nothing(&format!("{words:?}"));
    }
}

#[test]
fn what_explains_a_source_shows_it_no_credential_of_another_endpoint() {
    use std::io::{BufRead, BufReader, Write};
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let source = format!("http://{}/acct/from/a", listener.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let head: Vec<String> = lines
            .map(Result::unwrap)
            .take_while(|line| !line.is_empty())
            .collect();
        let reply = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        stream.write_all(reply).unwrap();
        head.join("\n").to_ascii_lowercase()
    });
    let sas = format!("AccountName=acct;SharedAccessSignature={SAS}");
    run(
        &["explain", &source],
        &[("AZURE_STORAGE_CONNECTION_STRING", &sas)],
    );
    let head = asked.join().unwrap();
    assert!(head.starts_with("get /acct/from/a "), "{head}");
    assert!(
        !head.contains("sig=") && !head.contains("authorization"),
        "{head}"
    );
}

#[test]
fn a_ticket_in_another_spelling_of_the_own_endpoint_is_waited_for() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    assert_eq!(account.run(&["copy", "cont/from", "cont/b"]).code, 0);
    let spelled = account
        .url("b")
        .replace("http://", "HTTP://")
        .replace("cont/b", "co%6Et/%62");
    let status = account.run(&["status", &spelled]);
    assert_eq!(status.code, 0, "{status:?}");
    let waited = account.run(&["wait", &spelled]);
    assert_eq!(waited.code, 0, "{waited:?}");
}

#[test]
fn a_source_is_opened_alike_by_its_name_and_by_its_url() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let until = "2099-01-01T00:00:00Z";
    let words = ["sas", "cont", "--permissions", "racwdl", "--expires", until];
    let sas = account.run(&words).stdout;
    let (_, sas) = sas.trim().split_once('?').expect("a URL with a SAS");
    let endpoint = account.url("").replace("/cont/", "");
    let connection = format!("BlobEndpoint={endpoint};SharedAccessSignature={sas}");
    let variables = [("AZURE_STORAGE_CONNECTION_STRING", &*connection)];
    let spelled = account
        .url("from")
        .replace("http:", "HTTP:")
        .replace("from", "%66rom");
    for source in ["cont/from", &account.url("from"), &spelled] {
        for more in [&[][..], &["--check-source"], &["--method", "sync"]] {
            let words = [&["copy", source, "cont/b"][..], more].concat();
            let copied = run(&words, &variables);
            assert_eq!(copied.code, 0, "{words:?} {copied:?}");
        }
        let explained = run(&["explain", source], &variables);
        assert_eq!(explained.code, 0, "{explained:?}");
    }
    let bare = [
        "copy",
        &account.url("from"),
        "cont/b",
        "--source-access",
        "as-given",
    ];
    assert_ne!(run(&bare, &variables).code, 0);
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    let server = ForeignServer::new();
    let endpoint = server.endpoint();
    let own = format!("AccountName=acct;AccountKey={KEY};BlobEndpoint={endpoint}");
    let source = "https://example.org/x";
    let azure = "https://acct.blob.core.windows.net";
    for (source, destination, says) in [
        (
            source,
            format!("{endpoint}/into/b?snapshot=2026-01-01T00:00:00.0000000Z"),
            "is a snapshot",
        ),
        (
            source,
            format!("{endpoint}/into/b?versionid=2026-01-01T00:00:00.0000000Z"),
            "is a version",
        ),
        (
            source,
            format!("{endpoint}/into?sv=1&sr=c&sig=c2VjcmV0"),
            "names a container instead of a blob",
        ),
        (
            source,
            "into".to_owned(),
            "names a container instead of a blob; write into/NAME",
        ),
        (
            &format!("{azure}/box/x/../a"),
            "into/b".to_owned(),
            "`..` as a segment",
        ),
        (
            &format!("{azure}/box?sv=1&sr=c&sig=c2VjcmV0"),
            "into/b".to_owned(),
            "names a container",
        ),
        (
            &format!("\"{azure}/box/a?sig=c2VjcmV0\""),
            "into/b".to_owned(),
            "quotes",
        ),
        (
            &format!("{azure}/box/a?sig=c2VjcmV0\n"),
            "into/b".to_owned(),
            "line break",
        ),
    ] {
        for more in [&[][..], &["--protect", "snapshot"], &["--method", "sync"]] {
            let words = [&["copy", source, &*destination][..], more].concat();
            let refused = run(&words, &[("AZURE_STORAGE_CONNECTION_STRING", &own)]);
            refused.is_refused(2, &[says]);
            assert!(!refused.stderr.contains("c2VjcmV0"), "{refused:?}");
            server.heard_nothing(&format!("{words:?}"));
        }
    }
}

#[test]
fn a_connection_string_that_cannot_be_right_is_refused() {
    for (text, says) in [
        (
            format!("AccountName=acct;AccountKey={KEY};EndpointSuffix=.core.windows.net"),
            "`EndpointSuffix`",
        ),
        (format!("\"AccountName=acct;AccountKey={KEY}\""), "quotes"),
        (
            format!("\u{feff}AccountName=acct;AccountKey={KEY}"),
            "byte order mark",
        ),
        (
            format!("AZURE_STORAGE_CONNECTION_STRING=AccountName=acct;AccountKey={KEY}"),
            "name of a variable",
        ),
    ] {
        let refused = run(
            &["status", "into/b"],
            &[("AZURE_STORAGE_CONNECTION_STRING", &text)],
        );
        refused.is_refused(2, &[says]);
        assert!(!refused.stderr.contains(KEY), "{refused:?}");
    }
}

#[test]
fn a_blob_cannot_be_listed_so_its_sas_has_no_letter_for_it() {
    let own = [(
        "AZURE_STORAGE_CONNECTION_STRING",
        "UseDevelopmentStorage=true",
    )];
    run(&["sas", "cont/b", "--permissions", "rl"], &own).is_refused(
        2,
        &[
            "--permissions",
            "only a container or a directory can be listed",
        ],
    );
    for words in [
        &["sas", "cont", "--permissions", "rl"][..],
        &["sas", "cont/b", "--directory", "--permissions", "rl"],
    ] {
        assert_eq!(run(words, &own).code, 0);
    }
}
