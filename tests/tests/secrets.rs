//! Whatever is done with a secret, nothing that the crates print shows it: values, errors with their causes, logs.
//!
//! The pure half looks at values; the other half has a client talk to a service that quotes back at it what services
//! quote, and keeps all that is logged on the way.

use std::error::Error as StdError;
use std::fmt::{Debug, Display, Write as _};
use std::io;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, SystemTime};

use blobcopy::auth::{ConnectionString, DelegationKey, SharedKey, authorize};
use blobcopy::proto::job::{CopyJob, CopyTicket};
use blobcopy::proto::ops::{CopyBlob, CopyBlobFromUrl, IncrementalCopyBlob, PutBlobFromUrl};
use blobcopy::proto::{
    CustomerKey, Endpoint, Operation, ServiceVersion, SourceAuthorization, UserDelegationKey,
};
use blobcopy::{
    AccessToken, BlobServiceClient, BlobUrl, ClientConfig, ClientCredential, CopyId, CopyOptions,
    CopyPolicy, Credential, Protect, ProxyChoice, ProxyUrl, RetryPolicy, SourceUrl,
    TokenCredential, TokenFuture, TokenRequest,
};
use blobcopy_emulator::Emulator;
use blobcopy_tests::quoting::Quoting;
use http::Request;
use proptest::prelude::*;

/// Base64 of 24 bytes: not to be met by chance, and a legal key, signature and token at once.
fn secrets() -> impl Strategy<Value = String> {
    "[A-Za-z0-9+/]{32}"
}

/// What people get wrong around a secret.
fn slips() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[ -~]{1,6}", "[;?&=#%\"\r\n]{1,2}"]
}

fn encoded(secret: &str) -> String {
    secret.replace('+', "%2B").replace('/', "%2F")
}

fn sas(secret: &str) -> String {
    format!(
        "sv=2020-12-06&sr=b&sp=r&se=2026-01-02&sig={}",
        encoded(secret)
    )
}

/// All that was printed.
#[derive(Default)]
struct Shown(String);

impl Shown {
    fn value(&mut self, value: &impl Debug) {
        write!(self.0, "{value:?}\n{value:#?}\n").unwrap();
    }

    fn error(&mut self, error: &(impl StdError + 'static)) {
        self.value(error);
        let mut cause: Option<&dyn StdError> = Some(error);
        while let Some(error) = cause {
            writeln!(self.0, "{error}: {error:?}").unwrap();
            cause = error.source();
        }
    }

    fn outcome<T: Debug + 'static, E: StdError + 'static>(&mut self, outcome: &Result<T, E>) {
        match outcome {
            Ok(value) => self.value(value),
            Err(error) => self.error(error),
        }
    }

    fn text(&mut self, text: &impl Display) {
        writeln!(self.0, "{text}").unwrap();
    }

    fn hides(&self, secret: &str) -> Result<(), TestCaseError> {
        for secret in [secret, &encoded(secret)] {
            let place = self.0.find(secret);
            let around = place.map(|at| &self.0[at.saturating_sub(200)..]);
            prop_assert!(place.is_none(), "{around:?}");
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn operations_do_not_print_the_secrets_that_they_carry(secret in secrets()) {
        let mut shown = Shown::default();
        let blob = BlobUrl::parse("https://acct.blob.core.windows.net/live/b").unwrap();
        let source = SourceUrl::parse(&format!("https://other.net/live/a?{}", sas(&secret))).unwrap();
        let copy = CopyBlob::new(blob.clone(), source.clone());
        let request = copy.request(ServiceVersion::DEFAULT).unwrap();
        let ticket = CopyTicket::new(blob.clone(), CopyId::parse("1").unwrap()).with_source(&source);
        let mut put = PutBlobFromUrl::new(blob.clone(), source.clone());
        put.options.source_authorization = Some(SourceAuthorization::bearer(&secret).unwrap());
        shown.value(&CopyJob::new(copy.clone(), CopyPolicy::default(), ServiceVersion::DEFAULT).unwrap());
        shown.value(&CopyBlobFromUrl::new(blob.clone(), source.clone()));
        shown.value(&IncrementalCopyBlob::new(blob, source.clone()));
        shown.value(&put.request(ServiceVersion::DEFAULT));
        shown.value(&put);
        shown.value(&(&copy, &request, &ticket));
        shown.text(&source);
        shown.text(&ticket);
        shown.outcome(&CustomerKey::new(&secret, &secret));
        shown.hides(&secret)?;
    }

    #[test]
    fn signed_requests_and_keys_do_not_print(secret in secrets()) {
        let mut shown = Shown::default();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        for credential in [
            Credential::shared_key("acct", &secret).unwrap(),
            Credential::bearer(&secret).unwrap(),
        ] {
            let mut request = Request::put("https://acct.blob.core.windows.net/c/b").body(()).unwrap();
            authorize(&mut request, &credential, at).unwrap();
            shown.value(&(&credential, &request));
            let authorization = request.headers()["authorization"].to_str().unwrap();
            let signature = authorization.rsplit([' ', ':']).next().unwrap();
            shown.hides(signature)?;
        }
        let key = UserDelegationKey::new("o", "t", "2026-01-01", "2026-01-08", "2020-12-06", secret.as_str());
        shown.value(&DelegationKey::new("acct", &key).unwrap());
        shown.value(&key);
        shown.value(&AccessToken::new(&secret, at));
        shown.hides(&secret)?;
    }

    #[test]
    fn what_is_refused_is_not_repeated(secret in secrets(), before in slips(), after in slips()) {
        let mut shown = Shown::default();
        let text = format!("{before}{secret}{after}");
        shown.outcome(&SourceUrl::parse(&format!("https://h/c/a?{}{after}", sas(&secret))));
        shown.outcome(&SourceUrl::parse(&format!("{before}://h/c/a?{}{after}", sas(&secret))));
        shown.outcome(&BlobUrl::parse(&format!("https://h/c/a{before}?{}{after}", sas(&secret))));
        shown.outcome(&Endpoint::parse(&format!("https://h/{before}?{}{after}", sas(&secret))));
        shown.outcome(&SharedKey::new("acct", &text));
        shown.outcome(&AccessToken::new(&text, SystemTime::UNIX_EPOCH));
        shown.outcome(&SourceAuthorization::bearer(&text));
        shown.outcome(&CustomerKey::new(&text, &text));
        shown.outcome(&ConnectionString::parse(&format!("AccountName=acct;AccountKey={text}")));
        shown.outcome(&ConnectionString::parse(&format!("BlobEndpoint=https://h/?{text};{text}")));
        shown.outcome(&ProxyUrl::parse(&format!("{before}http://user:{secret}@h:1{after}")));
        shown.outcome(&format!("blobcopy-1 {text}").parse::<CopyTicket>());
        shown.outcome(&format!("{before}https://h/c/b?{}{after}", sas(&secret)).parse::<CopyTicket>());
        shown.outcome(&Emulator::builder().account("acct", &format!("{secret}*")).start());
        shown.hides(&secret)?;
    }

    #[test]
    fn settings_do_not_print_the_password_of_a_proxy(secret in "[A-Za-z0-9]{32}") {
        let mut shown = Shown::default();
        let mut config = ClientConfig::default();
        config.proxy = ProxyChoice::Through(ProxyUrl::parse(&format!("http://user:{secret}@127.0.0.1:1")).unwrap());
        let endpoint = Endpoint::parse("http://acct.blob.core.windows.net").unwrap();
        shown.value(&config);
        shown.outcome(&BlobServiceClient::with_config(endpoint, Credential::Anonymous, config));
        shown.hides(&secret)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::with_cases(4) })]

    #[test]
    fn a_client_neither_logs_its_secrets_nor_repeats_them_in_errors(secret in secrets()) {
        let logged = Logged::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(logged.clone())
            .finish();
        let mut shown = Shown::default();
        tracing::subscriber::with_default(subscriber, || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.unwrap();
            runtime.block_on(talk(&secret, &mut shown));
            runtime.block_on(talk_to_emulator(&secret, &mut shown));
        });
        let logged = String::from_utf8(logged.0.lock().unwrap().clone()).unwrap();
        prop_assert!(logged.contains("answered"), "nothing was logged");
        shown.0.push_str(&logged);
        prop_assert!(shown.0.contains(" failed: "), "{}", shown.0);
        shown.hides(&secret)?;
    }
}

static QUOTING: LazyLock<Quoting> = LazyLock::new(Quoting::start);

/// Has clients with every kind of credential do what can go wrong in every way.
async fn talk(secret: &str, shown: &mut Shown) {
    let credentials: [ClientCredential; 4] = [
        Credential::shared_key("acct", secret).unwrap().into(),
        Credential::sas(&sas(secret)).unwrap().into(),
        Credential::bearer(secret).unwrap().into(),
        ClientCredential::token(Tokens(secret.to_owned())),
    ];
    let mut retry = RetryPolicy::default();
    retry.attempts = 2;
    retry.first_wait = Duration::from_millis(1);
    for credential in credentials {
        shown.value(&credential);
        let mut config = ClientConfig::default();
        config.trust_pem(QUOTING.certificate().as_bytes()).unwrap();
        config.retry = retry.clone();
        let endpoint = Endpoint::parse(&format!("https://{}/acct", QUOTING.address())).unwrap();
        let service = BlobServiceClient::with_config(endpoint, credential, config).unwrap();
        shown.value(&service);
        shown.outcome(&service.container("live").unwrap().find_pending("").await);
        shown.outcome(&service.delegation_key(Duration::from_secs(60)).await);
        for name in ["refused", "quoting", "broken", "copied"] {
            let blob = service.blob("live", name).unwrap();
            shown.value(&blob);
            shown.outcome(&blob.properties().await);
            shown.outcome(&blob.copy_state().await);
            shown.outcome(&blob.signed_source(Duration::from_secs(60)).await);
            let asked = format!(
                "https://{}/acct/live/{name}?{}",
                QUOTING.address(),
                sas(secret)
            );
            let explained = service.explain(asked.as_str()).await;
            if let Ok(Some(diagnosis)) = explained.as_ref().map(|it| it.diagnosis.as_ref()) {
                shown.text(diagnosis);
            }
            shown.outcome(&explained);
            let source = format!("https://other.net/live/a?{}", sas(secret));
            let mut options = CopyOptions::default();
            options.policy.retry = retry.clone();
            options.care.verify = name == "quoting";
            if name == "broken" {
                options.care.protect = Protect::Snapshot;
            }
            shown.outcome(&blob.copy_with(source.as_str(), options).await);
        }
    }
}

/// Has an emulator that keeps a secret shown others, and looks at what it remembers.
async fn talk_to_emulator(secret: &str, shown: &mut Shown) {
    let builder = Emulator::builder()
        .account("acct", secret)
        .container("live");
    shown.value(&builder);
    let emulator = builder.start().unwrap();
    for credential in [
        Credential::shared_key("acct", secret).unwrap(),
        Credential::sas(&sas(secret)).unwrap(),
    ] {
        let service = BlobServiceClient::new(&emulator.endpoint("acct"), credential).unwrap();
        let blob = service.blob("live", "b").unwrap();
        shown.outcome(&blob.upload("content").await);
        let source = format!("{}?{}", blob.url(), sas(secret));
        shown.outcome(&blob.begin_copy(source.as_str()).await);
        shown.outcome(&service.explain(source.as_str()).await);
    }
    let requests = emulator.requests();
    assert!(requests.len() >= 4, "{requests:?}");
    shown.value(&requests);
    shown.text(&serde_json::to_string(&requests).unwrap());
    shown.value(&emulator);
}

struct Tokens(String);

impl TokenCredential for Tokens {
    fn token(&self, _request: TokenRequest) -> TokenFuture<'_> {
        let expiry = SystemTime::now() + Duration::from_secs(3600);
        Box::pin(async move { Ok(AccessToken::new(&self.0, expiry)?) })
    }
}

/// What a subscriber writes.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Logged {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
