"""The derived columns of claims that are new, in Python: what ``factcheck.derived`` says in SQL.

A claim that is written with all that hangs on it at once is known whole, and need not be
read back. ``db verify`` holds both to the same; so does a property test.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Row = dict[str, Any]
STANCES = ("supports", "refutes", "mixed", "disputes")


def derive(records: Iterable[Mapping[str, list[Row]]]) -> None:
    """Fill in the derived columns of new claims, and of what hangs on them, in place.

    Each record holds rows by table: a claim with every row of it, or rows without a claim,
    which are left alone.
    """
    for record in records:
        for claim in record.get("claim", ()):
            rows = {name: record.get(name, ()) for name in _COUNTED}
            said = [one for one in rows["appearance"] if one.get("withdrawn_because") is None]
            _claim(claim, said, rows["evidence"], rows["verdict"])
            for one in rows["claim_tag"]:
                _repeat(claim, one, on=not one.get("removed"))
            leads = _leads(said)
            for one in rows["appearance"]:
                _repeat(claim, one, on=one["id"] in leads)


_COUNTED = ("appearance", "evidence", "verdict", "claim_tag")


def _claim(row: Row, said: list[Row], evidence: Iterable[Row], verdicts: Iterable[Row]) -> None:
    first = min(said, key=lambda one: one["id"]) if said else None
    in_force = {
        one.get("appearance_id"): one["verdict"] for one in verdicts if one.get("ended") is None
    }
    standing = [one for one in evidence if one.get("withdrawn_because") is None]
    held = _counts(one for one in standing if one.get("appearance_id") is None)
    listed = row["tracked"] == 1 and row.get("merged_into") is None and row["stage"] != "dropped"
    verdict = in_force.get(None)
    row["listed"] = int(listed)
    row["unverified"] = int(listed and verdict in (None, "insufficient"))
    row["content_verdict"] = verdict
    row["appearances"] = len(said)
    row["said_on"] = (first and first.get("said_on")) or ""
    row.update((stance, held[stance]) for stance in STANCES)
    row["evidence_status"] = _status(held)
    number = row["appearance_id"] = first["id"] if first else None
    row["speaker_id"] = first.get("speaker_id") if first else None
    row["attribution_verdict"] = in_force.get(number) if first else None
    about = [one for one in standing if number and one.get("appearance_id") == number]
    row["attribution_status"] = _status(_counts(about)) if about else "none"


def _counts(items: Iterable[Row]) -> dict[str, int]:
    held = dict.fromkeys((*STANCES, "items"), 0)
    for one in items:
        held["items"] += 1
        if one["stance"] in held:
            held[one["stance"]] += 1
    return held


def _status(held: Mapping[str, int]) -> str:
    if not held["items"]:
        return "none"
    if held["mixed"] or (held["supports"] and held["refutes"]):
        return "conflicting"
    found = "supporting" if held["supports"] else "refuting" if held["refutes"] else ""
    return ", ".join(_words(found, held)) or "inconclusive"


def _words(found: str, held: Mapping[str, int]) -> Iterator[str]:
    if found:
        yield found
    if held["disputes"]:
        yield "disputed"


def _leads(said: list[Row]) -> set[int]:
    """The first standing appearance of each speaker."""
    found: dict[int, int] = {}
    for one in said:
        speaker = one.get("speaker_id")
        if speaker is not None:
            found[speaker] = min(one["id"], found.get(speaker, one["id"]))
    return set(found.values())


def _repeat(claim: Row, row: Row, *, on: bool) -> None:
    row["listed"] = claim["listed"] if on else 0
    row["unverified"] = claim["unverified"] if on else 0
