"""Each check of the log by itself: what it says, and that the others need not see it.

That all of them together find every tampering is in tests/test_verify.py.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from factcheck import services
from factcheck.db import Database
from factcheck.history import verify
from factcheck.history.verify import Finding, KnownHead
from factcheck.models import Claim
from tests import factories, tampering

INSERT = "INSERT INTO evidence (id, uid, claim_id, stance, added_at, added_by)"
CHECKS: tuple[Callable[[Connection], Iterator[Finding]], ...] = (
    verify.check_chain,
    verify.check_state,
    verify.check_derived,
    verify.check_counters,
)


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """A claim with evidence, and its reason edited: three entries."""
    with Database(sqlite_url) as db:
        for number in range(2):
            with db.transaction(by="ana") as session:
                claim = factories.make_claim(session, f"claim {number}", tags=(f"t{number}",))
                factories.make_evidence(session, claim)
        with db.transaction(by="ben") as session:
            services.claims.edit(session, session.get_one(Claim, 1), {"why": "shared"})
    return Path(sqlite_url)


def told(path: Path) -> list[tuple[str, str]]:
    """The findings of the four checks."""
    with Database(path) as db, db.reading() as session:
        found = [one for check in CHECKS for one in check(session.connection())]
    return [(finding.check, finding.message) for finding in found]


def tamper(path: Path, sql: str, *values: Any) -> None:
    with tampering.sqlite_behind(path) as behind:
        behind.run(sql, *values)


def test_an_honest_log_has_no_findings(path: Path) -> None:
    assert told(path) == []


@pytest.mark.parametrize(
    ("sql", "findings"),
    [
        (
            "UPDATE claim SET why = 'x', text = 'y' WHERE id = 1",
            [
                ("state", "claim 1 differs from the log: text, why"),
                ("derived", "claim 1 is not derived: text_key"),
            ],
        ),
        ("DELETE FROM evidence WHERE id = 2", [("state", "evidence 2 is gone")]),
        ("DELETE FROM evidence WHERE id = 1", [("state", "evidence 1 is gone")]),
        (
            f"{INSERT} VALUES (0, 'u', 1, 'context', '', '')",
            [("state", "evidence 0 is in no entry of the log")],
        ),
        (
            f"{INSERT} VALUES (7, 'u', 1, 'context', '', '')",
            [("state", "evidence 7 is in no entry of the log")],
        ),
        ("UPDATE claim SET disputes = 3 WHERE id = 2", [("derived", "claim 2 is not derived:")]),
        ("UPDATE claim_tag SET listed = 0 WHERE id = 1", [("derived", "claim_tag 1 is not")]),
        ("UPDATE appearance SET unverified = 0", [("derived", "appearance 1 is not derived")]),
        ("UPDATE source SET key = 'x'", [("derived", "source 1 is not derived: key")]),
        (
            "UPDATE counter SET value = 9 WHERE name = 'claim'",
            [("counters", "counter claim is 9, the log says 2")],
        ),
        (
            "DELETE FROM counter WHERE name = 'note'",
            [("counters", "counter note is None, the log says 0")],
        ),
        (
            "INSERT INTO counter VALUES ('moon', 0)",
            [("counters", "counter moon is 0, the log says None")],
        ),
        (
            "UPDATE log_head SET seq = 2",
            [("head", "log_head says entry 2, the log ends at entry")],
        ),
        ("UPDATE log_head SET hash = 'x'", [("head", "log_head says entry 3, the log ends at")]),
        ("UPDATE entry SET actor = 'x' WHERE seq = 3", [("chain", "entry 3 was altered")]),
        ("UPDATE entry SET prev = 'x' WHERE seq = 3", [("chain", "entry 3 does not follow")]),
        (
            "UPDATE change SET root_uid = 'x' WHERE seq = 3",
            [("chain", "the changes of entry 3 are not those it sealed")],
        ),
        ("UPDATE change SET salt = 'x' WHERE seq = 3", [("chain", "change 1 of entry 3 was")]),
    ],
)
def test_a_finding_says_what_is_not_as_it_must_be(
    path: Path, sql: str, findings: list[tuple[str, str]]
) -> None:
    tamper(path, sql)
    found = told(path)
    for check, message in findings:
        assert [one for one in found if one[0] == check and one[1].startswith(message)], found
    assert {check for check, _ in found} >= {check for check, _ in findings}


def test_heads_are_compared_by_place(path: Path) -> None:
    with Database(path) as db, db.reading() as session:
        connection = session.connection()

        def check(*known: KnownHead) -> list[str]:
            return [one.message for one in verify.check_heads(connection, [*known], "here")]

        assert check() == []
        assert check(KnownHead("here", 9, "x")) == [
            "the log ends at entry 3, but entry 9 was seen here"
        ]
        assert check(KnownHead("here", 3, "x")) == ["entry 3 is not the one that was seen here"]
        assert check(KnownHead("there", 9, "x")) == []
        assert check(KnownHead("there", 3, "x")) == ["entry 3 differs from the copy at there"]
        assert check(KnownHead("there", 3, "x", restored=2)) == []
        assert check(KnownHead("here", 3, "x", restored=2)) != []


def test_an_empty_log_ends_before_its_first_entry(sqlite_url: str) -> None:
    with Database(sqlite_url) as db, db.reading() as session:
        known = [KnownHead("here", 1, "x")]
        (finding,) = verify.check_heads(session.connection(), known, "here")
    assert finding.message == "the log ends at entry 0, but entry 1 was seen here"
