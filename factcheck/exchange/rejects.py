"""Refused records, kept as they stood, in a file that can be mended and imported again."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from factcheck.errors import Conflict
from factcheck.exchange.outcome import Outcome
from factcheck.files import require_new
from factcheck.formats.base import FormatError, Refused
from factcheck.formats.shape import HEAD
from factcheck.formats.table import layout, write_rejects

Lines = Callable[[Outcome], Iterator[bytes]]


class Rejects:
    """The rejects of one import. A file is made with the first of them.

    What they stand in is the format that was read: a table with its columns, behind the
    line and the reason; JSON Lines for all that is JSON. An archive may hold tables with
    different columns: the rejects of each kind get a file of their own.
    """

    def __init__(self, path: Path) -> None:
        require_new(path)
        self.path, self.count = path, 0
        self.paths: list[Path] = []
        self._of: dict[str, tuple[bytes, Lines]] = {}
        self._streams: dict[bytes, BinaryIO] = {}

    def began(self, name: str, head: bytes, member: str = "") -> None:
        """A file of this format begins so; ``member`` is its name in an archive."""
        if name in ("csv", "tsv"):
            self._of[member] = _table(head)
        elif name == "jsonl":
            self._of[member] = f"{HEAD}\n".encode(), _as_it_stood
        else:
            self._of[member] = b"", _as_json

    def add(self, outcome: Outcome) -> None:
        """One more, if it was refused."""
        if outcome.result != "refused":
            return
        member = outcome.place.rpartition(": ")[0]
        head, write = self._of.get(member) or self._of.get("") or (b"", _as_json)
        if head not in self._streams:
            self._streams[head] = self._made(head)
        for line in write(outcome):
            self._streams[head].write(line)
        self.count += 1

    def _made(self, head: bytes) -> BinaryIO:
        path = self.path
        if self.paths:
            path = path.with_name(f"{path.stem}-columns{len(self.paths) + 1}{path.suffix}")
        try:
            stream = path.open("xb")
        except FileExistsError as error:
            raise Conflict(f"{path} exists already", hint="name a new file") from error
        self.paths.append(path)
        stream.write(head)
        return stream

    def close(self) -> None:
        """All is written."""
        for stream in self._streams.values():
            stream.close()


def _table(head: bytes) -> tuple[bytes, Lines]:
    try:
        found = layout(head)
    except FormatError:
        return b"", _as_json

    def rows(outcome: Outcome) -> Iterator[bytes]:
        place = outcome.place.rpartition(": ")[2]
        refused = Refused(place, outcome.reason or "", _bytes(outcome))
        written = list(write_rejects(found, [refused]))
        yield from written[1:] if found.raw else written

    first = next(iter(write_rejects(found, [])), b"")
    return first, rows


def _as_it_stood(outcome: Outcome) -> Iterator[bytes]:
    yield _bytes(outcome).rstrip(b"\r\n") + b"\n"


def _as_json(outcome: Outcome) -> Iterator[bytes]:
    told = _bytes(outcome)
    try:
        value = json.loads(told)
    except (ValueError, RecursionError):
        yield b" ".join(told.split()) + b"\n"
        return
    if isinstance(value, dict):
        value = {**value, "_reason": outcome.reason, "_place": outcome.place}
    yield json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _bytes(outcome: Outcome) -> bytes:
    raw = outcome.raw
    return raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogateescape")
