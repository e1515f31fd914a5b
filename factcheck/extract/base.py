"""What every extractor speaks, so that another one can stand in for the rules."""

from typing import Protocol

from factcheck.extract.proposals import Proposal


class Extractor(Protocol):
    """Finds who said what in an article; it never sees the database."""

    name: str
    about: str
    languages: tuple[str, ...]

    def propose(self, text: str, language: str) -> tuple[Proposal, ...]:
        """The proposals of a text in their order, with offsets of that very text."""
        ...
