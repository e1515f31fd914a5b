"""The progress of a person: private, whole, for one database and text, and never in the way."""

import json
from pathlib import Path

import pytest

from factcheck.extract.progress import Progress, folder


def test_it_is_kept_for_one_database_and_text() -> None:
    first = Progress("uid", "digest")
    first.decide("3", "added 1")
    first.change("4", "speaker", None)
    again = Progress("uid", "digest")
    assert (again.decided, again.changed) == ({"3": "added 1"}, {"4": {"speaker": None}})
    for other in (Progress("uid", "other"), Progress("other", "digest")):
        assert (other.decided, other.changed) == ({}, {})


def test_it_is_private_and_whole(home: Path) -> None:
    one = Progress("../../uid", "digest")
    one.decide("1", "skipped")
    assert one.path.parent == folder() == home / "state" / "factcheck" / "reviews"
    assert one.path.stat().st_mode & 0o777 == 0o600
    assert one.path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in folder().iterdir()] == [one.path.name]


def test_it_can_be_forgotten() -> None:
    one = Progress("uid", "digest")
    one.forget()  # where there is none
    one.decide("1", "skipped")
    one.forget()
    assert (one.decided, one.path.exists()) == ({}, False)
    assert Progress("uid", "digest").decided == {}


@pytest.mark.parametrize(
    "told",
    ["", "no json", "[]", '{"decided": {}}', '{"decided": [], "changed": {}}',
     '{"decided": {"1": 2}, "changed": {}}', '{"decided": {}, "changed": {"1": 2}}',
     '{"decided": {}, "changed": {"1": {"speaker": 3}}}', "[" * 100_000],
)  # fmt: skip
def test_one_that_cannot_be_read_counts_as_none(told: str) -> None:
    one = Progress("uid", "digest")
    one.decide("1", "skipped")
    one.path.write_text(told)
    assert (Progress("uid", "digest").decided, Progress("uid", "digest").changed) == ({}, {})


def test_what_cannot_be_written_leaves_what_was(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Progress("uid", "digest")
    one.decide("1", "skipped")

    def fail(*_told: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(json, "dump", fail)
    with pytest.raises(OSError, match="full"):
        one.decide("2", "skipped")
    assert Progress("uid", "digest").decided == {"1": "skipped"}
    assert len(list(folder().iterdir())) == 1
