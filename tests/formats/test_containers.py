"""Files in files: every member comes by once, and no bomb goes off."""

import gzip
import io
import os
import tarfile
import threading
import zipfile
from collections.abc import Mapping
from typing import BinaryIO, cast

import pytest

from factcheck.formats import containers
from factcheck.formats.base import FormatError
from factcheck.formats.containers import Member, members

FILES = {"a.csv": b"claim\nIt is so\n", "folder/b.json": b"[]", "README": b"Read me\n" * 9}


def zipped(files: Mapping[str, bytes] = FILES) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        for name, told in files.items():
            archive.writestr(name, told)
    return made.getvalue()


def tarred(files: Mapping[str, bytes] = FILES, mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, told in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(told)
            archive.addfile(info, io.BytesIO(told))
    return made.getvalue()


def read(told: bytes | BinaryIO, name: str = "file", size: int | None = None) -> dict[str, bytes]:
    """The members by name, each read whole when it comes by."""
    stream = io.BytesIO(told) if isinstance(told, bytes) else told
    return {one.name: one.stream.read() for one in members(stream, name, size)}


def only(told: bytes, name: str) -> Member:
    (found,) = members(io.BytesIO(told), name)
    return found


def test_a_plain_file_is_itself() -> None:
    told = FILES["a.csv"] * 100_000
    found = only(told, "a.csv")
    assert (found.name, found.packed) == ("a.csv", False)
    assert found.head == told[: len(found.head)]
    assert 100_000 < len(found.head) < len(told)
    assert found.stream.read() == told


@pytest.mark.parametrize("told", [b"", b"x", b"PK", b"\x1f"])
def test_the_shortest_files_are_plain(told: bytes) -> None:
    assert read(told) == {"file": told}


def test_what_is_compressed_is_read_under_its_own_name() -> None:
    (found,) = members(io.BytesIO(gzip.compress(FILES["a.csv"])), "a.csv.gz")
    assert (found.name, found.packed, found.head) == ("a.csv", False, FILES["a.csv"])
    assert found.stream.read() == FILES["a.csv"]
    assert read(gzip.compress(gzip.compress(b"twice")), "x.gz") == {"x": b"twice"}


@pytest.mark.parametrize(
    "told",
    [zipped(), tarred(), tarred(mode="w:gz"), gzip.compress(zipped())],
    ids=["zip", "tar", "tar.gz", "zip.gz"],
)
def test_the_files_of_an_archive_come_by_in_their_order(told: bytes) -> None:
    assert list(read(told).items()) == list(FILES.items())
    for one in members(io.BytesIO(told), "file"):
        assert one.packed
        assert one.head == FILES[one.name]


def test_a_member_that_nobody_reads_harms_no_other() -> None:
    for told in (zipped(), tarred(), tarred(mode="w:gz")):
        assert [one.name for one in members(io.BytesIO(told), "file")] == list(FILES)


@pytest.mark.parametrize("told", [zipped(), tarred(), tarred(mode="w:gz"), b"plain"])
def test_what_cannot_be_rewound_is_read_as_it_comes(told: bytes) -> None:
    reads, writes = os.pipe()
    with open(reads, "rb") as stream:  # noqa: PTH123 - a descriptor
        writer = threading.Thread(target=_write, args=(writes, told))
        writer.start()
        found = read(cast(BinaryIO, stream))
        writer.join()
    assert found == (FILES if told != b"plain" else {"file": b"plain"})


def test_the_stream_stays_open_for_who_opened_it() -> None:
    for told in (zipped(), tarred(), gzip.compress(b"x"), b"plain"):
        stream = io.BytesIO(told)
        read(stream)
        assert not stream.closed


def _write(descriptor: int, told: bytes) -> None:
    with open(descriptor, "wb") as stream:
        stream.write(told)


@pytest.mark.parametrize("most", [1000])
def test_a_bomb_is_stopped(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MEMBER_BYTES", most)
    bomb = {"bomb.csv": b"0" * (most + 1)}
    honest = {"file": b"0" * most}
    assert read(gzip.compress(honest["file"])) == honest
    assert read(zipped(honest)) == honest
    for told in (zipped(bomb), tarred(bomb), gzip.compress(bomb["bomb.csv"])):
        with pytest.raises(FormatError, match="unpacks to more than may be read"):
            read(told)


def test_what_may_be_read_depends_on_the_size_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """But a small file may always be some."""
    told = gzip.compress(b"0" * 60_000_000, 1)
    assert len(read(told, size=1_000_000)["file"]) == 60_000_000
    with pytest.raises(FormatError, match="unpacks to more"):
        read(told, size=1000)


BROKEN = {
    "a zip that ends early": zipped()[:-30],
    "a zip of nothing else": b"PK\x03\x04" + b"\0" * 60,
    "a gz that ends early": gzip.compress(os.urandom(1000))[:500],
    "a gz whose bytes were changed": gzip.compress(b"x" * 500)[:14] + b"\xff" * 20,
    "a gz whose sum is wrong": gzip.compress(b"x" * 500)[:-8] + b"\0" * 8,
    "a tar that ends early": tarred({"a.csv": b"x" * 5000})[:2000],
    "a tar.gz that ends early": tarred({"a.csv": os.urandom(50_000)}, "w:gz")[:20_000],
}


@pytest.mark.parametrize("told", BROKEN.values(), ids=BROKEN)
def test_a_broken_archive_is_a_format_error(told: bytes) -> None:
    with pytest.raises(FormatError, match="cannot be unpacked"):
        read(told)


def test_a_zip_with_a_password_is_a_format_error() -> None:
    told = bytearray(zipped({"a.csv": b"claim\n"}))
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        told[told.rindex(sign) + flags] |= 1
    with pytest.raises(FormatError, match=r"cannot be unpacked: .*password"):
        read(bytes(told))


def test_a_zip_through_a_pipe_goes_no_further_than_may_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", b"claim\n" + b"x" * 5000)
    (found,) = [(one.name, one.stream.read(5)) for one in members(Pipe(made.getvalue()), "-")]
    assert found == ("a.csv", b"claim")
    monkeypatch.setattr(containers, "MEMBER_BYTES", 1000)
    with pytest.raises(FormatError, match="more than may be read"):
        list(members(Pipe(made.getvalue()), "-"))
