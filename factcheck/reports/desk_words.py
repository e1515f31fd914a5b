"""A desk's work in sentences of history: questions to others, saved views, house rules."""

import json
from typing import Any

from factcheck import text
from factcheck.days import spoken_date
from factcheck.history.read import RowChange
from factcheck.reports.words import quoted

# What the fields of a plan are called.
LABELS = {
    "due_on": "due",
    "rechecked_at": "looked at again",
    "worth": "worth checking (percent)",
}


def outreach(change: RowChange, _beside: list[RowChange], _names: object) -> str | None:
    """A question to somebody: asked, answered, withdrawn; a confidential one says no more."""
    row, before = change.after or change.before or {}, change.before or {}
    name = f"question o{change.id}"
    if change.after is None:
        return f"took out {name}{_whom(row)}"
    if not before:
        return f"{name}{_whom(row)}{_how(row)}"
    if row.get("withdrawn_because") and not before.get("withdrawn_because"):
        return f"{name} withdrawn, because {quoted(row['withdrawn_because'])}"
    if row.get("answered_on") and not before.get("answered_on"):
        return f"{name}{_whom(row)}: {_answer(row)}"
    if before.get("answered_on") and not row.get("answered_on"):
        return f"{name}: the answer taken out"
    return f"{name} changed"


def _whom(row: dict[str, Any]) -> str:
    return ", confidential" if row.get("confidential") else f" to {text.one_line(row['whom'])}"


def _how(row: dict[str, Any]) -> str:
    if row.get("confidential"):
        return ""
    channel = f" by {text.one_line(row['channel'])}" if row.get("channel") else ""
    wanted = f", answer wanted by {spoken_date(row['deadline'])}" if row.get("deadline") else ""
    return f"{channel}{wanted}"


def _answer(row: dict[str, Any]) -> str:
    if row.get("confidential"):
        return "answered"
    return f"answered {quoted(row['answer'])}" if row.get("answer") else "no comment"


def view(change: RowChange, _beside: list[RowChange], _names: object) -> str | None:
    """A saved view: saved, saved anew, removed."""
    row, before = change.after or change.before or {}, change.before or {}
    name = f"view {text.one_line(row['name'])}"
    if change.after is None:
        return f"took out {name}"
    if row.get("removed"):
        return f"removed {name}"
    if before and not before.get("removed"):
        if before["filters"] == row["filters"]:
            return f"view {text.one_line(before['name'])} is now {name}"
        return f"{name}: {_filters(before)} -> {_filters(row)}"
    return f"saved {name}: {_filters(row)}"


def _filters(row: dict[str, Any]) -> str:
    try:
        told = json.loads(row["filters"])
        return ", ".join(f"{name} {_value(value)}" for name, value in told.items())
    except (ValueError, AttributeError):
        return quoted(row["filters"])


def _value(value: Any) -> str:
    return text.one_line(" ".join(map(str, value)) if isinstance(value, list) else str(value))


def house_rule(change: RowChange, _beside: list[RowChange], _names: object) -> str | None:
    """A house rule: from what to what; without a value the default holds."""
    row = change.after or change.before or {}
    before, after = (
        text.one_line((one or {}).get("value") or "default")
        for one in (change.before, change.after)
    )
    return f"house rule {text.one_line(row['rule'])}: {before} -> {after}"


TELL = {"outreach": outreach, "view": view, "house_rule": house_rule}
