//! https: served on the same port, and used to read sources.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use blobcopy_auth::{BearerToken, Credential, SharedKey, authorize};
use blobcopy_emulator::{Builder, Emulator, ManualClock, Pace, StartError};
use blobcopy_proto::ops::{CopyBlob, GetBlob, PutBlob};
use blobcopy_proto::{
    BlobUrl, CopyStatus, ErrorCode, Operation, ServiceError, ServiceVersion, SourceUrl,
};
use bytes::Bytes;
use http::{Request, Response};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::authorization::{STORAGE, jwt};
use crate::world::{ACCOUNT, KEY, World, connect, noon, parsed, written};

fn world(builder: Builder) -> World {
    let clock = ManualClock::new(noon());
    let emulator = builder
        .account(ACCOUNT, KEY)
        .container("box")
        .pace(Pace::at_once())
        .clock(clock.clone())
        .start()
        .unwrap();
    World { emulator, clock }
}

/// A connection to the emulator under this name, trusting its certificates and no others.
fn secure(emulator: &Emulator, name: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let authority = emulator.certificate_authority().unwrap();
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = name.to_owned().try_into().unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(client, connect(emulator.port()))
}

fn exchange(emulator: &Emulator, request: &Request<Bytes>) -> Response<Bytes> {
    let mut stream = secure(emulator, request.uri().host().unwrap());
    stream.write_all(&written(request)).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    parsed(&head, Bytes::from(bytes).slice(end + 4..))
}

fn get(url: &str) -> GetBlob {
    GetBlob::new(BlobUrl::parse(url).unwrap())
}

fn request<O: Operation>(world: &World, operation: &O, credential: &Credential) -> Request<Bytes> {
    let mut request = operation.request(ServiceVersion::DEFAULT).unwrap();
    authorize(&mut request, credential, world.clock.now()).unwrap();
    request
}

#[test]
fn http_and_https_are_spoken_on_one_port_under_every_name() {
    let world = world(Emulator::builder().https());
    world.put("blob", b"0123456789");
    assert_eq!(world.content("blob"), "0123456789");
    let credential = Credential::SharedKey(SharedKey::new(ACCOUNT, KEY).unwrap());
    let port = world.emulator.port();
    for endpoint in [
        world.emulator.https_endpoint(ACCOUNT).unwrap(),
        format!("https://localhost:{port}/{ACCOUNT}"),
        format!("https://{ACCOUNT}.blob.localhost:{port}"),
    ] {
        let get = get(&format!("{endpoint}/box/blob"));
        let reply = exchange(&world.emulator, &request(&world, &get, &credential));
        assert_eq!(reply.body(), "0123456789", "{endpoint}");
    }
}

#[test]
fn a_token_is_taken_over_https_without_more() {
    let world = world(Emulator::builder().https());
    world.put("blob", b"0123456789");
    let url = format!(
        "{}/box/blob",
        world.emulator.https_endpoint(ACCOUNT).unwrap()
    );
    let reply = exchange(
        &world.emulator,
        &request(&world, &get(&url), &jwt(STORAGE, 60)),
    );
    assert_eq!(reply.body(), "0123456789");
    let none = Credential::Bearer(BearerToken::new("e30.e30.").unwrap());
    let reply = exchange(&world.emulator, &request(&world, &get(&url), &none));
    assert_eq!(reply.status().as_u16(), 401);
}

#[test]
fn a_source_over_https_is_read_where_its_authority_is_trusted() {
    let source = world(Emulator::builder().https().loose());
    source.put("blob", b"from afar");
    let url = format!(
        "{}/box/blob",
        source.emulator.https_endpoint(ACCOUNT).unwrap()
    );
    let authority = source.emulator.certificate_authority().unwrap();
    let trusting = world(Emulator::builder().trust(authority.as_bytes()));
    let copied = trusting.send(&trusting.copy_from(&url, "target")).unwrap();
    assert_eq!(copied.copy_status, CopyStatus::Success);
    assert_eq!(trusting.content("target"), "from afar");

    let other = world(Emulator::builder());
    let refusal = other.refusal(&other.copy_from(&url, "target"));
    assert_eq!(refusal.code, Some(ErrorCode::CannotVerifyCopySource));
}

#[test]
fn a_source_of_its_own_is_found_by_its_https_url_too() {
    let world = world(Emulator::builder().https());
    world.put("blob", b"0123456789");
    let endpoint = world.emulator.https_endpoint(ACCOUNT).unwrap();
    let source = SourceUrl::parse(&format!("{endpoint}/box/blob")).unwrap();
    let copy = CopyBlob::new(world.blob("target"), source);
    assert_eq!(world.send(&copy).unwrap().copy_status, CopyStatus::Success);
}

#[test]
fn who_does_not_finish_the_handshake_harms_nobody() {
    let world = world(Emulator::builder().https());
    let mut half = world.connect();
    half.write_all(b"\x16\x03\x01\x02").unwrap();
    let silent = world.connect();
    let mut nonsense = world.connect();
    nonsense
        .write_all(b"\x16 nonsense, and not a little of it")
        .unwrap();
    let mut rest = Vec::new();
    nonsense.read_to_end(&mut rest).unwrap();
    world.put("blob", b"still here");
    assert_eq!(world.content("blob"), "still here");
    drop((half, silent));
}

#[test]
fn a_given_certificate_is_shown_and_a_bad_one_refused() {
    let key = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = parameters.self_signed(&key).unwrap().pem();
    let builder = || Emulator::builder().loose();
    let given = builder().certificate(certificate.as_bytes(), key.serialize_pem().as_bytes());
    let world = world(given);
    let put = PutBlob::new(
        BlobUrl::parse(&format!(
            "{}/box/blob",
            world.emulator.https_endpoint(ACCOUNT).unwrap()
        ))
        .unwrap(),
        Bytes::from_static(b"x"),
    );
    let reply = exchange(
        &world.emulator,
        &request(&world, &put, &Credential::Anonymous),
    );
    assert!(
        reply.status().is_success(),
        "{:?}",
        ServiceError::decode(&reply)
    );

    let other = rcgen::KeyPair::generate().unwrap().serialize_pem();
    for bad in [
        builder().certificate(b"", key.serialize_pem().as_bytes()),
        builder().certificate(certificate.as_bytes(), b"no key"),
        builder().certificate(certificate.as_bytes(), other.as_bytes()),
        builder().trust(b"no certificate"),
    ] {
        let refused = bad.start();
        assert!(
            matches!(refused, Err(StartError::Certificate { .. })),
            "{refused:?}"
        );
    }
}
