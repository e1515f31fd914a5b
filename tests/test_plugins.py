"""What other packages bring is found by name, made when it is asked for, and may be broken."""

import pytest

from factcheck import plugins
from factcheck.errors import Unavailable
from tests.conftest import Brought

GROUP = "factcheck.birds"


class Parrot:
    """Something that a package brings."""


class Egg:
    """Something that breaks when it is made."""

    def __init__(self) -> None:
        raise ValueError("it\nbroke")


parrot = Parrot()


@pytest.fixture(autouse=True)
def birds(brought: Brought) -> None:
    things = {"Grey_Parrot": "Parrot", "my-parrot": "parrot", "egg": "Egg", "nest": "nothing"}
    brought(GROUP, {name: f"{__name__}:{thing}" for name, thing in things.items()})


@pytest.mark.parametrize("told", ["grey-parrot", " Grey_Parrot\n", "GREY-PARROT"])
def test_a_name_may_be_written_in_any_way(told: str) -> None:
    assert plugins.named(told) == "grey-parrot"


def test_the_names_are_known_and_nothing_is_loaded() -> None:
    assert list(plugins.known(GROUP)) == ["grey-parrot", "my-parrot", "egg", "nest"]
    assert plugins.known("factcheck.fish") == {}


def test_a_class_becomes_one_instance_and_anything_else_is_taken_as_it_is() -> None:
    made = plugins.load(GROUP, "grey-parrot")
    assert isinstance(made, Parrot)
    assert plugins.load(GROUP, "grey-parrot") is made
    assert plugins.load(GROUP, "my-parrot") is parrot
    with pytest.raises(KeyError):
        plugins.load(GROUP, "owl")


@pytest.mark.parametrize(
    ("name", "why"),
    [("egg", "ValueError: it broke"), ("nest", "AttributeError: module ")],
)
def test_what_is_broken_is_told_in_a_line(name: str, why: str) -> None:
    with pytest.raises(Unavailable) as caught:
        plugins.load(GROUP, name)
    begin = f"{name}, which another package brings as one of {GROUP}, cannot be loaded: {why}"
    assert caught.value.message.startswith(begin)
    with pytest.raises(Unavailable):
        plugins.every(GROUP)


def test_all_of_a_group_can_be_had(brought: Brought) -> None:
    brought(GROUP, {"one": f"{__name__}:parrot"})
    assert plugins.every(GROUP) == {"one": parrot}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyError("x"), "KeyError: 'x'"),
        (ValueError(), "ValueError"),
        (OSError("a\n b"), "OSError: a b"),
    ],
)
def test_what_failed_is_told_in_a_line(error: Exception, told: str) -> None:
    assert plugins.failed(error) == told
    assert len(plugins.failed(ValueError("x" * 900))) == 200
