"""docs/tutorial.md, a claim's whole life: the same on both engines, clean after each command."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests import postgres, screens
from tests.conftest import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = screens.ROOT / "docs" / "tutorial.md"
FILE, FIRST = "desk.db", "## 1 May"


class Verified(screens.Page):
    """The page, whose database is looked over after each command."""

    verified = 0

    def ended(self, typed: str) -> str:
        told = super().ended(typed)
        if typed.startswith("factcheck ") and "db init" not in typed:
            done = run("db", "verify")
            assert done.code == 0, f"{typed}\n{done.out}{done.err}"
            self.verified += 1
        return told


@pytest.fixture
def place(engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a database may be made: a file of the page's own folder, or one of the server."""
    if engine == "sqlite":
        yield FILE
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = f"t{uuid4().hex}"
    yield server.create(name)
    server.drop(name)


def test_the_life_of_a_claim_is_what_the_page_says(place: str, tmp_path: Path) -> None:
    written = PAGE.read_text(encoding="utf-8")
    page = tmp_path / PAGE.name
    page.write_text(
        written.replace(f" {FILE}", f" '{place}'").replace(f"={FILE}", f"='{place}'"),
        encoding="utf-8",
    )
    with screens.opened(page, Verified) as opened:
        told = opened.played()
        assert isinstance(opened, Verified)
        assert opened.verified > 30
    # Where the database was made stands under the first command, and nowhere else.
    assert told.split(FIRST)[1] == written.split(FIRST)[1], "make docs writes it anew"
