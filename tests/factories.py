"""Plain functions that make one thing each, with everything that is not the point filled in."""

from typing import Any

from sqlalchemy.orm import Session

from factcheck import services
from factcheck.history.record import add, now
from factcheck.history.replay import defaults
from factcheck.loading import row_class
from factcheck.models import Claim, Evidence, Relation, Review, Verdict
from factcheck.records import ClaimRecord, EvidenceRecord, VerdictRecord
from factcheck.shaped import Shaped

POMPEO = (
    "Nicolás Maduro was about to leave Venezuela by plane on 30 April 2019, "
    "and Russia told him to stay"
)


def make_claim(session: Session, text: str = POMPEO, **over: Any) -> Claim:
    """A claim by Mike Pompeo of 30 April 2019, unless told otherwise."""
    told: dict[str, Any] = {
        "speaker": "Mike Pompeo",
        "source": "https://example.org/interview",
        "said_on": "2019-04-30",
        "quote": "getting prepared to get on his airplane",
    }
    return services.claims.add(session, ClaimRecord(text, **(told | over)), by="ana")


def make_evidence(
    session: Session, claim: Claim, stance: str = "disputes", **over: Any
) -> Evidence:
    """An item of evidence with a note, unless told otherwise."""
    told: dict[str, Any] = {"note": f"A note that {stance}"}
    made = services.evidence.mark(
        session, claim, EvidenceRecord(stance, **(told | over)), by="ana"
    )
    services.claims.refresh(session, claim)
    return made


def make_verdict(
    session: Session, claim: Claim, verdict: str = "insufficient", **over: Any
) -> Verdict:
    """A verdict with a reason, unless told otherwise."""
    told: dict[str, Any] = {"reason": "Nobody has shown evidence."}
    made = services.verdicts.give(
        session, claim, VerdictRecord(verdict, **(told | over)), by="ana"
    )
    services.claims.refresh(session, claim)
    return made


def make_review(session: Session, claim: Claim, **over: Any) -> Review:
    """Somebody else's fact-check of a claim."""
    told: dict[str, Any] = {
        "publisher": "Example Checks",
        "url": "https://checks.example/1",
        "rating": "Unproven",
        "added_at": now(),
    }
    made = add(session, Review(claim_id=claim.id, **(told | over)))
    session.flush()
    return made


def make_relation(session: Session, claim: Claim, other: Claim, kind: str = "denies") -> Relation:
    """What one claim is to another."""
    made = add(
        session,
        Relation(claim_id=claim.id, other_id=other.id, kind=kind, added_at=now(), added_by="ana"),
    )
    session.flush()
    return made


def publish(session: Session, claim: Claim) -> Claim:
    """A claim that the public reads."""
    claim.stage, claim.published_at = "published", now()
    session.flush()
    return claim


def noise(session: Session, count: int = 3) -> list[Claim]:
    """Other claims, with speakers and tags: a query that forgets its filter fails."""
    made = []
    for number in range(count):
        claim = make_claim(
            session,
            f"A plainly invented claim number {number}",
            speaker=f"Invented Speaker {number}",
            source=f"https://noise.example/{number}",
            said_on="2001",
            quote=None,
            tags=(f"noise-{number}",),
        )
        make_evidence(session, claim, "context")
        made.append(claim)
    return made


def as_row(table: str, told: dict[str, Any]) -> Shaped:
    """A new row as an import hands it in: with defaults, without what is derived."""
    names = row_class(table).__struct_fields__
    whole = {**defaults(table), **told}
    return row_class(table)(**{name: whole[name] for name in names if name in whole})
