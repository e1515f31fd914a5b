"""Searching with PostgreSQL: a term as a tsquery, in which tokens are always quoted."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, cast, func, literal
from sqlalchemy.types import UserDefinedType

from factcheck.indexing import GAP, POSTGRES, WEIGHTS
from factcheck.search.terms import All, Either, Term, Tokens, Words


class TSQUERY(UserDefinedType[str]):
    """PostgreSQL's type of a query; its dialect is not loaded where it is not used."""

    cache_ok = True

    def get_col_spec(self, **_kw: Any) -> str:
        """As SQL names it."""
        return "TSQUERY"


def matches(term: Term, fields: tuple[str, ...]) -> ColumnElement[bool]:
    """The condition that a search row holds the term in one of these fields."""
    found: ColumnElement[bool] = POSTGRES.c.words.op("@@")(_query(term, _marks(fields)))
    return found


def rank(term: Term) -> ColumnElement[float]:
    """How well a row fits, the best first (negative, as for SQLite)."""
    found: ColumnElement[float] = -func.ts_rank_cd(POSTGRES.c.words, _query(term, ""))
    return found


def joined() -> Any:
    """The id of a row's claim, for a join."""
    return POSTGRES.c.claim_id


def _marks(fields: tuple[str, ...]) -> str:
    return "".join(WEIGHTS[name] for name in fields)


def _query(term: Term, marks: str) -> ColumnElement[str]:
    return cast(literal(written(term, marks)), TSQUERY)


def written(term: Term, marks: str) -> str:
    """The term as PostgreSQL reads it; ``marks`` are the letters of the fields, "" for all."""
    if isinstance(term, Words):
        told = [_adjacent(one, marks, "") for one in term.whole]
        told += [_adjacent(one, marks, "*") for one in term.begun]
        return f"({' | '.join(told)})"
    if isinstance(term, Either):
        return f"({' | '.join(written(one, marks) for one in term.terms)})"
    return _all(term, marks)


def _all(term: All, marks: str) -> str:
    told = [written(one, marks) for one in term.terms]
    told += [f"!{written(one, marks)}" for one in term.without]
    return f"({' & '.join(told)})"


def _adjacent(tokens: Tokens, marks: str, last: str) -> str:
    ends = [""] * (len(tokens) - 1) + [last]
    told = [
        f"'{token}'" + (f":{end}{marks}" if end or marks else "")
        for token, end in zip(tokens, ends, strict=True)
    ]
    return f"({' <-> '.join(told)})"


# single tokens, for those who weigh them


def counts(connection: Connection, tokens: Iterable[str], _size: int) -> dict[str, int]:
    """In how many rows each of these tokens stands; those that stand in none are left out."""
    ask = "SELECT count(*) FROM search WHERE words @@ CAST(%s AS tsquery)"
    found = {one: connection.exec_driver_sql(ask, (f"'{one}'",)).scalar() for one in tokens}
    return {one: count for one, count in found.items() if count}


def holders(
    connection: Connection, tokens: Iterable[str], field: str, most: int
) -> Iterator[Sequence[int]]:
    """For each token the claims that hold it in this field, by their ids; the newest ``most``."""
    ask = (
        "SELECT claim_id FROM search WHERE words @@ CAST(%s AS tsquery)"
        " ORDER BY claim_id DESC LIMIT %s"
    )
    for token in tokens:
        found = connection.exec_driver_sql(ask, (f"'{token}':{WEIGHTS[field]}", most))
        yield [row[0] for row in found]


def held(connection: Connection, ids: Sequence[int], field: str) -> dict[int, tuple[str, str]]:
    """What these rows hold in a field, and the mark of their language."""
    ask = "SELECT claim_id, CAST(words AS text) FROM search WHERE claim_id = ANY(%s)"
    found = connection.exec_driver_sql(ask, (list(ids),))
    return {number: _read(told, WEIGHTS[field]) for number, told in found}


_LEXEME = re.compile(r"'([^']+)':(\S+)")
_PLACE = re.compile(r"(\d+)([ABC]?)")


def _read(vector: str, weight: str) -> tuple[str, str]:
    """The tokens of a field in their order, as they were before they were a vector.

    Where a position is empty, one text ends and another begins.
    """
    at: dict[int, str] = {}
    stems = ""
    for token, places in _LEXEME.findall(vector):
        if token.startswith(GAP):
            stems = token.removeprefix(GAP)
        for place, its in _PLACE.findall(places):
            if its == weight:
                at[int(place)] = token
    told: list[str] = []
    last = 0
    for place in sorted(at):
        if told and place > last + 1:
            told.append(GAP)
        told.append(at[place])
        last = place
    return " ".join(told), stems
