"""Speakers that are one: what the others said, the one that stays said."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.history.record import add as new
from factcheck.models import Speaker, SpeakerAlias
from factcheck.services.merging import uses
from factcheck.services.merging.outcome import Merged, begin
from factcheck.services.merging.twins import Renamed


def merge(
    session: Session, merged: Sequence[Speaker], into: Speaker, *, bare: bool = False
) -> Merged:
    """Merge speakers into another one, which goes by their names and ids, too.

    ``bare``: what hangs on them goes over, but the one that stays is known as it is.
    Raises RuleBroken for a speaker with itself or one that was merged before, Conflict
    where two appearances become one and verdicts on them differ.
    """
    done = begin("speaker", merged, into)
    gone = [session.get_one(Speaker, one) for one in done.merged]
    _doubt(session, (into, *gone), done)
    uses.rename(session, Renamed(speakers=dict.fromkeys(done.merged, into.id)), done)
    _aliases_over(session, into, done)
    if not bare:
        _known(session, gone, into, done)
    for one in gone:
        one.merged_into = into.id
    session.flush()
    return done


def _known(session: Session, gone: list[Speaker], into: Speaker, done: Merged) -> None:
    """The one that stays is known by the names of the others, and as what is told of them."""
    for one in gone:
        if one.name_key != into.name_key and not _is_alias(session, one.name_key):
            new(session, SpeakerAlias(speaker_id=into.id, value=one.name))
            done.count("speaker_alias")
            session.flush()
    if into.kind == "unknown":
        into.kind = next((one.kind for one in gone if one.kind != "unknown"), "unknown")
    told = (one.description for one in (into, *gone) if one.description)
    into.description = next(told, None)
    into.party = next((one.party for one in (into, *gone) if one.party), None)


def _aliases(session: Session, ids: Sequence[int]) -> list[SpeakerAlias]:
    query = select(SpeakerAlias).where(SpeakerAlias.speaker_id.in_(ids), SpeakerAlias.removed == 0)
    return list(session.scalars(query.order_by(SpeakerAlias.id)))


def _doubt(session: Session, all_of: Sequence[Speaker], done: Merged) -> None:
    """Two ids of one scheme are a reason to look again."""
    found: dict[str, list[str]] = {}
    for one in _aliases(session, [one.id for one in all_of]):
        if one.scheme:
            found.setdefault(one.scheme, []).append(one.value)
    for scheme, values in found.items():
        if len(values) > 1:
            done.doubts.append(f"there are several ids of {scheme}: {', '.join(values)}")


def _aliases_over(session: Session, into: Speaker, done: Merged) -> None:
    """Other names and ids of the merged ones are those of the one that stays."""
    for row in _aliases(session, done.merged):
        row.speaker_id = into.id
        done.count("speaker_alias")
    session.flush()


def _is_alias(session: Session, key: str) -> bool:
    query = select(SpeakerAlias.id).where(SpeakerAlias.key == key, SpeakerAlias.removed == 0)
    return session.scalar(query) is not None
