//! Cancellations and deadlines while a request is outstanding, on a real socket and with the runtime's clock.
//!
//! Once the server has a request that it does not answer, only the clock can change anything. From then on the clock is
//! paused and jumps to the next timer, so that no test waits.

mod scripted;

use std::sync::Arc;
use std::time::Duration;

use blobcopy::proto::Endpoint;
use blobcopy::proto::job::GRACE;
use blobcopy::{
    Aborted, BlobClient, BlobServiceClient, ClientConfig, CopyOperation, CopyOptions, CopyOutcome,
    CopyPolicy, Credential, Error, ErrorKind, SourceAccess,
};
use scripted::{Reply, Server};
use tokio::sync::oneshot;
use tokio::time::{Instant, advance, pause, resume};

const SOURCE: &str = "http://127.0.0.1:1/acct/from/a";

/// The deadline of copies in these tests.
const DEADLINE: Duration = Duration::from_secs(3600);

/// By how much the timers of the runtime round up.
const MOMENT: Duration = Duration::from_millis(2);

fn service(server: &Server) -> BlobServiceClient {
    let endpoint = Endpoint::parse(&format!("http://{}/acct", server.address())).unwrap();
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let mut config = ClientConfig::default();
    // Longer than the deadline, so that the deadline or the grace ends a request.
    config.reply_timeout = 2 * DEADLINE;
    config.connections = 1;
    BlobServiceClient::with_config(endpoint, credential, config).unwrap()
}

fn target(server: &Server) -> BlobClient {
    service(server).blob("into", "b").unwrap()
}

fn until_deadline() -> CopyOptions {
    CopyOptions::default().with_policy(CopyPolicy::default().with_deadline(DEADLINE))
}

/// The output of `doing`, which only the clock can end once the server has received so many requests, and how long that
/// takes.
async fn after<T: Send + 'static>(
    server: &Server,
    requests: usize,
    doing: impl Future<Output = T> + Send + 'static,
) -> (T, Duration) {
    let doing = tokio::spawn(doing);
    server.received(requests).await;
    pause();
    let begun = Instant::now();
    let done = doing.await.unwrap();
    let took = begun.elapsed();
    resume();
    (done, took)
}

/// A copy whose first poll is not answered, and the result of its wait.
async fn polled(
    server: &Server,
    options: CopyOptions,
) -> tokio::task::JoinHandle<Result<(), Error>> {
    let copy = target(server).begin_copy_with(SOURCE, options).await;
    let copy = copy.unwrap();
    let waiting = tokio::spawn(async move { copy.wait().await.map(drop) });
    server.received(2).await;
    waiting
}

#[tokio::test]
async fn a_start_that_is_unanswered_at_the_deadline_may_have_been_started_and_is_a_timeout() {
    let server = Server::start([Reply::Silence]);
    let copy = target(&server);
    let copying = async move { copy.copy_with(SOURCE, until_deadline()).await.map(drop) };
    let (ended, took) = after(&server, 1, copying).await;
    let error = ended.unwrap_err();
    assert!(matches!(
        error.outcome(),
        Some(CopyOutcome::Unsettled(None))
    ));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_past_deadline() && error.is_in_doubt());
    assert!(took <= DEADLINE + GRACE + MOMENT, "{took:?}");
}

#[tokio::test]
async fn a_start_that_is_called_off_is_awaited_for_the_grace() {
    let server = Server::start([Reply::Silence]);
    let copy = target(&server);
    let (call_off, called_off) = oneshot::channel::<()>();
    let starting = async move {
        let called_off = async { drop(called_off.await) };
        let options = CopyOptions::default();
        copy.begin_copy_unless(SOURCE, options, called_off)
            .await
            .map(drop)
    };
    let starting = tokio::spawn(starting);
    server.received(1).await;
    call_off.send(()).unwrap();
    let (ended, took) = after(&server, 1, async { starting.await.unwrap() }).await;
    let error = ended.unwrap_err();
    assert!(matches!(
        error.outcome(),
        Some(CopyOutcome::Unsettled(None))
    ));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(!error.is_past_deadline());
    assert!(took <= GRACE + MOMENT, "{took:?}");
}

#[tokio::test]
async fn a_start_that_is_called_off_and_answered_within_the_grace_is_aborted() {
    let (release, started) = Reply::started("1", "pending").held();
    let server = Server::start([started, Reply::aborted()]);
    let copy = target(&server);
    let (call_off, called_off) = oneshot::channel::<()>();
    let starting = tokio::spawn(async move {
        let called_off = async { drop(called_off.await) };
        let options = CopyOptions::default();
        let started = copy.begin_copy_unless(SOURCE, options, called_off).await;
        started.map(drop)
    });
    server.received(1).await;
    call_off.send(()).unwrap();
    tokio::task::yield_now().await;
    release.send(()).unwrap();
    let error = starting.await.unwrap().unwrap_err();
    assert!(
        matches!(error.outcome(), Some(CopyOutcome::Aborted)),
        "{error:?}"
    );
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn the_deadline_drops_a_poll() {
    let server = Server::start([Reply::started("1", "pending"), Reply::Silence]);
    let waiting = polled(&server, until_deadline()).await;
    let (ended, took) = after(&server, 2, async { waiting.await.unwrap() }).await;
    let error = ended.unwrap_err();
    assert!(matches!(
        error.outcome(),
        Some(CopyOutcome::DeadlinePassed(Some(_)))
    ));
    assert!(took <= DEADLINE + MOMENT, "{took:?}");
}

#[tokio::test]
async fn the_deadline_drops_a_poll_for_the_abort_which_is_awaited_for_the_grace() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::Silence,
        Reply::Silence,
    ]);
    let mut options = until_deadline();
    options.policy.abort_at_deadline = true;
    let waiting = polled(&server, options).await;
    pause();
    advance(DEADLINE).await;
    resume();
    let (ended, took) = after(&server, 3, async { waiting.await.unwrap() }).await;
    assert!(server.targets()[2].contains("comp=copy&copyid=1"));
    let error = ended.unwrap_err();
    assert!(matches!(
        error.outcome(),
        Some(CopyOutcome::NotAborted(None))
    ));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_past_deadline());
    assert!(took <= GRACE + MOMENT, "{took:?}");
}

/// Aborts a copy whose poll is not answered.
async fn aborting(server: &Server) -> tokio::task::JoinHandle<Result<Aborted, Error>> {
    let copy = target(server).begin_copy(SOURCE).await.unwrap();
    let copy: &'static CopyOperation = Box::leak(Box::new(copy));
    tokio::spawn(copy.wait());
    server.received(2).await;
    tokio::spawn(copy.abort())
}

#[tokio::test]
async fn a_cancel_drops_a_poll_and_returns_with_the_answer_to_the_abort() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::Silence,
        Reply::aborted(),
    ]);
    let aborted = aborting(&server).await.await.unwrap();
    assert_eq!(aborted.unwrap(), Aborted::Aborted);
    assert!(server.targets()[2].contains("comp=copy&copyid=1"));
}

#[tokio::test]
async fn an_abort_that_is_not_answered_is_awaited_for_the_grace() {
    let dripping = Reply::Drip("HTTP/1.1 202 Accepted\r\nx-ms-request-id: r\r\n".to_owned());
    for unanswered in [Reply::Silence, dripping] {
        let server = Server::start([Reply::started("1", "pending"), Reply::Silence, unanswered]);
        let aborting = aborting(&server).await;
        let (aborted, took) = after(&server, 3, async { aborting.await.unwrap() }).await;
        let error = aborted.unwrap_err();
        assert!(matches!(
            error.outcome(),
            Some(CopyOutcome::NotAborted(None))
        ));
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.copy_id().unwrap().as_str(), "1");
        assert!(took <= GRACE + MOMENT, "{took:?}");
    }
}

#[tokio::test]
async fn an_abort_whose_connection_breaks_is_sent_again() {
    let server = Server::start([
        Reply::started("1", "pending"),
        Reply::Silence,
        Reply::Break,
        Reply::aborted(),
    ]);
    let aborted = aborting(&server).await.await.unwrap();
    assert_eq!(aborted.unwrap(), Aborted::Aborted);
}

/// The only connection is used by a request that is not answered.
#[tokio::test]
async fn a_copy_that_waits_for_a_connection_ends_at_its_deadline() {
    let server = Server::start([Reply::Silence]);
    let service = service(&server);
    let first = service.blob("into", "a").unwrap();
    tokio::spawn(async move { first.copy(SOURCE).await.map(drop) });
    server.received(1).await;
    let second = service.blob("into", "b").unwrap();
    let waiting = async move { second.copy_with(SOURCE, until_deadline()).await.map(drop) };
    let (ended, took) = after(&server, 1, waiting).await;
    let error = ended.unwrap_err();
    assert!(matches!(error.outcome(), Some(CopyOutcome::Unreached)));
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(took <= DEADLINE + MOMENT, "{took:?}");
    assert_eq!(server.asked().len(), 1);
}

fn held() -> CopyOptions {
    let mut options = until_deadline();
    options.care.lease_source = true;
    options.care.source_access = SourceAccess::AsGiven;
    options
}

fn source_of(server: &Server) -> BlobClient {
    service(server).blob("from", "a").unwrap()
}

fn granted(status: &str) -> Reply {
    let head = format!(
        "HTTP/1.1 {status}\r\nx-ms-request-id: r\r\ncontent-length: 0\r\netag: \"0x1\"\r\n\
         x-ms-blob-type: BlockBlob\r\nx-ms-lease-id: 11111111-1111-1111-1111-111111111111\r\n\
         last-modified: Mon, 23 Nov 2026 08:00:00 GMT\r\n\r\n"
    );
    Reply::Answer(head)
}

#[tokio::test]
async fn the_deadline_and_a_cancel_drop_a_question_before_the_start() {
    let late = Server::start([Reply::Silence]);
    let (copy, source) = (target(&late), source_of(&late));
    let copying = async move { copy.copy_with(source, held()).await.map(drop) };
    let (ended, took) = after(&late, 1, copying).await;
    assert_eq!(ended.unwrap_err().kind(), ErrorKind::Timeout);
    assert!(took <= DEADLINE + MOMENT, "{took:?}");

    let cancelled = Server::start([Reply::Silence]);
    let (copy, source) = (target(&cancelled), source_of(&cancelled));
    let called_off = {
        let (call_off, called_off) = oneshot::channel::<()>();
        let starting = tokio::spawn(async move {
            let called_off = async { drop(called_off.await) };
            let started = copy.begin_copy_unless(source, held(), called_off).await;
            started.map(drop)
        });
        cancelled.received(1).await;
        call_off.send(()).unwrap();
        starting.await.unwrap()
    };
    let error = called_off.unwrap_err();
    assert!(matches!(error.outcome(), Some(CopyOutcome::Cancelled)));
}

#[tokio::test]
async fn a_lease_that_cannot_be_given_back_does_not_keep_a_cancelled_copy() {
    let server = Server::start([
        granted("200 OK"),
        granted("201 Created"),
        Reply::started("1", "pending"),
        Reply::aborted(),
        Reply::Silence,
    ]);
    let copy = target(&server)
        .begin_copy_with(source_of(&server), held())
        .await
        .unwrap();
    let aborting = async move { copy.abort().await };
    let (aborted, took) = after(&server, 5, aborting).await;
    assert_eq!(aborted.unwrap(), Aborted::Aborted);
    assert!(took <= GRACE + MOMENT, "{took:?}");
}

#[tokio::test]
async fn an_abort_gets_the_connection_that_its_copy_waited_for() {
    let server = Server::start([
        Reply::started("the-one", "pending"),
        Reply::Silence,
        Reply::aborted(),
    ]);
    let service = service(&server);
    let copy = service.blob("into", "b").unwrap();
    let copy = Arc::new(copy.begin_copy(SOURCE).await.unwrap());
    // The only connection is in use while the copy waits for it.
    let other = service.blob("into", "other").unwrap();
    let holding = tokio::spawn(async move { other.exists().await.map(drop) });
    server.received(2).await;
    let waiting = tokio::spawn({
        let copy = Arc::clone(&copy);
        async move { copy.wait().await.map(drop) }
    });
    tokio::task::yield_now().await;
    let aborting = tokio::spawn(async move { copy.abort().await });
    tokio::task::yield_now().await;
    holding.abort();
    assert_eq!(aborting.await.unwrap().unwrap(), Aborted::Aborted);
    assert!(waiting.await.unwrap().is_err());
    assert_eq!(server.asked().len(), 3);
}
