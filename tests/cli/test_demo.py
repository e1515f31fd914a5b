"""The demo: the real commands with their real output, in a database that goes away."""

import re
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.cli import demo, output
from factcheck.db import Database
from factcheck.services import show
from tests.conftest import Result, run


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Result]]:
    """A demo that was kept, and what it printed."""
    path = tmp_path_factory.mktemp("demo") / "kept.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACTCHECK_USER", "ana")
        patch.setenv("COLUMNS", "80")
        for name in ("CONFIG", "STATE", "DATA"):
            patch.setenv(f"XDG_{name}_HOME", str(path.parent / "home"))
        yield path, run("demo", "--keep", str(path))


def test_it_prints_each_command_and_its_real_output(kept: tuple[Path, Result]) -> None:
    _, done = kept
    assert done.code == 0
    rest = done.out
    for lead, words in demo.STORY:
        assert f"\n# {lead}\n$ {demo.typed(words)}\n" in rest
        rest = rest.split(f"$ {demo.typed(words)}\n", 1)[1]
    for line in (
        "Claim 1 added: Mike Pompeo, 30 April 2019, unverified.",
        "Evidence e1 on claim 1: disputed by Nicolás Maduro. Status: none -> disputed.",
        "Verdict on claim 1: supported.",
        "WAS IT SO?  no verdict                                        evidence: disputed",
        "All is well: 6 entries, 13 changes, 9 checks.",
    ):
        assert " ".join(line.split()) in " ".join(done.out.split())
    assert "\nwarning: no evidence supports the content; it is disputed [e1]" in done.out


def test_it_ends_with_what_is_still_unverified(kept: tuple[Path, Result]) -> None:
    last = kept[1].out.split("$ factcheck list --unverified\n")[1]
    assert last.splitlines() == [
        " id  said        speaker      claim                                     evidence",
        "  1  2019-04-30  Mike Pompeo  Nicolás Maduro was about to leave         disputed",
        "                              Venezuela by plane on 30 April 2019, an…",
        "1 unverified, of 1 tracked.",
        "",
    ]


def test_no_line_of_output_is_wider_than_the_screen(kept: tuple[Path, Result]) -> None:
    lines = [
        line for line in kept[1].out.splitlines() if not line.startswith(("$", "#", "    --"))
    ]
    assert [line for line in lines if len(line) > 100] == []


def test_a_kept_demo_can_be_used(kept: tuple[Path, Result], tmp_path: Path) -> None:
    path, done = kept
    assert f"The database is {path}. Next: factcheck --db {path} show 1" in done.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with Database(path) as database, database.reading() as session:
        view = show.claim(session, 1)
    assert (view.unverified, view.evidence_status, view.verdict) == (True, "disputed", None)
    shown = run("--db", str(path), "show", "1")
    assert shown.code == 0
    assert shown.out.startswith("Claim 1 · unverified · new · venezuela\n")
    assert run("--db", str(path), "db", "verify").code == 0


def test_a_path_that_exists_is_refused(kept: tuple[Path, Result], tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("my work")
    for path in (mine, tmp_path, kept[0]):
        done = run("demo", "--keep", str(path))
        assert (done.code, done.out) == (5, "")
        assert done.err.startswith(f"error: {path} exists already\n")
    assert mine.read_text() == "my work"


def test_a_demo_leaves_nothing_behind(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("FACTCHECK_DB", "untouched.db")
    done = run("demo")
    assert done.code == 0
    assert re.search(r"^Your turn: factcheck add ", done.err, re.MULTILINE)
    assert list(tmp_path.glob("factcheck-demo-*")) == []
    assert not Path("untouched.db").exists()
    assert not (home / "state").exists()
    assert not output.on_terminal()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "1"), "factcheck show 1"),
        (("add", "two words"), 'factcheck add "two words"'),
        (("add", ""), 'factcheck add ""'),
        (("add", "$HOME `id`"), "factcheck add '$HOME `id`'"),
        (("add", 'say "x"'), "factcheck add 'say \"x\"'"),
        (
            ("list", "--source", "https://a.example/b"),
            "factcheck list --source https://a.example/b",
        ),
    ],
)
def test_a_command_is_printed_as_it_can_be_typed(words: tuple[str, ...], told: str) -> None:
    assert demo.typed(words) == told
