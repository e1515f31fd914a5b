"""Rules on the verdict: that there is one, that the evidence bears it, that it still holds."""

from collections.abc import Iterator

from factcheck import text
from factcheck.services import verdicts
from factcheck.services.lint.facts import Facts
from factcheck.services.lint.rule import CORRECTIONS, FAIRNESS, METHOD, Found, Rule, named, ruling
from factcheck.services.lint.rule import what as question

_SIDES = {"supported": ("supports", "refutes"), "refuted": ("refutes", "supports")}
# A name of so many letters is enough to know whom a reason speaks of.
_NAME = 4


def no_verdict(facts: Facts) -> Iterator[Found]:
    """Nothing to publish."""
    if facts.verdict is None:
        yield Found("there is no verdict in force on the content", ruling(facts.id))


def without_evidence(facts: Facts) -> Iterator[Found]:
    """A verdict that rests on nothing that is on file."""
    for one in facts.verdicts:
        if one.verdict != "not-checkable" and not facts.items(one.appearance_id):
            said = f" --appearance a{one.appearance_id}" if one.appearance_id else ""
            yield Found(
                f"the verdict {one.verdict} on {question(one.appearance_id)} "
                "rests on no evidence on file",
                f'factcheck mark {facts.id} STANCE "..." --source URL{said}',
            )


def contradicted(facts: Facts) -> Iterator[Found]:
    """The evidence does not say what the verdict says."""
    for one in facts.verdicts:
        held = _stances(facts, one.appearance_id)
        wanted, _against = _SIDES.get(one.verdict, ("", ""))
        one_sided = one.verdict == "mixed" and not (
            "mixed" in held or {"supports", "refutes"} <= held.keys()
        )
        if held and (one_sided or (wanted and wanted not in held)):
            told = verdicts.against(one.verdict, held, question(one.appearance_id))
            yield Found(
                f"the verdict is {one.verdict}, but {told[0]}",
                ruling(facts.id, one.appearance_id),
            )


def other_side(facts: Facts) -> Iterator[Found]:
    """There is evidence for both sides, and the verdict takes one."""
    for one in facts.verdicts:
        held = _stances(facts, one.appearance_id)
        wanted, against = _SIDES.get(one.verdict, ("", ""))
        found = [item for stance in (against, "mixed") for item in held.get(stance, ())]
        if wanted in held and found:
            yield Found(
                f"the verdict on {question(one.appearance_id)} is {one.verdict}, "
                f"and evidence speaks against it: {', '.join(found[:5])}",
                ruling(facts.id, one.appearance_id),
            )


def insufficient_although(facts: Facts) -> Iterator[Found]:
    """Ruled insufficient, while the evidence on file speaks for one side."""
    for one in facts.verdicts:
        held = _stances(facts, one.appearance_id)
        if one.verdict == "insufficient" and ("supports" in held) != ("refutes" in held):
            told = verdicts.against(one.verdict, held, question(one.appearance_id))
            yield Found(
                f"the verdict is insufficient, but {told[0]}", ruling(facts.id, one.appearance_id)
            )


def not_checkable_although(facts: Facts) -> Iterator[Found]:
    """Ruled not checkable, while there is evidence for or against it."""
    for one in facts.verdicts:
        held = _stances(facts, one.appearance_id)
        found = [e for s in ("supports", "refutes", "mixed") for e in held.get(s, ())]
        if one.verdict == "not-checkable" and found:
            yield Found(
                f"the verdict on {question(one.appearance_id)} is not-checkable, "
                f"and there is evidence: {', '.join(found[:5])}",
                ruling(facts.id, one.appearance_id),
            )


def _stances(facts: Facts, about: int | None) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for item in facts.items(about):
        held.setdefault(item.stance, []).append(f"e{item.id}")
    return held


def rating_differs(facts: Facts) -> Iterator[Found]:
    """The label of the scale usually means another verdict."""
    for one in facts.verdicts:
        if one.rated not in (None, one.verdict):
            yield Found(
                f"the rating {text.one_line(one.rating)} usually means {one.rated}, "
                f"the verdict is {one.verdict}",
                ruling(facts.id, one.appearance_id),
            )


def reworded(facts: Facts) -> Iterator[Found]:
    """We ruled on other words than those that are there now."""
    now = text.digest(facts.claim.text)
    for one in facts.verdicts:
        if one.text_sha256 != now:
            yield Found(
                f"the claim was reworded since we ruled on {question(one.appearance_id)} "
                f"on {one.ruled_at[:10]}",
                ruling(facts.id, one.appearance_id),
            )


def withdrawn_since(facts: Facts) -> Iterator[Found]:
    """Evidence that the verdict could rest on was withdrawn after it."""
    for one in facts.verdicts:
        gone = [
            item.id
            for item in facts.evidence
            if item.appearance_id == one.appearance_id
            and item.added_at <= one.ruled_at < facts.withdrawn_at.get(item.id, "")
        ]
        if gone:
            yield Found(
                f"{named(gone)} was withdrawn after the ruling on {question(one.appearance_id)}",
                ruling(facts.id, one.appearance_id),
            )


def added_since(facts: Facts) -> Iterator[Found]:
    """Evidence came after the verdict, which cannot have weighed it."""
    for one in facts.verdicts:
        fresh = [
            item.id for item in facts.items(one.appearance_id) if item.added_at > one.ruled_at
        ]
        if fresh:
            yield Found(
                f"{named(fresh)} was added after the ruling on {question(one.appearance_id)}",
                ruling(facts.id, one.appearance_id),
            )


def dispute_unmentioned(facts: Facts) -> Iterator[Found]:
    """Somebody contests it, and the reason says nothing of that."""
    ruled = facts.verdict
    if ruled is None:
        return
    reason = text.fold(ruled.reason)
    for item in facts.items():
        if item.stance == "disputes" and item.by and not _is_named(item.by, reason):
            yield Found(
                f"{text.one_line(item.by)} disputes it (e{item.id}), "
                "and the reason of the verdict does not say so",
                ruling(facts.id),
            )


def _is_named(name: str, reason: str) -> bool:
    words = text.fold(name).split()
    telling = [word for word in words if len(word) >= _NAME] or words
    return any(word in reason for word in telling)


RULES = (
    Rule(
        "no-verdict",
        "error",
        f"{METHOD}: what is published says what was concluded.",
        "no verdict in force on the content",
        no_verdict,
    ),
    Rule(
        "verdict-without-evidence",
        "error",
        f"{METHOD}: a conclusion rests on evidence that is shown.",
        "a verdict with no evidence on its question",
        without_evidence,
    ),
    Rule(
        "evidence-contradicts-verdict",
        "error",
        f"{METHOD}: the evidence dictates the conclusion.",
        "a verdict that the evidence on file does not bear",
        contradicted,
    ),
    Rule(
        "evidence-on-both-sides",
        "warning",
        f"{FAIRNESS}: what undermines a conclusion is weighed like what supports it.",
        "a verdict for one side where evidence speaks for the other",
        other_side,
    ),
    Rule(
        "insufficient-with-evidence",
        "warning",
        f"{METHOD}: the evidence dictates the conclusion.",
        "the verdict insufficient where the evidence speaks for one side",
        insufficient_although,
    ),
    Rule(
        "not-checkable-with-evidence",
        "warning",
        f"{METHOD}: the evidence dictates the conclusion.",
        "the verdict not-checkable where there is evidence",
        not_checkable_although,
    ),
    Rule(
        "rating-contradicts-verdict",
        "warning",
        f"{METHOD}: a label means the same wherever it stands.",
        "a rating that usually means another verdict",
        rating_differs,
    ),
    Rule(
        "reworded-since",
        "error",
        f"{METHOD}: what is judged is what was said to be judged.",
        "a claim whose words changed after the ruling",
        reworded,
    ),
    Rule(
        "evidence-withdrawn-since",
        "error",
        f"{CORRECTIONS}: when the ground goes, the conclusion is looked at again.",
        "evidence withdrawn after the ruling",
        withdrawn_since,
    ),
    Rule(
        "evidence-added-since",
        "warning",
        f"{CORRECTIONS}: what became known later is weighed.",
        "evidence added after the ruling",
        added_since,
    ),
    Rule(
        "dispute-not-mentioned",
        "warning",
        f"{FAIRNESS}: who contests a claim is heard.",
        "a dispute of which the reason of the verdict says nothing",
        dispute_unmentioned,
    ),
)
