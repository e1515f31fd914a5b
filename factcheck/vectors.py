"""Vectors of the claims' wordings, made by an embedder of another package: where they are kept.

Like the search rows they are derived: never logged, and a vector goes with its text, in the same
transaction. Unlike them they cannot be made anew without the embedder, so a rebuilt index
keeps them, and a copy takes them along. A vector is kept at unit length, as little-endian
numbers of two bytes; numpy is loaded where vectors are made or compared.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
    delete,
    func,
    or_,
    select,
)

from factcheck import indexing, plugins, text
from factcheck.errors import InvalidInput, Unavailable
from factcheck.inserts import write_many
from factcheck.models import Claim

if TYPE_CHECKING:
    from numpy import ndarray

BATCH = indexing.BATCH
TABLE = Table(
    "search_vector",
    MetaData(),
    Column("claim_id", Integer, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("text_sha256", Text, primary_key=True),
    Column("vector", LargeBinary),
)
NAMES = tuple(TABLE.c.keys())
_KIND = "<f2"


class Embedder(Protocol):
    """What the entry points of ``factcheck.embedders`` give: texts to vectors.

    ``model`` names what makes the vectors, its version included: vectors of another model are
    never compared with these. ``dimension`` is how long each of them is.
    """

    model: str
    dimension: int

    def __call__(self, texts: Sequence[str]) -> Any:
        """A vector for each text, in their order: numbers, or an array of them."""


class Kept(NamedTuple):
    """A vector of a wording of a claim, as it is kept."""

    claim_id: int
    model: str
    text_sha256: str
    vector: bytes


def made(embedder: Embedder, texts: Sequence[str]) -> "ndarray[Any, Any]":
    """The vectors of these texts, at unit length; of a text that has none, all is 0.

    Raises InvalidInput for anything but as many vectors of as many finite numbers as there are
    to be, Unavailable where numpy is missing or the embedder fails, whatever it raises.
    """
    try:
        import numpy
    except ImportError as error:
        raise Unavailable(
            "vectors need numpy, which is not installed", hint="pip install 'factcheck[dense]'"
        ) from error
    try:
        given = embedder(list(texts))
    except Exception as error:  # somebody else's code
        raise Unavailable(
            f"the embedder {embedder.model} failed: {plugins.failed(error)}",
            hint="what was made so far is saved",
        ) from error
    try:
        found = numpy.asarray(given, dtype="f4")
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"{embedder.model} gave no vectors of numbers") from error
    wanted = (len(texts), embedder.dimension)
    if found.shape != wanted:
        told = " x ".join(map(str, found.shape))
        raise InvalidInput(f"{embedder.model} gave {told} numbers, not {wanted[0]} x {wanted[1]}")
    if not numpy.isfinite(found).all():
        raise InvalidInput(f"{embedder.model} gave numbers that are not finite")
    lengths = numpy.linalg.norm(found, axis=1, keepdims=True)
    return found / numpy.where(lengths > 0, lengths, 1)


def packed(vectors: "ndarray[Any, Any]") -> list[bytes]:
    """Vectors as they are kept."""
    return [one.tobytes() for one in vectors.astype(_KIND)]


def unpacked(kept: Sequence[bytes], dimension: int) -> "ndarray[Any, Any]":
    """Kept vectors, one a row."""
    import numpy

    return numpy.frombuffer(b"".join(kept), dtype=_KIND).reshape(len(kept), dimension)


# which texts have one


def wordings(connection: Connection, claims: Sequence[int]) -> dict[int, dict[str, str]]:
    """The wordings of these claims that are to have vectors, by digest; none of merged ones."""
    query = select(Claim.id).where(Claim.id.in_(claims), Claim.merged_into.is_(None))
    here = list(connection.scalars(query.order_by(Claim.id)))
    found = indexing.texts(connection, here)
    return {
        number: {
            text.digest(one.text): one.text for one in told if one.text and one.field == "claim"
        }
        for number, told in found.items()
    }


def lacking(
    connection: Connection, model: str, claims: Sequence[int]
) -> dict[tuple[int, str], str]:
    """The wordings of these claims that have no vector of a model: by claim and digest."""
    query = select(TABLE.c.claim_id, TABLE.c.text_sha256)
    query = query.where(TABLE.c.claim_id.in_(claims), TABLE.c.model == model)
    held = {(row.claim_id, row.text_sha256) for row in connection.execute(query)}
    return {
        (number, digest): told
        for number, texts in wordings(connection, claims).items()
        for digest, told in texts.items()
        if (number, digest) not in held
    }


def known(connection: Connection, model: str, digests: Iterable[str]) -> dict[str, bytes]:
    """The vectors of these texts that another claim with the same wording has, by digest."""
    found: dict[str, bytes] = {}
    wanted = sorted(set(digests))
    for at in range(0, len(wanted), BATCH):
        part = wanted[at : at + BATCH]
        query = select(TABLE.c.text_sha256, TABLE.c.vector)
        query = query.where(TABLE.c.model == model, TABLE.c.text_sha256.in_(part))
        found |= {row.text_sha256: bytes(row.vector) for row in connection.execute(query)}
    return found


def count(connection: Connection, model: str) -> int:
    """How many vectors of a model there are."""
    query = select(func.count()).select_from(TABLE).where(TABLE.c.model == model)
    return connection.scalar(query) or 0


def blocks(
    connection: Connection, model: str, dimension: int, size: int = 20_000
) -> "Iterator[tuple[list[int], ndarray[Any, Any]]]":
    """All vectors of a model, so many at a time, with their claims; those of another size not."""
    own = TABLE.c
    last = (0, "")
    while True:
        after = or_(
            own.claim_id > last[0],
            and_(own.claim_id == last[0], own.text_sha256 > last[1]),
        )
        query = select(own.claim_id, own.text_sha256, own.vector).where(own.model == model, after)
        rows = connection.execute(query.order_by(own.claim_id, own.text_sha256).limit(size)).all()
        if not rows:
            return
        last = (rows[-1].claim_id, rows[-1].text_sha256)
        fit = [row for row in rows if len(row.vector) == 2 * dimension]
        yield [row.claim_id for row in fit], unpacked([row.vector for row in fit], dimension)


# keeping them true


def write(connection: Connection, told: Sequence[Kept]) -> None:
    """Put in vectors of wordings that have none."""
    write_many(connection, TABLE.name, NAMES, told)


def prune(connection: Connection, claims: Iterable[int]) -> int:
    """Remove the vectors of texts that these claims do not have any more. Returns how many."""
    wanted = sorted(claims)
    gone = 0
    for at in range(0, len(wanted), BATCH):
        for number, model, digest in _gone(connection, wanted[at : at + BATCH]):
            own = TABLE.c
            done = connection.execute(
                delete(TABLE).where(
                    own.claim_id == number, own.model == model, own.text_sha256 == digest
                )
            )
            gone += done.rowcount
    return gone


def prune_all(connection: Connection) -> int:
    """The same for all claims, those that are gone among them."""
    return prune(connection, connection.scalars(select(TABLE.c.claim_id).distinct()).all())


def strays(connection: Connection) -> Iterator[int]:
    """The claims that have a vector of a text which is not theirs, or of a size of its own."""
    query = select(TABLE.c.claim_id).distinct().order_by(TABLE.c.claim_id)
    held = connection.scalars(query).all()
    for at in range(0, len(held), BATCH):
        yield from sorted({one[0] for one in _gone(connection, held[at : at + BATCH])})


def _gone(connection: Connection, claims: Sequence[int]) -> list[tuple[int, str, str]]:
    """The keys of vectors whose text is gone, or that are empty."""
    own = TABLE.c
    query = select(own.claim_id, own.model, own.text_sha256, func.length(own.vector))
    held = connection.execute(query.where(own.claim_id.in_(claims))).all()
    if not held:
        return []
    now = wordings(connection, sorted({row[0] for row in held}))
    return [
        (number, model, digest)
        for number, model, digest, size in held
        if not size or size % 2 or digest not in now.get(number, {})
    ]


def forget(connection: Connection, but: str) -> int:
    """Remove the vectors of all models but this one. Returns how many."""
    return connection.execute(delete(TABLE).where(TABLE.c.model != but)).rowcount


def take_along(
    source: Connection, target: Connection, progress: Callable[[int], None] = lambda _done: None
) -> int:
    """Copy all vectors from one database to another, in place of what is there."""
    target.execute(delete(TABLE))
    own, last, done = TABLE.c, (0, "", ""), 0
    while True:
        query = (
            select(TABLE).where(_after(last)).order_by(own.claim_id, own.model, own.text_sha256)
        )
        rows = [Kept(*row) for row in source.execute(query.limit(BATCH))]
        if not rows:
            return done
        write(target, rows)
        last = rows[-1][:3]
        done += len(rows)
        progress(done)


def _after(last: tuple[int, str, str]) -> Any:
    one, two, three = TABLE.c.claim_id, TABLE.c.model, TABLE.c.text_sha256
    return or_(
        one > last[0],
        and_(one == last[0], two > last[1]),
        and_(one == last[0], two == last[1], three > last[2]),
    )
