"""Claims that may be here twice: found through the index of their words.

A claim is compared with at most ``BUDGET.read`` others that share its rarest words, for which at
most about ``BUDGET.postings`` entries of the index are looked at: so the work grows with the
number of claims that are asked about, whatever the size of the database. Claims of one text are
found by its key besides, each with the first of them: of what is there very often not all pairs
are told at once. What is kept in memory is the pairs that are near, some for each claim.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.connections import walk
from factcheck.matching import candidates, differences, pairs, posts, reasons
from factcheck.matching import chance as chances
from factcheck.matching.blocks import Near
from factcheck.matching.candidates import Budget
from factcheck.matching.small_words import small
from factcheck.models import Claim, Relation, Speaker
from factcheck.services.duplicates.found import BATCH, Asked, Pair, Tell, ordered, silent, view
from factcheck.services.matching import wordings
from factcheck.views import DuplicatePage, DuplicateView

BUDGET = Budget(postings=500, read=10)
# Of less nothing is expected: no chance of it is "related".
_LEAST = 0.35
_VERBATIM = 2.0
# What a score counts by another wording of the other claim, such as the title of a review.
_OTHER = 0.9
Ids = tuple[int, int]


def find(
    session: Session,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    tell: Tell = silent,
) -> DuplicatePage:
    """Claims that are likely one, compared with all claims; those merged or related left out.

    Our own claims are asked about, unless told otherwise. ``tell`` is told how far it is.
    """
    numbers = _numbers(session)
    mine = sum(numbers.values()) if asked.everything else numbers.get(1, 0)
    related_by_hand = _related(session)
    scores = dict.fromkeys(_verbatim(session, asked), _VERBATIM)
    count = 0
    for done, row in enumerate(_asked(session, asked)):
        tell(done, mine)
        for number, score in compared(session, row):
            count += 1
            ids = (min(row.id, number), max(row.id, number))
            if score >= _LEAST:
                scores[ids] = max(score, scores.get(ids, 0.0))
    for ids in related_by_hand:
        scores.pop(ids, None)
    found, related = ordered(_pairs(session, scores), asked)
    return DuplicatePage(
        tuple(_views(session, found[: asked.limit])),
        total=len(found),
        related=related,
        asked=mine,
        hidden=sum(numbers.values()) - mine,
        compared=count,
    )


def _numbers(session: Session) -> dict[int, int]:
    """How many claims there are, tracked (1) and of the library (0)."""
    query = select(Claim.tracked, func.count()).where(Claim.merged_into.is_(None))
    return {tracked: count for tracked, count in session.execute(query.group_by(Claim.tracked))}  # noqa: C416


def _verbatim(session: Session, asked: Asked) -> Iterator[Ids]:
    """The claims of one text, each with the first of them: a short text may not be found else."""
    here = Claim.merged_into.is_(None)
    twice = select(Claim.text_key).where(here).group_by(Claim.text_key).having(func.count() > 1)
    query = select(Claim.id, Claim.text_key, Claim.tracked)
    query = query.where(here, Claim.text_key.in_(twice)).order_by(Claim.id)
    first: dict[str, Any] = {}
    for row in session.execute(query):
        one = first.setdefault(row.text_key, row)
        if one is not row and (asked.everything or one.tracked or row.tracked):
            yield one.id, row.id


def _asked(session: Session, asked: Asked) -> Iterator[Any]:
    """The claims that are asked about, some at a time."""
    query = select(Claim.id, Claim.text, Claim.language).where(Claim.merged_into.is_(None))
    if not asked.everything:
        query = query.where(Claim.tracked == 1)
    for part in walk(session.connection(), query, BATCH):
        yield from part


def _related(session: Session) -> set[Ids]:
    """The pairs of which a person has said what they are to each other."""
    query = select(Relation.claim_id, Relation.other_id).where(
        Relation.withdrawn_because.is_(None)
    )
    return {(min(one, other), max(one, other)) for one, other in session.execute(query)}


def compared(session: Session, row: Any) -> Iterator[tuple[int, float]]:
    """The claims that share the rarest words of this one, each with its score."""
    connection = session.connection()
    read = candidates.sharing(
        connection, posts.read(row.text), row.language or "en", {row.id}, BUDGET
    )
    alike = [
        (number, question, parts, [pairs.may_be(question.tokens, one, stems) for one in parts])
        for number, question, parts in read
        for stems in (question.stems,)
    ]
    told = (
        part
        for _number, question, parts, may in alike
        for part in (question.tokens, *compress(parts, may))
    )
    weights = candidates.rarity(connection, {token for part in told for token in part})
    for number, question, parts, may in alike:
        if question.tokens == parts[0]:
            yield number, _VERBATIM
            continue
        scores = (
            pairs.score(question.tokens, part, weights, question.stems) * (_OTHER if at else 1.0)
            for at, part in enumerate(parts)
            if may[at]
        )
        yield number, max(scores, default=0.0)


def _pairs(session: Session, scores: Mapping[Ids, float]) -> Iterator[Pair]:
    """The pairs with their chance, which what they differ in makes smaller."""
    ids = sorted(scores)
    for at in range(0, len(ids), BATCH):
        some = ids[at : at + BATCH]
        rows = _rows(session, some)
        known_as = wordings(session, list(rows))
        for one, other in some:
            score = scores[one, other]
            if score == _VERBATIM:
                yield Pair(one, other, Near(chances.VERBATIM, ()))
                continue
            told = tuple(differing(rows[one], rows[other], known_as))
            yield Pair(one, other, Near(pairs.chance(score, told), (), told))


def differing(
    one: Any, other: Any, known_as: Mapping[int, Sequence[str]] = MappingProxyType({})
) -> list[str]:
    """Where two claims part ways, in words; not in what another wording of either says."""
    sides = ("the first", "the second")
    told = differences.warnings(
        one.text, other.text, known_as.get(other.id, ()), one.language, sides
    )
    back = differences.warnings(other.text, one.text, known_as.get(one.id, ()), other.language)
    return told if back else []


def _rows(session: Session, ids: Iterable[Ids]) -> dict[int, Any]:
    """The claims of some pairs."""
    query = (
        select(Claim.id, Claim.uid, Claim.text, Claim.language, Speaker.name.label("speaker"))
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(Claim.id.in_({number for pair in ids for number in pair}))
    )
    return {row.id: row for row in session.execute(query)}


def _views(session: Session, found: Sequence[Pair]) -> Iterator[DuplicateView]:
    for at in range(0, len(found), BATCH):
        some = found[at : at + BATCH]
        rows = _rows(session, [(pair.one, pair.other) for pair in some])
        for pair in some:
            one, other = rows[pair.one], rows[pair.other]
            near = pair.near
            why = _reasons(session, one, other, verbatim=near.chance == chances.VERBATIM)
            pair = pair._replace(near=near._replace(reasons=why))
            pair = _told_by_others(pair, one, other)
            yield view("claim", pair, (one.uid, other.uid), (one.text, other.text))


def _told_by_others(pair: Pair, one: Any, other: Any) -> Pair:
    """With a word on speakers that differ: then one claim has an appearance more."""
    if not one.speaker or not other.speaker or one.speaker == other.speaker:
        return pair
    told = f"said by {text.one_line(one.speaker)} and by {text.one_line(other.speaker)}"
    return pair._replace(near=pair.near.but(told, 1.0))


def _reasons(session: Session, one: Any, other: Any, *, verbatim: bool) -> tuple[str, ...]:
    """What two claims share, in words."""
    stems = text.stems(one.language)
    mine, yours = (set(text.tokens(claim.text, stems)) - small(stems) for claim in (one, other))
    weights = candidates.rarity(session.connection(), mine & yours)
    shared = sorted(mine & yours, key=lambda token: (-weights[token], token))
    same = verbatim and mine == yours
    return tuple(reasons.reasons(one.text, shared, (), stems, verbatim=same, verb="share"))
