"""A desk's plans, questions, views and rules travel in our own lines."""

import io
from pathlib import Path
from typing import Any

import pytest

from factcheck import days, exchange, services
from factcheck.db import Database
from factcheck.desk import OutreachRecord
from factcheck.errors import Conflict
from factcheck.exchange.importing import Wanted
from factcheck.history.record import add, now
from factcheck.models import Claim, HouseRule, Outreach, View, Waiver
from factcheck.records import ClaimFilter
from tests.factories import make_claim, make_evidence, make_verdict
from tests.rows import rows

PLAN = (
    *("stage", "priority", "why", "assignee", "due_on", "recheck_every", "rechecked_at"),
    *("worth", "published_at"),
)
ASKED = ("whom", "channel", "deadline", "question", "answer", "answered_on", "confidential")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda: "2019-05-04")


def fill(db: Database) -> None:
    """Everything that a desk can say."""
    with db.transaction(by="ana") as session:
        claim = make_claim(session, tags=("a",))
        make_evidence(session, claim)
        make_verdict(session, claim)
        services.plans.assign(session, claim, "ben")
        services.plans.due(session, claim, "2019-05-10")
        services.plans.priority(session, claim, "high", "the vote")
        services.plans.recheck(session, claim, "6m")
        services.plans.rechecked(session, claim)
        services.stages.move(session, claim, "published", by="ben")
        claim.worth = 80
        told = OutreachRecord("Mike Pompeo", "mail", "2019-05-03", "Who?", "2019-05-01")
        services.outreach.ask(session, claim, told, by="ana")
        secret = OutreachRecord("His driver", confidential=True)
        asked = services.outreach.ask(session, claim, secret, by="ana")
        services.outreach.answer(session, claim, asked, "He was there.")
        waived: Any = Waiver(claim_id=claim.id, rule="single-source", reason="none", waived_by="b",
                             waived_at=now())  # fmt: skip
        add(session, waived)
        services.saved_views.save(session, "late", ClaimFilter(overdue=True), by="ana")
        services.saved_views.save(session, "gone", ClaimFilter(tags=("a",)), by="ana")
        services.saved_views.remove(session, "gone")
        services.house.put(session, "second-person", "yes")
        services.house.put(session, "recheck-every", "1y")
        services.house.unset(session, "recheck-every")


def exported(db: Database, public: bool = False) -> bytes:
    with db.reading() as session:
        return b"".join(exchange.exporting.export(session, "jsonl", None, public=public))


def state(db: Database) -> list[Any]:
    return [
        rows(db, Claim, *PLAN),
        rows(db, Outreach, *ASKED, "speaker_id"),
        rows(db, Waiver, "rule", "reason"),
        rows(db, View, "name", "filters", "removed", "made_by"),
        rows(db, HouseRule, "rule", "value"),
    ]


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path) -> Any:
    """A second database, empty."""
    path = tmp_path / "other.db"
    path.write_bytes(sqlite_template.read_bytes())
    with Database(str(path)) as opened:
        yield opened


def take(db: Database, lines: bytes, **told: Any) -> dict[str, int]:
    done = exchange.importing.run(db, io.BytesIO(lines), by="carla", wanted=Wanted(**told))
    return dict(done.tally.results)


def test_all_of_it_goes_there_and_back(db: Database, other: Database) -> None:
    fill(db)
    lines = exported(db)
    assert "refused" not in take(other, lines)
    assert state(other) == state(db)
    assert exported(other) == lines
    assert set(take(other, lines)) == {"unchanged"}


def test_the_public_sees_no_plan_and_nothing_confidential(db: Database) -> None:
    fill(db)
    told = exported(db, public=True).decode()
    assert "Mike Pompeo" in told
    assert '"published_at"' in told
    for secret in ("ben", "the vote", "driver", "Who?", "single-source", "second-person", "late"):
        assert secret not in told, secret


def test_how_the_desk_works_here_stays_unless_theirs_is_wanted(
    db: Database, other: Database
) -> None:
    fill(db)
    lines = exported(db)
    with other.transaction(by="carla") as session:
        services.house.put(session, "second-person", "no")
        services.saved_views.save(session, "Late", ClaimFilter(unverified=True), by="carla")
    take(other, lines)
    assert rows(other, HouseRule, "rule", "value") == [
        ("second-person", "no"),
        ("recheck-every", None),
    ]
    assert [name for name, *_ in rows(other, View, "name")] == ["Late", "gone"]
    with db.transaction(by="ana") as session:
        services.house.put(session, "recheck-every", "2y")
    later = exported(db)
    assert set(take(other, later)) <= {"unchanged", "updated"}
    assert rows(other, HouseRule, "value") == [("no",), (None,)]
    take(other, later, prefer="theirs")
    assert rows(other, HouseRule, "value") == [("no",), ("2y",)]


def test_a_span_that_is_none_is_refused(db: Database, other: Database) -> None:
    fill(db)
    lines = exported(db).replace(b'"recheck_every":"6m"', b'"recheck_every":"soon"')
    assert take(other, lines)["refused"] == 1
    assert rows(other, Claim, "id") == []


def test_who_was_asked_is_in_an_export_of_one_claim(db: Database, other: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session, "Another one", speaker="Ana López")
        claim = make_claim(session)
        services.outreach.ask(session, claim, OutreachRecord("Ana López"), by="ana")
    with db.reading() as session:
        lines = b"".join(exchange.exporting.export(session, "jsonl", (2,)))
    assert take(other, lines) == {"created": len(lines.splitlines()) - 1}
    assert rows(other, Outreach, "whom", "speaker_id") == [("Ana López", 1)]


def test_an_import_of_views_and_rules_is_taken_back_unless_they_were_worked_on(
    db: Database, other: Database
) -> None:
    fill(db)
    take(other, exported(db))
    with other.transaction(by="carla", action="house set") as session:
        services.house.put(session, "second-person", "no")
    with (
        other.transaction(by="carla", action="import undo") as session,
        pytest.raises(Conflict, match=r"worked on since: rule 1$"),
    ):
        exchange.undoing.undo(session, 1)
    with other.transaction(by="carla", action="import undo") as session:
        exchange.undoing.undo(session, 1, rest=True)
    assert rows(other, HouseRule, "value") == [("no",)]
    assert rows(other, View, "id") == rows(other, Outreach, "id") == []
