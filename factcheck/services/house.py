"""House rules: how a desk works, kept in the database so that all of it goes by them.

The defaults are those of one person working alone: nothing is asked that needs a second one.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import days
from factcheck.desk import RuleView
from factcheck.errors import InvalidInput
from factcheck.history.record import add as new
from factcheck.models import HouseRule
from factcheck.records import stored_text, word

_YES = ("yes", "true", "on", "1")
_NO = ("no", "false", "off", "0")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a house may set: yes or no, or how long a span is."""

    default: str
    about: str
    span: bool = False

    def read(self, name: str, told: str) -> str:
        """A value as it is stored. Raises InvalidInput for another."""
        wanted = stored_text(told, name).lower()
        if self.span:
            return days.NEVER if wanted == days.NEVER else days.span(wanted, name)
        if wanted not in (*_YES, *_NO):
            raise InvalidInput(f"{name}: {told!r} is neither yes nor no")
        return "yes" if wanted in _YES else "no"


RULES = {
    "second-person": Rule("no", "Who publishes a claim is not who ruled on it."),
    "review-before-publish": Rule("no", "A claim is published out of the stage review only."),
    "lint-before-publish": Rule("no", "A claim is published only when lint finds nothing."),
    "recheck-every": Rule(
        days.NEVER,
        "How long after the ruling a claim wants another look, unless it says so itself.",
        span=True,
    ),
}


def value(session: Session, name: str) -> bool | str | None:
    """What is in force: True or False, or a span ("6m"); None where there is none (never).

    Raises Usage for an unknown rule.
    """
    name = word(name, tuple(RULES), "house rule")
    held = session.scalar(select(HouseRule.value).where(HouseRule.rule == name))
    told = RULES[name].default if held is None else held
    if not RULES[name].span:
        return told == "yes"
    return told if days.is_span(told) else None


def put(session: Session, name: str, told: str) -> bool:
    """Set a rule for the whole desk. False when it was set so already.

    Raises Usage for an unknown rule, InvalidInput for a value that it cannot have.
    """
    name = word(name, tuple(RULES), "house rule")
    return _write(session, name, RULES[name].read(name, told))


def unset(session: Session, name: str) -> bool:
    """Have the default in force again. False when nothing was set."""
    return _write(session, word(name, tuple(RULES), "house rule"), None)


def _write(session: Session, name: str, told: str | None) -> bool:
    held = session.scalars(select(HouseRule).where(HouseRule.rule == name)).first()
    if (held.value if held else None) == told:
        return False
    if held is None:
        new(session, HouseRule(rule=name, value=told))
    else:
        held.value = told
    session.flush()
    return True


def listing(session: Session) -> list[RuleView]:
    """All rules, with what is in force."""
    found = session.execute(select(HouseRule.rule, HouseRule.value))
    held = {rule: told for rule, told in found if told is not None}
    return [
        RuleView(name, held.get(name, rule.default), rule.default, name in held, rule.about)
        for name, rule in RULES.items()
    ]


def view(session: Session, name: str) -> RuleView:
    """One rule as it is printed. Raises Usage for an unknown one."""
    wanted = word(name, tuple(RULES), "house rule")
    return next(one for one in listing(session) if one.name == wanted)
