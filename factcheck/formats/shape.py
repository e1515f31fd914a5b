"""What records of our own format look like: their kinds, their keys, what these may hold."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from factcheck import vocabulary

VERSION = 1
HEAD = '{"format":"factcheck","version":1}'
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: its name, the column it stands for, and what it may hold.

    ``kind`` is "text", "number", "date", "day" (a whole date), "flag", "url", "uid" (of another
    record or row),
    "point" (a scale's uid and a label), or the words that are allowed.
    """

    name: str
    column: str
    kind: str | tuple[str, ...] = "text"
    needed: bool = False
    private: bool = False


def _keys(told: str, **kinds: str | tuple[str, ...]) -> tuple[Key, ...]:
    """``!name`` is needed, ``~name`` is not for the public, ``name=column`` names its column."""
    found = []
    for word in told.split():
        name, _, column = word.lstrip("!~").partition("=")
        marks = word[: len(word) - len(word.lstrip("!~"))]
        kind = kinds.get(name, "text")
        found.append(Key(name, column or name, kind, "!" in marks, "~" in marks))
    return tuple(found)


# The tables that hang on a claim: the key under which they stand in its line.
CHILDREN = {
    "appearances": "appearance",
    "evidence": "evidence",
    "verdicts": "verdict",
    "reviews": "review",
    "notes": "note",
    "corrections": "correction",
    "outreach": "outreach",
    "waivers": "waiver",
}
# Those of which the public sees nothing.
INTERNAL = ("note", "waiver")
# Kinds of which one may be merged into another: then its line says so by ``merged_into``, for
# another one may bear its name by now. That is no part of what the record says.
MERGED = ("claim", "speaker", "source")
_ADDRESSES = dict.fromkeys(("url", "canonical_url", "archive_url"), "url")
KEYS: dict[str, tuple[Key, ...]] = {
    "speaker": _keys(
        "id !uid !name !kind description party", id="number", kind=vocabulary.SPEAKER_KINDS
    ),
    "alias": _keys("!value scheme"),
    "source": _keys(
        "id !uid !kind title url canonical_url publisher published_on archive_url description "
        "~confidential_because ~text_sha256",
        id="number",
        kind=vocabulary.SOURCE_KINDS,
        published_on="date",
        **_ADDRESSES,
    ),
    "tag": _keys("id !uid !name", id="number"),
    "scale": _keys("id !uid !name !title origin", id="number"),
    "point": _keys("!label value verdict confidence", verdict=vocabulary.VERDICTS),
    "claim": _keys(
        "id !uid !text context language !tracked !stage !priority ~why !added_at ~!added_by "
        "~assignee ~due_on ~recheck_every ~rechecked_at ~worth published_at",
        id="number",
        due_on="day",
        worth="number",
        tracked="flag",
        stage=vocabulary.STAGES,
        priority="number",
    ),
    "appearance": _keys(
        "id !uid speaker=speaker_id source=source_id said_on quote locator archive_url "
        "!added_at ~!added_by ~withdrawn_because",
        id="number",
        speaker="uid",
        source="uid",
        said_on="date",
        archive_url="url",
    ),
    "evidence": _keys(
        "id !uid appearance=appearance_id !stance by=by_id source=source_id quote locator note "
        "retrieved_on rank !confidential ~independence_group archive_url !added_at ~!added_by "
        "~withdrawn_because ~confidential_because",
        id="number",
        appearance="uid",
        by="uid",
        source="uid",
        stance=vocabulary.STANCES,
        retrieved_on="date",
        rank=vocabulary.RANKS,
        confidential="flag",
        archive_url="url",
    ),
    "verdict": _keys(
        "id !uid appearance=appearance_id !verdict !reason !text_sha256 point=point_id !ruled_at "
        "~!ruled_by ended ended_at ~ended_because",
        id="number",
        appearance="uid",
        verdict=vocabulary.VERDICTS,
        point="point",
        ended=vocabulary.VERDICT_ENDS,
    ),
    "review": _keys(
        "id !uid !publisher publisher_site url canonical_url title wording rating rating_value "
        "rating_best rating_worst point=point_id verdict confidence published_on language "
        "licence raw content_sha256 !added_at ~withdrawn_because",
        id="number",
        point="point",
        verdict=vocabulary.VERDICTS,
        published_on="date",
        **_ADDRESSES,
    ),
    "note": _keys(
        "id !uid !text !confidential !added_at !added_by withdrawn_because",
        id="number",
        confidential="flag",
    ),
    "correction": _keys(
        "id !uid !kind ~!reason notice !made_at ~!made_by before after",
        id="number",
        kind=vocabulary.CORRECTIONS,
    ),
    "outreach": _keys(
        "id !uid !whom speaker=speaker_id channel ~question !asked_on deadline answered_on answer "
        "!confidential !added_at ~!added_by ~withdrawn_because",
        id="number",
        speaker="uid",
        asked_on="date",
        deadline="day",
        answered_on="date",
        confidential="flag",
    ),
    "waiver": _keys(
        "id !uid !rule !reason !waived_at !waived_by lifted_because",
        id="number",
    ),
    "relation": _keys(
        "id !uid !claim=claim_id !other=other_id !kind because !added_at ~!added_by "
        "~withdrawn_because",
        id="number",
        claim="uid",
        other="uid",
        kind=vocabulary.RELATIONS,
    ),
    "view": _keys(
        "id !uid !name !filters !made_at !made_by !removed", id="number", removed="flag"
    ),
    "rule": _keys("id !uid !rule value", id="number"),
    "merge": _keys("!kind !uid !into", kind=MERGED, uid="uid", into="uid"),
}
# The kinds of lines, in the order in which they are written.
LINES = ("speaker", "source", "tag", "scale", "view", "rule", "claim", "relation", "merge")
TABLES = {
    "scale": "rating_scale",
    "point": "rating_point",
    "alias": "speaker_alias",
    "rule": "house_rule",
}
# How the desk works here: what an import brings is taken where there is none of the name.
OWN_WAYS = ("view", "rule")
# What hangs on a record and has no uid of its own.
LISTS = {"speaker": ("aliases",), "scale": ("points",), "claim": ("aliases", "tags")}
# The columns that no record tells, for they are known from where it stands, or only here.
OPEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(KEYS, ()),
    **dict.fromkeys(CHILDREN.values(), ("claim_id",)),
    **dict.fromkeys(("speaker", "source", "claim"), ("merged_into", "versions")),
    "scale": ("versions",),
    "review": ("claim_id", "import_run_id"),
    "alias": ("id", "speaker_id", "removed"),
    "point": ("id", "scale_id"),
}


# What every row has that the public does not see: a public file comes without it.
UNTOLD = {
    kind: tuple(key.column for key in keys if key.needed and key.private)
    for kind, keys in KEYS.items()
}


def table_of(kind: str) -> str:
    """The table in which records of a kind are stored."""
    return TABLES.get(kind, kind)


def content_hash(line: Mapping[str, Any]) -> str:
    """What a record says, as a hash: the same in every copy, whatever the numbers there."""
    told = {
        name: sorted((_bare(one) for one in value), key=_sorted) if type(value) is list else value
        for name, value in line.items()
        if name not in ("id", "versions", "merged_into")
    }
    return hashlib.sha256(_sorted(told).encode()).hexdigest()[:16]


def _bare(one: Any) -> Any:
    if not isinstance(one, dict):
        return one
    return {name: value for name, value in one.items() if name != "id"}


_sorted = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode
