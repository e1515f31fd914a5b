"""The words of a query as a tree: what must occur, and what must not.

``span`` is where a node stands in what was typed (``typed[start:end]``), to be highlighted. It
makes no difference when nodes are compared. ``str`` writes a node as it could have been typed.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was typed, from which ``text.tokens`` makes none, one or several tokens.

    ``prefix``: words that begin so are meant, too.
    """

    text: str
    prefix: bool = False
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return self.text + "*" * self.prefix


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in this order, as they stood between the quotes."""

    text: str
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Not:
    """What must not occur: never a ``Not``, and always something that could occur."""

    node: "Node"
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return f"-{_grouped(self.node)}"


@dataclass(frozen=True, slots=True)
class And:
    """Two or more that must all hold, none of them an ``And``."""

    nodes: tuple["Node", ...]
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return " ".join(map(str, self.nodes))  # OR binds tighter: no parentheses


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more of which one must hold, none of them an ``Or`` or a ``Not``."""

    nodes: tuple["Node", ...]
    span: Span = field(default=(0, 0), compare=False)

    def __str__(self) -> str:
        return " OR ".join(map(_grouped, self.nodes))


Node: TypeAlias = Word | Phrase | Not | And | Or


def _grouped(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)


def says_what_occurs(node: Node) -> bool:
    """Whether something must occur in what it finds: false where it is negations alone."""
    if isinstance(node, And):
        return any(map(says_what_occurs, node.nodes))
    return not isinstance(node, Not)
