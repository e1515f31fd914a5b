"""The one way to search, whatever the engine: which claims hold the words of a query."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, exists, select

from factcheck import indexing, text
from factcheck.indexing import GAP
from factcheck.search import postgres, sqlite
from factcheck.search.nodes import Node
from factcheck.search.terms import All, Wanted, Words, wanted

SHOWN = ("claim", "rest")


@dataclass(frozen=True, slots=True)
class Found:
    """The search rows that fit: their table, its column of claim ids, the condition.

    ``rank`` orders them, the best first; None where only words that must not occur are told.
    """

    table: Table
    number: Any
    condition: ColumnElement[bool]
    rank: ColumnElement[float] | None


def understood(connection: Connection, node: Node | None) -> Wanted:
    """A query in the tokens of this database's languages."""
    return wanted(node, stems(connection))


def found(connection: Connection, words: Wanted, *, confidential: bool = False) -> Found | None:
    """The rows that fit; None where a query has no words. Confidential texts only if asked for."""
    table, number = indexing.table(connection)
    dialect = _dialect(connection)
    fields = indexing.FIELDS if confidential else SHOWN
    if words.term is None:
        if words.without is None:
            return None
        barred = select(number).where(dialect.matches(words.without, fields))
        return Found(table, number, number.not_in(barred), None)
    term = All((words.term,), (words.without,)) if words.without else words.term
    return Found(table, number, dialect.matches(term, fields), dialect.rank(words.term))


def stems(connection: Connection) -> tuple[str, ...]:
    """The ways in which the words of the claims here were stemmed."""
    table, _number = indexing.table(connection)
    dialect = _dialect(connection)
    codes = (*text.STEMMERS, text.UNSTEMMED)
    marks = [Words(((GAP + code,),)) for code in codes]
    query = select(
        *(exists(select(1).select_from(table).where(dialect.matches(one, SHOWN))) for one in marks)
    )
    row = connection.execute(query).one()
    return tuple(code for code, is_there in zip(codes, row, strict=True) if is_there)


def _dialect(connection: Connection) -> Any:
    return sqlite if connection.dialect.name == "sqlite" else postgres
