"""The plugin for pytest: the marker, the parameter of the fixture, and virtual time."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]


def run(pytester: pytest.Pytester, program: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(program)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "--strict-markers", *arguments)


def test_a_marker_gives_containers_blobs_and_the_duration_of_copies(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest
        from datetime import timedelta

        pytestmark = pytest.mark.blobcopy(containers=["backups"])

        @pytest.mark.blobcopy(blobs={"live/2026/db.vhd": b"0123456789", "live/note": "text"}, copy_duration=3600)
        def test_it(blobcopy_emulator):
            service, before = blobcopy_emulator.service_client(), blobcopy_emulator.now
            source = service.get_blob_client("live", "2026/db.vhd")
            poller = service.get_blob_client("backups", "db.vhd").begin_copy_from_url(source)
            states = [(state.status, state.bytes_copied, state.bytes_total) for state in poller]
            assert states == [("pending", 5, 10), ("success", 10, 10)]
            assert blobcopy_emulator.now - before == timedelta(hours=1)
            assert service.get_blob_client("live", "note").download_blob().readall() == b"text"
        """,
    )
    result.assert_outcomes(passed=1)


def test_the_example_of_the_guide_passes(pytester: pytest.Pytester) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "python.md").read_text(encoding="utf-8")
    (example,) = (block for block in re.findall(r"```python\n(.*?)```", guide, re.DOTALL) if "pytest.mark" in block)
    run(pytester, example).assert_outcomes(passed=1)


def test_a_copy_of_an_hour_costs_milliseconds(pytester: pytest.Pytester) -> None:
    program = """
    import pytest

    @pytest.mark.blobcopy(blobs={"live/a": b"x"}, copy_duration=3600)
    def test_it(blobcopy_emulator):
        service = blobcopy_emulator.service_client()
        for number in range(10):
            service.get_blob_client("live", f"copy-{number}").copy(service.get_blob_client("live", "a"))
    """
    begin = time.monotonic()
    run(pytester, program).assert_outcomes(passed=1)
    # Ten copies of two seconds, as without virtual time, would take twenty.
    assert time.monotonic() - begin < 15


def test_the_parameter_of_the_fixture_comes_after_the_markers(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.blobcopy(blobs={"live/a": b"x"}, copy_duration=5)
        @pytest.mark.parametrize("blobcopy_emulator", [{"copy_duration": 0}, {}], indirect=True, ids=["0", "5"])
        def test_it(blobcopy_emulator, request):
            live = blobcopy_emulator.service_client().get_container_client("live")
            started = live.get_blob_client("b").start_copy_from_url(live.get_blob_client("a").url)
            assert started["copy_status"] == ("success" if "[0]" in request.node.name else "pending")
        """,
    )
    result.assert_outcomes(passed=2)


def test_the_clock_can_be_advanced_by_the_test_alone(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.blobcopy(blobs={"live/a": b"x"}, copy_duration=10, manual_clock=True)
        def test_manual(blobcopy_emulator):
            live = blobcopy_emulator.service_client().get_container_client("live")
            poller = live.get_blob_client("b").begin_copy_from_url(live.get_blob_client("a"))
            assert [poller.status() for _ in range(5)] == ["pending"] * 5
            blobcopy_emulator.advance(10)
            assert poller.status() == "success"

        @pytest.mark.blobcopy(manual_clock=False)
        def test_real(blobcopy_emulator):
            with pytest.raises(ValueError, match="real time"):
                blobcopy_emulator.now
        """,
    )
    result.assert_outcomes(passed=2)


def test_a_mistake_in_the_marker_is_named(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import pytest

        @pytest.mark.blobcopy(["live"])
        def test_positional(blobcopy_emulator): ...

        @pytest.mark.blobcopy(colour="red")
        def test_unknown(blobcopy_emulator): ...

        @pytest.mark.blobcopy(blobs={"live": b"x"})
        def test_container(blobcopy_emulator): ...
        """,
    )
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        ["*takes keywords*", "*unexpected keyword argument 'colour'*", "*must be CONTAINER/NAME*"]
    )
    run(pytester, "", "--markers").stdout.fnmatch_lines(["@pytest.mark.blobcopy(containers=*"])
