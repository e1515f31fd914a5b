"""Speakers: found again by name or alias, never twice for a difference of case or accents."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.derived import alias_key
from factcheck.errors import Conflict, InvalidInput, NotFound
from factcheck.history.record import add as new
from factcheck.models import Appearance, Speaker, SpeakerAlias
from factcheck.records import SpeakerRecord, stored_text
from factcheck.services import redirects
from factcheck.views import SpeakerView, of

EDITABLE = ("name", "kind", "description", "party")


def named(session: Session, name: str) -> Speaker | None:
    """The speaker of this name or alias, whatever its case, accents or spacing."""
    key = text.key(name)
    found = session.scalar(
        select(Speaker).where(Speaker.name_key == key, Speaker.merged_into.is_(None))
    )
    if found is None:
        alias = session.scalar(
            select(SpeakerAlias).where(
                SpeakerAlias.key == key, SpeakerAlias.scheme.is_(None), SpeakerAlias.removed == 0
            )
        )
        found = current(session, alias.speaker_id) if alias else None
    return found


def current(session: Session, speaker_id: int) -> Speaker:
    """The speaker of this id, or the one it was merged into. Raises NotFound."""
    found = redirects.follow(session, session.get(Speaker, speaker_id))
    if found is None:
        raise NotFound(f"there is no speaker {speaker_id}", hint="factcheck speaker list")
    return found


def get(session: Session, told: str) -> Speaker:
    """A speaker by id, name or alias. Raises NotFound that names similar ones."""
    if told.strip().isdecimal() and len(told.strip()) < 10:
        return current(session, int(told))
    found = named(session, told)
    if found is None:
        near = ", ".join(similar(session, told))
        raise NotFound(
            f"no speaker is called {text.one_line(told)}",
            hint=f"similar: {near}" if near else "factcheck speaker list",
        )
    return found


def resolve(session: Session, name: str) -> Speaker:
    """The speaker of this name or alias; a new one if nobody has it."""
    found = named(session, name)
    if found is None:
        record = SpeakerRecord(" ".join(name.split()))
        found = new(session, Speaker(name=record.name, kind=record.kind))
        session.flush()
    return found


def matching(session: Session, told: str) -> list[Speaker]:
    """Speakers for a filter: the one of this name, else all whose name holds the words."""
    found = named(session, told)
    if found is not None:
        return [found]
    words = text.fold(told).split()
    if not words:
        return []
    query = select(Speaker).where(Speaker.merged_into.is_(None)).order_by(Speaker.id)
    return [one for one in session.scalars(query) if _holds(text.fold(one.name), words)]


def _holds(name: str, words: list[str]) -> bool:
    return all(word in name for word in words)


def similar(session: Session, told: str, limit: int = 3) -> list[str]:
    """Names that share a word with this one, those that share most first."""
    words = set(text.fold(told).split())
    scored = []
    for name in session.scalars(select(Speaker.name).where(Speaker.merged_into.is_(None))):
        shared = len(words & set(text.fold(name).split()))
        if shared:
            scored.append((-shared, name))
    return [name for _, name in sorted(scored)[:limit]]


def edit(session: Session, speaker: Speaker, changes: Mapping[str, str]) -> bool:
    """Set some of name, kind, description and party ("" clears these). False when nothing changed.

    A former name stays as an alias. Raises Conflict when another speaker has the name.
    """
    wanted = {name: getattr(speaker, name) for name in EDITABLE} | dict(changes)
    told = (wanted[name] or None for name in ("description", "party"))
    record = SpeakerRecord(wanted["name"], wanted["kind"], *told)
    if all(getattr(speaker, name) == getattr(record, name) for name in EDITABLE):
        return False
    if text.key(record.name) != speaker.name_key:
        _require_free(session, record.name, speaker)
        former = speaker.name
        speaker.name = record.name
        for one in _aliases(session, [speaker.id]):
            if one.scheme is None and one.key == text.key(record.name):
                one.removed = 1
        session.flush()
        if named(session, former) is None:
            new(session, SpeakerAlias(speaker_id=speaker.id, value=former))
    for name in EDITABLE:
        setattr(speaker, name, getattr(record, name))
    session.flush()
    return True


def _require_free(session: Session, name: str, but: Speaker) -> None:
    taken = named(session, name)
    if taken is not None and taken.id != but.id:
        raise Conflict(
            f"speaker {taken.id} is called {taken.name} already",
            hint='two people of one name need names that tell them apart: "Ana López (senator)"',
        )


def alias(
    session: Session, speaker: Speaker, value: str, scheme: str | None = None
) -> SpeakerAlias:
    """Give a speaker another name, or with a scheme an id elsewhere (wikidata, Q22686).

    Raises Conflict when it is a name or alias of a speaker already.
    """
    value = stored_text(value, "the alias")
    scheme = scheme.strip().lower() if scheme else None
    if scheme is None:
        taken = named(session, value)
        if taken is not None:
            raise Conflict(f"{text.one_line(value)} is speaker {taken.id}, {taken.name}, already")
    key = alias_key({"scheme": scheme, "value": value})
    held = session.scalar(
        select(SpeakerAlias).where(SpeakerAlias.key == key, SpeakerAlias.removed == 0)
    )
    if held is not None:
        raise Conflict(f"{text.one_line(value)} belongs to speaker {held.speaker_id} already")
    made = new(session, SpeakerAlias(speaker_id=speaker.id, value=value, scheme=scheme))
    session.flush()
    return made


def remove_alias(session: Session, speaker: Speaker, value: str) -> SpeakerAlias:
    """Take an alias or external id from a speaker. Raises NotFound."""
    key = text.key(value)
    for one in _aliases(session, [speaker.id]):
        if one.key == key or one.value == value:
            one.removed = 1
            session.flush()
            return one
    raise NotFound(f"{speaker.name} has no alias {text.one_line(value)}")


def external_id(told: str) -> tuple[str, str]:
    """``wikidata=Q22686`` in its two parts. Raises InvalidInput."""
    scheme, equals, value = told.partition("=")
    if not equals or not scheme.strip() or not value.strip():
        raise InvalidInput(
            f"{text.one_line(told)!r} is not an external id", hint="write wikidata=Q22686"
        )
    return scheme.strip().lower(), value.strip()


def _aliases(session: Session, ids: list[int]) -> list[SpeakerAlias]:
    query = select(SpeakerAlias).where(SpeakerAlias.speaker_id.in_(ids), SpeakerAlias.removed == 0)
    return list(session.scalars(query.order_by(SpeakerAlias.id)))


def views(session: Session, speakers: list[Speaker]) -> list[SpeakerView]:
    """Speakers as they are printed, in a fixed number of queries."""
    ids = [one.id for one in speakers]
    aliases = _aliases(session, ids)
    listed = (
        select(Appearance.speaker_id, func.sum(Appearance.listed))
        .where(Appearance.speaker_id.in_(ids))
        .group_by(Appearance.speaker_id)
    )
    counted = {speaker_id: count for speaker_id, count in session.execute(listed)}  # noqa: C416
    return [
        of(
            SpeakerView,
            one,
            aliases=tuple(a.value for a in aliases if a.speaker_id == one.id and not a.scheme),
            ids=tuple(
                f"{a.scheme}={a.value}" for a in aliases if a.speaker_id == one.id and a.scheme
            ),
            claims=int(counted.get(one.id) or 0),
        )
        for one in speakers
    ]


def listing(
    session: Session,
    *,
    kind: str | None = None,
    limit: int | None = None,
    after: int | None = None,
) -> list[SpeakerView]:
    """Speakers by id, oldest first; ``after`` continues a page."""
    query = select(Speaker).where(Speaker.merged_into.is_(None)).order_by(Speaker.id)
    if kind is not None:
        query = query.where(Speaker.kind == kind)
    if after is not None:
        query = query.where(Speaker.id > after)
    return views(session, list(session.scalars(query.limit(limit))))
