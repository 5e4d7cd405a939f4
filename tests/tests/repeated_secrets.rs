//! A service that repeats what it was sent, in every place and every spelling, has none of it printed.

use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::sync::Mutex;
use std::time::Duration;

use blobcopy::proto::Endpoint;
use blobcopy::{BlobServiceClient, ClientConfig, ClientCredential, CopyOptions, Credential, chain};
use blobcopy_tests::quoting::Quoting;

/// A key, a signature and a token at once: base64 of 32 bytes.
const SECRET: &str = "80oiS0i61Y5TWXDQC0Pne+nHzGwr592j7ki0VKEd0oA=";

/// Where a service can repeat something. What is not a header is an element or a whole body.
const PLACES: [&str; 20] = [
    "Message",
    "Code",
    "AuthenticationErrorDetail",
    "HeaderName",
    "QueryParameterName",
    "ExtendedErrorDetail",
    "Reason",
    "CopySourceErrorCode",
    "CopySourceErrorMessage",
    "html",
    "listing",
    "x-ms-error-code",
    "x-ms-copy-source-error-code",
    "x-ms-request-id",
    "x-ms-copy-id",
    "x-ms-copy-status",
    "x-ms-copy-status-description",
    "x-ms-copy-source",
    "etag",
    "location",
];

/// How a secret can be spelt.
const SPELLINGS: [fn(&str) -> String; 15] = [
    str::to_owned,
    |secret| encoded(secret, "+/="),
    |secret| encoded(secret, "+/=").to_ascii_lowercase_hex(),
    |secret| encoded(secret, "+/=").replace('%', "%25"),
    |secret| secret.replace('+', " "),
    |secret| format!("sig={secret}&se=2026-01-02"),
    |secret| format!("sig: {secret}"),
    |secret| secret.replace('+', "\\u002b").replace('=', "\\u003d"),
    |secret| secret.replace('/', "\\/"),
    |secret| secret.replace('+', "&#43;").replace('=', "&#x3D;"),
    |secret| secret.replace('+', "-").replace('/', "_").replace('=', ""),
    |secret| format!("{}\t{}", &secret[..20], &secret[20..]),
    |secret| format!("{}...", &secret[..24]),
    |secret| secret.bytes().map(|byte| format!("%{byte:02X}")).collect(),
    |secret| format!("{{\"sig\":\"{secret}\"}}"),
];

trait LowerHex {
    fn to_ascii_lowercase_hex(self) -> String;
}

impl LowerHex for String {
    fn to_ascii_lowercase_hex(self) -> String {
        self.replace("%2B", "%2b")
            .replace("%2F", "%2f")
            .replace("%3D", "%3d")
    }
}

fn encoded(secret: &str, letters: &str) -> String {
    let encode = |c: char| match letters.contains(c) {
        true => format!("%{:02X}", u32::from(c)),
        false => c.to_string(),
    };
    secret.chars().map(encode).collect()
}

/// What was repeated: the secret, and how it was spelt.
static REPEATED: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// Repeats what opened the request, in the place and spelling that the blob's name says.
fn repeat(head: &str) -> Option<String> {
    let named = head
        .split("/live/")
        .nth(1)
        .or_else(|| head.split("prefix=").nth(1))?;
    let mut numbers = named
        .split(|c: char| !c.is_ascii_digit())
        .filter(|text| !text.is_empty());
    let place = PLACES[numbers.next()?.parse::<usize>().ok()?];
    let spelling: usize = numbers.next()?.parse().ok()?;
    let secret = secret_of(head);
    let text = SPELLINGS[spelling](&secret);
    REPEATED.lock().unwrap().push((secret, text.clone()));
    Some(answer(place, &text))
}

fn secret_of(head: &str) -> String {
    let behind = |mark: &str| {
        let rest = &head[head.find(mark)? + mark.len()..];
        rest.split(['&', ' ', '\r']).next().map(str::to_owned)
    };
    let decoded = |text: String| {
        text.replace("%2B", "+")
            .replace("%2F", "/")
            .replace("%3D", "=")
    };
    let found = behind("SharedKey acct:")
        .or_else(|| behind("Bearer "))
        .or_else(|| behind("sig="));
    decoded(found.expect("a request carries a secret"))
}

// Long: a table, one row a place.
fn answer(place: &str, text: &str) -> String {
    let copy = |name| match place == name {
        true => text.to_owned(),
        false => match name {
            "x-ms-copy-source" => "https://other.net/a".to_owned(),
            "x-ms-copy-status" => "failed".to_owned(),
            _ => "1".to_owned(),
        },
    };
    let is_of_copy = place.starts_with("x-ms-copy-s") && place != "x-ms-copy-source-error-code";
    let xml = format!(
        "<?xml version=\"1.0\"?><Error><Code>Other</Code><{place}>{text}</{place}></Error>"
    );
    let (status, headers, body) = match place {
        "html" => (
            "403 Forbidden",
            "content-type: text/html\r\n".to_owned(),
            format!("<html>{text}</html>"),
        ),
        "listing" => (
            "200 OK",
            String::new(),
            format!(
                "<?xml version=\"1.0\"?><EnumerationResults><Blobs><Blob><Name>{text}</Name><Properties/></Blob></Blobs></EnumerationResults>"
            ),
        ),
        "location" => (
            "307 Temporary Redirect",
            format!("location: https://other.net/?{text}\r\n"),
            String::new(),
        ),
        "etag" | "x-ms-copy-id" => (
            "200 OK",
            format!(
                "etag: {}\r\nx-ms-copy-id: {}\r\nx-ms-copy-status: failed\r\nx-ms-copy-source: https://other.net/a\r\n",
                copy("etag"),
                copy("x-ms-copy-id")
            ),
            String::new(),
        ),
        _ if is_of_copy => (
            "200 OK",
            format!(
                "etag: \"0x1\"\r\nx-ms-copy-id: 1\r\nx-ms-copy-status: {}\r\nx-ms-copy-source: {}\r\nx-ms-copy-status-description: {}\r\n",
                copy("x-ms-copy-status"),
                copy("x-ms-copy-source"),
                copy("x-ms-copy-status-description")
            ),
            String::new(),
        ),
        _ if place.starts_with("x-ms") => (
            "403 Forbidden",
            format!("{place}: {text}\r\n"),
            String::new(),
        ),
        _ => ("403 Forbidden", String::new(), xml),
    };
    format!(
        "HTTP/1.1 {status}\r\nlast-modified: Mon, 23 Nov 2026 08:00:00 GMT\r\nx-ms-blob-type: BlockBlob\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[derive(Default)]
struct Shown(String);

impl Shown {
    fn outcome<T: Debug, E: StdError + 'static>(&mut self, outcome: &Result<T, E>) {
        write!(self.0, "{outcome:?}\n{outcome:#?}\n").unwrap();
        if let Err(error) = outcome {
            writeln!(self.0, "{error}\n{}", chain(error)).unwrap();
        }
    }
}

#[tokio::test]
async fn what_a_service_repeats_is_not_printed() {
    let server = Quoting::answering(repeat);
    let sas = format!(
        "sv=2020-12-06&sr=c&sp=rwl&se=2030-01-02&sig={}",
        encoded(SECRET, "+/=")
    );
    let credentials: [ClientCredential; 3] = [
        Credential::shared_key("acct", SECRET).unwrap().into(),
        Credential::sas(&sas).unwrap().into(),
        Credential::bearer(SECRET).unwrap().into(),
    ];
    let (mut repeated, mut printed) = (0, Vec::new());
    for credential in credentials {
        let mut config = ClientConfig::default();
        config.trust_pem(server.certificate().as_bytes()).unwrap();
        config.retry.attempts = 1;
        let endpoint = Endpoint::parse(&format!("https://{}/acct", server.address())).unwrap();
        let service = BlobServiceClient::with_config(endpoint, credential, config).unwrap();
        for place in 0..PLACES.len() {
            for spelling in 0..SPELLINGS.len() {
                let name = format!("{place}-{spelling}");
                let mut shown = Shown::default();
                ask(&service, &name, &sas, &mut shown).await;
                repeated += judge(&shown.0, &mut printed);
            }
        }
    }
    println!(
        "{} places, {} spellings, {repeated} replies: {} printed",
        PLACES.len(),
        SPELLINGS.len(),
        printed.len()
    );
    assert!(repeated > 18 * 15 * 3);
    assert!(
        printed.is_empty(),
        "{:#?}",
        &printed[..printed.len().min(5)]
    );
}

/// Asks about a blob, and starts a copy into it from a source with a secret of its own.
async fn ask(service: &BlobServiceClient, name: &str, sas: &str, shown: &mut Shown) {
    let blob = service.blob("live", name).unwrap();
    shown.outcome(&blob.properties().await);
    shown.outcome(&blob.copy_state().await);
    shown.outcome(&blob.tags().await);
    shown.outcome(&service.container("live").unwrap().find_pending(name).await);
    let mut options = CopyOptions::default();
    options.policy.retry.attempts = 1;
    options.policy.deadline = Some(Duration::from_millis(1));
    let source = format!("https://other.net/a?{sas}");
    shown.outcome(&blob.copy_with(source.as_str(), options).await);
}

/// How many replies repeated a secret, and which of them were `printed`.
fn judge(shown: &str, printed: &mut Vec<String>) -> usize {
    let repeated: Vec<_> = REPEATED.lock().unwrap().drain(..).collect();
    for (secret, text) in &repeated {
        let pieces = secret.split(|c: char| !c.is_ascii_alphanumeric());
        let mut pieces = pieces.filter(|piece| piece.len() >= 12);
        if pieces.any(|piece| shown.contains(piece)) || shown.contains(text.as_str()) {
            printed.push(format!(
                "{text}: {}",
                shown.chars().take(2000).collect::<String>()
            ));
        }
    }
    repeated.len()
}
