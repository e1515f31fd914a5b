"""Places in a text."""

from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a text by its first character and the one after its last."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The very words that stand there."""
        return text[self.start : self.end]

    def meets(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end
