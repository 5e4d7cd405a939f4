//! Whatever cannot work gets one sentence that names the thing and the way out, and the right exit code.

use std::time::Duration;

use crate::account::Account;
use crate::file;
use crate::process::run;
use crate::source;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

#[test]
fn a_source_that_is_no_url_is_a_usage_error() {
    let account = Account::with_quick_copies();
    let long = format!("https://example.org/{}", "x".repeat(2048));
    for (source, says) in [
        ("big.iso", "absolute URL"),
        ("/cont/b", "absolute URL"),
        ("example.org/big.iso", "absolute URL"),
        ("ftp://example.org/b", "https://"),
        ("https://example.org/a b", "%20"),
        ("https:///b", "URL"),
        ("https://user:word@example.org/b", "user name"),
        ("", "absolute URL"),
        (&long, "2 KiB"),
    ] {
        account
            .run(&["copy", source, "cont/b"])
            .is_refused(2, &["the source", says]);
    }
}

#[test]
fn a_destination_that_is_no_blob_is_a_usage_error() {
    for (destination, says) in [
        ("cont/b", "AZURE_STORAGE_CONNECTION_STRING"),
        ("https://acct.blob.core.windows.net/Cont/b", "lower-case"),
        ("https://acct.blob.core.windows.net", "container"),
        ("https://acct.blob.core.windows.net/cont/b?sv=1", "SAS"),
    ] {
        run(&["copy", "https://example.org/b", destination], &[])
            .is_refused(2, &["the destination", says]);
    }
}

#[test]
fn a_host_that_is_not_there_is_a_network_failure() {
    let account = Account::with_quick_copies();
    let unknown = "http://no-such-host.invalid/cont/b";
    let words = ["status", unknown];
    run(&words, &[]).is_refused(5, &["no-such-host.invalid", "check the host name"]);
    let port = account.port();
    drop(account);
    let silent = format!("http://127.0.0.1:{port}/devstoreaccount1/cont/b");
    run(&["copy", "https://example.org/b", &silent], &[])
        .is_refused(5, &[&silent, "check the host name"]);
}

#[test]
fn a_source_whose_host_is_not_there_is_a_failure_of_the_service() {
    let account = Account::with_quick_copies();
    let gone = Account::with_quick_copies().port();
    let source = format!("http://127.0.0.1:{gone}/b");
    account.run(&["copy", &source, "cont/b"]).is_refused(
        5,
        &[
            "CannotVerifyCopySource",
            "the source did not answer",
            "blobcopy explain",
        ],
    );
}

#[test]
fn a_wrong_key_is_not_authorized() {
    let account = Account::with_quick_copies();
    let own = account.connection_string();
    let wrong = own.replace(blobcopy_auth::DEVELOPMENT_KEY, KEY);
    assert_ne!(own, wrong);
    let flags = ["--connection-string", &wrong];
    let url = account.url("b");
    let words = [&["status", &url][..], &flags].concat();
    run(&words, &[]).is_refused(
        3,
        &["AuthenticationFailed", "compare the account name and key"],
    );
    let words = [&["copy", "https://example.org/b", &url][..], &flags].concat();
    run(&words, &[]).is_refused(3, &["AuthenticationFailed", &url]);
}

#[test]
fn an_unknown_flag_is_not_suggested_as_a_source() {
    for (flag, tip) in [
        ("--recursive", "one blob at a time"),
        ("--unheard-of", "error: "),
    ] {
        let refused = run(&["copy", "live/db.vhd", "backups/db.vhd", flag], &[]);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(
            refused.stderr.contains(flag) && refused.stderr.contains(tip),
            "{refused:?}"
        );
        assert!(!refused.stderr.contains("as a value"), "{refused:?}");
    }
}

#[test]
fn no_credential_at_all_is_said() {
    let account = Account::with_quick_copies();
    let refused = run(&["status", &account.url("b")], &[]);
    assert!([3, 4].contains(&refused.code), "{refused:?}");
    refused.is_refused(refused.code, &["the request has no credential"]);
}

#[test]
fn a_credential_of_another_account_is_said_before_anything_is_sent() {
    let variables = [
        ("AZURE_STORAGE_ACCOUNT", "other"),
        ("AZURE_STORAGE_KEY", KEY),
    ];
    let (own, url) = (
        "https://other.blob.core.windows.net",
        "https://acct.blob.core.windows.net",
    );
    run(&["status", &format!("{url}/cont/b")], &variables)
        .is_refused(2, &[own, url, "pass the credential of account `acct`"]);
}

#[test]
fn a_missing_container_is_not_found() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    for words in [
        &["copy", "absent/from", "absent/b"][..],
        &["status", "absent/b"],
        &["abort", "absent/b"],
    ] {
        account
            .run(words)
            .is_refused(4, &["ContainerNotFound", "blobcopy mk absent"]);
    }
    let either = ["ContainerNotFound", "either", "`absent` or `cont`"];
    account
        .run(&["copy", "cont/from", "absent/b"])
        .is_refused(4, &either);
}

#[test]
fn a_missing_blob_is_not_found() {
    let account = Account::with_quick_copies();
    account
        .run(&["copy", "cont/absent", "cont/b"])
        .is_refused(4, &["BlobNotFound", "the source does not exist"]);
    account
        .run(&["copy", "--check-source", "cont/absent", "cont/b"])
        .is_refused(4, &["BlobNotFound", "the source does not exist"]);
    for verb in ["status", "abort"] {
        account
            .run(&[verb, "cont/absent"])
            .is_refused(4, &["BlobNotFound", "correct the name of the blob"]);
    }
}

#[test]
fn a_destination_that_is_receiving_a_copy_is_left_alone_and_the_copy_is_named() {
    let account = Account::with_copies_of(Duration::from_secs(3600));
    account.write("from", b"content");
    account.write("other", b"content");
    let pending = account.leave("cont/other", "b");
    account.run(&["copy", "cont/from", "cont/b"]).is_refused(
        1,
        &[
            "copying cont/from to cont/b failed",
            &pending,
            "--on-pending wait",
            "--on-pending abort",
        ],
    );

    let refused = account.run(&["copy", "cont/from", "cont/b", "--output", "json"]);
    assert_eq!(refused.code, 1);
    assert_eq!(refused.json()["error"]["kind"], "pending_copy");
    assert_eq!(refused.json()["error"]["pending_copy_id"], *pending);

    account
        .run(&["abort", "cont/b", "--copy-id", "another"])
        .is_refused(1, &["CopyIdMismatch", "blobcopy status"]);
}

#[test]
fn a_connection_string_with_a_part_missing_is_a_usage_error_that_names_the_part() {
    let key = format!("AccountKey={KEY}");
    for (text, says) in [
        (key.as_str(), "AccountName"),
        ("AccountName=acct;AccountKey=", "AccountKey"),
        (
            "DevelopmentStorageProxyUri=http://proxy",
            "UseDevelopmentStorage",
        ),
        ("nonsense", "connection string"),
    ] {
        run(
            &["status", "cont/b"],
            &[("AZURE_STORAGE_CONNECTION_STRING", text)],
        )
        .is_refused(2, &["the credential cannot be used", says]);
        run(&["status", "cont/b", "--connection-string", text], &[])
            .is_refused(2, &["the credential cannot be used", says]);
    }
    run(&["status", "cont/b"], &[("AZURE_STORAGE_KEY", KEY)])
        .is_refused(2, &["AZURE_STORAGE_ACCOUNT"]);
}

#[test]
fn a_port_in_use_is_named() {
    let account = Account::with_quick_copies();
    let port = account.port().to_string();
    run(&["emulator", "--port", &port], &[])
        .is_refused(5, &[&port, "in use", "choose another port"]);
}

#[test]
fn an_emulator_that_cannot_be_is_a_usage_error() {
    for (words, says) in [
        (["--account", "acct"], "NAME:KEY"),
        (["--account", "acct:*"], "acct"),
        (["--container", "No"], "lower-case"),
    ] {
        let words = [&["emulator", "--port", "0"][..], &words].concat();
        run(&words, &[]).is_refused(2, &[says]);
    }
}

#[test]
fn words_that_are_no_command_are_a_usage_error() {
    for words in [
        &["cpy"][..],
        &["copy"],
        &["copy", "https://example.org/b"],
        &[
            "copy",
            "https://example.org/b",
            "cont/b",
            "--timeout",
            "soon",
        ],
        &[
            "copy",
            "https://example.org/b",
            "cont/b",
            "--abort-on-timeout",
        ],
        &[
            "copy",
            "https://example.org/b",
            "cont/b",
            "--no-wait",
            "--timeout",
            "5m",
        ],
        &["emulator", "--rate", "fast"],
        &["emulator", "--rate", "1MB", "--at-once"],
        &[
            "copy",
            "https://example.org/b",
            "cont/b",
            "--on-pending",
            "ask",
        ],
        &["copy", "README.md", "--embedded", "--on-pending", "wait"],
        &["copy", "README.md", "--embedded", "--ticket", "t"],
        &["wait"],
        &["wait", "cont/b", "--ticket", "t"],
        &["wait", "cont/b", "--poll-ceiling", "0s"],
        &["pending"],
        &["status", "cont/b", "--output", "yaml"],
    ] {
        let refused = run(words, &[]);
        assert_eq!(
            (refused.code, refused.stdout.as_str()),
            (2, ""),
            "{refused:?}"
        );
        assert!(refused.stderr.starts_with("error: "), "{refused:?}");
    }
    let account = Account::with_quick_copies();
    account
        .run(&["copy", "cont/from", "cont/b", "--metadata", "novalue"])
        .is_refused(2, &["KEY=VALUE"]);
    account
        .run(&["abort", "cont/b", "--copy-id", ""])
        .is_refused(2, &["--copy-id"]);
}

#[test]
fn every_error_is_one_object_with_json() {
    let account = Account::with_quick_copies();
    let source = source::serving(Vec::new());
    for (words, code, kind, service_code) in [
        (&["cpy"][..], 2, "invalid", None),
        (&["copy", "big.iso", "cont/b"], 2, "invalid", None),
        (
            &["copy", &source, "absent/b"],
            4,
            "not_found",
            Some("ContainerNotFound"),
        ),
        (
            &["status", "cont/absent"],
            4,
            "not_found",
            Some("BlobNotFound"),
        ),
    ] {
        for format in ["json", "jsonl"] {
            let refused = account.run(&[words, &["--output", format]].concat());
            assert_eq!(
                (refused.code, refused.stderr.as_str()),
                (code, ""),
                "{refused:?}"
            );
            let error = &refused.json()["error"];
            assert_eq!(error["kind"], kind);
            assert_eq!(error["code"].as_str(), service_code);
            assert!(!error["message"].as_str().unwrap().is_empty());
        }
    }
}

#[test]
fn certificates_that_a_variable_names_and_that_are_not_there_are_refused() {
    for (file, why) in [
        ("/nowhere/ca.pem", "No such file"),
        ("/dev/null", "no PEM certificate"),
    ] {
        let url = "https://127.0.0.1:1/acct/cont/b";
        let ended = run(
            &["status", url, "--login=none"],
            &[("SSL_CERT_FILE", file), ("SSL_CERT_DIR", "")],
        );
        ended.is_refused(2, &[&format!("SSL_CERT_FILE={file}"), why, "unset it"]);
    }
}

/// The table is shared with the tests of the other interfaces.
#[test]
fn what_no_interface_can_send_is_refused_by_its_exit_code() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let table = include_str!("../../../../tests/refusals.json");
    let cases: Vec<serde_json::Value> = serde_json::from_str(table).unwrap();
    for case in cases {
        let Some(words) = case["command"].as_array() else {
            continue;
        };
        let words: Vec<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
        let ended = account.run(&[&["copy", "cont/from", "cont/to"], &words[..]].concat());
        assert_eq!(ended.code, 2, "{case}: {ended:?}");
        for says in case["says"].as_array().unwrap() {
            assert!(
                ended.stderr.contains(says.as_str().unwrap()),
                "{says}: {ended:?}"
            );
        }
    }
    assert_eq!(account.asked_for("CopyBlob"), 0);
}

#[test]
fn a_pasted_quote_or_dash_is_named_with_what_to_write() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    for (words, says) in [
        (["copy", "‘cont/from’", "cont/b"], "write 'cont/from'"),
        (["copy", "“cont/from”", "cont/b"], "write 'cont/from'"),
        (["copy", "'cont/from", "cont/b"], "write cont/from"),
        (["copy", "cont/from", "cont/b\""], "write cont/b"),
        (["copy", "cont/from", "—no-wait"], "write --no-wait"),
        (["pending", "'cont", "–q"], "write -q"),
    ] {
        account.run(&words).is_refused(2, &[says]);
    }
    account
        .run(&["pending", "'cont'"])
        .is_refused(2, &["write cont"]);
    assert_eq!(account.asked_for("CopyBlob"), 0);
}

#[test]
fn a_container_where_a_blob_belongs_is_named_with_what_to_write() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let before = account.requests();
    let container = account.url("x").replace("/x", "");
    for (source, destination, says) in [
        ("cont/from", "cont", "or cont/ to keep the name".to_owned()),
        (
            "cont/from",
            &container,
            format!("write {container}/NAME, or {container}/ to keep"),
        ),
        ("cont", "cont/b", "`blobcopy ls cont` lists".to_owned()),
        ("cont/", "cont/b", "`blobcopy ls cont/`".to_owned()),
        (
            &container,
            "cont/b",
            format!("`blobcopy ls {container}` lists"),
        ),
    ] {
        account
            .run(&["copy", source, destination])
            .is_refused(2, &[&says]);
    }
    assert_eq!(account.requests(), before);
}

#[test]
fn a_local_file_or_directory_is_named_with_the_command_for_it() {
    let account = Account::with_quick_copies();
    account.write("from", b"content");
    let file = file::holding("local.txt", b"content");
    let (file, folder) = (file.to_str().unwrap(), env!("CARGO_TARGET_TMPDIR"));
    for (source, destination, says) in [
        (file, "cont/", format!("`blobcopy put {file} cont/`")),
        (folder, "cont/", "is a local directory".to_owned()),
        (
            "cont/from",
            file,
            format!("`blobcopy get cont/from {file}`"),
        ),
        (
            "cont/from",
            "./new.txt",
            "`blobcopy get cont/from ./new.txt`".to_owned(),
        ),
    ] {
        account
            .run(&["copy", source, destination])
            .is_refused(2, &[&says]);
    }
}
