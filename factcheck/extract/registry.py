"""Which extractors there are: the rules, and those of other packages by entry point."""

from typing import cast

from factcheck import plugins
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
    name = plugins.named(told)
    if name == RULES.name:
        return RULES
    if name not in plugins.known(GROUP):
        raise Usage(f"unknown extractor: {told}", hint=f"known: {', '.join(names())}")
    return cast(Extractor, plugins.load(GROUP, name))


def names() -> list[str]:
    """All extractors that are installed."""
    return sorted({RULES.name, *plugins.known(GROUP)})
