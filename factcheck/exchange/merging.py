"""A record that is here and in a file: which of the two versions is to stand."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import bulk, text
from factcheck.derived import alias_key
from factcheck.errors import RuleBroken
from factcheck.exchange import lines, merged
from factcheck.exchange.inserting import Numbers
from factcheck.exchange.outcome import Outcome
from factcheck.exchange.unifying import Tags
from factcheck.exchange.versions import MOST
from factcheck.formats.base import Found
from factcheck.formats.shape import (
    CHILDREN,
    KEYS,
    OWN_WAYS,
    UNTOLD,
    Line,
    content_hash,
    table_of,
)
from factcheck.history import ledger
from factcheck.history.record import Op, stored
from factcheck.models import root_of
from factcheck.shaped import plain

if TYPE_CHECKING:
    from factcheck.exchange.settling import Exchange, References

Row = dict[str, Any]
VERSIONED = ("claim", "speaker", "source", "scale")


def settle(
    session: Session,
    exchange: "Exchange",
    kind: str,
    row_id: int,
    mine: Line,
    one: Found,
    refs: "References",
) -> Outcome:
    """Settle one record that is here already, by what each side knows of the other."""
    there = {name: told for name, told in plain(one.record).items() if told != []}
    if there.pop("merged_into", None) is not None:  # its merge line says so once more
        return Outcome(one.place, "unchanged")
    if kind in OWN_WAYS and exchange.prefer != "theirs":
        return Outcome(one.place, "unchanged")
    line = _filled(_renamed(there, kind, exchange.here), mine, kind)
    claim = row_id if kind == "claim" else None
    now, then, told = content_hash(mine), content_hash(line), content_hash(there)
    if now == then:
        return Outcome(one.place, "unchanged", claim=claim)
    known, theirs = set(mine.get("versions", ())), set(line.get("versions", ()))
    later_here = bool({then, told} & known) or _was_withdrawn_here(kind, mine, line)
    later_there = now in theirs or _as_there(exchange, kind, mine) in theirs
    if later_here and not later_there:
        return Outcome(one.place, "unchanged", "a later version is here", claim=claim)
    # Each knows what the other has: one of the two was changed back, and nobody can tell which.
    apart = later_here or not later_there
    if apart and kind in VERSIONED and exchange.prefer is None:
        told_apart = difference(mine, line)
        reason = f"was changed here and there: {told_apart} (--theirs or --ours decides)"
        return Outcome(one.place, "refused", reason, claim=claim, raw=one.raw)
    versions = [*dict.fromkeys((*mine.get("versions", ()), *line.get("versions", ()), now, told))]
    if apart and exchange.prefer == "ours":
        _write(session, kind, row_id, {}, versions)
        return Outcome(one.place, "unchanged", "ours was kept", claim=claim)
    told_as = (kind, row_id, line, refs, versions)
    try:
        if _is_read(kind, mine, line):
            merged.tried(session, lambda: _corrected(session, *told_as, keep=apart))
        else:
            _replace(session, *told_as, keep=apart)
    except RuleBroken as rule:
        return Outcome(one.place, "refused", merged.untold(rule), claim=claim, raw=one.raw)
    return Outcome(one.place, "updated", "theirs was taken" if apart else None, claim=claim)


def _filled(line: Line, mine: Line, kind: str) -> Line:
    """A record of theirs with what a public file leaves out of it, as it is here."""

    def fill(told: Line, held: Line, what: str) -> Line:
        return {**{name: held[name] for name in UNTOLD[what] if name in held}, **told}

    filled = fill(line, mine, kind)
    for key, child in CHILDREN.items() if kind == "claim" else ():
        held = {row["uid"]: row for row in mine.get(key, ())}
        if key in line:
            filled[key] = [fill(row, held.get(row["uid"], {}), child) for row in line[key]]
    return filled


def _was_withdrawn_here(kind: str, mine: Line, theirs: Line) -> bool:
    """A relation has no versions: what was withdrawn stays so."""
    withdrawn = "withdrawn_because"
    return kind not in VERSIONED and withdrawn in mine and withdrawn not in theirs


def _as_there(exchange: "Exchange", kind: str, mine: Line) -> str:
    """The version that ours is where they know what it refers to by other uids."""
    there = {here: uid for uid, here in exchange.same.items()}
    return content_hash(_renamed(mine, kind, lambda uid: there.get(uid, uid)))


def _renamed(line: Line, kind: str, name: Callable[[str], str]) -> Line:
    """A record with other uids for what it is and refers to: theirs with ours, or the reverse."""

    def put(one: Any) -> Any:
        if not isinstance(one, dict):
            return one
        found = dict(one)
        for key in ("speaker", "by", "source", "claim", "other"):
            if isinstance(found.get(key), str):
                found[key] = name(found[key])
        if "point" in found:
            found["point"] = [name(found["point"][0]), found["point"][1]]
        return found

    held: Line = put(line) if kind != "claim" else dict(line)
    held["uid"] = name(line["uid"])
    for key in CHILDREN if kind == "claim" else ():
        if key in held:
            held[key] = [put(row) for row in held[key]]
    return held


def difference(mine: Line, theirs: Line) -> str:
    """In words, where two versions of a record differ: ours, then theirs."""
    found = []
    for name in dict.fromkeys((*mine, *theirs)):
        ours, other = mine.get(name), theirs.get(name)
        if name in ("id", "versions") or ours == other:
            continue
        if isinstance(ours or other, list):
            found += _rows_apart(name, ours or [], other or [])
        else:
            found.append(f"{name} {_told(ours)} here, {_told(other)} there")
    return "; ".join(found)


def _rows_apart(name: str, mine: list[Any], theirs: list[Any]) -> list[str]:
    ours, other = ({_uid(one): one for one in rows} for rows in (mine, theirs))
    only_here, only_there = len(ours.keys() - other.keys()), len(other.keys() - ours.keys())
    both = [uid for uid in ours if uid in other and _bare(ours[uid]) != _bare(other[uid])]
    found = [
        f"{number} {name} only {where}"
        for number, where in ((only_here, "here"), (only_there, "there"))
        if number
    ]
    found += [f"{name}: {difference(ours[uid], other[uid])}" for uid in both]
    return found


def _uid(one: Any) -> Any:
    if not isinstance(one, dict):
        return one
    return one.get("uid") or one.get("label") or (one.get("scheme"), one.get("value"))


def _bare(one: Any) -> Any:
    return {k: v for k, v in one.items() if k != "id"} if isinstance(one, dict) else one


def _told(value: Any) -> str:
    if value is None:
        return "nothing"
    return f"“{text.one_line(str(value))[:60]}”"


# writing theirs


def _is_read(kind: str, mine: Line, theirs: Line) -> bool:
    """Whether the public may read what this record says, so that a change needs a correction."""
    if kind == "claim":
        return "published_at" in mine
    return any(mine.get(name) != theirs.get(name) for name in ("name", "title", "url"))


def _corrected(session: Session, kind: str, row_id: int, *told: Any, keep: bool) -> None:
    """Have it be as their line says. Raises RuleBroken where no correction comes with it."""
    _replace(session, kind, row_id, *told, keep=keep)
    ledger.require(session, [row_id] if kind == "claim" else None)


def _replace(
    session: Session,
    kind: str,
    row_id: int,
    line: Line,
    refs: "References",
    versions: list[str],
    *,
    keep: bool,
) -> None:
    """Have the record be as their line says; with ``keep`` what only we have stays."""
    ops: list[Op] = []
    said: dict[str, int] = {}
    numbers = Numbers(session)
    if kind == "claim":
        for key, child in CHILDREN.items():
            ops += children(session, child, row_id, line.get(key, []), refs, said, numbers)
        ops += _tags(session, row_id, line.get("tags", []), numbers, keep=keep)
    for key, child, named in _LISTS.get(kind, ()):
        told = [{"text": one} if isinstance(one, str) else one for one in line.get(key, [])]
        ops += _list(session, child, named, row_id, told, numbers, keep=keep)
    own = {key.name: line[key.name] for key in KEYS[kind] if key.name in line}
    own.pop("id", None)
    _write(session, kind, row_id, refs.row(kind, own), versions)
    bulk.apply(session, ops)
    numbers.used_by(ops)


# Key of the line, kind of row, and the columns by which one is found again.
_LISTS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "claim": (("aliases", "claim_alias", ("text",)),),
    "speaker": (("aliases", "speaker_alias", ("scheme", "value")),),
    "scale": (("points", "rating_point", ("label",)),),
}


def _held(session: Session, table: str, column: str, root: int) -> list[Row]:
    own = lines.table(table)
    found = session.execute(select(own).where(own.c[column] == root).order_by(own.c.id))
    return [stored(own, dict(row._mapping)) for row in found]


def _write(session: Session, kind: str, row_id: int, told: Row, versions: list[str]) -> None:
    """The record's own row: as told, where something is told."""
    name = table_of(kind)
    (held,) = _held(session, name, "id", row_id)
    ours = {key.column for key in KEYS[kind]} - {"id"} if told else set()
    kept = {column: value for column, value in held.items() if column not in ours}
    row = {**kept, **told, "id": row_id}
    if kind in VERSIONED:
        row["versions"] = " ".join(versions[-MOST:])
    if row != held:
        home = row[root_of(name)[1]]
        bulk.apply(session, [Op("update", name, row_id, row, home)])


def children(
    session: Session,
    child: str,
    claim: int,
    told: list[Row],
    refs: "References",
    said: dict[str, int],
    numbers: Numbers,
) -> list[Op]:
    """The operations that make the rows that hang on a claim what their lines tell.

    A row that hangs on another claim here comes over: there the two were merged.
    """
    held = {row["uid"]: row for row in _held(session, child, "claim_id", claim)}
    elsewhere = _elsewhere(session, child, [one["uid"] for one in told if one["uid"] not in held])
    ops = []
    if child == "appearance":
        said.update((uid, row["id"]) for uid, row in held.items())
    for one in told:
        row = {**refs.row(child, one, said), "claim_id": claim}
        known = held.get(row["uid"]) or elsewhere.get(row["uid"])
        row = row if known else refs.whole(child, row)
        row["id"] = known["id"] if known else numbers.next(child)
        if child == "review" and known and "import_run_id" in known:
            row["import_run_id"] = known["import_run_id"]
        if child == "appearance":
            said[row["uid"]] = row["id"]
        if row != known:
            left = known["claim_id"] if known and known["claim_id"] != claim else None
            op = "update" if known else "insert"
            ops.append(Op(op, child, row["id"], row, claim, left=left))
    return sorted(ops, key=_makes_room)


def _makes_room(op: Op) -> tuple[bool, bool]:
    """What ends, then what changes, then what is new."""
    return op.op == "insert", (op.row or {}).get("ended") is None


def _elsewhere(session: Session, child: str, uids: list[str]) -> dict[str, Row]:
    own = lines.table(child)
    found = session.execute(select(own).where(own.c.uid.in_(uids))) if uids else ()
    return {row.uid: stored(own, dict(row._mapping)) for row in found}


def _tags(
    session: Session, claim: int, names: list[str], numbers: Numbers, *, keep: bool
) -> list[Op]:
    tags = Tags(session, names, numbers)
    wanted = {tags.id_of(name) for name in names}
    ops = [Op("insert", "tag", row.id, {**row}, row.id) for row in tags.new.tables.get("tag", ())]
    held = {row["tag_id"]: row for row in _held(session, "claim_tag", "claim_id", claim)}
    for tag_id in sorted(wanted - held.keys()):
        number = numbers.next("claim_tag")
        row = {"id": number, "claim_id": claim, "tag_id": tag_id, "removed": 0}
        ops.append(Op("insert", "claim_tag", number, row, claim))
    for tag_id, row in held.items():
        removed = 0 if tag_id in wanted else row["removed"] if keep else 1
        if removed != row["removed"]:
            ops.append(Op("update", "claim_tag", row["id"], {**row, "removed": removed}, claim))
    return ops


def _list(
    session: Session,
    table: str,
    named: tuple[str, ...],
    root: int,
    told: list[Row],
    numbers: Numbers,
    *,
    keep: bool,
) -> list[Op]:
    """Aliases and labels: added, changed, and removed where their side removed them."""
    home = root_of(table)[1]

    def name(row: Row) -> tuple[Any, ...]:
        return tuple(row.get(column) for column in named)

    held = {name(row): row for row in _held(session, table, home, root) if not row.get("removed")}
    ops = []
    removable = {"removed": 0} if "removed" in lines.table(table).c else {}
    for one in told:
        known = held.pop(name(one), None)
        if known is None and table == "speaker_alias" and _is_taken(session, one):
            continue  # it comes over with the other speaker, if that one was merged there
        row = {**one, **removable, home: root}
        row["id"] = known["id"] if known else numbers.next(table)
        if row != known:
            ops.append(Op("update" if known else "insert", table, row["id"], row, root))
    if removable and not keep:
        ops += [
            Op("update", table, row["id"], {**row, "removed": 1}, root) for row in held.values()
        ]
    return ops


def _is_taken(session: Session, alias: Row) -> bool:
    """Whether a speaker goes by this name or id here."""
    own = lines.table("speaker_alias")
    query = select(own.c.id).where(own.c.key == alias_key(alias), own.c.removed == 0)
    return session.scalar(query) is not None
