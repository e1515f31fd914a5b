"""The one way to search, whatever the engine: which claims hold the words of a query."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, exists, select

from factcheck import indexing, text
from factcheck.indexing import GAP
from factcheck.models.base import AnySelect
from factcheck.search import postgres, sqlite
from factcheck.search.nodes import Node
from factcheck.search.terms import All, Wanted, Words, wanted

SHOWN = ("claim", "rest")


@dataclass(frozen=True, slots=True)
class Found:
    """The search rows that fit: their table, its column of claim ids, the condition.

    ``rank`` orders them, the best first; None where only words that must not occur are told.
    ``joined`` is the column of claim ids as a join with the claims takes it.
    """

    table: Table
    number: Any
    condition: ColumnElement[bool]
    rank: ColumnElement[float] | None
    joined: Any


def understood(connection: Connection, node: Node | None) -> Wanted:
    """A query in the tokens of this database's languages."""
    return wanted(node, stems(connection))


def found(connection: Connection, words: Wanted, *, confidential: bool = False) -> Found | None:
    """The rows that fit; None where a query has no words. Confidential texts only if asked for."""
    table, number = indexing.table(connection)
    own = dialect(connection)
    fields = indexing.FIELDS if confidential else SHOWN
    if words.term is None:
        if words.without is None:
            return None
        barred = select(number).where(own.matches(words.without, fields))
        return Found(table, number, number.not_in(barred), None, own.joined())
    term = All((words.term,), (words.without,)) if words.without else words.term
    return Found(table, number, own.matches(term, fields), own.rank(words.term), own.joined())


def stems(connection: Connection) -> tuple[str, ...]:
    """The ways in which the words of the claims here were stemmed."""
    row = connection.execute(_spoken(connection.dialect.name)).one()
    return tuple(code for code, is_there in zip(_CODES, row, strict=True) if is_there)


_CODES = (*text.STEMMERS, text.UNSTEMMED)


@cache
def _spoken(name: str) -> AnySelect:
    """Whether there are claims in each of the languages; built once, since that takes longest."""
    own, table = (sqlite, indexing.SQLITE) if name == "sqlite" else (postgres, indexing.POSTGRES)
    marks = [Words(((GAP + code,),)) for code in _CODES]
    return select(
        *(exists(select(1).select_from(table).where(own.matches(one, SHOWN))) for one in marks)
    )


def dialect(connection: Connection) -> Any:
    """The module that searches on this engine: ``sqlite`` or ``postgres``."""
    return sqlite if connection.dialect.name == "sqlite" else postgres
