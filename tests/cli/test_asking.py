"""Asking a person: who is asked, what counts as which answer, and what moved meanwhile."""

import io
import sys
from pathlib import Path

import pytest

from factcheck.cli import asking, output
from factcheck.db import Database
from factcheck.errors import Conflict
from factcheck.services import claims
from tests.cli.test_editor import at_a_terminal
from tests.factories import POMPEO, make_claim


@pytest.mark.parametrize(
    ("answer", "yes"),
    [
        ("y\n", True),
        (" YES \n", True),
        ("n\n", False),
        ("\n", False),
        ("", False),
        ("sure", False),
    ],
)
def test_only_y_and_yes_are_yes(
    answer: str, yes: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    assert asking.agreed("Sure?") is yes
    assert capsys.readouterr() == ("", "Sure? [y/N] ")
    assert output.asked.pop() == "Sure?"


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [
        ("a\n", "add"),
        (" Add \n", "add"),
        ("l\n", "link"),
        ("LI", "link"),
        ("s\n", "stop"),
        ("\n", "stop"),
        ("", "stop"),
        ("addition\n", "stop"),
        ("yes\n", "stop"),
        ("a l\n", "stop"),
    ],
)
def test_a_word_or_its_first_letter_else_the_first_answer(
    answer: str, chosen: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    assert asking.chosen("Which?", ("stop", "add", "link")) == chosen
    assert capsys.readouterr() == ("", "Which? [stop] ")
    assert output.asked.pop() == "Which?"


def test_what_was_changed_meanwhile_is_told(db: Database) -> None:
    with db.transaction(by="ana") as session:
        make_claim(session)
    with db.reading() as session:
        seen = [asking.Seen.of(session, "claim", claims.get(session, 1))]
        asking.require_unmoved(session, seen)
    with db.transaction(by="carla") as session:
        claims.edit(session, claims.get(session, 1), {"why": "x"})
    with db.reading() as session, pytest.raises(Conflict) as caught:
        asking.require_unmoved(session, seen)
    assert caught.value.message == "the claim was changed meanwhile"
    assert str(caught.value.hint).endswith("carla  why: none -> x")


def test_at_a_terminal_somebody_is_asked(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_DB", sqlite_url)
    with Database(sqlite_url) as db, db.transaction(by="ana") as session:
        make_claim(session)
        make_claim(session, "He stayed", speaker="Nicolás Maduro")
    code, told = at_a_terminal("link", "2", "denies", "1", answer="y\n")
    assert code == 0
    assert "Mark claim 1 as disputed by Nicolás Maduro? [y/N] " in told
    assert "Claim 2 denies claim 1. Marked as evidence: e1.\n" in told


def test_at_a_terminal_somebody_is_asked_at_the_door(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTCHECK_DB", sqlite_url)
    monkeypatch.chdir(tmp_path)
    with Database(sqlite_url) as db, db.transaction(by="ana") as session:
        make_claim(session)
    code, told = at_a_terminal("add", f"{POMPEO}, he says", answer="l\n")
    assert code == 0
    assert "the same (1.00)  claim 1, Mike Pompeo, 30 April 2019, unverified\n" in told
    assert "[l]ink it to claim 1, or [s]top? [stop] " in told
    assert "Linked to claim 1: " in told
    Path("a.csv").write_text(f'claim,speaker\n"{POMPEO}!",Zoë\n')
    code, told = at_a_terminal("import", "a.csv", "--tracked", answer="s\n")
    assert code == 3
    assert "line 2: claim 1 is the same (1.00)\n" in told
    assert "[l]ink it to claim 1, or [s]top it? [stop] " in told
    assert "Run 1: 1 refused. Format: csv.\n" in told
