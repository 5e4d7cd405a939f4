//! Copies whose start, or the response to it, is lost on a real socket.

mod scripted;

use blobcopy::{
    Aborted, BlobServiceClient, CopyOptions, CopyOutcome, Credential, ErrorKind, OnPending,
};
use scripted::{Reply, Server};

const SOURCE: &str = "http://127.0.0.1:1/acct/from/a";

fn target(server: &Server) -> blobcopy::BlobClient {
    let endpoint = format!("http://{}/acct", server.address());
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let service = BlobServiceClient::new(&endpoint, credential).unwrap();
    service.blob("into", "b").unwrap()
}

fn on_pending(on_pending: OnPending) -> CopyOptions {
    let mut options = CopyOptions::default();
    options.policy.on_pending = on_pending;
    options
}

#[tokio::test]
async fn a_start_whose_connection_breaks_is_adopted_and_waited_for() {
    let server = Server::start([
        Reply::Break,
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "success", SOURCE),
    ]);
    let copied = target(&server).copy(SOURCE).await.unwrap();
    assert_eq!(copied.id.as_str(), "1");
    assert_eq!(server.asked(), ["PUT", "HEAD", "HEAD", "HEAD"]);
}

#[tokio::test]
async fn what_the_service_said_of_the_start_is_kept_unless_it_was_lost() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::Break,
        Reply::found("2", "pending", SOURCE),
    ]);
    let target = target(&server);
    let started = target.begin_copy(SOURCE).await.unwrap();
    let accepted = started.accepted().unwrap();
    assert_eq!(accepted.output.copy_id.as_str(), "1");
    assert_eq!(accepted.receipt.request_id.as_deref(), Some("r"));
    let adopted = target.begin_copy(SOURCE).await.unwrap();
    assert!(adopted.accepted().is_none());
}

#[tokio::test]
async fn our_own_copy_behind_a_conflict_is_adopted() {
    let server = Server::start([
        Reply::Break,
        Reply::refused(404, "BlobNotFound"),
        Reply::refused(409, "PendingCopyOperation"),
        Reply::found("1", "pending", SOURCE),
        Reply::found("1", "success", SOURCE),
    ]);
    assert!(target(&server).copy(SOURCE).await.is_ok());
    assert_eq!(server.asked(), ["PUT", "HEAD", "PUT", "HEAD", "HEAD"]);
}

#[tokio::test]
async fn a_foreign_copy_is_named_by_default() {
    let server = Server::start([
        Reply::refused(409, "PendingCopyOperation"),
        Reply::found("9", "pending", "https://other.net/x?sig=s"),
    ]);
    let error = target(&server).begin_copy(SOURCE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PendingCopy);
    assert_eq!(error.other_copy().unwrap().id.as_str(), "9");
}

#[tokio::test]
async fn a_foreign_copy_is_waited_for_aborted_or_adopted_as_told() {
    let conflict = || Reply::refused(409, "PendingCopyOperation");
    let waiting = Server::start([
        conflict(),
        Reply::found("9", "pending", "https://other.net/x"),
        Reply::found("9", "success", "https://other.net/x"),
        Reply::started("1", "success"),
    ]);
    let copied = target(&waiting)
        .copy_with(SOURCE, on_pending(OnPending::Wait))
        .await
        .unwrap();
    assert_eq!(copied.id.as_str(), "1");

    let aborting = Server::start([
        conflict(),
        Reply::found("9", "pending", "https://other.net/x"),
        Reply::aborted(),
        Reply::started("1", "success"),
    ]);
    let copied = target(&aborting)
        .copy_with(SOURCE, on_pending(OnPending::Abort))
        .await
        .unwrap();
    assert_eq!(copied.id.as_str(), "1");

    let adopting = Server::start([
        conflict(),
        Reply::found("9", "pending", SOURCE),
        Reply::found("9", "success", SOURCE),
    ]);
    let copied = target(&adopting)
        .copy_with(SOURCE, on_pending(OnPending::Adopt))
        .await
        .unwrap();
    assert_eq!(copied.id.as_str(), "9");
}

#[tokio::test]
async fn what_others_do_to_the_destination_ends_the_wait_with_the_true_outcome() {
    let ended = async |last: Reply| {
        let server = Server::start([Reply::started("1", "pending"), last]);
        let error = target(&server).copy(SOURCE).await.unwrap_err();
        error.outcome().unwrap().clone()
    };
    assert!(matches!(
        ended(Reply::found("1", "aborted", SOURCE)).await,
        CopyOutcome::Aborted
    ));
    assert!(matches!(
        ended(Reply::found("1", "failed", SOURCE)).await,
        CopyOutcome::Failed(_)
    ));
    assert!(matches!(
        ended(Reply::found("2", "pending", SOURCE)).await,
        CopyOutcome::Superseded(_)
    ));
    assert!(matches!(
        ended(Reply::written_over()).await,
        CopyOutcome::Cleared
    ));
    assert!(matches!(
        ended(Reply::refused(404, "BlobNotFound")).await,
        CopyOutcome::Gone
    ));
}

#[tokio::test]
async fn dropping_a_copy_that_is_under_way_sends_the_abort() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::found("1", "pending", SOURCE),
        Reply::aborted(),
    ]);
    let target = target(&server);
    let mut copy = Box::pin(target.copy(SOURCE));
    while server.asked().len() < 2 {
        tokio::select! {
            result = &mut copy => panic!("it cannot have ended: {result:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    drop(copy);
    server.exhausted().await;
    assert!(
        server
            .targets()
            .last()
            .unwrap()
            .contains("comp=copy&copyid=1")
    );
}

#[tokio::test]
async fn an_abort_says_if_the_copy_had_succeeded_first() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::refused(409, "NoPendingCopyOperation"),
        Reply::found("1", "success", SOURCE),
    ]);
    let copy = target(&server).begin_copy(SOURCE).await.unwrap();
    assert_eq!(copy.copy_id().as_str(), "1");
    assert!(matches!(
        copy.abort().await.unwrap(),
        Aborted::AlreadyCopied(_)
    ));
    assert!(copy.wait().await.is_ok());
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_said_to_be_so() {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let service = BlobServiceClient::new(&format!("http://{address}/acct"), credential).unwrap();
    let error = service
        .blob("into", "b")
        .unwrap()
        .begin_copy(SOURCE)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    assert!(matches!(error.outcome(), Some(CopyOutcome::Unreached)));
    let mut chain = String::new();
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(error) = cause {
        chain += &format!("{error}: ");
        cause = error.source();
    }
    assert!(chain.contains("refused"), "{chain}");
}
