"""Which claims are here, by their words and who said them, and what they have already."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.exchange import claims_here
from factcheck.exchange.claims_here import ClaimsHere, Held
from factcheck.models import Claim, ClaimAlias
from factcheck.records import AppearanceRecord
from factcheck.services import appearances, evidence, matching, merging, tags
from tests import filled
from tests.exchange.carried import work
from tests.factories import make_claim, make_evidence

ANA, BEN = 1, 2
NOBODY = 0


def fill(db: Database) -> None:
    def made(session: Session) -> None:
        plain: dict[str, Any] = {"source": None, "said_on": None, "quote": None}
        make_claim(session, "It is so", speaker="Ana", **plain)
        make_claim(session, "So it is", speaker="Ben", **plain)
        make_claim(session, "Who knows", speaker=None, **plain)

    work(db, made)


@pytest.fixture
def desk(db: Database) -> Database:
    """Claim 1 by Ana, claim 2 of the same words by Ben, claim 3 by nobody that is known."""
    return filled.database(db, fill)


def here(session: Session, *texts: str) -> ClaimsHere:
    return ClaimsHere(session, [*texts])


def test_a_claim_is_found_by_its_words_and_its_speaker(desk: Database) -> None:
    with desk.reading() as session:
        known = here(session, "“IT is  so”", "So it is", "Nothing")
        assert known.find("“IT is  so”", ANA, exact=True) == 1
        assert known.find("“IT is  so”", BEN, exact=True) is None
        assert known.find("“IT is  so”", BEN, exact=False) is None
        assert known.find("So it is", BEN, exact=False) == 2
        assert known.find("Nothing", ANA, exact=False) is None


def test_unless_it_is_to_be_exact_an_unknown_speaker_may_be_anybody(desk: Database) -> None:
    with desk.reading() as session:
        known = here(session, "It is so", "Who knows")
        assert known.find("It is so", None, exact=True) is None
        assert known.find("It is so", None, exact=False) == 1
        assert known.find("Who knows", None, exact=True) == 3
        assert known.find("Who knows", ANA, exact=True) is None
        assert known.find("Who knows", ANA, exact=False) == 3
        assert known.find("It is so", NOBODY, exact=False) is None


def test_a_claim_is_found_by_its_other_wordings_and_all_who_said_it(desk: Database) -> None:
    def more(session: Session) -> None:
        one = session.get_one(Claim, 1)
        matching.confirm(session, one, "It is true")
        matching.confirm(session, session.get_one(Claim, 3), "It is unknown")
        appearances.put(session, one, AppearanceRecord(speaker="Ben"), by="ana")
        gone = appearances.put(session, one, AppearanceRecord(speaker="Zoe"), by="ana")
        appearances.withdraw(session, gone, "a mistake")
        matching.confirm(session, one, "It is gone")
        session.flush()
        session.get_one(ClaimAlias, 3).removed = 1

    work(desk, more)
    with desk.reading() as session:
        known = here(session, "It is true", "It is unknown", "It is gone")
        assert known.find("It is true", ANA, exact=True) == 1
        assert known.find("It is true", BEN, exact=True) == 1
        assert known.find("It is true", 3, exact=True) is None
        assert known.find("It is unknown", None, exact=True) == 3
        assert known.find("It is gone", ANA, exact=False) is None


def test_a_merged_claim_is_found_as_the_one_that_stays(desk: Database) -> None:
    def join(session: Session) -> None:
        one, other = (session.get_one(Claim, number) for number in (1, 2))
        merging.claims.merge(session, [other], one)

    work(desk, join)
    with desk.reading() as session:
        assert here(session, "So it is").find("So it is", BEN, exact=True) == 1


def test_very_many_texts_are_asked_for_in_parts(
    desk: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims_here, "BATCH", 2)
    work(desk, lambda session: matching.confirm(session, session.get_one(Claim, 3), "No one does"))
    texts = ["a", "It is so", "So it is", "b", "No one does"]
    with desk.reading() as session:
        known = here(session, *texts)
        assert [known.find(one, None, exact=False) for one in texts] == [None, 1, 2, None, 3]
        assert here(session).place_of(1) is None


def test_a_claim_of_the_batch_is_found_too_and_where_it_comes_from(desk: Database) -> None:
    with desk.reading() as session:
        known = here(session, "A new one", "a NEW one")
        known.made(9, "A new one", BEN, "line 4")
        assert known.find("a NEW one", BEN, exact=True) == 9
        assert known.find("a NEW one", ANA, exact=False) is None
        assert (known.place_of(9), known.place_of(1)) == ("line 4", None)


# what a claim has already


def test_of_wordings_case_and_quote_marks_are_left_out(desk: Database) -> None:
    work(desk, lambda session: matching.confirm(session, session.get_one(Claim, 1), "It is true"))
    with desk.reading() as session:
        held = Held(session, 1)
        told = ["IT IS SO", "“it is true”", "It is new", "it is NEW!", "So it is"]
        found = [held.lacks("claim_alias", {"text": one}) for one in told]
        assert found == [False, False, True, False, True]


def test_appearances_and_evidence_are_known_by_all_that_is_told(desk: Database) -> None:
    said: dict[str, Any] = dict.fromkeys(("speaker_id", "source_id", "said_on", "quote"))
    said |= {"locator": None, "uid": "of no weight"}

    def more(session: Session) -> None:
        one = session.get_one(Claim, 1)
        record = AppearanceRecord(speaker="Ben", said_on="2019", quote="so")
        appearances.put(session, one, record, by="ana")
        gone = appearances.put(session, one, AppearanceRecord(quote="gone"), by="ana")
        appearances.withdraw(session, gone, "a mistake")
        make_evidence(session, one, "supports", note="a note")
        evidence.withdraw(session, make_evidence(session, one, "refutes"), "a mistake")

    work(desk, more)
    with desk.reading() as session:
        held = Held(session, 1)
        assert not held.lacks("appearance", said | {"speaker_id": ANA})
        ben = said | {"speaker_id": BEN, "said_on": "2019", "quote": "so"}
        assert not held.lacks("appearance", ben)
        assert held.lacks("appearance", ben | {"locator": "p. 7"})
        assert not held.lacks("appearance", ben | {"locator": "p. 7"}), "now it has it"
        assert held.lacks("appearance", said | {"quote": "gone"}), "that was withdrawn"
        item: dict[str, Any] = dict.fromkeys(("source_id", "quote", "locator", "retrieved_on"))
        item |= {"stance": "supports", "note": "a note"}
        assert not held.lacks("evidence", item)
        assert held.lacks("evidence", item | {"stance": "refutes"})
        assert held.lacks("evidence", item | {"stance": "refutes", "note": "A note that refutes"})
        assert Held(session, 2).lacks("evidence", item), "that is another claim"


def test_tags_are_held_even_where_they_were_taken_away(desk: Database) -> None:
    def more(session: Session) -> None:
        one = session.get_one(Claim, 1)
        tags.put(session, one, ("a", "b"))
        tags.remove(session, one, ("b",))

    work(desk, more)
    with desk.reading() as session:
        assert Held(session, 1).tags == {1, 2}
        assert Held(session, 2).tags == set()
