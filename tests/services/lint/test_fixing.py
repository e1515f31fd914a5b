"""What --fix puts right, and what it leaves alone."""

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.fitness import Fixed
from factcheck.models import Claim, Source
from factcheck.services import lint, sources
from factcheck.verify import verify
from tests import filled
from tests.factories import make_claim, make_evidence, make_verdict, noise

COPY = "https://web.archive.org/web/2019/https://www.a.example/p?utm_source=x"


def fix(session: Session) -> list[Fixed]:
    session.flush()
    checked = [one for batch in lint.check(session, [1]) for one in batch]
    return lint.fix(session, checked)


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        claim = make_claim(session)
        make_evidence(session, claim, source="s1")
        claim.text, claim.context = "The  bridge\tis shut", "On  TV,\n  twice"
        found = session.get_one(Source, 1)
        found.url, found.canonical_url = COPY, COPY
        noise(session, 1)


@pytest.fixture
def desk(db: Database) -> Database:
    """Claim 1 and its source 1, left as an import or an older release may have."""
    return filled.database(db, fill)


def test_all_is_put_right_in_one_go_and_said(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        assert fix(session) == [
            Fixed(1, "untidy-blanks", "single blanks in the text and the context"),
            Fixed(
                *(1, "archive-as-source"),
                f"source s1: the address is https://www.a.example/p?utm_source=x, its copy {COPY}",
            ),
        ]
        claim, source = session.get_one(Claim, 1), session.get_one(Source, 1)
        assert (claim.text, claim.context) == ("The bridge is shut", "On TV,\ntwice")
        assert source.url == "https://www.a.example/p?utm_source=x"
        assert (source.canonical_url, source.archive_url) == ("https://a.example/p", COPY)
        assert fix(session) == []
    assert verify(desk).clean


def test_a_source_is_found_again_by_its_address(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        source = session.get_one(Source, 1)
        source.url, source.canonical_url = "https://www.a.example/p/", "http://a.example/p"
        told = [one for one in fix(session) if one.rule != "untidy-blanks"]
        assert [one.done for one in told] == ["source s1: it is found as https://a.example/p"]
        assert sources.get(session, "a.example/p").id == 1


def test_an_address_that_another_source_has_is_left_alone(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        sources.resolve(session, "https://a.example/p")
        assert [one.rule for one in fix(session)] == ["untidy-blanks"]
        source = session.get_one(Source, 1)
        source.url = "https://a.example/p"
        assert fix(session) == []


def test_the_words_of_a_verdict_are_never_touched(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        make_verdict(session, session.get_one(Claim, 1))
        assert [one.rule for one in fix(session)] == ["archive-as-source"]
        assert session.get_one(Claim, 1).text == "The  bridge\tis shut"


def test_what_is_waived_stays(desk: Database) -> None:
    with desk.transaction(by="ana") as session:
        lint.waive(session, session.get_one(Claim, 1), "untidy-blanks", "a poem", by="ana")
        assert [one.rule for one in fix(session)] == ["archive-as-source"]
