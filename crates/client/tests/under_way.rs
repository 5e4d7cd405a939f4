//! The handle to a copy that is under way: progress, tickets, aborts.

mod scripted;

use std::future::poll_fn;
use std::pin::pin;

use blobcopy::proto::ops::GetBlobProperties;
use blobcopy::{
    BlobServiceClient, CopyOptions, CopyOutcome, CopyStatus, CopyTicket, Credential, ErrorKind,
};
use futures_core::Stream;
use scripted::{Reply, Server};

const SOURCE: &str = "http://127.0.0.1:1/acct/from/a?sv=1&sig=secret";

fn service(server: &Server) -> BlobServiceClient {
    let endpoint = format!("http://{}/acct", server.address());
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    BlobServiceClient::new(&endpoint, credential).unwrap()
}

#[tokio::test]
async fn progress_is_told_while_pending_and_once_more_at_the_end() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::found("1", "pending", SOURCE),
        Reply::refused(503, "ServerBusy"),
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "success", SOURCE),
    ]);
    let target = service(&server).blob("into", "b").unwrap();
    let copy = target.begin_copy(SOURCE).await.unwrap();
    let mut progress = pin!(copy.progress());
    let mut told = Vec::new();
    while let Some(state) = poll_fn(|context| progress.as_mut().poll_next(context)).await {
        told.push(state.unwrap().status.to_string());
    }
    assert_eq!(told.last().unwrap(), "success");
    assert!(
        told.len() >= 3
            && told[..told.len() - 1]
                .iter()
                .all(|status| status == "pending")
    );
}

#[tokio::test]
async fn progress_ends_with_the_error_that_ended_the_copy() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::found("1", "failed", SOURCE),
    ]);
    let target = service(&server).blob("into", "b").unwrap();
    let copy = target.begin_copy(SOURCE).await.unwrap();
    let mut progress = pin!(copy.progress());
    let last = poll_fn(|context| progress.as_mut().poll_next(context))
        .await
        .unwrap();
    assert_eq!(last.unwrap_err().kind(), ErrorKind::CopyFailed);
    assert!(
        poll_fn(|context| progress.as_mut().poll_next(context))
            .await
            .is_none()
    );
}

#[tokio::test]
async fn a_ticket_carries_a_copy_to_another_client_without_its_secret() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "success", SOURCE),
    ]);
    let target = service(&server).blob("into", "b").unwrap();
    let kept = target
        .begin_copy(SOURCE)
        .await
        .unwrap()
        .detach()
        .to_string();
    assert!(
        !kept.contains("secret") && kept.contains("/acct/from/a"),
        "{kept}"
    );

    let ticket: CopyTicket = kept.parse().unwrap();
    let copied = service(&server)
        .resume(&ticket)
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert_eq!(copied.id.as_str(), "1");
}

#[tokio::test]
async fn a_resumed_copy_that_others_replaced_is_not_taken_for_the_old_one() {
    let server = Server::start([Reply::found("2", "success", SOURCE)]);
    let line = format!("blobcopy1 1 http://{}/acct/into/b -", server.address());
    let copy = service(&server).resume(&line.parse().unwrap()).unwrap();
    let error = copy.wait().await.unwrap_err();
    assert!(matches!(error.outcome(), Some(CopyOutcome::Superseded(_))));
}

#[tokio::test]
async fn a_ticket_of_another_account_is_refused() {
    let server = Server::start([]);
    let ticket = "blobcopy1 1 http://127.0.0.1:1/other/into/b -"
        .parse()
        .unwrap();
    assert_eq!(
        service(&server).resume(&ticket).unwrap_err().kind(),
        ErrorKind::Invalid
    );
}

#[tokio::test]
async fn a_wait_that_was_dropped_can_be_taken_up_again() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "success", SOURCE),
    ]);
    let target = service(&server).blob("into", "b").unwrap();
    let copy = target.begin_copy(SOURCE).await.unwrap();
    {
        let mut wait = Box::pin(copy.wait());
        while server.asked().len() < 2 {
            tokio::select! {
                result = &mut wait => panic!("it cannot have ended: {result:?}"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
    assert_eq!(copy.wait().await.unwrap().id.as_str(), "1");
}

#[tokio::test]
async fn an_abort_ends_a_wait_that_is_under_way() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::found("1", "pending", SOURCE),
        Reply::aborted(),
    ]);
    let target = service(&server).blob("into", "b").unwrap();
    let copy = target.begin_copy(SOURCE).await.unwrap();
    let (waited, aborted) = tokio::join!(copy.wait(), async {
        while server.asked().len() < 2 {
            tokio::task::yield_now().await;
        }
        copy.abort().await
    });
    assert!(matches!(
        waited.unwrap_err().outcome(),
        Some(CopyOutcome::Aborted)
    ));
    assert_eq!(aborted.unwrap(), blobcopy::Aborted::Aborted);
}

#[tokio::test]
async fn asking_does_not_wait_for_the_next_question_to_be_due() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "success", SOURCE),
    ]);
    let mut options = CopyOptions::default();
    options.policy.poll.floor = std::time::Duration::from_secs(3600);
    options.policy.poll.ceiling = options.policy.poll.floor;
    let target = service(&server).blob("into", "b").unwrap();
    let copy = target.begin_copy_with(SOURCE, options).await.unwrap();
    assert_eq!(copy.ask().await.unwrap().status, CopyStatus::Pending);
    assert_eq!(copy.ask().await.unwrap().status, CopyStatus::Success);
}

#[tokio::test]
async fn the_destination_is_told_as_the_question_found_it_that_told_the_end() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::found("1", "success", SOURCE),
    ]);
    let target = service(&server).blob("into", "b").unwrap();
    let copy = target.begin_copy(SOURCE).await.unwrap();
    assert_eq!(copy.observation().await, None);
    copy.wait().await.unwrap();
    let observation = copy.observation().await.unwrap();
    assert_eq!(observation.etag.unwrap().as_str(), "\"0x1\"");
    assert_eq!(observation.receipt.request_id.unwrap().as_str(), "r");
}

#[tokio::test]
async fn a_start_that_is_called_off_already_is_not_sent() {
    let server = Server::start([]);
    let target = service(&server).blob("into", "b").unwrap();
    let options = CopyOptions::default();
    let result = target
        .begin_copy_unless(SOURCE, options, std::future::ready(()))
        .await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::CopyAborted);
    assert_eq!(server.asked().len(), 0);
}

#[tokio::test]
async fn a_start_that_nobody_calls_off_is_a_copy() {
    let server = Server::start([Reply::started("1", "pending")]);
    let target = service(&server).blob("into", "b").unwrap();
    let copy = target
        .begin_copy_unless(SOURCE, CopyOptions::default(), std::future::pending())
        .await
        .unwrap();
    assert_eq!(copy.copy_id().as_str(), "1");
}

#[tokio::test]
async fn a_receipt_tells_under_which_id_the_service_remembers_the_request() {
    let server = Server::start([Reply::found("1", "success", SOURCE)]);
    let service = service(&server);
    let target = service.blob("into", "b").unwrap();
    let question = GetBlobProperties::new(target.url().clone());
    let (properties, receipt) = service.call_with_receipt(&question).await.unwrap();
    assert!(properties.copy.is_some());
    assert_eq!(receipt.request_id.unwrap().as_str(), "r");
    assert!(receipt.date.is_some());
}

#[tokio::test]
async fn an_abort_that_must_wait_leaves_the_thread_to_others() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::busy_for("1"),
        Reply::aborted(),
    ]);
    let target = service(&server).blob("into", "b").unwrap();
    let copy = target.begin_copy(SOURCE).await.unwrap();
    let others = tokio::spawn(async {
        let mut turns = 0_u64;
        loop {
            turns += 1;
            tokio::task::yield_now().await;
            if turns == 10_000 {
                return;
            }
        }
    });
    let aborting = async {
        copy.abort().await.unwrap();
        others.is_finished()
    };
    assert!(
        aborting.await,
        "ten thousand turns of others did not fit into the second of waiting"
    );
}
