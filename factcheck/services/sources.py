"""Sources: found again by canonical URL, else by title and kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factcheck import text, urls
from factcheck.derived import source_key
from factcheck.errors import Conflict, InvalidInput, NotFound
from factcheck.history.record import add as new
from factcheck.models import Appearance, Evidence, Source
from factcheck.records import SourceRecord
from factcheck.services import redirects
from factcheck.views import SourceView, of
from factcheck.vocabulary import SOURCE_KINDS

EDITABLE = ("kind", "title", "url", "publisher", "published_on", "archive_url", "description")
_ID = re.compile(r"s(\d{1,9})")
_SCHEME = re.compile(
    r"[a-z][a-z0-9+.-]*://|(?:javascript|vbscript):|(?:about|blob|data|file|ftp|mailto):\S",
    re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(r"(www\.\S+|[\w-]+(\.[\w-]+)*\.[a-z]{2,}/\S*)", re.IGNORECASE)
_LOGIN = re.compile(r"(https?://)?[^\s/:@]+:[^\s/@]+@[^\s/@]+\.", re.IGNORECASE)
_KIND = re.compile(rf"({'|'.join(SOURCE_KINDS)}):\s*(\S.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Consulted:
    """A source, and the archived copy of it that was named, if one was."""

    source: Source
    archive_url: str | None = None


def read(told: str) -> tuple[SourceRecord, str | None]:
    """What a person wrote for a source, and the archived copy's address if it is one.

    A URL is a page; "KIND: TITLE" says the kind; any other text is the title of a
    document. Raises InvalidInput for an address that is not http or https.
    """
    told = told.strip()
    if _LOGIN.match(told):
        raise InvalidInput("the source's address has a user name or password in it")
    if _BARE_ADDRESS.fullmatch(told):
        told = f"https://{told}"
    if urls.is_url(told):
        return SourceRecord("page", url=urls.archived(told) or told), _archive(told)
    if _SCHEME.match(told):
        raise InvalidInput(
            f"{text.one_line(told)!r} is not an address of the web",
            hint='write https://..., or "KIND: TITLE" for what is not on the web',
        )
    if found := _KIND.fullmatch(told):
        return SourceRecord(found[1], title=found[2]), None
    return SourceRecord("document", title=told), None


def _archive(address: str) -> str | None:
    return address if urls.is_archive(address) else None


def canonical(url: str | None) -> str | None:
    """The canonical form of an address. Raises InvalidInput."""
    if url is None:
        return None
    try:
        return urls.canonical(url)
    except ValueError as error:
        raise InvalidInput(f"the source's address {error}") from error


def _find(session: Session, record: SourceRecord) -> Source | None:
    row = {
        "canonical_url": canonical(record.url),
        "kind": record.kind,
        "title": record.title,
    }
    named = select(Source).where(Source.key == source_key(row))
    found = session.scalar(named.where(Source.merged_into.is_(None)))
    if found is None:  # the address, or the title, of one that was merged leads on
        merged = named.where(Source.merged_into.is_not(None)).order_by(Source.id)
        found = redirects.follow(session, session.scalars(merged).first())
    return found


def current(session: Session, source_id: int) -> Source:
    """The source of this id, or the one it was merged into. Raises NotFound."""
    found = redirects.follow(session, session.get(Source, source_id))
    if found is None:
        raise NotFound(f"there is no source {source_id}", hint="factcheck source list")
    return found


def resolve(session: Session, told: str) -> Consulted:
    """The source that a person named: an id (s3), a URL or a title; new if it is not there."""
    if by_id := _ID.fullmatch(told.strip()):
        return Consulted(current(session, int(by_id[1])))
    record, archive_url = read(told)
    found = _find(session, record)
    if found is None:
        found = new(
            session,
            Source(
                kind=record.kind,
                title=record.title,
                url=record.url,
                canonical_url=canonical(record.url),
            ),
        )
        session.flush()
    return Consulted(found, archive_url)


def known(session: Session, told: str) -> Source | None:
    """The source that a person named, where it is there."""
    if by_id := _ID.fullmatch(told.strip()):
        return current(session, int(by_id[1]))
    return _find(session, read(told)[0])


def get(session: Session, told: str) -> Source:
    """A source by id (3 or s3), URL or title. Raises NotFound."""
    wanted = told.strip()
    if by_id := re.fullmatch(r"s?(\d{1,9})", wanted):
        return current(session, int(by_id[1]))
    found = _find(session, read(wanted)[0])
    if found is None:
        raise NotFound(f"there is no source {text.one_line(told)}", hint="factcheck source list")
    return found


def edit(session: Session, source: Source, changes: Mapping[str, str]) -> bool:
    """Set some of a source's fields ("" clears an optional one). False when nothing changed.

    Raises Conflict when another source has that address, or that title and kind.
    """
    wanted = {name: getattr(source, name) or "" for name in EDITABLE} | dict(changes)
    kind = wanted.pop("kind")
    record = SourceRecord(kind, **{name: value or None for name, value in wanted.items()})
    if all(getattr(source, name) == getattr(record, name) for name in EDITABLE):
        return False
    if record.archive_url and not urls.is_url(record.archive_url):
        raise InvalidInput("the archived copy's address is not one of the web")
    taken = _find(session, record)
    if taken is not None and taken.id != source.id:
        raise Conflict(
            f"source {taken.id} is that already", hint=f"factcheck source show {taken.id}"
        )
    for name in EDITABLE:
        setattr(source, name, getattr(record, name))
    source.canonical_url = canonical(record.url)
    session.flush()
    return True


def views(session: Session, sources: list[Source]) -> list[SourceView]:
    """Sources as they are printed, in a fixed number of queries."""
    ids = [one.id for one in sources]
    used = {model: _used(session, model, ids) for model in (Appearance, Evidence)}
    return [
        of(
            SourceView,
            one,
            appearances=used[Appearance].get(one.id, 0),
            evidence=used[Evidence].get(one.id, 0),
        )
        for one in sources
    ]


def _used(
    session: Session, model: type[Appearance] | type[Evidence], ids: list[int]
) -> dict[int | None, int]:
    query = (
        select(model.source_id, func.count())
        .where(model.source_id.in_(ids), model.withdrawn_because.is_(None))
        .group_by(model.source_id)
    )
    return {source_id: count for source_id, count in session.execute(query)}  # noqa: C416


def listing(
    session: Session,
    *,
    kind: str | None = None,
    limit: int | None = None,
    after: int | None = None,
) -> list[SourceView]:
    """Sources by id, oldest first; ``after`` continues a page."""
    query = select(Source).where(Source.merged_into.is_(None)).order_by(Source.id)
    if kind is not None:
        query = query.where(Source.kind == kind)
    if after is not None:
        query = query.where(Source.id > after)
    return views(session, list(session.scalars(query.limit(limit))))
