"""factcheck stats: tables with bars, data, and a page that replaces nothing unasked."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.cli import stats
from factcheck.cli.layout import width
from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.reports.numbers import Group, Numbers, Row
from tests import filled
from tests.conftest import Cli
from tests.rows import refused


@pytest.fixture(autouse=True)
def desk(cli: Cli, url: str) -> None:
    """Three claims, one of them refuted."""

    def fill() -> None:
        cli("add", "one", "--speaker", "Mike Pompeo", "--tag", "air")
        cli("add", "two", "--speaker", "Mike Pompeo")
        cli("add", "three", "--speaker", "Ana López")
        cli("verdict", "1", "refuted", "--because", "so")
        cli("speaker", "edit", "Ana López", "--party", "Green")

    filled.once(url, fill)


def test_numbers_come_a_row_a_line(cli: Cli) -> None:
    done = cli("stats", "--by", "speaker")
    assert (
        done.out == "speaker\tMike Pompeo\t2\t1 refuted, 1 open\nspeaker\tAna López\t1\t1 open\n"
    )
    assert done.err == "3 claims counted.\n"
    assert cli("stats", "--by", "party").out == "party\tGreen\t1\t1 open\n"
    assert "verdict\trefuted\t1\t\n" in cli("stats").out
    narrowed = cli("stats", "--tag", "air", "--by", "verdict")
    assert (narrowed.out, narrowed.err) == ("verdict\trefuted\t1\t\n", "1 claim counted.\n")
    assert "note: no claim has the tag sea" in cli("stats", "--tag", "sea").err


def test_numbers_as_data(cli: Cli) -> None:
    rows = json.loads(cli("stats", "--by", "speaker", "--limit", "1", "--json").out)
    assert rows == [
        {
            "by": "speaker",
            "name": "Mike Pompeo",
            "number": 2,
            "supported": 0,
            "refuted": 1,
            "mixed": 0,
            "insufficient": 0,
            "not_checkable": 0,
            "open": 1,
        }
    ]
    table = cli("stats", "--by", "verdict", "--format", "csv", "--columns", "name,number").out
    assert table == "name,number\nrefuted,1\nnone,2\n"


def test_on_a_terminal_there_are_bars(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with staged():
        told = cli("stats", "--limit", "1").out
    lines = told.splitlines()
    assert lines[:3] == [
        "Verdicts",
        f"  refuted  1  {'█' * 32}",
        f"  none     2  {'█' * 64}",
    ]
    at = lines.index("Speakers")
    assert lines[at + 1].startswith("  Mike Pompeo  2  █")
    assert lines[at + 1].endswith("█  1 refuted, 1 open")
    assert lines[at + 2] == "  and 1 more: --by speaker --limit 0"
    assert all(width(line) <= 80 for line in lines)


def test_a_page_is_written_and_replaces_nothing_unasked(
    cli: Cli, db: Database, tmp_path: Path
) -> None:
    path = tmp_path / "numbers.html"
    done = cli("stats", "--tag", "air", "--html", str(path))
    assert (done.code, done.out, done.err) == (0, f"Written: {path}\n", "")
    first = path.read_text(encoding="utf-8")
    assert "Only: tag: air." in first
    told = f"error: {path} exists already\n  name a new file\n"
    refused(cli, db, 5, told, "stats", "--html", str(path))
    assert path.read_text(encoding="utf-8") == first
    again = cli("stats", "--unverified", "--html", str(path), "--replace", "--json")
    assert json.loads(again.out) == {"file": str(path), "claims": 2}
    assert "Only: unverified." in path.read_text(encoding="utf-8")
    assert cli("stats", "--html", str(tmp_path / "no" / "x.html")).code == 7
    assert [one.name for one in tmp_path.glob("*.html")] == ["numbers.html"]


def test_what_cannot_be_counted_is_refused(cli: Cli, db: Database) -> None:
    done = cli("stats", "--by", "colour")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: nothing is counted by colour\n  --by: verdict, evidence,")
    assert cli("stats", "--verdict", "perhaps").code == 2


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
COUNTS = st.lists(st.tuples(NAMES, st.integers(0, 10**7)), min_size=1, max_size=6)


@given(COUNTS, st.integers(60, 100))
def test_no_line_is_wider_than_the_terminal(told: list[tuple[str, int]], room: int) -> None:
    rows = tuple(Row("speaker", name, number, 0, number, 0, 0, 0, 0) for name, number in told)
    group = Group("speaker", "Speakers", rows, more=3)
    for line in stats.screen(Numbers(1, (group, Group("tag", "Tags", ())), ()), room):
        assert width("".join(part for part, _style in line)) <= room


@given(st.floats(0, 1), st.integers(1, 60))
def test_a_bar_fills_its_share(share: float, cells: int) -> None:
    told = stats.bar(share, cells)
    assert len(told) <= cells
    assert bool(told) == (share > 0)
    assert abs(told.count("█") - share * cells) <= 1
