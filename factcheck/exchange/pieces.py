"""Pieces of an import: records of one kind, as many as are looked at together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from factcheck.formats.base import FormatError, Found, Refused
from factcheck.formats.own import read_record


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one kind: own lines of a type, or (None) records of others.

    ``again``: they were taken before the import was stopped, but others refer to them.
    """

    kind: str | None
    records: list[Found | Refused]
    again: bool = False

    @property
    def own(self) -> bool:
        """Whether these are lines of our own format."""
        return self.kind is not None

    def unread(self) -> "Batch":
        """The same as it stood in the file, in little memory."""
        return replace(self, records=[_unread(one) for one in self.records])

    def read_again(self) -> "Batch":
        """What ``unread`` left, read again."""
        return replace(self, records=[_again(one) for one in self.records])


def _unread(one: Found | Refused) -> Found | Refused:
    return Found(one.place, None, one.raw, one.notes) if isinstance(one, Found) else one


def _again(one: Found | Refused) -> Found | Refused:
    if isinstance(one, Refused):
        return one
    return one._replace(record=read_record(cast(bytes, one.raw)))


Piece = tuple[Batch, bool]
Following = tuple[Piece | None, FormatError | None]


def following(pieces: Iterator[Piece]) -> Following:
    """The next piece; or why there is none, so that what came before it is saved first."""
    try:
        return next(pieces, None), None
    except FormatError as error:
        return None, error
