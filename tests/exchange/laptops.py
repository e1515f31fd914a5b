"""A claim on several laptops: what is done to it, and what is to be seen of it."""

from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.records import AppearanceRecord, EvidenceRecord, VerdictRecord
from factcheck.services import appearances, claims, evidence, notes, tags, verdicts
from tests.exchange.carried import Done, Line, export, lines_of, work
from tests.factories import make_claim, make_evidence, noise

HEARD = "was changed here and there: "
ASKED = " (--theirs or --ours decides)"


def begun(session: Session) -> None:
    """A claim with something of everything, and others around it."""
    claim = make_claim(session, tags=("Venezuela", "flights"), why="Asked.")
    make_evidence(session, claim, "disputes", by="Nicolás Maduro", source="A speech")
    verdicts.give(session, claim, VerdictRecord("insufficient", "Nothing yet."), by="ana")
    notes.add(session, claim, "Call them", by="ana")
    noise(session, 2)


def has_begun(db: Database) -> None:
    """The same, in a transaction of its own."""
    work(db, begun)


def worked(session: Session, claim_id: int = 1, by: str = "ben") -> None:
    """A day's work on it."""
    claim = claims.get(session, claim_id)
    found = EvidenceRecord("refutes", "The manifest", "https://flights.example/1", by="Zoë")
    evidence.mark(session, claim, found, by=by)
    verdicts.give(session, claim, VerdictRecord("refuted", "No plane."), by=by)
    claims.edit(session, claim, {"context": "On television", "priority": "3"})
    tags.put(session, claim, ("Planes",))
    tags.remove(session, claim, ("flights",))
    appearances.add(session, claim, AppearanceRecord("Zoë", "Her blog", "2019-05"), by=by)
    notes.add(session, claim, "They called", by=by)


def context(db: Database, claim_id: int = 1) -> str | None:
    with db.reading() as session:
        return claims.get(session, claim_id).context


def edit(db: Database, told: str, claim_id: int = 1) -> None:
    work(
        db, lambda session: claims.edit(session, claims.get(session, claim_id), {"context": told})
    )


def claim_of(raw: bytes, uid: str | None = None) -> Line:
    """The claim of an export, without the numbers and versions of its database."""
    (found,) = [one for one in lines_of(raw, "claim") if uid in (None, one["uid"])]
    told = {name: value for name, value in found.items() if name not in ("id", "versions")}
    for rows in told.values():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                row.pop("id", None)
    return {name: sorted(v, key=str) if isinstance(v, list) else v for name, v in told.items()}


def claim_outcome(done: Done) -> tuple[str, str | None]:
    (found,) = [one for one in done.outcomes if one.claim]
    return found.result, found.reason


def apart(db: Database, b: Database) -> bytes:
    """Both work on it. What B has is returned."""
    edit(db, "here")
    work(db, lambda session: tags.put(session, claims.get(session, 1), ("Only here",)))
    work(db, lambda session: make_evidence(session, claims.get(session, 1), "supports"))
    edit(b, "there", 4)
    work(b, lambda session: tags.put(session, claims.get(session, 4), ("Only there",)))
    work(b, lambda session: make_evidence(session, claims.get(session, 4), "refutes"))
    return export(b, "jsonl", 4)
