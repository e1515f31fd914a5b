"""What the public reads of a published claim, in lines of plain words.

Two such lists are compared to know whether something published was changed: so it does not
matter by which way. What is not in these lines may change freely. See
docs/decisions/0029-corrections.md.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from factcheck import text, urls
from factcheck.days import spoken_date

Row = Mapping[str, Any]
Place = tuple[str, int]
# The tables of which a reader sees something.
TABLES = ("claim", "appearance", "evidence", "verdict", "outreach")
_HIDDEN = "a confidential source"
_STANCES = {
    "supports": "supports it",
    "refutes": "refutes it",
    "mixed": "is mixed",
    "disputes": "disputes it",
    "context": "gives context",
    "no-result": "found nothing",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what the public reads: what it is about, of which row, in which words."""

    about: str
    row: int = field(compare=False)
    words: str

    def __str__(self) -> str:
        return f"{self.about}: {self.words}"


@dataclass(frozen=True, slots=True)
class Names:
    """What speakers, sources and labels of scales are called, and which sources are secret."""

    speakers: Mapping[int, str] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    secret: Collection[int] = frozenset()

    @classmethod
    def of(
        cls, speakers: Mapping[int, Row], sources: Mapping[int, Row], labels: Mapping[int, str]
    ) -> "Names":
        """Those of these rows, by their ids."""
        return cls(
            {number: row["name"] for number, row in speakers.items()},
            {number: source_name(row) for number, row in sources.items()},
            labels,
            {number for number, row in sources.items() if row.get("confidential_because")},
        )


def source_name(row: Row) -> str:
    """A source as a reader sees it: title and address; a confidential one by no name."""
    if row.get("confidential_because"):
        return _HIDDEN
    address = urls.show(row["url"]) if row.get("url") else None
    return text.one_line(", ".join(filter(None, (row.get("title"), address))))


def is_public(claim: Row | None) -> bool:
    """Whether the public reads this claim: ours, published, and not dropped since."""
    if not claim or not claim.get("published_at"):
        return False
    return claim.get("stage") != "dropped" and bool(claim.get("tracked", 1))


def lines(rows: Mapping[Place, Row], names: Names) -> list[Told]:
    """What the public reads of a claim, of which these are the rows."""
    claim = next((row for (table, _), row in rows.items() if table == "claim"), None)
    if claim is None or not is_public(claim) or claim.get("merged_into"):
        return []
    return [*_lines(claim, rows, names)]


def _lines(claim: Row, rows: Mapping[Place, Row], names: Names) -> Iterator[Told]:
    yield Told("claim", claim["id"], text.one_line(claim["text"]))
    if claim.get("context"):
        yield Told("context", claim["id"], text.one_line(claim["context"]))
    said = [one for one in _of(rows, "appearance") if one.get("withdrawn_because") is None]
    for number, one in enumerate(said):
        yield Told("said again" if number else "said", one["id"], _said(one, names))
    for one in _of(rows, "verdict"):
        if one.get("ended") is None:
            about = "was it said" if one.get("appearance_id") else "verdict"
            yield Told(about, one.get("appearance_id") or 0, _verdict(one, names))
    for one in _of(rows, "evidence"):
        if one.get("withdrawn_because") is None:
            yield Told("evidence", one["id"], _evidence(one, names))
    for one in _of(rows, "outreach"):
        if is_told(one, claim) and one.get("withdrawn_because") is None:
            yield Told("asked", one["id"], _asked(one))


def is_told(asked: Row, claim: Row) -> bool:
    """Whether the public reads of a question: one from before publication, or with an answer."""
    if asked.get("confidential"):
        return False
    published = claim.get("published_at")
    return bool(asked.get("answered_on") or not published or asked["added_at"] <= published)


def _asked(row: Row) -> str:
    how = f" by {text.one_line(row['channel'])}" if row.get("channel") else ""
    told = f"{text.one_line(row['whom'])}, asked{how}, {spoken_date(row['asked_on'])}"
    if not row.get("answered_on"):
        return told
    if not row.get("answer"):
        return f"{told}, declined to comment"
    return f"{told}, answered: “{text.one_line(row['answer'])}”"


def _of(rows: Mapping[Place, Row], table: str) -> list[Row]:
    found = [row for (name, _), row in rows.items() if name == table]
    return sorted(found, key=lambda row: row["id"])


def _said(row: Row, names: Names) -> str:
    who = names.speakers.get(row.get("speaker_id", 0), "an unknown speaker")
    told = f"{who}, {spoken_date(row.get('said_on'))}"
    if row.get("source_id") in names.secret:
        return f"{told} ({_HIDDEN})"
    return f"{told}{_quote(row)}{_place(row, names)}"


def _verdict(row: Row, names: Names) -> str:
    rated = names.labels.get(row.get("point_id", 0))
    label = f"{row['verdict']}, rated {rated}" if rated else row["verdict"]
    return f"{label}: {text.one_line(row['reason'])}"


def _evidence(row: Row, names: Names) -> str:
    about = " (that it was said)" if row.get("appearance_id") else ""
    if row.get("confidential") or row.get("source_id") in names.secret:
        return f"{_STANCES[row['stance']]}{about} ({_HIDDEN})"
    by = names.speakers.get(row.get("by_id", 0))
    who = f", by {by}" if by else ""
    note = f": {text.one_line(row['note'])}" if row.get("note") else ""
    told = f"{_STANCES[row['stance']]}{about}{who}{note}"
    return f"{told}{_quote(row)}{_place(row, names)}"


def _quote(row: Row) -> str:
    return f" “{text.one_line(row['quote'])}”" if row.get("quote") else ""


def _place(row: Row, names: Names) -> str:
    told = (names.sources.get(row.get("source_id", 0)), row.get("locator"))
    where = ", ".join(text.one_line(one) for one in told if one)
    return f" ({where})" if where else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the public no longer reads, and what it reads instead."""

    before: tuple[Told, ...]
    after: tuple[Told, ...]

    def __bool__(self) -> bool:
        return bool(self.before or self.after)

    @property
    def about(self) -> str:
        """What differs: "claim, verdict"."""
        return ", ".join(dict.fromkeys(one.about for one in (*self.before, *self.after)))

    @property
    def changes_verdict(self) -> bool:
        """Whether another verdict stands, or none any more, on the one question or the other."""
        was, now = (
            sorted((one.about, one.words.split(":")[0]) for one in told if one.about in _VERDICTS)
            for told in (self.before, self.after)
        )
        return was != now


_VERDICTS = ("verdict", "was it said")


def differing(
    before: list[Told], after: list[Told], fresh: Collection[int] = frozenset()
) -> Difference:
    """Where two lists part ways; ``fresh`` are appearances that were not on file before.

    That a claim was made once more is no change of what was published: it happened since.
    """
    gone = tuple(one for one in before if one not in after)
    come = tuple(
        one
        for one in after
        if one not in before and not (one.about == "said again" and one.row in fresh)
    )
    return Difference(gone, come)
