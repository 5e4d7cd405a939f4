//! Tokens, and user delegation keys.

use super::*;

#[test]
fn a_token_opens_the_account_until_it_ends() {
    let world = world();
    let token = jwt(STORAGE, 3600);
    assert!(ask(&world, &get(&world, "blob"), &token).is_ok());
    let copied = ask(&world, &world.copy("blob", "target"), &token).unwrap();
    assert_eq!(copied.copy_status, CopyStatus::Success);
    world.pass(3600);
    let refusal = ask(&world, &get(&world, "blob"), &token).err().unwrap();
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (401, Some(ErrorCode::InvalidAuthenticationInfo))
    );
    assert!(refusal.authentication_detail.unwrap().contains("expired"));
}

#[test]
fn a_token_for_something_else_is_challenged_and_none_is_taken_over_http() {
    let world = world();
    let mut request = get(&world, "blob")
        .request(ServiceVersion::DEFAULT)
        .unwrap();
    put_on(
        &mut request,
        &jwt("https://graph.microsoft.com", 3600),
        &world,
    );
    let reply = world.exchange(request);
    assert_eq!(reply.status().as_u16(), 401);
    let challenge = reply.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.starts_with("Bearer authorization_uri=https://login.microsoftonline.com/"));

    let strict = world_of(Emulator::builder());
    strict.put("blob", b"x");
    let refusal = ask(&strict, &get(&strict, "blob"), &jwt(STORAGE, 3600))
        .err()
        .unwrap();
    assert_eq!(refusal.status.as_u16(), 403);
    assert_eq!(
        refusal.authentication_detail.as_deref(),
        Some("Authentication scheme Bearer is not allowed with HTTP.")
    );
}

#[test]
fn a_token_buys_a_key_whose_sas_are_good_as_long_as_both_live() {
    let world = world();
    let bought = delegation_key(&world, &jwt(STORAGE, 7200)).unwrap();
    assert_eq!(
        (bought.signed_oid.as_str(), bought.signed_tid.as_str()),
        ("user", "tenant")
    );
    assert_eq!(bought, delegation_key(&world, &jwt(STORAGE, 7200)).unwrap());
    for version in [
        "2018-11-09",
        "2020-02-10",
        "2020-12-06",
        "2025-07-05",
        "2026-04-06",
    ] {
        let token = BlobSas::new(SasResource::container("box"))
            .with_version(version)
            .with_permissions("r")
            .with_expiry(time("2026-01-02T04:00:00Z"))
            .sign_delegated(&DelegationKey::new(ACCOUNT, &bought).unwrap())
            .unwrap();
        assert_eq!(
            refused(&world, &get(&world, "blob"), &token),
            None,
            "{version}"
        );
        assert_eq!(
            refused(&world, &put(&world, "blob"), &token),
            forbidden(ErrorCode::AuthorizationPermissionMismatch)
        );
        let changed = token.expose().replace("skoid=user", "skoid=else");
        let changed = SasToken::parse(&changed).unwrap();
        assert_eq!(
            refused(&world, &get(&world, "blob"), &changed),
            forbidden(ErrorCode::AuthenticationFailed)
        );
    }
}

#[test]
fn a_sas_dies_with_its_delegation_key() {
    let world = world();
    let bought = delegation_key(&world, &jwt(STORAGE, 7200)).unwrap();
    let token = BlobSas::new(SasResource::blob("box", "blob"))
        .with_permissions("r")
        .with_expiry(time("2026-01-02T04:00:00Z"))
        .sign_delegated(&DelegationKey::new(ACCOUNT, &bought).unwrap())
        .unwrap();
    assert_eq!(refused(&world, &get(&world, "blob"), &token), None);
    // Only the SAS's own expiry can come first, because the builder refuses a SAS that outlives its key.
    world.pass(56 * 60);
    assert_eq!(
        refused(&world, &get(&world, "blob"), &token),
        forbidden(ErrorCode::AuthenticationFailed)
    );
}

#[test]
fn a_delegation_key_is_sold_to_tokens_only_and_for_seven_days_at_most() {
    let world = world();
    assert_eq!(
        delegation_key(&world, &Credential::SharedKey(key())),
        Err(403)
    );
    let sas = Credential::Sas(account_sas("b", "sco", "rwdlac"));
    assert_eq!(delegation_key(&world, &sas), Err(403));
    for (start, expiry) in [(0, 8 * 86_400), (3600, 3600), (3600, 0)] {
        let call = GetUserDelegationKey::new(world.endpoint(), date(start), date(expiry));
        let refusal = ask(&world, &call, &jwt(STORAGE, 3600)).err().unwrap();
        assert_eq!(
            (refusal.status.as_u16(), refusal.code),
            (400, Some(ErrorCode::InvalidXmlNodeValue))
        );
    }
}

#[test]
fn who_only_reads_writes_neither_by_token_nor_by_a_key_of_its_own() {
    let world = world_of(Emulator::builder().bearer_over_http().reader("user"));
    world.put("blob", b"x");
    let token = jwt(STORAGE, 7200);
    let mismatch = (403, ErrorCode::AuthorizationPermissionMismatch);
    assert!(ask(&world, &get(&world, "blob"), &token).is_ok());
    for refusal in [
        ask(&world, &put(&world, "blob"), &token).err().unwrap(),
        ask(&world, &world.copy("blob", "target"), &token)
            .err()
            .unwrap(),
    ] {
        let code = refusal.code.unwrap();
        assert_eq!((refusal.status.as_u16(), code), mismatch);
    }
    let bought = delegation_key(&world, &token).unwrap();
    let sas = BlobSas::new(SasResource::container("box"))
        .with_permissions("rw")
        .with_expiry(time("2026-01-02T04:00:00Z"))
        .sign_delegated(&DelegationKey::new(ACCOUNT, &bought).unwrap())
        .unwrap();
    assert_eq!(refused(&world, &get(&world, "blob"), &sas), None);
    assert_eq!(
        refused(&world, &put(&world, "blob"), &sas),
        forbidden(ErrorCode::AuthorizationPermissionMismatch)
    );
}
