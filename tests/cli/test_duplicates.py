"""factcheck duplicates: what is printed, on a terminal and into a pipe."""

import json
from typing import Any

import pytest

from factcheck.cli import duplicates as command
from factcheck.cli import output
from factcheck.services import sources, tags
from factcheck.views import DuplicatePage, DuplicateView
from tests import filled
from tests.factories import make_claim

BRIDGE = "The bridge at Aldea was built twice"
AGAIN = "The bridge at Aldea was built: twice"


def fill(db: Any) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
        make_claim(session, BRIDGE, speaker="Pompeo, Mike", quote=None)
        make_claim(session, AGAIN, speaker="Ana Example", quote=None)
        sources.resolve(session, "https://example.org/interview/amp")


@pytest.fixture
def desk(db: Any) -> Any:
    return filled.database(db, fill)


def test_a_pipe_gets_rows(desk: Any, cli: Any) -> None:
    done = cli("duplicates")
    assert done.code == 0
    assert done.out.split("\t") == [
        *("same", "0.99", "2", "3", BRIDGE, AGAIN, "told in the same words"),
        *("said by Pompeo, Mike and by Ana Example", "factcheck merge 3 --into 2\n"),
    ]
    assert done.err == "1 likely duplicate among 3 tracked claims.\n"


def test_a_program_gets_objects(desk: Any, cli: Any) -> None:
    (one,) = json.loads(cli("duplicates", "claims", "--json").out)
    assert (one["kind"], one["id"], one["other"], one["zone"]) == ("claim", 2, 3, "same")
    one = json.loads(cli("duplicates", "speakers", "--format", "jsonl").out)
    assert (one["text"], one["other_text"]) == ("Mike Pompeo", "Pompeo, Mike")
    head, row = cli(
        "duplicates", "sources", "--columns", "id,command", "--format", "csv"
    ).out.split()[:2]
    assert (head, row) == ("id,command", "1,factcheck")


def test_what_is_told_can_be_typed(desk: Any, cli: Any) -> None:
    for kind in command.KINDS:
        (one,) = json.loads(cli("duplicates", kind, "--json").out)
        assert cli(*one["command"].split()[1:], "--yes").code == 0
        done = cli("duplicates", kind)
        assert (done.code, done.out) == (0, "")
        assert done.err.startswith("0 likely duplicates among ")


def test_a_limit_and_the_library(desk: Any, cli: Any) -> None:
    with desk.transaction(by="ana") as session:
        made = make_claim(session, f"({BRIDGE})", speaker="Ben Example", quote=None)
        made.tracked = 0
        tags.put(session, made, ("x",))
    done = cli("duplicates", "--limit", "1")
    assert len(done.out.splitlines()) == 1
    assert done.err == (
        "1 of 3 likely duplicates among 3 tracked claims; "
        "library of 1 only compared with (--all).\n"
    )
    done = cli("duplicates", "--all", "--limit", "0")
    assert len(done.out.splitlines()) == 3
    assert done.err == "3 likely duplicates among 4 claims.\n"


def test_what_is_no_kind_is_refused(desk: Any, cli: Any) -> None:
    done = cli("duplicates", "claim")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: unknown kind of record: claim\n"
        "  did you mean claims? kind of record is one of: claims, speakers, sources\n"
    )


def test_an_empty_database_has_none(db: Any, cli: Any) -> None:
    for kind in command.KINDS:
        done = cli("duplicates", kind)
        assert (done.code, done.out) == (0, "")
        assert "0 likely duplicates among 0 " in done.err


def test_a_person_sees_both_and_what_to_type(desk: Any, cli: Any) -> None:
    with output.staged():
        done = cli("duplicates")
    assert done.out.splitlines() == [
        "the same (0.99)",
        f"  2  {BRIDGE}",
        f"  3  {AGAIN}",
        "    told in the same words",
        "    look: said by Pompeo, Mike and by Ana Example",
        "    factcheck merge 3 --into 2",
        "",
        "1 likely duplicate among 3 tracked claims.",
        "Linked claims leave this list: factcheck link 3 KIND 2",
    ]


def a_view(**over: Any) -> DuplicateView:
    told: dict[str, Any] = dict.fromkeys(DuplicateView.__dataclass_fields__, "x")
    told |= {"id": 9, "other": 10, "probability": 0.5, "zone": "likely"}
    return DuplicateView(**(told | {"reasons": (), "warnings": ()} | over))


def test_long_and_hostile_texts_stay_in_their_place() -> None:
    told = "red \x1b[31m plane\n" + "and so on " * 40
    lines = list(command._block(a_view(kind="source", text=told), 40))
    plain = ["".join(part for part, _style in line) for line in lines]
    assert plain[1].startswith("   s9  red <U+001B>[31m plane and")
    assert plain[3].endswith("…")
    assert plain[4] == "  s10  x"
    assert all(len(line) <= 40 for line in plain)


def test_the_last_line_says_what_is_not_shown() -> None:
    page = DuplicatePage((a_view(),), 1_200, 1, 3_000, 0, 9)
    assert command.footer(page, "speakers", command.Wanted()) == (
        "1 of 1,200 likely duplicates among 3,000 speakers; "
        "1 more are related at best (--related)."
    )
    page = DuplicatePage((a_view(),), 1, 0, 1, 0, 9)
    told = command.footer(page, "sources", command.Wanted(related=True))
    assert told == "1 related pair among 1 source."
