"""The search rows: for each claim its words, as ``text.tokens`` makes them, for either engine.

They are derived from the rows like the columns of ``factcheck.derived``: written with every
transaction, never logged, made anew by ``db reindex`` and compared by ``db verify``. A claim
that was merged has none.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, delete, func, select

from factcheck import text
from factcheck.connections import walk
from factcheck.inserts import write_many
from factcheck.models import (
    Appearance,
    Claim,
    ClaimAlias,
    Evidence,
    Note,
    Review,
    Source,
    Speaker,
    SpeakerAlias,
)

BATCH = 1000
FIELDS = ("claim", "rest", "hidden")
# What stands between two texts, so that no phrase runs over the gap; before a code, the mark
# of the language under which the words of a claim were stemmed.
GAP = text.GAP
# More of a field than this is not searched: PostgreSQL has no positions behind so many words
# of a claim, and no room for more than a megabyte of them.
MOST_TOKENS = 5_000
MOST_CHARACTERS = 50_000

_metadata = MetaData()
SQLITE = Table(
    "search",
    _metadata,
    Column("rowid", Integer, primary_key=True),
    *(Column(name, Text) for name in FIELDS),
)
POSTGRES = Table(
    "search", MetaData(), Column("claim_id", Integer, primary_key=True), Column("words", Text)
)


class Document(NamedTuple):
    """What is searched of a claim, as tokens with blanks between them.

    ``claim`` holds what is claimed, in all wordings and as it was said; ``rest`` who said it,
    context and evidence; ``hidden`` what is confidential.
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
Names = Mapping[int, Sequence[str]]


class Told(NamedTuple):
    """A text that is searched: of which claim, in which field, what it is and in which language.

    ``what`` is "claim", "alias", "title", "wording", "publisher", "context", "speaker",
    "quote", "evidence" or "note"; ``language`` is None where it is that of the claim.
    """

    claim: int
    field: str
    what: str
    text: str | None
    language: str | None = None


def told(rows: Rows, names: Names, secret: Collection[int] = ()) -> Iterator[Told]:
    """Every text of these rows that is searched.

    ``rows`` are the rows of whole claims by table, those of each in the order of the ids;
    ``names`` are the names of speakers by id, ``secret`` the ids of confidential sources. What
    was removed or withdrawn is left out.
    """
    for name, texts in _TEXTS.items():
        yield from map(Told._make, texts(rows.get(name, ()), names, secret))


Secret = Collection[int]
# As ``Told``, in plain tuples: there are many of them.
_Plain = tuple[int, str, str, str, str | None]


def _claims(rows: Iterable[Any], _names: Names, _secret: Secret) -> Iterator[_Plain]:
    for row in rows:
        yield row.id, "claim", "claim", row.text, None
        if row.context is not None:
            yield row.id, "rest", "context", row.context, None


def _aliases(rows: Iterable[Any], _names: Names, _secret: Secret) -> Iterator[_Plain]:
    for row in rows:
        if not row.removed:
            yield row.claim_id, "claim", "alias", row.text, None


def _reviews(rows: Iterable[Any], _names: Names, _secret: Secret) -> Iterator[_Plain]:
    for row in _standing(rows):
        if row.title is not None:
            yield row.claim_id, "claim", "title", row.title, row.language
        if row.wording is not None:
            yield row.claim_id, "claim", "wording", row.wording, row.language
        yield row.claim_id, "rest", "publisher", row.publisher, row.language


def _appearances(rows: Iterable[Any], names: Names, secret: Secret) -> Iterator[_Plain]:
    for row in _standing(rows):
        for name in names.get(row.speaker_id, ()):
            yield row.claim_id, "rest", "speaker", name, None
        if row.quote is not None:
            field = "hidden" if row.source_id in secret else "claim"
            yield row.claim_id, field, "quote", row.quote, None


def _evidence(rows: Iterable[Any], names: Names, secret: Secret) -> Iterator[_Plain]:
    for row in _standing(rows):
        field = "hidden" if row.confidential or row.source_id in secret else "rest"
        for name in names.get(row.by_id, ()):
            yield row.claim_id, field, "speaker", name, None
        if row.quote is not None:
            yield row.claim_id, field, "evidence", row.quote, None
        if row.note is not None:
            yield row.claim_id, field, "evidence", row.note, None


def _notes(rows: Iterable[Any], _names: Names, _secret: Secret) -> Iterator[_Plain]:
    for row in _standing(rows):
        yield row.claim_id, "hidden" if row.confidential else "rest", "note", row.text, None


def _standing(rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if row.withdrawn_because is None]


_TEXTS: dict[str, Callable[[Iterable[Any], Names, Secret], Iterator[_Plain]]] = {
    "claim": _claims,
    "claim_alias": _aliases,
    "review": _reviews,
    "appearance": _appearances,
    "evidence": _evidence,
    "note": _notes,
}


class _Texts:
    """The texts of one claim, collected field by field."""

    def __init__(self, claim: Any) -> None:
        self.id: int = claim.id
        self.language: str | None = claim.language
        # Languages, each with the texts in it that stand next to each other.
        self.found: dict[str, list[tuple[str | None, list[str]]]] = {name: [] for name in FIELDS}

    def document(self) -> Document:
        """Their tokens, and the mark of their language."""
        claim, rest, hidden = map(_tokens, self.found.values())
        mark = f"{GAP} {GAP}{text.stems(self.language)}"
        return Document(self.id, claim, f"{rest} {mark}" if rest else mark, hidden)


def _tokens(told: list[tuple[str | None, list[str]]]) -> str:
    """The tokens of texts, those of one language at once, as many as are searched."""
    found = ""
    for language, texts in told:
        more = text.spaced_tokens(text.BETWEEN.join(texts)[:MOST_CHARACTERS], language)
        found = f"{found} {GAP} {more}" if found else more
    if found.count(" ") >= MOST_TOKENS:
        return " ".join(found.split()[:MOST_TOKENS])
    return found


def documents(rows: Rows, names: Names, secret: Collection[int] = ()) -> Iterator[Document]:
    """The documents of whole claims, as ``told`` takes them."""
    found = {row.id: _Texts(row) for row in rows.get("claim", ()) if row.merged_into is None}
    for name, told_by in _TEXTS.items():
        for claim, field, _what, told, its_own in told_by(rows.get(name, ()), names, secret):
            texts = found.get(claim)
            if texts is None:
                continue
            language, held = its_own or texts.language, texts.found[field]
            if held and held[-1][0] == language:
                held[-1][1].append(told)
            else:
                held.append((language, [told]))
    return (texts.document() for texts in found.values())


_READ: dict[str, tuple[Any, ...]] = {
    "claim": (Claim.id, Claim.text, Claim.context, Claim.language, Claim.merged_into),
    "claim_alias": (ClaimAlias.claim_id, ClaimAlias.text, ClaimAlias.removed),
    "review": (
        *(Review.claim_id, Review.title, Review.wording, Review.publisher, Review.language),
        Review.withdrawn_because,
    ),
    "appearance": (
        *(Appearance.claim_id, Appearance.speaker_id, Appearance.source_id, Appearance.quote),
        Appearance.withdrawn_because,
    ),
    "evidence": (
        *(Evidence.claim_id, Evidence.by_id, Evidence.source_id, Evidence.quote, Evidence.note),
        *(Evidence.confidential, Evidence.withdrawn_because),
    ),
    "note": (Note.claim_id, Note.text, Note.confidential, Note.withdrawn_because),
}


def read(connection: Connection, ids: Sequence[int]) -> list[Document]:
    """The documents of these claims as their rows stand now."""
    return list(documents(*_rows(connection, ids)))


def texts(connection: Connection, ids: Sequence[int]) -> dict[int, list[Told]]:
    """Every text of these claims that is searched, in the order of the index."""
    found: dict[int, list[Told]] = {number: [] for number in ids}
    for part in _parts(ids):
        for one in told(*_rows(connection, part)):
            if one.text:
                found[one.claim].append(one)
    return found


def _rows(
    connection: Connection, ids: Sequence[int]
) -> tuple[dict[str, Sequence[Any]], dict[int, list[str]], set[int]]:
    """The rows of these claims by table, the names of their speakers, their secret sources."""
    rows: dict[str, Sequence[Any]] = {}
    for name, columns in _READ.items():
        own = columns[0].class_
        query = select(*columns).where(columns[0].in_(ids)).order_by(columns[0], own.id)
        rows[name] = connection.execute(query).all()
    speakers = {row.speaker_id for row in rows["appearance"]}
    speakers |= {row.by_id for row in rows["evidence"]}
    sources = {row.source_id for name in ("appearance", "evidence") for row in rows[name]}
    return rows, names_of(connection, speakers), secret_of(connection, sources)


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


def secret_of(connection: Connection, sources: Iterable[int | None]) -> set[int]:
    """Those of these sources that are confidential."""
    found: set[int] = set()
    for part in _parts(sorted(one for one in set(sources) if one is not None)):
        secret = select(Source.id).where(Source.confidential_because.is_not(None))
        found |= set(connection.scalars(secret.where(Source.id.in_(part))))
    return found


def claims_of(
    connection: Connection, speakers: Iterable[int], sources: Iterable[int] = ()
) -> set[int]:
    """The claims in whose documents these speakers' names stand, or texts of these sources."""
    found: set[int] = set()
    for ids, columns in (
        (speakers, (Appearance.speaker_id, Evidence.by_id)),
        (sources, (Appearance.source_id, Evidence.source_id)),
    ):
        for part in _parts(sorted(ids)):
            for column in columns:
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
WEIGHTS = dict(zip(FIELDS, "ABC", strict=True))


def vector(told: Document) -> str:
    """A document as PostgreSQL writes a tsvector: its tokens with their positions and fields."""
    places: dict[str, list[str]] = {}
    at = 0
    for name in FIELDS:
        for word in getattr(told, name).split():
            at += 1
            if word != GAP:
                places.setdefault(word, []).append(f"{at}{WEIGHTS[name]}")
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
    """The ids of all claims, a batch at a time. Raises Corrupt where they are in no order."""
    for part in walk(connection, select(Claim.id), BATCH):
        yield [row.id for row in part]


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
