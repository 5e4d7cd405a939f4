//! What a subscriber is told of a copy, and what it is not.

#[path = "../examples/spans.rs"]
#[allow(dead_code, reason = "its `main` is for the command line")]
mod example;

use std::sync::LazyLock;
use std::time::Duration;

use blobcopy::{BlobClient, BlobServiceClient, Credential};
use blobcopy_emulator::{Emulator, Fault, FaultEffect, Pace};
use blobcopy_tests::cases::ACCOUNTS;
use blobcopy_tests::span_tree::SpanTree;

static EMULATOR: LazyLock<Emulator> = LazyLock::new(|| {
    let builder = Emulator::builder().container("box");
    let (name, key) = ACCOUNTS[0];
    let builder = builder
        .account(name, key)
        .pace(Pace::lasting(Duration::from_secs(60)));
    builder.start().expect("any port will do")
});

fn service() -> BlobServiceClient {
    let (name, key) = ACCOUNTS[0];
    let credential = Credential::shared_key(name, key).unwrap();
    BlobServiceClient::new(&EMULATOR.endpoint(name), credential).unwrap()
}

/// A blob to copy from, and one to copy into.
async fn blobs(name: &str) -> (BlobClient, BlobClient) {
    let source = service().blob("box", &format!("from-{name}")).unwrap();
    source.upload("some bytes").await.unwrap();
    (
        source,
        service().blob("box", &format!("into-{name}")).unwrap(),
    )
}

/// Runs `doing` under a subscriber on this thread.
fn told<T>(doing: impl Future<Output = T>) -> (String, T) {
    let tree = SpanTree::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.unwrap();
    let done = tracing::subscriber::with_default(tree.subscriber(), || runtime.block_on(doing));
    (tree.text(), done)
}

/// The copies' spans with all beneath, and whatever else lies at the root.
fn copies_and_rest(text: &str) -> (Vec<String>, String) {
    let (mut copies, mut rest) = (Vec::new(), String::new());
    let mut is_in_copy = false;
    for line in text.lines() {
        if !line.starts_with(' ') {
            is_in_copy = line == "blob copy";
            if is_in_copy {
                copies.push(String::new());
            }
        }
        match copies.last_mut() {
            Some(copy) if is_in_copy => *copy += &format!("{line}\n"),
            _ => rest += &format!("{line}\n"),
        }
    }
    (copies, rest)
}

#[test]
fn the_example_shows_one_copy_and_none_of_its_secrets() {
    let (text, source) = told(example::tell());
    let (copies, _) = copies_and_rest(&text);
    let [copy] = &copies[..] else {
        panic!("one copy has one span: {text}");
    };
    for field in [
        "az.namespace=Microsoft.Storage",
        "server.address=127.0.0.1",
        "blobcopy.status=success",
        "blobcopy.progress.total=10",
    ] {
        assert!(copy.contains(&format!("\n  {field}\n")), "{field}: {copy}");
    }
    let events: Vec<&str> = copy
        .lines()
        .filter(|line| line.contains(" DEBUG "))
        .collect();
    assert!(
        events[0].contains("error.type=ServerBusy") && events[0].contains("=503"),
        "{copy}"
    );
    assert!(
        events[1].contains("resend_count=1") && events[1].contains("blobcopy.operation=CopyBlob"),
        "{copy}"
    );
    assert!(events[2].contains("error.type=connection_broken"), "{copy}");
    assert!(
        events[3].contains("resend_count=1") && events[3].contains("az.service_request_id="),
        "{copy}"
    );

    let (_, query) = source.as_ref().unwrap().expose().split_once('?').unwrap();
    let signature = query.split("sig=").nth(1).unwrap();
    let keys = ACCOUNTS.map(|(_, key)| key);
    // Of every token, its first part.
    let tokens = ["eyJ", "Bearer"];
    for secret in [query, signature, "sig=", "skoid"]
        .into_iter()
        .chain(keys)
        .chain(tokens)
    {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[test]
fn begin_wait_and_abort_lie_in_one_span() {
    let (text, id) = told(async {
        let (source, target) = blobs("abort").await;
        let copy = target
            .begin_copy(source.as_source().unwrap())
            .await
            .unwrap();
        copy.ask().await.unwrap();
        copy.abort().await.unwrap();
        copy.copy_id().to_string()
    });
    let (copies, rest) = copies_and_rest(&text);
    let [copy] = &copies[..] else {
        panic!("one copy has one span: {text}");
    };
    let asked = |operation: &str| {
        let field = format!("blobcopy.operation={operation}");
        copy.split_whitespace()
            .filter(|word| *word == field)
            .count()
    };
    for operation in ["CopyBlob", "GetBlobProperties", "AbortCopyBlob"] {
        assert_eq!(asked(operation), 1, "{copy}");
        assert!(!rest.contains(operation), "{rest}");
    }
    assert!(
        copy.contains(&format!("\n  blobcopy.copy_id={id}\n")),
        "{copy}"
    );
    assert!(copy.contains("\n  blobcopy.status=aborted\n"), "{copy}");
    assert!(
        !copy.contains("\n  error.type="),
        "an abort that was asked for is no error: {copy}"
    );
}

#[test]
fn a_resumed_copy_has_its_name_from_the_start() {
    let (text, id) = told(async {
        let (source, target) = blobs("resume").await;
        let ticket = target
            .begin_copy(source.as_source().unwrap())
            .await
            .unwrap()
            .detach();
        let copy = service().resume(&ticket).unwrap();
        copy.abort().await.unwrap();
        copy.copy_id().to_string()
    });
    let (copies, _) = copies_and_rest(&text);
    assert_eq!(copies.len(), 2, "{text}");
    let named = |copy: &String| {
        copy.matches(&format!("\n  blobcopy.copy_id={id}\n"))
            .count()
    };
    assert_eq!(
        copies.iter().map(named).collect::<Vec<_>>(),
        [1, 1],
        "{text}"
    );
}

#[test]
fn an_abandoned_copy_is_aborted_in_its_span() {
    let (text, ()) = told(async {
        let (source, target) = blobs("abandoned").await;
        let started = source.as_source().unwrap();
        let copying = target.copy(started);
        let until_pending = async { while target.copy_state().await.is_err() {} };
        tokio::select! {
            copied = copying => panic!("it lasts a minute: {copied:?}"),
            () = until_pending => {}
        }
        while target
            .copy_state()
            .await
            .unwrap()
            .is_some_and(|copy| copy.status == blobcopy::CopyStatus::Pending)
        {}
    });
    let (copies, _) = copies_and_rest(&text);
    let [copy] = &copies[..] else {
        panic!("one copy has one span: {text}");
    };
    assert!(copy.contains("blobcopy.operation=AbortCopyBlob"), "{copy}");
    assert!(copy.contains("\n  blobcopy.status=aborted\n"), "{copy}");
}

#[test]
fn a_call_that_fails_says_so_in_its_span() {
    let (text, ()) = told(async {
        EMULATOR.add_fault(
            Fault::new(FaultEffect::internal_error())
                .on("SetBlobTier")
                .times(1),
        );
        let missing = service().blob("box", "missing").unwrap();
        missing
            .set_tier(blobcopy::proto::AccessTier::Cool)
            .await
            .unwrap_err();
    });
    assert!(
        text.starts_with("blob call\n") && text.contains("\n  error.type=not_found\n"),
        "{text}"
    );
    let events: Vec<&str> = text
        .lines()
        .filter(|line| line.contains(" DEBUG "))
        .collect();
    assert!(events[0].contains("error.type=InternalError"), "{text}");
    assert!(
        events[1].contains("resend_count=1") && events[1].contains("error.type=BlobNotFound"),
        "{text}"
    );
}
