//! A copy is waited for while its credential fails in a way that may pass, and no longer where it refuses.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use blobcopy::proto::Endpoint;
use blobcopy::{
    Aborted, AccessToken, BlobServiceClient, ClientConfig, ClientCredential, CopyOperation,
    CopyOptions, CopyOutcome, CopyPolicy, Credential, Error, ErrorKind, TokenCredential,
    TokenFuture, TokenRefused, TokenRequest,
};
use blobcopy_emulator::{Emulator, Pace};
use blobcopy_tests::cases::ACCOUNTS;
use blobcopy_tests::identity::token_at;

/// What the credential does, one a request: its tokens are used up at once.
#[derive(Clone, Copy)]
enum Answer {
    Token,
    Failure,
    Refusal,
    /// None, ever.
    Silence,
}

use Answer::{Failure, Refusal, Silence, Token};

/// Answers by a script, and goes on with its last answer for ever.
struct Scripted(Mutex<VecDeque<Answer>>);

impl Scripted {
    fn next(&self) -> Answer {
        let mut script = self.0.lock().unwrap();
        match script.len() {
            1 => script[0],
            _ => script.pop_front().unwrap(),
        }
    }
}

impl TokenCredential for Scripted {
    fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
        let answer = self.next();
        Box::pin(async move {
            let now = SystemTime::now();
            match answer {
                Token => Ok(AccessToken::new(
                    &token_at(now),
                    now + Duration::from_millis(1),
                )?),
                Failure => Err("the authority is out of reach".into()),
                Refusal => Err(TokenRefused::new("the account is locked").into()),
                Silence => std::future::pending().await,
            }
        })
    }
}

/// A service whose copies last so long, a client with its key, and one with a credential by script.
struct World {
    _emulator: Emulator,
    owner: BlobServiceClient,
    service: BlobServiceClient,
}

impl World {
    async fn new(copies_last: Duration, script: &[Answer]) -> Self {
        Self::with(copies_last, script, |_| {}).await
    }

    async fn with(
        copies_last: Duration,
        script: &[Answer],
        change: impl FnOnce(&mut ClientConfig),
    ) -> Self {
        let (account, key) = ACCOUNTS[0];
        let emulator = Emulator::builder()
            .https()
            .account(account, key)
            .container("box")
            .pace(Pace::lasting(copies_last))
            .start()
            .unwrap();
        let mut config = ClientConfig::default();
        let authority = emulator.certificate_authority().unwrap();
        config.trust_pem(authority.as_bytes()).unwrap();
        let endpoint = emulator.https_endpoint(account).unwrap();
        let endpoint = Endpoint::parse(&endpoint).unwrap();
        let open = |credential: ClientCredential, config: ClientConfig| {
            BlobServiceClient::with_config(endpoint.clone(), credential, config).unwrap()
        };
        let key = Credential::shared_key(account, key).unwrap();
        let owner = open(key.into(), config.clone());
        let source = owner.blob("box", "from").unwrap();
        source.upload("some bytes").await.unwrap();
        change(&mut config);
        let script = Mutex::new(script.iter().copied().collect());
        let credential = ClientCredential::token(Arc::new(Scripted(script)));
        Self {
            _emulator: emulator,
            owner,
            service: open(credential, config),
        }
    }

    async fn begin(&self) -> CopyOperation {
        let mut options = CopyOptions::default();
        options.policy.retry.first_wait = Duration::from_millis(1);
        options.policy.retry.longest_wait = Duration::from_millis(5);
        let source = self.service.blob("box", "from").unwrap();
        let target = self.service.blob("box", "into").unwrap();
        target.begin_copy_with(source, options).await.unwrap()
    }
}

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(3600);

fn cause(error: &Error) -> String {
    error.report().cause.unwrap_or_default()
}

#[tokio::test]
async fn a_wait_survives_failures_of_the_credential_that_pass() {
    let failures = [Failure; 20];
    let script = [&[Token][..], &failures, &[Token]].concat();
    let world = World::new(SHORT, &script).await;
    let copy = world.begin().await;
    let copied = copy.wait().await.unwrap();
    assert_eq!(&copied.id, copy.copy_id());
}

#[tokio::test]
async fn a_refusal_ends_the_wait_and_it_can_be_taken_up_again() {
    let world = World::new(SHORT, &[Token, Failure, Refusal, Token]).await;
    let copy = world.begin().await;
    let error = copy.wait().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(error.copy_id(), Some(copy.copy_id()));
    assert_eq!(
        cause(&error),
        "the credential returned no access token: the account is locked"
    );
    assert_eq!(&copy.wait().await.unwrap().id, copy.copy_id());
}

#[tokio::test]
async fn a_failure_that_outlasts_the_token_timeout_ends_the_wait() {
    let impatient = |config: &mut ClientConfig| config.token_timeout = Duration::from_millis(20);
    let world = World::with(LONG, &[Token, Failure], impatient).await;
    let copy = world.begin().await;
    let error = copy.wait().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert_eq!(
        cause(&error),
        "the credential returned no access token: the authority is out of reach"
    );
}

#[tokio::test]
async fn the_deadline_bounds_a_wait_without_a_token() {
    let soon = |config: &mut ClientConfig| config.reply_timeout = Duration::from_millis(20);
    for answer in [Failure, Silence] {
        let world = World::with(LONG, &[answer], soon).await;
        let source = world.owner.blob("box", "from").unwrap();
        let target = world.owner.blob("box", "into").unwrap();
        let ticket = target.begin_copy(source).await.unwrap().detach();
        let mut policy = CopyPolicy::default();
        policy.deadline = Some(Duration::from_millis(100));
        let copy = world.service.resume_with(&ticket, policy).unwrap();
        let error = copy.wait().await.unwrap_err();
        assert!(
            matches!(error.outcome(), Some(CopyOutcome::DeadlinePassed(_))),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_call_that_waits_for_a_token_keeps_no_copy_from_its_deadline() {
    let narrow = |config: &mut ClientConfig| {
        config.connections = 1;
        config.reply_timeout = Duration::from_millis(20);
    };
    let world = World::with(LONG, &[Silence], narrow).await;
    let source = world.owner.blob("box", "from").unwrap();
    let target = world.owner.blob("box", "into").unwrap();
    let ticket = target.begin_copy(source).await.unwrap().detach();
    let mut policy = CopyPolicy::default();
    policy.deadline = Some(Duration::from_millis(100));
    let copy = world.service.resume_with(&ticket, policy).unwrap();
    let asked_first = world.service.blob("box", "from").unwrap();
    let within = tokio::time::timeout(Duration::from_secs(10), copy.wait());
    let ended = tokio::select! {
        biased;
        _ = asked_first.properties() => panic!("nobody answers it"),
        ended = within => ended,
    };
    let error = ended.expect("the deadline is kept").unwrap_err();
    assert!(
        matches!(error.outcome(), Some(CopyOutcome::DeadlinePassed(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_abort_acts_once_there_is_a_token_and_gives_up_where_none_comes() {
    let world = World::new(LONG, &[Token, Failure, Failure, Token]).await;
    let copy = world.begin().await;
    assert_eq!(copy.abort().await.unwrap(), Aborted::Aborted);

    let world = World::new(LONG, &[Token, Failure]).await;
    let copy = world.begin().await;
    let error = copy.abort().await.unwrap_err();
    assert!(
        matches!(error.outcome(), Some(CopyOutcome::NotAborted(None))),
        "{error:?}"
    );
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    let told = cause(&error);
    assert!(
        told.ends_with("(the credential returned no access token: the authority is out of reach)"),
        "{told}"
    );
}

#[tokio::test]
async fn a_copy_that_was_not_started_yet_fails_at_once() {
    let world = World::new(LONG, &[Failure, Token]).await;
    let source = world.service.blob("box", "from").unwrap();
    let target = world.service.blob("box", "into").unwrap();
    let error = target.begin_copy(source).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(!target.exists().await.unwrap());
}
