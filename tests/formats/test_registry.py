"""Formats are found by name, by what is in a file and by its suffix, ours and those of others."""

from collections.abc import Iterator
from typing import Any

import pytest

from factcheck.errors import Usage
from factcheck.formats import registry
from factcheck.formats.base import FormatError
from factcheck.formats.registry import READERS, WRITERS, reader, recognise, writer
from factcheck.formats.shape import HEAD
from tests.conftest import Brought

NODE = b'{"@type": "ClaimReview", "claimReviewed": "It is so"}'
GOOGLE = b'{"claims": [{"text": "It is so", "claimReview": [{"textualRating": "False"}]}]}'
AVERITEC = b'[{"claim": "It is so", "label": "Refuted", "questions": []}]'
JSON_TABLE = b'[{"claim": "It is so", "speaker": "Ana"}]'
LINES = b'{"claim": "It is so", "speaker": "Ana"}\n{"claim": "It is not", "speaker": "Ben"}\n'
CSV = b"claim,speaker\nIt is so,Ana\n"
TSV = b"claim\tspeaker\nIt is so\tAna\n"
SIGHTS = [
    ("jsonl", HEAD.encode() + b"\n", ".jsonl"),
    ("jsonl", b'\xef\xbb\xbf{"format": "factcheck", "version": 1}\n', ".txt"),
    ("averitec", AVERITEC, ".json"),
    ("google", GOOGLE, ".json"),
    ("claimreview", b"[" + NODE + b"]", ".json"),
    ("claimreview", NODE + b"\n", ".jsonl"),
    ("claimreview", b"<!doctype html><p>", ".html"),
    ("json-table", JSON_TABLE, ".json"),
    ("json-table", LINES, ".jsonl"),
    ("csv", CSV, ".csv"),
    ("csv", b"claim;speaker\nIt is so;Ana\n", ".csv"),
    ("tsv", TSV, ".tsv"),
]


@pytest.mark.parametrize(("name", "head", "suffix"), SIGHTS)
def test_a_file_is_recognised_by_what_is_in_it(name: str, head: bytes, suffix: str) -> None:
    assert recognise(head, suffix).name == name
    for other in (".bin", "", suffix.upper()):
        assert recognise(head, other).name == name


def test_each_format_that_can_be_read_is_recognised_above() -> None:
    assert {name for name, _, _ in SIGHTS} == set(READERS)


@pytest.mark.parametrize(("suffix", "name"), [(".csv", "csv"), (".TSV", "tsv"), (".tab", "tsv")])
def test_the_suffix_of_a_table_is_believed_where_its_columns_say_nothing(
    suffix: str, name: str
) -> None:
    assert recognise(b"a,b\n1,2\n", suffix).name == name


@pytest.mark.parametrize(
    ("head", "suffix", "name"),
    [
        (b"a,b\n1,2\n", ".csv", "csv"),
        (b"a\tb\n1\t2\n", ".TAB", "tsv"),
        (b"a,b\n1,2\n", "", "csv"),
        (b'[{"a": 1}]', ".json", "json-table"),
        (b' {"a": 1}', ".jsonl", "json-table"),
        (NODE, ".json", "json-table"),
    ],
)
def test_what_has_a_mapping_is_a_table(head: bytes, suffix: str, name: str) -> None:
    assert recognise(head, suffix, mapped=True).name == name


def test_what_is_of_no_format_is_refused_and_the_known_ones_are_named() -> None:
    for head in (b"", b"%PDF-1.4", b"plain words\n", b"{}"):
        with pytest.raises(FormatError, match="is of no known format") as caught:
            recognise(head, ".bin")
        assert caught.value.hint == f"say which: --format {', '.join(READERS)}"


@pytest.mark.parametrize("name", READERS)
def test_a_reader_is_found_by_its_name(name: str) -> None:
    found = reader(name)
    assert found.name == name
    assert callable(found.read)


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_is_found_by_its_name(name: str) -> None:
    found = writer(name)
    assert found.name == name
    assert callable(found.write)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (" JSONL ", "jsonl"),
        ("json_table", "json-table"),
        ("datacommons", "claimreview"),
        ("json-ld", "claimreview"),
        ("jsonld", "claimreview"),
        ("HTML", "claimreview"),
        ("factcheck", "jsonl"),
    ],
)
def test_a_format_has_other_names_and_spellings(told: str, name: str) -> None:
    assert registry.named(told) == name
    assert reader(told).name == name


def test_markdown_has_a_short_name() -> None:
    assert registry.named("md") == "markdown"


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(Usage, match=r"^unknown format: xlsx$") as caught:
        reader("xlsx")
    assert caught.value.hint == f"formats to read: {', '.join(sorted(READERS))}"
    with pytest.raises(Usage) as caught:
        writer("averitec", also=("jsonl", "markdown"))
    known = sorted({*WRITERS, "jsonl", "markdown"})
    assert caught.value.hint == f"formats to write: {', '.join(known)}"


# formats of other packages


class Minutes:
    """A format as another package may bring it."""

    name = "minutes"
    about = "minutes of a council"
    suffixes = (".min",)

    def fits(self, head: bytes) -> bool:
        return head.startswith(b"MINUTES")

    def read(self, stream: Any, options: Any) -> Iterator[Any]:
        yield from ()


class Poster:
    name = "poster"
    about = "a poster"
    suffixes = (".svg",)

    def write(self, records: Any) -> Iterator[bytes]:
        yield b"poster"


minutes = Minutes()


@pytest.fixture
def others(brought: Brought) -> None:
    brought(
        "factcheck.formats",
        {
            "minutes": f"{__name__}:minutes",
            "poster": f"{__name__}:Poster",
        },
    )


def test_a_format_of_another_package_is_found(others: None) -> None:
    assert reader("Minutes").about == "minutes of a council"
    assert b"".join(writer("poster").write([])) == b"poster"
    assert recognise(b"MINUTES of 30 April", ".txt").name == "minutes"
    assert recognise(CSV, ".csv").name == "csv"
    assert [one.name for one in registry.readers()] == ["minutes", *READERS]


def test_what_another_package_can_do_is_listed_with_ours(others: None) -> None:
    with pytest.raises(Usage) as caught:
        reader("poster")
    assert caught.value.hint == f"formats to read: {', '.join(sorted([*READERS, 'minutes']))}"
    with pytest.raises(Usage) as caught:
        writer("minutes")
    assert caught.value.hint == f"formats to write: {', '.join(sorted([*WRITERS, 'poster']))}"
