//! A service that is too busy for every third request loses no copy.

use std::collections::BTreeSet;
use std::time::Duration;

use blobcopy::{BlobServiceClient, CopyStatus, Credential};
use blobcopy_emulator::{Emulator, Fault, FaultEffect, Pace};

const COPIES: usize = 2_000;
const KEY: &str = "dGhlIGtleSBvZiB0aGUgZmlyc3QgYWNjb3VudA==";

#[tokio::test]
async fn two_thousand_copies_finish_although_every_third_request_is_put_off() {
    let busy = Fault::new(FaultEffect::server_busy(1)).with_probability(1.0 / 3.0, 7);
    let emulator = Emulator::builder()
        .account("first", KEY)
        .container("box")
        .pace(Pace::lasting(Duration::from_millis(200)))
        .start()
        .unwrap();
    let credential = Credential::shared_key("first", KEY).unwrap();
    let service = BlobServiceClient::new(&emulator.endpoint("first"), credential).unwrap();
    let source = service.blob("box", "from").unwrap();
    source.upload("some bytes").await.unwrap();
    emulator.add_fault(busy);

    let mut copies = tokio::task::JoinSet::new();
    for at in 0..COPIES {
        let target = service.blob("box", &format!("into/{at}")).unwrap();
        let source = source.as_source().unwrap();
        copies.spawn(async move {
            target
                .copy(source)
                .await
                .map(|copied| copied.id.to_string())
        });
    }
    let ids: BTreeSet<String> = copies
        .join_all()
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(ids.len(), COPIES, "every copy has a name of its own");

    let put_off: u64 = emulator.faults().iter().map(|(_, happened)| happened).sum();
    emulator.clear_faults();
    assert!(
        put_off as usize > COPIES,
        "only {put_off} requests were put off"
    );
    for at in 0..COPIES {
        let target = service.blob("box", &format!("into/{at}")).unwrap();
        let state = target.copy_state().await.unwrap().unwrap();
        assert_eq!(state.status, CopyStatus::Success);
        assert!(
            ids.contains(state.id.as_str()),
            "another copy took the place of ours"
        );
    }
}
