//! Access to the source of a copy.

use super::*;

#[test]
fn a_sas_for_the_destination_does_not_cover_the_source() {
    let world = world();
    let plain = world.url("box/blob");
    let token = Credential::Sas(account_sas("b", "o", "rwc"));
    assert_eq!(
        copied(&world, &plain, &token),
        Some((401, ErrorCode::NoAuthenticationInformation))
    );
    let signed = |token: SasToken| token.append_to_url(&plain).unwrap().to_string();
    assert_eq!(copied(&world, &signed(of_blob("blob", "r")), &token), None);
    for (source, code) in [
        (
            of_blob("blob", "w"),
            ErrorCode::AuthorizationPermissionMismatch,
        ),
        (of_blob("other", "r"), ErrorCode::AuthenticationFailed),
        (
            sas(SasResource::blob("box", "blob"), "r")
                .with_protocol(SasProtocol::Https)
                .sign(&key())
                .unwrap(),
            ErrorCode::AuthorizationProtocolMismatch,
        ),
    ] {
        assert_eq!(copied(&world, &signed(source), &token), Some((403, code)));
    }
}

#[test]
fn a_source_in_another_account_is_read_with_a_sas_of_that_account() {
    let world = world();
    let other = SharedKey::new(OTHER_ACCOUNT, KEY).unwrap();
    let token = |name: &str| {
        let token = sas(SasResource::blob("box", name), "r")
            .sign(&other)
            .unwrap();
        let url = format!("{}/box/{name}", world.emulator.endpoint(OTHER_ACCOUNT));
        token.append_to_url(&url).unwrap().to_string()
    };
    let owner = Credential::SharedKey(key());
    assert_eq!(
        copied(&world, &token("missing"), &owner),
        Some((404, ErrorCode::BlobNotFound))
    );
    let source = format!("{}/box/there", world.emulator.endpoint(OTHER_ACCOUNT));
    let put = PutBlob::new(
        BlobUrl::parse(&source).unwrap(),
        Bytes::from_static(b"elsewhere"),
    );
    ask(&world, &put, &Credential::SharedKey(other.clone())).unwrap();
    assert_eq!(copied(&world, &token("there"), &owner), None);
    assert_eq!(world.content("target"), "elsewhere");
}

#[test]
fn a_copy_within_the_call_may_show_a_token_for_its_source_and_another_may_not() {
    let world = world();
    let source = format!("{}/box/there", world.emulator.endpoint(OTHER_ACCOUNT));
    let other = Credential::SharedKey(SharedKey::new(OTHER_ACCOUNT, KEY).unwrap());
    let put = PutBlob::new(BlobUrl::parse(&source).unwrap(), Bytes::from_static(b"x"));
    ask(&world, &put, &other).unwrap();
    let source = SourceUrl::parse(&source).unwrap();
    let within = CopyBlobFromUrl::new(world.blob("target"), source.clone());
    let later = blobcopy_proto::ops::CopyBlob::new(world.blob("target"), source);
    let show = |mut request: Request<Bytes>, token: Credential| {
        put_on(&mut request, &token, &world);
        let token = request.headers_mut().remove("authorization").unwrap();
        request
            .headers_mut()
            .insert("x-ms-copy-source-authorization", token);
        authorize(
            &mut request,
            &Credential::SharedKey(key()),
            world.clock.now(),
        )
        .unwrap();
        world.exchange(request).status().as_u16()
    };
    let request = |operation: &CopyBlobFromUrl| operation.request(ServiceVersion::DEFAULT).unwrap();
    assert_eq!(
        show(request(&within), jwt("https://graph.microsoft.com", 60)),
        401
    );
    let request_later = later.request(ServiceVersion::DEFAULT).unwrap();
    assert_eq!(show(request_later, jwt(STORAGE, 60)), 401);
    assert_eq!(show(request(&within), jwt(STORAGE, 60)), 202);
}
