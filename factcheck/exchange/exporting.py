"""An export: claims and what they refer to, in a format that others read."""

import json
from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from factcheck.exchange.lines import Scope, everything
from factcheck.formats.own import HEAD

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
PIECE = 500


def own(session: Session, scope: Scope) -> Iterator[bytes]:
    """Our own JSON Lines, in pieces of many lines: everything but the log, in a fixed order."""
    yield f"{HEAD}\n".encode()
    held: list[str] = []
    for line in everything(session, scope):
        held.append(_encode(line))
        if len(held) >= PIECE:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
