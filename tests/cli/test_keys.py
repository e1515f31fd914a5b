"""Keys and lines from a terminal, and what it is like afterwards."""

import io
import os
import pty
import sys
import termios
import threading
import time
from collections.abc import Iterator

import pytest

from factcheck.cli import keys, output


class Terminal:
    """A terminal whose keyboard a test has."""

    def __init__(self) -> None:
        self.ours, self.theirs = pty.openpty()
        self.stream = os.fdopen(self.theirs, "r")

    def fileno(self) -> int:
        return self.theirs

    def types(self, told: bytes) -> None:
        os.write(self.ours, told)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    made = Terminal()
    monkeypatch.setattr(sys, "stdin", made)
    yield made
    made.stream.close()
    os.close(made.ours)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (b"a", "a"),
        (b"?", "?"),
        ("ñ".encode(), "ñ"),
        (b"\xff", "\ufffd"),
        (b"\x1b[A", " "),
        (b"\x1b", " "),
        (b"\x04", keys.END),
    ],
)
def test_a_key_needs_no_return(typed: bytes, key: str, terminal: Terminal) -> None:
    before = termios.tcgetattr(terminal.theirs)
    typing = threading.Timer(0.05, terminal.types, (typed,))
    typing.start()
    assert keys.pressed() == key
    typing.join()
    assert termios.tcgetattr(terminal.theirs) == before
    assert output.asked.pop() == "a key"


def test_what_was_typed_ahead_is_not_lost(terminal: Terminal) -> None:
    typing = threading.Timer(0.05, terminal.types, (b"ab",))
    typing.start()
    assert (keys.pressed(), keys.pressed()) == ("a", "b")
    typing.join()


def test_a_terminal_that_has_gone_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Terminal()
    monkeypatch.setattr(sys, "stdin", made)
    gone = threading.Timer(0.05, os.close, (made.ours,))
    gone.start()
    try:
        ended = keys.pressed()
    except termios.error:  # it cannot be put back where it was
        ended = keys.END
    assert ended == keys.END
    gone.join()
    time.sleep(0)
    made.stream.close()


@pytest.mark.parametrize(
    ("typed", "default", "line"),
    [("3\n", "", "3"), (" x y \n", "z", "x y"), ("\n", "z", "z"), ("\n", "", ""), ("", "z", None)],
)
def test_a_line_or_its_default(
    typed: str,
    default: str,
    line: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert keys.line("Which", default) == line
    assert capsys.readouterr().err == ("Which [z]: " if default else "Which: ")
    assert output.asked.pop() == "Which"
