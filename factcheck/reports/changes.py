"""Entries of the log in plain words: who, when, what from what to what, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from factcheck import text
from factcheck.history import read, redactions
from factcheck.history.read import LogEntry, RowChange
from factcheck.history.record import RESTORED
from factcheck.reports import desk_words, fitness, merges
from factcheck.reports.counts import MANY, counted
from factcheck.reports.names import Names as _Names
from factcheck.reports.words import quoted, source_name

Row = dict[str, Any]
_SILENT = {"id", "uid", "added_at", "added_by", "claim_id", "key", "versions", "published_at"}
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
    entry: LogEntry, names: _Names, undone: dict[int, LogEntry], root: read.Root | None
) -> Told:
    sentences = list(_sentences(entry, names, undone, root))
    if entry.reason and not any(entry.reason in one for one in sentences):
        sentences[-1:] = [f"{sentences[-1]}, because {quoted(entry.reason)}"]
    if entry.redacted:
        sentences.append("some of it was blanked by order")
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
    entry: LogEntry, names: _Names, undone: dict[int, LogEntry], root: read.Root | None
) -> list[str]:
    if entry.undoes:
        back = undone.get(entry.undoes)
        if back is None:
            return [f"took back entry {entry.undoes}"]
        words = _sentences(back.takeable, names, undone, root)
        more = f" (and {len(words) - 1} more)" if len(words) > 1 else ""
        return [f"took back entry {back.seq}: {words[0]}{more}"]
    if redactions.is_one(entry.action) and entry.reason:
        return [f"{entry.action}, by order: {entry.reason}"]
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
    change: RowChange, beside: list[RowChange], names: _Names, root: read.Root | None
) -> str | None:
    tell_row = _TELL.get(change.table, _other)
    sentence = tell_row(change, beside, names)
    if not sentence or root is not None or change.root[0] != "claim":
        return sentence
    return f"claim {names.claim_id(change.root)}: {sentence}"


def _claim(change: RowChange, beside: list[RowChange], names: _Names) -> str | None:
    if change.after is None:
        return f"took out the claim {quoted((change.before or {}).get('text'))}"
    if change.before is None:
        first = next((one.after for one in beside if one.table == "appearance" and one.after), {})
        return f"added the claim {quoted(change.after['text'])}{names.said(first)}"
    return _differences(change, names)


def _appearance(change: RowChange, _beside: list[RowChange], names: _Names) -> str | None:
    if change.before is None or change.after is None:
        row = change.after or change.before or {}
        gone = "took out " if change.after is None else ""
        return f"{gone}appearance a{change.id}{names.said(row)}"
    return _withdrawn(change) or f"appearance a{change.id}: {_differences(change, names)}"


def _evidence(change: RowChange, _beside: list[RowChange], names: _Names) -> str | None:
    if change.before is None or change.after is None:
        row = change.after or change.before or {}
        gone = "took out " if change.after is None else ""
        by = f", by {names.of('speaker', row['by_id'])}" if row.get("by_id") else ""
        said = row.get("appearance_id")
        about = f", on whether it was said (a{said})" if said else ""
        note = f": {quoted(row['note'])}" if row.get("note") else ""
        if row.get("confidential"):
            by, note = "", ", confidential"
        return f"{gone}evidence e{change.id}: {row['stance']}{by}{about}{note}"
    return _withdrawn(change) or f"evidence e{change.id}: {_differences(change, names)}"


def _withdrawn(change: RowChange) -> str | None:
    because = (change.after or {}).get("withdrawn_because")
    if because is None or (change.before or {}).get("withdrawn_because") is not None:
        return None
    letter = _LETTER.get(change.table, "")
    return f"{change.table} {letter}{change.id} withdrawn, because {quoted(because)}"


def _verdict(change: RowChange, beside: list[RowChange], _names: _Names) -> str | None:
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


def _tag(change: RowChange, _beside: list[RowChange], names: _Names) -> str | None:
    row = change.after or change.before or {}
    gone = change.after is None or bool(row.get("removed"))
    return f"tag {names.of('tag', row['tag_id'])}{' removed' if gone else ''}"


def _note(change: RowChange, _beside: list[RowChange], _names: _Names) -> str | None:
    row = change.after or change.before or {}
    told = "confidential" if row.get("confidential") else quoted(row["text"])
    gone = "took out " if change.after is None else ""
    return _withdrawn(change) or f"{gone}note n{change.id}: {told}"


def _speaker(change: RowChange, _beside: list[RowChange], names: _Names) -> str | None:
    row = change.after or change.before or {}
    if change.before is None:
        return f"new speaker {text.one_line(row['name'])}"
    if change.after is None:
        return f"took out speaker {text.one_line(row['name'])}"
    return f"speaker {text.one_line(change.before['name'])}: {_differences(change, names)}"


def _alias(change: RowChange, _beside: list[RowChange], names: _Names) -> str | None:
    row = change.after or change.before or {}
    gone = change.after is None or bool(row.get("removed"))
    what = f"{row['scheme']} {row['value']}" if row.get("scheme") else f"alias {row['value']}"
    speaker = names.of("speaker", row["speaker_id"])
    return f"speaker {speaker}: {text.one_line(what)}{' removed' if gone else ''}"


def _source(change: RowChange, _beside: list[RowChange], names: _Names) -> str | None:
    name = source_name(change.after or change.before or {})
    if change.before is None:
        return f"new source {name}"
    if change.after is None:
        return f"took out source {name}"
    return f"source {name}: {_differences(change, names)}"


def _review(change: RowChange, _beside: list[RowChange], names: _Names) -> str | None:
    row = change.after or change.before or {}
    if change.before is not None and change.after is not None:
        return _withdrawn(change) or f"review {change.id}: {_differences(change, names)}"
    gone = "took out the " if change.after is None else ""
    told = f"review {change.id} by {text.one_line(row['publisher'])}"
    return f"{gone}{told}: {text.one_line(row.get('rating') or 'no rating')}"


def _relation(change: RowChange, _beside: list[RowChange], _names: _Names) -> str | None:
    row = change.after or change.before or {}
    told = f"{row['kind']} claim {row['other_id']}"
    if _withdrawn(change):
        return f"no longer {told}, because {quoted(row['withdrawn_because'])}"
    return f"took back: {told}" if change.after is None else told


def _wording(change: RowChange, _beside: list[RowChange], _names: _Names) -> str | None:
    row = change.after or change.before or {}
    gone = "no longer " if change.after is None or row.get("removed") else ""
    return f"{gone}also known as {quoted(row['text'])}"


def _quietly(_change: RowChange, _beside: list[RowChange], _names: _Names) -> str | None:
    return None


def _other(change: RowChange, _beside: list[RowChange], names: _Names) -> str | None:
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
    "waiver": fitness.waiver,
    "correction": fitness.correction,
    "relation": _relation,
    "tag": _quietly,
    "rating_point": _quietly,
    "rating_scale": _quietly,
    "note": _note,
    "speaker": _speaker,
    "speaker_alias": _alias,
    "source": _source,
    **desk_words.TELL,
}


def _differences(change: RowChange, names: _Names) -> str | None:
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
    return desk_words.LABELS.get(name) or name.removesuffix("_id").replace("_", " ")
