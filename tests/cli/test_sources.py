"""factcheck source list|show|edit: exit codes, both streams, and the rows."""

import json

import pytest

from factcheck.cli.output import staged
from factcheck.db import Database
from factcheck.models import Source
from tests import filled
from tests.conftest import Cli
from tests.factories import make_claim, make_evidence
from tests.rows import data, entries, refused, rows

SOURCE_KEYS = {
    "id",
    "uid",
    "kind",
    "title",
    "url",
    "canonical_url",
    "archive_url",
    "publisher",
    "published_on",
    "description",
    "text_sha256",
    "appearances",
    "evidence",
    "merged_into",
}
KINDS = "page, document, broadcast, person, call, dataset"
URL = "https://example.org/interview"
VTV = "https://example.org/vtv"
FIELDS = ("kind", "title", "url", "publisher", "published_on", "archive_url", "description")


@pytest.fixture(autouse=True)
def desk(url: str) -> None:
    """Three sources: one of an appearance and of evidence, one of evidence, a broadcast."""

    def fill() -> None:
        with Database(url) as db, db.transaction(by="ben") as session:
            claim = make_claim(session)
            make_evidence(session, claim, source=URL)
            make_evidence(session, claim, source=VTV)
            make_claim(session, "Another claim", source="broadcast: Evening news")

    filled.once(url, fill)


# list


def test_sources_are_listed_with_how_often_they_are_used(cli: Cli, db: Database) -> None:
    done = cli("source", "list")
    assert (done.code, done.err) == (0, "3 sources.\n")
    assert done.out.splitlines() == [
        "s1\tpage\texample.org/interview\t\t1+1",
        "s2\tpage\texample.org/vtv\t\t0+1",
        "s3\tbroadcast\tEvening news\t\t1+0",
    ]
    only = json.loads(cli("source", "list", "--kind", "Broadcast", "--json").out)
    assert [one["title"] for one in only] == ["Evening news"]
    assert only[0].keys() == SOURCE_KEYS
    assert cli("source", "list", "--kind", "call").out == ""
    told = f"error: unknown kind of source: film\n  kind of source is one of: {KINDS}\n"
    refused(cli, db, 2, told, "source", "list", "--kind", "film")


def test_sources_come_in_pages(cli: Cli, db: Database) -> None:
    first = cli("source", "list", "--limit", "2", "--columns", "id")
    assert (first.out, first.err) == ("1\n2\n", "2 sources.   Next page: --after 2\n")
    rest = cli("source", "list", "-n", "2", "--after", "2", "--columns", "id")
    assert (rest.out, rest.err) == ("3\n", "1 source.\n")
    everything = cli("source", "list", "--limit", "0", "--columns", "id")
    assert everything.out == "1\n2\n3\n"


# show


def test_a_source_is_found_by_id_address_or_title(cli: Cli, db: Database) -> None:
    told = "s1\tpage\texample.org/interview\t\t1+1\n address   https://example.org/interview\n"
    for name in ("1", "s1", URL, "https://EXAMPLE.org/interview?utm_source=x"):
        done = cli("source", "show", name)
        assert (done.code, done.out, done.err) == (0, told, "")
    assert cli("source", "show", "-", stdin=f"{URL}\n").out == told
    shown = data(cli, "source", "show", "broadcast: evening news")
    assert shown.keys() == SOURCE_KEYS
    assert (shown["id"], shown["kind"], shown["appearances"], shown["evidence"]) == (
        *(3, "broadcast", 1, 0),
    )
    with staged():
        assert cli("source", "show", "2").out.endswith("Its claims: factcheck list --source s2\n")


def test_a_source_that_is_not_there_is_not_found(cli: Cli, db: Database) -> None:
    for name, named in (("s9", "9"), ("Evening news", "Evening news"), (f"{URL}2", f"{URL}2")):
        told = f"error: there is no source {named}\n  factcheck source list\n"
        refused(cli, db, 4, told, "source", "show", name)
        refused(cli, db, 4, told, "source", "edit", name, "--title", "x")
    told = (
        "error: 'ftp://example.org' is not an address of the web\n"
        '  write https://..., or "KIND: TITLE" for what is not on the web\n'
    )
    refused(cli, db, 3, told, "source", "show", "ftp://example.org")


# edit


def test_editing_a_source_sets_every_field_and_logs_why(cli: Cli, db: Database) -> None:
    archive = "https://web.archive.org/web/20190501000000/https://example.org/vtv"
    done = cli(
        *("source", "edit", "s2", "--title", "The denial", "--url", "https://example.org/new"),
        *("--kind", "broadcast", "--publisher", "VTV", "--published-on", "2019-05"),
        *("--archive-url", archive, "--description", "State television"),
        *("--because", "it moved", "--as", "carla"),
    )
    assert (done.code, done.err) == (0, "")
    assert done.out == "Source s2 changed: The denial, example.org/new.\n"
    assert rows(db, Source, *FIELDS) == [
        ("page", None, URL, None, None, None, None),
        (
            *("broadcast", "The denial", "https://example.org/new", "VTV", "2019-05"),
            *(archive, "State television"),
        ),
        ("broadcast", "Evening news", None, None, None, None, None),
    ]
    assert rows(db, Source, "canonical_url")[1] == ("https://example.org/new",)
    assert entries(db)[-1] == ("carla", "source edit", "it moved")
    told = cli("history").out.splitlines()[-1]
    assert "source The denial: " in told
    assert "publisher: none -> VTV" in told
    assert "because “it moved”" in told
    shown = cli("source", "show", "2").out.splitlines()
    assert shown[0] == "s2\tbroadcast\tThe denial, example.org/new\t2019-05\t0+1"
    assert shown[1:] == [
        " address   https://example.org/new",
        f" archived  {archive}",
        " publisher VTV",
        " about     State television",
    ]


def test_editing_a_source_clears_with_nothing(cli: Cli, db: Database) -> None:
    full = ("--publisher", "VTV", "--published-on", "2019", "--description", "x", "--title", "t")
    cli("source", "edit", "1", *full, "--archive-url", "https://archive.ph/abc")
    nothing = [
        part
        for name in ("publisher", "published-on", "description", "title", "archive-url")
        for part in (f"--{name}", "")
    ]
    edited = data(cli, "source", "edit", URL, *nothing)
    assert edited.keys() == SOURCE_KEYS
    assert rows(db, Source, *FIELDS)[0] == ("page", None, URL, None, None, None, None)
    before = entries(db)
    assert cli("source", "edit", "-", *nothing, stdin=URL).out == "Nothing changed.\n"
    assert entries(db) == before


def test_editing_a_source_refuses_what_cannot_be(cli: Cli, db: Database) -> None:
    cases = {
        ("1",): (2, "nothing to change was named\n  factcheck source edit --help"),
        ("1", "--kind", "film"): (
            2,
            f"unknown kind of source: film\n  kind of source is one of: {KINDS}",
        ),
        ("1", "--published-on", "May"): (
            3,
            "published on: 'May' is not a date\n  write 2019, 2019-04 or 2019-04-30",
        ),
        ("3", "--title", ""): (3, "a source needs an address or a title"),
        ("2", "--url", f"{URL}#top"): (
            5,
            "source 1 is that already\n  factcheck source show 1",
        ),
    }
    for args, (code, told) in cases.items():
        refused(cli, db, code, f"error: {told}\n", "source", "edit", *args)
