"""Entries of the log in plain words: who, when, what from what to what, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.history import read
from factcheck.history.read import LogEntry, RowChange
from factcheck.history.record import RESTORED
from factcheck.models import RatingPoint, Source, Speaker, Tag
from factcheck.records import spoken_date
from factcheck.reports import merges
from factcheck.reports.counts import MANY, counted
from factcheck.reports.words import quoted, source_name
from factcheck.vocabulary import PRIORITIES

Row = dict[str, Any]
_SILENT = {"id", "uid", "added_at", "added_by", "claim_id", "key", "versions"}
_REFERS = {
    "speaker_id": "speaker",
    "by_id": "speaker",
    "source_id": "source",
    "tag_id": "tag",
    "point_id": "rating_point",
}
_NAMED = {"speaker": "name", "tag": "name", "rating_point": "label"}
_LETTER = {"appearance": "a", "evidence": "e", "note": "n"}


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words: one sentence for each thing that it did."""

    seq: int
    at: str
    actor: str
    action: str
    reason: str | None
    undoes: int | None
    undone_by: int | None
    claims: tuple[int, ...]
    sentences: tuple[str, ...]


def tell(
    session: Session, entries: Iterable[LogEntry], root: read.Root | None = None
) -> list[Told]:
    """These entries in words; with ``root`` told of that one alone."""
    listed = merges.whole(session, list(entries), root)
    undone = _undone(session, listed)
    names = _Names(session, [*listed, *undone.values()])
    return [_entry(one, names, undone, root) for one in listed]


def sentences(
    session: Session, changes: list[RowChange], root: read.Root | None = None
) -> list[str | None]:
    """One sentence for each of these changes; None where that of another one tells it."""
    names = _Names(session, [LogEntry(0, "", "", "", "", None, None, None, tuple(changes))])
    beside: dict[read.Root, list[RowChange]] = {}
    for one in changes:
        beside.setdefault(one.root, []).append(one)
    return [_sentence(one, beside[one.root], names, root) for one in changes]


def _undone(session: Session, entries: list[LogEntry]) -> dict[int, LogEntry]:
    """The entries that undos among these took back, and what those took back in turn."""
    found: dict[int, LogEntry] = {}
    todo = [one.undoes for one in entries if one.undoes]
    while todo:
        seq = todo.pop()
        for entry in read.entries(session.connection(), seq=seq):
            found[seq] = entry
            if entry.undoes and entry.undoes not in found:
                todo.append(entry.undoes)
    return found


def _entry(
    entry: LogEntry, names: "_Names", undone: dict[int, LogEntry], root: read.Root | None
) -> Told:
    sentences = list(_sentences(entry, names, undone, root))
    if entry.redacted:
        sentences.append("some of it was blanked by order")
    if entry.reason and not any(entry.reason in one for one in sentences):
        sentences[-1:] = [f"{sentences[-1]}, because {quoted(entry.reason)}"]
    return Told(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        reason=entry.reason,
        undoes=entry.undoes,
        undone_by=entry.undone_by,
        claims=names.claims_of(entry),
        sentences=tuple(sentences),
    )


def _sentences(
    entry: LogEntry, names: "_Names", undone: dict[int, LogEntry], root: read.Root | None
) -> list[str]:
    if entry.undoes:
        back = undone.get(entry.undoes)
        if back is None:
            return [f"took back entry {entry.undoes}"]
        words = _sentences(back, names, undone, root)
        more = f" (and {len(words) - 1} more)" if len(words) > 1 else ""
        return [f"took back entry {back.seq}: {words[0]}{more}"]
    if entry.action == RESTORED and not entry.changes:
        return [f"restored the database {entry.reason}"]
    deeds, changes = merges.told(
        (one for one in entry.changes if root in (None, one.root) or merges.is_one(one)), names.of
    )
    if root is None and len({one.root for one in changes}) > MANY:
        return [*deeds, counted(changes)]
    changes.sort(key=lambda one: one.root[0] != "claim")  # the deed before what it brought along
    beside: dict[read.Root, list[RowChange]] = {}
    for one in changes:
        beside.setdefault(one.root, []).append(one)
    made = {one.root for one in changes if one.before is None and one.table == "claim"}
    found = [
        sentence
        for one in changes
        if not (one.root in made and one.table == "appearance")
        if (sentence := _sentence(one, beside[one.root], names, root))
    ]
    return [*deeds, *found] or [entry.action]


def _sentence(
    change: RowChange, beside: list[RowChange], names: "_Names", root: read.Root | None
) -> str | None:
    tell_row = _TELL.get(change.table, _other)
    sentence = tell_row(change, beside, names)
    if not sentence or root is not None or change.root[0] != "claim":
        return sentence
    return f"claim {names.claim_id(change.root)}: {sentence}"


def _claim(change: RowChange, beside: list[RowChange], names: "_Names") -> str | None:
    if change.after is None:
        return f"took out the claim {quoted((change.before or {}).get('text'))}"
    if change.before is None:
        first = next((one.after for one in beside if one.table == "appearance" and one.after), {})
        return f"added the claim {quoted(change.after['text'])}{names.said(first)}"
    return _differences(change, names)


def _appearance(change: RowChange, _beside: list[RowChange], names: "_Names") -> str | None:
    if change.before is None or change.after is None:
        row = change.after or change.before or {}
        gone = "took out " if change.after is None else ""
        return f"{gone}appearance a{change.id}{names.said(row)}"
    return _withdrawn(change) or f"appearance a{change.id}: {_differences(change, names)}"


def _evidence(change: RowChange, _beside: list[RowChange], names: "_Names") -> str | None:
    if change.before is None or change.after is None:
        row = change.after or change.before or {}
        gone = "took out " if change.after is None else ""
        by = f", by {names.of('speaker', row['by_id'])}" if row.get("by_id") else ""
        said = row.get("appearance_id")
        about = f", on whether it was said (a{said})" if said else ""
        note = f": {quoted(row['note'])}" if row.get("note") else ""
        return f"{gone}evidence e{change.id}: {row['stance']}{by}{about}{note}"
    return _withdrawn(change) or f"evidence e{change.id}: {_differences(change, names)}"


def _withdrawn(change: RowChange) -> str | None:
    because = (change.after or {}).get("withdrawn_because")
    if because is None or (change.before or {}).get("withdrawn_because") is not None:
        return None
    letter = _LETTER.get(change.table, "")
    return f"{change.table} {letter}{change.id} withdrawn, because {quoted(because)}"


def _verdict(change: RowChange, beside: list[RowChange], _names: "_Names") -> str | None:
    row = change.after or change.before or {}
    about = row.get("appearance_id")
    what = f"verdict on whether it was said (a{about})" if about else "verdict"
    if change.after is None:
        return f"took out the {what} {row['verdict']}"
    if change.before is None:
        former = next((one for one in beside if _superseded_by(one, about)), None)
        before = former.before["verdict"] if former and former.before else "none"
        return f"{what}: {before} -> {row['verdict']}, because {quoted(row['reason'])}"
    if row.get("ended") == "withdrawn":
        return f"{what}: {row['verdict']} -> none, because {quoted(row.get('ended_because'))}"
    if row.get("ended"):
        because = row.get("ended_because")
        return because and f"{what}: {row['verdict']} superseded, because {quoted(because)}"
    return f"{what}: {row['verdict']} in force again"


def _superseded_by(change: RowChange, about: int | None) -> bool:
    after = change.after or {}
    return (
        change.table == "verdict"
        and change.before is not None
        and after.get("ended") == "superseded"
        and after.get("appearance_id") == about
    )


def _tag(change: RowChange, _beside: list[RowChange], names: "_Names") -> str | None:
    row = change.after or change.before or {}
    gone = change.after is None or bool(row.get("removed"))
    return f"tag {names.of('tag', row['tag_id'])}{' removed' if gone else ''}"


def _note(change: RowChange, _beside: list[RowChange], _names: "_Names") -> str | None:
    row = change.after or change.before or {}
    told = "confidential" if row.get("confidential") else quoted(row["text"])
    gone = "took out " if change.after is None else ""
    return _withdrawn(change) or f"{gone}note n{change.id}: {told}"


def _speaker(change: RowChange, _beside: list[RowChange], names: "_Names") -> str | None:
    row = change.after or change.before or {}
    if change.before is None:
        return f"new speaker {text.one_line(row['name'])}"
    if change.after is None:
        return f"took out speaker {text.one_line(row['name'])}"
    return f"speaker {text.one_line(change.before['name'])}: {_differences(change, names)}"


def _alias(change: RowChange, _beside: list[RowChange], names: "_Names") -> str | None:
    row = change.after or change.before or {}
    gone = change.after is None or bool(row.get("removed"))
    what = f"{row['scheme']} {row['value']}" if row.get("scheme") else f"alias {row['value']}"
    speaker = names.of("speaker", row["speaker_id"])
    return f"speaker {speaker}: {text.one_line(what)}{' removed' if gone else ''}"


def _source(change: RowChange, _beside: list[RowChange], names: "_Names") -> str | None:
    name = source_name(change.after or change.before or {})
    if change.before is None:
        return f"new source {name}"
    if change.after is None:
        return f"took out source {name}"
    return f"source {name}: {_differences(change, names)}"


def _review(change: RowChange, _beside: list[RowChange], names: "_Names") -> str | None:
    row = change.after or change.before or {}
    if change.before is not None and change.after is not None:
        return _withdrawn(change) or f"review {change.id}: {_differences(change, names)}"
    gone = "took out the " if change.after is None else ""
    told = f"review {change.id} by {text.one_line(row['publisher'])}"
    return f"{gone}{told}: {text.one_line(row.get('rating') or 'no rating')}"


def _relation(change: RowChange, _beside: list[RowChange], _names: "_Names") -> str | None:
    row = change.after or change.before or {}
    told = f"{row['kind']} claim {row['other_id']}"
    if _withdrawn(change):
        return f"no longer {told}, because {quoted(row['withdrawn_because'])}"
    return f"took back: {told}" if change.after is None else told


def _wording(change: RowChange, _beside: list[RowChange], _names: "_Names") -> str | None:
    row = change.after or change.before or {}
    gone = "no longer " if change.after is None or row.get("removed") else ""
    return f"{gone}also known as {quoted(row['text'])}"


def _quietly(_change: RowChange, _beside: list[RowChange], _names: "_Names") -> str | None:
    return None


def _other(change: RowChange, _beside: list[RowChange], names: "_Names") -> str | None:
    what = f"{change.table.replace('_', ' ')} {change.id}"
    if change.before is None:
        return f"{what} added"
    if change.after is None:
        return f"{what} taken out"
    return _withdrawn(change) or f"{what}: {_differences(change, names)}"


_TELL = {
    "claim": _claim,
    "appearance": _appearance,
    "evidence": _evidence,
    "verdict": _verdict,
    "claim_tag": _tag,
    "claim_alias": _wording,
    "review": _review,
    "relation": _relation,
    "tag": _quietly,
    "rating_point": _quietly,
    "rating_scale": _quietly,
    "note": _note,
    "speaker": _speaker,
    "speaker_alias": _alias,
    "source": _source,
}


def _differences(change: RowChange, names: "_Names") -> str | None:
    """Every field that differs, from what to what."""
    before, after = change.before or {}, change.after or {}
    fields = [name for name in {**before, **after} if name not in _SILENT]
    found = [
        f"{_label(name)}: {names.value(name, before.get(name))} -> "
        f"{names.value(name, after.get(name))}"
        for name in fields
        if before.get(name) != after.get(name)
    ]
    return "; ".join(found) or None


def _label(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")


class _Names:
    """What rows are called, now or in these entries where they are gone."""

    def __init__(self, session: Session, entries: list[LogEntry]) -> None:
        wanted: dict[str, set[int]] = {}
        self._known: dict[tuple[str, int], str] = {}
        self._claims: dict[str, int] = {}
        for change in (change for entry in entries for change in entry.changes):
            row = change.after or change.before or {}
            self._note(change, row)
            for column, table in _REFERS.items():
                for version in (change.before, change.after):
                    if version and version.get(column):
                        wanted.setdefault(table, set()).add(version[column])
            if change.table in ("speaker", "source") and row.get("merged_into"):
                wanted.setdefault(change.table, set()).add(row["merged_into"])
        self._look_up(session, wanted)

    def _note(self, change: RowChange, row: Row) -> None:
        if change.root[0] == "claim":
            self._claims[change.root[1]] = (
                row["id"] if change.table == "claim" else row["claim_id"]
            )
        if change.table == "source":
            self._known["source", change.id] = source_name(row)
        elif change.table in _NAMED:
            self._known[change.table, change.id] = row[_NAMED[change.table]]

    def _look_up(self, session: Session, wanted: dict[str, set[int]]) -> None:
        columns: dict[str, Any] = {
            "speaker": (Speaker.id, Speaker.name),
            "tag": (Tag.id, Tag.name),
            "rating_point": (RatingPoint.id, RatingPoint.label),
        }
        for table, ids in wanted.items():
            if table == "source":
                for one in session.scalars(select(Source).where(Source.id.in_(ids))):
                    self._known["source", one.id] = source_name(
                        {"title": one.title, "url": one.url}
                    )
            else:
                key, name = columns[table]
                for row_id, told in session.execute(select(key, name).where(key.in_(ids))):
                    self._known[table, row_id] = told

    def of(self, table: str, row_id: int) -> str:
        return text.one_line(self._known.get((table, row_id), f"{table} {row_id}"))

    def claim_id(self, root: read.Root) -> int:
        return self._claims[root[1]]

    def claims_of(self, entry: LogEntry) -> tuple[int, ...]:
        found = (self._claims[one.root[1]] for one in entry.changes if one.root[0] == "claim")
        return tuple(dict.fromkeys(found))

    def said(self, row: Row) -> str:
        """By whom, where and when an appearance was: ", by X at Y, 30 April 2019"."""
        parts = [
            f"by {self.of('speaker', row['speaker_id'])}" if row.get("speaker_id") else "",
            f"at {self.of('source', row['source_id'])}" if row.get("source_id") else "",
        ]
        where = " ".join(filter(None, parts))
        when = spoken_date(row["said_on"]) if row.get("said_on") else ""
        told = ", ".join(filter(None, (where, when)))
        return f", {told}" if told else ""

    def value(self, name: str, value: Any) -> str:
        if value is None:
            return "none"
        if name in _REFERS:
            return self.of(_REFERS[name], value)
        if name == "priority":
            return PRIORITIES[value]
        if name in ("confidential", "tracked", "removed"):
            return "yes" if value else "no"
        if isinstance(value, str) and (" " in value or len(value) > 20):
            return quoted(value)
        return text.one_line(str(value))
