"""Conditions on both ends of a copy, and on what is around it."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest

from .conftest import Bench

OTHER = '"0x8D0000000000000"'


def test_a_destination_that_is_there_is_kept_if_it_must_be_missing(bench: Bench) -> None:
    bench.blob("target", b"old")
    start, missing = bench.target.start_copy_from_url, bench.package.MatchConditions.IfMissing
    bench.refused("ResourceExistsError", 409, "BlobAlreadyExists", start, bench.source.url, match_condition=missing)
    assert bench.content() == b"old"


def test_a_destination_of_another_tag_is_kept(bench: Bench) -> None:
    bench.blob("target", b"old")
    condition = {"etag": OTHER, "match_condition": bench.package.MatchConditions.IfNotModified}
    start = bench.target.start_copy_from_url
    bench.refused("ResourceModifiedError", 412, "ConditionNotMet", start, bench.source.url, **condition)


def test_a_destination_of_that_tag_is_copied_to(bench: Bench) -> None:
    old = bench.blob("target", b"old").get_blob_properties()
    bench.start(etag=old.etag, match_condition=bench.package.MatchConditions.IfNotModified)


def test_a_destination_that_must_be_there_is(bench: Bench) -> None:
    present = bench.package.MatchConditions.IfPresent
    start = bench.target.start_copy_from_url
    bench.refused("ResourceModifiedError", 412, "ConditionNotMet", start, bench.source.url, match_condition=present)
    bench.blob("target", b"old")
    bench.start(match_condition=present)


def test_a_source_of_another_tag_is_not_copied(bench: Bench) -> None:
    condition = {"source_etag": OTHER, "source_match_condition": bench.package.MatchConditions.IfNotModified}
    start = bench.target.start_copy_from_url
    bench.refused("HttpResponseError", 412, "SourceConditionNotMet", start, bench.source.url, **condition)


def test_a_source_of_that_tag_is_copied(bench: Bench) -> None:
    etag = bench.source.get_blob_properties().etag
    bench.start(source_etag=etag, source_match_condition=bench.package.MatchConditions.IfNotModified)


def test_a_date_without_a_zone_is_taken_as_utc(bench: Bench) -> None:
    start = bench.target.start_copy_from_url
    refused = ("HttpResponseError", 412, "SourceConditionNotMet")
    bench.refused(*refused, start, bench.source.url, source_if_modified_since=bench.later(60))
    bench.refused(*refused, start, bench.source.url, source_if_unmodified_since=bench.later(-60))
    bench.start(source_if_modified_since=bench.later(-60))


def test_a_date_with_a_zone_is_converted(bench: Bench) -> None:
    zone = timezone(timedelta(hours=9))
    late = bench.later(60).replace(tzinfo=UTC).astimezone(zone)
    start = bench.target.start_copy_from_url
    refused = ("HttpResponseError", 412, "SourceConditionNotMet")
    bench.refused(*refused, start, bench.source.url, source_if_modified_since=late)


def test_a_tag_without_its_condition_is_refused_before_it_is_sent(bench: Bench) -> None:
    for options in ({"etag": OTHER}, {"source_etag": OTHER}):
        with pytest.raises(ValueError):
            bench.target.start_copy_from_url(bench.source.url, **options)


def test_a_condition_without_its_tag_is_refused_before_it_is_sent(bench: Bench) -> None:
    for name in ("match_condition", "source_match_condition"):
        with pytest.raises(ValueError):
            bench.target.start_copy_from_url(bench.source.url, **{name: bench.package.MatchConditions.IfNotModified})


def test_what_is_no_condition_is_a_type_error(bench: Bench) -> None:
    with pytest.raises(TypeError):
        bench.target.start_copy_from_url(bench.source.url, match_condition="IfMissing", etag=OTHER)


def test_properties_are_read_on_a_condition(bench: Bench) -> None:
    etag = bench.source.get_blob_properties().etag
    modified = bench.package.MatchConditions.IfModified
    read = bench.source.get_blob_properties
    with pytest.raises(bench.package.HttpResponseError) as raised:
        read(etag=etag, match_condition=modified)
    assert raised.value.status_code == 304
    assert read(etag=OTHER, match_condition=modified).size == 10


def test_a_blob_is_not_written_over_unless_that_is_said(bench: Bench) -> None:
    bench.refused("ResourceExistsError", 409, "BlobAlreadyExists", bench.source.upload_blob, b"x")
    bench.source.upload_blob(b"x", overwrite=True)
    assert bench.content(bench.source) == b"x"


def test_a_condition_on_tags_is_judged(bench: Bench) -> None:
    bench.blob("target", b"old", tags={"state": "done"})
    start = bench.target.start_copy_from_url
    condition = {"if_tags_match_condition": "\"state\" = 'open'"}
    bench.refused("ResourceModifiedError", 412, "ConditionNotMet", start, bench.source.url, **condition)
    bench.start(if_tags_match_condition="\"state\" = 'done'")
