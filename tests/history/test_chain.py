"""The arithmetic of the log, against values worked out by hand and a second implementation."""

import hashlib
import json
import sqlite3
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.history import chain
from tests import stories

a_field = st.one_of(st.none(), st.text(), st.integers(0, 10**12))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ENTRY = chain.EntryFields(
    seq=1,
    at="2019-05-01T10:02:00.000000Z",
    actor="ana",
    login="ana@desk",
    program_version="0.1",
    schema_revision="0001",
    action="add claim",
    reason=None,
    undoes=None,
    prev="p" * 64,
    changes_sha256="c" * 64,
)


# golden values


@pytest.mark.parametrize(
    ("given_fields", "framed"),
    [
        ((), b""),
        (("",), b"0:;"),
        ((None,), b"-;"),
        (("-;",), b"2:-;;"),
        (("ana", 12, None), b"3:ana;2:12;-;"),
        (("ñ€😀",), "9:ñ€😀;".encode()),
    ],
)
def test_each_field_stands_behind_its_length_in_bytes(
    given_fields: tuple[chain.Field, ...], framed: bytes
) -> None:
    assert chain.framed(*given_fields) == framed
    assert chain.digest(*given_fields) == hashlib.sha256(framed).hexdigest()


def test_the_hashes_are_those_worked_out_by_hand() -> None:
    def sha(told: str) -> str:
        return hashlib.sha256(told.encode()).hexdigest()

    assert chain.genesis("db") == sha("19:factcheck genesis 1;2:db;")
    assert chain.payload_hash("salt", "[]") == sha("18:factcheck change 1;4:salt;2:[];")
    assert chain.changes_hash([(1, "claim", "u", "h"), (2, "tag", "v", "i")]) == sha(
        "19:factcheck changes 1;1:1;5:claim;1:u;1:h;1:2;3:tag;1:v;1:i;"
    )
    assert chain.payload_hash("salt", '["ž"]') == sha('18:factcheck change 1;4:salt;6:["ž"];')
    assert chain.changes_hash([(1, "claim", "ž", "h")]) == sha(
        "19:factcheck changes 1;1:1;5:claim;2:ž;1:h;"
    )
    assert ENTRY.hash() == sha(
        "17:factcheck entry 1;1:1;27:2019-05-01T10:02:00.000000Z;3:ana;8:ana@desk;3:0.1;4:0001;"
        f"9:add claim;-;-;64:{'p' * 64};64:{'c' * 64};"
    )
    # And as numbers, so that not even hashlib's use can change unseen.
    assert (
        chain.digest("abc") == "e523f7d278a1082ad13b57fa303dd182fadf72c2e1dfb87cd7f28f78215f5d84"
    )


def test_many_changes_are_hashed_like_few() -> None:
    told = [(n, "claim", f"uid {n}", "ž" if n == 1500 else "h") for n in range(1, 2502)]
    framed = b"".join(chain.framed(*one) for one in told)
    whole = chain.framed("factcheck changes 1") + framed
    assert chain.changes_hash(iter(told)) == hashlib.sha256(whole).hexdigest()


# properties


@given(st.lists(a_field, max_size=6), st.lists(a_field, max_size=6))
def test_different_lists_of_fields_give_different_bytes(
    one: list[chain.Field], other: list[chain.Field]
) -> None:
    def read(told: list[chain.Field]) -> list[str | None]:
        return [None if field is None else str(field) for field in told]

    assert (chain.framed(*one) == chain.framed(*other)) == (read(one) == read(other))


@given(st.lists(a_field, max_size=8))
def test_framed_fields_can_be_read_back(told: list[chain.Field]) -> None:
    data = chain.framed(*told)
    found: list[str | None] = []
    while data:
        if data.startswith(b"-;"):
            found.append(None)
            data = data[2:]
        else:
            size, _, rest = data.partition(b":")
            found.append(rest[: int(size)].decode())
            data = rest[int(size) + 1 :]
    assert found == [None if field is None else str(field) for field in told]


@given(json_values)
def test_canonical_json_is_read_back_and_written_the_same_again(value: object) -> None:
    told = chain.canonical(value)
    assert json.loads(told) == value
    assert chain.canonical(json.loads(told)) == told


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_of_keys_makes_no_difference(row: dict[str, int]) -> None:
    assert chain.canonical(dict(reversed(row.items()))) == chain.canonical(row)


def test_canonical_json_has_no_blanks_and_plain_letters() -> None:
    assert chain.canonical({"b": [1, None], "a": "ñ"}) == '{"a":"ñ","b":[1,null]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        chain.canonical(float("nan"))


@pytest.mark.parametrize("field", [each.name for each in fields(chain.EntryFields)])
def test_the_hash_of_an_entry_covers_each_field(field: str) -> None:
    value = getattr(ENTRY, field)
    other = value + 1 if isinstance(value, int) else f"{value or ''}x"
    if field == "undoes":
        other = 1
    assert chain.EntryFields(**{**asdict(ENTRY), field: other}).hash() != ENTRY.hash()


def test_no_reason_is_not_an_empty_reason() -> None:
    assert replace(ENTRY, reason="").hash() != ENTRY.hash()


def test_the_order_of_changes_matters_and_so_does_every_part() -> None:
    one, other = (1, "claim", "u", "h"), (2, "tag", "v", "i")
    told = [
        [one, other],
        [other, one],
        [one],
        [],
        [(3, "claim", "u", "h"), other],
        [(1, "source", "u", "h"), other],
        [(1, "claim", "w", "h"), other],
        [(1, "claim", "u", "j"), other],
    ]
    assert len({chain.changes_hash(changes) for changes in told}) == len(told)


def test_the_same_payload_with_another_salt_has_another_hash() -> None:
    assert chain.payload_hash("a", "[]") != chain.payload_hash("b", "[]")
    assert chain.payload_hash("a", "[]") != chain.payload_hash("", "a[]")


# a second implementation, of nothing but hashlib and the file


def _sha(*parts: object) -> str:
    data = b""
    for part in parts:
        told = str(part).encode()
        data += b"-;" if part is None else str(len(told)).encode() + b":" + told + b";"
    return hashlib.sha256(data).hexdigest()


def second_opinion(path: Path) -> tuple[int, str]:
    """Walk the chain of a file; AssertionError where it breaks. Returns its end."""
    raw = sqlite3.connect(path)
    ((uid, head_seq, head_hash),) = raw.execute("SELECT database_uid, seq, hash FROM log_head")
    last, expected = _sha("factcheck genesis 1", uid), 1
    log = raw.execute(
        "SELECT seq, at, actor, login, program_version, schema_revision, action, reason, undoes,"
        " prev, changes_sha256, hash FROM entry ORDER BY seq"
    )
    for *told, sealed in log.fetchall():
        assert told[0] == expected
        assert told[9] == last
        parts: list[object] = ["factcheck changes 1"]
        for n, kind, root, salt, sha, payload in raw.execute(
            "SELECT n, root_kind, root_uid, salt, sha256, payload FROM change WHERE seq = ?"
            " ORDER BY n",
            (expected,),
        ):
            assert sha == _sha("factcheck change 1", salt, payload)
            assert payload == json.dumps(
                json.loads(payload), sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )
            parts += [n, kind, root, sha]
        assert told[10] == _sha(*parts)
        assert sealed == _sha("factcheck entry 1", *told)
        last, expected = sealed, expected + 1
    raw.close()
    assert (head_seq, head_hash) == (expected - 1, last)
    return head_seq, head_hash


def test_a_second_implementation_agrees_from_genesis_to_the_head(sqlite_url: str) -> None:
    assert second_opinion(Path(sqlite_url))[0] == 0
    with stories.opened(sqlite_url) as db:
        stories.fill(db)
    assert second_opinion(Path(sqlite_url))[0] > 15


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET reason = 'x' WHERE seq = 2",
        "UPDATE change SET payload = payload || ' ' WHERE seq = 2",
        "UPDATE log_head SET hash = 'x'",
        "UPDATE log_head SET database_uid = 'x'",
        "DELETE FROM entry WHERE seq = 2",
    ],
)
def test_the_second_implementation_can_fail(sqlite_url: str, statement: str) -> None:
    with stories.opened(sqlite_url) as db:
        stories.tell(db, 3, 6)
    raw = sqlite3.connect(sqlite_url)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(statement)
    raw.commit()
    raw.close()
    with pytest.raises(AssertionError):
        second_opinion(Path(sqlite_url))
