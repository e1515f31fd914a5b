"""All rules of the check before publication, by name, in the order in which they are told."""

from factcheck.fitness import RuleView
from factcheck.services.lint import saying, sourcing, tidiness, verdicts
from factcheck.services.lint.rule import LEVELS, Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for level in LEVELS
    for rules in (verdicts.RULES, saying.RULES, sourcing.RULES, tidiness.RULES)
    for rule in rules
    if rule.level == level
}


def listing() -> list[RuleView]:
    """All rules, the gravest first."""
    return [
        RuleView(rule.name, rule.level, rule.principle, rule.finds, rule.fixes)
        for rule in RULES.values()
    ]
