"""Which of two versions stands: of claims, of what they refer to, and what is said of it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.exchange import merging
from factcheck.models import (
    Claim,
    ClaimAlias,
    Evidence,
    RatingPoint,
    Relation,
    Source,
    Speaker,
    SpeakerAlias,
    all_models,
)
from factcheck.records import VerdictRecord
from factcheck.services import claims, evidence, scales, show, sources, speakers, verdicts
from tests.exchange.carried import (
    export,
    line_of,
    lines_of,
    many,
    sound,
    take,
    work,
)
from tests.exchange.conftest import Another
from tests.exchange.laptops import (
    ASKED,
    HEARD,
    apart,
    begun,
    claim_of,
    claim_outcome,
    context,
    edit,
    worked,
)
from tests.factories import make_claim, make_relation


@pytest.fixture
def engine() -> str:
    """What is decided here is decided in Python; tests/exchange/test_laptops.py runs on both."""
    return "sqlite"


def test_the_same_again_changes_nothing(db: Database, b: Database) -> None:
    work(b, lambda session: worked(session, 4), by="ben")
    back = export(b, "jsonl", 4)
    take(db, back)
    once = export(db)
    assert set(take(db, back).results()) == {"unchanged"}
    assert set(take(b, export(db, "jsonl", 1)).results()) == {"unchanged"}
    assert export(db) == once


def test_handed_back_twice_it_is_updated_twice(db: Database, b: Database) -> None:
    for told in ("first", "second", "third"):
        edit(b, told, 4)
        done = take(db, export(b, "jsonl", 4))
        assert claim_outcome(done) == ("updated", None)
        assert context(db) == told


def test_two_steps_there_are_one_here(db: Database, b: Database) -> None:
    edit(b, "first", 4)
    edit(b, "second", 4)
    assert claim_outcome(take(db, export(b, "jsonl", 4))) == ("updated", None)
    assert context(db) == "second"


def test_a_stale_file_changes_nothing(db: Database, b: Database) -> None:
    stale = export(b, "jsonl", 4)
    edit(b, "first", 4)
    older = export(b, "jsonl", 4)
    edit(b, "second", 4)
    take(db, export(b, "jsonl", 4))
    for file in (stale, older):
        assert claim_outcome(take(db, file)) == ("unchanged", "a later version is here")
    assert context(db) == "second"


def test_what_changed_only_here_stays(db: Database, b: Database) -> None:
    sent = export(b, "jsonl", 4)
    edit(db, "here alone")
    assert claim_outcome(take(db, sent)) == ("unchanged", "a later version is here")
    assert context(db) == "here alone"


# changed on both sides


def test_what_changed_on_both_sides_is_refused_with_both(db: Database, b: Database) -> None:
    back = apart(db, b)
    before = export(db)
    result, reason = claim_outcome(take(db, back))
    assert result == "refused"
    assert reason is not None
    assert reason.startswith(HEARD)
    assert "context “here” here, “there” there" in reason
    assert "1 tags only here; 1 tags only there" in reason
    assert "1 evidence only here; 1 evidence only there" in reason
    after = lines_of(export(db), "claim")
    assert after == lines_of(before, "claim")
    sound(db)


def test_taking_theirs_loses_nothing_that_is_only_here(db: Database, b: Database) -> None:
    take(db, apart(db, b), prefer="theirs")
    with db.reading() as session:
        seen = show.claim(session, 1)
        assert {"Only here", "Only there", "Venezuela"} <= set(seen.tags)
        assert sorted(one.stance for one in seen.evidence) == ["disputes", "refutes", "supports"]


def test_what_was_settled_here_is_taken_there(db: Database, b: Database) -> None:
    take(db, apart(db, b), prefer="theirs")
    assert claim_outcome(take(b, export(db, "jsonl", 1))) == ("updated", None)
    assert claim_of(export(b, "jsonl", 4)) == claim_of(export(db, "jsonl", 1))
    edit(b, "and on", 4)
    assert claim_outcome(take(db, export(b, "jsonl", 4))) == ("updated", None)
    sound(b)


def test_what_was_kept_here_is_taken_there(db: Database, b: Database) -> None:
    take(db, apart(db, b), prefer="ours")
    assert claim_outcome(take(b, export(db, "jsonl", 1))) == ("updated", None)
    assert context(b, 4) == "here"


def test_both_came_to_the_same(db: Database, b: Database) -> None:
    edit(db, "agreed")
    edit(b, "agreed", 4)
    assert claim_outcome(take(db, export(b, "jsonl", 4))) == ("unchanged", None)


# who is known there under another uid


def test_speaker_and_source_are_the_ones_known_there(db: Database, strangers: Database) -> None:
    sent = export(db, "jsonl", 1)
    done = take(strangers, sent)
    assert sorted(done.reasons()) == [
        "known here as source 1",
        "known here as speaker 1",
        "known here as tag 1",
    ]
    uids = {one["uid"] for one in lines_of(sent, "speaker")}
    assert many(strangers, Speaker, Source) == [2, 2]
    there = {one["uid"] for one in lines_of(export(strangers), "speaker")}
    assert len(uids & there) == 1
    with strangers.reading() as session:
        assert show.claim(session, 2).appearances[0].speaker == "Mike Pompeo"
    sound(strangers)


def test_a_stranger_changed_nothing_and_gets_what_is_new(
    db: Database, strangers: Database
) -> None:
    take(strangers, export(db, "jsonl", 1))
    edit(db, "later")
    assert claim_outcome(take(strangers, export(db, "jsonl", 1))) == ("updated", None)


# other records


def test_a_speaker_that_was_described_there_is_updated(db: Database, b: Database) -> None:
    def describe(session: Session) -> None:
        speaker = speakers.get(session, "Mike Pompeo")
        speakers.edit(session, speaker, {"description": "A secretary", "kind": "person"})
        speakers.alias(session, speaker, "Q473239", "wikidata")
        speakers.alias(session, speaker, "The Secretary")

    work(b, describe)
    done = take(db, export(b, "jsonl", 4))
    assert done.counts["updated"] == 1
    with db.reading() as session:
        found = session.scalars(select(Speaker).where(Speaker.name == "Mike Pompeo")).one()
        assert (found.description, found.kind) == ("A secretary", "person")
        aliases = session.scalars(select(SpeakerAlias.value).order_by(SpeakerAlias.id)).all()
        assert aliases == ["Q473239", "The Secretary"]
    work(b, lambda s: speakers.remove_alias(s, speakers.get(s, "Mike Pompeo"), "The Secretary"))
    take(db, export(b, "jsonl", 4))
    with db.reading() as session:
        removed = select(SpeakerAlias.value).where(SpeakerAlias.removed == 1)
        assert session.scalars(removed).all() == ["The Secretary"]
    sound(db)


def test_an_alias_that_is_only_here_stays_when_theirs_is_taken(db: Database, b: Database) -> None:
    work(db, lambda s: speakers.alias(s, speakers.get(s, "Mike Pompeo"), "Ours"))
    work(b, lambda s: speakers.alias(s, speakers.get(s, "Mike Pompeo"), "Theirs"))
    take(db, export(b, "jsonl", 4), prefer="theirs")
    with db.reading() as session:
        standing = select(SpeakerAlias.value).where(SpeakerAlias.removed == 0)
        assert sorted(session.scalars(standing)) == ["Ours", "Theirs"]


def test_a_source_that_changed_on_both_sides_is_refused(db: Database, b: Database) -> None:
    def publish(told: str) -> Callable[[Session], object]:
        return lambda s: sources.edit(
            s, sources.get(s, "https://example.org/interview"), {"publisher": told}
        )

    work(db, publish("Here"))
    work(b, publish("There"))
    done = take(db, export(b, "jsonl", 4))
    assert list(done.refused().values()) == [f"{HEARD}publisher “Here” here, “There” there{ASKED}"]
    take(db, export(b, "jsonl", 4), prefer="theirs")
    with db.reading() as session:
        assert sources.get(session, "https://example.org/interview").publisher == "There"


def test_a_scale_gets_its_labels_from_there(db: Database, another: Another) -> None:
    def rate(session: Session, label: str) -> None:
        claim = make_claim(session)
        record = VerdictRecord("refuted", "so", rating=f"politifact: {label}")
        verdicts.give(session, claim, record, by="ana")

    work(db, lambda session: rate(session, "False"))
    other = another()
    take(other, export(db))

    def more(session: Session) -> None:
        scale = scales.scale(session, "politifact")
        session.add(RatingPoint(scale_id=scale.id, label="Baffling", verdict="mixed"))

    work(other, more)
    before = many(db, RatingPoint)[0]
    assert take(db, export(other)).counts["updated"] == 1
    assert many(db, RatingPoint) == [before + 1]
    sound(db)


def test_an_alias_of_a_claim_comes_and_goes(db: Database, b: Database) -> None:
    work(b, lambda s: s.add(ClaimAlias(claim_id=4, text="He was leaving")))
    take(db, export(b, "jsonl", 4))
    assert many(db, ClaimAlias) == [1]

    def remove(session: Session) -> None:
        session.scalars(select(ClaimAlias)).one().removed = 1

    work(b, remove)
    work(b, worked_on(4))
    assert claim_outcome(take(db, export(b, "jsonl", 4)))[0] == "updated"
    with db.reading() as session:
        assert session.scalars(select(ClaimAlias.removed)).all() == [1]


def worked_on(claim_id: int) -> Callable[[Session], None]:
    return lambda session: worked(session, claim_id)


def test_of_what_was_changed_back_nobody_can_tell_which_is_later(
    db: Database, b: Database
) -> None:
    edit(b, "there", 4)
    assert claim_outcome(take(db, export(b, "jsonl", 4))) == ("updated", None)
    edit(b, "", 4)
    back = export(b, "jsonl", 4)
    assert claim_outcome(take(db, back))[0] == "refused"
    assert claim_outcome(take(db, back, prefer="theirs")) == ("updated", "theirs was taken")
    assert claim_outcome(take(db, back))[0] == "unchanged"


def test_a_stale_relation_brings_nothing_back(db: Database, another: Another) -> None:
    work(db, begun)
    work(db, lambda s: make_relation(s, claims.get(s, 1), claims.get(s, 2)))
    stale = export(db)
    work(db, lambda s: setattr(s.get_one(Relation, 1), "withdrawn_because", "A mistake"))
    assert set(take(db, stale).results()) == {"unchanged"}
    with db.reading() as session:
        assert session.get_one(Relation, 1).withdrawn_because == "A mistake"


def test_what_was_withdrawn_there_is_withdrawn_here(db: Database, b: Database) -> None:
    def withdraw(session: Session) -> None:
        item = session.scalars(select(Evidence).where(Evidence.claim_id == 4)).one()
        evidence.withdraw(session, item, "A forgery")

    work(b, withdraw)
    take(db, export(b, "jsonl", 4))
    with db.reading() as session:
        found = session.scalars(select(Evidence).where(Evidence.claim_id == 1)).one()
        assert found.withdrawn_because == "A forgery"
        assert session.get_one(Claim, 1).disputes == 0
    sound(db)


# in words


def test_a_difference_is_told_in_words() -> None:
    note = {"uid": "n", "id": 1, "text": "so"}
    mine = {"id": 1, "text": "It is", "tags": ["a"], "notes": [note]}
    theirs = {
        "id": 2,
        "text": "It is\nnot",
        "why": "x" * 99,
        "notes": [{**note, "id": 5, "text": "no"}, {"uid": "m"}],
    }
    assert merging.difference(mine, theirs).split("; ") == [
        "text “It is” here, “It is not” there",
        "1 tags only here",
        "1 notes only there",
        "notes: text “so” here, “no” there",
        f"why nothing here, “{'x' * 60}” there",
    ]
    assert merging.difference(mine, {**mine, "id": 3, "versions": ["x"]}) == ""


def test_every_table_that_has_versions_is_settled_by_them() -> None:
    found = {name for name, model in all_models().items() if "versions" in model.__table__.c}
    assert found == {"claim", "speaker", "source", "rating_scale"}
    assert merging.VERSIONED == ("claim", "speaker", "source", "scale")


def test_the_file_holds_what_it_says(db: Database, b: Database) -> None:
    """What the tests above rest on: B's export names the version that A has."""
    sent = line_of(export(db, "jsonl", 1), "claim")
    edit(b, "there", 4)
    back = line_of(export(b, "jsonl", 4), "claim")
    assert back["uid"] == sent["uid"]
    assert len(back["versions"]) == len(sent.get("versions", ())) + 1
