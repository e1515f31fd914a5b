"""Which column of a table gives which field of a claim, and how a row becomes one.

A mapping is told (``text=statement,url=link,publisher==PolitiFact``) or recognised by the
names of the columns. Cells are cleaned on the way: the guard of spreadsheets goes, and so do
HTML entities and tags, but not from a table that this program wrote itself.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from factcheck import text
from factcheck.formats.base import (
    AppearanceFound,
    ClaimFound,
    FormatError,
    Person,
    ReviewFound,
)
from factcheck.formats.cells import cleaned

# Every field, and the names under which tables of others have it (``_name`` makes them alike).
FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("claim", "statement", "claim_text", "claim_reviewed", "claimreviewed", "vclaim"),
    "speaker": ("claimant", "speaker_name", "claimed_by", "said_by", "who"),
    "speaker_kind": ("kind_of_speaker",),
    "speaker_description": ("speaker_job", "job_title", "about_the_speaker"),
    "party": ("speaker_party", "party_affiliation"),
    "said_on": ("claim_date", "claimdate", "date_said", "statement_date", "said_date"),
    "source": ("claim_source", "claim_url", "appearance", "first_appearance", "where"),
    "quote": ("wording", "exact_words"),
    "locator": ("timestamp", "page_number"),
    "context": ("statement_context", "venue"),
    "language": ("lang", "inlanguage", "language_code"),
    "tags": ("tag", "subjects", "subject", "topics", "topic", "keywords", "categories"),
    "priority": (),
    "why": ("reason_to_check",),
    "publisher": ("fact_checker", "factchecker", "reviewer", "review_publisher"),
    "site": ("publisher_site", "domain"),
    "url": ("link", "review_url", "fact_check_url", "address"),
    "title": ("headline", "review_title"),
    "rating": ("label", "evaluation", "verdict", "textual_rating", "truth_label", "ruling"),
    "rating_value": ("ratingvalue",),
    "rating_best": ("best_rating", "bestrating"),
    "rating_worst": ("worst_rating", "worstrating"),
    "published_on": ("date_published", "datepublished", "review_date", "date_posted"),
    "licence": ("license",),
}
_REVIEWED = ("publisher", "site", "rating")
_SEPARATORS = re.compile(r"[,;|$]")


@dataclass(frozen=True, slots=True)
class Columns:
    """A mapping that is ready for rows.

    ``fields`` gives each field its column, or ``=`` and a constant. ``described`` are columns
    that together describe the speaker; ``slugs`` names the scheme whose ids the speakers are
    given by ("barack-obama"). ``left_out`` are columns of which a person should be told that
    they are not read. ``verbatim`` tables are our own: nothing in them is HTML.
    """

    fields: Mapping[str, str]
    name: str = ""
    described: tuple[str, ...] = ()
    slugs: str = ""
    left_out: tuple[str, ...] = ()
    verbatim: bool = False
    cells: tuple[tuple[str, str], ...] = field(init=False)
    constants: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        known = {name: told for name, told in self.fields.items() if told}
        constants = {name: told[1:] for name, told in known.items() if told[0] == "="}
        cells = tuple((name, told) for name, told in known.items() if told[0] != "=")
        object.__setattr__(self, "cells", cells)
        object.__setattr__(self, "constants", constants)


_POLITIFACT = Columns(
    name="politifact",
    fields={
        "text": "statement",
        "speaker": "speaker_name",
        "context": "statement_context",
        "tags": "subjects",
        "rating": "label",
        "publisher": "=PolitiFact",
        "site": "=politifact.com",
    },
    described=("speaker_job", "speaker_state", "speaker_affiliation"),
    slugs="politifact",
)
_SNOPES = Columns(
    name="snopes",
    fields={
        "text": "statement",
        "rating": "evaluation",
        "url": "url",
        "title": "title",
        "published_on": "date_posted",
        "publisher": "=Snopes",
        "site": "=snopes.com",
    },
)
_CHECK = Columns(
    name="check",
    fields={"text": "title", "context": "summary", "url": "url", "language": "language"},
)
_READ = (
    *("text", "speaker", "said_on", "source", "quote", "locator"),
    *("context", "language", "tags", "priority", "why"),
)
_NOT_READ = (
    *("id", "uid", "stage", "verdict", "reason", "attribution"),
    *("evidence", "evidence_status", "publisher", "rating", "url", "published_on", "added_at"),
)
_OURS = Columns(
    name="factcheck",
    fields={name: name for name in _READ},
    left_out=_NOT_READ,
    verbatim=True,
)
# The columns by which a table of theirs is known.
_NAMED: tuple[tuple[frozenset[str], Columns], ...] = (
    (frozenset({"uid", "text", "stage", "evidence_status"}), _OURS),
    (frozenset({"uid", "text", "stage", "attribution"}), _OURS),
    (frozenset({"label", "statement", "speaker_name", "statement_context"}), _POLITIFACT),
    (frozenset({"url", "evaluation", "statement", "date_posted"}), _SNOPES),
    (frozenset({"title", "summary", "report_status"}), _CHECK),
)
# LIAR has no header: these are its columns, in order.
LIAR_HEADER = (
    *("id", "label", "statement", "subjects", "speaker_name", "speaker_job", "speaker_state"),
    *("speaker_affiliation", "barely_true", "false", "half_true", "mostly_true", "pants_on_fire"),
    "statement_context",
)
LIAR = replace(_POLITIFACT, name="liar")
_LIAR_ID = re.compile(r"\d+\.json")
_LIAR_LABELS = frozenset(
    {"true", "mostly-true", "half-true", "barely-true", "mostly-false", "false", "pants-fire"}
)


def parse(told: str) -> dict[str, str]:
    """The mapping that ``text=statement,url=link,publisher==PolitiFact`` tells.

    After two ``=`` stands a text that is the same for all rows; in the answer it begins with
    one ``=``. A part with a comma in it is put in double quotes. Raises FormatError.
    """
    found: dict[str, str] = {}
    for part in next(csv.reader([_opened(told)], skipinitialspace=True), []):
        name, equals, column = (each.strip() for each in part.partition("="))
        if not equals or not column.strip("="):
            raise FormatError(
                f"{text.one_line(part)!r} maps nothing", hint="write FIELD=COLUMN or FIELD==TEXT"
            )
        if name not in FIELDS:
            raise FormatError(
                f"there is no field {text.one_line(name)!r}", hint=f"fields: {', '.join(FIELDS)}"
            )
        if name in found:
            raise FormatError(f"the field {name} is mapped twice")
        found[name] = column
    return found


def _opened(told: str) -> str:
    """``text="a, b"`` as ``"text=a, b"``, which is how CSV quotes."""
    return re.sub(r'(?:(?<=,)|\A)(\s*[\w ]+==?)"((?:[^"]|"")*)"', r'"\1\2"', told)


def liar_shaped(cells: Sequence[str]) -> bool:
    """Whether these cells are a row of LIAR, which has neither header nor quoting."""
    return (
        len(cells) == len(LIAR_HEADER)
        and _LIAR_ID.fullmatch(cells[0]) is not None
        and cells[1].strip().lower() in _LIAR_LABELS
    )


def recognise(header: Sequence[str], told: Mapping[str, str]) -> Columns:
    """The mapping for a table with these columns: as told, else by their names.

    What is told without ``text`` only adds to what is recognised. Raises FormatError that
    lists the columns, when a told one is not there or none gives the text of the claim.
    """
    found = Columns(dict(told)) if "text" in told else _by_name(header)
    if "text" not in told:
        found = replace(found, fields={**found.fields, **told})
    if "text" not in found.fields:
        raise _unknown("no column is known to hold the claim", header)
    for _, column in found.cells:
        if column not in header:
            raise _unknown(f"there is no column {text.one_line(column)!r}", header)
        if list(header).count(column) > 1:
            raise _unknown(f"the column {text.one_line(column)!r} stands there twice", header)
    if "rating" in found.fields and not {"publisher", "site", "url"} & set(found.fields):
        raise FormatError(
            "the table has ratings, but nothing says whose they are",
            hint="name the publisher: --map publisher==NAME",
        )
    return found


def _unknown(what: str, header: Sequence[str]) -> FormatError:
    columns = ", ".join(text.one_line(name) for name in header)
    return FormatError(
        f"{what}; the columns are: {columns}", hint="say it: --map text=COLUMN,speaker=COLUMN,..."
    )


def _by_name(header: Sequence[str]) -> Columns:
    names = {_name(column): column for column in reversed(header)}
    for needed, columns in _NAMED:
        if needed <= names.keys():
            return _with_their_spelling(columns, names)
    return Columns(dict(_by_synonyms(names, header)))


def _name(column: str) -> str:
    return re.sub(r"[\W_]+", "_", column.strip().lower()).strip("_")


def _with_their_spelling(columns: Columns, names: Mapping[str, str]) -> Columns:
    fields = {
        name: told if told[0] == "=" else names[told]
        for name, told in columns.fields.items()
        if told[0] == "=" or told in names
    }
    there = {
        "described": tuple(names[each] for each in columns.described if each in names),
        "left_out": tuple(names[each] for each in columns.left_out if each in names),
    }
    return replace(
        columns, fields=fields, described=there["described"], left_out=there["left_out"]
    )


def _by_synonyms(names: Mapping[str, str], header: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Pairs of field and column. A plain "date" is the review's where there are ratings."""
    found = {}
    for name, others in FIELDS.items():
        there = [names[each] for each in (name, *others) if each in names]
        if name == "text" and len(there) > 1:
            raise _unknown(f"both {there[0]!r} and {there[1]!r} may hold the claim", header)
        if there:
            found[name] = there[0]
    if "date" in names:
        found.setdefault("published_on" if "rating" in found else "said_on", names["date"])
    return found.items()


def claim(row: Mapping[str, str], columns: Columns) -> ClaimFound:
    """The claim of a row. Raises FormatError that names the column and what is wrong."""
    told = dict(columns.constants)
    for name, column in columns.cells:
        if (cell := row[column]) and (value := cleaned(name, column, cell, columns.verbatim)):
            told[name] = value
    if "text" not in told:
        raise FormatError(f"{columns.fields['text']}: the claim is empty")
    return _assembled(told, row, columns)


def _assembled(told: dict[str, str], row: Mapping[str, str], columns: Columns) -> ClaimFound:
    get = told.get
    review = _review(told) if any(name in told for name in _REVIEWED) else None
    source = get("source") or (None if review else get("url"))
    person = _person(told, row, columns) if "speaker" in told else None
    appearance = AppearanceFound(person, source, get("said_on"), get("quote"), get("locator"))
    return ClaimFound(
        text=told["text"],
        context=get("context"),
        language=get("language"),
        appearances=(appearance,) if appearance else (),
        reviews=(review,) if review else (),
        tags=_tags(told["tags"]) if "tags" in told else (),
        tracked=None if review else True,
        priority=int(get("priority", "1")),
        why=get("why"),
    )


def _review(told: Mapping[str, str]) -> ReviewFound:
    get = told.get
    if not (get("publisher") or get("site") or get("url")):
        raise FormatError("the rating has no publisher, site or address")
    return ReviewFound(
        publisher=get("publisher"),
        site=get("site"),
        url=get("url"),
        title=get("title"),
        rating=get("rating"),
        rating_value=get("rating_value"),
        rating_best=get("rating_best"),
        rating_worst=get("rating_worst"),
        published_on=get("published_on"),
        language=get("language"),
        licence=get("licence"),
    )


def _person(told: Mapping[str, str], row: Mapping[str, str], columns: Columns) -> Person:
    description = _description(row, columns) or told.get("speaker_description")
    if columns.slugs:
        return _by_slug(columns.slugs, told["speaker"], description)
    kind, party = told.get("speaker_kind", "unknown"), told.get("party")
    return Person(told["speaker"], kind, description, party=party)


def _description(row: Mapping[str, str], columns: Columns) -> str:
    if not columns.described:
        return ""
    return _joined(columns.described, tuple([row[each] for each in columns.described]))


@lru_cache(4096)
def _joined(names: tuple[str, ...], cells: tuple[str, ...]) -> str:
    told = zip(names, cells, strict=True)
    parts = (cleaned("speaker_description", name, cell, False) for name, cell in told)
    return ", ".join(part for part in parts if part not in ("", "none"))


@lru_cache(4096)
def _by_slug(scheme: str, slug: str, description: str | None) -> Person:
    words = re.split(r"[-_\s]+", slug)
    name = " ".join(word[:1].upper() + word[1:] for word in words if word)
    return Person(name or slug, "unknown", description, ((scheme, slug),))


@lru_cache(4096)
def _tags(told: str) -> tuple[str, ...]:
    tags = (tag.strip() for tag in _SEPARATORS.split(told))
    return tuple(dict.fromkeys(tag for tag in tags if tag))
