"""What happened to waivers and corrections, in plain words."""

from typing import Any

from factcheck.history.read import RowChange
from factcheck.reports.words import quoted


def waiver(change: RowChange, _beside: list[RowChange], _names: Any) -> str | None:
    """A waiver that was given, lifted, or taken back."""
    row = change.after or change.before or {}
    if change.after is None:
        return f"took back: {row['rule']} waived"
    if row.get("lifted_because"):
        return f"{row['rule']} counts again, because {quoted(row['lifted_because'])}"
    again = "" if change.before is None else " again"
    return f"{row['rule']} waived{again}, because {quoted(row['reason'])}"


def correction(change: RowChange, _beside: list[RowChange], _names: Any) -> str | None:
    """A correction, with what the public was told."""
    row = change.after or change.before or {}
    gone = "took out " if change.after is None else ""
    told = f": {quoted(row['notice'])}" if row.get("notice") else ""
    return f"{gone}correction c{change.id} ({row['kind']}){told}, because {quoted(row['reason'])}"
