//! Signals.

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use blobcopy::CopyStatus;

use crate::account::Account;
use crate::process::Running;

#[test]
fn a_signal_aborts_the_copy_and_says_so() {
    for signal in ["TERM", "INT"] {
        let account = Account::with_copies_of(Duration::from_secs(3600));
        account.write("from", b"content");
        let mut copy = account.start(&["copy", "cont/from", "cont/b"]);
        copy.stderr_line("pending");
        copy.signal(signal);
        let ended = copy.end();
        assert_eq!(ended.code, 130, "{ended:?}");
        assert!(
            ended
                .stderr
                .contains("was aborted; the destination is empty"),
            "{ended:?}"
        );
        let status = account
            .run(&["status", "cont/b", "--output", "json"])
            .json();
        assert_eq!(status["status"], "aborted");
        assert_eq!(account.properties("b").content_length, Some(0));
    }
}

#[test]
fn an_interrupted_copy_is_one_object_with_json() {
    let account = Account::with_copies_of(Duration::from_secs(3600));
    account.write("from", b"content");
    let mut copy = account.start(&["copy", "cont/from", "cont/b", "--output", "jsonl"]);
    copy.stdout_line("{");
    copy.signal("TERM");
    let ended = copy.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (130, ""), "{ended:?}");
    let objects = ended.objects();
    let end = objects.last().unwrap();
    assert_eq!(end["status"], "aborted");
    assert_eq!(end["error"]["kind"], "copy_aborted");
    assert_eq!(end["error"]["copy_id"], end["copy_id"]);
}

#[test]
fn a_copy_that_is_to_be_detached_goes_on_after_a_signal_and_can_be_resumed() {
    for signal in ["TERM", "INT"] {
        let account = Account::with_copies_by_hand();
        account.write("from", b"content");
        let words = ["copy", "cont/from", "cont/b", "--detach-on-interrupt"];
        let mut copy = account.start(&words);
        let line = copy.stderr_line("copy id");
        copy.signal(signal);
        let ended = copy.end();
        let (id, status) = account.last_copy("b");
        assert!(line.ends_with(&id), "{line}");
        assert_eq!(
            (ended.code, status),
            (130, CopyStatus::Pending),
            "{ended:?}"
        );
        for way in [
            "blobcopy wait cont/b".to_owned(),
            format!("blobcopy abort cont/b --copy-id {id}"),
        ] {
            assert!(ended.stderr.contains(&way), "{ended:?}");
        }
        account.advance(100);
        assert_eq!(account.run(&["wait", "cont/b"]).code, 0);
    }
}

#[test]
fn a_detached_copy_is_one_pending_object_with_json() {
    let account = Account::with_copies_by_hand();
    account.write("from", b"content");
    let words = ["copy", "cont/from", "cont/b", "--detach-on-interrupt"];
    let mut copy = account.start(&[&words[..], &["--output", "jsonl"]].concat());
    copy.stdout_line("{");
    copy.signal("TERM");
    let ended = copy.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (130, ""), "{ended:?}");
    let objects = ended.objects();
    let end = objects.last().unwrap();
    assert_eq!(end["status"], "pending");
    assert_eq!(end["copy_id"], account.last_copy("b").0);
    assert_eq!(end["error"]["copy_id"], end["copy_id"]);
}

/// The start may have arrived: only its answer tells which copy to abort.
#[test]
fn a_start_without_an_answer_is_waited_for_until_the_second_signal() {
    let service = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/acct/cont/b", service.local_addr().unwrap());
    for more in [&[][..], &["--no-wait"]] {
        let words = [&["copy", "https://example.org/b", &url], more].concat();
        let mut copy = Running::start(&words, &[]);
        let _silent = receive(&service);
        copy.signal("TERM");
        copy.stderr_line("Interrupted. Waiting up to 5 s for the response");
        copy.signal("TERM");
        let ended = copy.end();
        assert_eq!(ended.code, 130, "{ended:?}");
        assert!(ended.stderr.contains("blobcopy status BLOB"), "{ended:?}");
    }
}

/// Without a second signal the command ends by itself, once the grace is over.
#[test]
fn a_start_without_an_answer_ends_the_command_when_the_grace_is_over() {
    let service = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/acct/cont/b", service.local_addr().unwrap());
    for more in [&[][..], &["--detach-on-interrupt"]] {
        let words = [&["copy", "https://example.org/b", &url], more].concat();
        let copy = Running::start(&words, &[]);
        let _silent = receive(&service);
        let begun = Instant::now();
        copy.signal("TERM");
        let ended = copy.end();
        assert!(begun.elapsed() < Duration::from_secs(10), "{ended:?}");
        assert_eq!(ended.code, 130, "{ended:?}");
        for says in ["may have been started", "blobcopy status BLOB"] {
            assert!(ended.stderr.contains(says), "{ended:?}");
        }
    }
}

/// The answer to a start is awaited for the grace; that to a question about the last copy is not.
#[test]
fn a_timeout_holds_while_a_request_is_in_flight_and_has_its_exit_code() {
    let service = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/acct/cont/b", service.local_addr().unwrap());
    for words in [
        &["copy", "https://example.org/b", &url, "--timeout", "100ms"][..],
        &["wait", &url, "--timeout", "100ms"],
    ] {
        let begun = Instant::now();
        let waiting = Running::start(words, &[]);
        let _silent = service.accept().unwrap();
        let ended = waiting.end();
        assert!(begun.elapsed() < Duration::from_secs(12), "{ended:?}");
        ended.is_refused(
            1,
            &[
                &url,
                if words[0] == "copy" {
                    "blobcopy status"
                } else {
                    "longer --timeout"
                },
            ],
        );
    }
}

#[test]
fn a_question_is_given_up_at_the_first_signal() {
    let service = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/acct/cont/b", service.local_addr().unwrap());
    for verb in ["status", "abort", "wait", "pending"] {
        let question = Running::start(&[verb, &url], &[]);
        let _silent = service.accept().unwrap();
        question.signal("TERM");
        question.end().is_refused(130, &["interrupted"]);
    }
}

/// Accepts a connection on which the first byte of a request has arrived, and answers nothing.
fn receive(service: &TcpListener) -> TcpStream {
    let (mut connection, _) = service.accept().unwrap();
    connection.read_exact(&mut [0]).unwrap();
    connection
}
