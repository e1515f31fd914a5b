"""Searching with FTS5: a term as a MATCH expression, in which tokens are always quoted."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, func, literal, literal_column

from factcheck.indexing import GAP, SQLITE
from factcheck.search.terms import All, Either, Term, Tokens, Words

# What is claimed weighs more than what is said about it.
_WEIGHTS = (3.0, 1.0, 1.0)
# So many rows of a word are counted; and for so many words one statement asks.
COUNTED = 5_000
_AT_ONCE = 100
_ids = msgspec.json.Decoder(list[int]).decode


def matches(term: Term, fields: tuple[str, ...]) -> ColumnElement[bool]:
    """The condition that a search row holds the term in one of these fields."""
    told = literal(f"{{{' '.join(fields)}}} : {written(term)}")
    found: ColumnElement[bool] = _table().op("MATCH")(told)
    return found


def rank(_term: Term) -> ColumnElement[float]:
    """How well a row fits, the best first (BM25, negative)."""
    found: ColumnElement[float] = func.bm25(_table(), *_WEIGHTS)
    return found


def joined() -> Any:
    """The id of a row's claim, for a join that is to begin with the words.

    With the sign SQLite does not begin with the claims, to ask for each whether it has them.
    """
    return literal_column("+search.rowid")


def _table() -> Any:
    return literal_column(SQLITE.name)


def written(term: Term) -> str:
    """The term as FTS5 reads it."""
    if isinstance(term, Words):
        told = [_quoted(one) for one in term.whole]
        told += [f"{_quoted(one)} *" for one in term.begun]
        return f"({' OR '.join(told)})"
    if isinstance(term, Either):
        return f"({' OR '.join(map(written, term.terms))})"
    return _all(term)


def _all(term: All) -> str:
    found = f"({' AND '.join(map(written, term.terms))})"
    if not term.without:
        return found
    return f"({found} NOT ({' OR '.join(map(written, term.without))}))"


def _quoted(tokens: Tokens) -> str:
    return f'"{" ".join(tokens)}"'


# single tokens, for those who weigh them


def counts(connection: Connection, tokens: Iterable[str], size: int) -> dict[str, int]:
    """In how many of ``size`` rows each of these tokens stands; without those that stand in none.

    Exact up to ``COUNTED``. How many there are of a word beyond that is estimated: as if it
    came on in the other rows as often as it did up to there.
    """
    ask = (
        "SELECT ?, count(*), max(rowid) FROM"
        " (SELECT rowid FROM search WHERE search MATCH ? LIMIT ?)"
    )
    told = ((token, _quoted((token,)), COUNTED) for token in tokens)
    return {
        token: count if count < COUNTED else max(count, count * size // last)
        for token, count, last in _each(connection, ask, told)
        if count
    }


def holders(
    connection: Connection, tokens: Iterable[str], field: str, most: int
) -> Iterator[Sequence[int]]:
    """For each token the claims that hold it in this field, by their ids; the newest ``most``."""
    # An array as JSON costs a third of what the rows of a cursor do.
    ask = (
        "SELECT json_group_array(rowid) FROM"
        " (SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?)"
    )
    told = ((f"{field} : {_quoted((token,))}", most) for token in tokens)
    return (_ids(found) for (found,) in _each(connection, ask, told))


def _each(
    connection: Connection, ask: str, told: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """The one row that a query finds for each of these values: asked for many of them at once."""
    values = iter(told)
    while part := list(islice(values, _AT_ONCE)):
        whole = " UNION ALL ".join([ask] * len(part))
        found = connection.exec_driver_sql(whole, tuple(chain.from_iterable(part)))
        yield from found.cursor.fetchall()


def held(connection: Connection, ids: Sequence[int], field: str) -> dict[int, tuple[str, str]]:
    """What these rows hold in a field, and the mark of their language."""
    ask = f"SELECT rowid, {field}, substr(rest, -8) FROM search WHERE rowid IN ({_marks(ids)})"  # noqa: S608
    found = connection.exec_driver_sql(ask, tuple(ids)).cursor.fetchall()
    return {number: (told, end.rpartition(GAP)[2]) for number, told, end in found}


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
