"""Going through an article at a terminal: what each key does, and that nothing is lost."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import editor, keys, output
from factcheck.db import Database
from factcheck.extract.progress import Progress
from factcheck.services import articles, show
from factcheck.views import ClaimView
from tests.cli.test_editor import PROGRAM
from tests.conftest import Cli, Result, run
from tests.extract.telling import TEXT

WORDS = ("extract", "article.txt", "--source", "https://news.example/bridge")
Typing = Callable[..., Result]


@pytest.fixture
def typing(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typing:
    """Somebody who presses these keys, and types these lines where one is asked for.

    A key may be a function that is called while the key is waited for.
    """
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(editor, "can_edit", lambda: True)

    def press(
        *pressed: str | Callable[[], object], lines: tuple[str | None, ...] = (), more: Any = ()
    ) -> Result:
        waiting, told = iter(pressed), iter(lines)

        def key() -> str:
            for one in waiting:
                if isinstance(one, str):
                    return one
                one()
            return keys.END

        monkeypatch.setattr(keys, "pressed", key)
        monkeypatch.setattr(keys, "line", lambda _question, default="": next(told) or default)
        with output.staged():
            done = run(*WORDS, *more)
        assert next(told, None) is None, "a line was not asked for"
        return replace(done, out=flat(done.out))

    return press


def flat(told: str) -> str:
    """A screen in one line, whatever its width."""
    return " ".join(told.split())


def edits(to: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the editor be a program that writes this."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\nprintf '%s' '{to}' > \"$1\"\n")
    path.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(path))


def claim(url: str, number: int = 1) -> ClaimView:
    with Database(url) as db, db.reading() as session:
        return show.claim(session, number)


def test_what_is_accepted_is_there_and_the_rest_is_asked_again(typing: Typing, url: str) -> None:
    done = typing("s", "a", "q", more=("--tag", "bridge"))
    assert done.code == 0
    assert "Proposal 1, 1 of 5 · indirect · worth checking 0.23" in done.out
    assert "said on Monday ⟦that the bridge at Aldea would be closed for nine weeks⟧." in done.out
    assert "Claim 1 added: Engineer Ben Ruiz." in done.out
    assert "1 skipped, 1 added; 3 items left." in done.out
    assert claim(url).tags == ("bridge",)
    again = typing("q")
    assert "2 were decided before: going on." in again.out
    assert "Proposal 3, 3 of 5 · direct" in again.out
    assert "Unsure" not in again.out
    assert "another form of proposal 2, claim 1" in again.out
    assert "denial by The council (proposal 4)" in again.out
    assert "a: one more appearance of claim 1 s: skip" in again.out


def test_to_the_end(typing: Typing, url: str) -> None:
    done = typing(*"saaaa")
    assert "1 skipped, 1 added, 1 linked, 2 marked; all is decided." in done.out
    assert "Remark 3.1, 4 of 5 · no evidence, by the article" in done.out
    assert "a: no-result claim 1 s: skip" in done.out
    assert "a: disputes claim 1 s: skip" in done.out
    view = claim(url)
    assert [one.stance for one in view.evidence] == ["no-result", "disputes"]
    assert len(view.appearances) == 2
    assert "Proposal" not in typing("a").out
    assert "Proposal 1, 1 of 5" in typing("q", more=("--restart",)).out
    on_file = typing(*"sa", more=("--restart",))
    assert "a: leave it, claim 1 has it s: skip" in on_file.out
    assert "Claim 1 has it already." in on_file.out
    assert claim(url) == view


def test_it_is_mended_before_it_is_accepted(
    typing: Typing, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits("The bridge is to be closed for nine weeks.", tmp_path, monkeypatch)
    lines = ("Ana López (mayor)", "2019-05")
    typing("e", "w", "d", "q", lines=lines)
    done = typing("a", "q")  # what was changed is kept, too
    assert "Said on 2019-05" in done.out
    view = claim(url)
    assert view.text == "The bridge is to be closed for nine weeks."
    first = view.appearances[0]
    assert (first.speaker, first.said_on) == ("Ana López (mayor)", "2019-05")
    assert first.quote == "that the bridge at Aldea would be closed for nine weeks"


def test_a_speaker_is_chosen_or_taken_away(typing: Typing, url: str) -> None:
    assert run("add", "Something", "--speaker", "Ana López Ruiz").code == 0
    done = typing("w", "a", "w", "d", "a", "q", lines=("1", "-", "-"))
    assert "(written: Mayor Ana López) · new speaker; similar here: Ana López Ruiz" in done.out
    assert "1 Ana López Ruiz" in done.out
    assert claim(url, 2).appearances[0].speaker == "Ana López Ruiz"
    assert claim(url, 3).appearances[0].speaker is None


def test_a_claim_here_is_linked_or_not(typing: Typing, url: str) -> None:
    held = "The bridge at Aldea would be closed for ten weeks"
    assert run("add", held, "--speaker", "Zoë").code == 0
    done = typing("l", "n", "q", lines=("",))
    assert "claim 1, Zoë, date unknown, unverified" in done.out
    assert "a: a new claim l: it is claim 1 s: skip" in done.out
    assert "One more appearance of claim 1: Ana López." in done.out
    assert len(claim(url).appearances) == 2
    assert claim(url, 2).text == "The bridge has cracks of three metres"


def test_evidence_on_a_claim_that_is_named(typing: Typing, url: str) -> None:
    assert run("add", "The bridge is safe", "--speaker", "Zoë").code == 0
    done = typing("m", "m", "q", lines=("1", "refutes", "1", "no-result", "The records of 2019"))
    assert "Evidence e1 on claim 1: refutes, by Ana López." in done.out
    found = [(one.stance, one.by, one.note) for one in claim(url).evidence]
    assert found == [
        ("refutes", "Ana López", None),
        ("no-result", "Engineer Ben Ruiz", "The records of 2019"),
    ]


def test_a_denial_of_its_own(typing: Typing, url: str) -> None:
    done = typing("s", "a", "s", "s", "x", lines=("1",))
    assert "Claim 2 added: The council." in done.out
    assert [one.kind for one in claim(url, 2).relations] == ["denies"]


def test_a_remark_about_what_was_skipped_asks_for_the_claim(typing: Typing, url: str) -> None:
    assert run("add", "The bridge has cracks", "--speaker", "Zoë").code == 0
    done = typing("s", "s", "s", "a", "a", "q", lines=(None, "1"))
    assert "a: no-result a claim s: skip" in done.out
    assert [one.stance for one in claim(url).evidence] == ["no-result"]


def test_back_and_other_keys(typing: Typing) -> None:
    done = typing("s", "b", "b", "s", "?", "j", " ", "S", "q")
    assert re.findall(r"Proposal (\d), \d of 5", done.out) == ["1", "2", "1", "1", "2", "3"]
    assert "w change who said it" in done.out
    assert done.out.count("? shows the keys.") == 2
    assert "2 skipped; 3 items left." in done.out


def test_a_key_of_a_claim_does_nothing_for_a_remark(typing: Typing) -> None:
    assert "? shows the keys." in typing("s", "s", "s", "e", "q").out


def test_what_goes_wrong_is_told_and_asked_again(
    typing: Typing, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits("", tmp_path, monkeypatch)
    lines = ("99", "x", "May", "1", "maybe", "", None, None, "1", "no-result", None)
    done = typing("l", "l", "d", "m", "e", "l", "w", "d", "m", "a", "q", lines=lines)
    for told in (
        "warning: there is no claim 99",
        "warning: x is not the number of a claim",
        "warning: date: 'May' is not a date",
        "warning: unknown stance: maybe",
        "warning: the claim is empty: it stays as it was",
        "Claim 1 added: Ana López.",
    ):
        assert told in done.out
    assert claim(url).evidence == ()


def test_nobody_says_anything(typing: Typing) -> None:
    Path("article.txt").write_text("The bridge is old.")
    assert "Nobody says anything in this article" in typing().out


def test_an_article_that_changed_is_refused_before_anything_is_asked(typing: Typing) -> None:
    typing("a", "q")
    Path("article.txt").write_text(TEXT.replace("nine", "ten"), encoding="utf-8")
    done = typing()
    assert (done.code, "Proposal" in done.out) == (5, False)
    assert "Claim 2 added" in typing("a", "q", more=("--changed",)).out


def test_nothing_is_open_while_a_key_is_waited_for(typing: Typing, url: str) -> None:
    seen: list[Any] = []

    def meanwhile() -> None:
        with Database(url) as other, other.transaction(by="ben") as session:
            articles.database_uid(session)
        with Database(url) as other:
            seen.append(other)
        assert run("add", f"Added meanwhile {len(seen)}").code == 0

    done = typing(meanwhile, "a", meanwhile, "q")
    assert (done.code, len(seen)) == (0, 2)
    assert "Claim 2 added: Ana López." in done.out


def test_what_somebody_added_meanwhile_is_not_added_twice(typing: Typing, url: str) -> None:
    def meanwhile() -> None:
        words = "The bridge at Aldea would be closed for nine weeks"
        assert run("add", words, "--speaker", "Ana López", "--as", "ben").code == 0

    assert "One more appearance of claim 1: Ana López." in typing(meanwhile, "a", "q").out
    assert len(claim(url).appearances) == 2


def test_what_is_most_worth_checking_can_come_first(typing: Typing) -> None:
    done = typing("s", "q", more=("--order", "score"))
    assert re.findall(r"(?:Proposal|Remark) (\S+), ", done.out) == ["3", "3.1"]


def test_a_claim_that_moved_while_a_key_was_waited_for(typing: Typing, url: str) -> None:
    typing("s", "a", "q")

    def meanwhile() -> None:
        told = ("edit", "1", "--text", "The bridge is safe", "--as", "ben")
        assert run(*told).code == 0

    done = typing(meanwhile, "a", "a", "q")
    assert "warning: the claim was changed meanwhile" in done.out
    assert re.search("ben text: .The bridge has cracks of three metres", done.out)
    assert "One more appearance of claim 1" in done.out  # it was shown again, as it is now
    assert len(claim(url).appearances) == 2


def test_an_interruption_loses_nothing(typing: Typing, url: str) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    done = typing("a", interrupted)
    assert done.code == 130
    assert "1 added; 4 items left. The same command goes on from here." in done.out
    assert "interrupted; what was asked is saved" in done.out + done.err
    assert claim(url).text == "The bridge at Aldea would be closed for nine weeks"
    assert "Proposal 2, 2 of 5" in typing("q").out


def test_killed_before_it_was_noted_it_is_on_file(typing: Typing, url: str) -> None:
    typing("a", "q")
    with Database(url) as db, db.reading() as session:
        uid = articles.database_uid(session)
    from factcheck.extract import article

    progress = Progress(uid, article.of_text(TEXT).digest)
    assert list(progress.decided.values()) == ["added 1"]
    progress.forget()
    assert "claim 1 has this passage" in typing("a", "q").out
    assert len(claim(url).appearances) == 1


def test_where_progress_cannot_be_kept_it_is_told(typing: Typing, home: Path, url: str) -> None:
    reviews = home / "state" / "factcheck" / "reviews"
    reviews.parent.mkdir(parents=True, exist_ok=True)
    reviews.write_text("a file where a folder should be")
    done = typing("a", "q")
    assert "warning: the progress cannot be kept: file exists" in done.out
    assert claim(url).id == 1


# a real terminal


class Terminal:
    """The program at a terminal, and somebody who reads it and types."""

    def __init__(self, *words: str) -> None:
        self.ours, theirs = pty.openpty()
        self.child = subprocess.Popen(
            [*PROGRAM, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        os.close(theirs)
        self.told = ""

    def wait(self, wanted: str) -> None:
        """Until this stands there, however it is broken into lines."""
        until = time.monotonic() + 60
        while wanted not in flat(self.told):
            ready = select.select([self.ours], [], [], max(until - time.monotonic(), 0))[0]
            assert ready, self.told
            try:
                self.told += os.read(self.ours, 65536).decode(errors="replace")
            except OSError:  # Linux says so where the other end is closed
                break
        assert wanted in flat(self.told), self.told
        self.told = flat(self.told).partition(wanted)[2]

    def type(self, told: str) -> None:
        os.write(self.ours, told.encode())

    def ended(self) -> int:
        code = self.child.wait(60)
        os.close(self.ours)
        return code


@pytest.fixture
def at_terminal(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Terminal]]:
    monkeypatch.setenv("FACTCHECK_DB", sqlite_url)
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(TEXT, encoding="utf-8")
    opened: list[Terminal] = []

    def start() -> Terminal:
        opened.append(Terminal(*WORDS))
        return opened[-1]

    yield start
    for one in opened:
        one.child.kill()
        one.child.wait()


def test_at_a_terminal_it_survives_and_goes_on(
    at_terminal: Callable[[], Terminal], sqlite_url: str
) -> None:
    first = at_terminal()
    first.wait("Proposal 1, 1 of 5")
    first.wait("?: all keys")
    assert run("add", "Nothing is locked while a key is waited for").code == 0
    first.type("a")
    first.wait("Claim 2 added: Ana López.")
    first.wait("?: all keys")
    first.child.send_signal(signal.SIGINT)
    first.wait("1 added; 4 items left.")
    first.wait("error: interrupted; what was asked is saved")
    assert first.ended() == 130

    second = at_terminal()
    second.wait("1 were decided before: going on.")
    second.wait("Proposal 2, 2 of 5")
    second.wait("?: all keys")
    second.type("a")
    second.wait("Claim 3 added: Engineer Ben Ruiz.")
    second.wait("?: all keys")
    second.child.kill()
    assert second.ended() == -signal.SIGKILL

    third = at_terminal()
    third.wait("Proposal 3, 3 of 5")
    third.wait("?: all keys")
    third.type("w")
    third.wait("nobody) [Engineer Ben Ruiz]:")
    third.type("Ben Ruiz\n")
    third.wait("Ben Ruiz (written: Ruiz) · new speaker; similar here: Engineer Ben Ruiz")
    third.wait("?: all keys")
    third.type("aaa")
    third.wait("2 marked; all is decided.")
    assert third.ended() == 0
    assert json.loads(run("db", "verify", "--json").out)["clean"]
    view = claim(sqlite_url, 3)
    assert [one.speaker for one in view.appearances] == ["Engineer Ben Ruiz", "Ben Ruiz"]
    assert [one.stance for one in view.evidence] == ["no-result", "disputes"]
