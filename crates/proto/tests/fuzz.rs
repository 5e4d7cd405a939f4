//! Fuzz tests: any bytes are read without a panic and without a result out of proportion, and a parsed value survives a
//! round trip.
//!
//! Each target has a few thousand executions; with `BLOBCOPY_FUZZ_SECONDS=600` each runs that long. The recordings that
//! `BLOBCOPY_RECORDINGS` names are seeds too.
#![expect(
    clippy::disallowed_methods,
    reason = "a test may read clock, variables and files; the crate may not"
)]

mod mutation;
mod strategies;

use blobcopy_proto::ops::*;
use blobcopy_proto::{
    BlobUrl, Boundary, EchoedSource, Endpoint, Error, Operation, Receipt, Serve, ServerTimeout,
    ServiceError, ServiceVersion, SourceUrl, operations,
};
use bytes::Bytes;
use http::{Request, Response, StatusCode};

use mutation::{exchange, runner, seeds};
use strategies::choices::{Choices, Choose};

#[test]
fn any_text_as_the_url_of_a_blob() {
    let mut seeds = seeds::of(&seeds::URLS);
    seeds.extend(
        seeds::recorded()
            .into_iter()
            .map(|seed| seed.url.into_bytes()),
    );
    runner::run("BlobUrl", seeds, |input| {
        let Ok(text) = std::str::from_utf8(input) else {
            return "not UTF-8".to_owned();
        };
        match BlobUrl::parse_with_sas(text) {
            Ok((url, sas)) => {
                assert_eq!(BlobUrl::parse(&url.to_string()).unwrap(), url);
                assert!(url.to_string().len() <= 3 * text.len() + 64);
                format!("{} {}", sas.is_some(), url.endpoint().is_path_style())
            }
            Err(invalid) => invalid.rule.into_owned(),
        }
    });
}

#[test]
fn any_text_as_the_source_of_a_copy() {
    let mut seeds = seeds::of(&seeds::URLS);
    seeds.extend(
        seeds::recorded()
            .into_iter()
            .map(|seed| seed.url.into_bytes()),
    );
    let known = SourceUrl::parse(seeds::URLS[6]).unwrap();
    runner::run("SourceUrl", seeds, |input| {
        let Ok(text) = std::str::from_utf8(input) else {
            return "not UTF-8".to_owned();
        };
        let echo = EchoedSource::new(text);
        let is_known = known.is_echoed_by(&echo);
        match SourceUrl::parse(text) {
            Ok(source) => {
                assert!(source.is_echoed_by(&echo) || text.contains('%'), "{text}");
                format!("{is_known}")
            }
            Err(invalid) => invalid.rule.into_owned(),
        }
    });
}

#[test]
fn any_text_as_an_endpoint() {
    runner::run(
        "Endpoint",
        seeds::of(&seeds::URLS),
        |input| match std::str::from_utf8(input).map(Endpoint::parse) {
            Ok(Ok(endpoint)) => {
                assert_eq!(Endpoint::parse(endpoint.as_str()).unwrap(), endpoint);
                format!(
                    "{} {}",
                    endpoint.is_path_style(),
                    endpoint.account().is_some()
                )
            }
            Ok(Err(invalid)) => invalid.rule.into_owned(),
            Err(_) => "not UTF-8".to_owned(),
        },
    );
}

#[test]
fn any_query_in_the_url_of_a_blob_and_of_a_request() {
    runner::run("query", seeds::of(&seeds::QUERIES), |input| {
        let text = format!(
            "https://acct.blob.core.windows.net/cont/b?{}",
            input.escape_ascii()
        );
        let sas = match BlobUrl::parse_with_sas(&text) {
            Ok((_, sas)) => format!("{}", sas.map_or(0, |sas| sas.split('&').count())),
            Err(invalid) => invalid.rule.into_owned(),
        };
        let mut outcome = sas;
        for method in ["GET", "PUT", "DELETE", "HEAD", "POST"] {
            let Some(request) = exchange::request(format!("{method} {text}\n\n").as_bytes()) else {
                return outcome;
            };
            outcome.push_str(&named(&Call::parse(&request, &account())));
            outcome.push_str(&format!("{}", ServerTimeout::of(&request).is_some()));
        }
        outcome
    });
}

#[test]
fn any_reply_to_any_operation() {
    let mut seeds = seeds::of(&seeds::REPLIES);
    macro_rules! replies {
        ($( $operation:ident $facts:tt )+) => { $( seeds.extend(chosen(written_reply::<$operation>)); )+ };
    }
    operations!(replies);
    seeds.extend(seeds::recorded().into_iter().map(|seed| seed.reply));
    runner::run("replies", seeds, |input| {
        let Some(reply) = exchange::reply(input) else {
            return "no status".to_owned();
        };
        let mut outcome = format!("{:?}", Receipt::of(&reply).map(|_| ()).is_ok());
        macro_rules! decode {
            ($( $operation:ident $facts:tt )+) => { $( outcome.push_str(&decoded::<$operation>(&reply)); )+ };
        }
        operations!(decode);
        outcome
    });
}

#[test]
fn any_request() {
    let mut seeds = seeds::of(&seeds::REQUESTS);
    macro_rules! requests {
        ($( $operation:ident $facts:tt )+) => { $( seeds.extend(chosen(written_request::<$operation>)); )+ };
    }
    operations!(requests);
    runner::run("requests", seeds, |input| {
        let Some(request) = exchange::request(input) else {
            return "no request".to_owned();
        };
        let mut outcome = named(&Call::parse(&request, &account()));
        macro_rules! parse {
            ($( $operation:ident $facts:tt )+) => { $( outcome.push_str(&parsed::<$operation>(&request)); )+ };
        }
        operations!(parse);
        outcome
    });
}

#[test]
fn any_xml_where_the_service_writes_some() {
    let mut seeds = seeds::of(&seeds::DOCUMENTS);
    seeds.extend(chosen(written_reply::<ListBlobs>));
    seeds.extend(chosen(written_reply::<ListContainers>));
    seeds.extend(chosen(written_reply::<GetContainerAcl>));
    let bodies = seeds::recorded().into_iter().map(|seed| seed.body);
    seeds.extend(bodies.filter(|body| !body.is_empty()));
    runner::run("XML", seeds, |input| {
        let mut reply = Response::new(Bytes::copy_from_slice(input));
        let mut outcome = decoded::<ListBlobs>(&reply);
        outcome.push_str(&decoded::<ListContainers>(&reply));
        outcome.push_str(&decoded::<GetContainerAcl>(&reply));
        outcome.push_str(&decoded::<FindBlobsByTags>(&reply));
        outcome.push_str(&decoded::<GetBlobTags>(&reply));
        outcome.push_str(&decoded::<GetBlockList>(&reply));
        outcome.push_str(&decoded::<GetPageRanges>(&reply));
        outcome.push_str(&decoded::<GetUserDelegationKey>(&reply));
        *reply.status_mut() = StatusCode::CONFLICT;
        let refusal = ServiceError::decode(&reply);
        assert!(refusal.to_string().len() < 4096, "{refusal}");
        outcome.push_str(&format!(
            "{:?} {}",
            refusal.kind(),
            refusal.copy_source.is_some()
        ));
        for target in [
            "PUT /cont/b?comp=blocklist",
            "PUT /cont?restype=container&comp=acl",
            "PUT /cont/b?comp=tags",
            "POST /?restype=service&comp=userdelegationkey",
        ] {
            let message = [target.as_bytes(), b"\n\n", input].concat();
            let request = exchange::request(&message).expect("a well-formed head");
            outcome.push_str(&named(&Call::parse(&request, &account())));
        }
        outcome
    });
}

#[test]
fn any_body_of_a_batch() {
    let boundary = Boundary::parse("b").unwrap();
    runner::run("batches", seeds::of(&seeds::BATCHES), |input| {
        let message = [
            b"POST /?comp=batch\ncontent-type: multipart/mixed; boundary=b\n\n",
            input,
        ]
        .concat();
        let request = exchange::request(&message).expect("a well-formed head");
        let batch = BlobBatch::parse(&request, &account()).expect("only the head is read");
        let mut outcome = match batch.content.parts() {
            Ok(parts) => {
                assert!(parts.len() <= BatchContent::MOST);
                // What was read can be written, and is read as the same.
                let written =
                    BatchContent::new(boundary.clone(), &parts).map(|content| content.parts());
                if let Ok(again) = written {
                    assert_eq!(again.unwrap(), parts);
                }
                format!("{} parts", parts.len())
            }
            Err(refusal) => format!("{:?}", refusal.code),
        };
        let mut reply = Response::new(Bytes::copy_from_slice(input));
        *reply.status_mut() = StatusCode::ACCEPTED;
        let kind = http::HeaderValue::from_static("multipart/mixed; boundary=b");
        reply.headers_mut().insert("content-type", kind);
        outcome.push_str(&decoded::<BlobBatch>(&reply));
        outcome
    });
}

fn account() -> Endpoint {
    Endpoint::parse("https://acct.blob.core.windows.net").unwrap()
}

/// The results for three rows of choices.
fn chosen(make: impl Fn(&mut Choices<'_>) -> Vec<u8>) -> Vec<Vec<u8>> {
    let mut dice = mutation::dice::Dice::new(7);
    let mut rows = [vec![0; 4], vec![1; 1200], vec![0; 1200]];
    for byte in &mut rows[2] {
        *byte = u8::try_from(dice.below(256)).expect("below 256");
    }
    rows.iter()
        .map(|row| make(&mut Choices::new(row)))
        .collect()
}

fn written_reply<O: Serve<Output: Choose>>(choices: &mut Choices<'_>) -> Vec<u8> {
    exchange::of_reply(&O::reply(&choices.value()))
}

fn written_request<O: Operation + Choose>(choices: &mut Choices<'_>) -> Vec<u8> {
    let request = choices.value::<O>().request(ServiceVersion::NEWEST);
    exchange::of_request(&request.expect("the newest version knows all"))
}

/// Decodes a reply. A decoded value is encoded again, and must then decode to the same value.
fn decoded<O: Serve<Output: PartialEq + std::fmt::Debug>>(reply: &Response<Bytes>) -> String {
    let given = exchange::size(reply.headers(), reply.body());
    let output = match O::decode(reply) {
        Ok(output) => output,
        Err(Error::Malformed(malformed)) => {
            assert!(malformed.to_string().len() < 4096);
            return malformed.subject;
        }
        Err(refusal) => {
            assert!(refusal.to_string().len() < 4096);
            return "refused".to_owned();
        }
    };
    let ours = O::reply(&output);
    let written = exchange::size(ours.headers(), ours.body());
    assert!(written <= 32 * given + 1024, "{written} bytes from {given}");
    let again = O::decode(&ours).unwrap_or_else(|error| panic!("{error} in {ours:?}"));
    assert_eq!(O::decode(&O::reply(&again)).unwrap(), again);
    format!("{}{}", O::KIND, written.max(1).ilog2())
}

/// Parses a request. A parsed operation is encoded again, and must then parse to the same operation.
fn parsed<O: Serve + PartialEq + std::fmt::Debug>(request: &Request<Bytes>) -> String {
    let operation = match O::parse(request, &account()) {
        Ok(operation) => operation,
        Err(refusal) => {
            assert!(refusal.to_string().len() < 4096);
            return format!("{:?}", refusal.header_name);
        }
    };
    if let Ok(ours) = operation.request(ServiceVersion::NEWEST) {
        let again =
            O::parse(&ours, &account()).unwrap_or_else(|error| panic!("{error} in {ours:?}"));
        assert_eq!(again, operation);
    }
    O::KIND.name().to_owned()
}

fn named(call: &Result<Call, Box<ServiceError>>) -> String {
    match call {
        Ok(call) => call.kind().name().to_owned(),
        Err(refusal) => format!("{:?} {:?}", refusal.code, refusal.header_name),
    }
}
