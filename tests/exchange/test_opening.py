"""The file of an import: opened, its format seen, its records with their places."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from factcheck.errors import ReadOnly, Unavailable, Usage
from factcheck.exchange.opening import opened, read
from factcheck.formats.base import Format, FormatError, Found, Refused
from factcheck.formats.containers import Member

ROWS = b"claim,speaker\nThe mill was sold,Ben Example\n,nobody\n"


def records(path: Path, name: str | None = None) -> list[Found | Refused]:
    """The records of a file, as an import reads them."""
    with opened(path, lambda _done, _total: None) as source:
        return list(read(source, name, None, lambda _format, _member: None))


def test_a_file_is_known_by_its_name_size_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(ROWS)
    with opened(path, lambda _done, _total: None) as source:
        assert (source.name, source.size) == ("claims.csv", len(ROWS))
        assert source.sha256 == hashlib.sha256(ROWS).hexdigest()
        assert source.stream.read() == ROWS


def test_how_far_a_file_was_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(b"x" * 5000)
    heard: list[tuple[int, int]] = []
    with opened(str(path), lambda done, total: heard.append((done, total))) as source:
        source.stream.read(3000)
        source.stream.read()
    assert heard == [(3, 5), (5, 5)]


def test_a_stream_is_taken_as_it_is() -> None:
    stream = io.BytesIO(ROWS)
    with opened(stream, lambda _done, _total: None) as source:
        assert (source.stream, source.size, source.sha256) == (stream, None, None)
    assert not stream.closed


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="there is no file"):
        records(tmp_path / "none.csv")
    with pytest.raises(Unavailable, match="is a folder"):
        records(tmp_path)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "claims.csv"
    path.touch()

    def forbidden(*_: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(ReadOnly, match="no permission"):
        records(path)


def test_every_record_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(ROWS)
    found, refused = records(path)
    assert (found.place, refused.place) == ("line 2", "line 3")
    assert isinstance(refused, Refused)


def test_places_in_an_archive_begin_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one/claims.csv", ROWS)
        archive.writestr("README", "Nothing to import.")
    seen: list[tuple[str, str]] = []

    def hear(format: Format, member: Member) -> None:
        seen.append((format.name, member.name))

    with opened(path, lambda _done, _total: None) as source:
        found = list(read(source, None, None, hear))
    assert [one.place for one in found] == ["one/claims.csv: line 2", "one/claims.csv: line 3"]
    assert seen == [("csv", "one/claims.csv")]


def test_an_archive_without_anything_to_read(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("README", "Nothing to import.")
    with pytest.raises(FormatError, match="no file in it is of a known format"):
        records(path)


def test_a_format_that_is_named_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "claims.txt"
    path.write_bytes(ROWS)
    assert len(records(path, "csv")) == 2
    with pytest.raises(Usage, match="unknown format: tea"):
        records(path, "tea")
