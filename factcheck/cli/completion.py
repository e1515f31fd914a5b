"""Completion of ids, speakers, tags and words. Silent when anything is amiss."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import typer

from factcheck import settings, text, vocabulary

if TYPE_CHECKING:
    from factcheck.db import Session

Found = list[tuple[str, str]]
LIMIT = 50


def _asked(ctx: Any) -> dict[str, str | None]:
    told = dict(getattr(ctx, "params", None) or {})
    while getattr(ctx, "parent", None) is not None:
        ctx = ctx.parent
        told = {**(ctx.params or {}), **{key: value for key, value in told.items() if value}}
    return {"db": told.get("db")}


def _reading(ctx: Any, look: "Callable[[Session], Iterator[tuple[str, str]]]") -> Found:
    """What a look into the database finds, cleaned for a shell; nothing on any failure."""
    from factcheck.db import Database
    from factcheck.errors import FactcheckError

    try:
        place = settings.current(_asked(ctx)).db.value
        with Database(place) as database, database.reading() as session:
            return [(_clean(value), _clean(about)) for value, about in look(session)]
    except (FactcheckError, OSError):
        return []


def _clean(told: str) -> str:
    return text.one_line(told)[:80]


def claim_ids(ctx: typer.Context, incomplete: str) -> Found:
    """Ids of claims, newest first, each with its text."""

    def look(session: "Session") -> Iterator[tuple[str, str]]:
        from factcheck import services
        from factcheck.records import ClaimFilter

        for row in services.lists.page(session, ClaimFilter(), limit=LIMIT * 10).rows:
            if str(row.id).startswith(incomplete):
                yield str(row.id), row.text

    return _reading(ctx, look)[:LIMIT]


def speakers(ctx: typer.Context, incomplete: str) -> Found:
    """Names of speakers that begin with what was typed, in any case."""

    def look(session: "Session") -> Iterator[tuple[str, str]]:
        from factcheck import services

        wanted = text.fold(incomplete)
        for one in services.speakers.listing(session):
            if text.fold(one.name).startswith(wanted):
                yield one.name, one.kind

    return _reading(ctx, look)[:LIMIT]


def tags(ctx: typer.Context, incomplete: str) -> Found:
    """Tags that begin with what was typed."""

    def look(session: "Session") -> Iterator[tuple[str, str]]:
        from factcheck import services

        for one in services.tags.listing(session):
            if text.fold(one.name).startswith(text.fold(incomplete)):
                yield one.name, text.counted(one.claims, "claim")

    return _reading(ctx, look)[:LIMIT]


def people(ctx: typer.Context, incomplete: str) -> Found:
    """Names to which claims are assigned, and "none"."""

    def look(session: "Session") -> Iterator[tuple[str, str]]:
        from factcheck import services

        wanted = text.fold(incomplete)
        for one in (*services.plans.people(session), "none"):
            if text.fold(one).startswith(wanted):
                yield one, ""

    return _reading(ctx, look)[:LIMIT]


def views(ctx: typer.Context, incomplete: str) -> Found:
    """Names of saved views that begin with what was typed."""

    def look(session: "Session") -> Iterator[tuple[str, str]]:
        from factcheck import services

        for one in services.saved_views.listing(session):
            if text.fold(one.name).startswith(text.fold(incomplete)):
                yield one.name, one.options

    return _reading(ctx, look)[:LIMIT]


def house_rules(_ctx: typer.Context, incomplete: str) -> Found:
    """The house rules, each with what it asks for."""
    from factcheck.services.house import RULES

    return [(name, rule.about) for name, rule in RULES.items() if name.startswith(incomplete)]


def ids_and_people(ctx: typer.Context, incomplete: str) -> Found:
    """Ids of claims, then who works on some."""
    told = [one for one in people(ctx, incomplete) if one[0] != "none"]
    return [*claim_ids(ctx, incomplete), *told]


def ids_and_stages(ctx: typer.Context, incomplete: str) -> Found:
    """Ids of claims, then the stages."""
    return [*claim_ids(ctx, incomplete), *((one, "") for one in stages(incomplete))]


def ids_and_priorities(ctx: typer.Context, incomplete: str) -> Found:
    """Ids of claims, then the priorities."""
    return [*claim_ids(ctx, incomplete), *((one, "") for one in priorities(incomplete))]


def _words(words: tuple[str, ...]) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return complete


stances = _words(vocabulary.STANCES)
verdicts = _words(vocabulary.VERDICTS)
verdicts_or_none = _words((*vocabulary.VERDICTS, "none"))
statuses = _words(vocabulary.EVIDENCE_STATUSES)
relations = _words(vocabulary.RELATIONS)
corrections = _words(vocabulary.CORRECTIONS)
stages = _words(vocabulary.STAGES)
priorities = _words(vocabulary.PRIORITIES)
kinds = _words(("claims", "speakers", "sources"))
orders = _words(("text", "score"))
on_duplicate = _words(vocabulary.ON_DUPLICATE)
channels = _words(("mail", "phone", "message", "letter", "meeting", "form"))
formats = _words(("table", "json", "jsonl", "csv", "tsv"))


levels = _words(("error", "warning", "hint"))


def rules(_ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of the rules of lint."""
    from factcheck import services

    return [name for name in services.lint.RULES if name.startswith(incomplete)]


def imports(_ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of formats that can be read."""
    from factcheck.formats import registry

    return [name for name in registry.READERS if name.startswith(incomplete)]


def exports(_ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of formats that can be written."""
    from factcheck.formats import registry

    names = ("jsonl", *registry.WRITERS, "markdown")
    return [name for name in names if name.startswith(incomplete)]


def embedders(_ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of embedders, and none."""
    from factcheck import plugins
    from factcheck.matching.embedders import GROUP

    return [name for name in (*plugins.known(GROUP), "none") if name.startswith(incomplete)]


def scales(ctx: typer.Context, incomplete: str) -> Found:
    """Names of rating scales that begin with what was typed."""

    def look(session: "Session") -> Iterator[tuple[str, str]]:
        from factcheck import services

        for view in services.scales.listing(session):
            if view.name.lower().startswith(incomplete.lower()):
                yield view.name, view.title

    return _reading(ctx, look)[:LIMIT]


def extractors(_ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of extractors, those of other packages too."""
    from factcheck.extract import registry

    return [name for name in registry.names() if name.startswith(incomplete)]


def article_languages(_ctx: typer.Context, incomplete: str) -> list[str]:
    """The languages whose articles can be read."""
    from factcheck.extract.languages import known

    return [code for code in known() if code.startswith(incomplete)]
