//! `blobcopy pending`.

use blobcopy::CopyStatus;
use serde_json::Value;

use crate::account::Account;
use crate::copying::{KEYS, keys, sorted};
use crate::process::run;
use crate::script::{self, refusal, reply};
use crate::source;

const SECRET: &str = "c2VjcmV0LXNlY3JldC1zZWNyZXQ%3D";

/// An account with two pending copies below `2026/`, one of them from a URL with a SAS, one elsewhere, and one that
/// has ended. Returns the ids of the first three.
fn account() -> (Account, [String; 3]) {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    account.leave("cont/from", "2026/ended");
    account.advance(100);
    let source = source::serving(vec![1; 1000]);
    let with_sas = format!("{source}?sv=2021-12-02&sp=r&sig={SECRET}");
    let ids = [
        account.leave("cont/from", "2026/a b"),
        account.leave(&with_sas, "2026/c"),
        account.leave("cont/from", "elsewhere"),
    ];
    account.advance(10);
    (account, ids)
}

#[test]
fn pending_copies_are_listed_below_a_prefix_and_without_a_secret() {
    let (account, [first, second, elsewhere]) = account();
    let url = account.url("");
    for (prefix, ids) in [
        ("cont", &[&first, &second, &elsewhere][..]),
        ("cont/", &[&first, &second, &elsewhere]),
        ("cont/2026/", &[&first, &second]),
        ("cont/2026/a b", &[&first]),
        (&format!("{url}2026/"), &[&first, &second]),
        (&format!("{url}2026/a%20b"), &[&first]),
        (&url, &[&first, &second, &elsewhere]),
        (url.trim_end_matches('/'), &[&first, &second, &elsewhere]),
    ] {
        let listed = account.run(&["pending", prefix]);
        assert_eq!((listed.code, listed.stderr.as_str()), (0, ""), "{listed:?}");
        let lines: Vec<_> = listed.stdout.lines().collect();
        assert!(lines[0].starts_with("copy id "), "{listed:?}");
        assert_eq!(lines.len(), ids.len() + 1, "{prefix}: {listed:?}");
        for (line, id) in lines[1..].iter().zip(ids) {
            assert!(line.starts_with(*id), "{prefix}: {listed:?}");
        }
        assert!(!listed.stdout.contains("sig"), "{listed:?}");
    }
}

#[test]
fn the_table_says_how_far_each_is_and_from_where_it_comes() {
    let (account, [first, ..]) = account();
    let (destination, source) = (account.url("2026/a%20b"), account.url("from"));
    for (prefix, destination, source) in [
        ("cont/2026/a", "cont/2026/a b", "cont/from"),
        (&*account.url("2026/a"), &*destination, &*source),
    ] {
        let listed = account.run(&["pending", prefix]);
        let row = format!("{first}  0 B of 7 B  {destination}  {source}");
        assert_eq!(
            listed.stdout.lines().last(),
            Some(row.as_str()),
            "{listed:?}"
        );
    }
}

#[test]
fn with_json_they_are_one_object_and_with_jsonl_an_object_a_line() {
    let (account, [first, second, _]) = account();
    let listed = account
        .run(&["pending", "cont/2026/", "--output", "json"])
        .json();
    assert_eq!(keys(&listed), ["pending"]);
    let lines = account
        .run(&["pending", "cont/2026/", "--output", "jsonl"])
        .objects();
    assert_eq!(listed["pending"].as_array(), Some(&lines));
    for (object, id) in lines.iter().zip([&first, &second]) {
        assert_eq!(keys(object), sorted(&KEYS));
        assert_eq!(object["copy_id"], **id);
        assert_eq!(object["status"], "pending");
    }
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[1]["progress"],
        serde_json::json!({"copied": 100, "total": 1000})
    );
    assert!(!lines[1]["source"].as_str().unwrap().contains("sig"));
}

#[test]
fn that_none_is_pending_is_an_answer() {
    let (account, _) = account();
    for more in [&[][..], &["--abort"]] {
        let none = account.run(&[&["pending", "cont/nothing"], more].concat());
        assert_eq!((none.code, none.stdout.as_str()), (0, ""), "{none:?}");
        assert!(none.stderr.starts_with("no copy is pending"), "{none:?}");
        let words = [&["pending", "cont/nothing", "--output", "json"], more].concat();
        assert_eq!(
            account.run(&words).json(),
            serde_json::json!({"pending": []})
        );
    }
}

#[test]
fn every_copy_that_is_listed_is_aborted_if_so_wished_and_no_other() {
    let (account, [first, second, elsewhere]) = account();
    let ended = account.run(&["pending", "cont/2026/", "--abort"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let lines: Vec<_> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{ended:?}");
    for (line, id) in lines.iter().zip([&first, &second]) {
        assert!(
            line.starts_with(&format!("aborted copy {id} to ")),
            "{line}"
        );
    }
    assert_eq!(account.last_copy("2026/a b"), (first, CopyStatus::Aborted));
    assert_eq!(account.last_copy("2026/c"), (second, CopyStatus::Aborted));
    assert_eq!(
        account.last_copy("elsewhere"),
        (elsewhere, CopyStatus::Pending)
    );

    let ended = account
        .run(&["pending", "cont", "--abort", "--output", "json"])
        .json();
    assert_eq!(ended["pending"].as_array().unwrap().len(), 1);
    assert_eq!(ended["pending"][0]["status"], "aborted");
}

/// The abort of one that was listed, answered like this, and then perhaps the question how it ended.
fn abort_answered<const N: usize>(format: &str, answers: [String; N]) -> crate::process::Ended {
    let page = "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\"cont\"><Blobs>\
         <Blob><Name>b</Name><Properties><CopyId>the-one</CopyId><CopySource>https://a.net/x</CopySource>\
         <CopyStatus>pending</CopyStatus><CopyProgress>1/10</CopyProgress></Properties></Blob>\
         </Blobs><NextMarker/></EnumerationResults>";
    let mut replies = vec![reply("200 OK", &[], page)];
    replies.extend(answers);
    let url = match N {
        1 => script::playing::<2>(replies.try_into().unwrap()),
        _ => script::playing::<3>(replies.try_into().unwrap()),
    };
    let prefix = format!("{url}/cont");
    run(&["pending", &prefix, "--abort", "--output", format], &[])
}

fn found(id: &str, status: &str) -> String {
    let headers = [("x-ms-copy-id", id), ("x-ms-copy-status", status)];
    reply("200 OK", &headers, "")
}

#[test]
fn one_that_ended_before_its_abort_is_said_to_have_ended() {
    let too_late = || refusal("409 Conflict", "NoPendingCopyOperation");
    let ended = abort_answered("text", [too_late(), found("the-one", "success")]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stdout.contains("the-one"), "{ended:?}");
    assert!(ended.stdout.contains("had succeeded already"), "{ended:?}");

    let ended = abort_answered("json", [too_late(), found("another", "pending")]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let object = &ended.json()["pending"][0];
    assert_eq!(object["error"]["kind"], "copy_superseded");
    assert_eq!(
        (&object["copy_id"], &object["status"]),
        (&Value::from("the-one"), &Value::Null)
    );
}

#[test]
fn one_that_could_not_be_aborted_decides_the_exit_code() {
    let forbidden = || refusal("403 Forbidden", "AuthorizationPermissionMismatch");
    let ended = abort_answered("text", [forbidden()]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended.stdout.contains("AuthorizationPermissionMismatch"),
        "{ended:?}"
    );
    let ended = abort_answered("jsonl", [forbidden()]);
    assert_eq!(
        (ended.code, &ended.json()["error"]["copy_id"]),
        (3, &Value::from("the-one"))
    );
}

#[test]
fn what_cannot_be_listed_is_said() {
    let (account, _) = account();
    account
        .run(&["pending", "absent"])
        .is_refused(4, &["ContainerNotFound", "correct"]);
    for prefix in ["No", "/cont", "", "https://acct.blob.core.windows.net"] {
        account
            .run(&["pending", prefix])
            .is_refused(2, &["the prefix"]);
    }
    run(&["pending", "cont"], &[])
        .is_refused(2, &["the prefix", "AZURE_STORAGE_CONNECTION_STRING"]);
    let own = account.connection_string();
    let wrong = own.replace(blobcopy_auth::DEVELOPMENT_KEY, "AAECAwQFBgcICQoLDA0ODw==");
    let flags = ["--connection-string", &wrong];
    let url = account.url("");
    run(&[&["pending", &url][..], &flags].concat(), &[]).is_refused(
        3,
        &["AuthenticationFailed", "compare the account name and key"],
    );
    let refused = run(&["pending", &url], &[]);
    refused.is_refused(refused.code, &["the request has no credential"]);
}

/// What a terminal obeys, or does not show: each could forge a line, hide a part of one, or reverse it.
const HOSTILE: [char; 26] = [
    '\u{7}',
    '\u{8}',
    '\t',
    '\n',
    '\u{b}',
    '\r',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{90}',
    '\u{9b}',
    '\u{9d}',
    '\u{ad}',
    '\u{61c}',
    '\u{200b}',
    '\u{200d}',
    '\u{200e}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202e}',
    '\u{2066}',
    '\u{2069}',
    '\u{feff}',
    '\u{fff9}',
    '\u{e0041}',
];

/// A listing of one pending copy into a blob of that name, from a source and with a description that hold the same.
fn page_with(name: &str) -> String {
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let in_xml: String = name
        .chars()
        .map(|c| match u32::from(c) {
            // XML has no way to write these.
            code if code < 0x20 && !"\t\n\r".contains(c) => "?".to_owned(),
            code => format!("&#{code};"),
        })
        .collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\"cont\"><Blobs>\
         <Blob><Name Encoded=\"true\">{encoded}</Name><Properties><CopyId>the-one</CopyId>\
         <CopySource>https://a.net/{in_xml}</CopySource><CopyStatus>pending</CopyStatus>\
         <CopyStatusDescription>slow {in_xml}</CopyStatusDescription><CopyProgress>1/10</CopyProgress>\
         </Properties></Blob></Blobs><NextMarker/></EnumerationResults>"
    );
    reply("200 OK", &[], &body)
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed_of_a_name_a_source_or_a_message() {
    for c in HOSTILE {
        let name = format!("a{c}b/../copied 1 B");
        for format in ["text", "json", "jsonl"] {
            let url = script::playing([page_with(&name)]);
            let listed = run(
                &["pending", &format!("{url}/cont"), "--output", format],
                &[],
            );
            assert_eq!((listed.code, listed.stderr.as_str()), (0, ""), "{listed:?}");
            let lines = if format == "text" { 2 } else { 1 };
            assert_eq!(listed.stdout.lines().count(), lines, "{c:?}: {listed:?}");
            let is_plain = |c: char| c == '\n' || blobcopy_proto::is_legible(c);
            assert!(listed.stdout.chars().all(is_plain), "{c:?}: {listed:?}");
            let named = match format {
                "text" => listed
                    .stdout
                    .contains(&format!("\\u{{{:x}}}b/../copied", u32::from(c))),
                "json" => listed.json()["pending"][0]["destination"]
                    .as_str()
                    .unwrap()
                    .ends_with(&name),
                _ => listed.json()["destination"]
                    .as_str()
                    .unwrap()
                    .ends_with(&name),
            };
            assert!(named, "{c:?}: {listed:?}");
        }
    }
}

#[test]
fn a_hostile_name_cannot_forge_a_line_while_it_is_aborted() {
    let url = script::playing([page_with("a\r\u{1b}[2Kb/../copied\n1 B")]);
    let ended = run(&["pending", &format!("{url}/cont"), "--abort"], &[]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert_eq!(ended.stdout.lines().count(), 1, "{ended:?}");
    let is_plain = |c: char| c == '\n' || blobcopy_proto::is_legible(c);
    assert!(ended.stdout.chars().all(is_plain), "{ended:?}");
}
