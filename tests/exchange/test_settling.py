"""Our own lines into the database: each is settled by itself, in its place."""

import random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.exchange import merging
from factcheck.exchange.merging import VERSIONED
from factcheck.exchange.settling import REFERENCES, Exchange
from factcheck.formats.shape import HANGING, KEYS, LISTS, table_of
from factcheck.models import Claim, Source, Speaker, all_models
from factcheck.records import VerdictRecord
from factcheck.services import verdicts
from tests import filled, stories
from tests.exchange.carried import Line, export, lines_of, many, sound, take, work, written
from tests.exchange.conftest import Another
from tests.factories import make_claim, make_evidence, make_relation, noise
from tests.long import seeds

AT = "2019-05-01T10:02:00.000000Z"
SPEAKER: Line = {"type": "speaker", "uid": "s1", "name": "Ana", "kind": "person"}
SCALE: Line = {
    "type": "scale",
    "uid": "r1",
    "name": "desk",
    "title": "The Desk",
    "points": [{"label": "Baffling"}],
}


def claim(uid: str = "k1", **told: Any) -> Line:
    return {
        "type": "claim",
        "uid": uid,
        "text": f"It is so {uid}",
        "tracked": 1,
        "stage": "new",
        "priority": 1,
        "added_at": AT,
        "added_by": "ana",
        **told,
    }


def said(**told: Any) -> Line:
    return {"uid": "a1", "added_at": AT, "added_by": "ana", **told}


def ruled(**told: Any) -> Line:
    row = {"uid": "v1", "verdict": "mixed", "reason": "so", "text_sha256": "0"}
    return {**row, "ruled_at": AT, "ruled_by": "ana", **told}


# what is referred to


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (claim("k2", appearances=[said(speaker="x")]), "refers to a speaker that is not here"),
        (claim("k2", appearances=[said(source="x")]), "refers to a source that is not here"),
        (
            claim("k2", verdicts=[ruled(point=["r1", "Plain"])]),
            "refers to the label 'Plain' of a scale that is not here",
        ),
        (
            claim("k2", verdicts=[ruled(point=["r9", "Baffling"])]),
            "refers to the label 'Baffling' of a scale that is not here",
        ),
    ],
)
def test_a_claim_that_refers_to_nothing_is_refused_alone(
    db: Database, line: Line, why: str
) -> None:
    good = claim(
        "k3", appearances=[said(speaker="s1")], verdicts=[ruled(point=["r1", "Baffling"])]
    )
    done = take(db, written(SPEAKER, SCALE, claim(), line, good))
    assert done.results() == ["created", "created", "created", "refused", "created"]
    assert done.refused() == {"line 5": why}
    assert done.outcomes[3].raw.strip() == written(line).splitlines()[1]
    again = take(db, written({**line, "uid": "k1"}), prefer="theirs")
    assert list(again.refused().values()) == [why]
    sound(db)


def test_a_relation_to_nothing_is_refused_alone(db: Database) -> None:
    told = {"type": "relation", "kind": "denies", "added_at": AT, "added_by": "ana"}
    lines = [
        {**told, "uid": "l1", "claim": "k1", "other": "gone"},
        {**told, "uid": "l2", "claim": "k1", "other": "k2"},
    ]
    done = take(db, written(claim("k1"), claim("k2"), *lines))
    assert done.refused() == {"line 4": "refers to a claim that is not here"}
    assert done.results().count("created") == 3


def test_what_is_referred_to_may_be_here_already(db: Database) -> None:
    take(db, written(SPEAKER, SCALE))
    done = take(db, written(claim(appearances=[said(speaker="s1")])))
    assert done.results() == ["created"]
    with db.reading() as session:
        assert session.get_one(Claim, 1).speaker_id == 1


def test_evidence_and_verdicts_find_their_appearance(db: Database) -> None:
    item = {"uid": "e1", "appearance": "a1", "stance": "supports", "confidential": 0, "note": "x"}
    item |= {"added_at": AT, "added_by": "ana"}
    told = claim(appearances=[said()], evidence=[item], verdicts=[ruled(appearance="a1")])
    assert take(db, written(told)).results() == ["created"]
    with db.reading() as session:
        found = session.get_one(Claim, 1)
        assert (found.attribution_status, found.attribution_verdict) == ("supporting", "mixed")
        assert found.content_verdict is None
    sound(db)


# the same record twice


def test_the_same_record_twice_in_a_file_is_refused_the_second_time(db: Database) -> None:
    done = take(db, written(claim(), claim("k2"), claim(text="It is not")))
    assert done.results() == ["created", "created", "refused"]
    assert done.refused() == {"line 4": "the same record stands in the file twice"}
    with db.reading() as session:
        assert session.scalars(select(Claim.text).order_by(Claim.id)).all() == [
            *("It is so k1", "It is so k2"),
        ]


def test_bad_lines_cost_nobody_else_anything(db: Database) -> None:
    done = take(
        db,
        written(
            SPEAKER,
            "{broken",
            {"type": "tag", "uid": "t1", "name": "flights"},
            b'{"type":"tag","uid":"t2","name":"\xff"}',
            claim("k1", listed=1),
            claim("k2", tags=["flights"], appearances=[said(speaker="s1")]),
        ),
    )
    assert sorted(done.refused()) == ["line 3", "line 5", "line 6"]
    assert done.counts == {"created": 3, "refused": 3}
    assert all(one.raw for one in done.outcomes if one.result == "refused")
    sound(db)


def test_one_speaker_too_many_of_a_name_harms_none_of_many(db: Database) -> None:
    """As many as go past SQLAlchemy on one of the engines."""
    people = [{**SPEAKER, "uid": f"s{n}", "name": f"Invented {n}"} for n in range(60)]
    done = take(
        db, written(*people[:40], {**SPEAKER, "uid": "x", "name": "invented 7"}, *people[40:])
    )
    assert list(done.refused().values()) == ["a record like it is there already"]
    with db.reading() as session:
        assert len(session.scalars(select(Speaker.id)).all()) == len(people)
    sound(db)


def test_a_claim_that_the_database_refuses_harms_no_other(db: Database) -> None:
    """Two verdicts in force, a uid of another claim's row: constraints say so."""
    twice = claim("k1", verdicts=[ruled(), ruled(uid="v2")])
    taken = claim("k3", appearances=[said(uid="a2")])
    done = take(db, written(twice, claim("k2", appearances=[said(uid="a2")]), taken, claim("k4")))
    assert done.results() == ["refused", "created", "refused", "created"]
    assert set(done.refused().values()) == {"a record like it is there already"}
    sound(db)


# numbers


def test_an_empty_database_takes_the_numbers_of_the_file(db: Database) -> None:
    take(db, written({**SPEAKER, "id": 40}, claim(id=70), claim("k3", id=90)))
    with db.reading() as session:
        assert session.scalars(select(Claim.id).order_by(Claim.id)).all() == [70, 90]
        assert session.scalars(select(Speaker.id)).all() == [40]
    work(db, lambda session: make_claim(session, speaker="Ben"))
    with db.reading() as session:
        assert session.scalars(select(Claim.id).order_by(Claim.id)).all()[-1] == 91
    sound(db)


def test_numbers_are_kept_beside_records_without_any(db: Database) -> None:
    done = take(db, written(claim(id=1), claim("k2"), claim("k3", id=3)))
    assert done.results() == ["created"] * 3


def test_one_that_is_not_empty_keeps_its_numbers_and_their_uids(
    db: Database, another: Another
) -> None:
    filled.database(db, stories.fill)
    told = export(db)
    other = another()
    work(other, lambda session: noise(session, 2))
    before = lines_of(export(other))
    done = take(other, told)
    assert "refused" not in done.counts
    after = {one["uid"]: one for one in lines_of(export(other))}
    assert {uid: after[uid] for uid in (one["uid"] for one in before)} == {
        one["uid"]: one for one in before
    }
    for line in lines_of(told, "claim"):
        assert after[line["uid"]]["text"] == line["text"]
    numbers = [one["id"] for one in after.values() if one["type"] == "claim"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(take(other, told).results()) == {"unchanged"}
    sound(other)


def test_nothing_that_is_only_here_is_removed(db: Database, another: Another) -> None:
    other = another()
    take(other, written(SPEAKER, claim()))
    take(db, written(SPEAKER, claim()))
    work(db, lambda session: make_evidence(session, session.get_one(Claim, 1)))
    work(db, lambda session: make_claim(session, "Another", speaker="Ben"))
    before = many(db, Claim, Speaker, Source)
    assert set(take(db, export(other)).results()) == {"unchanged"}
    assert many(db, Claim, Speaker, Source) == before
    sound(db)


def test_everything_that_refers_is_looked_up() -> None:
    """Each foreign key of a kind of record stands in REFERENCES, but for the claim it hangs on."""
    for kind, references in REFERENCES.items():
        if kind == "merge":
            continue
        table = all_models()[table_of(kind)].__table__
        found = {column for _, column, _ in references}
        keys = {column.name for column in table.c if column.foreign_keys}
        hangs = {"import_run_id", "scale_id", *({"claim_id"} - found)}
        assert keys - hangs - ({"speaker_id"} if kind == "alias" else set()) == found, kind


def test_what_is_known_under_another_uid() -> None:
    exchange = Exchange("ana", same={"theirs": "ours"})
    assert (exchange.here("theirs"), exchange.here("other")) == ("ours", "other")


def test_a_story_is_settled_in_batches_of_any_size(
    db: Database, another: Another, monkeypatch: pytest.MonkeyPatch
) -> None:
    from factcheck.exchange import settling, unifying

    def story(session: Session) -> None:
        one, other = make_claim(session), make_claim(session, "Another", speaker="Ben")
        make_relation(session, one, other)
        record = VerdictRecord("refuted", "so", rating="politifact: False")
        verdicts.give(session, one, record, by="ana")
        noise(session, 3)

    work(db, story)
    told = export(db)
    monkeypatch.setattr(settling, "BATCH", 2)
    monkeypatch.setattr(unifying, "BATCH", 2)
    other = another()
    assert set(take(other, told).results()) == {"created"}
    assert set(take(other, told).results()) == {"unchanged"}
    assert export(other) == told


def test_a_line_that_is_ours_to_the_letter_is_not_compared(
    db: Database, another: Another, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.fill(db)
    told, other = export(db), another()
    first = take(other, told)

    def compared(*_: Any) -> None:
        raise AssertionError("it was compared")

    monkeypatch.setattr(merging, "settle", compared)
    second = take(other, told)
    assert set(second.results()) == {"unchanged"}
    claims = [one.claim for one in first.outcomes]
    assert [one.claim for one in second.outcomes] == claims
    assert any(claims)
    with pytest.raises(AssertionError, match="it was compared"):
        take(other, told.replace(b'"text":"', b'"text":"Not: ', 1))


# what a file need not say


def thinned(draw: random.Random, kind: str, line: Line) -> Line:
    """The same with fewer keys, and with lists in which nothing stands."""
    needed = {key.name: key.needed and not key.private for key in KEYS[kind]}
    told = {
        name: value
        for name, value in line.items()
        if needed.get(name, True) or draw.random() < 0.6
    }
    for name, child in HANGING.get(kind, {}).items():
        if name in told:
            told[name] = [thinned(draw, child, row) for row in told[name]]
    versions = ("versions",) if kind in VERSIONED else ()
    for name in (*LISTS.get(kind, ()), *HANGING.get(kind, ()), *versions):
        if name not in told and draw.random() < 0.5:
            told[name] = []
    return told


@pytest.mark.parametrize("seed", seeds(3, 60))
def test_what_a_file_leaves_out_changes_nothing_the_second_time(
    seed: int, db: Database, another: Another
) -> None:
    draw = random.Random(seed)
    stories.fill(db)
    raw = written(*(thinned(draw, one["type"], one) for one in lines_of(export(db))))
    other = another()
    first, second = take(other, raw), take(other, raw)
    assert first.counts["created"] > 5
    before = {one.place: one.result for one in first.outcomes}
    for one in second.outcomes:
        known = one.result == "unchanged" and str(one.reason).startswith("known here")
        assert known or before[one.place] == {"unchanged": "created"}.get(one.result, one.result)
    assert second.counts.get("created", 0) == second.counts.get("updated", 0) == 0
    sound(other)


def test_lists_in_which_nothing_stands_say_nothing(db: Database) -> None:
    lists: Line = {name: [] for name in ("versions", "aliases", "tags", "appearances", "evidence")}
    told = written({**SPEAKER, "versions": [], "aliases": []}, claim(**lists))
    assert take(db, told).results() == ["created", "created"]
    assert take(db, told).results() == ["unchanged", "unchanged"]
    assert [sorted(one) for one in lines_of(export(db))] == [
        ["id", "kind", "name", "type", "uid"],
        sorted(["id", *claim()]),
    ]


def test_an_address_alone_is_enough_of_a_source(db: Database) -> None:
    source: Line = {
        "type": "source",
        "uid": "o1",
        "kind": "page",
        "url": "HTTPS://Example.org/a#b",
    }
    assert take(db, written(source)).results() == ["created"]
    assert take(db, written(source)).results() == ["unchanged"]
    secret = {**source, "uid": "o2", "url": "https://ana:word@example.org/b"}
    (why,) = take(db, written(secret)).refused().values()
    assert why == "the source's address has a user name or password in it"
