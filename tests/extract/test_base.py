"""What an extractor must be able to do."""

from factcheck.extract.base import Extractor
from factcheck.extract.registry import RULES


def test_the_rules_are_an_extractor() -> None:
    rules: Extractor = RULES
    assert rules.languages == ("en", "es", "fr")
    assert rules.propose("Ana Ruiz said it rained.", "en")[0].speaker == "Ana Ruiz"
