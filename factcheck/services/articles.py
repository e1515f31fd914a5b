"""What a person took out of an article: claims with their passages, and evidence.

The article is the source; each passage is kept verbatim, with where it stands in the article's
text, whose digest the source keeps. A passage that is on file from the article is not taken twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.errors import Conflict, RuleBroken
from factcheck.history.head import current
from factcheck.matching.small_words import small
from factcheck.models import Appearance, Claim, Evidence, Source, Speaker
from factcheck.records import ArticleRecord, ClaimRecord, DecidedRecord, EvidenceRecord
from factcheck.services import claims, evidence, matching, relations, sources, speakers
from factcheck.views import TakenView

_SHOWN = 3


def source(session: Session, record: ArticleRecord, *, changed: bool = False) -> Source:
    """The article as a source, found again or new; what is not known of it yet is filled in.

    Raises Conflict where another text of it was read before, unless it is told that the article
    ``changed``: then this text is the one that its passages are looked up in from now on.
    """
    consulted = sources.resolve(session, record.source)
    found = consulted.source
    require_same_text(found, record, changed=changed)
    found.text_sha256 = record.text_sha256
    told = {
        "title": record.title,
        "publisher": record.publisher,
        "published_on": record.published_on,
        "description": f"by {record.byline}" if record.byline else None,
        "archive_url": consulted.archive_url,
    }
    for name, value in told.items():
        if getattr(found, name) is None and value is not None:
            setattr(found, name, value)
    session.flush()
    return found


def require_same_text(source: Source, record: ArticleRecord, *, changed: bool = False) -> None:
    """Raise Conflict where another text of the article was read before."""
    if not changed and source.text_sha256 not in (None, record.text_sha256):
        raise Conflict(
            f"source {source.id} was read before, and its text was another one",
            hint="extract the article again; if it was changed since: --changed",
        )


def known(session: Session, record: ArticleRecord) -> Source | None:
    """The article as a source where it is on file, else None."""
    return sources.known(session, record.source)


def on_file(session: Session, source: Source, passage: ClaimRecord) -> Claim | None:
    """The claim that a passage of the article was taken for."""
    query = (
        select(Appearance.claim_id)
        .where(
            Appearance.source_id == source.id,
            Appearance.quote == passage.quote,
            Appearance.locator == passage.locator,
            Appearance.withdrawn_because.is_(None),
        )
        .order_by(Appearance.id)
    )
    found = session.scalars(query).first()
    return claims.get(session, found) if found is not None else None


def marked(session: Session, source: Source, passage: ClaimRecord, stance: str) -> Evidence | None:
    """The evidence of this stance, by its speaker, that a passage of the article was taken for."""
    speaker = speakers.named(session, passage.speaker) if passage.speaker else None
    if passage.speaker and speaker is None:
        return None
    query = (
        select(Evidence)
        .where(
            Evidence.source_id == source.id,
            Evidence.quote == passage.quote,
            Evidence.locator == passage.locator,
            Evidence.stance == stance,
            Evidence.by_id == (speaker.id if speaker else None),
            Evidence.withdrawn_because.is_(None),
        )
        .order_by(Evidence.id)
    )
    return session.scalars(query).first()


def likely(session: Session, record: ClaimRecord) -> int | None:
    """The claim that a text is for certain.

    One of the same words; or one by the same speaker with the same words in another order,
    small ones aside, from which nothing differs.
    """
    there = claims.said_before(session, record) or next(
        iter(claims.same_text(session, record.text)), None
    )
    if there is not None:
        return there.id
    speaker = speakers.named(session, record.speaker) if record.speaker else None
    if speaker is None:
        return None
    found = matching.checked(session, record.text, limit=_SHOWN, language=record.language)
    for one in matching.zones(found, "same", "likely"):
        same_words = _words(one.wording or one.text, record) == _words(record.text, record)
        if one.speaker == speaker.name and same_words and not one.warnings:
            return one.id
    return None


def _words(told: str, record: ClaimRecord) -> set[str]:
    return {*text.tokens(told, record.language)} - small(text.stems(record.language))


def take(
    session: Session,
    source: Source,
    decided: Sequence[DecidedRecord],
    *,
    by: str,
    passages: Mapping[str, ClaimRecord] | None = None,
) -> list[TakenView]:
    """Write what was decided: claims first, then what speaks about them; in the order given.

    ``passages`` are those of all items of the article, so that one which speaks about another
    finds the claim that it was taken for earlier. Raises RuleBroken where it was not.
    """
    done = _Taking(session, source, by, passages or {})
    ordered = sorted(decided, key=lambda one: one.decision in ("evidence", "denies"))
    found = {one.item: done.take(one) for one in ordered}
    return [found[one.item] for one in decided]


class _Taking:
    """The items of one article, as they are written."""

    def __init__(
        self, session: Session, source: Source, by: str, passages: Mapping[str, ClaimRecord]
    ) -> None:
        self.session, self.source, self.by, self.passages = session, source, by, passages
        self.claims: dict[str, int] = {}

    def take(self, one: DecidedRecord) -> TakenView:
        if one.decision == "evidence":
            return self._evidence(one)
        other = self._meant(one) if one.decision == "denies" else None
        made = self._claim(one)
        self.claims[one.item] = made.claim
        if other is not None:
            self._deny(claims.get(self.session, made.claim), other)
        return made

    def _claim(self, one: DecidedRecord) -> TakenView:
        record = replace(one.passage, source=f"s{self.source.id}")
        there = on_file(self.session, self.source, record)
        if there is not None:
            return self._view(one, "there", there.id)
        near = self._near(record)
        into = one.into if one.decision == "link" else None
        if one.decision in ("accept", "denies"):
            into = self._first_form(one) or likely(self.session, record)
        new = _is_new(self.session, record.speaker)
        similar = speakers.similar(self.session, record.speaker or "") if new else []
        if into is None:
            forced = one.decision == "add"
            claim = claims.add(self.session, record, by=self.by, force=forced)
        else:
            claim = claims.get(self.session, into)
            matching.join(self.session, claim, record, by=self.by)
        return replace(
            self._view(one, "added" if into is None else "linked", claim.id),
            new_speaker=new,
            similar_speakers=tuple(similar),
            similar=tuple(each for each in near if each != claim.id),
        )

    def _near(self, record: ClaimRecord) -> list[int]:
        found = matching.checked(self.session, record.text, limit=_SHOWN, language=record.language)
        return [one.id for one in matching.zones(found, "same", "likely")]

    def _first_form(self, one: DecidedRecord) -> int | None:
        """The claim of the passage that this one is another form of."""
        if one.form_of is None:
            return None
        return self._claim_of(one.form_of)

    def _claim_of(self, item: str) -> int | None:
        if item not in self.claims and item in self.passages:
            there = on_file(self.session, self.source, self.passages[item])
            return there.id if there else None
        return self.claims.get(item)

    def _meant(self, one: DecidedRecord) -> Claim:
        """The claim that an item speaks about."""
        found = one.into
        if found is None and one.concerns is not None:
            found = self._claim_of(one.concerns)
        if found is None:
            about = f"proposal {one.concerns}" if one.concerns else "nothing that was named"
            raise RuleBroken(
                f"{one.item} speaks about {about}, which is no claim here yet",
                hint="take that one, too, or name the claim",
            )
        return claims.get(self.session, found)

    def _evidence(self, one: DecidedRecord) -> TakenView:
        claim = self._meant(one)
        said = one.passage
        new = _is_new(self.session, said.speaker)
        there = marked(self.session, self.source, said, one.stance or "")
        if there is not None and there.claim_id == claim.id:
            return self._view(one, "there", claim.id, there.id)
        record = EvidenceRecord(
            one.stance or "",
            note=one.note,
            source=f"s{self.source.id}",
            quote=said.quote,
            locator=said.locator,
            by=said.speaker,
        )
        item = evidence.mark(self.session, claim, record, by=self.by)
        claims.refresh(self.session, claim)
        return replace(self._view(one, "marked", claim.id, item.id), new_speaker=new)

    def _deny(self, claim: Claim, other: Claim) -> None:
        standing = relations.standing(self.session, [claim.id])
        ends = [(each.claim_id, each.kind, each.other_id) for each in standing]
        if (claim.id, "denies", other.id) not in ends:
            relations.link(self.session, claim, "denies", other, by=self.by)

    def _view(
        self, one: DecidedRecord, outcome: str, claim: int, item: int | None = None
    ) -> TakenView:
        said, stance = one.passage, one.stance if one.decision == "evidence" else None
        return TakenView(one.item, outcome, claim, item, stance, said.text, said.speaker)


def _is_new(session: Session, name: str | None) -> bool:
    return name is not None and speakers.named(session, name) is None


def names(session: Session, told: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each name the speaker that it is here ("" for none), and the names that are similar."""
    found = {}
    for name in dict.fromkeys(told):
        there: Speaker | None = speakers.named(session, name)
        similar = () if there else tuple(speakers.similar(session, name))
        found[name] = (there.name if there else "", similar)
    return found


def database_uid(session: Session) -> str:
    """The database's own id: what is kept of an article elsewhere is kept for it alone."""
    return current(session.connection())[0]
