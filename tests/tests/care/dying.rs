//! A process that dies between any two requests of a copy with all its care, or before it hears the answer to one.
//!
//! To the service that is the same as a client whose connections break from then on, which is what happens here.

use std::time::Duration;

use blobcopy::proto::{CopyStatus, LeaseState};
use blobcopy::{BlobClient, CopyOptions, Protect};
use blobcopy_emulator::{Fault, FaultEffect};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::world::{NEW, OLD, World, content_of, with};

/// Every care that there is, with a source and a destination that have what is to be cared for.
fn careful() -> CopyOptions {
    with(|care| {
        care.check_source = true;
        care.pin_source = true;
        care.lease_source = true;
        care.keep_tags = true;
        care.verify = true;
        care.protect = Protect::Snapshot;
    })
}

/// How the copy of a process ends, if the process does not before.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Success,
    Failure,
}

/// Whether the last request has an effect that the process does not hear of.
#[derive(Clone, Copy, Debug)]
enum Last {
    Heard,
    Unheard,
}

/// A process that copies `from/a` to `into/b`.
struct Process {
    world: World,
    runtime: Runtime,
    copying: JoinHandle<Result<(), blobcopy::Error>>,
}

impl Process {
    /// Starts it, to be cut off after so many requests. Returns it with the number of requests that were before.
    fn start(end: End, requests: u64, last: Last) -> (Self, usize) {
        let world = World::with_copies_of(Duration::from_secs(12));
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (source, destination) =
            runtime.block_on(async { (world.source().await, world.destination().await) });
        drop(runtime);
        if end == End::Failure {
            let description = r#"500 OperationCancelled "Copy failed.""#.to_owned();
            let fails = Fault::new(FaultEffect::FailCopy { description });
            world.emulator.add_fault(fails.on("CopyBlob").times(1));
        }
        let before = world.emulator.requests().len();
        let unheard = u64::from(matches!(last, Last::Unheard));
        let cut = |effect| Fault::new(effect).skip(requests);
        world
            .emulator
            .add_fault(cut(FaultEffect::ResetAfter).times(unheard));
        world
            .emulator
            .add_fault(Fault::new(FaultEffect::ResetBefore).skip(requests + unheard));
        // A runtime of its own, whose end is the end of all that the process does.
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let copying = runtime.spawn(copy(source, destination));
        let process = Self {
            world,
            runtime,
            copying,
        };
        (process, before)
    }

    /// Lets time pass with every request, until the process has ended or been cut off. Whether it has ended.
    fn run(self, until: usize) -> (World, bool) {
        let mut seen = 0;
        let has_ended = loop {
            let requests = self.world.emulator.requests().len();
            if requests > until {
                break false;
            }
            if self.copying.is_finished() {
                break true;
            }
            if requests != seen {
                seen = requests;
                self.world.clock.advance(Duration::from_secs(5));
            }
            std::thread::yield_now();
        };
        self.runtime.shutdown_background();
        (self.world, has_ended)
    }
}

async fn copy(source: BlobClient, destination: BlobClient) -> Result<(), blobcopy::Error> {
    let copy = destination.begin_copy_with(&source, careful()).await?;
    copy.wait().await.map(|_| ())
}

/// What must hold whenever the process died, once a minute has passed and every copy has ended.
async fn nothing_is_lost(world: &World, about: &str) {
    world.emulator.clear_faults();
    world.clock.advance(Duration::from_secs(200));
    let source = world.with_key(0).blob("from", "a").unwrap();
    let destination = world.with_key(1).blob("into", "b").unwrap();

    let lease = source.properties().await.unwrap().lease_state.unwrap();
    assert_ne!(lease, LeaseState::Leased, "{about}");
    assert_eq!(content_of(&source).await, NEW, "{about}");

    let found = content_of(&destination).await;
    if found == OLD || found == NEW {
        return;
    }
    assert!(found.is_empty(), "{about}: {found:?}");
    let state = destination.copy_state().await.unwrap().expect(about);
    assert_ne!(state.status, CopyStatus::Success, "{about}");
    let snapshots = destination.snapshots().await.unwrap();
    let newest = snapshots.last().expect(about).snapshot.to_string();
    let newest = blobcopy::proto::BlobRevision::Snapshot(newest.into());
    assert_eq!(content_of(&destination.at(newest)).await, OLD, "{about}");
}

/// Cuts the process off after every request that it makes.
fn die_everywhere(end: End, last: Last) {
    let checking = Builder::new_current_thread().enable_all().build().unwrap();
    let mut requests = 0;
    loop {
        let (process, before) = Process::start(end, requests, last);
        let (world, has_ended) = process.run(before + usize::try_from(requests).unwrap());
        let about = format!("{end:?}, cut off after request {requests}, the last {last:?}");
        checking.block_on(nothing_is_lost(&world, &about));
        if has_ended {
            break;
        }
        requests += 1;
    }
    // Looks, lease, snapshot, start, watch, comparison or copy back, removal, release.
    assert!(
        requests >= 12,
        "{requests} requests are too few for all that"
    );
}

#[test]
fn a_process_that_dies_anywhere_in_a_copy_that_succeeds_loses_nothing() {
    die_everywhere(End::Success, Last::Heard);
}

#[test]
fn a_process_that_dies_before_an_answer_in_a_copy_that_succeeds_loses_nothing() {
    die_everywhere(End::Success, Last::Unheard);
}

#[test]
fn a_process_that_dies_anywhere_in_a_copy_that_fails_loses_nothing() {
    die_everywhere(End::Failure, Last::Heard);
}

#[test]
fn a_process_that_dies_before_an_answer_in_a_copy_that_fails_loses_nothing() {
    die_everywhere(End::Failure, Last::Unheard);
}
