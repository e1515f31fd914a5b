"""Fit to publish? What the rules find on claims, a batch at a time, as it comes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from factcheck import days
from factcheck.errors import RuleBroken
from factcheck.fitness import FindingView
from factcheck.models import Claim
from factcheck.records import ClaimFilter, word
from factcheck.services import claims
from factcheck.services.lint import facts as reading
from factcheck.services.lint.facts import Facts
from factcheck.services.lint.registry import RULES
from factcheck.services.lint.rule import LEVELS, Rule
from factcheck.services.narrowing import narrow


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules are asked, and on which day: all of a level and graver, or these.

    ``today`` (2019-05-01) is the day of the deadlines; the present one unless told.
    """

    level: str = LEVELS[-1]
    rules: tuple[str, ...] = ()
    today: str | None = None

    def asked(self) -> list[Rule]:
        """The rules. Raises Usage for an unknown level or rule."""
        least = LEVELS.index(word(self.level, LEVELS, "level"))
        named = {word(one, tuple(RULES), "rule") for one in self.rules}
        return [
            rule
            for rule in RULES.values()
            if LEVELS.index(rule.level) <= least and (not named or rule.name in named)
        ]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found on one claim: nothing where it is fit."""

    claim: int
    text: str
    findings: tuple[FindingView, ...]

    @property
    def counting(self) -> tuple[FindingView, ...]:
        """The findings that nobody waived."""
        return tuple(one for one in self.findings if one.waived is None)


def check(
    session: Session,
    ids: Sequence[int] | None = None,
    *,
    within: ClaimFilter | None = None,
    wanted: Wanted = Wanted(),
) -> Iterator[list[Checked]]:
    """What the rules find on claims, by id, a batch at a time.

    On these; or on those that a filter holds; else on all that are open for publication:
    tracked, and in review, published or with a verdict in force. Raises NotFound for a claim
    that is not there, RuleBroken for one of the library, Usage for an unknown rule.
    """
    rules, today = wanted.asked(), wanted.today or days.today()
    for part in _parts(session, ids, within):
        yield [_checked(one, rules) for one in reading.read(session, part, today)]


def _parts(
    session: Session, ids: Sequence[int] | None, within: ClaimFilter | None
) -> Iterator[list[int]]:
    if ids is not None:
        found = sorted({_ours(session, one) for one in ids})
        yield from (found[at : at + reading.BATCH] for at in range(0, len(found), reading.BATCH))
        return
    query = narrow(session, within or ClaimFilter())
    open_ones = query.ids().order_by(query.key)
    if within is None:
        open_ones = select(Claim.id).where(
            Claim.listed == 1,
            or_(
                Claim.stage.in_(("review", "published")),
                Claim.content_verdict.is_not(None),
                Claim.attribution_verdict.is_not(None),
            ),
        )
        open_ones = open_ones.order_by(Claim.id)
    key, last = query.key, 0
    while True:
        part = list(session.scalars(open_ones.where(key > last).limit(reading.BATCH)))
        if part:
            yield part
        if len(part) < reading.BATCH:
            return
        last = part[-1]


def _ours(session: Session, claim_id: int) -> int:
    found = claims.get(session, claim_id)
    claims.require_tracked(found)
    return found.id


def _checked(facts: Facts, rules: Iterable[Rule]) -> Checked:
    findings = tuple(_found(facts, rules))
    return Checked(facts.id, facts.claim.text, findings)


def _found(facts: Facts, rules: Iterable[Rule]) -> Iterator[FindingView]:
    for rule in rules:
        for one in rule.look(facts):
            waiver = facts.waivers.get(rule.name)
            yield FindingView(
                claim=facts.id,
                uid=facts.claim.uid,
                rule=rule.name,
                level=rule.level,
                finding=one.words,
                command=one.command,
                principle=rule.principle,
                fix=rule.fixes,
                waived=waiver.reason if waiver else None,
                waived_by=waiver.waived_by if waiver else None,
            )


def require_fit(session: Session, claim: Claim, level: str = "warning") -> None:
    """Raise RuleBroken, with what to type, where a rule of that level or graver finds something.

    What was waived does not count.
    """
    session.flush()
    (batch,) = check(session, [claim.id], wanted=Wanted(level))
    found = [one for checked in batch for one in checked.counting]
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise RuleBroken(
            f"claim {claim.id} is not fit to publish: {found[0].finding}{more}",
            hint=f"factcheck lint {claim.id} says what to do; to let it stand: "
            f'factcheck lint waive {claim.id} {found[0].rule} --because "..."',
        )
