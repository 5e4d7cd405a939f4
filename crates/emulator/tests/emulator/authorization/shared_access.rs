//! Shared access signatures of every kind.

use super::*;

#[test]
fn a_sas_opens_what_it_names_and_nothing_else() {
    let world = world();
    world.put("folder/deep/blob", b"x");
    for (token, opened, closed) in [
        (of_blob("blob", "r"), "blob", "folder/deep/blob"),
        (
            sas(SasResource::container("box"), "r")
                .sign(&key())
                .unwrap(),
            "folder/deep/blob",
            "",
        ),
        (
            sas(SasResource::directory("box", "folder"), "r")
                .with_version("2020-02-10")
                .sign(&key())
                .unwrap(),
            "folder/deep/blob",
            "blob",
        ),
        (account_sas("b", "o", "r"), "blob", ""),
    ] {
        assert_eq!(
            refused(&world, &get(&world, opened), &token),
            None,
            "{token}"
        );
        if !closed.is_empty() {
            let refusal = refused(&world, &get(&world, closed), &token);
            assert_eq!(
                refusal,
                forbidden(ErrorCode::AuthenticationFailed),
                "{token}"
            );
        }
    }
}

#[test]
fn a_changed_or_foreign_sas_is_refused_with_the_string_that_it_should_have_signed() {
    let world = world();
    let token = of_blob("blob", "r").expose().replace("sp=r", "sp=rw");
    let token = Credential::Sas(SasToken::parse(&token).unwrap());
    let refusal = ask(&world, &get(&world, "blob"), &token).err().unwrap();
    assert_eq!(refusal.code, Some(ErrorCode::AuthenticationFailed));
    let detail = refusal.authentication_detail.unwrap();
    assert!(detail.contains("Signature did not match. String to sign used was rw"));

    let other = SharedKey::new("other", "c2VjcmV0").unwrap();
    let token = sas(SasResource::blob("box", "blob"), "r")
        .sign(&other)
        .unwrap();
    assert_eq!(
        refused(&world, &get(&world, "blob"), &token),
        forbidden(ErrorCode::AuthenticationFailed)
    );
}

#[test]
fn every_operation_takes_its_own_permission() {
    let world = world();
    let abort = AbortCopyBlob::new(world.blob("blob"), CopyId::parse("id").unwrap());
    for (permissions, reads, writes, aborts) in [
        ("r", true, false, false),
        ("w", false, true, true),
        ("c", false, false, false),
        ("d", false, false, false),
        ("rw", true, true, true),
    ] {
        let token = of_blob("blob", permissions);
        let read = refused(&world, &get(&world, "blob"), &token);
        assert_eq!(read.is_none(), reads, "{permissions}");
        let write = refused(&world, &put(&world, "blob"), &token);
        assert_eq!(write.is_none(), writes, "{permissions}");
        let abort = refused(&world, &abort, &token);
        let allowed = Some((409, ErrorCode::NoPendingCopyOperation));
        assert_eq!(abort == allowed, aborts, "{permissions}");
    }
}

#[test]
fn the_right_to_create_is_no_right_to_overwrite() {
    let world = world();
    for (name, expected) in [
        ("new", None),
        ("new", forbidden(ErrorCode::UnauthorizedBlobOverwrite)),
    ] {
        let token = of_blob(name, "c");
        assert_eq!(refused(&world, &put(&world, name), &token), expected);
    }
    let token = Credential::Sas(of_blob("target", "c"));
    let source = of_blob("blob", "r");
    let source = source.append_to_url(&world.url("box/blob")).unwrap();
    let copy = world.copy_from(&source, "target");
    assert!(ask(&world, &copy, &token).is_ok());
    let refusal = ask(&world, &copy, &token).err().unwrap();
    assert_eq!(refusal.code, Some(ErrorCode::UnauthorizedBlobOverwrite));
}

#[test]
fn an_account_sas_is_for_its_services_types_and_permissions() {
    let world = world();
    let container = ContainerUrl::new(world.endpoint(), "made").unwrap();
    let create = CreateContainer::new(container);
    for (token, expected) in [
        (
            account_sas("qtf", "sco", "rwdlac"),
            forbidden(ErrorCode::AuthorizationServiceMismatch),
        ),
        (
            account_sas("b", "so", "rwdlac"),
            forbidden(ErrorCode::AuthorizationResourceTypeMismatch),
        ),
        (
            account_sas("b", "c", "rdl"),
            forbidden(ErrorCode::AuthorizationPermissionMismatch),
        ),
        (account_sas("b", "c", "c"), None),
    ] {
        assert_eq!(refused(&world, &create, &token), expected, "{token}");
    }
    let of_container = sas(SasResource::container("box"), "racwdl")
        .sign(&key())
        .unwrap();
    let refusal = refused(
        &world,
        &CreateContainer::new(ContainerUrl::new(world.endpoint(), "box").unwrap()),
        &of_container,
    );
    assert_eq!(
        refusal,
        forbidden(ErrorCode::AuthorizationPermissionMismatch)
    );
}

#[test]
fn a_sas_is_good_in_its_time_by_the_clock_that_is_moved_by_hand() {
    let world = world();
    let token = sas(SasResource::blob("box", "blob"), "r")
        .with_start(time("2026-01-02T03:05:05Z"))
        .sign(&key())
        .unwrap();
    let token = Credential::Sas(token);
    let read = |world: &World| ask(world, &get(world, "blob"), &token);
    let early = read(&world).err().unwrap();
    assert_eq!(early.code, Some(ErrorCode::AuthenticationFailed));
    assert_eq!(
        early.authentication_detail.unwrap(),
        "Signature not valid in the specified time frame: \
         Start [Fri, 02 Jan 2026 03:05:05 GMT] - Expiry [Sat, 03 Jan 2026 03:04:05 GMT] - \
         Current [Fri, 02 Jan 2026 03:04:05 GMT]"
    );
    world.pass(60);
    assert!(read(&world).is_ok());
    world.pass(24 * 3600);
    assert!(read(&world).is_err());
}

#[test]
fn protocol_and_address_are_what_the_sas_says() {
    let world = world();
    let made = || sas(SasResource::blob("box", "blob"), "r");
    let here = Ipv4Addr::LOCALHOST;
    let far = Ipv4Addr::new(203, 0, 113, 9);
    for (sas, expected) in [
        (
            made().with_protocol(SasProtocol::Https),
            forbidden(ErrorCode::AuthorizationProtocolMismatch),
        ),
        (made().with_protocol(SasProtocol::HttpsAndHttp), None),
        (made().with_ip_range(here, here), None),
        (
            made().with_ip_range(Ipv4Addr::new(127, 0, 0, 0), Ipv4Addr::new(127, 255, 0, 0)),
            None,
        ),
        (
            made().with_ip_range(far, far),
            forbidden(ErrorCode::AuthorizationSourceIPMismatch),
        ),
    ] {
        let token = sas.sign(&key()).unwrap();
        assert_eq!(
            refused(&world, &get(&world, "blob"), &token),
            expected,
            "{token}"
        );
    }
}

#[test]
fn a_stored_policy_that_is_not_there_opens_nothing() {
    let world = world();
    let token = BlobSas::new(SasResource::blob("box", "blob"))
        .with_policy("nightly")
        .sign(&key())
        .unwrap();
    assert_eq!(
        refused(&world, &get(&world, "blob"), &token),
        forbidden(ErrorCode::AuthenticationFailed)
    );
}

#[test]
fn a_sas_says_the_headers_of_the_answer() {
    let world = world();
    let token = sas(SasResource::blob("box", "blob"), "r")
        .with_content_type("text/x-told")
        .with_content_disposition("attachment")
        .sign(&key())
        .unwrap();
    let read = ask(&world, &get(&world, "blob"), &Credential::Sas(token)).unwrap();
    let told = read.properties;
    assert_eq!(told.content_type.unwrap().as_str(), "text/x-told");
    assert_eq!(told.content_disposition.unwrap().as_str(), "attachment");
}

#[test]
fn a_sas_that_wants_encryption_in_a_scope_reads_and_does_not_write() {
    let world = world();
    let token = sas(SasResource::blob("box", "blob"), "rw")
        .with_encryption_scope("mine")
        .sign(&key())
        .unwrap();
    assert_eq!(refused(&world, &get(&world, "blob"), &token), None);
    let refusal = refused(&world, &put(&world, "blob"), &token).unwrap();
    assert_eq!(refusal, (400, ErrorCode::UnsupportedQueryParameter));
}
