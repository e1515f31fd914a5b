"""Saved views: filters of a list under a name, in the database, so that a desk shares them."""

import json
import shlex
from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.desk import SavedView
from factcheck.errors import Conflict, FactcheckError, InvalidInput, NotFound, Usage
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import View
from factcheck.records import ClaimFilter, stored_text
from factcheck.services import narrowing, sources, speakers, tags
from factcheck.views import of

_NOTHING = ClaimFilter()
_FIELDS = tuple(one.name for one in fields(ClaimFilter))
# Where the option of a field is not called as the field is.
_OPTIONS = {"tags": "--tag", "everything": "--all"}


def save(
    session: Session, name: str, wanted: ClaimFilter, *, by: str, replace: bool = False
) -> View:
    """Keep filters under a name.

    Raises Conflict for a name that is taken, unless ``replace``; Usage for filters that
    narrow nothing; and what a list with them raises.
    """
    told = text.one_line(stored_text(name, "the view's name"))
    if wanted == _NOTHING:
        raise Usage("which filters?", hint=f"factcheck view save {shlex.quote(told)} --unverified")
    _require_known(session, wanted)
    held = _named(session, told)
    if held is not None and not replace:
        raise Conflict(
            f"there is a view {held.name} already, by {held.made_by}",
            hint=f"factcheck view show {shlex.quote(held.name)}; --replace saves this one instead",
        )
    written = _written(wanted)
    if held is None:
        held = new(session, View(name=told, filters=written, made_at=now(), made_by=by))
    else:
        held.name, held.filters, held.made_at, held.made_by = told, written, now(), by
    session.flush()
    return held


def _named(session: Session, name: str) -> View | None:
    query = select(View).where(View.name_key == text.key(name), View.removed == 0)
    return session.scalars(query).first()


def get(session: Session, name: str) -> View:
    """The view of a name, whatever its case. Raises NotFound."""
    found = _named(session, name)
    if found is None:
        known = [one.name for one in _standing(session)]
        hint = f"views: {', '.join(known)}" if known else "factcheck view save NAME FILTERS"
        raise NotFound(f"there is no view {text.one_line(name)}", hint=hint)
    return found


def _standing(session: Session) -> list[View]:
    query = select(View).where(View.removed == 0).order_by(View.id)
    return sorted(session.scalars(query), key=lambda one: text.fold(one.name))


def remove(session: Session, name: str) -> View:
    """Take a view away; its name is free again. Raises NotFound."""
    found = get(session, name)
    found.removed = 1
    session.flush()
    return found


def wanted(session: Session, name: str) -> ClaimFilter:
    """The filters of a view.

    Raises NotFound where there is no such view, or where it asks for a speaker, a tag or a
    source that is gone; InvalidInput where it asks for what this program does not know.
    """
    held = get(session, name)
    try:
        found = _read(held.filters)
        _require_known(session, found)
    except FactcheckError as error:
        typed = shlex.quote(held.name)
        kind = NotFound if isinstance(error, NotFound) else InvalidInput
        raise kind(
            f"the view {held.name} cannot be used: {error.message}",
            hint=f"factcheck view save {typed} FILTERS --replace, "
            f"or factcheck view remove {typed}",
        ) from error
    return found


def over(base: ClaimFilter, told: ClaimFilter) -> ClaimFilter:
    """The filters of a view with what else was told: that stands, and tags are added."""
    found = {
        name: value
        if (value := getattr(told, name)) != getattr(_NOTHING, name)
        else getattr(base, name)
        for name in _FIELDS
    }
    found["tags"] = tuple(dict.fromkeys((*base.tags, *told.tags)))
    return ClaimFilter(**found)


def _written(filters: ClaimFilter) -> str:
    told = {name: getattr(filters, name) for name in _FIELDS}
    kept = {name: value for name, value in told.items() if value != getattr(_NOTHING, name)}
    return json.dumps(kept, sort_keys=True, ensure_ascii=False)


def _read(written: str) -> ClaimFilter:
    told = _decoded(written)
    for name, value in told.items():
        if name not in _FIELDS:
            raise InvalidInput(f"it asks for {text.one_line(name)}, which no list knows")
        if not _fits(value, getattr(_NOTHING, name)):
            raise InvalidInput(f"what it asks for in {name} cannot be read")
    return ClaimFilter(**{**told, "tags": tuple(told.get("tags", ()))})


def _fits(value: Any, nothing: Any) -> bool:
    if isinstance(nothing, tuple):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, bool if isinstance(nothing, bool) else str)


def _decoded(written: str) -> dict[str, Any]:
    try:
        told = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("its filters are not JSON") from error
    if not isinstance(told, dict):
        raise InvalidInput("its filters are no object")
    return told


def _require_known(session: Session, filters: ClaimFilter) -> None:
    """Raise NotFound for a tag, speaker or source that is not there, else as a list would."""
    for tag in filters.tags:
        if tags.named(session, tag) is None:
            raise NotFound(f"no claim has the tag {text.one_line(tag)}", hint="factcheck tag")
    if filters.speaker and not speakers.matching(session, filters.speaker):
        told = text.one_line(filters.speaker)
        raise NotFound(f"no speaker is called {told}", hint="factcheck speaker list")
    if filters.source:
        sources.get(session, filters.source)
    narrowing.narrow(session, filters)


def listing(session: Session) -> list[SavedView]:
    """All views, by name."""
    return [view(one) for one in _standing(session)]


def view(held: View) -> SavedView:
    """A view as it is printed; what cannot be read is shown as it is stored."""
    try:
        told = _decoded(held.filters)
    except InvalidInput:
        told = {"unreadable": held.filters}
    return of(SavedView, held, filters=told, options=" ".join(_options(told)))


def _options(told: dict[str, Any]) -> list[str]:
    found = []
    for name, value in told.items():
        option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
        for one in value if isinstance(value, list) else [value]:
            found.append(option if one is True else f"{option} {shlex.quote(str(one))}")
    return found
