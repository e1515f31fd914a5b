"""factcheck search: what is printed, on a terminal and into a pipe."""

import json
from typing import Any

import pytest

from factcheck.cli import search as command
from factcheck.pages import Hit
from tests import filled
from tests.factories import make_claim, make_evidence


def fill(db: Any) -> None:
    with db.transaction(by="ana") as session:
        one = make_claim(session)
        make_evidence(session, one, note="Denied it on state television")
        make_evidence(session, one, "context", note="Only the pilot knew", confidential=True)
        make_claim(session, "The aeroplane was waiting", speaker="Zoe Example", said_on=None)


@pytest.fixture
def desk(db: Any) -> Any:
    return filled.database(db, fill)


def test_a_pipe_gets_rows(desk: Any, cli: Any) -> None:
    found = cli("search", "television", "denied")
    assert found.code == 0
    assert found.out.split("\t")[0] == "1"
    assert found.out.split("\t")[4:6] == ["evidence", "Denied it on state television"]
    assert found.err == "1 claim found, of 2 tracked.\n"


def test_a_program_gets_objects(desk: Any, cli: Any) -> None:
    (hit,) = json.loads(cli("search", "television", "--json").out)
    assert (hit["id"], hit["found_in"], hit["marks"]) == (1, "evidence", [[19, 29]])


def test_what_is_confidential_is_asked_for(desk: Any, cli: Any) -> None:
    assert cli("search", "pilot", "--json").out == "[]\n"
    (hit,) = json.loads(cli("search", "pilot", "--confidential", "--json").out)
    assert hit["snippet"] == "Only the pilot knew"


def test_nothing_found_is_no_error(desk: Any, cli: Any) -> None:
    found = cli("search", "submarine")
    assert (found.code, found.out, found.err) == (0, "", "0 claims found, of 2 tracked.\n")


def test_they_are_counted(desk: Any, cli: Any) -> None:
    assert cli("search", "plane OR aeroplane", "--count").out == "2\n"
    assert json.loads(cli("search", "plane", "--count", "--json").out) == {"count": 1}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ('"state television', 'error: unclosed quote at character 1: "state television\n'),
        ("stance:disputes", "error: there is no filter"),
        ("?", "error: there is no word to search for in ?\n"),
        ("plane tag:", "error: "),
    ],
)
def test_what_cannot_be_read_is_pointed_at(desk: Any, cli: Any, typed: str, why: str) -> None:
    found = cli("search", typed)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(why.split(" there")[0] if "stance" in typed else why)


def test_a_query_may_begin_with_a_minus(desk: Any, cli: Any) -> None:
    found = cli("search", "--json", "--", "-aeroplane speaker:pompeo")
    assert [hit["id"] for hit in json.loads(found.out)] == [1]


def test_too_many_to_rank_is_told(desk: Any, cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from factcheck.services import lists

    monkeypatch.setattr(lists, "COUNT_LIMIT", 1)
    found = cli("search", "plane OR aeroplane")
    assert found.err.startswith("note: too many to rank, so the newest come first\n")


def a_hit(**over: Any) -> Hit:
    told: dict[str, Any] = dict.fromkeys(Hit.__dataclass_fields__)
    told |= {"id": 1, "text": "A claim", "tracked": True, "marks": ()}
    return Hit(**(told | over))


def plain(lines: list[Any]) -> list[str]:
    return ["".join(part for part, _style in line) for line in lines]


def test_a_person_sees_where_it_was_found() -> None:
    hit = a_hit(found_in="claim", snippet="A claim", marks=((2, 7),), speaker="Ana")
    lines = command._block(hit, 60)
    assert plain(lines) == ["1  Ana, date unknown  unverified", "    A claim", ""]
    assert lines[1][-1] == ("claim", "bold")


def test_the_claim_stands_above_what_was_found_elsewhere() -> None:
    hit = a_hit(found_in="evidence", snippet="so it is", verdict="refuted", said_on="2019-04")
    assert plain(command._block(hit, 60)) == [
        "1  unknown speaker, April 2019  refuted",
        "    A claim",
        "    evidence: so it is",
        "",
    ]
    assert plain(command._block(a_hit(tracked=False), 60))[0].endswith("reference")


def test_what_a_text_would_tell_a_terminal_is_not_obeyed() -> None:
    told = "red \x1b[31m plane\n" + "and so on " * 12
    hit = a_hit(found_in="claim", snippet=told, marks=((10, 15),))
    lines = command._block(hit, 60)
    assert not any("\x1b" in line for line in plain(lines))
    bold = [part for line in lines for part, style in line if style == "bold"]
    assert bold == ["1  ", "plane"]
