"""Claims by their words: a page of what a query finds, with the words shown where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from factcheck import indexing, text
from factcheck.errors import Usage
from factcheck.pages import ClaimLine, ClaimPage, Hit, SearchPage, of
from factcheck.records import ClaimFilter
from factcheck.search import engine
from factcheck.search.query import parse
from factcheck.search.snippets import Sought, Span, snippet
from factcheck.search.terms import Wanted, words_of
from factcheck.services import lists

SORTS = ("relevance", *lists.SORTS)


@dataclass(frozen=True, slots=True)
class Order:
    """In which order hits come, how many, and from where.

    ``sort`` None is by relevance, or the newest first where very many claims fit.
    """

    sort: str | None = None
    reverse: bool = False
    limit: int | None = 20
    after: int | None = None


def page(
    session: Session,
    typed: str,
    wanted: ClaimFilter = ClaimFilter(),  # noqa: B008 - frozen
    order: Order = Order(),
    *,
    confidential: bool = False,
) -> SearchPage:
    """A page of the claims that a query finds, within a filter.

    Texts that are confidential are searched only if asked for. Raises QueryError for a query
    that cannot be read, Usage where query and filter say different things, and what
    ``lists.page`` raises.
    """
    filters, words, held = _understood(session, typed, confidential=confidential)
    found = lists.page(
        session,
        both(wanted, filters),
        sort=order.sort,
        reverse=order.reverse,
        limit=order.limit,
        after=order.after,
        found=held,
    )
    sought = Sought.of(words_of(words.term))
    return SearchPage(_hits(session, found, sought, confidential=confidential), found)


def count(session: Session, typed: str, wanted: ClaimFilter, *, confidential: bool = False) -> int:
    """How many claims a query finds, exactly. Raises as ``page`` does."""
    filters, _words, held = _understood(session, typed, confidential=confidential)
    return lists.count(session, both(wanted, filters), found=held)


def _understood(
    session: Session, typed: str, *, confidential: bool
) -> tuple[ClaimFilter, Wanted, engine.Found | None]:
    """The filters of a query, its words, and the rows that hold these."""
    query = parse(typed)
    words = engine.understood(session.connection(), query.node)
    held = engine.found(session.connection(), words, confidential=confidential)
    if held is None and query.node is not None:
        raise Usage(f"there is no word to search for in {text.one_line(typed)}")
    return query.filters, words, held


def both(one: ClaimFilter, other: ClaimFilter) -> ClaimFilter:
    """Two filters in one. Raises Usage where both say something and not the same."""
    nothing = ClaimFilter()
    told: dict[str, Any] = {}
    for field in fields(ClaimFilter):
        name = field.name
        mine, yours, none = (getattr(each, name) for each in (one, other, nothing))
        if name == "tags":
            told[name] = tuple(dict.fromkeys((*mine, *yours)))
        elif none not in (mine, yours) and mine != yours:
            raise Usage(f"{name.replace('_', ' ')} is told twice: {mine} and {yours}")
        else:
            told[name] = yours if mine == none else mine
    return ClaimFilter(**told)


def _hits(
    session: Session, found: ClaimPage, sought: Sought, *, confidential: bool
) -> tuple[Hit, ...]:
    """The rows with the text that shows best why: the claim's own, if every word is in it."""
    best = {row.id: _best([_own(row)], sought, row.language) for row in found.rows}
    others = [number for number, shown in best.items() if shown.words < sought.number]
    texts = indexing.texts(session.connection(), others)
    for row in found.rows:
        if row.id in texts:
            told = (one for one in texts[row.id] if confidential or one.field != "hidden")
            best[row.id] = _best(told, sought, row.language)
    return tuple(best[row.id].hit(row) for row in found.rows)


def _own(row: ClaimLine) -> indexing.Told:
    return indexing.Told(row.id, "claim", "claim", row.text)


class _Shown(NamedTuple):
    """A text with the places of the words in it, and how many different ones these are."""

    words: int
    told: indexing.Told | None
    marks: list[Span]

    def hit(self, row: ClaimLine) -> Hit:
        if self.told is None:
            return of(Hit, row, found_in=None, snippet=None, marks=())
        part = snippet(self.told.text or "", self.marks)
        return of(Hit, row, found_in=self.told.what, snippet=part.text, marks=part.marks)


def _best(texts: Iterable[indexing.Told], sought: Sought, language: str | None) -> _Shown:
    """The text in which most of the words stand; the first of those that tie."""
    best = _Shown(0, None, [])
    for one in texts:
        told = one.text or ""
        marks = sought.found(told, one.language or language)
        different = len({told[a:b].lower() for a, b in marks})
        if different > best.words:
            best = _Shown(different, one, marks)
    return best
