"""Searching with FTS5: a term as a MATCH expression, in which tokens are always quoted."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal, literal_column

from factcheck.indexing import SQLITE
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
