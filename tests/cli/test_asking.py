"""Asking yes or no: who is asked, what counts as yes, and what moved meanwhile."""

import io
import sys

import pytest

from factcheck.cli import asking, output
from factcheck.db import Database
from factcheck.errors import Conflict
from factcheck.services import claims
from tests.cli.test_editor import at_a_terminal
from tests.factories import make_claim


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
