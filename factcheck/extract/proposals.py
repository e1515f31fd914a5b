"""What the extractor hands over: proposals, for a person to accept, mend or drop."""

from dataclasses import dataclass
from typing import Literal

from factcheck.extract.spans import Span

Kind = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True)
class Hint:
    """A remark that speaks about a claim. Never a verdict.

    ``kind`` is "denial", "no-evidence", "unverified", "hedge" or "debunked".
    ``by`` is who makes it, None for the article itself. ``concerns`` is the id of the proposal
    it is about, None where none is found; ``proposal`` the id of the one that it is itself.
    """

    kind: str
    by: str | None
    concerns: int | None
    start: int
    end: int
    proposal: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text: ``text`` is text[start:end] of the article."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody says something, as the article tells it.

    ``text`` is the very words at start:end of the article, with their quotation marks or
    their "that"; ``statement`` is all that was said, without. Where a cue interrupts it
    ("..., he said, ...") or it goes on in the next paragraph, ``more`` are its other passages.
    ``speaker`` is the full name or the noun that ``speaker_as_written`` stands for, None where
    that is not known. ``score`` says how much it is worth checking, from 0 to 1, and ``because``
    why. ``unsure`` are the reasons to look closely. ``group`` is the id of an earlier proposal
    of which this is another form.
    """

    id: int
    text: str
    start: int
    end: int
    statement: str
    more: tuple[Span, ...]
    speaker: str | None
    speaker_as_written: str | None
    speaker_at: Span | None
    cue: str | None
    cue_at: Span | None
    kind: Kind
    context: Passage
    score: float
    because: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    group: int | None = None
