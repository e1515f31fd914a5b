"""Extractors are found by name, ours and those of others."""

import pytest

from factcheck.errors import Usage
from factcheck.extract import Proposal, propose, registry
from factcheck.extract.registry import extractor
from tests.conftest import Brought


class Parrot:
    """An extractor as another package may bring it."""

    name = "parrot"
    about = "repeats the first sentence"
    languages = ("en",)

    def propose(self, text: str, language: str) -> tuple[Proposal, ...]:
        return propose(f"A parrot said {text}", language)


parrot = Parrot()


@pytest.fixture
def others(brought: Brought) -> None:
    brought(
        "factcheck.extractors",
        {
            "parrot": f"{__name__}:Parrot",
            "other-parrot": f"{__name__}:parrot",
        },
    )


def test_the_rules_come_with_the_program() -> None:
    assert extractor() is extractor(" Rules ") is registry.RULES


def test_an_extractor_of_another_package_is_found(others: None) -> None:
    for name in ("Parrot", "other_parrot"):
        assert extractor(name).propose("it rains.", "en")[0].statement == "it rains"


def test_an_unknown_name_lists_the_known_ones(others: None) -> None:
    with pytest.raises(Usage, match=r"^unknown extractor: owl$") as caught:
        extractor("owl")
    assert caught.value.hint == "known: other-parrot, parrot, rules"
