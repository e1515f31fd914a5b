"""Claims that break one rule each, made out of one that breaks none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Appearance, Claim, Evidence, Outreach
from factcheck.records import EvidenceRecord, VerdictRecord
from factcheck.services import appearances, claims, evidence, sources, verdicts
from tests.factories import make_claim

TEXT = "The bridge at Aldea was closed for 12 days"
SPEAKER = "Ben Example"
SUPPORTED = VerdictRecord("supported", "The council's minutes say so.")


def copy_of(address: str) -> str:
    """The address of an archived copy."""
    return f"https://web.archive.org/web/20190501000000/https://{address}"


def item(number: int, stance: str = "supports", **over: Any) -> EvidenceRecord:
    """An item that lacks nothing."""
    told: dict[str, Any] = {
        "note": f"Minutes of the council, part {number}",
        "source": copy_of(f"council.example/{number}"),
        "retrieved_on": now()[:10],
        "rank": "primary",
    }
    return EvidenceRecord(stance, **(told | over))


@dataclass(frozen=True)
class Parts:
    """What hangs on a claim, where that is otherwise than fit."""

    items: tuple[EvidenceRecord, ...] = (item(1), item(2))
    verdict: VerdictRecord | None = SUPPORTED
    said: bool = True
    asked: bool = True


def fit(session: Session, number: int, parts: Parts = Parts(), **over: Any) -> Claim:
    """A claim that breaks no rule, but for what is told."""
    told = {
        "text": f"{TEXT}, says part {number} of the plan",
        "speaker": SPEAKER,
        "source": copy_of(f"radio.example/{number}"),
        "quote": f"closed for 12 days, that is part {number}",
    }
    claim = make_claim(session, **(told | over))
    if parts.said and over.get("speaker", SPEAKER):
        mark(session, claim, item(0, said=True))
        rule(session, claim, VerdictRecord("supported", "We heard it.", said=True))
    for one in parts.items:
        mark(session, claim, one)
    if parts.verdict is not None:
        rule(session, claim, parts.verdict)
    if parts.asked:
        ask(session, claim, answered_on="2019-05-01", answer="Yes")
    return claim


def mark(session: Session, claim: Claim, record: EvidenceRecord) -> Evidence:
    return evidence.mark(session, claim, record, by="ana")


def rule(session: Session, claim: Claim, record: VerdictRecord) -> None:
    verdicts.give(session, claim, record, by="ana")


def ask(session: Session, claim: Claim, **over: Any) -> None:
    told = {"whom": "ben example", "asked_on": "2019-04-30", "deadline": "2019-05-02"}
    row = Outreach(claim_id=claim.id, added_at=now(), added_by="ana", **(told | over))
    new(session, row)
    session.flush()


Make = Callable[[Session, int], Claim]
Later = Callable[[Session, Claim], object]


@dataclass(frozen=True)
class Case:
    """A claim that breaks a rule: as it is made, or by what is done to it in a later entry."""

    rule: str
    make: Make
    later: Later | None = None
    also: frozenset[str] = frozenset()


def _made(**over: Any) -> Make:
    return lambda session, number: fit(session, number, **over)


def _with(*items: EvidenceRecord, verdict: VerdictRecord = SUPPORTED) -> Make:
    return lambda session, number: fit(session, number, Parts(items, verdict))


def _lacking(**parts: Any) -> Make:
    return lambda session, number: fit(session, number, Parts(**parts))


def _edited(**changes: str) -> Later:
    return lambda session, claim: appearances.edit(
        session, session.get_one(Appearance, claim.appearance_id), changes
    )


def _asked(deadline: str | None) -> Later:
    return lambda session, claim: ask(session, claim, whom="The ministry", deadline=deadline)


def _withdrawn(session: Session, claim: Claim) -> None:
    last = max(evidence.views(session, Evidence.claim_id == claim.id), key=lambda one: one.id)
    evidence.withdraw(session, evidence.get(session, last.id), "a forgery")


def _at(**values: str) -> Later:
    """A source as an import or an older release may have left it."""

    def put(session: Session, claim: Claim) -> None:
        first = appearances.first(session, claim)
        found = sources.current(session, (first and first.source_id) or 0)
        for name, value in values.items():
            setattr(found, name, value)

    return put


def _untidy(_session: Session, claim: Claim) -> None:
    claim.text = claim.text.replace(" at ", "  at\t")


def _secret(session: Session, claim: Claim) -> None:
    for number in (31, 32):
        found = sources.get(session, f"https://council.example/{number}")
        found.confidential_because = "she would lose her post"


MIXED = VerdictRecord("mixed", "Partly.")
DISPUTED = item(3, "disputes", by="Zoë Sample")
CASES = (
    Case("no-verdict", _lacking(verdict=None)),
    Case("verdict-without-evidence", _with()),
    Case("evidence-contradicts-verdict", _with(item(1, "refutes"))),
    Case("evidence-contradicts-verdict", _with(item(1), item(2), verdict=MIXED)),
    Case("evidence-on-both-sides", _with(item(1), item(2), item(3, "refutes"))),
    Case(
        "insufficient-with-evidence",
        _with(item(1), verdict=VerdictRecord("insufficient", "One part is too little.")),
    ),
    Case(
        "not-checkable-with-evidence",
        _with(item(1), verdict=VerdictRecord("not-checkable", "It is an opinion.")),
    ),
    Case(
        "rating-contradicts-verdict",
        _with(
            *(item(1), item(2)),
            verdict=VerdictRecord("supported", "So.", rating="politifact: Half True"),
        ),
    ),
    Case("dispute-not-mentioned", _with(item(1), item(2), DISPUTED)),
    Case(
        "reworded-since",
        _made(),
        lambda session, claim: claims.edit(session, claim, {"text": f"{claim.text}, twice"}),
    ),
    Case("evidence-withdrawn-since", _with(item(1), item(2), item(3)), _withdrawn),
    Case("evidence-added-since", _made(), lambda session, claim: mark(session, claim, item(4))),
    Case("no-speaker", _made(speaker=None)),
    Case("no-date", _made(said_on=None)),
    Case("no-quote", _made(quote=None)),
    Case("quote-drift", _made(quote="closed for 21 days")),
    Case("attribution-unchecked", _lacking(said=False)),
    Case(
        "attribution-unchecked",
        _lacking(said=False),
        lambda session, claim: mark(session, claim, item(5, said=True)),
    ),
    Case("speaker-not-asked", _lacking(asked=False)),
    Case("answer-awaited", _made(), _asked("2999-01-01")),
    Case("answer-awaited", _made(), _asked(None)),
    Case("single-source", _with(item(1))),
    Case("single-source", _with(item(1), item(1, note="Page 4"))),
    Case(
        "one-origin",
        _with(item(1, independence_group="agency"), item(2, independence_group="agency")),
    ),
    Case("no-primary-source", _with(item(1, rank=None), item(2, rank="secondary"))),
    Case("no-primary-source", _with(item(1, rank="secondary"), item(2, rank="secondary"))),
    Case(
        "only-social-posts",
        _with(
            item(1, source=copy_of("x.com/a/status/1")),
            item(2, source=copy_of("www.facebook.com/b/posts/2")),
        ),
    ),
    Case("only-confidential", _with(item(1, confidential=True), item(2, confidential=True))),
    Case("only-confidential", _with(item(31), item(32)), _secret),
    Case("no-archive", _made(source="https://radio.example/bare")),
    Case("no-archive", _with(item(1), item(2, source="https://council.example/bare"))),
    Case("no-retrieval-date", _with(item(1), item(2, retrieved_on=None))),
    Case("stale-evidence", _with(item(1), item(2, retrieved_on="2019"))),
    Case("no-locator", _with(item(1), item(2, source="dataset: Bridges of Aldea"))),
    Case("no-locator", _made(source="broadcast: Radio Aldea")),
    Case(
        "untidy-blanks",
        _lacking(verdict=None, said=False),
        _untidy,
        frozenset({"no-verdict"}),
    ),
    Case(
        "archive-as-source",
        _made(),
        _at(url="https://archive.org/web/2019/https://a.example/p"),
        frozenset({"address-not-canonical"}),
    ),
    Case("address-not-canonical", _made(), _at(canonical_url="https://elsewhere.example/page")),
)
# Claims that come near to a rule, and break none.
FINE: tuple[tuple[Make, Later | None], ...] = (
    (_made(), None),
    (_made(), _edited(locator="02:10")),
    (_made(), _asked("2019-06-01")),
    (_with(item(1), item(2), verdict=VerdictRecord("supported", "So, says Sample.")), None),
    (
        _with(*(item(1), item(2), DISPUTED), verdict=VerdictRecord("supported", "Sample errs.")),
        None,
    ),
    (_with(item(1), item(2, independence_group="agency")), None),
    (_with(item(1), item(2, source="dataset: Bridges of Aldea", locator="row 4")), None),
    (_with(item(1), item(2, source=copy_of("x.com/a/status/1"), rank=None)), None),
    (_with(item(1), item(2, confidential=True)), None),
    (_with(item(1), item(2, "refutes"), verdict=MIXED), None),
    (_with(verdict=VerdictRecord("not-checkable", "It is an opinion.")), None),
    (_with(item(1, "no-result"), verdict=VerdictRecord("insufficient", "Nothing.")), None),
    (
        lambda session, number: fit(
            session, number, Parts(asked=False), speaker="«social media posts»"
        ),
        None,
    ),
)
