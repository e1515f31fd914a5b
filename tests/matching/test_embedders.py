"""Embedders are found by name; one that is none is told of."""

import pytest

from factcheck.errors import Unavailable, Usage
from factcheck.matching.embedders import embedder
from tests.conftest import Brought
from tests.embedders import GROUP, HOME, Grams

nothing = object()


class Nameless(Grams):
    """One without a name of its model."""

    model = ""


def test_one_of_another_package_is_found(brought: Brought) -> None:
    brought(GROUP, {"grams": HOME})
    found = embedder(" Grams ")
    assert isinstance(found, Grams)
    assert embedder("grams") is found


def test_an_unknown_name_lists_the_known_ones(brought: Brought) -> None:
    for things, hint in (({}, "no package brings any"), ({"b": HOME, "a": HOME}, "known: a, b")):
        brought(GROUP, things)
        with pytest.raises(Usage, match=r"^unknown embedder: owl$") as caught:
            embedder("owl")
        assert caught.value.hint == hint


@pytest.mark.parametrize("thing", ["nothing", "Nameless", "GROUP"])
def test_what_is_no_embedder_is_refused(brought: Brought, thing: str) -> None:
    brought(GROUP, {"odd": f"{__name__}:{thing}"})
    with pytest.raises(Unavailable, match=r"^odd is no embedder$"):
        embedder("odd")


def test_one_that_cannot_be_loaded_is_told_of(brought: Brought) -> None:
    brought(GROUP, {"gone": "tests.no_such_module:Thing"})
    with pytest.raises(Unavailable, match=r"^gone, which another package brings as one of"):
        embedder("gone")
