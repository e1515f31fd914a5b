"""Asking a person for a text: in the editor, or from stdin."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from factcheck.cli.output import asked
from factcheck.errors import InvalidInput, Usage


def require_piped(what: str) -> None:
    """Raise Usage where stdin is a terminal: nobody would know to type."""
    if sys.stdin.isatty():
        raise Usage(f"{what} is to come from stdin, which is a terminal", hint="pipe it in")
    asked.append(what)


def from_stdin(what: str) -> str:
    """All of stdin. Raises Usage where it is a terminal."""
    require_piped(what)
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Usage(f"{what} on stdin is not UTF-8") from error


def told_or_stdin(told: str | None, what: str) -> str | None:
    """What was told; ``-`` reads stdin."""
    return from_stdin(what) if told == "-" else told


def can_edit() -> bool:
    """Whether there is a person at a terminal who could edit a text."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def written(told: str | None, what: str, hint: str) -> str:
    """A text that was told, read from stdin (``-``), or else written in the editor.

    Raises Usage with the hint where there is no terminal, InvalidInput for an
    editor that was closed without a text.
    """
    if told is not None:
        return told_or_stdin(told, what) or ""
    if not can_edit():
        raise Usage(f"{what} is missing", hint=hint)
    draft = Draft(f"\n# Above: {what}. Lines that begin with # are left out.\n", ".md")
    lines = [line for line in draft.edit().splitlines() if not line.startswith("# ")]
    draft.drop()
    wording = "\n".join(lines).strip()
    if not wording:
        raise InvalidInput(f"{what} is empty: nothing was written")
    return wording


class Draft:
    """A private file in which a person edits a text. Kept, and named, when things go wrong."""

    def __init__(self, text: str, suffix: str) -> None:
        handle, name = tempfile.mkstemp(prefix="factcheck-", suffix=suffix)
        self.path = Path(name)
        asked.append(name)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        self.before = text

    def edit(self) -> str:
        """Open the editor and return what the file says afterwards.

        Raises Usage when the editor cannot be run or says that it failed.
        """
        told = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        try:
            done = subprocess.run([*shlex.split(told), str(self.path)], check=False)  # noqa: S603
        except (OSError, ValueError) as error:
            raise Usage(f"the editor {told} cannot be run", hint="set VISUAL or EDITOR") from error
        if done.returncode != 0:
            raise Usage(f"the editor ended with {done.returncode}; your text is in {self.path}")
        try:
            return self.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise Usage(f"the text in {self.path} is not UTF-8") from error

    def drop(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)
