"""The vectors of a whole database: made where they are missing, a little at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import func, select

from factcheck import indexing, vectors
from factcheck.db import Database
from factcheck.models import Claim
from factcheck.storage.reindex import alone
from factcheck.vectors import Embedder, Kept

# So many texts are handed to the embedder at once, and then saved.
TEXTS = 100
Progress = Callable[[int, int], None]
Wanted = dict[tuple[int, str], str]


@dataclass(slots=True)
class Filled:
    """What was done: vectors made (or taken from a claim told alike), and those removed."""

    made: int = 0
    removed: int = 0


def fill(
    database: Database,
    embedder: Embedder,
    progress: Progress = lambda _done, _of: None,
    *,
    only: bool = False,
) -> Filled:
    """Make the vectors that are missing, and remove those of texts that are gone.

    ``only``: those of other models are removed, too.

    While the embedder is at work no transaction is open, and what it made is saved at once: who
    stops it loses the last few texts, and the next run goes on there. ``progress`` hears of how
    many claims it is done. Raises what ``vectors.made`` and writing to the database raise.
    """
    done = Filled()
    with database.reading() as session:
        here = select(func.count()).select_from(Claim).where(Claim.merged_into.is_(None))
        total = session.scalar(here) or 0
    with alone(database) as connection:
        done.removed = vectors.prune_all(connection)
        if only:
            done.removed += vectors.forget(connection, embedder.model)
    seen = 0
    for claims, wanted in _lacking(database, embedder.model):
        for part in _parts(wanted):
            done.made += _made(database, embedder, part)
        seen += len(claims)
        progress(min(seen, total), total)
    return done


def _lacking(database: Database, model: str) -> Iterator[tuple[list[int], Wanted]]:
    """Claims, some at a time, with their wordings that have no vector."""
    last = 0
    while True:
        with database.reading(unhurried=True) as session:
            query = select(Claim.id).where(Claim.id > last, Claim.merged_into.is_(None))
            claims = list(session.scalars(query.order_by(Claim.id).limit(indexing.BATCH)))
            wanted = vectors.lacking(session.connection(), model, claims)
        if not claims:
            return
        yield claims, wanted
        last = claims[-1]


def _parts(wanted: Wanted) -> Iterator[Wanted]:
    rest = iter(wanted.items())
    while part := dict(islice(rest, TEXTS)):
        yield part


def _made(database: Database, embedder: Embedder, wanted: Wanted) -> int:
    """Make some vectors and save them; those whose text changed meanwhile are left out."""
    with database.reading() as session:
        found = vectors.known(session.connection(), embedder.model, (one for _, one in wanted))
    new = {digest: told for (_, digest), told in wanted.items() if digest not in found}
    if new:
        made = vectors.made(embedder, list(new.values()))
        found |= dict(zip(new, vectors.packed(made), strict=True))
    with alone(database) as connection:
        claims = sorted({number for number, _ in wanted})
        still = vectors.lacking(connection, embedder.model, claims).keys() & wanted.keys()
        rows = [Kept(number, embedder.model, one, found[one]) for number, one in sorted(still)]
        vectors.write(connection, rows)
    return len(rows)
