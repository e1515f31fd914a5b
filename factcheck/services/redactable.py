"""What a redaction can take out of rows, and what stands there afterwards. Pure."""

import re
from collections.abc import Collection, Mapping
from typing import Any

Row = dict[str, Any]
REDACTED = "[redacted]"
_MARK = re.compile(r"\[redacted( [a-z ]+ \d+)?\]")
_NO_FILTERS = "{}"

# The texts that people wrote, by table. All else says what a row is, and stays.
FIELDS: dict[str, tuple[str, ...]] = {
    "claim": ("text", "context", "why"),
    "claim_alias": ("text",),
    "appearance": ("quote", "locator", "archive_url", "withdrawn_because"),
    "evidence": (
        *("note", "quote", "locator", "archive_url", "independence_group"),
        *("confidential_because", "withdrawn_because"),
    ),
    "verdict": ("reason", "ended_because"),
    "note": ("text", "withdrawn_because"),
    "correction": ("reason", "notice", "before", "after"),
    "outreach": ("whom", "channel", "question", "answer", "withdrawn_because"),
    "review": (
        *("publisher", "publisher_site", "url", "title", "wording", "rating", "licence", "raw"),
        "withdrawn_because",
    ),
    "relation": ("because", "withdrawn_because"),
    "waiver": ("reason", "lifted_because"),
    "speaker": ("name", "description", "party"),
    "speaker_alias": ("value",),
    "source": (
        *("title", "url", "publisher", "archive_url", "description"),
        "confidential_because",
    ),
    "tag": ("name",),
    "rating_scale": ("title", "origin"),
    "rating_point": ("label",),
    "import_run": ("file", "mapping"),
    "view": ("name", "filters"),
    "house_rule": ("value",),
}
# What goes with a field: other forms of it, and hashes from which a short text could be guessed.
ALONG: dict[tuple[str, str], tuple[str, ...]] = {
    ("source", "url"): ("canonical_url",),
    ("review", "url"): ("canonical_url",),
    **{("review", name): ("content_sha256",) for name in FIELDS["review"] if name != "url"},
}
# Of these no other form is left: an address is no address any more.
_EMPTIED = frozenset(
    ("url", "canonical_url", "archive_url", "raw", "content_sha256", "versions", "mapping")
)
# By these a record is found again, so no two may be called alike.
_NAMES = frozenset(
    (
        *(("claim", "text"), ("claim_alias", "text"), ("speaker", "name"), ("source", "title")),
        *(("speaker_alias", "value"), ("tag", "name"), ("rating_point", "label")),
        ("view", "name"),
    )
)
_LETTERS = {"appearance": "a", "evidence": "e", "note": "n", "source": "s"}


def columns(table: str, fields: Collection[str]) -> frozenset[str]:
    """The columns that go when these fields are redacted."""
    along = (name for field in fields for name in ALONG.get((table, field), ()))
    return frozenset((*fields, *along))


def held(row: Mapping[str, Any] | None, names: Collection[str]) -> bool:
    """Whether a row holds anything in these columns that is not redacted yet."""
    return row is not None and any(
        row.get(name) is not None and not is_mark(row[name]) for name in names
    )


def is_mark(told: Any) -> bool:
    """Whether this is what stands for something redacted."""
    return isinstance(told, str) and (_MARK.fullmatch(told) is not None or told == _NO_FILTERS)


def without(table: str, row: Mapping[str, Any], names: Collection[str]) -> Row:
    """A row without what is in these columns: a mark in the place of a text, else nothing."""
    left = dict(row)
    for name in names:
        if left.get(name) is None:
            continue
        if name in _EMPTIED or (table, name) == ("house_rule", "value"):
            del left[name]
        else:
            left[name] = mark(table, row["id"], name)
    if table == "source" and not left.get("title") and not left.get("url"):
        left["title"] = mark(table, row["id"], "title")
    if table == "review" and "publisher" not in left:
        left["publisher"] = REDACTED
    return left


def mark(table: str, row_id: int, name: str) -> str:
    """What stands for a text: [redacted], and of names which one it is."""
    if (table, name) == ("view", "filters"):
        return _NO_FILTERS
    if (table, name) not in _NAMES:
        return REDACTED
    return f"[redacted {table.replace('_', ' ')} {row_id}]"


def called(table: str, row_id: int) -> str:
    """A row as people name it: claim 1, e3, speaker 2."""
    if table in _LETTERS:
        return f"{_LETTERS[table]}{row_id}"
    return f"{table.replace('_', ' ')} {row_id}"
