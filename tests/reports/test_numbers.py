"""The numbers: what is counted, by what, and in how many queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.errors import Usage
from factcheck.history.record import add
from factcheck.models import Correction
from factcheck.records import ClaimFilter
from factcheck.reports import numbers
from factcheck.reports.numbers import GROUPS, Row
from factcheck.services import claims, sources, speakers
from tests import filled
from tests.factories import make_claim, make_evidence, make_review, make_verdict
from tests.queries import asked


def fill(db: Database) -> None:
    with db.transaction(by="ana") as session:
        first = make_claim(session, "one", tags=("air", "law"), language="en")
        second = make_claim(session, "two", tags=("air",), source="document: A report")
        make_claim(session, "three", speaker="Ana López", source=None)
        make_claim(session, "four", speaker="Ana López", source=None).stage = "dropped"
        library = make_claim(session, "five", speaker=None, source=None, said_on=None, quote=None)
        library.tracked = 0
        make_review(session, library, verdict="refuted")
        make_review(session, library, publisher="Aldea Checks", url="https://aldea.example/")
        make_review(session, library, url="https://checks.example/2", withdrawn_because="gone")
        make_evidence(session, first, "supports", source="person: Somebody")
        sources.edit(
            session, sources.get(session, "person: Somebody"), {"confidential_because": "x"}
        )
        make_evidence(session, second, "supports", source="person: Else", confidential=True)
        make_verdict(session, first, "mixed")
        make_verdict(session, second, "refuted")
        make_verdict(session, second, "supported")
        speakers.edit(session, speakers.get(session, "Ana López"), {"party": "Green"})
        for kind, year in (("typo", 2019), ("changes-verdict", 2019), ("typo", 2020)):
            row = Correction(claim_id=1, kind=kind, reason="a slip", made_by="ana")
            row.made_at = f"{year}-05-01T00:00:00.000000Z"
            add(session, row)
        for claim in (first, second):
            claims.refresh(session, claim)


@pytest.fixture
def desk(db: Database) -> Database:
    """Four claims of two speakers, one ruled twice, and one of the library with two reviews."""
    return filled.database(db, fill)


def told(db: Database, by: str, wanted: ClaimFilter = ClaimFilter()) -> dict[str, float]:  # noqa: B008
    with db.reading() as session:
        return {row.name: row.number for row in numbers.numbers(session, wanted, by=by).rows}


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("verdict", {"supported": 1, "mixed": 1, "none": 1}),
        ("evidence", {"supporting": 2, "none": 1}),
        ("stage", {"new": 3}),
        ("priority", {"normal": 3}),
        ("age", {"under a week": 1}),
        ("speaker", {"Mike Pompeo": 2, "Ana López": 1}),
        ("Party", {"Green": 1}),
        ("tag", {"air": 2, "law": 1}),
        (
            "source",
            {"confidential sources": 2, "A report": 1, "example.org/interview": 1},
        ),
        ("language", {"en": 1}),
        ("publisher", {"Aldea Checks": 1, "Example Checks": 1}),
        ("correction", {"2019 changes-verdict": 1, "2019 typo": 1, "2020 typo": 1}),
    ],
)
def test_claims_are_counted(desk: Database, by: str, found: dict[str, int]) -> None:
    assert told(desk, by) == found


def test_groups_tell_their_verdicts_and_the_largest_come_first(desk: Database) -> None:
    with desk.reading() as session:
        found = numbers.numbers(session, by="speaker", most=1)
        (group,) = found.groups
        reviews = numbers.numbers(session, by="publisher").rows
    assert (found.claims, group.title, group.more) == (3, "Speakers", 1)
    assert group.rows == (Row("speaker", "Mike Pompeo", 2, 1, 0, 1, 0, 0, 0),)
    assert [(row.name, row.refuted, row.open) for row in reviews] == [
        ("Aldea Checks", 0, 1),
        ("Example Checks", 1, 0),
    ]


def test_a_filter_narrows_all_of_it(desk: Database) -> None:
    assert told(desk, "verdict", ClaimFilter(tags=("law",))) == {"mixed": 1}
    assert told(desk, "tag", ClaimFilter(verdict="supported")) == {"air": 1}
    assert told(desk, "stage", ClaimFilter(everything=True)) == {"new": 4, "dropped": 1}
    assert told(desk, "correction", ClaimFilter(speaker="Ana López")) == {}
    with desk.reading() as session:
        found = numbers.numbers(session, ClaimFilter(tags=("nothing",)))
    assert (found.claims, found.rows[:1], found.notes) == (
        0,
        [],
        ("no claim has the tag nothing",),
    )


def test_days_to_the_first_verdict_are_told_by_quarters(desk: Database) -> None:
    found = told(desk, "time")
    assert list(found) == ["a quarter within", "half within", "three quarters within"]
    assert all(0 <= days < 1 for days in found.values())
    assert told(desk, "time", ClaimFilter(speaker="Ana López")) == {}


def test_all_groups_come_in_a_bounded_number_of_queries(desk: Database) -> None:
    with desk.reading() as session:
        few = counted(session)
        assert [group.by for group in numbers.numbers(session).groups] == list(GROUPS)

    def more(session: Session) -> None:
        for number in range(30):
            make_claim(
                session, f"more {number}", speaker=f"Speaker {number}", tags=(f"t{number}",)
            )

    with desk.transaction(by="ana") as session:
        more(session)
    with desk.reading() as session:
        assert counted(session) == few


def counted(session: Session) -> int:
    with asked(session) as found:
        numbers.numbers(session)
    return len(found)


def test_an_unknown_group_lists_the_known_ones(db: Database) -> None:
    with (
        db.reading() as session,
        pytest.raises(Usage, match="nothing is counted by colour") as told,
    ):
        numbers.numbers(session, by="colour")
    assert "speaker, party, tag" in str(told.value.hint)


def test_an_empty_database_has_numbers(db: Database) -> None:
    with db.reading() as session:
        found = numbers.numbers(session)
    assert (found.claims, found.rows) == (0, [])


@given(st.lists(st.floats(0, 10**6), min_size=1), st.floats(0, 1))
def test_a_quantile_lies_among_the_values(values: list[float], share: float) -> None:
    told = sorted(values)
    found = numbers.quantile(told, share)
    assert told[0] - 1e-6 <= found <= told[-1] + 1e-6
    assert numbers.quantile(told, 0) == told[0]
    assert numbers.quantile(told, 1) == told[-1]
