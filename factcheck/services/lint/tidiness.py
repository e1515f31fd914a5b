"""Rules on small things that can be put right without a person: ``lint --fix``."""

import re
from collections.abc import Iterator
from typing import Any

from factcheck import urls
from factcheck.services.lint.facts import Facts
from factcheck.services.lint.rule import SOURCES, Found, Rule

_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")


def tidied(told: str) -> str:
    """A text with single blanks; its lines stay."""
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in told.split("\n"))


def is_untidy(told: str | None) -> bool:
    """Whether a text has blanks that mean nothing."""
    return told is not None and tidied(told) != told


def untidy(facts: Facts) -> Iterator[Found]:
    """Runs of blanks in the text or the context of a claim that was not ruled on yet."""
    told = (("text", facts.claim.text), ("context", facts.claim.context))
    where = [name for name, value in told if is_untidy(value)]
    if where and not facts.verdicts:
        yield Found(f"there are blanks too many in the {' and the '.join(where)}", _fix(facts))


def _fix(facts: Facts) -> str:
    return f"factcheck lint {facts.id} --fix"


def sources(facts: Facts) -> dict[int, Any]:
    """The sources with an address that a claim's standing rows name, each once."""
    items = (one for one in facts.evidence if one.withdrawn_because is None)
    return {row.source_id: row for row in (*facts.appearances, *items) if row.source_url}


def archive_as_source(facts: Facts) -> Iterator[Found]:
    """The address of a source is that of its copy."""
    for source_id, row in sources(facts).items():
        if urls.archived(row.source_url) and urls.is_archive(row.source_url):
            yield Found(f"the address of source s{source_id} is that of an archive", _fix(facts))


def not_canonical(facts: Facts) -> Iterator[Found]:
    """A source that would not be found again by its address."""
    for source_id, row in sources(facts).items():
        if canonical(row.source_url) not in (None, row.source_canonical):
            yield Found(f"source s{source_id} is not found by its address", _fix(facts))


def canonical(address: str) -> str | None:
    """The canonical form of an address; None where it cannot be read."""
    try:
        return urls.canonical(address)
    except ValueError:
        return None


RULES = (
    Rule(
        "untidy-blanks",
        "hint",
        f"{SOURCES}: what is published reads well.",
        "blanks too many in the text or the context, before the ruling",
        untidy,
        fixes=True,
    ),
    Rule(
        "archive-as-source",
        "hint",
        f"{SOURCES}: readers see where it stood, and where the copy is.",
        "a source whose address is that of an archive",
        archive_as_source,
        fixes=True,
    ),
    Rule(
        "address-not-canonical",
        "hint",
        f"{SOURCES}: one source is one source.",
        "a source that is not found by its address",
        not_canonical,
        fixes=True,
    ),
)
