"""Which extractors there are: the rules, and those of other packages by entry point."""

from functools import cache
from importlib.metadata import entry_points
from typing import Any, cast

from factcheck.errors import Usage
from factcheck.extract import proposing
from factcheck.extract.base import Extractor
from factcheck.extract.languages import known
from factcheck.extract.proposals import Proposal

GROUP = "factcheck.extractors"


class Rules:
    """The extractor that comes with the program."""

    name = "rules"
    about = "rules and word lists; no model, no download"
    languages = known()

    def propose(self, text: str, language: str) -> tuple[Proposal, ...]:
        """The proposals of a text, as ``factcheck.extract.propose`` makes them."""
        return proposing.propose(text, language)


RULES = Rules()


def extractor(told: str = RULES.name) -> Extractor:
    """The extractor of this name. Raises Usage that lists the known ones."""
    name = told.strip().lower().replace("_", "-")
    if name == RULES.name:
        return RULES
    found = _others().get(name)
    if found is None:
        raise Usage(f"unknown extractor: {told}", hint=f"known: {', '.join(names())}")
    return cast(Extractor, found)


def names() -> list[str]:
    """All extractors that are installed."""
    return sorted({RULES.name, *_others()})


@cache
def _others() -> dict[str, Any]:
    """Extractors of other packages: classes or instances, by the name of their entry point."""
    found = {}
    for each in entry_points(group=GROUP):
        made = each.load()
        found[each.name] = made() if isinstance(made, type) else made
    return found
