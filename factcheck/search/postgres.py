"""Searching with PostgreSQL: a term as a tsquery, in which tokens are always quoted."""

from typing import Any

from sqlalchemy import ColumnElement, cast, func, literal
from sqlalchemy.types import UserDefinedType

from factcheck.indexing import POSTGRES, WEIGHTS
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
