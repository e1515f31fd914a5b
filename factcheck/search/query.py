"""The query language of ``factcheck search``: what was typed, parsed.

All words must occur. ``OR`` binds tighter than that: ``a b OR c`` is a and (b or c); ``AND``
makes no difference. A filter narrows all that is found, wherever it stands.

What is found must be named: a query of negations alone (``-a``) would be nearly everything we
have and is an error, unless a filter says of which claims (``-a speaker:pompeo``). So is an
alternative of ``OR``, or a negated group, that only says what must not occur. The tree keeps
this: each ``Not`` stands in an ``And`` beside something that must occur, save at the top of a
query with filters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.records import ClaimFilter
from factcheck.search import filters
from factcheck.search.filters import Told
from factcheck.search.lexing import Piece, Sign, pieces
from factcheck.search.nodes import And, Node, Not, Or, Phrase, Word, says_what_occurs
from factcheck.search.unreadable import QueryError, unreadable

__all__ = ["HELP", "And", "Node", "Not", "Or", "Phrase", "Query", "QueryError", "Word", "parse"]

LONGEST = 2_000
MOST_TERMS = 64
DEEPEST = 20
_A_WORD = "name a word that must occur"
_IN_QUOTES = 'in quotes, "OR" and "AND" are words'

HELP = """\
Words, which must all occur:
  maduro airplane             both words
  "getting prepared"          words next to each other, in this order
  venezuela -cuba             the second must not occur; also -"all options"
  venez*                      words that begin so: at least 2 letters
  russia plane OR airplane    russia, and one of the other two
  (fly russia) OR cuba        one of the two; parentheses group

Filters, as the options of list:
  speaker:pompeo              speaker:"Mike Pompeo"
  tag:venezuela               source:https://example.org/interview
  verdict:insufficient        attribution:supported
  status:disputed             stage:checking
  priority:high               language:es
  said:2019-04-30             said:2019-04..2019-06
  added:2019-05..             added:..2019      from then on; until then
  assignee:ana                assignee:none
  due-before:2019-05-10       is:overdue
  is:unverified               is:reference

Together:
  speaker:pompeo tag:venezuela said:2019-04-30 airplane OR plane
"""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood. ``node`` is None where it is filters alone.

    ``filters.everything`` is never set: it is no part of the language. ``str`` writes the query
    in one way, and ``parse`` makes the same query of it (unless that is longer than LONGEST: it
    may be a little longer than what was typed).
    """

    node: Node | None
    filters: ClaimFilter

    def __str__(self) -> str:
        words = "" if self.node is None else str(self.node)
        return " ".join(filter(None, (words, filters.written(self.filters))))


def parse(typed: str) -> Query:
    """The query that was typed. Raises QueryError, and nothing else, where it cannot be read."""
    if len(typed) > LONGEST:
        raise QueryError(
            f"a query of {len(typed):,} characters is too long",
            hint=f"write at most {LONGEST:,}",
            position=LONGEST,
        )
    found = list(pieces(typed))
    if not found:
        raise QueryError("the query is empty", hint="factcheck list shows all claims")
    _require_few(typed, found)
    parser = _Parser(typed, found)
    node = parser.whole()
    if not parser.told:
        parser.require_occurrence(node, f"{_A_WORD}, or a filter such as speaker:pompeo")
    return Query(node, filters.gathered(typed, parser.told))


def _require_few(typed: str, found: Sequence[Piece]) -> None:
    terms = [piece for piece in found if not isinstance(piece, Sign)]
    if len(terms) > MOST_TERMS:
        raise unreadable(
            typed,
            terms[MOST_TERMS].span[0],
            f"more than {MOST_TERMS} words and filters",
            "search for the words that matter most",
        )


class _Parser:
    """One query being read, by descent. What filters it has gather in ``told``."""

    def __init__(self, typed: str, found: Sequence[Piece]) -> None:
        self.typed = typed
        self.pieces = found
        self.at = 0
        self.depth = 0
        self.told: list[Told] = []

    def whole(self) -> Node | None:
        """All that was typed; None where it is filters alone."""
        node = None if self._next_is(")") else self._all()
        if self.at < len(self.pieces):
            raise self._wrong(self.pieces[self.at], "unopened parenthesis", "leave it out")
        return node

    def require_occurrence(self, node: Node | None, advice: str) -> None:
        """Raise QueryError where a node only says what must not occur."""
        if node is not None and not says_what_occurs(node):
            raise self._wrong(node, "only what must not occur", advice)

    def _all(self) -> Node | None:
        """Terms side by side, up to the end or a closing parenthesis."""
        nodes = [self._either()]
        while self.at < len(self.pieces) and not self._next_is(")"):
            self._take("AND")
            nodes.append(self._either())
        return _joined(And, nodes)

    def _either(self) -> Node | None:
        """A term, or several with OR between them."""
        told = len(self.told)
        node = self._term()
        if not self._next_is("OR"):
            return node
        nodes = [node]
        while self._take("OR"):
            nodes.append(self._term())
        if len(self.told) > told:
            raise self._misplaced(told, "a filter cannot stand beside OR")
        for one in nodes:
            self.require_occurrence(one, f"{_A_WORD} beside it")
        return _joined(Or, nodes)

    def _term(self) -> Node | None:
        """A word, a phrase, a group, the negation of one; None for what is filters alone."""
        if self.at == len(self.pieces) or self._next_is(")"):
            last = self.pieces[self.at - 1]
            after = self.typed[slice(*last.span)]
            raise self._wrong(last, f"nothing after {after}", _IN_QUOTES)
        piece = self.pieces[self.at]
        self.at += 1
        if isinstance(piece, Told):
            self.told.append(piece)
            return None
        if isinstance(piece, Word | Phrase):
            return piece
        if piece.text == "-":
            return self._negated(piece)
        if piece.text == "(":
            return self._group(piece)
        raise self._wrong(piece, f"nothing before {piece.text}", _IN_QUOTES)

    def _negated(self, sign: Sign) -> Node:
        told = len(self.told)
        node = self._term()
        if node is None or len(self.told) > told:
            raise self._misplaced(told, "a filter cannot be negated")
        self.require_occurrence(node, f"{_A_WORD} beside it")
        return Not(node, (sign.span[0], self.pieces[self.at - 1].span[1]))

    def _group(self, opening: Sign) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong(opening, f"more than {DEEPEST} parentheses deep", "use fewer")
        if self._next_is(")"):
            raise self._wrong(opening, "empty parentheses", "leave them out")
        if self.at == len(self.pieces):
            raise self._unclosed(opening)
        node = self._all()
        if not self._take(")"):
            raise self._unclosed(opening)
        self.depth -= 1
        return node

    def _next_is(self, sign: str) -> bool:
        piece = self.pieces[self.at] if self.at < len(self.pieces) else None
        return isinstance(piece, Sign) and piece.text == sign

    def _take(self, sign: str) -> bool:
        """Go past this sign if it comes next."""
        found = self._next_is(sign)
        self.at += found
        return found

    def _unclosed(self, opening: Sign) -> QueryError:
        return self._wrong(opening, "unclosed parenthesis", "close it, or leave it out")

    def _misplaced(self, told: int, what: str) -> QueryError:
        """A filter, the first since there were so many, where none can stand."""
        advice = "a filter narrows all that is found: write it beside the words"
        return self._wrong(self.told[told], what, advice)

    def _wrong(self, where: Piece | Node, what: str, advice: str) -> QueryError:
        return unreadable(self.typed, where.span[0], what, advice)


def _joined(kind: type[And | Or], nodes: Sequence[Node | None]) -> Node | None:
    """One node of several, flat: what stands in one of the same kind is lifted out of it."""
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            flat += node.nodes
        elif node is not None:
            flat.append(node)
    if len(flat) < 2:
        return flat[0] if flat else None
    return kind(tuple(flat), (flat[0].span[0], flat[-1].span[1]))
