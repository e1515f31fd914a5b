"""Claims that may be alike: those that share the rarest words of a text.

The words are taken from the rarest on, until about so many claims have been looked at. So a
question costs the same whatever the size of the database, and the common words, in which
nothing is found, cost nothing (docs/decisions/0021).
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from factcheck import text
from factcheck.indexing import GAP
from factcheck.matching import chance
from factcheck.matching.alike import Likeness, Question, score
from factcheck.matching.meaning import Near
from factcheck.matching.posts import Post
from factcheck.matching.small_words import small
from factcheck.models import Claim, LogHead
from factcheck.search import engine

# What reciprocal rank fusion adds to each place, so that the first ones do not decide alone.
_SOFT = 10
# Claims that share less than this part of what the best one shares are not read.
PART = 0.4
FIELD = "claim"
# What a claim that is another one scores at least: in a small database there may be no other.
USUAL = 2.1
# That of one with which the text shares no more than a name may be as high as this.
NAMESAKE = 3.0
# Claims of which so much is the same are one claim told twice.
_TWIN = 0.8
# From so many claims on, what is known of how rare words are holds until a hundredth is new.
_MANY = 10_000
_NAMED = re.compile(r"\b[A-Z\u00c0-\u00de][\w'\u2019]*|\d[\d.,]*")


class Candidate(NamedTuple):
    """A claim that may be alike: its id, what it shares with the question in its language.

    ``lead`` is by how much its score is above that of the best one that is another claim,
    ``near`` how near it is in meaning, where an embedder tells.
    """

    id: int
    likeness: Likeness
    score: float
    lead: float
    question: Question
    parts: tuple[tuple[str, ...], ...]
    near: Near | None = None

    @property
    def verbatim(self) -> bool:
        """Whether one of its wordings has the very words of the text, in their order."""
        return self.question.tokens in self.parts

    @property
    def height(self) -> float | None:
        """How unusually near it is in meaning; None where that is not known."""
        return self.near.height if self.near else None

    @property
    def chance(self) -> float:
        """How likely it is that the text repeats this claim, from 0 to 1."""
        likely = chance.of(self.likeness, self.lead, self.height)
        return max(likely, chance.VERBATIM) if self.verbatim else likely


@dataclass(frozen=True, slots=True)
class Budget:
    """How many entries of the index are looked at, claims are read, and of these compared."""

    postings: int = 4_000
    read: int = 100
    compared: int = 30


USUAL_BUDGET = Budget()
# A claim that was read, and the question in its language: the id, the question, what it holds.
Read = tuple[int, Question, tuple[tuple[str, ...], ...]]


@dataclass(slots=True)
class _Known:
    """What a connection has learned here: the languages, and how many claims hold a word.

    That none holds a word is not kept: the next claim may, and would not be found by it.
    ``seq`` and ``last`` tell when that was, by the log and by the newest claim.
    """

    seq: int
    last: int
    size: int
    stems: tuple[str, ...]
    counts: dict[str, int]


def best(
    connection: Connection,
    post: Post,
    language: str | None = None,
    but: Collection[int] = (),
    budget: Budget = USUAL_BUDGET,
) -> list[Candidate]:
    """The claims most like a text, the best first, at most ``budget.compared``, none of ``but``.

    ``language`` is that of the text; without it, it is compared in each language that claims
    here are in.
    """
    return _led(_compared(sharing(connection, post, language, but, budget), budget))


def joined(
    connection: Connection,
    post: Post,
    near: Mapping[int, Near],
    language: str | None = None,
    but: Collection[int] = (),
) -> list[Candidate]:
    """As ``best``, and with them the claims that are near in meaning, the nearest of them first.

    Both orders count alike (reciprocal rank fusion, Cormack and others 2009).
    """
    read = sharing(connection, post, language, but, also=near)
    by_words = _led(_compared(read, USUAL_BUDGET, near))
    places = {number: place for place, number in enumerate(near, 1)}

    def fused(at: int, one: Candidate) -> float:
        told = 1 / (_SOFT + at) if one.likeness.shared else 0.0
        return told + (1 / (_SOFT + places[one.id]) if one.id in places else 0.0)

    ranked = sorted(
        enumerate(by_words, 1), key=lambda told: (-fused(*told), -told[1].score, told[1].id)
    )
    return [one._replace(near=near.get(one.id)) for _at, one in ranked]


def sharing(
    connection: Connection,
    post: Post,
    language: str | None = None,
    but: Collection[int] = (),
    budget: Budget = USUAL_BUDGET,
    also: Iterable[int] = (),
) -> list[Read]:
    """The claims that share the weightiest words of a text, at most ``budget.read``.

    Each with the question that the text is in its language; in no order. ``also`` are claims
    that are read besides.
    """
    known = _known(connection)
    spoken = (text.stems(language),) if language else known.stems
    questions = {stems: _question(connection, known, post, stems) for stems in spoken}
    questions = {stems: one for stems, one in questions.items() if one.weights}
    ids = _sharing(connection, known, questions.values(), but, budget)
    ids += [one for one in also if one not in ids]
    if not ids or not questions:
        return []
    dialect = engine.dialect(connection)
    fallback = next(iter(questions))
    return [
        (number, questions.get(stems) or questions[fallback], _parts(told))
        for number, (told, stems) in dialect.held(connection, ids, FIELD).items()
    ]


def rarity(connection: Connection, tokens: set[str]) -> dict[str, float]:
    """How rare each of these tokens is among the claims here."""
    known = _known(connection)
    _learn(connection, known, tokens)
    return {token: _weight(known, token) for token in tokens}


def _compared(read: list[Read], budget: Budget, also: Collection[int] = ()) -> list[Candidate]:
    """Those that fit best by their words, and some others, compared in full; the best first."""
    ranked = sorted(
        ((question.bm25(parts), number, question, parts) for number, question, parts in read),
        key=lambda one: (-one[0], one[1]),
    )
    top = ranked[0][0] if ranked else 1.0
    found = []
    for place, (rank, number, question, parts) in enumerate(ranked):
        if place >= budget.compared and number not in also:
            continue
        likeness = question.likeness(parts, rank / top if top else 0.0)
        found.append(Candidate(number, likeness, score(likeness), 0.0, question, parts))
    return sorted(found, key=lambda one: (-one.score, one.id))


def _led(found: list[Candidate]) -> list[Candidate]:
    """The same with their leads."""
    return [one._replace(lead=one.score - _runner_up(one, found)) for one in found]


def _runner_up(one: Candidate, found: list[Candidate]) -> float:
    """The score of the best of the others that does not say the same as this one."""
    others = (other.score for other in found if other is not one and not _is_twin(one, other))
    return max(next(others, 0.0), NAMESAKE if _is_namesake(one) else USUAL)


def _is_namesake(one: Candidate) -> bool:
    """Whether what they share is a name rather than a claim: one word, and one of them has more;
    or two that are not half of any wording, and not all of one where the text says more.
    """
    held = {token for part in one.parts for token in part}
    shared = len(held & one.question.weights.keys())
    whole = one.likeness.covered == 1
    if shared == 1:
        return not (whole and one.likeness.told == 1)
    return shared == 2 and one.likeness.told < (0.5 if whole else 1)


def _is_twin(one: Candidate, other: Candidate) -> bool:
    mine, yours = set(one.parts[0]), set(other.parts[0])
    return 2 * len(mine & yours) >= _TWIN * (len(mine) + len(yours))


def _parts(told: str) -> tuple[tuple[str, ...], ...]:
    """The tokens of each text of a field."""
    texts = (tuple(part.split()) for part in told.split(GAP))
    return tuple(part for part in texts if part)


def _question(connection: Connection, known: _Known, post: Post, stems: str) -> Question:
    tokens = text.tokens(post.words, stems)
    hints = text.tokens(" ".join(post.hints), stems)
    names = (token for name in _NAMED.findall(post.words) for token in text.tokens(name, stems))
    telling = {*tokens, *hints} - small(stems)
    _learn(connection, known, telling or {*tokens})

    def weigh(token: str) -> float:
        return _weight(known, token)

    return Question(tokens, weigh, math.log(1 + known.size), stems=stems, hints=hints, names=names)


def _weight(known: _Known, token: str) -> float:
    """How rare a token is (Robertson and Sparck Jones 1976, never negative)."""
    count = known.counts.get(token, 0)
    return math.log(1 + (max(known.size - count, 0) + 0.5) / (count + 0.5))


def _learn(connection: Connection, known: _Known, tokens: set[str]) -> None:
    new = tokens.difference(known.counts)  # the view of its keys would be walked whole
    known.counts |= engine.dialect(connection).counts(connection, new, known.size)


def _sharing(
    connection: Connection,
    known: _Known,
    questions: Iterable[Question],
    but: Collection[int],
    budget: Budget,
) -> list[int]:
    """The claims that share the weightiest words, by the weight of these, the best first."""
    weights = {word: weight for one in questions for word, weight in one.ranked.items()}
    words = list(_affordable(known, weights, budget.postings))
    told = engine.dialect(connection).holders(connection, words, FIELD, budget.postings)
    found = sums(
        [
            (weights[word], set(held).difference(but))
            for word, held in zip(words, told, strict=True)
        ]
    )
    ranked = sorted(found.values(), reverse=True)[: budget.read]
    least = max(ranked[0] * PART, ranked[-1]) if ranked else 0.0
    near = [(-weight, number) for number, weight in found.items() if weight >= least]
    return [number for _weight, number in sorted(near)[: budget.read]]


def sums(words: list[tuple[float, set[int]]]) -> dict[int, float]:
    """The weight that claims share; without those of a single word where that is too little."""
    once, more = set[int](), set[int]()
    for _weight, held in words:
        more |= once & held
        once |= held
    found = _summed(words, more)
    alone = max((weight for weight, _held in words), default=0.0)
    return found if alone < PART * max(found.values(), default=0.0) else _summed(words, once)


def _summed(words: list[tuple[float, set[int]]], among: set[int]) -> dict[int, float]:
    found = dict.fromkeys(among, 0.0)
    for weight, held in words:
        for number in among & held:
            found[number] += weight
    return found


def _affordable(known: _Known, words: Iterable[str], postings: int) -> Iterator[str]:
    """The words from the rarest on, while the claims that hold them are not too many."""
    spent = 0
    for word in sorted(words, key=lambda one: (known.counts.get(one, 0), one)):
        count = known.counts.get(word, 0)
        if spent and spent + count > postings:
            return
        spent += count
        if count:
            yield word


def _known(connection: Connection) -> _Known:
    """What is known of the words here; learned anew when much has changed."""
    seq, last = connection.execute(_how_far()).one()
    seq, last = seq or 0, last or 1
    held = connection.info.get(__name__)
    if isinstance(held, _Known) and (held.seq, held.last) == (seq, last):
        return held
    size = last
    counts: dict[str, int] = {}
    if isinstance(held, _Known) and size >= _MANY and abs(size - held.size) * 100 <= held.size:
        size, counts = held.size, held.counts
    found = _Known(seq, last, size, engine.stems(connection), counts)
    connection.info[__name__] = found
    return found


@cache
def _how_far() -> Any:
    """How far the log goes, and the last id of a claim."""
    seq = select(LogHead.seq).limit(1).scalar_subquery()
    return select(seq, select(func.max(Claim.id)).scalar_subquery())
