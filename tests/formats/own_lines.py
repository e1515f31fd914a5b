"""What the tests of our own lines share: one good line of each kind, and how they are read."""

import io
import json
from typing import Any

from factcheck.formats.base import Found, Options, Refused
from factcheck.formats.own import Own
from factcheck.formats.shape import HEAD
from factcheck.shaped import plain

AT = "2019-05-01T10:02:00.000000Z"
Line = dict[str, Any]
SPEAKER: Line = {"type": "speaker", "id": 1, "uid": "s1", "name": "Ana", "kind": "person"}
SOURCE: Line = {"type": "source", "uid": "p1", "kind": "page", "url": "https://example.org"}
TAG: Line = {"type": "tag", "uid": "t1", "name": "flights"}
SCALE: Line = {
    "type": "scale",
    "uid": "r1",
    "name": "checks",
    "title": "Checks",
    "points": [{"label": "False", "verdict": "refuted"}],
}
ROWS: dict[str, Line] = {
    "appearances": {"uid": "a1", "speaker": "s1", "added_at": AT, "added_by": "ana"},
    "evidence": {
        "uid": "e1",
        "appearance": "a1",
        "stance": "supports",
        "confidential": 0,
        "added_at": AT,
        "added_by": "ana",
    },
    "verdicts": {
        "uid": "v1",
        "verdict": "refuted",
        "reason": "so",
        "text_sha256": "0",
        "point": ["r1", "False"],
        "ruled_at": AT,
        "ruled_by": "ana",
    },
    "reviews": {"uid": "w1", "publisher": "Checks", "published_on": "2019-04", "added_at": AT},
    "notes": {
        "uid": "n1",
        "text": "call them",
        "confidential": 1,
        "added_at": AT,
        "added_by": "ana",
    },
    "corrections": {"uid": "c1", "kind": "typo", "reason": "so", "made_at": AT, "made_by": "ana"},
    "outreach": {
        "uid": "o1",
        "whom": "Ana",
        "asked_on": "2019-05",
        "deadline": "2019-05-03",
        "confidential": 0,
        "added_at": AT,
        "added_by": "ana",
    },
    "waivers": {
        "uid": "y1",
        "rule": "single-source",
        "reason": "so",
        "waived_at": AT,
        "waived_by": "ana",
    },
}
CLAIM: Line = {
    "type": "claim",
    "uid": "k1",
    "text": "It is so",
    "tracked": 1,
    "stage": "new",
    "priority": 1,
    "added_at": AT,
    "added_by": "ana",
    **{name: [row] for name, row in ROWS.items()},
    "tags": ["flights"],
    "aliases": ["So it is"],
    "versions": ["0123456789abcdef"],
}
RELATION: Line = {
    "type": "relation",
    "uid": "l1",
    "claim": "k1",
    "other": "k2",
    "kind": "denies",
    "added_at": AT,
    "added_by": "ana",
}
MERGE: Line = {"type": "merge", "kind": "speaker", "uid": "s1", "into": "s2"}
VIEW: Line = {
    "type": "view",
    "uid": "i1",
    "name": "mine",
    "filters": "{}",
    "made_at": AT,
    "made_by": "ana",
    "removed": 0,
}
RULE: Line = {"type": "rule", "uid": "h1", "rule": "second-person", "value": "yes"}
GOOD = {
    line["type"]: line
    for line in (SPEAKER, SOURCE, TAG, SCALE, VIEW, RULE, CLAIM, RELATION, MERGE)
}


def read(*lines: Line | str | bytes) -> list[Found | Refused]:
    told = [
        one
        if isinstance(one, bytes)
        else (one if isinstance(one, str) else json.dumps(one)).encode()
        for one in lines
    ]
    return [
        one._replace(record=plain(one.record)) if isinstance(one, Found) else one
        for one in Own().read(io.BytesIO(b"\n".join(told)), Options())
    ]


def reason(line: Line | str | bytes) -> str:
    """Why a line is refused; those around it are read."""
    before, refused, after = read(HEAD, SPEAKER, line, CLAIM)
    assert isinstance(before, Found)
    assert isinstance(after, Found)
    assert (before.record, after.record) == (SPEAKER, CLAIM)
    assert (before.place, after.place) == ("line 2", "line 4")
    assert isinstance(refused, Refused)
    assert refused.place == "line 3"
    raw = line if isinstance(line, bytes) else str(line).encode() if isinstance(line, str) else b""
    assert raw in refused.raw
    return refused.reason


def without(line: Line, name: str) -> Line:
    return {key: value for key, value in line.items() if key != name}


def with_row(name: str, **told: Any) -> Line:
    """The claim, with something else in its row of this name; None is nothing."""
    row = {**ROWS[name], **told}
    return {**CLAIM, name: [{key: value for key, value in row.items() if value is not None}]}
