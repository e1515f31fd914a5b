"""From the pieces of a file to what was found and what was refused."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from factcheck.formats.base import ClaimFound, FormatError, Found, Refused
from factcheck.formats.pieces import Piece

Read = Callable[[Any, dict[str, None]], ClaimFound]


def readings(pieces: Iterable[Piece], read: Read) -> Iterator[Found | Refused]:
    """Each piece as it was read, or why it was refused: its own error, or one of ``read``.

    ``read`` takes a value and adds to the notes, whose keys are sentences.
    """
    for piece in pieces:
        notes = dict.fromkeys(piece.notes)
        try:
            if piece.error:
                raise piece.error
            found = read(piece.value, notes)
        except FormatError as error:
            yield refused(piece, error)
        else:
            yield Found(piece.place, found, piece.raw, tuple(notes))


def refused(piece: Piece, error: FormatError) -> Refused:
    """A piece that cannot be read, as it stood in the file."""
    return Refused(piece.place, error.message, piece.raw.encode("utf-8", "surrogateescape"))


def members(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects in a list under that name; whatever else stands there is passed over."""
    found = value.get(name) if isinstance(value, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
