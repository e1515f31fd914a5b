"""What records become: rows with their numbers, all at once or one by one."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from factcheck.db import Database
from factcheck.exchange.bundling import Unfit, bundles, one_by_one, rows_of, under
from factcheck.exchange.inserting import Bundle, Numbers
from factcheck.exchange.settling import Exchange, References
from factcheck.formats.base import Found
from factcheck.formats.typed import typed

AT = "2019-05-01T10:02:00.000000Z"
HOME = {"added_at": AT, "added_by": "ana"}


def found(number: int, **told: Any) -> Found:
    line = {
        "type": "claim",
        "id": 10 * number,
        "uid": f"k{number}",
        "text": "It is so",
        "tracked": 1,
        "stage": "new",
        "priority": 1,
    }
    return Found(f"line {number}", typed({**line, **HOME, **told}), b"")


def a_story(number: int) -> Found:
    said = [{"id": 7, "uid": f"a{number}", **HOME}, {"uid": f"b{number}", **HOME}]
    heard = {"uid": f"e{number}", "appearance": f"b{number}", "stance": "mixed", "note": "so"}
    return found(
        number,
        aliases=["So it is", "It is thus"],
        appearances=said,
        evidence=[{**heard, "confidential": 0, **HOME}],
    )


def rows(made: list[Bundle]) -> list[tuple[str, int, int | None]]:
    """Table, id and claim of every row."""
    return [
        (name, row.id, row.get("claim_id"))
        for bundle in made
        for name, held in bundle.tables.items()
        for row in held
    ]


def made(session: Session, *told: Found, numbered: bool = True, singly: bool = False) -> list[Any]:
    exchange = Exchange("ana", numbered=numbered)
    refs = References(session, exchange, "claim", [one.record for one in told])
    each = (exchange, "claim", list(told), refs, Numbers(session))
    return list(one_by_one(*each)) if singly else bundles(*each).bundles


@pytest.mark.parametrize("singly", [False, True])
def test_rows_keep_their_numbers_and_hang_on_their_claim(db: Database, singly: bool) -> None:
    with db.transaction(by="ana") as session:
        (bundle,) = made(session, a_story(1), singly=singly)
    assert rows([bundle]) == [
        ("claim", 10, None),
        ("appearance", 7, 10),
        ("appearance", 8, 10),
        ("evidence", 1, 10),
        ("claim_alias", 1, 10),
        ("claim_alias", 2, 10),
    ]
    assert bundle.tables["evidence"][0].appearance_id == 8, "by its uid"


@pytest.mark.parametrize("singly", [False, True])
def test_rows_get_new_numbers_where_others_are_here(db: Database, singly: bool) -> None:
    with db.transaction(by="ana") as session:
        several = made(session, a_story(1), found(2), a_story(3), numbered=False, singly=singly)
    assert [one.place for one in several] == ["line 1", "line 2", "line 3"]
    assert [told for told in rows(several) if told[0] in ("claim", "appearance")] == [
        ("claim", 1, None),
        ("appearance", 1, 1),
        ("appearance", 2, 1),
        ("claim", 2, None),
        ("claim", 3, None),
        ("appearance", 3, 3),
        ("appearance", 4, 3),
    ]


def test_one_that_does_not_fit_stops_all_or_itself(db: Database) -> None:
    strange = found(2, appearances=[{"uid": "a2", "speaker": "nobody", **HOME}])
    with db.transaction(by="ana") as session:
        with pytest.raises(Unfit, match=r"^refers to a speaker that is not here$"):
            made(session, found(1), strange)
        one, none, other = made(session, found(1), strange, found(3), singly=True)
    assert isinstance(none, Unfit)
    assert rows([one, other]) == [("claim", 10, None), ("claim", 30, None)]


def test_what_hangs_on_records_is_found_by_kind(db: Database) -> None:
    told = [a_story(1).record, found(2).record]
    held = {
        kind: [row.uid for row in rows if "uid" in row] for kind, rows in rows_of("claim", told)
    }
    assert {kind: uids for kind, uids in held.items() if uids} == {
        "claim": ["k1", "k2"],
        "appearance": ["a1", "b1"],
        "evidence": ["e1"],
    }
    assert under("notes", told) == []
