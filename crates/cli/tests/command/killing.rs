//! `kill -9` at any moment of a copy with all its care.

use blobcopy_emulator::{Fault, FaultEffect};
use blobcopy_proto::{BlobRevision, CopyStatus, LeaseState};

use crate::account::Account;
use crate::process::Running;

/// How often the command is killed; more is asked for by this variable.
const KILLS: u64 = 8;
const MORE: &str = "BLOBCOPY_KILLS";

/// Requests of a copy that is not killed, and some more, so that the last moments are met too.
const REQUESTS: usize = 24;

/// Numbers that look drawn, the same in every run.
fn drawn(seed: u64) -> u64 {
    let mut bits = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits ^= bits >> 31;
    bits.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 20
}

#[test]
fn whenever_it_is_killed_nothing_is_lost_and_nothing_stays_leased() {
    let kills = std::env::var(MORE).map_or(KILLS, |kills| kills.parse().unwrap());
    let mut unlucky = 0;
    for seed in 0..kills {
        unlucky += u64::from(was_empty_after_kill(seed));
    }
    eprintln!("killed {kills} times, {unlucky} of them while the destination was empty");
}

/// Kills the command at a moment drawn by `seed`. Whether the destination was empty then.
fn was_empty_after_kill(seed: u64) -> bool {
    let (from, into) = (
        Account::with_copies_by_hand(),
        Account::with_copies_by_hand(),
    );
    from.write("from", b"content");
    into.write("b", b"before");
    if drawn(seed).is_multiple_of(2) {
        let description = r#"500 OperationCancelled "Copy failed.""#.to_owned();
        let fails = Fault::new(FaultEffect::FailCopy { description });
        into.add_fault(fails.on("CopyBlob").times(1));
    }
    let (from_before, into_before) = (from.requests(), into.requests());
    let asked = || from.requests() - from_before + into.requests() - into_before;
    let enough = usize::try_from(drawn(seed + 1000)).unwrap() % REQUESTS;
    let mut copy = start(&from, &into);
    let mut seen = 0;
    while asked() < enough && !copy.has_ended() {
        if asked() != seen {
            seen = asked();
            from.advance(7);
            into.advance(7);
        }
        std::thread::yield_now();
    }
    // Within a request as well as between two.
    for _turn in 0..drawn(seed + 2000) % 20_000 {
        std::hint::spin_loop();
    }
    copy.kill_if_running();

    into.clear_faults();
    let is_empty = into.content("b").is_empty();
    from.advance(300);
    into.advance(300);
    nothing_is_lost(
        &from,
        &into,
        &format!("seed {seed}, after {enough} requests"),
    );
    is_empty
}

/// Starts a copy from one account to the other, with all the care that there is.
fn start(from: &Account, into: &Account) -> Running {
    let source = from.url("from");
    let words = [
        "copy",
        &source,
        "cont/b",
        "--check-source",
        "--pin-source",
        "--lease-source",
        "--keep-tags",
        "--protect",
        "snapshot",
        "--verify",
    ];
    let variables = [
        ("AZURE_STORAGE_CONNECTION_STRING", into.connection_string()),
        (
            "BLOBCOPY_SOURCE_CONNECTION_STRING",
            from.connection_string(),
        ),
    ];
    Running::start(&words, &variables)
}

fn nothing_is_lost(from: &Account, into: &Account, about: &str) {
    let lease = from.properties("from").lease_state.unwrap();
    assert_ne!(lease, LeaseState::Leased, "{about}");
    let found = into.content("b");
    if found == b"before" || found == b"content" {
        return;
    }
    assert!(found.is_empty(), "{about}: {found:?}");
    let status = into.run(&["status", "cont/b", "--output", "json"]).json();
    assert_ne!(
        status["status"],
        CopyStatus::Success.as_str(),
        "{about}: {status}"
    );
    let snapshot = status["snapshot"].as_str().expect(about);
    let then = BlobRevision::Snapshot(snapshot.into());
    assert_eq!(into.content_at("b", then), b"before", "{about}");
}
