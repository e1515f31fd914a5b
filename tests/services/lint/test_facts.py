"""What the rules look at, read a batch at a time."""

from factcheck.db import Database
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Evidence, Outreach
from factcheck.services import evidence, lint, undo
from factcheck.services.lint.facts import read
from tests.factories import make_claim, make_evidence, make_verdict, noise


def test_claims_are_read_with_what_hangs_on_them_and_nothing_else(db: Database) -> None:
    with db.transaction(by="ana") as session:
        noise(session, 2)
        claim = make_claim(session)
        items = [make_evidence(session, claim, stance) for stance in ("supports", "disputes")]
        evidence.withdraw(session, items[1], "a forgery")
        make_evidence(session, claim, "context", said=True)
        make_verdict(session, claim)
        make_verdict(session, claim, "refuted")
        told = {"whom": "Ben", "asked_on": "2019", "added_at": now(), "added_by": "ana"}
        new(session, Outreach(claim_id=3, **told))
        new(session, Outreach(claim_id=3, **told, withdrawn_because="twice"))
        lint.waive(session, claim, "no-date", "unknown", by="ana")
    with db.reading() as session:
        (facts,) = read(session, [3, 99], "2019-05-01")
    assert (facts.id, facts.today, facts.first.speaker) == (3, "2019-05-01", "Mike Pompeo")
    assert [item.stance for item in facts.evidence] == ["supports", "disputes", "context"]
    assert [item.stance for item in facts.items()] == ["supports"]
    assert [item.stance for item in facts.items(facts.first.id)] == ["context"]
    assert facts.verdict.verdict == "refuted"
    assert facts.ruled(facts.first.id) is None
    assert [one.whom for one in facts.outreach] == ["Ben"]
    assert facts.waivers["no-date"].reason == "unknown"


def test_the_log_knows_when_evidence_was_withdrawn(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = make_claim(session)
        for stance in ("supports", "context"):
            make_evidence(session, claim, stance)
        make_verdict(session, claim, "supported")

    def when() -> dict[int, str]:
        with db.reading() as session:
            (facts,) = read(session, [1], "2019-05-01")
        return dict(facts.withdrawn_at)

    assert when() == {}
    with db.transaction(by="ana") as session:
        evidence.withdraw(session, session.get_one(Evidence, 1), "a forgery")
    first = when()
    assert first.keys() == {1}
    with db.transaction(by="ana") as session:
        session.get_one(Evidence, 1).locator = "page 3"
        session.get_one(Claim, 1).why = "asked"
    assert when() == first, "it was withdrawn before"
    with db.transaction(by="ana") as session:
        undo.undo(session, by="ana")
    with db.transaction(by="ana") as session:
        undo.undo(session, by="ana", seq=2)
    assert when() == {}
