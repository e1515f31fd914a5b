"""Asking a person for a text: drafts, stdin, and ``add`` and ``edit`` at a real terminal."""

import json
import os
import pty
import shlex
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from factcheck.cli import editor
from factcheck.errors import Usage
from tests import filled
from tests.conftest import Cli, Result, run

PROGRAM = [sys.executable, "-c", "from factcheck.cli.main import run; run()"]
Script = Callable[[str], None]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    """What the editor does with the file "$1", in the words of a shell."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def write(told: str) -> None:
        path = tmp_path / "my editor"
        path.write_text(f"#!/bin/sh\nset -e\n{told}\n")
        path.chmod(0o700)
        monkeypatch.setenv("EDITOR", shlex.quote(str(path)))

    return write


@pytest.fixture
def checks(cli: Cli, url: str) -> str:
    """A database with one claim."""

    def fill() -> None:
        said = ("--speaker", "Ana López", "--said-on", "2019")
        assert cli("add", "The first wording", *said).code == 0

    filled.once(url, fill)
    return url


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who can edit, without a terminal: the quick way through the same code."""
    monkeypatch.setattr(editor, "can_edit", lambda: True)


def at_a_terminal(*words: str, answer: str = "") -> tuple[int, str]:
    """Run the program with a terminal for everything: its exit code and what stood there.

    ``answer`` is typed at once.
    """
    environment = {**os.environ, "NO_COLOR": "1"}
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [*PROGRAM, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env=environment,
    )
    os.close(theirs)
    os.write(ours, answer.encode())
    told = b""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            some = os.read(ours, 65536)
        except OSError:  # Linux says so where the other end is closed
            break
        if not some:
            break
        told += some
    os.close(ours)
    return child.wait(timeout=10), told.decode().replace("\r\n", "\n")


def history() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("history", "--json").out)
    return found


def drafts(folder: Path) -> list[Path]:
    return sorted(folder.glob("factcheck-*"))


def test_at_a_terminal_edit_opens_the_editor(checks: str, script: Script, tmp_path: Path) -> None:
    script(f'stat -c %a "$1" > {tmp_path}/mode; cp "$1" {tmp_path}/form\n'
           'sed -i "s/first wording/second wording/" "$1"')  # fmt: skip
    code, told = at_a_terminal("edit", "1")
    assert (code, told) == (0, "Claim 1 changed: text.\n")
    assert (tmp_path / "mode").read_text() == "600\n"
    assert 'text = "The first wording"' in (tmp_path / "form").read_text()
    assert 'said_on = "2019"' in (tmp_path / "form").read_text()
    assert run("show", "1", "--columns", "text", "--json").out.count("The second wording") == 1
    assert drafts(tmp_path) == []


def test_at_a_terminal_stdin_is_refused_for_a_dash(checks: str) -> None:
    code, told = at_a_terminal("note", "1", "-")
    assert code == 2
    assert told.startswith("error: the note is to come from stdin, which is a terminal\n")
    assert len(history()) == 1


def test_unchanged_means_that_nothing_is_written(
    checks: str, script: Script, person: None, tmp_path: Path
) -> None:
    script("true")
    assert run("edit", "1") == Result(0, "Nothing changed.\n", "")
    assert len(history()) == 1
    assert drafts(tmp_path) == []


def test_every_field_can_be_changed_at_once(checks: str, script: Script, person: None) -> None:
    form = 'text = "T"\ncontext = "C\\nmore"\nlanguage = "EN"\nsaid_on = "2019-04"\n'
    script(f'cat > "$1" <<"END"\n{form}priority = "high"\nwhy = "W"\nEND')
    done = run("edit", "1", "--because", "all wrong")
    assert (done.code, done.err) == (0, "")
    assert done.out == ("Claim 1 changed: text, context, language, said on, priority, why.\n")
    found = json.loads(run("show", "1", "--json").out)
    assert (found["text"], found["context"], found["language"]) == ("T", "C\nmore", "en")
    assert (found["priority"], found["why"]) == ("high", "W")
    assert found["appearances"][0]["said_on"] == "2019-04"
    assert len(history()) == 2
    assert history()[1]["reason"] == "all wrong"


def test_a_field_can_be_cleared(checks: str, script: Script, person: None) -> None:
    run("edit", "1", "--why", "for now")
    script("""sed -i 's/^why = .*/why = ""/' "$1" """)
    assert run("edit", "1").out == "Claim 1 changed: why.\n"
    assert json.loads(run("show", "1", "--json").out)["why"] is None


@pytest.mark.parametrize(
    ("told", "code", "line"),
    [
        ("""echo 'text = "open' > "$1" """, 3, "the form cannot be read"),
        ("""sed -i 's/^said_on.*/said_on = "soon"/' "$1" """, 3, "said on: 'soon' is not a date"),
        ("""sed -i 's/^text.*/text = ""/' "$1" """, 3, "the claim is empty"),
        ("""printf 'text = "\\377"' > "$1" """, 2, "is not UTF-8"),
        ("""sed -i s/first/second/ "$1"; exit 3""", 2, "the editor ended with 3"),
    ],
    ids=["broken", "bad date", "empty", "not UTF-8", "editor failed"],
)
def test_a_text_that_cannot_be_taken_is_kept_and_named(
    told: str, code: int, line: str, checks: str, script: Script, person: None, tmp_path: Path
) -> None:
    script(told)
    done = run("edit", "1")
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("error: ")
    assert line in done.err
    (kept,) = drafts(tmp_path)
    assert str(kept) in done.err
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(history()) == 1


def test_a_claim_changed_meanwhile_is_a_conflict_that_shows_what_changed(
    checks: str, script: Script, person: None, tmp_path: Path
) -> None:
    other = " ".join(shlex.quote(word) for word in PROGRAM)
    script(f'{other} --as ben edit 1 --why "it matters" > {tmp_path}/said 2>&1\n'
           'sed -i "s/first/second/" "$1"')  # fmt: skip
    done = run("edit", "1")
    assert (
        tmp_path / "said"
    ).read_text() == "Claim 1 changed: why.\n"  # and so nothing was locked
    assert (done.code, done.out) == (5, "")
    first, what, kept = done.err.splitlines()
    assert first == "error: the claim was changed while you edited it"
    assert what.endswith("ben  why: none -> “it matters”")
    assert kept == f"  your text: {drafts(tmp_path)[0]}"
    assert "second" in drafts(tmp_path)[0].read_text()
    assert json.loads(run("show", "1", "--json").out)["text"] == "The first wording"


def test_add_without_a_text_opens_the_editor(
    checks: str, script: Script, person: None, tmp_path: Path
) -> None:
    script(f'cp "$1" {tmp_path}/form; printf "# left out\\nA claim\\nof two lines\\n" >> "$1"')
    assert run("add", "--speaker", "Ben").code == 0
    assert "\n# " in (tmp_path / "form").read_text()
    assert json.loads(run("show", "2", "--json").out)["text"] == "A claim\nof two lines"
    assert drafts(tmp_path) == []


def test_add_with_nothing_written_adds_nothing(checks: str, script: Script, person: None) -> None:
    script("true")
    done = run("add")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: the claim is empty: nothing was ")
    assert len(history()) == 1


@pytest.mark.parametrize("words", [("add",), ("edit", "1")])
def test_without_a_terminal_no_editor_is_started(
    words: tuple[str, ...], checks: str, script: Script, tmp_path: Path
) -> None:
    script(f"touch {tmp_path}/started")
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert not (tmp_path / "started").exists()
    assert drafts(tmp_path) == []


@pytest.mark.parametrize("told", ["/nowhere/editor", "'open quote"])
def test_an_editor_that_cannot_be_run_is_said(
    told: str, checks: str, person: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", told)
    monkeypatch.setenv("EDITOR", "true")
    done = run("edit", "1")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: the editor {told} cannot be run\n")


def test_a_dash_reads_stdin(checks: str) -> None:
    assert run("add", "-", stdin="From a pipe: ñ\n").code == 0
    assert json.loads(run("show", "2", "--json").out)["text"] == "From a pipe: ñ"


def test_stdin_must_be_utf_8(checks: str) -> None:
    done = subprocess.run(
        [*PROGRAM, "add", "-"], input=b"\xff\xfe", capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: the claim on stdin is not UTF-8")


def test_what_was_told_is_not_stdin() -> None:
    assert editor.told_or_stdin("told", "it") == "told"
    assert editor.told_or_stdin(None, "it") is None


def test_a_draft_is_private_and_goes(tmp_path: Path, script: Script) -> None:
    script('echo more >> "$1"')
    draft = editor.Draft("text\n", ".md")
    assert stat.S_IMODE(draft.path.stat().st_mode) == 0o600
    assert draft.path.suffix == ".md"
    assert draft.edit() == "text\nmore\n"
    draft.drop()
    draft.drop()
    assert not draft.path.exists()


def test_a_failed_editor_keeps_the_draft(script: Script) -> None:
    script("exit 1")
    draft = editor.Draft("text", ".md")
    with pytest.raises(Usage, match="your text is in"):
        draft.edit()
    assert draft.path.read_text() == "text"
