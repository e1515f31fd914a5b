"""The plan of a redaction: which fields are meant, where the words stand, what cannot go."""

import pytest
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.db import Database
from factcheck.errors import InvalidInput, NotFound, RuleBroken, Usage
from factcheck.history.record import now
from factcheck.models import Claim, Correction, ImportRun, Speaker, Verdict, new_uid
from factcheck.services import claims, redaction, sources, speakers, undo
from factcheck.services.redaction import Field
from factcheck.storage import redacting
from tests import filled
from tests.factories import make_claim, make_evidence, make_review, make_verdict, publish
from tests.rows import entries, rows

SECRET = "Invented Secret"


def fill(db: Database) -> None:
    with db.transaction(by="ana", action="add") as session:
        claim = make_claim(session, f"{SECRET} was there", speaker=SECRET, tags=("air",))
        make_evidence(session, claim, note=f"heard of {SECRET.upper()}, and of {SECRET}")
        make_evidence(session, claim, "context", note=f"not of {SECRET.lower()}")
        make_verdict(session, claim)
        make_review(session, claim, raw='{"claimReviewed": "\\u0041 Invented Secret"}')
        speakers.alias(session, speakers.get(session, SECRET), "The Secret One")
    with db.transaction(by="ana", action="edit", reason=f"{SECRET} wants it") as session:
        claims.edit(session, claims.get(session, 1), {"text": f"{SECRET} was not there"})
        make_verdict(session, claims.get(session, 1), "refuted")


@pytest.fixture
def told(db: Database) -> Database:
    """Entry 1: a claim with a verdict; entry 2, whose reason tells the secret: it is reworded."""
    return filled.database(db, fill)


def planned(db: Database, *asked: Field, everywhere: bool = False) -> redaction.Plan:
    with db.reading() as session:
        return redaction.plan(session, asked, everywhere=everywhere)


@pytest.mark.parametrize(
    ("thing", "names", "found"),
    [
        ("1", ["text"], [Field("claim", 1, "text")]),
        ("c1", ["Text"], [Field("claim", 1, "text")]),
        ("claim:1", ["context", "why"], [Field("claim", 1, "context"), Field("claim", 1, "why")]),
        ("[e2]", ["note"], [Field("evidence", 2, "note")]),
        ("a1", ["archive-url"], [Field("appearance", 1, "archive_url")]),
        ("s1", ["url"], [Field("source", 1, "url")]),
        ("source:https://example.org/interview", ["url"], [Field("source", 1, "url")]),
        (f"speaker: {SECRET}", ["aliases"], [Field("speaker_alias", 1, "value")]),
        ("speaker:1", ["party"], [Field("speaker", 1, "party")]),
        ("tag:air", ["all"], [Field("tag", 1, "name")]),
        (
            "verdict:2",
            ["all"],
            [Field("verdict", 2, "ended_because"), Field("verdict", 2, "reason")],
        ),
        ("1", ["aliases"], []),
    ],
)
def test_things_are_named_as_people_name_them(
    told: Database, thing: str, names: list[str], found: list[Field]
) -> None:
    with told.reading() as session:
        assert redaction.fields(session, [thing], names) == tuple(found)


@pytest.mark.parametrize(
    ("thing", "name", "error", "message"),
    [
        ("1", "quote", Usage, "claim 1 has no text called quote"),
        ("e1", "aliases", Usage, "e1 has no text called aliases"),
        ("song:1", "text", Usage, "song:1 is nothing that can be redacted"),
        ("counter:1", "name", Usage, "counter:1 is nothing that can be redacted"),
        ("tag:nothing", "name", Usage, "tag:nothing: name it by its id"),
        ("claim:one", "text", Usage, "claim:one: name it by its id"),
        ("9", "text", NotFound, "there is no claim 9"),
        ("review:7", "raw", NotFound, "there is no review 7"),
        ("speaker:Nobody", "name", NotFound, "no speaker is called Nobody"),
        ("s9", "url", NotFound, "there is no source 9"),
    ],
)
def test_what_is_not_there_is_refused(
    told: Database, thing: str, name: str, error: type[Exception], message: str
) -> None:
    with told.reading() as session, pytest.raises(error, match=message):
        redaction.fields(session, [thing], [name])


def test_nothing_asked_is_refused(told: Database) -> None:
    with pytest.raises(Usage, match="which field"):
        planned(told)


def test_the_same_words_elsewhere_are_told_and_taken_where_that_is_asked(told: Database) -> None:
    name = Field("speaker", 1, "name")
    others = (
        Field("claim", 1, "text"),
        Field("evidence", 1, "note"),
        Field("review", 1, "raw"),
    )
    found = planned(told, name)
    assert (found.fields, found.also, found.sealed) == ((name,), others, (2,))
    whole = planned(told, name, everywhere=True)
    assert (whole.fields, whole.also) == ((*others, name), ())
    assert set(found.places) < set(whole.places)


def test_texts_go_from_rows_and_log_and_verdicts_cannot_be_matched_with_them(
    told: Database,
) -> None:
    found = planned(told, Field("claim", 1, "text"))
    redacting.redact(told, found, "Court, 1/2019", by="ben")
    mark = "[redacted claim 1]"
    assert rows(told, Claim, "text", "text_key") == [(mark, text.key(mark))]
    hashes = [one for (one,) in rows(told, Verdict, "text_sha256")]
    assert hashes == ["0" * 64, text.digest(mark)]  # the first was given on other words
    assert entries(told)[-1][:2] == ("ben", "redact claim 1")
    assert rows(told, Speaker, "name") == [(SECRET,)]


def test_what_an_undo_took_away_is_still_in_the_log_and_goes(db: Database) -> None:
    with db.transaction(by="ana", action="add") as session:
        make_claim(session, f"{SECRET} was there")
    with db.transaction(by="ana", action="undo") as session:
        undo.undo(session, by="ana")
    with db.reading() as session:
        asked = redaction.fields(session, ["1"], ["text"])
        found = redaction.plan(session, asked)
    assert (len(found.places), found.ops) == (1, ())
    assert redacting.redact(db, found, "Court, 1/2019", by="ana").entry == 3
    assert planned(db, *asked).nothing


def test_files_of_imports_are_told(db: Database) -> None:
    with db.transaction(by="ana", action="import") as session:
        make_claim(session, f"{SECRET} was there")
        run = ImportRun(id=1, uid=new_uid(), file="checks.csv", format="csv", started_at=now())
        run.started_by = "ana"
        session.add(run)
    assert planned(db, Field("claim", 1, "text")).files == ("checks.csv",)


def test_a_redaction_stands_alone_and_names_an_order(told: Database) -> None:
    found = planned(told, Field("claim", 1, "text"))
    with pytest.raises(InvalidInput, match="the order is empty"):
        redaction.reason("  ", found)

    def beside(session: Session) -> None:
        sources.edit(session, sources.get(session, "s1"), {"title": "Interview"})
        redaction.redact(session, found)

    with (
        pytest.raises(RuleBroken, match="a transaction of its own"),
        told.transaction(by="a") as s,
    ):
        beside(s)


def test_short_words_are_not_looked_for_elsewhere(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, why="so", context="so so")
    found = planned(db, Field("claim", 1, "why"))
    assert (found.also, found.sealed) == ((), ())
    assert found.places


def test_what_is_published_is_redacted_without_a_correction_that_would_keep_it(
    told: Database,
) -> None:
    with told.transaction(by="ana") as session:
        publish(session, claims.get(session, 1))
    before = rows(told, Correction, "id")
    found = planned(told, Field("claim", 1, "text"))
    redacting.redact(told, found, "Court, 1/2019", by="ben")
    assert rows(told, Claim, "text") == [("[redacted claim 1]",)]
    assert rows(told, Correction, "id") == before
