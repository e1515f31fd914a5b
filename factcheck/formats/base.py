"""What every format speaks: the records that it reads, the refusals, the limits.

A reader never fails a batch for one bad record: what it cannot read it yields as
``Refused`` and goes on with the next. Only what makes the rest unreadable (a file that
is none of this format, one that is too deep or too long) raises ``FormatError``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple, Protocol

from factcheck.errors import InvalidInput

# Longer than any honest record; what is longer is refused (docs/formats.md, "Limits").
CLAIM_CHARACTERS = 65_536
FIELD_CHARACTERS = 5_000_000
RECORD_BYTES = 16_000_000
DOCUMENT_BYTES = 512_000_000
DEPTH = 100


class FormatError(InvalidInput):
    """A file, or a record of it, that cannot be read in this format."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who said it, as a file names them. ``ids`` are pairs such as ("wikidata", "Q22686")."""

    name: str
    kind: str = "unknown"
    description: str | None = None
    ids: tuple[tuple[str, str], ...] = ()
    party: str | None = None


@dataclass(frozen=True, slots=True)
class AppearanceFound:
    """One time the claim was made. ``source`` is a URL or "KIND: TITLE"."""

    speaker: Person | None = None
    source: str | None = None
    said_on: str | None = None
    quote: str | None = None
    locator: str | None = None

    def __bool__(self) -> bool:
        return any((self.speaker, self.source, self.said_on, self.quote, self.locator))


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """An item of evidence: ``stance`` is one of ``vocabulary.STANCES``, ``source`` as above."""

    stance: str
    note: str | None = None
    source: str | None = None
    quote: str | None = None
    locator: str | None = None
    retrieved_on: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewFound:
    """Somebody's published fact-check, everything verbatim but for dates.

    ``publisher`` is a name, ``site`` a bare domain (politifact.com); one of them, or an
    address, must be known. Numbers of the rating are texts as they stood. ``correction``
    is what the publisher says was corrected.
    """

    publisher: str | None = None
    site: str | None = None
    url: str | None = None
    title: str | None = None
    rating: str | None = None
    rating_value: str | None = None
    rating_best: str | None = None
    rating_worst: str | None = None
    published_on: str | None = None
    language: str | None = None
    licence: str | None = None
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """A claim as a file of others tells it, with what hangs on it.

    Texts are clean (entities and tags resolved, blanks around them gone, never ""), dates
    are 2019, 2019-04 or 2019-04-30, languages BCP 47 in small letters, addresses http(s).
    ``tracked`` is what the file says of it, None where it does not say.
    """

    text: str
    context: str | None = None
    language: str | None = None
    appearances: tuple[AppearanceFound, ...] = ()
    evidence: tuple[EvidenceFound, ...] = ()
    reviews: tuple[ReviewFound, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    tracked: bool | None = None
    priority: int = 1
    why: str | None = None


class Found(NamedTuple):
    """A record that was read: where it stands, what it says, how it stood there.

    ``notes`` say what was repaired or left out, in words. ``raw`` is the record as it
    was (JSON text for JSON formats, the line or lines for tables), as bytes where these
    were not read yet.
    """

    place: str
    record: Any
    raw: str | bytes
    notes: tuple[str, ...] = ()


class Refused(NamedTuple):
    """A record that cannot be read: where, why, and how it stood there (for the rejects)."""

    place: str
    reason: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Options:
    """What the person said about the file: the mapping, constants, the name of the file."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    file: str = ""


class Format(Protocol):
    """A format: pure and streaming; it never sees the database."""

    name: str
    about: str
    suffixes: tuple[str, ...]

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins so is one of this format."""
        ...

    def read(self, stream: BinaryIO, options: Options) -> Iterator[Found | Refused]:
        """The records of a file, one by one. Raises FormatError when it is none of these."""
        ...


class Writer(Protocol):
    """A format that can be written."""

    name: str
    about: str
    suffixes: tuple[str, ...]

    def write(self, records: Iterable[Any]) -> Iterator[bytes]:
        """The pieces of a file, in order."""
        ...
