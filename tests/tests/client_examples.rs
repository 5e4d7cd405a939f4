//! The example programs of the client, each run as a process.

use std::env;
use std::process::Command;
use std::time::Duration;

use blobcopy::BlobServiceClient;
use blobcopy_emulator::{Emulator, Pace};

const OTHER: &str = "other";

/// An emulator with the blob `live/db.vhd` in both accounts, and with an empty container `backups`.
async fn emulator() -> (Emulator, String) {
    let emulator = Emulator::builder()
        .account("acct", "c2VjcmV0")
        .account(OTHER, "b3RoZXI=")
        .container("live")
        .container("backups")
        .pace(Pace::lasting(Duration::from_millis(30)))
        .start()
        .unwrap();
    for account in ["acct", OTHER] {
        let text = emulator.connection_string(account).unwrap();
        let service = BlobServiceClient::from_connection_string(&text).unwrap();
        let blob = service.blob("live", "db.vhd").unwrap();
        blob.upload("content").await.unwrap();
    }
    let own = emulator.connection_string("acct").unwrap();
    (emulator, own)
}

/// An example program, in an environment that names no account by its parts.
fn process(example: &str) -> Command {
    let test = env::current_exe().unwrap();
    let built = test.ancestors().nth(2).unwrap().join("examples");
    let mut command = Command::new(built.join(example));
    command
        .env_remove("AZURE_STORAGE_ACCOUNT")
        .env_remove("AZURE_STORAGE_KEY")
        .env_remove("AZURE_STORAGE_SAS_TOKEN");
    command
}

fn run(example: &str, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = process(example)
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .expect("`cargo build --examples -p blobcopy` builds it");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{example}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

const CONNECTION_STRING: &str = "AZURE_STORAGE_CONNECTION_STRING";

#[tokio::test]
async fn one_blob_is_copied_within_its_account() {
    let (_emulator, own) = emulator().await;
    for example in ["copy", "own_http"] {
        let printed = run(
            example,
            &["live/db.vhd", "backups/db.vhd"],
            &[(CONNECTION_STRING, &own)],
        );
        assert!(printed.ends_with("ended in success\n"), "{printed}");
    }
}

#[tokio::test]
async fn one_blob_is_copied_from_another_account() {
    let (emulator, own) = emulator().await;
    let theirs = emulator.connection_string(OTHER).unwrap();
    let printed = run(
        "other_account",
        &["live/db.vhd", "backups/db.vhd"],
        &[
            (CONNECTION_STRING, &own),
            ("SOURCE_CONNECTION_STRING", &theirs),
        ],
    );
    assert!(printed.ends_with("ended in success\n"), "{printed}");
}

#[tokio::test]
async fn a_copy_is_resumed_by_another_process() {
    let (_emulator, own) = emulator().await;
    let variables = [(CONNECTION_STRING, own.as_str())];
    let ticket = run(
        "resume",
        &["start", "live/db.vhd", "backups/db.vhd"],
        &variables,
    );
    let printed = run("resume", &["wait", ticket.trim_end()], &variables);
    assert_eq!(printed, "ended in success\n");
}

#[tokio::test]
async fn a_container_is_copied() {
    let (_emulator, own) = emulator().await;
    let printed = run(
        "many_at_once",
        &["live", "backups"],
        &[(CONNECTION_STRING, &own)],
    );
    assert_eq!(printed, "db.vhd: success\n");
}

#[test]
fn variables_that_name_no_account_are_refused_without_being_repeated() {
    for (variables, says) in [
        (&[][..], "the environment names no account"),
        (
            &[("AZURE_STORAGE_KEY", "c2VjcmV0")],
            "reading the account from the environment failed",
        ),
    ] {
        let output = process("copy")
            .args(["live/db.vhd", "backups/db.vhd"])
            .env_remove(CONNECTION_STRING)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(says) && !said.contains("c2VjcmV0"), "{said}");
    }
}
