"""The arithmetic of the log: canonical JSON and the hashes that chain it. Pure.

Every hash is SHA-256 (FIPS 180-4) over length-prefixed fields, so that no two
different lists of fields give the same bytes.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

Field = str | int | None


def canonical(value: object) -> str:
    """JSON with sorted keys, no blanks, UTF-8; floats are not for the log."""
    return _encode(value)


_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def framed(*fields: Field) -> bytes:
    """The fields, each with its length before it; ``-`` stands for none."""
    texts = [None if field is None else str(field) for field in fields]
    told = "".join(["-;" if one is None else f"{len(one)}:{one};" for one in texts])
    if told.isascii():
        return told.encode()
    parts = [None if one is None else one.encode() for one in texts]
    return b"".join([b"-;" if one is None else b"%d:%s;" % (len(one), one) for one in parts])


def digest(*fields: Field) -> str:
    """SHA-256 of the framed fields, in hexadecimal."""
    return hashlib.sha256(framed(*fields)).hexdigest()


def genesis(database_uid: str) -> str:
    """What the first entry names as the one before: bound to the database's own id."""
    return digest("factcheck genesis 1", database_uid)


def payload_hash(salt: str, payload: str) -> str:
    """The hash of a change. The salt keeps a short text from being guessed after redaction."""
    if payload.isascii():
        told = f"18:factcheck change 1;{len(salt)}:{salt};{len(payload)}:{payload};"
        return hashlib.sha256(told.encode()).hexdigest()
    data = payload.encode()
    head = b"18:factcheck change 1;%d:%s;%d:" % (len(salt), salt.encode(), len(data))
    return hashlib.sha256(head + data + b";").hexdigest()


def changes_hash(changes: Iterable[tuple[int, str, str, str]]) -> str:
    """One hash over ``(n, root_kind, root_uid, sha256)`` of all changes of an entry."""
    found, rows = hashlib.sha256(framed("factcheck changes 1")), iter(changes)
    while part := list(islice(rows, 1000)):
        told = "".join(
            [
                f"{len(str(n))}:{n};{len(kind)}:{kind};{len(uid)}:{uid};{len(sealed)}:{sealed};"
                for n, kind, uid, sealed in part
            ]
        )
        found.update(told.encode() if told.isascii() else b"".join(framed(*one) for one in part))
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class EntryFields:
    """The fields of an entry that its hash covers, in this order."""

    seq: int
    at: str
    actor: str
    login: str
    program_version: str
    schema_revision: str
    action: str
    reason: str | None
    undoes: int | None
    prev: str
    changes_sha256: str

    def hash(self) -> str:
        """The entry's own hash, which the next entry names."""
        return digest(
            "factcheck entry 1",
            self.seq,
            self.at,
            self.actor,
            self.login,
            self.program_version,
            self.schema_revision,
            self.action,
            self.reason,
            self.undoes,
            self.prev,
            self.changes_sha256,
        )
