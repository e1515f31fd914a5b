"""The record of a speaker: verdicts counted, claims listed, repeats after a ruling found."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.records import AppearanceRecord
from factcheck.services import appearances, claims, scorecards, sources, speakers, verdicts
from factcheck.services.scorecards import SaidView, ScorecardView, VerdictCount
from tests import filled
from tests.factories import make_claim, make_verdict
from tests.queries import asked

DAYS = ("2019-04-30", "2019-05-01", "2019-05", "2019", "2019-05-02", "2019-06", "2020")


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = make_claim(session, "one")
        make_claim(session, "two", said_on=None, source=None)
        make_claim(session, "dropped", source=None).stage = "dropped"
        make_claim(session, "another's", speaker="Ana López", source=None)
        make_verdict(session, claim, "refuted").ruled_at = "2019-05-01T10:00:00.000000Z"
        for said_on in DAYS:
            record = AppearanceRecord("Mike Pompeo", f"page of {said_on}", said_on)
            appearances.add(session, claim, record, by="ana")
        gone = AppearanceRecord("Mike Pompeo", "a parody", "2021")
        said = appearances.add(session, claim, gone, by="ana")
        appearances.withdraw(session, said, "not he")
        other = AppearanceRecord("Ana López", "her page", "2021")
        appearances.add(session, claim, other, by="ana")


@pytest.fixture
def desk(db: Database) -> Database:
    """Refuted on 1 May 2019, and said again before, on and after that day, and in May."""
    return filled.database(db, fill)


def card(db: Database, name: str = "Mike Pompeo", limit: int = 20) -> ScorecardView:
    with db.reading() as session:
        return scorecards.card(session, speakers.get(session, name), limit)


def repeats(db: Database) -> list[str]:
    return [one.said_on for one in card(db).repeated]


def test_verdicts_are_counted_and_claims_listed(desk: Database) -> None:
    found = card(desk)
    assert (found.name, found.claims) == ("Mike Pompeo", 2)
    assert found.verdicts == (VerdictCount("refuted", 1), VerdictCount("none", 1))
    assert found.said == (
        SaidView(2, "two", None, 1, None),
        SaidView(1, "one", "2019", 8, "refuted"),
    )
    assert [one.claim for one in card(desk, limit=1).said] == [2]
    assert card(desk, "Ana López").verdicts == (
        VerdictCount("refuted", 1),
        VerdictCount("none", 1),
    )


def test_repeated_is_what_was_certainly_later(desk: Database) -> None:
    """Not on the day itself, nor in a month or year that may have been before."""
    assert repeats(desk) == ["2020", "2019-06", "2019-05-02"]
    last = card(desk).repeated[0]
    assert (last.claim, last.verdict, last.ruled_at[:10]) == (1, "refuted", "2019-05-01")
    assert (last.source_title, last.source_url) == ("page of 2020", None)


def test_the_first_ruling_of_a_verdict_that_was_given_again_counts(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        make_verdict(session, claims.get(session, 1), "refuted", reason="still")
    assert repeats(desk) == ["2020", "2019-06", "2019-05-02"]
    with desk.transaction(by="ana") as session:
        verdicts.withdraw(session, claims.get(session, 1), "new facts")
    assert repeats(desk) == []


def test_a_confidential_source_is_not_named(desk: Database) -> None:
    def hide(session: Session) -> None:
        secret = sources.get(session, "page of 2020")
        sources.edit(session, secret, {"confidential_because": "a promise"})

    with desk.transaction(by="ana") as session:
        hide(session)
    assert card(desk).repeated[0].source_title == "confidential source (a promise)"


def test_a_card_takes_a_fixed_number_of_queries(desk: Database) -> None:
    with desk.reading() as session:
        found = [speakers.get(session, name) for name in ("Mike Pompeo", "Ana López")]
        counts = []
        for one in found:
            with asked(session) as sent:
                scorecards.card(session, speakers.current(session, one.id))
            counts.append(len(sent))
    assert counts[0] == counts[1]
