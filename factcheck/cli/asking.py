"""Asking a person yes or no. Nothing is asked where no person is, and no transaction is open."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factcheck.cli import screens
from factcheck.cli.output import asked, say
from factcheck.errors import Conflict

if TYPE_CHECKING:
    from factcheck.db import Session


def can_ask() -> bool:
    """Whether there is a person at a terminal who could answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Ask on stderr; anything but y or yes is no."""
    asked.append(question)
    say(f"{question} [y/N] ", end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def chosen(question: str, answers: Sequence[str]) -> str:
    """Ask on stderr for one of these words, told whole or by the first letter; else the first."""
    asked.append(question)
    say(f"{question} [{answers[0]}] ", end="")
    told = sys.stdin.readline().strip().lower()
    return next((one for one in answers if told and one.startswith(told)), answers[0])


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as it was when a person was asked about it: its last entry of the log."""

    kind: str
    uid: str
    seq: int

    @classmethod
    def of(cls, session: "Session", kind: str, record: Any) -> "Seen":
        """How far its log goes now."""
        return cls(kind, record.uid, screens.last_touched(session, record, kind))


def require_unmoved(session: "Session", seen: list[Seen]) -> None:
    """While a person was asked, somebody else may have changed something: then raise Conflict."""
    for one in seen:
        moved = screens.changes_since(session, one, one.seq, one.kind)
        if moved:
            raise Conflict(f"the {one.kind} was changed meanwhile", hint="\n".join(moved))
