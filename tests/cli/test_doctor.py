"""factcheck doctor: what it prints and how it ends."""

import json
from pathlib import Path

import pytest

from tests.conftest import Cli, run


def test_a_sound_installation(cli: Cli) -> None:
    done = cli("doctor")
    assert (done.code, done.err) == (0, "")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert {row[1] for row in rows} <= {"ok", "note"}
    assert [row[0] for row in rows][:3] == ["factcheck", "libraries", "SQLite"]
    found = json.loads(cli("doctor", "--json").out)
    assert [list(one) for one in found] == [["what", "state", "told"]] * len(rows)
    assert [one["what"] for one in found] == [row[0] for row in rows]
    assert found[0]["told"] == rows[0][2]


def test_what_is_wrong_is_the_exit_code(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.db"
    wrong.write_text("a text that is no database at all")
    done = run("doctor", "--db", str(wrong))
    assert done.code == 10
    assert f"database\twrong\t{wrong} is damaged" in done.out
    assert done.err.startswith(f"error: {wrong} is damaged")


def test_before_the_first_claim(home: Path) -> None:
    done = run("doctor")
    assert (done.code, done.err) == (0, "")
    assert f"database\tnote\tnone yet at {home}" in done.out


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = run("doctor", "--db", f"postgresql://ana:s3cretpw@/news?host={tmp_path}")
    assert done.code == 7
    assert "does not answer" in done.err
    assert "s3cretpw" not in done.out + done.err
