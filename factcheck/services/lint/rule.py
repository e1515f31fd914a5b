"""What a rule of the check before publication is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from factcheck.services.lint.facts import Facts

# The worst first.
LEVELS = ("error", "warning", "hint")

# The commitments of the code of principles of the International Fact-Checking Network.
FAIRNESS = "IFCN 1, fairness"
SOURCES = "IFCN 2, transparency of sources"
METHOD = "IFCN 4, transparency of methodology"
CORRECTIONS = "IFCN 5, honest corrections"


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found on a claim, in words, and what to type."""

    words: str
    command: str


Look = Callable[[Facts], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it finds, how grave that is, and which principle it serves.

    ``look`` yields what it finds on a claim. ``fixes``: ``--fix`` puts it right.
    """

    name: str
    level: str
    principle: str
    finds: str
    look: Look
    fixes: bool = False


def named(numbers: list[int], letter: str = "e") -> str:
    """Rows as people name them: "e1, e3"; a few, and how many more."""
    told = ", ".join(f"{letter}{one}" for one in numbers[:5])
    return told + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")


def ruling(claim: int, about: int | None = None) -> str:
    """The command that rules anew."""
    where = "" if about is None else f" --appearance a{about}"
    return f'factcheck verdict {claim} VERDICT{where} --because "..."'


def what(about: int | None) -> str:
    """The question: is it so, or was it said?"""
    return "the content" if about is None else f"whether it was said (a{about})"
