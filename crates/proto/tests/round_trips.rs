//! Round trips: one side reads what the other wrote, for the requests and replies of every operation and version.

mod strategies;

use blobcopy_proto::ops::*;
use blobcopy_proto::{
    CustomerKey, Endpoint, Operation, Serve, ServiceVersion, SourceAuthorization,
};
use bytes::Bytes;
use http::{HeaderValue, Request};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use strategies::choices::{Choices, Choose};

/// The endpoint of a request, as the service at that endpoint knows it.
fn endpoint(request: &Request<Bytes>) -> Endpoint {
    let uri = request.uri();
    let authority = uri.authority().expect("the target is absolute");
    let scheme = uri.scheme_str().expect("the target is absolute");
    let names_account = authority.host().parse::<std::net::Ipv4Addr>().is_err()
        && !authority.host().starts_with('[');
    let account = uri.path().split('/').nth(1).unwrap_or_default();
    let text = match names_account {
        true => format!("{scheme}://{authority}"),
        false => format!("{scheme}://{authority}/{account}"),
    };
    Endpoint::parse(&text).expect("made of a URL of ours")
}

fn request_is_read_as_it_was_written<O>(bytes: &[u8]) -> TestCaseResult
where
    O: Serve + Choose + Clone + PartialEq + std::fmt::Debug + Into<Call>,
{
    let operation = O::choose(&mut Choices::new(bytes));
    let request = operation
        .request(NEWEST)
        .expect("the newest version knows all");
    let endpoint = endpoint(&request);
    prop_assert_eq!(&O::parse(&request, &endpoint).unwrap(), &operation);
    prop_assert_eq!(
        &Call::parse(&request, &endpoint).unwrap(),
        &operation.clone().into()
    );
    Ok(())
}

/// An option that a version does not support is refused by the client, and refused or ignored by the service.
fn both_ends_refuse_what_a_version_does_not_know<O>(bytes: &[u8], version: &str) -> TestCaseResult
where
    O: Serve + Choose + PartialEq + Into<Call>,
{
    let operation = O::choose(&mut Choices::new(bytes));
    let version = ServiceVersion::parse(version).unwrap();
    let mut request = operation
        .request(NEWEST)
        .expect("the newest version knows all");
    let header = HeaderValue::from_str(version.as_str()).unwrap();
    request.headers_mut().insert("x-ms-version", header);
    let endpoint = endpoint(&request);
    let is_supported = operation.request(version).is_ok();
    match Call::parse(&request, &endpoint) {
        Ok(_) => {
            let accepted = O::parse(&request, &endpoint).unwrap();
            prop_assert!(accepted.request(version).is_ok());
            prop_assert_eq!(accepted == operation, is_supported);
        }
        Err(refusal) => prop_assert!(!is_supported, "{refusal}"),
    }
    Ok(())
}

fn reply_is_read_as_it_was_written<O>(bytes: &[u8]) -> TestCaseResult
where
    O: Serve,
    O::Output: Choose + PartialEq + std::fmt::Debug,
{
    let output = O::Output::choose(&mut Choices::new(bytes));
    prop_assert_eq!(O::decode(&O::reply(&output)).unwrap(), output);
    Ok(())
}

/// The version that supports everything that the crate supports.
const NEWEST: ServiceVersion = ServiceVersion::NEWEST;

const VERSIONS: [&str; 12] = [
    "2009-09-19",
    "2012-02-12",
    "2016-05-31",
    "2017-07-29",
    "2018-11-09",
    "2019-12-12",
    "2020-04-08",
    "2020-10-02",
    "2021-04-10",
    "2021-12-02",
    "2025-11-05",
    "2026-04-06",
];

/// Checks that the printed forms of an operation and its request contain no secret.
fn no_secret_prints<O: Operation + std::fmt::Debug>(
    operation: &O,
    secrets: &[Option<&str>],
) -> TestCaseResult {
    let request = operation
        .request(NEWEST)
        .expect("the newest version knows all");
    let printed = format!("{operation:?} {request:?}");
    for secret in secrets.iter().flatten() {
        prop_assert!(!printed.contains(secret), "{}", printed);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) })]

    #[test]
    fn keys_tokens_and_signatures_do_not_print(bytes in choices()) {
        let mut operation = blobcopy_proto::ops::PutBlobFromUrl::choose(&mut Choices::new(&bytes));
        operation.options.source_authorization =
            Some(SourceAuthorization::bearer("eyJhbGciOiJub25lIn0.e30.c2VjcmV0").unwrap());
        let options = &operation.options;
        let secrets = [
            options.customer_key.as_ref().map(CustomerKey::expose),
            options.source_customer_key.as_ref().map(CustomerKey::expose),
            options.source_authorization.as_ref().map(SourceAuthorization::expose),
            Some("a%2Bb"),
        ];
        // The hash of a key may print, and for the simplest choices it equals the key.
        let hashes = [&options.customer_key, &options.source_customer_key];
        let is_hash = |secret: &str| hashes.iter().any(|key| key.as_ref().is_some_and(|key| key.sha256() == secret));
        let secrets = secrets.map(|secret| secret.filter(|secret| !is_hash(secret)));
        no_secret_prints(&operation, &secrets)?;
    }
}

/// Defines three properties for each operation.
macro_rules! properties {
    ($( $operation:ident $facts:tt )+) => {
        $(
            mod $operation {
                use super::*;
                use blobcopy_proto::ops::$operation;

                proptest! {
                    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) })]

                    #[test]
                    fn a_request_is_read_as_it_was_written(bytes in choices()) {
                        request_is_read_as_it_was_written::<$operation>(&bytes)?;
                    }

                    #[test]
                    fn both_ends_refuse_what_a_version_does_not_know(
                        bytes in choices(),
                        version in prop::sample::select(&VERSIONS[..]),
                    ) {
                        super::both_ends_refuse_what_a_version_does_not_know::<$operation>(&bytes, version)?;
                    }

                    #[test]
                    fn a_reply_is_read_as_it_was_written(bytes in choices()) {
                        reply_is_read_as_it_was_written::<$operation>(&bytes)?;
                    }
                }
            }
        )+
    };
}

/// Cases of each property.
const CASES: u32 = 200;

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..1200)
}

blobcopy_proto::operations!(properties);
