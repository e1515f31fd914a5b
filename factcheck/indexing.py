"""The search rows: for each claim its words, as ``text.tokens`` makes them, for either engine.

They are derived from the rows like the columns of ``factcheck.derived``: written with every
transaction, never logged, made anew by ``db reindex`` and compared by ``db verify``. A claim
that was merged has none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, delete, func, select
from sqlalchemy.dialects.postgresql import TSVECTOR

from factcheck import text
from factcheck.connections import write_many
from factcheck.models import (
    Appearance,
    Claim,
    ClaimAlias,
    Evidence,
    Note,
    Review,
    Speaker,
    SpeakerAlias,
)

BATCH = 1000
FIELDS = ("claim", "rest", "hidden")
# What stands between two texts, so that no phrase runs over the gap; before a code, the mark
# of the language under which the words of a claim were stemmed.
GAP = "§"
# More of a claim than this is not searched: PostgreSQL has no positions behind it.
MOST_TOKENS = 16_000

_metadata = MetaData()
SQLITE = Table(
    "search",
    _metadata,
    Column("rowid", Integer, primary_key=True),
    *(Column(name, Text) for name in FIELDS),
)
POSTGRES = Table(
    "search", MetaData(), Column("claim_id", Integer, primary_key=True), Column("words", TSVECTOR)
)


class Document(NamedTuple):
    """What is searched of a claim, as tokens with blanks between them.

    ``claim`` holds what is claimed, in all wordings; ``rest`` who said it, quotes, context and
    evidence; ``hidden`` what is confidential.
    """

    id: int
    claim: str
    rest: str
    hidden: str


def table(connection: Connection) -> tuple[Table, Any]:
    """The table of the search rows, and its column with the claim's id."""
    if connection.dialect.name == "sqlite":
        return SQLITE, SQLITE.c.rowid
    return POSTGRES, POSTGRES.c.claim_id


# what is searched


Rows = Mapping[str, Iterable[Any]]


class _Words:
    """The tokens of one claim, collected field by field."""

    def __init__(self, claim: Any) -> None:
        self.id: int = claim.id
        self._language: str | None = claim.language
        self.stems = text.stems(claim.language)
        self._found: dict[str, list[str]] = {name: [] for name in FIELDS}
        self._left = MOST_TOKENS
        self.add("claim", claim.text)
        self.add("rest", claim.context)

    def add(self, field: str, told: str | None, language: str | None = None) -> None:
        """One more text."""
        if not told:
            return
        self.put(field, text.tokens(told, language or self._language))

    def put(self, field: str, words: Sequence[str]) -> None:
        """The tokens of one more text."""
        if self._left <= 0:
            return
        held = self._found[field]
        if held:
            held.append(GAP)
        held += words[: self._left]
        self._left -= len(words)

    def document(self) -> Document:
        """All of them, and the mark of their language."""
        mark = GAP + self.stems
        rest = [*self._found["rest"], GAP, mark]
        return Document(
            self.id, *map(" ".join, (self._found["claim"], rest, self._found["hidden"]))
        )


def documents(rows: Rows, names: Mapping[int, Sequence[str]]) -> Iterator[Document]:
    """The documents of whole claims.

    ``rows`` are their rows by table, those of each in the order of the ids; ``names`` are the
    names of speakers by id. What was removed or withdrawn is not searched.
    """
    found = {row.id: _Words(row) for row in rows.get("claim", ()) if row.merged_into is None}
    for row in rows.get("claim_alias", ()):
        if not row.removed and row.claim_id in found:
            found[row.claim_id].add("claim", row.text)
    for name, add in _ADDED.items():
        for row in rows.get(name, ()):
            if row.withdrawn_because is None and row.claim_id in found:
                add(found[row.claim_id], row, names)
    return (words.document() for words in found.values())


def _review(words: _Words, row: Any, _names: Any) -> None:
    words.add("claim", row.title, row.language)
    words.add("claim", row.wording, row.language)
    words.add("rest", row.publisher, row.language)


@lru_cache(10_000)
def _name(told: str, stems: str) -> tuple[str, ...]:
    return tuple(text.tokens(told, stems))


def _appearance(words: _Words, row: Any, names: Mapping[int, Sequence[str]]) -> None:
    for name in names.get(row.speaker_id, ()):
        words.put("rest", _name(name, words.stems))
    words.add("rest", row.quote)


def _evidence(words: _Words, row: Any, names: Mapping[int, Sequence[str]]) -> None:
    field = "hidden" if row.confidential else "rest"
    for name in names.get(row.by_id, ()):
        words.put(field, _name(name, words.stems))
    words.add(field, row.quote)
    words.add(field, row.note)


def _note(words: _Words, row: Any, _names: Any) -> None:
    words.add("hidden" if row.confidential else "rest", row.text)


_ADDED: dict[str, Callable[[_Words, Any, Any], None]] = {
    "review": _review,
    "appearance": _appearance,
    "evidence": _evidence,
    "note": _note,
}
_READ: dict[str, tuple[Any, ...]] = {
    "claim": (Claim.id, Claim.text, Claim.context, Claim.language, Claim.merged_into),
    "claim_alias": (ClaimAlias.claim_id, ClaimAlias.text, ClaimAlias.removed),
    "review": (
        *(Review.claim_id, Review.title, Review.wording, Review.publisher, Review.language),
        Review.withdrawn_because,
    ),
    "appearance": (
        *(Appearance.claim_id, Appearance.speaker_id, Appearance.quote),
        Appearance.withdrawn_because,
    ),
    "evidence": (
        *(Evidence.claim_id, Evidence.by_id, Evidence.quote, Evidence.note),
        *(Evidence.confidential, Evidence.withdrawn_because),
    ),
    "note": (Note.claim_id, Note.text, Note.confidential, Note.withdrawn_because),
}


def read(connection: Connection, ids: Sequence[int]) -> list[Document]:
    """The documents of these claims as their rows stand now."""
    rows: dict[str, Sequence[Any]] = {}
    for name, columns in _READ.items():
        own = columns[0].class_
        query = select(*columns).where(columns[0].in_(ids)).order_by(columns[0], own.id)
        rows[name] = connection.execute(query).all()
    speakers = {row.speaker_id for row in rows["appearance"]}
    speakers |= {row.by_id for row in rows["evidence"]}
    return list(documents(rows, names_of(connection, speakers)))


def names_of(connection: Connection, speakers: Iterable[int | None]) -> dict[int, list[str]]:
    """The name and the other names of speakers."""
    ids = sorted(one for one in set(speakers) if one is not None)
    found: dict[int, list[str]] = {}
    for part in _parts(ids):
        query = select(Speaker.id, Speaker.name).where(Speaker.id.in_(part))
        found |= {row.id: [row.name] for row in connection.execute(query)}
        aliases = (
            select(SpeakerAlias.speaker_id, SpeakerAlias.value)
            .where(SpeakerAlias.speaker_id.in_(part))
            .where(SpeakerAlias.scheme.is_(None), SpeakerAlias.removed == 0)
            .order_by(SpeakerAlias.id)
        )
        for row in connection.execute(aliases):
            found[row.speaker_id].append(row.value)
    return found


def claims_of(connection: Connection, speakers: Iterable[int]) -> set[int]:
    """The claims in whose documents the names of these speakers stand."""
    found: set[int] = set()
    for part in _parts(sorted(speakers)):
        for column in (Appearance.speaker_id, Evidence.by_id):
            query = select(column.class_.claim_id).where(column.in_(part)).distinct()
            found |= set(connection.scalars(query))
    return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]


# writing


def write(connection: Connection, told: Iterable[Document]) -> None:
    """Put in the rows of claims that have none."""
    if connection.dialect.name == "sqlite":
        write_many(connection, "search", ("rowid", *FIELDS), list(told))
    else:
        rows = [(one.id, vector(one)) for one in told]
        write_many(connection, "search", ("claim_id", "words"), rows)


_MOST_PLACES = 255  # more positions of one word PostgreSQL does not keep
_WEIGHTS = dict(zip(FIELDS, "ABC", strict=True))


def vector(told: Document) -> str:
    """A document as PostgreSQL writes a tsvector: its tokens with their positions and fields."""
    places: dict[str, list[str]] = {}
    at = 0
    for name in FIELDS:
        for word in getattr(told, name).split():
            at += 1
            if word != GAP:
                places.setdefault(word, []).append(f"{at}{_WEIGHTS[name]}")
        at += 1
    return " ".join(f"'{word}':{','.join(found[:_MOST_PLACES])}" for word, found in places.items())


def index(connection: Connection, claims: Iterable[int]) -> None:
    """Write the rows of these claims anew; none for those that are gone or merged."""
    for part in _parts(sorted(claims)):
        own, number = table(connection)
        connection.execute(delete(own).where(number.in_(part)))
        write(connection, read(connection, part))


def rebuild(
    connection: Connection, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> int:
    """Write all rows anew. Returns how many there are; ``progress`` hears how many of how many."""
    own, _number = table(connection)
    total = connection.scalar(select(func.count()).select_from(Claim)) or 0
    connection.execute(delete(own))
    count = 0
    for part in every(connection):
        told = read(connection, part)
        write(connection, told)
        count += len(told)
        progress(count, total)
    if connection.dialect.name == "sqlite":
        write_many(connection, "search", ("search",), [("optimize",)])
    return count


def every(connection: Connection) -> Iterator[list[int]]:
    """The ids of all claims, a batch at a time."""
    last = 0
    while True:
        query = select(Claim.id).where(Claim.id > last).order_by(Claim.id).limit(BATCH)
        part = list(connection.scalars(query))
        if not part:
            return
        yield part
        last = part[-1]


def strays(connection: Connection) -> Iterator[int]:
    """The claims whose rows are not what follows from them, and ids of rows without a claim."""
    own, number = table(connection)
    for part in every(connection):
        query = select(own).where(number.in_(part))
        held = {row[0]: tuple(row[1:]) for row in connection.execute(query)}
        for one in read(connection, part):
            if not _is_held(connection, one, held.pop(one.id, None)):
                yield one.id
        yield from held
    alone = select(number).where(number.not_in(select(Claim.id)))
    yield from connection.scalars(alone.order_by(number))


def _is_held(connection: Connection, told: Document, held: tuple[Any, ...] | None) -> bool:
    if held is None:
        return False
    if connection.dialect.name == "sqlite":
        return held == told[1:]
    return set(str(held[0]).split()) == set(vector(told).split())
