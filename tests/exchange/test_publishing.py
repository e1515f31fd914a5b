"""What the public may read of a claim, in the words of each format."""

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.days import spoken_date
from factcheck.db import Database
from factcheck.exchange import publishing
from factcheck.exchange.publishing import LABELS, SHEET, Published, Publisher
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import Claim, Correction
from factcheck.records import VerdictRecord
from factcheck.services import claims, speakers, verdicts
from factcheck.vocabulary import VERDICTS
from tests.exchange.carried import export, work
from tests.factories import make_claim, make_evidence, make_review, make_verdict

US = Publisher("The Desk", "https://desk.example/{id}/{uid}")


def told(db: Database, *ids: int) -> list[Published]:
    with db.reading() as session:
        return list(publishing.claims(session, ids, US))


def published(session: Session) -> None:
    claim = make_claim(session, tags=("flights",), language="en", context="On television")
    speakers.alias(session, speakers.get(session, "Mike Pompeo"), "Q473239", "wikidata")
    make_evidence(session, claim, "refutes", source="A book", by="Zoë")
    verdicts.give(session, claim, VerdictRecord("refuted", "No plane."), by="ana")
    verdicts.give(session, claim, VerdictRecord("supported", "Heard.", said=True), by="ana")
    make_review(session, claim)
    library = make_claim(session, "Another claim", speaker=None, source="A report", said_on=None)
    make_review(session, library, published_on="2019-05", title="Who")
    library.tracked = 0


def test_our_verdict_goes_out_as_ours(db: Database) -> None:
    work(db, published)
    claim, _library = map(publishing.as_found, told(db, 1, 2))
    (review,) = claim.reviews
    uid = told(db, 1)[0].line["uid"]
    assert (review.publisher, review.site) == ("The Desk", "desk.example")
    assert review.url == f"https://desk.example/1/{uid}"
    assert (review.rating, review.rating_value) == ("Refuted", "1")
    assert (review.rating_best, review.rating_worst) == ("5", "1")
    (said,) = claim.appearances
    assert said.speaker is not None
    assert (said.speaker.name, said.speaker.ids) == ("Mike Pompeo", (("wikidata", "Q473239"),))
    assert (said.source, said.said_on) == ("https://example.org/interview", "2019-04-30")
    assert (claim.tags, claim.language, claim.tracked) == (("flights",), "en", True)


def test_what_others_found_goes_out_for_the_library_alone(db: Database) -> None:
    work(db, published)
    _claim, library = map(publishing.as_found, told(db, 1, 2))
    (review,) = library.reviews
    assert (review.publisher, review.rating, review.title) == ("Example Checks", "Unproven", "Who")
    assert library.appearances[0].source == "document: A report"
    nodes = json.loads(export(db, "claimreview", 1, 2, publisher=US))
    assert [one["author"]["name"] for one in nodes] == ["The Desk", "Example Checks"]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_label(db: Database, verdict: str) -> None:
    work(db, lambda session: make_verdict(session, make_claim(session), verdict))
    (review,) = publishing.as_found(told(db, 1)[0]).reviews
    label, value = LABELS[verdict]
    assert (review.rating, review.rating_value) == (label, value)
    assert (review.rating_best is None) == (value is None)


def test_a_rating_of_ours_is_told_in_its_own_words(db: Database) -> None:
    rated = {"rating": "politifact: Pants on Fire"}
    work(db, lambda session: make_verdict(session, make_claim(session), "refuted", **rated))
    (review,) = publishing.as_found(told(db, 1)[0]).reviews
    assert (review.rating, review.rating_value) == ("Pants on Fire", None)


def test_what_was_withdrawn_is_no_verdict(db: Database) -> None:
    work(db, published)
    work(db, lambda s: verdicts.withdraw(s, claims.get(s, 1), "new facts", said=False))
    found = told(db, 1)[0]
    assert found.verdict == {}
    assert found.attribution["verdict"] == "supported"
    assert publishing.as_found(found).reviews == ()
    assert publishing.as_row(found)["verdict"] == ""


def test_every_correction_with_a_notice_is_told_the_newest_first(db: Database) -> None:
    work(db, published)

    def correct(session: Session) -> None:
        for notice in ("It was 2018.", "It was 2019.", None):
            row = Correction(claim_id=1, kind="typo", reason="a slip", notice=notice)
            row.made_at, row.made_by = now(), "ana"
            new(session, row)

    work(db, correct)
    today = spoken_date(now()[:10])
    corrections = f"{today}: It was 2019.\n{today}: It was 2018."
    assert publishing.as_found(told(db, 1)[0]).reviews[0].correction == corrections


def test_a_row_of_the_table(db: Database) -> None:
    work(db, published)
    ours, library = csv.DictReader(io.StringIO(export(db, "csv", 1, 2).decode()))
    assert tuple(ours) == SHEET
    expected: dict[str, Any] = {
        "id": "1",
        "speaker": "Mike Pompeo",
        "source": "https://example.org/interview",
        "verdict": "refuted",
        "reason": "No plane.",
        "attribution": "supported",
        "evidence": "1",
        "tags": "flights",
        "publisher": "",
    }
    assert {name: ours[name] for name in expected} == expected
    assert (library["publisher"], library["rating"]) == ("Example Checks", "Unproven")
    assert (library["verdict"], library["source"]) == ("", "document: A report")


def test_claims_come_in_batches(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    work(db, published)
    whole = [publishing.as_found(one) for one in told(db, 1, 2)]
    monkeypatch.setattr(publishing, "BATCH", 1)
    assert [publishing.as_found(one) for one in told(db, 1, 2)] == whole


def test_an_address_is_told_only_where_one_is_known() -> None:
    line = {"id": 7, "uid": "u"}
    assert Publisher("We").url_of(line) is None
    assert US.url_of(line) == "https://desk.example/7/u"


def test_a_claim_without_anything_is_told(db: Database) -> None:
    bare = dict.fromkeys(("speaker", "source", "said_on", "quote"))
    work(db, lambda session: make_claim(session, "Bare", **bare))
    row = publishing.as_row(told(db, 1)[0])
    assert {name for name in SHEET if row[name]} == {
        *("id", "uid", "text", "stage", "priority", "evidence", "added_at"),
    }
    with db.reading() as session:
        assert row["added_at"] == session.get_one(Claim, 1).added_at
