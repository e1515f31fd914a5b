"""PostgreSQL's dumps: made by its own program, and read back without a server."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url, select

from factcheck import verify
from factcheck.db import SCHEMA, Database
from factcheck.errors import Corrupt, StorageFailed, Unavailable
from factcheck.models import Claim
from factcheck.storage import dump
from factcheck.storage.backup import backup
from factcheck.storage.copy import copy
from factcheck.storage.dump import Dump
from tests import stories
from tests.factories import make_claim

if TYPE_CHECKING:
    from tests.storage.conftest import Fresh

NASTY = "tab\there, line\nbreak, back\\slash \\N \\. \r\v\f\b, quote ' \" and \u2028 Ünïcödé 𝔘"


@pytest.fixture
def dumped(story: Path, fresh: Fresh, tmp_path: Path) -> Path:
    """A dump of the story, with one claim more that is hard to write down."""
    url = fresh("postgresql")
    with Database(story) as told:
        copy(told, url)
    with Database(url) as database:
        with database.transaction(by="ana") as session:
            make_claim(session, "Nasty", context=NASTY)
        return backup(database, tmp_path / "kept.dump").path


@pytest.mark.postgres
def test_a_dump_is_read_back_whole(dumped: Path) -> None:
    with Dump(dumped) as read, read.reading() as session:
        assert read.revision == SCHEMA
        assert session.scalar(select(Claim.context).where(Claim.text == "Nasty")) == NASTY
        report = verify.check_rows(session.connection(), [], "here", read.revision)
        assert report.findings == ()
        found = stories.dump(session.connection())
    assert len(found["claim"]) > 4
    assert all(found.values())


@pytest.mark.postgres
def test_a_dump_that_was_cut_is_corrupt(dumped: Path) -> None:
    content = dumped.read_bytes()
    dumped.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(Corrupt, match="cannot be read back"):
        Dump(dumped)


@pytest.mark.postgres
def test_a_dump_of_something_else_is_no_backup(fresh: Fresh, tmp_path: Path) -> None:
    url = fresh("postgresql")
    dump.write(make_url(url), "public", tmp_path / "other.dump", "there")
    with pytest.raises(Corrupt, match="holds no factcheck database"):
        Dump(tmp_path / "other.dump")


def test_without_the_programs_what_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with pytest.raises(Unavailable, match="program pg_dump was not found") as caught:
        dump.program("pg_dump")
    assert "factcheck db copy" in str(caught.value.hint)


def test_a_program_in_the_path_is_taken_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/somewhere/{name}")
    assert dump.program("pg_dump") == "/somewhere/pg_dump"


@pytest.mark.parametrize(
    ("told", "cls", "message"),
    [
        ("pg_dump: error: could not write: No space left on device", StorageFailed, "the disk"),
        ("pg_dump: error: server version: 99", Unavailable, "failed on there: server version: 99"),
        ("", Unavailable, "it said nothing"),
    ],
)
def test_what_pg_dump_says_is_told(
    told: str, cls: type[Exception], message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: dict[str, Any] = {}

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        seen.update(options, command=command)
        return subprocess.CompletedProcess(command, 1, "", told)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(dump, "program", lambda name: name)
    url = make_url("postgresql+psycopg://ana:s3cretpw@desk:5433/news?sslmode=require")
    with pytest.raises(cls, match=message):
        dump.write(url, "public", tmp_path / "kept", "there")
    assert "s3cretpw" not in " ".join(seen["command"])
    assert seen["env"]["PGPASSWORD"] == "s3cretpw"
    assert "port=5433" in seen["command"][-1]


def test_the_text_of_copy_is_read_as_it_is_meant() -> None:
    told = (
        "SET x = 1;\n"
        'COPY public.claim (id, "text", context) FROM stdin;\n'
        "1\ta\\tb\\\\N\\n\t\\N\n2\t\\\\.\t\n\\.\n\n"
        "COPY public.other (id) FROM stdin;\n7\n\\.\n"
    )
    blocks = [
        (name, columns, list(rows)) for name, columns, rows in dump._blocks(io.StringIO(told))
    ]
    assert blocks == [
        ("claim", ["id", "text", "context"], [["1", "a\tb\\N\n", None], ["2", "\\.", ""]]),
        ("other", ["id"], [["7"]]),
    ]
    skipped = [name for name, _, _ in dump._blocks(io.StringIO(told))]
    assert skipped == ["claim", "other"]
