"""Searching with FTS5: a term as a MATCH expression, in which tokens are always quoted."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, literal_column

from factcheck.indexing import GAP, SQLITE
from factcheck.search.terms import All, Either, Term, Tokens, Words

# What is claimed weighs more than what is said about it.
_WEIGHTS = (3.0, 1.0, 1.0)


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


def counts(connection: Connection, tokens: Iterable[str]) -> dict[str, int]:
    """In how many rows each of these tokens stands; those that stand in none are left out."""
    ask = "SELECT doc FROM search_word WHERE term = ?"
    found = {one: connection.exec_driver_sql(ask, (one,)).scalar() for one in tokens}
    return {one: count for one, count in found.items() if count}


def holders(connection: Connection, token: str, field: str, most: int) -> Sequence[int]:
    """The claims that hold a token in this field, by their ids; the newest, where too many do."""
    ask = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"
    found = connection.exec_driver_sql(ask, (f"{field} : {_quoted((token,))}", most))
    return list(chain.from_iterable(found.cursor.fetchall()))


def held(connection: Connection, ids: Sequence[int], field: str) -> dict[int, tuple[str, str]]:
    """What these rows hold in a field, and the mark of their language."""
    ask = f"SELECT rowid, {field}, substr(rest, -8) FROM search WHERE rowid IN ({_marks(ids)})"  # noqa: S608
    found = connection.exec_driver_sql(ask, tuple(ids)).cursor.fetchall()
    return {number: (told, end.rpartition(GAP)[2]) for number, told, end in found}


def _marks(ids: Sequence[int]) -> str:
    return ",".join("?" * len(ids))
