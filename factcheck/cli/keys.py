"""One key at a time from a terminal, and a line where a word is wanted."""

import codecs
import os
import sys

from factcheck.cli.output import asked, say

END = ""
_ESCAPE = b"\x1b"
_CONTROL_D = b"\x04"


def pressed() -> str:
    """The key that was pressed; END where nobody is there any more, " " for one without letters.

    The terminal is as it was while nothing is waited for. Ctrl-C interrupts, as everywhere.
    """
    import termios
    import tty

    handle = sys.stdin.fileno()
    asked.append("a key")
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)
        first = os.read(handle, 1)
        if first in (b"", _CONTROL_D):
            return END
        if first == _ESCAPE:
            _swallow(handle)
            return " "
        return _letter(handle, first)
    except OSError:  # the terminal has gone
        return END
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _swallow(handle: int) -> None:
    """The rest of what an arrow or a function key sends."""
    import select

    while select.select([handle], [], [], 0.02)[0] and os.read(handle, 16):
        pass


def _letter(handle: int, first: bytes) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    told = decoder.decode(first)
    while not told:
        more = os.read(handle, 1)
        told = decoder.decode(more, final=not more)
    return told


def line(question: str, default: str = "") -> str | None:
    """A line that a person types, the default for an empty one; None where nobody is there."""
    asked.append(question)
    say(f"{question}{f' [{default}]' if default else ''}: ", end="")
    told = sys.stdin.readline()
    if not told:
        return None
    return told.strip() or default
