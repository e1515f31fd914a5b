"""Redaction by order: texts leave the rows, the log and the search rows, and the log says so.

A plan is made first, which a person can look at; then it is carried out in a transaction of
its own, whose entry names the order and every change that it blanked. See
``history.redactions`` for what stands in their place.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from factcheck import bulk, text
from factcheck.errors import Conflict, NotFound, RuleBroken, Usage
from factcheck.history import chain, redactions
from factcheck.history.record import Op, record_instead, root_table, stored, writing_of
from factcheck.history.redactions import Place
from factcheck.history.replay import Row, upcast
from factcheck.models import Change, Entry, ImportRun, logged_table, root_of
from factcheck.records import stored_text
from factcheck.services import redactable, sources, speakers, tags

# How many texts one query looks for in the log; shorter ones are in too much.
AT_ONCE = 50
LEAST = 4
Key = tuple[str, int]


@dataclass(frozen=True, slots=True, order=True)
class Field:
    """A field of a row, by table, id and name."""

    table: str
    id: int
    name: str

    @property
    def key(self) -> Key:
        """The row."""
        return self.table, self.id

    def __str__(self) -> str:
        return f"{redactable.called(self.table, self.id)} {self.name.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a redaction takes away: the fields, the changes of the log, the rows that stand.

    ``also`` are fields in which the same words stand besides and stay; ``sealed`` entries that
    give them as reason or actor, which no redaction reaches; ``files`` imported ones that may
    hold them.
    """

    fields: tuple[Field, ...]
    places: tuple[Place, ...]
    also: tuple[Field, ...]
    sealed: tuple[int, ...]
    files: tuple[str, ...]
    ops: tuple[Op, ...] = field(repr=False)
    instead: tuple[tuple[str, str, str], ...] = field(repr=False)

    @property
    def nothing(self) -> bool:
        """Whether the fields hold nothing any more, now and in the log."""
        return not self.places and not self.ops


@dataclass(frozen=True, slots=True)
class _Version:
    """A change of the log as it stands, its rows in today's shape."""

    place: Place
    root: tuple[str, str]
    ops: list[tuple[str, str, int, Row | None]]


# which fields


def fields(session: Session, things: Sequence[str], names: Sequence[str]) -> tuple[Field, ...]:
    """These fields of these things: 1 or claim:1, a1, e1, n1, s1, speaker:NAME, KIND:ID.

    Raises Usage for a kind or a field that there is not, NotFound for a thing that never was.
    """
    found: dict[Field, None] = {}
    for told in things:
        table, row_id = _thing(session, told)
        known = redactable.FIELDS[table]
        aliases = _ALIASES.get(table)
        for name in names:
            wanted = name.strip().lower().replace("-", "_")
            if wanted == "aliases" and aliases:
                found |= dict.fromkeys(_aliases(session, *aliases, row_id))
            elif wanted == "all":
                found |= dict.fromkeys(Field(table, row_id, one) for one in known)
            elif wanted in known:
                found[Field(table, row_id, wanted)] = None
            else:
                more = " aliases," if aliases else ""
                raise Usage(
                    f"{redactable.called(table, row_id)} has no text called {text.one_line(name)}",
                    hint=f"--field is one of: {', '.join(known)},{more} all",
                )
    return tuple(sorted(found))


_LETTERS = {"a": "appearance", "e": "evidence", "n": "note", "s": "source", "c": "claim"}
_ALIASES = {"claim": ("claim_alias", "text"), "speaker": ("speaker_alias", "value")}
_KINDS = {"import": "import_run", "scale": "rating_scale", "rule": "house_rule"}


def _thing(session: Session, told: str) -> Key:
    kind, _, name = told.strip().strip("[]").partition(":")
    if not name:
        letter, number = kind[:1].lower(), kind[1:]
        kind, name = (_LETTERS[letter], number) if letter in _LETTERS else ("claim", kind)
    table = kind.strip().lower().replace("-", "_").replace(" ", "_")
    table, name = _KINDS.get(table, table), name.strip()
    if table not in redactable.FIELDS:
        raise Usage(
            f"{text.one_line(told)} is nothing that can be redacted",
            hint="write 1 (a claim), a1, e1, n1, s1, speaker:NAME, source:URL, or KIND:ID with "
            f"one of: {', '.join(redactable.FIELDS)}",
        )
    if not (name.isascii() and name.isdecimal() and len(name) < 10):
        return table, _named(session, table, name, told)
    key = (table, int(name))
    if _row(session, key) is None and not any(_written(session, [key])):
        raise NotFound(f"there is no {table.replace('_', ' ')} {key[1]}")
    return key


def _named(session: Session, table: str, name: str, told: str) -> int:
    """The id of a record that was named; what was merged answers by its own id alone."""
    if table == "speaker":
        return speakers.get(session, name).id
    if table == "source":
        return sources.get(session, name).id
    found = tags.named(session, name) if table == "tag" else None
    if found is None:
        raise Usage(f"{text.one_line(told)}: name it by its id")
    return found.id


def _aliases(session: Session, table: str, name: str, row_id: int) -> list[Field]:
    own, home = logged_table(table), root_of(table)[1]
    ids = session.scalars(select(own.c.id).where(own.c[home] == row_id))
    return [Field(table, one, name) for one in ids]


# the plan


def plan(session: Session, asked: Sequence[Field], *, everywhere: bool = False) -> Plan:
    """What it takes to redact these fields; ``everywhere``: and all others that hold their words.

    Whole fields go, not words in them. Raises Usage where nothing is asked.
    """
    if not asked:
        raise Usage("which field?", hint="--field NAME, or --field all")
    words = _words(session, asked)
    others = sorted(_holding(session, words) - set(asked))
    taken = tuple(sorted({*asked, *others})) if everywhere else tuple(asked)
    columns = _columns(session, taken, _words(session, taken))
    versions = list(_written(session, list(columns)))
    blanked = [one for one in versions if any(_held(op, columns) for op in one.ops)]
    return Plan(
        fields=taken,
        places=tuple(one.place for one in blanked),
        also=() if everywhere else tuple(others),
        sealed=_sealed(session, words),
        files=_files(session, {one.place[0] for one in blanked}),
        ops=tuple(_ops(session, columns)),
        instead=tuple((*one.root, _without(one, columns)) for one in blanked),
    )


def _words(session: Session, asked: Sequence[Field]) -> set[str]:
    """All that these fields ever held, where it is long enough to be looked for."""
    names: dict[Key, set[str]] = {}
    for one in asked:
        names.setdefault(one.key, set()).add(one.name)
    found = (
        row[name]
        for version in _written(session, list(names))
        for _op, table, row_id, row in version.ops
        for name in names.get((table, row_id), ())
        if row is not None and row.get(name) is not None
    )
    return {told for told in found if len(told) >= LEAST and not redactable.is_mark(told)}


def _written(session: Session, keys: Sequence[Key]) -> Iterator[_Version]:
    """The changes that say anything of these rows and are not blanked, oldest first."""
    wanted = set(keys)
    told = [f'["{op}","{table}",{row_id},' for table, row_id in wanted for op in _OPS]
    for one in _saying(session, told):
        if any((table, row_id) in wanted for _op, table, row_id, _row in one.ops):
            yield one


_OPS = ("insert", "update")


def _saying(session: Session, told: Sequence[str]) -> Iterator[_Version]:
    """The changes whose payload holds one of these, perhaps but for the case of letters."""
    query = select(
        *(Change.seq, Change.n, Change.root_kind, Change.root_uid, Change.payload),
        Entry.schema_revision,
    ).join(Entry, Entry.seq == Change.seq, isouter=True)
    found: dict[Place, Any] = {}
    for at in range(0, len(told), AT_ONCE):
        part = told[at : at + AT_ONCE]
        holds = or_(*(Change.payload.contains(one, autoescape=True) for one in part))
        for row in session.execute(query.where(holds)):
            found[row.seq, row.n] = row
    for place in sorted(found):
        row = found[place]
        ops = [
            (op, table, row_id, values and upcast(table, values, row.schema_revision or ""))
            for op, table, row_id, values in json.loads(row.payload)
        ]
        yield _Version(place, (row.root_kind, row.root_uid), ops)


def _forms(word: str) -> set[str]:
    """A text as it stands, and as it stands in JSON that was taken over as it was."""
    return {word, json.dumps(word, ensure_ascii=False)[1:-1], json.dumps(word)[1:-1]}


def _holding(session: Session, words: Iterable[str]) -> set[Field]:
    """The fields, now or ever, in which one of these texts stands."""
    forms = {form for word in words for form in _forms(word)}
    told = sorted({json.dumps(form, ensure_ascii=False)[1:-1] for form in forms})
    return {
        Field(table, row_id, name)
        for version in _saying(session, told)
        for _op, table, row_id, row in version.ops
        for name in redactable.FIELDS.get(table, ())
        if any(form in str((row or {}).get(name) or "") for form in forms)
    }


def _columns(
    session: Session, taken: Sequence[Field], words: Iterable[str]
) -> dict[Key, frozenset[str]]:
    """The columns that go, by row: the fields, and what they could be guessed from."""
    found: dict[Key, frozenset[str]] = {}

    def add(key: Key, names: Iterable[str]) -> None:
        found[key] = found.get(key, frozenset()) | frozenset(names)

    for one in taken:
        add(one.key, redactable.columns(one.table, (one.name,)))
    for key in [*found]:
        root = _root(session, key)
        if root is not None and "versions" in logged_table(root[0]).c:
            add(root, ("versions",))
    if any((one.table, one.name) in _CLAIMED for one in taken):
        hashes = sorted(text.digest(word) for word in words)
        for version in _saying(session, hashes):
            for _op, table, row_id, row in version.ops:
                if table == "verdict" and (row or {}).get("text_sha256") in hashes:
                    add((table, row_id), ("text_sha256",))
    return found


_CLAIMED = (("claim", "text"), ("claim_alias", "text"))


def _root(session: Session, key: Key) -> Key | None:
    """The row of the record on which a row hangs."""
    kind, home = root_of(key[0])
    row = _row(session, key)
    return None if row is None else (root_table(kind).name, row[home])


def _row(session: Session, key: Key) -> Row | None:
    own = logged_table(key[0])
    found = session.execute(select(own).where(own.c.id == key[1])).first()
    return None if found is None else stored(own, dict(found._mapping))


def _held(op: Any, columns: dict[Key, frozenset[str]]) -> bool:
    _op, table, row_id, row = op
    return redactable.held(row, columns.get((table, row_id), ()))


def _without(version: _Version, columns: dict[Key, frozenset[str]]) -> str:
    """The payload that stands in for that of a change."""
    return chain.canonical(
        [
            [op, table, row_id, row and _cleared(table, row, columns.get((table, row_id), ()))]
            for op, table, row_id, row in version.ops
        ]
    )


def _cleared(table: str, row: Row, names: Iterable[str], *, reworded: bool = False) -> Row:
    left = redactable.without(table, row, set(names) - {"text_sha256"})
    if "text_sha256" in names:
        stands = redactable.mark("claim", row["claim_id"], "text")
        left["text_sha256"] = "0" * 64 if reworded else text.digest(stands)
    return left


def _ops(session: Session, columns: dict[Key, frozenset[str]]) -> Iterator[Op]:
    """What is to happen to the rows that stand."""
    for key, names in sorted(columns.items()):
        row = _row(session, key)
        if row is not None and redactable.held(row, names):
            reworded = "text_sha256" in names and _reworded(session, row)
            left = _cleared(key[0], row, names, reworded=reworded)
            yield Op("update", *key, left, row[root_of(key[0])[1]])


def _reworded(session: Session, verdict: Row) -> bool:
    now = _row(session, ("claim", verdict["claim_id"]))
    return now is not None and text.digest(now["text"]) != verdict["text_sha256"]


def _sealed(session: Session, words: Iterable[str]) -> tuple[int, ...]:
    """The entries that hold one of these texts themselves, under their own hash."""
    found: set[int] = set()
    for word in words:
        for column in (Entry.reason, Entry.actor, Entry.login):
            query = select(Entry.seq, column).where(column.contains(word, autoescape=True))
            found |= {seq for seq, told in session.execute(query) if word in (told or "")}
    return tuple(sorted(found))


def _files(session: Session, seqs: Iterable[int]) -> tuple[str, ...]:
    """The files that were imported, where these entries are of an import."""
    imports = select(Entry.seq).where(Entry.action.like("import%"))
    if not set(seqs) & set(session.scalars(imports)):
        return ()
    told = session.scalars(select(ImportRun.file).order_by(ImportRun.id.desc()))
    return tuple(dict.fromkeys(one for one in told if not redactable.is_mark(one)))


# carrying it out


def reason(order: str, planned: Plan) -> str:
    """The reason that the entry of a redaction must have. Raises InvalidInput for no order."""
    return redactions.reason(stored_text(order, "the order"), planned.places)


def redact(session: Session, planned: Plan) -> None:
    """Carry a plan out, as the one thing that a transaction does.

    Its action begins with "redact ", and its reason is ``reason(order, plan)``:
    ``storage.redacting`` does all of that. Raises Conflict where the log went on meanwhile so
    that the plan is not whole any more.
    """
    connection = session.connection()
    if session.scalar(select(Change.n).where(Change.seq == writing_of(session).seq).limit(1)):
        raise RuleBroken("a redaction is a transaction of its own")
    now = plan(session, planned.fields)
    if (now.places, now.instead, now.ops) != (planned.places, planned.instead, planned.ops):
        raise Conflict("what is to be redacted was changed meanwhile", hint="look at it again")
    session.info[redactions.REDACTING] = True
    record_instead(session, planned.instead)
    redactions.blank(connection, planned.places)
    bulk.apply(session, planned.ops)
