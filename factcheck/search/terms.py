"""A query in tokens: what the words of its tree are in the index, under each way of stemming.

Nobody says in which language a query is. A word is looked for as each of the languages that
the claims are in would stem it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from factcheck import text
from factcheck.search.nodes import And, Node, Not, Or, Phrase, Word

Tokens: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens next to each other: one of ``whole``, or one of ``begun``, whose last one goes on."""

    whole: tuple[Tokens, ...]
    begun: tuple[Tokens, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """All of ``terms``, one at least, and none of ``without``."""

    terms: tuple["Term", ...]
    without: tuple["Term", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of these."""

    terms: tuple["Term", ...]


Term: TypeAlias = Words | All | Either


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to occur, and what must not; both None where a query has no words."""

    term: Term | None = None
    without: Term | None = None


def wanted(node: Node | None, stems: Sequence[str]) -> Wanted:
    """A query's tree in tokens; what is no word, like punctuation, is left out."""
    found = _parts([node], stems) if node is not None else ([], [])
    return Wanted(_one(found[0]), _either(found[1]))


def _term(node: Node, stems: Sequence[str]) -> Term | None:
    if isinstance(node, Word):
        return _word(node, stems)
    if isinstance(node, Phrase):
        return _words(text.tokens(node.text, stem) for stem in stems)
    if isinstance(node, Or):
        return _either([_term(one, stems) for one in node.nodes])
    return _one(_parts([node], stems)[0])


def _parts(
    nodes: Iterable[Node], stems: Sequence[str]
) -> tuple[list[Term | None], list[Term | None]]:
    """What must occur of these, and what must not."""
    occurs: list[Term | None] = []
    without: list[Term | None] = []
    for node in nodes:
        if isinstance(node, Not):
            without.append(_term(node.node, stems))
        elif isinstance(node, And):
            inner, barred = _parts(node.nodes, stems)
            term, kept = _one(inner), tuple(one for one in barred if one)
            if term and kept:
                occurs.append(All((term,), kept))
            else:
                occurs.append(term)
                without += barred
        else:
            occurs.append(_term(node, stems))
    return occurs, without


def _one(terms: Iterable[Term | None]) -> Term | None:
    found = tuple(term for term in terms if term)
    return found[0] if len(found) == 1 else All(found) if found else None


def _either(terms: Iterable[Term | None]) -> Term | None:
    found = tuple(dict.fromkeys(term for term in terms if term))
    return found[0] if len(found) == 1 else Either(found) if found else None


def _word(node: Word, stems: Sequence[str]) -> Words | None:
    whole = _unique(text.tokens(node.text, stem) for stem in stems)
    plain = tuple(text.tokens(node.text, text.UNSTEMMED))
    begun = (plain,) if plain and (node.prefix or text.is_lone(plain[-1])) else ()
    return Words(whole, begun) if whole or begun else None


def _words(told: Iterable[Sequence[str]]) -> Words | None:
    whole = _unique(told)
    return Words(whole) if whole else None


def _unique(told: Iterable[Sequence[str]]) -> tuple[Tokens, ...]:
    return tuple(dict.fromkeys(tuple(one) for one in told if one))


def words_of(term: Term | None) -> Iterator[Words]:
    """The words of what must occur, to be shown where they were found."""
    if isinstance(term, Words):
        yield term
    elif term is not None:
        for one in term.terms:
            yield from words_of(one)
