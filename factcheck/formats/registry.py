"""Which formats there are: ours by name, those of others by entry point."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, cast

from factcheck import plugins
from factcheck.errors import Usage
from factcheck.formats.base import Format, FormatError, Writer

GROUP = "factcheck.formats"
# Looked at in this order: the more particular ones first.
READERS = {
    "jsonl": "own:Own",
    "averitec": "averitec:Averitec",
    "google": "google:Google",
    "claimreview": "claimreview:ClaimReview",
    "json-table": "json_table:JSON_TABLE",
    "csv": "table:CSV",
    "tsv": "table:TSV",
}
WRITERS = {
    "claimreview": "claimreview:ClaimReviewList",
    "claimreview-graph": "claimreview:ClaimReviewGraph",
    "claimreview-script": "claimreview:ClaimReviewScript",
    "csv": "table:CSV_WRITER",
    "tsv": "table:TSV_WRITER",
}
# By which a person may also call one.
ALSO = {"datacommons": "claimreview", "json-ld": "claimreview", "jsonld": "claimreview"}
ALSO |= {"html": "claimreview", "factcheck": "jsonl", "md": "markdown"}


def named(told: str) -> str:
    """The name of a format, however it was written."""
    name = plugins.named(told)
    return ALSO.get(name, name)


def reader(name: str) -> Format:
    """The format of this name, for reading. Raises Usage that lists the known ones."""
    return cast(Format, _named(name, READERS, "read"))


def writer(name: str, also: tuple[str, ...] = ()) -> Writer:
    """The format of this name, for writing. Raises Usage that lists the known ones.

    ``also`` are the names of those that are no writers by themselves.
    """
    return cast(Writer, _named(name, WRITERS, "write", also))


def _named(told: str, homes: dict[str, str], what: str, also: tuple[str, ...] = ()) -> Any:
    name = named(told)
    if name in homes:
        return _loaded(homes[name])
    found = plugins.every(GROUP).get(name)
    if found is not None and hasattr(found, what):
        return found
    known = sorted(
        {*homes, *also, *(n for n, each in plugins.every(GROUP).items() if hasattr(each, what))}
    )
    raise Usage(f"unknown format: {told}", hint=f"formats to {what}: {', '.join(known)}")


def _loaded(home: str) -> Any:
    module, _, name = home.partition(":")
    found = getattr(import_module(f"factcheck.formats.{module}"), name)
    return found() if isinstance(found, type) else found


def readers() -> Iterator[Format]:
    """Every format that can be read, the more particular ones first."""
    for each in plugins.every(GROUP).values():
        if hasattr(each, "read"):
            yield each
    for home in READERS.values():
        yield _loaded(home)


def recognise(head: bytes, suffix: str, *, mapped: bool = False) -> Format:
    """The format of a file that begins so; its suffix decides where several fit.

    ``mapped``: the person said which column is what, so it is a table. Raises FormatError.
    """
    if mapped and suffix.lower() in (".csv", ".tsv", ".tab", ".txt"):
        return reader("tsv" if suffix.lower() in (".tsv", ".tab") else "csv")
    fitting = [each for each in readers() if each.fits(head)]
    if mapped:
        fitting = [each for each in fitting if each.name in ("json-table", "csv", "tsv")]
    by_suffix = [each for each in fitting if suffix.lower() in each.suffixes]
    for found in (*by_suffix, *fitting):
        return found
    if mapped:
        return reader("json-table" if head.lstrip()[:1] in (b"[", b"{") else "csv")
    if suffix.lower() in (".csv", ".tsv", ".tab"):
        return reader("tsv" if suffix.lower() != ".csv" else "csv")
    known = ", ".join(each.name for each in readers())
    raise FormatError("is of no known format", hint=f"say which: --format {known}")
