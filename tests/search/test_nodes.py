"""The tree of a query's words: how it is written, compared, and what it says of what occurs."""

import pytest

from factcheck.search.nodes import And, Node, Not, Or, Phrase, Word, says_what_occurs

PLANE, AIRPLANE, CUBA = Word("plane"), Word("airplane"), Word("cuba")
EITHER = Or((PLANE, AIRPLANE))


@pytest.mark.parametrize(
    ("node", "told"),
    [
        (PLANE, "plane"),
        (Word("venez", prefix=True), "venez*"),
        (Phrase("getting prepared"), '"getting prepared"'),
        (Not(CUBA), "-cuba"),
        (Not(EITHER), "-(plane OR airplane)"),
        (And((CUBA, EITHER, Not(And((PLANE, CUBA))))), "cuba plane OR airplane -(plane cuba)"),
        (Or((And((PLANE, Not(CUBA))), AIRPLANE)), "(plane -cuba) OR airplane"),
    ],
)
def test_a_node_is_written_as_it_is_typed(node: Node, told: str) -> None:
    assert str(node) == told


def test_a_place_makes_no_difference() -> None:
    assert Word("plane", span=(3, 8)) == PLANE
    assert hash(Phrase("a b", (3, 8))) == hash(Phrase("a b"))
    assert Word("plane", prefix=True) != PLANE


@pytest.mark.parametrize(
    ("node", "says"),
    [
        (PLANE, True),
        (Phrase("a plane"), True),
        (EITHER, True),
        (Not(PLANE), False),
        (And((Not(PLANE), Not(CUBA))), False),
        (And((Not(PLANE), CUBA)), True),
    ],
)
def test_negations_alone_do_not_say_what_occurs(node: Node, says: bool) -> None:
    assert says_what_occurs(node) is says
