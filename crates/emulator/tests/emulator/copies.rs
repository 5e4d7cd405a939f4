//! Copies from the emulator's own accounts.

use std::num::NonZeroU64;
use std::time::Duration;

use blobcopy_auth::SharedKey;
use blobcopy_auth::sas::{BlobPermissions, BlobSas, SasResource, SasTime};
use blobcopy_emulator::{Clock, ManualClock, Pace};
use blobcopy_proto::ops::{AbortCopyBlob, GetBlob, PutBlob};
use blobcopy_proto::{
    BlobUrl, Conditions, CopyId, CopyStatus, ETag, ErrorCode, HeaderText, Metadata, MetadataChoice,
    Progress, ServiceVersion,
};
use bytes::Bytes;

use crate::world::{ACCOUNT, KEY, OTHER_ACCOUNT, World, noon, sign};

fn code(code: ErrorCode) -> Option<ErrorCode> {
    Some(code)
}

fn metadata(name: &str, value: &str) -> Metadata {
    let mut metadata = Metadata::new();
    metadata.insert(name, value).unwrap();
    metadata
}

#[test]
fn a_copy_is_pending_progresses_and_ends_with_every_byte() {
    let world = World::new();
    world.put("source", b"0123456789");
    let started = world.send(&world.copy("source", "target")).unwrap();
    assert_eq!(started.copy_status, CopyStatus::Pending);

    let state = world.copy_state("target");
    assert_eq!(
        (&state.id, &state.status),
        (&started.copy_id, &CopyStatus::Pending)
    );
    assert_eq!(state.progress, Some(Progress::new(0, 10)));
    assert_eq!(
        (state.completion_time, state.status_description),
        (None, None)
    );
    assert_eq!(state.source.unwrap().expose(), world.url("box/source"));

    world.pass(5);
    assert_eq!(
        world.copy_state("target").progress,
        Some(Progress::new(5, 10))
    );
    assert_eq!(world.content("target"), "");

    world.pass(5);
    let state = world.copy_state("target");
    assert_eq!(
        (&state.id, &state.status),
        (&started.copy_id, &CopyStatus::Success)
    );
    assert_eq!(state.progress, Some(Progress::new(10, 10)));
    assert_eq!(state.completion_time, world.date(10));
    assert_eq!(world.content("target"), "0123456789");
}

#[test]
fn a_copy_ends_at_its_own_time_however_late_somebody_looks() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "target")).unwrap();
    world.pass(3600);
    let properties = world.properties("target");
    assert_eq!(properties.last_modified, world.date(10));
    assert_eq!(properties.copy.unwrap().completion_time, world.date(10));
}

#[test]
fn the_tag_changes_at_the_start_and_at_the_end_and_not_in_between() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.put("target", b"old");
    let before = world.properties("target").etag;
    let started = world.send(&world.copy("source", "target")).unwrap().etag;
    world.pass(5);
    let halfway = world.properties("target").etag;
    world.pass(5);
    let after = world.properties("target").etag;
    assert_ne!(before, started);
    assert_eq!(started, halfway);
    assert_ne!(halfway, after);
}

#[test]
fn the_old_content_is_gone_at_the_start_and_the_new_properties_are_there() {
    let world = World::new();
    let mut put = PutBlob::new(world.blob("source"), Bytes::from_static(b"0123456789"));
    put.options.blob_content_type = Some(HeaderText::parse("text/plain").unwrap());
    put.options.blob_content_language = Some(HeaderText::parse("en").unwrap());
    put.options.blob_content_disposition = Some(HeaderText::parse("attachment").unwrap());
    put.options.metadata = metadata("origin", "source");
    world.send(&put).unwrap();
    world.put("target", b"old");

    world.send(&world.copy("source", "target")).unwrap();
    let pending = world.properties("target");
    assert_eq!(pending.content_length, Some(0));
    assert_eq!(pending.content_md5, None);
    assert_eq!(pending.content_type.unwrap().as_str(), "text/plain");
    assert_eq!(pending.content_language, put.options.blob_content_language);
    assert_eq!(
        pending.content_disposition,
        put.options.blob_content_disposition
    );
    assert_eq!(pending.metadata.get("origin"), Some("source"));

    world.pass(10);
    let (source, done) = (world.properties("source"), world.properties("target"));
    assert!(done.content_md5.is_some());
    assert_eq!(done.content_md5, source.content_md5);
}

#[test]
fn metadata_given_replaces_the_sources() {
    let world = World::new();
    let mut put = PutBlob::new(world.blob("source"), Bytes::new());
    put.options.metadata = metadata("origin", "source");
    world.send(&put).unwrap();
    let mut copy = world.copy("source", "target");
    copy.options.metadata = MetadataChoice::replace(metadata("owner", "me")).unwrap();
    world.send(&copy).unwrap();
    assert_eq!(world.properties("target").metadata, metadata("owner", "me"));
}

#[test]
fn one_copy_at_a_time_and_no_write_meanwhile() {
    let world = World::new();
    world.put("source", b"0123456789");
    let first = world.send(&world.copy("source", "target")).unwrap();
    let second = world.refusal(&world.copy("source", "target"));
    assert_eq!(
        (second.status.as_u16(), second.code),
        (409, code(ErrorCode::PendingCopyOperation))
    );
    let put = PutBlob::new(world.blob("target"), Bytes::new());
    assert_eq!(
        world.refusal(&put).code,
        code(ErrorCode::PendingCopyOperation)
    );
    assert_eq!(world.copy_state("target").id, first.copy_id);

    world.pass(10);
    let third = world.send(&world.copy("source", "target")).unwrap();
    assert_ne!(third.copy_id, first.copy_id);
}

#[test]
fn a_write_after_the_end_takes_the_copy_headers_away() {
    let world = World::at_pace(Pace::at_once());
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "target")).unwrap();
    assert_eq!(world.copy_state("target").status, CopyStatus::Success);
    world.put("target", b"new");
    assert_eq!(world.properties("target").copy, None);
}

#[test]
fn an_abort_leaves_an_empty_blob_that_tells_how_far_the_copy_was() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.put("target", b"old");
    let mut copy = world.copy("source", "target");
    copy.options.metadata = MetadataChoice::replace(metadata("owner", "me")).unwrap();
    let started = world.send(&copy).unwrap();
    world.pass(3);
    world
        .send(&AbortCopyBlob::new(
            world.blob("target"),
            started.copy_id.clone(),
        ))
        .unwrap();
    world.pass(60);

    let properties = world.properties("target");
    assert_eq!(properties.content_length, Some(0));
    assert_eq!(properties.metadata, metadata("owner", "me"));
    assert_ne!(properties.etag, started.etag);
    let state = properties.copy.unwrap();
    assert_eq!(
        (state.id, state.status),
        (started.copy_id, CopyStatus::Aborted)
    );
    assert_eq!(state.progress, Some(Progress::new(3, 10)));
    assert_eq!(state.completion_time, world.date(3));
}

#[test]
fn only_the_pending_copy_can_be_aborted() {
    let world = World::new();
    world.put("source", b"0123456789");
    let started = world.send(&world.copy("source", "target")).unwrap();
    let abort = |blob: &str, id: &CopyId| AbortCopyBlob::new(world.blob(blob), id.clone());

    let wrong = CopyId::parse("00000000-0000-4000-8000-000000000000").unwrap();
    assert_eq!(
        world.refusal(&abort("target", &wrong)).code,
        code(ErrorCode::CopyIdMismatch)
    );
    assert_eq!(
        world.refusal(&abort("source", &started.copy_id)).code,
        code(ErrorCode::NoPendingCopyOperation)
    );
    assert_eq!(
        world.refusal(&abort("nothing", &started.copy_id)).code,
        code(ErrorCode::BlobNotFound)
    );
    world.pass(10);
    let late = world.refusal(&abort("target", &started.copy_id));
    assert_eq!(
        (late.status.as_u16(), late.code),
        (409, code(ErrorCode::NoPendingCopyOperation))
    );
    assert_eq!(world.copy_state("target").status, CopyStatus::Success);
}

#[test]
fn a_source_that_changes_before_the_end_fails_the_copy_and_later_it_does_not() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "early")).unwrap();
    world.pass(4);
    world.send(&world.copy("source", "late")).unwrap();
    world.pass(6);
    // `early` has ended at this time, although no request has shown it yet. `late` has four seconds left.
    world.put("source", b"changed");
    world.pass(60);

    let early = world.copy_state("early");
    assert_eq!(
        (early.status, early.completion_time),
        (CopyStatus::Success, world.date(10))
    );
    assert_eq!(world.content("early"), "0123456789");

    let late = world.copy_state("late");
    assert_eq!(
        (late.status, late.completion_time),
        (CopyStatus::Failed, world.date(10))
    );
    assert_eq!(late.progress, Some(Progress::new(6, 10)));
    assert_eq!(
        late.status_description.unwrap().as_str(),
        "412 ConditionNotMet \"Copy failed when reading the source.\""
    );
    assert_eq!(world.content("late"), "");
}

#[test]
fn after_two_weeks_the_service_gives_up() {
    let day = 24 * 60 * 60;
    let world = World::at_pace(Pace::lasting(Duration::from_secs(15 * day)));
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "target")).unwrap();
    world.pass(14 * day - 1);
    assert_eq!(world.copy_state("target").status, CopyStatus::Pending);
    world.pass(5 * day);
    let state = world.copy_state("target");
    assert_eq!(state.status, CopyStatus::Failed);
    assert_eq!(state.completion_time, world.date(14 * day));
    assert_eq!(
        state.status_description.unwrap().as_str(),
        "500 OperationCancelled \"The copy exceeded the maximum allowed time.\""
    );
}

#[test]
fn a_copy_of_nothing_takes_no_time_at_any_rate() {
    let world = World::at_pace(Pace::bytes_per_second(NonZeroU64::MIN));
    world.put("source", b"");
    let started = world.send(&world.copy("source", "target")).unwrap();
    assert_eq!(started.copy_status, CopyStatus::Success);
    let state = world.copy_state("target");
    assert_eq!(state.progress, Some(Progress::new(0, 0)));
    assert_eq!(state.completion_time, world.date(0));
}

#[test]
fn a_rate_makes_a_copy_last_as_its_size_does() {
    let world = World::at_pace(Pace::bytes_per_second(NonZeroU64::new(2).unwrap()));
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "target")).unwrap();
    world.pass(3);
    assert_eq!(
        world.copy_state("target").progress,
        Some(Progress::new(6, 10))
    );
    world.pass(2);
    assert_eq!(world.copy_state("target").completion_time, world.date(5));
}

#[test]
fn a_blob_copied_onto_itself_keeps_its_content_and_gets_the_metadata() {
    let world = World::new();
    world.put("blob", b"0123456789");
    let mut copy = world.copy("blob", "blob");
    copy.options.metadata = MetadataChoice::replace(metadata("owner", "me")).unwrap();
    assert_eq!(world.send(&copy).unwrap().copy_status, CopyStatus::Success);
    assert_eq!(world.content("blob"), "0123456789");
    assert_eq!(world.properties("blob").metadata, metadata("owner", "me"));
}

#[test]
fn a_source_is_found_under_every_name_of_the_emulator() {
    let world = World::at_pace(Pace::at_once());
    world.put("source", b"0123456789");
    let port = world.emulator.port();
    for source in [
        format!("http://localhost:{port}/acct/box/source"),
        format!("http://acct.blob.localhost:{port}/box/source"),
        format!("http://127.0.0.1:{port}/acct-secondary/box/source"),
    ] {
        let started = world.send(&world.copy_from(&source, "target")).unwrap();
        assert_eq!(started.copy_status, CopyStatus::Success, "{source}");
        assert_eq!(world.content("target"), "0123456789");
    }
}

#[test]
fn a_source_of_another_account_needs_a_right_of_its_own() {
    let world = World::new();
    let source = format!("{}/box/source", world.emulator.endpoint(OTHER_ACCOUNT));
    let refusal = world.refusal(&world.copy_from(&source, "target"));
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (401, code(ErrorCode::CannotVerifyCopySource))
    );
    let source = refusal.copy_source.unwrap();
    assert_eq!(
        (source.status, source.code),
        (Some(401), code(ErrorCode::NoAuthenticationInformation))
    );
}

#[test]
fn what_is_not_there_is_named() {
    let world = World::new();
    let missing = world.refusal(&world.copy("nothing", "target"));
    assert_eq!(
        (missing.status.as_u16(), missing.code),
        (404, code(ErrorCode::BlobNotFound))
    );
    world.put("source", b"");
    let nowhere = BlobUrl::parse(&world.url("nowhere/target")).unwrap();
    let mut copy = world.copy("source", "target");
    copy.destination = nowhere;
    assert_eq!(
        world.refusal(&copy).code,
        code(ErrorCode::ContainerNotFound)
    );
    assert_eq!(
        world.refusal(&GetBlob::new(world.blob("target"))).code,
        code(ErrorCode::BlobNotFound)
    );
}

#[test]
fn a_blob_without_its_content_yet_is_no_source() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.send(&world.copy("source", "between")).unwrap();
    let refusal = world.refusal(&world.copy("between", "target"));
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (409, code(ErrorCode::CannotVerifyCopySource))
    );
    world.pass(10);
    assert!(world.send(&world.copy("between", "target")).is_ok());
}

#[test]
fn conditions_on_both_ends_are_judged_before_anything_changes() {
    let world = World::new();
    world.put("source", b"0123456789");
    world.put("target", b"old");
    let other = || ETag::parse("\"0x1\"").unwrap();
    let tag = |blob| world.properties(blob).etag.unwrap();

    let mut copy = world.copy("source", "target");
    copy.options.conditions = Conditions::if_absent();
    let refusal = world.refusal(&copy);
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (409, code(ErrorCode::BlobAlreadyExists))
    );
    copy.options.conditions = Conditions::if_match(other());
    let refusal = world.refusal(&copy);
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (412, code(ErrorCode::ConditionNotMet))
    );
    copy.options.conditions = Conditions::if_match(tag("target"));
    copy.options.source_conditions = Conditions::if_match(other());
    let refusal = world.refusal(&copy);
    assert_eq!(
        (refusal.status.as_u16(), refusal.code),
        (412, code(ErrorCode::SourceConditionNotMet))
    );
    assert_eq!(world.content("target"), "old");

    copy.options.source_conditions = Conditions::if_match(tag("source"));
    assert!(world.send(&copy).is_ok());
}

#[test]
fn the_signature_of_the_source_is_told_to_old_versions_only() {
    let world = World::new();
    world.put("source", b"");
    let sas = BlobSas::new(SasResource::blob("box", "source"))
        .with_permissions(BlobPermissions::READ)
        .with_expiry(SasTime::parse("2026-01-03").unwrap())
        .sign(&SharedKey::new(ACCOUNT, KEY).unwrap())
        .unwrap();
    let source = sas.append_to_url(&world.url("box/source")).unwrap();
    world.send(&world.copy_from(&source, "target")).unwrap();
    for (version, told) in [("2019-02-02", true), ("2019-10-10", false)] {
        let head = blobcopy_proto::ops::GetBlobProperties::new(world.blob("target"));
        let version = ServiceVersion::parse(version).unwrap();
        let request = blobcopy_proto::Operation::request(&head, version).unwrap();
        let reply = world.exchange(sign(request, KEY, world.clock.now()));
        let echo = reply.headers()["x-ms-copy-source"].to_str().unwrap();
        assert!(echo.contains("sv=2020-12-06"));
        assert_eq!(echo.contains("sig="), told, "{echo}");
    }
}

#[test]
fn a_clock_per_check_moves_with_every_status_check_of_a_pending_copy() {
    let clock = ManualClock::new(noon());
    let per_check = Clock::per_check(clock.clone(), Duration::from_secs(5));
    let world = World {
        clock,
        ..World::built(|builder| builder.clock(per_check))
    };
    world.put("source", b"0123456789");
    assert_eq!(world.properties("source").copy, None);
    world.send(&world.copy("source", "target")).unwrap();
    let checks = [(); 3].map(|()| world.copy_state("target"));
    assert_eq!(
        checks.map(|state| (state.status, state.progress)),
        [
            (CopyStatus::Pending, Some(Progress::new(5, 10))),
            (CopyStatus::Success, Some(Progress::new(10, 10))),
            (CopyStatus::Success, Some(Progress::new(10, 10))),
        ]
    );
    assert_eq!(world.clock.now(), world.date(10).unwrap().time());
}
