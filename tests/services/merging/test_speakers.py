"""Merging speakers: what they said, their names and ids go over."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.desk import OutreachRecord
from factcheck.errors import Conflict, RuleBroken
from factcheck.models import Appearance, Claim, Evidence, Outreach, Speaker, SpeakerAlias
from factcheck.records import AppearanceRecord
from factcheck.services import appearances, outreach, show, speakers, undo
from factcheck.services.merging import Merged
from factcheck.services.merging.speakers import merge
from tests import filled
from tests.exchange.carried import sound, work
from tests.factories import make_claim, make_evidence, make_verdict
from tests.rows import rows
from tests.services.merging.conftest import Merging


def begun(session: Session) -> None:
    """Mike Pompeo, and M. Pompeo who is the same; each said something."""
    make_claim(session)
    make_claim(session, "Another claim", speaker="M. Pompeo")
    make_evidence(session, session.get_one(Claim, 1), by="M. Pompeo")


def fill(db: Database) -> None:
    work(db, begun)


@pytest.fixture
def desk(db: Database) -> Database:
    return filled.database(db, fill)


def join(session: Session) -> Merged:
    return merge(session, [session.get_one(Speaker, 2)], session.get_one(Speaker, 1))


def test_what_one_said_the_other_said(desk: Database, merging: Merging) -> None:
    def describe(session: Session) -> None:
        one, other = (session.get_one(Speaker, number) for number in (1, 2))
        speakers.alias(session, other, "The Secretary")
        speakers.alias(session, other, "Q473239", "wikidata")
        speakers.edit(session, other, {"kind": "person", "description": "a politician"})
        assert one.kind == "unknown"

    work(desk, describe)
    done = merging(join)
    assert (done.kind, done.merged, done.into, done.doubts) == ("speaker", (2,), 1, [])
    assert done.counts == "1 appearance, 1 item of evidence, 3 names"
    assert rows(desk, Appearance, "speaker_id") == [(1,), (1,)]
    assert rows(desk, Evidence, "by_id") == [(1,)]
    columns = ("name", "kind", "description", "merged_into")
    assert rows(desk, Speaker, *columns) == [
        ("Mike Pompeo", "person", "a politician", None),
        ("M. Pompeo", "person", "a politician", 1),
    ]
    with desk.reading() as session:
        (view,) = speakers.listing(session)
        assert (view.aliases, view.ids, view.claims) == (
            ("The Secretary", "M. Pompeo"),
            ("wikidata=Q473239",),
            2,
        )
        for name in ("m. pompeo", "The Secretary", "2", "1"):
            assert speakers.get(session, name).id == 1


def test_who_was_asked_is_the_one_that_stays(desk: Database, merging: Merging) -> None:
    def ask(session: Session) -> None:
        claim = session.get_one(Claim, 1)
        for whom in ("M. Pompeo", "Mike Pompeo", "His driver"):
            outreach.ask(session, claim, OutreachRecord(whom), by="ana")

    work(desk, ask)
    assert "1 question to somebody" in merging(join).counts
    assert rows(desk, Outreach, "whom", "speaker_id") == [
        *(("M. Pompeo", 1), ("Mike Pompeo", 1), ("His driver", None)),
    ]


def test_a_name_that_is_an_alias_already_is_kept_once(desk: Database, merging: Merging) -> None:
    def alias(session: Session) -> None:
        session.add(SpeakerAlias(speaker_id=1, value="M. POMPEO"))

    work(desk, alias)
    merging(join)
    assert rows(desk, SpeakerAlias, "speaker_id", "value", "removed") == [(1, "M. POMPEO", 0)]


def test_two_ids_of_one_scheme_are_a_doubt(desk: Database) -> None:
    def identify(session: Session) -> None:
        for number in (1, 2):
            speakers.alias(session, session.get_one(Speaker, number), f"Q{number}", "wikidata")

    work(desk, identify)
    assert work(desk, join).doubts == ["there are several ids of wikidata: Q1, Q2"]


def test_appearances_that_become_the_same_one_are_joined(desk: Database, merging: Merging) -> None:
    def again(session: Session) -> None:
        record = AppearanceRecord(
            *("M. Pompeo", "https://example.org/interview", "2019-04-30"),
            "getting prepared to get on his airplane",
        )
        claim = session.get_one(Claim, 1)
        twin = appearances.add(session, claim, record, by="ana")
        make_evidence(session, claim, "supports", appearance=twin.id)
        make_evidence(session, claim, "supports", said=True)
        make_verdict(session, claim, "supported", appearance=twin.id)

    work(desk, again)
    done = merging(join)
    assert done.also == [
        "appearance a3 is the same as a1",
        "evidence e3 is the same as e2",
    ]
    with desk.reading() as session:
        view = show.claim(session, 1)
        assert (view.attribution, len(view.appearances)) == ("supported", 2)


def test_differing_verdicts_on_what_becomes_one_are_in_the_way(desk: Database) -> None:
    def again(session: Session) -> None:
        record = AppearanceRecord(
            *("M. Pompeo", "https://example.org/interview", "2019-04-30"),
            "getting prepared to get on his airplane",
        )
        claim = session.get_one(Claim, 1)
        twin = appearances.add(session, claim, record, by="ana")
        make_verdict(session, claim, "supported", appearance=twin.id)
        make_verdict(session, claim, "refuted", said=True)

    work(desk, again)
    with pytest.raises(Conflict) as caught:
        work(desk, join)
    assert caught.value.message == (
        "the verdicts in force on whether it was said (a1) differ: "
        "refuted on claim 1, supported on claim 1"
    )
    assert caught.value.hint == (
        'factcheck verdict 1 --appearance a3 --withdraw --because "..." takes one of them back'
    )


def test_speakers_that_cannot_be_merged_are_refused(desk: Database) -> None:
    with pytest.raises(RuleBroken, match="speaker 1 cannot be merged into itself"):
        work(desk, lambda s: merge(s, [s.get_one(Speaker, 1)], s.get_one(Speaker, 1)))
    work(desk, join)
    with pytest.raises(RuleBroken, match="speaker 2 was merged into speaker 1 already"):
        work(desk, join)


def test_a_name_that_was_taken_again_is_in_the_way_of_undo(desk: Database) -> None:
    work(desk, join, by="zoe")

    def take(session: Session) -> None:
        speakers.remove_alias(session, session.get_one(Speaker, 1), "M. Pompeo")
        speakers.resolve(session, "M. Pompeo")

    work(desk, take, by="ben")
    with pytest.raises(Conflict, match="cannot be taken back: entry 3"):
        work(desk, lambda session: undo.undo(session, by="zoe"), by="zoe")
    sound(desk)
