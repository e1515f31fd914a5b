"""How far a person came with an article, kept in a private file so that nothing is asked twice."""

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def folder() -> Path:
    """Where such files are kept: the user's state folder."""
    import platformdirs

    return Path(platformdirs.user_state_dir("factcheck")) / "reviews"


class Progress:
    """What was decided of an article's items, and what was changed in them before.

    There is one for each database and text. It is written after every decision, whole or not
    at all; one that cannot be read counts as none.
    """

    def __init__(self, database_uid: str, text_sha256: str) -> None:
        name = hashlib.sha256(f"{database_uid} {text_sha256}".encode(errors="replace")).hexdigest()
        self.path = folder() / f"{name[:32]}.json"
        self.decided: dict[str, str] = {}
        self.changed: dict[str, dict[str, str | None]] = {}
        self._read()

    def decide(self, item: str, outcome: str) -> None:
        """Keep what became of an item. Raises OSError."""
        self.decided[item] = outcome
        self._write()

    def change(self, item: str, name: str, value: str | None) -> None:
        """Keep a change to an item that is not decided yet. Raises OSError."""
        self.changed.setdefault(item, {})[name] = value
        self._write()

    def forget(self) -> None:
        """Begin anew."""
        self.path.unlink(missing_ok=True)
        self.decided, self.changed = {}, {}

    def _read(self) -> None:
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
            decided, changed = told["decided"], told["changed"]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return
        if _texts(decided) and isinstance(changed, dict) and all(map(_texts, changed.values())):
            self.decided, self.changed = decided, changed

    def _write(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = {"decided": self.decided, "changed": self.changed}
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".", suffix=".new")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(told, stream)
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _texts(told: Any) -> bool:
    """Whether it is an object of texts and nulls."""
    return isinstance(told, dict) and all(
        one is None or isinstance(one, str) for one in told.values()
    )
