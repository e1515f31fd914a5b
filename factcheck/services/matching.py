"""Has this been checked before? The claims that a text may repeat, and who checked them.

A match is a suggestion. What passes on no verdict and marks no evidence; only a person says
that two texts are one claim (``confirm``), and from then on the claim is found by both.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, literal, select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.errors import InvalidInput
from factcheck.history.record import add as new
from factcheck.matching import candidates, chance, differences, meaning, posts, reasons
from factcheck.matching.candidates import Candidate
from factcheck.matching.meaning import Sense
from factcheck.models import Appearance, Claim, ClaimAlias, Review, Speaker
from factcheck.pages import of
from factcheck.records import ClaimRecord, stored_text
from factcheck.services import appearances, claims, tags
from factcheck.vectors import Embedder
from factcheck.views import CheckedView, MatchReview, MatchView

# So many of the best are looked at for claims of the same words, beside those asked for.
_SPARE = 5
_SENSES = "senses"


def checked(
    session: Session,
    told: str,
    *,
    limit: int = 5,
    language: str | None = None,
    but: Collection[int] = (),
    embedder: Embedder | None = None,
) -> CheckedView:
    """The claims that a text may repeat, the best first, at most ``limit``.

    The text may be a post with links, names of accounts and tags. ``language`` is its own (a
    BCP 47 tag), ``but`` are claims to leave out. A text without words has no matches.

    With an ``embedder`` what is near in meaning is found, too, and both orders are joined: the
    score is that of the words alone. An embedder that fails is left out: ``notices`` tells.
    """
    post = posts.read(told)
    if embedder is None:
        found = candidates.best(session.connection(), post, language, but)
    else:
        near = meaning.near(
            session.connection(), _sense(session, embedder), embedder, post.words, but
        )
        found = candidates.joined(session.connection(), post, near, language, but)
    return CheckedView(
        None, told, post.author, post.said_on, tuple(_matches(session, post, found, limit))
    )


def notices(session: Session) -> list[str]:
    """What is to be told of the embedders of a session: that one failed, or lacks vectors.

    Each is given once.
    """
    senses: dict[str, Sense] = session.info.get(_SENSES, {})
    found = [told for each in senses.values() for told in each.notices]
    for each in senses.values():
        each.notices.clear()
    return found


def _sense(session: Session, embedder: Embedder) -> Sense:
    """What the session knows of an embedder so far: it sees one moment of the database."""
    found: Sense = session.info.setdefault(_SENSES, {}).setdefault(embedder.model, Sense())
    return found


def require_words(told: str) -> str:
    """The text. Raises InvalidInput where there is nothing in it to compare."""
    if not text.tokens(posts.read(told).words):
        raise InvalidInput(f"there is no word to compare in {text.one_line(told) or 'the text'}")
    return told


def zones(found: CheckedView, *wanted: str) -> tuple[MatchView, ...]:
    """The matches that are in one of these zones."""
    return tuple(one for one in found.matches if one.zone in wanted)


def confirm(session: Session, claim: Claim, told: str) -> ClaimAlias | None:
    """A person says that a text is this claim: from now on it is found by these words, too.

    Kept is what a post says, without its links and tags. Who said so, and when, is in the log.
    None where the claim is known by these words already. Raises InvalidInput for a text that
    cannot be stored.
    """
    wording = stored_text(posts.read(told).text, "the wording")
    key = text.key(wording)
    known = select(ClaimAlias.id).where(
        ClaimAlias.claim_id == claim.id, ClaimAlias.text_key == key, ClaimAlias.removed == 0
    )
    if key == claim.text_key or session.scalar(known) is not None:
        return None
    return new(session, ClaimAlias(claim_id=claim.id, text=wording))


def join(session: Session, claim: Claim, record: ClaimRecord, *, by: str) -> list[str]:
    """A claim that was to be added is this one: its appearance, wording and tags go there.

    What the claim does not tell yet, it takes over; a claim of the library becomes work of our
    own. Returns the names of the fields that it has already, and keeps. Raises what
    ``appearances.put`` raises.
    """
    confirm(session, claim, record.text)
    if record.appearance:
        appearances.put(session, claim, record.appearance, by=by)
    tags.put(session, claim, record.tags)
    claims.track(session, claim)
    claim.priority = max(claim.priority, record.priority)
    kept = []
    for name in ("context", "language", "why"):
        told, held = getattr(record, name), getattr(claim, name)
        if told and not held:
            setattr(claim, name, told)
        elif told and told != held:
            kept.append(name)
    claims.refresh(session, claim)
    return kept


def _matches(
    session: Session, post: posts.Post, found: Sequence[Candidate], limit: int
) -> Iterable[MatchView]:
    rows = _claims(session, [one.id for one in found[: limit + _SPARE]])
    groups: dict[str, list[Candidate]] = {}
    for one in found[: limit + _SPARE]:
        groups.setdefault(rows[one.id].text_key, []).append(one)
    shown = list(groups.values())[:limit]
    ids = [group[0].id for group in shown]
    known_as, reviews = wordings(session, ids), _reviews(session, ids)
    for best, *twins in shown:
        row = rows[best.id]
        known = [*known_as[best.id], *_titles(reviews[best.id])]
        yield of(
            MatchView,
            row,
            tracked=bool(row.tracked),
            said_on=row.said_on or None,
            score=round(best.score, 4),
            probability=round(best.chance, 4),
            zone=chance.zone(best.chance),
            wording=_nearest(best, row.text, known),
            reasons=tuple(_reasons(post, best)),
            warnings=tuple(_warnings(post, best, row, known)),
            verdict=row.content_verdict,
            reviews=tuple(of(MatchReview, one) for one in reviews[best.id]),
            twins=tuple(one.id for one in twins),
        )


def _warnings(post: posts.Post, best: Candidate, row: Any, wordings: Sequence[str]) -> list[str]:
    """Where they part ways; a claim that is another one anyway needs no warning."""
    if chance.zone(best.chance) == "new" or best.verbatim:
        return []
    return differences.warnings(post.words, row.text, wordings, row.language)


def _reasons(post: posts.Post, best: Candidate) -> list[str]:
    shared, missing = best.question.divided(best.parts)
    told = reasons.reasons(
        post.words, shared, missing, best.question.stems, verbatim=best.verbatim
    )
    return told if best.near is None else [*told, f"near in meaning ({best.near.cosine:.2f})"]


def _nearest(best: Candidate, claim: str, wordings: Sequence[str]) -> str | None:
    """The other wording that is more like the text than the claim's own; None where none is."""
    told = [(best.question.alike(one), -at, one) for at, one in enumerate((claim, *wordings))]
    nearest = max(told)[2]
    return None if nearest == claim else nearest


# What is read of the claims that are shown; each is built once, since that takes longer than
# to ask.
_IDS: Any = bindparam("ids", expanding=True)


@cache
def _of_claims() -> Any:
    return (
        select(
            *(Claim.id, Claim.uid, Claim.text, Claim.text_key, Claim.language, Claim.tracked),
            *(Claim.said_on, Claim.content_verdict, Claim.evidence_status),
            Speaker.name.label("speaker"),
        )
        .outerjoin(Speaker, Speaker.id == Claim.speaker_id)
        .where(Claim.id.in_(_IDS))
    )


@cache
def _of_wordings() -> Any:
    aliases = select(ClaimAlias.claim_id, ClaimAlias.text, literal(0), ClaimAlias.id).where(
        ClaimAlias.claim_id.in_(_IDS), ClaimAlias.removed == 0
    )
    quotes = select(Appearance.claim_id, Appearance.quote, literal(1), Appearance.id).where(
        Appearance.claim_id.in_(_IDS),
        Appearance.quote.is_not(None),
        Appearance.withdrawn_because.is_(None),
    )
    return aliases.union_all(quotes)


@cache
def _of_reviews() -> Any:
    return (
        select(
            *(Review.claim_id, Review.publisher, Review.rating, Review.verdict, Review.url),
            *(Review.published_on, Review.title, Review.wording),
        )
        .where(Review.claim_id.in_(_IDS), Review.withdrawn_because.is_(None))
        .order_by(Review.id)
    )


def _claims(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    rows = session.connection().execute(_of_claims(), {"ids": ids})
    return {row.id: row for row in rows}


def wordings(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """The other wordings of claims, and what was quoted."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.connection().execute(_of_wordings(), {"ids": ids})
    for row in sorted(rows, key=itemgetter(2, 3)):
        found[row[0]].append(row[1])
    return found


def _reviews(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.connection().execute(_of_reviews(), {"ids": ids}):
        found[row.claim_id].append(row)
    return found


def _titles(reviews: Iterable[Any]) -> list[str]:
    return [told for one in reviews for told in (one.title, one.wording) if told]
