"""What others checked: found again whatever the feed, and never taken for our own work."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import FactcheckError
from factcheck.exchange import foreign, importing
from factcheck.exchange.outcome import Outcome
from factcheck.formats.base import AppearanceFound, ClaimFound, EvidenceFound, Found
from factcheck.history.record import add as new
from factcheck.history.record import now
from factcheck.models import (
    Appearance,
    Change,
    Claim,
    ClaimAlias,
    Evidence,
    ImportRun,
    RatingPoint,
    RatingScale,
    Review,
    Source,
    Speaker,
    SpeakerAlias,
)
from factcheck.records import ClaimFilter, VerdictRecord
from factcheck.services import claims, lists, merging, scales, show, verdicts
from factcheck.services.scales import PERSON
from tests.exchange.carried import Done, many, sound, take, work
from tests.factories import make_claim, noise

URL = "https://checks.example/bridge"
Node = dict[str, Any]


def node(text: str = "The bridge was never paid for", rating: str = "False", **told: Any) -> Node:
    """A review as a feed has it."""
    by = told.pop("by", "Ana Lima")
    author = by if isinstance(by, dict) or by is None else {"@type": "Person", "name": by}
    found = {
        "@type": "ClaimReview",
        "claimReviewed": text,
        "url": URL,
        "author": {"@type": "Organization", "name": "Checks"},
        "reviewRating": {"@type": "Rating", "alternateName": rating},
        "itemReviewed": {"@type": "Claim", "author": author},
        **told,
    }
    return {name: value for name, value in found.items() if value is not None}


def feed(*nodes: Node) -> bytes:
    return json.dumps(list(nodes)).encode()


def table(*rows: str, columns: str = "claim,speaker,url,publisher,rating") -> bytes:
    return "\n".join([columns, *rows, ""]).encode()


def ratings(db: Database) -> list[str | None]:
    with db.reading() as session:
        return list(session.scalars(select(Review.rating).order_by(Review.id)))


# which review it is


def test_a_review_becomes_a_claim_of_the_library(db: Database) -> None:
    done = take(db, feed(node(datePublished="2019-05-02")))
    assert [(one.result, one.claim) for one in done.outcomes] == [("created", 1)]
    with db.reading() as session:
        seen = show.claim(session, 1)
        assert (seen.text, seen.tracked) == ("The bridge was never paid for", False)
        assert [one.speaker for one in seen.appearances] == ["Ana Lima"]
        (review,) = session.scalars(select(Review))
        assert (review.publisher, review.rating, review.published_on) == (
            *("Checks", "False"),
            "2019-05-02",
        )
        assert review.publisher_site == "checks.example"
        assert review.import_run_id == done.report.run
        assert json.loads(str(review.raw))["url"] == URL
        assert seen.verdicts == ()
    sound(db)


def test_the_same_file_again_changes_nothing(db: Database) -> None:
    told = feed(node(), node("Another claim", url=f"{URL}/2"), node("A third", url=None))
    take(db, told)
    before = many(db, Claim, Review, Speaker, Source)
    assert take(db, told).results() == ["unchanged"] * 3
    assert many(db, Claim, Review, Speaker, Source) == before


@pytest.mark.parametrize(
    "address",
    [
        "http://www.checks.example/bridge/",
        "https://checks.example/bridge?utm_source=feed",
        "https://checks.example/bridge#top",
        "https://web.archive.org/web/20190501000000/https://checks.example/bridge",
    ],
)
def test_another_spelling_of_the_address_is_the_same_review(db: Database, address: str) -> None:
    take(db, feed(node()))
    assert take(db, feed(node(url=address))).results() == ["unchanged"]
    with db.reading() as session:
        assert session.scalars(select(Review.url)).all() == [URL]


def test_the_same_review_through_two_feeds_is_one(db: Database) -> None:
    take(db, feed(node()))
    row = f"The bridge was never PAID for.,Ana Lima,{URL},checks,False"
    assert take(db, table(row)).results() == ["unchanged"]
    assert many(db, Claim, Review) == [1, 1]


def test_one_page_may_review_several_claims(db: Database) -> None:
    done = take(db, feed(node(), node("The bridge is older than that")))
    assert done.counts == {"created": 2}
    assert many(db, Claim, Review) == [2, 2]


def test_without_an_address_the_publisher_is_what_counts(db: Database) -> None:
    rows = [
        "It is so,Ana,,Checks,False",
        "It is so,Ana,,CHECKS,False",
        "It is so,Ana,,Others,True",
    ]
    done = take(db, table(*rows))
    assert done.results() == ["created", "unchanged", "created"]
    assert many(db, Claim, Review) == [1, 2]
    assert done.outcomes[2].notes == ("put on a claim that was here already",)


def test_a_changed_rating_is_an_update_that_the_log_knows(db: Database) -> None:
    take(db, feed(node(), node("Another", url=f"{URL}/2")))
    done = take(db, feed(node(rating="True"), node("Another", url=f"{URL}/2")))
    assert done.results() == ["updated", "unchanged"]
    assert ratings(db) == ["True", "False"]
    with db.reading() as session:
        uid = session.get_one(Claim, 1).uid
        told = session.scalars(
            select(Change.payload).where(Change.root_uid == uid).order_by(Change.seq)
        ).all()
        assert [[op[:2] for op in json.loads(str(one))] for one in told][1] == [
            ["update", "review"]
        ]
        assert json.loads(str(told[1]))[0][3]["rating"] == "True"
    sound(db)


def test_what_a_record_leaves_out_stays(db: Database) -> None:
    take(db, feed(node(datePublished="2019-05-02", headline="Who paid")))
    assert take(db, feed(node())).results() == ["unchanged"]
    assert take(db, feed(node(inLanguage="en"))).results() == ["updated"]
    with db.reading() as session:
        (review,) = session.scalars(select(Review))
        assert (review.title, review.published_on) == ("Who paid", "2019-05-02")
        assert review.language == "en"


@pytest.mark.parametrize("batch", [1, 2000])
def test_records_of_one_file_that_contradict_are_two_reviews(
    db: Database, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(importing, "BATCH", batch)
    told = feed(node(), node(rating="True"))
    assert take(db, told).results() == ["created", "created"]
    assert ratings(db) == ["False", "True"]
    assert many(db, Claim) == [1]
    assert take(db, told).results() == ["unchanged", "unchanged"]
    assert ratings(db) == ["False", "True"]
    sound(db)


def test_a_withdrawn_review_does_not_come_back_by_itself(db: Database) -> None:
    """It stands no more: the same record is a review again, on the same claim."""
    take(db, feed(node()))
    work(db, lambda s: setattr(s.get_one(Review, 1), "withdrawn_because", "A hoax"))
    assert take(db, feed(node())).results() == ["created"]
    assert many(db, Claim, Review) == [1, 2]


def test_a_review_goes_to_the_claim_that_says_it(db: Database) -> None:
    work(
        db,
        lambda session: make_claim(session, "The bridge was never paid for!", speaker="Ana Lima"),
    )
    done = take(db, feed(node()))
    assert (done.outcomes[0].claim, done.outcomes[0].notes) == (
        1,
        ("put on a claim that was here already",),
    )
    with db.reading() as session:
        assert show.claim(session, 1).tracked
    other = take(db, feed(node(by="Somebody Else", url=f"{URL}/2")))
    assert other.outcomes[0].claim == 2
    unknown = take(db, feed(node(by=None, url=f"{URL}/3")))
    assert unknown.outcomes[0].claim == 1


def test_a_record_that_cannot_be_kept_harms_no_other(db: Database) -> None:
    rows = [
        "First,Ana,https://checks.example/1,Checks,False",
        "Second,Ana,,,False",
        "Third,Ana,https://checks.example/3,Checks,False",
    ]
    done = take(db, table(*rows))
    assert done.results().count("created") == 2
    assert many(db, Review) == [2]


def test_a_record_that_no_database_takes_harms_no_other(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a constraint refuses is found among the others, and what hangs on it goes with it."""
    from factcheck.exchange import standing

    as_row = standing.as_row

    def forged(review: Any, wording: str) -> dict[str, Any]:
        row = as_row(review, wording)
        return row | ({"published_on": "30 April"} if "Second" in wording else {})

    monkeypatch.setattr(standing, "as_row", forged)
    told = [node(f"{name} claim", url=f"{URL}/{name}") for name in ("First", "Second", "Third")]
    done = take(db, feed(*told, node("Second claim", url=f"{URL}/again")))
    assert done.results() == ["created", "refused", "created", "refused"]
    assert [one.split(":")[0] for one in done.refused().values()] == [
        "does not fit",
        "hangs on a record that was refused",
    ]
    assert [bool(one.raw) for one in done.outcomes] == [False, True, False, True]
    assert many(db, Claim, Review) == [2, 2]
    sound(db)


# the library is not our work


def unverified(session: Session) -> list[int]:
    return [row.id for row in lists.page(session, ClaimFilter(unverified=True)).rows]


def test_claims_of_the_library_are_no_work_until_they_are_taken_up(db: Database) -> None:
    work(db, lambda session: noise(session, 2))
    take(db, feed(node()))
    record = VerdictRecord("refuted", "It was paid for.")
    with db.transaction(by="ana") as session:
        assert unverified(session) == [2, 1]
        page = lists.page(session, ClaimFilter())
        assert (page.tracked.number, page.library.number) == (2, 1)
        with pytest.raises(FactcheckError, match="reference"):
            verdicts.give(session, claims.get(session, 3), record, by="ana")
    with db.transaction(by="ana") as session:
        assert claims.track(session, claims.get(session, 3))
    with db.transaction(by="ana") as session:
        assert unverified(session) == [3, 2, 1]
        verdicts.give(session, claims.get(session, 3), record, by="ana")
    sound(db)


def test_what_was_taken_up_stays_ours_when_the_feed_comes_again(db: Database) -> None:
    take(db, feed(node()))
    work(db, lambda session: claims.track(session, claims.get(session, 1)))
    take(db, feed(node(rating="True")), tracked=False)
    with db.reading() as session:
        assert show.claim(session, 1).tracked


@pytest.mark.parametrize(("tracked", "held"), [(None, [1, 0]), (True, [1, 1]), (False, [0, 0])])
def test_what_has_no_review_is_our_own_work_unless_told_otherwise(
    db: Database, tracked: bool | None, held: list[int]
) -> None:
    take(db, table("Ours,Ana,,,", "Theirs,Ana,,Checks,False"), tracked=tracked)
    with db.reading() as session:
        assert list(session.scalars(select(Claim.tracked).order_by(Claim.id))) == held


def test_our_own_work_is_known_by_text_and_speaker(db: Database) -> None:
    columns = "claim,speaker,tags,context,source,quote"
    row = 'It is so,Ana,"a, b",In a talk,https://example.org/1,so it is'
    told = table(row, "It is so,Ben,,,,", "It is SO,Ana,,,,", columns=columns)
    assert take(db, told).results() == ["created", "created", "unchanged"]
    assert take(db, told).counts == {"unchanged": 3}
    with db.reading() as session:
        seen = show.claim(session, 1)
        assert (seen.tags, seen.context) == (("a", "b"), "In a talk")
        assert seen.appearances[0].source_url == "https://example.org/1"
    sound(db)


def test_a_claim_is_known_by_the_words_of_those_that_were_merged_into_it(db: Database) -> None:
    take(db, table("It is so,Ana,,,", "So it is,Ben,,,", "Something else,Ana,,,"))

    def join(session: Session) -> None:
        one, other = (session.get_one(Claim, number) for number in (1, 2))
        merging.claims.merge(session, [other], one)

    work(db, join)
    again = take(db, table("So it is,Ben,,,", "SO IT IS,Ana,,,", "So it is,Carla,,,"))
    assert again.results() == ["unchanged", "unchanged", "created"]
    assert [one.claim for one in again.outcomes][:2] == [1, 1]
    reviewed = take(db, table(f"So it is,Ben,{URL},Checks,False"))
    assert reviewed.outcomes[0].claim == 1
    sound(db)


# people


def people(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Speaker.name).order_by(Speaker.id)))


def person(name: str, same: str | None = None, job: str | None = None) -> Node:
    told = {"@type": "Person", "name": name, "sameAs": same, "jobTitle": job}
    return {key: value for key, value in told.items() if value}


def said(db: Database, *authors: Node) -> Done:
    nodes = [node(f"Claim {n}", url=f"{URL}/{n}", by=who) for n, who in enumerate(authors)]
    return take(db, feed(*nodes))


WIKIDATA = "https://www.wikidata.org/wiki/"


def test_people_whose_ids_differ_are_never_one(db: Database) -> None:
    said(
        db,
        person("John Example", f"{WIKIDATA}Q1"),
        person("John Example", f"{WIKIDATA}Q2"),
        person("J. Example", f"{WIKIDATA}Q1"),
    )
    assert people(db) == ["John Example", "John Example (wikidata Q2)"]
    with db.reading() as session:
        by = session.scalars(select(Claim.speaker_id).order_by(Claim.id)).all()
        assert by == [1, 2, 1]
    assert many(db, SpeakerAlias) == [2]
    sound(db)


def test_people_of_one_name_and_another_profession_are_never_one(db: Database) -> None:
    said(
        db,
        person("John Example", job="Singer"),
        person("John Example", job="Mayor of Springfield"),
        person("John Example", job="A singer of songs"),
    )
    assert people(db) == ["John Example", "John Example (Mayor of Springfield)"]
    said(db, person("John Example", job="mayor of Springfield"))
    assert len(people(db)) == 2


def test_an_alias_is_the_person(db: Database) -> None:
    from factcheck.services import speakers

    def known(session: Session) -> None:
        make_claim(session)
        speakers.alias(session, speakers.get(session, "Mike Pompeo"), "Secretary Pompeo")

    work(db, known)
    said(db, person("secretary pompeo"), person("Mike Pompeo", f"{WIKIDATA}Q473239"))
    assert people(db) == ["Mike Pompeo"]
    said(db, person("M. Pompeo", f"{WIKIDATA}Q473239"))
    assert people(db) == ["Mike Pompeo"]


# sources


def handed(db: Database, *told: ClaimFound) -> list[Outcome]:
    """Take records as a reader may hand them over."""
    with db.transaction(by="ben") as session:
        run = new(session, ImportRun(file="-", format="test", started_at=now(), started_by="ben"))
        session.flush()
        found = [Found(f"line {n}", one, "raw") for n, one in enumerate(told)]
        return foreign.take(foreign.Library(run.id, "ben"), session, found)


def test_a_source_with_a_bad_address_is_left_out_with_a_note(db: Database) -> None:
    places = ("https://user:secret@example.org/", "ftp://example.org/1", "https://example.org/3")
    told = [
        ClaimFound(place, appearances=(AppearanceFound(source=place, quote="x"),))
        for place in places
    ]
    evident = EvidenceFound("supports", "so", source=places[0])
    done = handed(db, *told, ClaimFound("Fourth", evidence=(evident,), aliases=("Also fourth",)))
    assert [one.result for one in done] == ["created"] * 4
    notes = [one.notes for one in done]
    assert [len(one) for one in notes] == [1, 1, 0, 1]
    assert notes[0] == notes[3]
    assert notes[0][0] == (
        "a source was left out: the source's address has a user name or password in it"
    )
    assert many(db, Source, Appearance, Evidence, ClaimAlias) == [1, 3, 1, 1]
    sound(db)


def test_a_text_that_cannot_be_stored_is_refused(db: Database) -> None:
    done = handed(db, ClaimFound("a\0b"), ClaimFound("Good"))
    assert [one.result for one in done] == ["refused", "created"]
    assert done[0].raw == "raw"


def test_a_source_is_one_for_all_who_name_it(db: Database) -> None:
    rows = [
        "First,Ana,https://example.org/1",
        "Second,Ben,http://www.example.org/1/",
        "Third,Zoë,https://web.archive.org/web/20190501000000/https://example.org/1",
    ]
    take(db, table(*rows, columns="claim,speaker,source"))
    assert many(db, Source) == [1]
    with db.reading() as session:
        archived = session.scalars(select(Appearance.archive_url).order_by(Appearance.id)).all()
        assert [bool(one) for one in archived] == [False, False, True]
    sound(db)


# evidence and other wordings


def test_evidence_and_other_wordings_come_along(db: Database) -> None:
    told = [
        {
            "claim": "The bridge is new",
            "label": "Refuted",
            "speaker": "Ana Lima",
            "questions": [
                {
                    "question": "When was it built?",
                    "answers": [
                        {
                            "answer": "In 1900",
                            "answer_type": "Extractive",
                            "source_url": "https://example.org/built",
                        }
                    ],
                }
            ],
        }
    ]
    done = take(db, json.dumps(told).encode())
    assert done.counts == {"created": 1}
    assert many(db, Evidence)[0] >= 1
    assert many(db, ClaimAlias) == [0]
    sound(db)


# ratings


def test_a_scale_is_taken_in_once(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    rows = [f"Claim {n},Ana,https://www.politifact.com/{n},PolitiFact,False" for n in range(3)]
    take(db, table(*rows))
    assert many(db, RatingScale) == [1]
    with db.reading() as session:
        labels = session.scalars(select(RatingPoint.label)).all()
        assert len(labels) == len(set(labels)) > 3
        reviews = session.execute(select(Review.verdict, Review.point_id)).all()
        assert [tuple(one) for one in reviews] == [("refuted", reviews[0].point_id)] * 3
        assert session.get_one(RatingPoint, reviews[0].point_id).label == "False"
    sound(db)


def test_what_a_person_said_of_a_label_wins(db: Database) -> None:
    def mapped(session: Session) -> None:
        point = scales.point(session, "politifact: False")
        point.verdict, point.confidence = "mixed", PERSON

    work(db, mapped)
    take(db, table("It is so,Ana,https://www.politifact.com/1,PolitiFact,False"))
    with db.reading() as session:
        (review,) = session.scalars(select(Review))
        assert (review.verdict, review.confidence) == ("mixed", PERSON)
    assert many(db, RatingScale) == [1]
