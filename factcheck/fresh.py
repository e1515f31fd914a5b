"""The derived columns of claims that are new, in Python: what ``factcheck.derived`` says in SQL.

A claim that is written with all that hangs on it at once is known whole, and need not be
read back. ``db verify`` holds both to the same; so does a property test.
"""

from collections.abc import Iterable, Mapping
from typing import Any

# What is derived, by table and in this order.
COLUMNS = {
    "claim": (
        *("listed", "unverified", "content_verdict", "attribution_verdict"),
        *("appearance_id", "speaker_id", "said_on", "appearances"),
        *("supports", "refutes", "mixed", "disputes", "evidence_status", "attribution_status"),
    ),
    "appearance": ("listed", "unverified"),
    "claim_tag": ("listed", "unverified"),
}
Values = tuple[Any, ...]
# Of a row whose claim is not there: it is counted when the transaction ends.
LATER: Values = (0, 0)
Record = Mapping[str, list[Any]]


def derive(records: Iterable[Record]) -> dict[str, dict[int, Values]]:
    """The derived columns of new claims and of what hangs on them: by table and id.

    Each record holds rows by table: a claim with every row of it, or rows without a claim,
    of which nothing is told.
    """
    claims: dict[int, Values] = {}
    appearances: dict[int, Values] = {}
    tags: dict[int, Values] = {}
    for record in records:
        for claim in record.get("claim", ()):
            said = [row for row in record.get("appearance", ()) if row.withdrawn_because is None]
            listed = claim.tracked == 1 and claim.merged_into is None and claim.stage != "dropped"
            told = claims[claim.id] = _of_claim(listed, said, record)
            shown = told[:2]
            for row in record.get("claim_tag", ()):
                tags[row.id] = LATER if row.removed else shown
            for number in _leads(said):
                appearances[number] = shown
    return {"claim": claims, "appearance": appearances, "claim_tag": tags}


def _of_claim(listed: bool, said: list[Any], record: Record) -> Values:
    first = min(said, key=_id) if said else None
    number = first.id if first else None
    in_force = {
        row.appearance_id: row.verdict for row in record.get("verdict", ()) if row.ended is None
    }
    content, about = [], []
    for row in record.get("evidence", ()):
        if row.withdrawn_because is None:
            if row.appearance_id is None:
                content.append(row.stance)
            elif row.appearance_id == number:
                about.append(row.stance)
    verdict = in_force.get(None)
    return (
        int(listed),
        int(listed and verdict in (None, "insufficient")),
        verdict,
        in_force.get(number) if first else None,
        number,
        first.speaker_id if first else None,
        (first.said_on or "") if first else "",
        len(said),
        content.count("supports"),
        content.count("refutes"),
        content.count("mixed"),
        content.count("disputes"),
        _status(content),
        _status(about),
    )


def _id(row: Any) -> int:
    found: int = row.id
    return found


def _status(stances: list[str]) -> str:
    if not stances:
        return "none"
    supports, refutes = "supports" in stances, "refutes" in stances
    if "mixed" in stances or (supports and refutes):
        return "conflicting"
    found = "supporting" if supports else "refuting" if refutes else ""
    if "disputes" in stances:
        return f"{found}, disputed" if found else "disputed"
    return found or "inconclusive"


def _leads(said: list[Any]) -> Iterable[int]:
    """The first standing appearance of each speaker."""
    found: dict[int, int] = {}
    for row in said:
        if row.speaker_id is not None:
            found[row.speaker_id] = min(row.id, found.get(row.speaker_id, row.id))
    return found.values()
