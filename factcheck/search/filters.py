"""The filters of a query, ``speaker:pompeo``, as a ClaimFilter: those of ``list``, in its words.

A filter narrows all that is found, as an option of ``list`` does, so it can neither be negated
nor be one alternative of several.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from factcheck import text
from factcheck.days import partial_date
from factcheck.errors import InvalidInput, Usage
from factcheck.records import ClaimFilter, language, priority, stored_text, word
from factcheck.search.nodes import Span
from factcheck.search.unreadable import QueryError, unreadable
from factcheck.vocabulary import EVIDENCE_STATUSES, PRIORITIES, STAGES, VERDICTS

_IS = ("unverified", "overdue", "reference", "library")
# Later than any day of a month or any month of a year.
_END = "~"

Fields = dict[str, Any]


class Told(NamedTuple):
    """A filter as it was typed, under its one name; ``at`` is where its value begins."""

    name: str
    value: str
    at: int
    span: Span


class _Filter(NamedTuple):
    """What a value means as fields of a ClaimFilter, and what a value is that means nothing."""

    read: Callable[[str], Fields]
    wrong: str
    advice: str | None = None


def _text(field: str) -> _Filter:
    return _Filter(
        lambda told: {field: stored_text(told, field)},
        "a value that cannot be stored",
        "leave out the character that is no text",
    )


def _word(field: str, words: tuple[str, ...], what: str) -> _Filter:
    return _Filter(lambda told: {field: word(told, words, what)}, f"unknown {what}")


def _dates(field: str) -> _Filter:
    def read(told: str) -> Fields:
        since, dots, until = told.partition("..")
        ends = {f"{field}_since": since, f"{field}_until": until if dots else since}
        found = {name: partial_date(end) for name, end in ends.items() if end.strip()}
        if not found:
            raise InvalidInput("neither a beginning nor an end")
        return found

    ways = ", ".join(f"{field}:{way}" for way in ("2019-04", "2019-04..2019-06", "2019-04-30.."))
    return _Filter(read, "not a date", f"write {ways} or {field}:..2019")


def _status(told: str) -> Fields:
    """``disputed`` is in "supporting, disputed" as well; the two words together are exact."""
    single = tuple(one for one in EVIDENCE_STATUSES if ", " not in one)
    known = told in EVIDENCE_STATUSES
    return {"evidence_status": told if known else word(told, single, "evidence status")}


def _is(told: str) -> Fields:
    found = word(told, _IS, 'word after "is:"')
    return {"reference" if found == "library" else found: True}


_FILTERS = {
    "speaker": _text("speaker"),
    "source": _text("source"),
    "tag": _text("tags"),
    "verdict": _word("verdict", (*VERDICTS, "none"), "verdict"),
    "attribution": _word("attribution", (*VERDICTS, "none"), "verdict"),
    "status": _Filter(_status, "unknown evidence status"),
    "stage": _word("stage", STAGES, "stage"),
    "priority": _Filter(lambda told: {"priority": PRIORITIES[priority(told)]}, "unknown priority"),
    "language": _Filter(lambda told: {"language": language(told)}, "not a language tag"),
    "said": _dates("said"),
    "added": _dates("added"),
    "assignee": _text("assignee"),
    "due-before": _Filter(lambda told: {"due_before": partial_date(told)}, "not a date"),
    "is": _Filter(_is, 'unknown word after "is:"'),
}
NAMES = tuple(_FILTERS)

_SAME = {"evidence-status": "status"}
_WORDS = {
    "verdict": VERDICTS,
    "status": EVIDENCE_STATUSES,
    "stage": STAGES,
    "priority": PRIORITIES,
    "is": _IS,
}
# What somebody meant who typed another name.
_MEANT = {
    "added-since": "added:2019-04..",
    "added-until": "added:..2019-04",
    "by": "speaker:",
    "claimant": "speaker:",
    "assigned": "assignee:",
    "date": "said:",
    "due": "due-before:",
    "evidence": "status:",
    "from": "speaker:",
    "lang": "language:",
    "library": "is:library",
    "overdue": "is:overdue",
    "reference": "is:reference",
    "said-since": "said:2019-04..",
    "said-until": "said:..2019-04",
    "since": "said:2019-04..",
    "stance": "status:",
    "until": "said:..2019-04",
    "unverified": "is:unverified",
    "url": "source:",
    "who": "speaker:",
}


def known(name: str) -> str | None:
    """The name of a filter, however it was written (``_`` for ``-``, capitals); None if none."""
    wanted = _plain(name)
    return wanted if wanted in _FILTERS else _SAME.get(wanted)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def unknown(typed: str, at: int, name: str) -> QueryError:
    """The error about a filter that there is not, with what was probably meant."""
    from difflib import get_close_matches

    near = _MEANT.get(_plain(name))
    near = near or next((f"{one}:" for one in get_close_matches(_plain(name), NAMES, 1)), None)
    advice = f"filters: {', '.join(NAMES)}; in quotes it is plain text"
    return unreadable(
        typed, at, "unknown filter", f"did you mean {near}? {advice}" if near else advice
    )


def gathered(typed: str, told: Iterable[Told]) -> ClaimFilter:
    """All filters of a query as one. Raises QueryError for a bad value, or two that exclude."""
    fields: Fields = {}
    for one in told:
        for field, value in _read(typed, one).items():
            if field == "tags":
                fields[field] = _with(fields.get(field, ()), value)
            elif fields.setdefault(field, value) != value:
                raise unreadable(
                    typed, one.span[0], f"another {one.name}:", "tag: alone may be repeated"
                )
        _require_sense(typed, one, fields)
    return ClaimFilter(**fields)


def _read(typed: str, one: Told) -> Fields:
    wanted = _FILTERS[one.name]
    try:
        return wanted.read(one.value)
    except (Usage, InvalidInput) as error:
        advice = wanted.advice or error.hint or error.message
        elsewhere = _elsewhere(one.value)
        if elsewhere and isinstance(error, Usage):
            advice = f"did you mean {elsewhere}? {advice.rpartition('? ')[2]}"
        raise unreadable(typed, one.at, wanted.wrong, advice) from error


def _elsewhere(value: str) -> str | None:
    """The filter that has this word in its vocabulary."""
    names = (name for name, words in _WORDS.items() if value in words)
    return next((f"{name}:{_quoted(value)}" for name in names), None)


def _with(tags: tuple[str, ...], more: str) -> tuple[str, ...]:
    return tags if text.key(more) in map(text.key, tags) else (*tags, more)


def _require_sense(typed: str, last: Told, fields: Fields) -> None:
    since, until = fields.get(f"{last.name}_since", ""), fields.get(f"{last.name}_until", _END)
    if since > until + _END:
        raise unreadable(
            typed, last.at, "a time that ends before it begins", "the earlier date comes first"
        )
    if fields.get("unverified") and fields.get("reference"):
        raise unreadable(
            typed,
            last.span[0],
            "is:unverified together with is:reference",
            "unverified are claims that we track; those of the library are not",
        )


def written(filters: ClaimFilter) -> str:
    """The filters as they are typed; ``everything`` cannot be."""
    told = [(name, getattr(filters, field)) for name, field in _SINGLE]
    told += [("tag", tag) for tag in filters.tags]
    told += [
        ("said", _period(filters.said_since, filters.said_until)),
        ("added", _period(filters.added_since, filters.added_until)),
        ("is", "unverified" if filters.unverified else None),
        ("is", "overdue" if filters.overdue else None),
        ("is", "reference" if filters.reference else None),
    ]
    return " ".join(f"{name}:{_quoted(value)}" for name, value in told if value)


_SINGLE = (
    ("speaker", "speaker"),
    ("source", "source"),
    ("verdict", "verdict"),
    ("attribution", "attribution"),
    ("status", "evidence_status"),
    ("stage", "stage"),
    ("priority", "priority"),
    ("language", "language"),
    ("assignee", "assignee"),
    ("due-before", "due_before"),
)


def _period(since: str | None, until: str | None) -> str | None:
    if since == until:
        return since
    return f"{since or ''}..{until or ''}"


def _quoted(value: str) -> str:
    bare = not value.endswith("*") and not any(char.isspace() or char in "()" for char in value)
    return value if bare else f'"{value}"'
