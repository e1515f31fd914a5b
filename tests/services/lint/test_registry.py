"""The registry: one rule a name, the gravest first, each with its principle."""

import re

from factcheck.services import lint
from factcheck.services.lint.rule import LEVELS


def test_every_rule_has_a_name_a_level_and_a_principle() -> None:
    told = lint.listing()
    assert len(told) == len(lint.RULES) == 30
    assert [one.level for one in told] == sorted((o.level for o in told), key=LEVELS.index)
    for one in told:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", one.name)
        assert re.fullmatch(r"IFCN [1-5], [a-z ]+: .+\.", one.principle)
        assert not one.finds.endswith(".")
    assert [one.name for one in told if one.fixes] == [
        *("untidy-blanks", "archive-as-source", "address-not-canonical")
    ]


def test_no_rule_bears_the_name_of_another() -> None:
    from factcheck.services.lint import saying, sourcing, tidiness, verdicts

    told = [rule.name for room in (saying, sourcing, tidiness, verdicts) for rule in room.RULES]
    assert sorted(told) == sorted(set(told)) == sorted(lint.RULES)
