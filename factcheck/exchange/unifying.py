"""Records that are known here by another uid: speakers, sources, tags and scales."""

from collections.abc import Container, Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.derived import source_key
from factcheck.exchange import lines, merged
from factcheck.exchange.inserting import Bundle, Numbers
from factcheck.exchange.outcome import Outcome
from factcheck.exchange.people import People
from factcheck.formats.base import Found, Person
from factcheck.formats.shape import Line, table_of
from factcheck.models import new_uid

BATCH = 1000
_KEYS = {
    "tag": "name_key",
    "scale": "name_key",
    "source": "key",
    "view": "name_key",
    "rule": "rule",
}


def unify(
    session: Session, same: dict[str, str], kind: str, found: list[Found]
) -> Iterator[Outcome]:
    """The records among these that are here already; what they are here is put into ``same``.

    A speaker who is another one of the same name gets a name that tells them apart.
    """
    if kind == "speaker":
        yield from _speakers(session, same, found)
    elif kind in _KEYS:
        yield from _keyed(session, same, kind, found)


def _known(one: Found, same: dict[str, str], uid: str, what: str) -> Outcome:
    same[one.record["uid"]] = uid
    return Outcome(one.place, "unchanged", f"known here as {what}")


def _speakers(session: Session, same: dict[str, str], found: list[Found]) -> Iterator[Outcome]:
    people = People(session, [person(one.record) for one in found])
    own = lines.table("speaker")
    for one in found:
        told = person(one.record)
        speaker_id = people.find(told)
        if speaker_id is not None:
            uid = session.scalar(select(own.c.uid).where(own.c.id == speaker_id))
            yield _known(one, same, str(uid), f"speaker {speaker_id}")
            continue
        one.record["name"] = people.free_name(told)


def person(line: Line) -> Person:
    """A speaker's line as a person."""
    ids = tuple(
        (one["scheme"], one["value"]) for one in line.get("aliases", ()) if "scheme" in one
    )
    return Person(line["name"], line["kind"], line.get("description"), ids)


def _keyed(
    session: Session, same: dict[str, str], kind: str, found: list[Found]
) -> Iterator[Outcome]:
    column = _KEYS[kind]
    keys = {one.place: key(kind, one.record) for one in found}
    held = by_key(session, table_of(kind), column, keys.values())
    for one in found:
        if (known := held.get(keys[one.place])) is not None:
            yield _known(one, same, known[1], f"{kind} {known[0]}")


def key(kind: str, line: Line) -> str:
    """By which a record is found here whatever its uid."""
    if kind == "source":
        return source_key(line)
    return str(line["rule"]) if kind == "rule" else text.key(line["name"])


def by_key(
    session: Session, table: str, column: str, keys: Iterable[str]
) -> dict[str, tuple[int, str]]:
    """Ids and uids of rows that stand, by a key of theirs or of one that leads to them."""
    own, told = lines.table(table), sorted(set(keys))
    found: dict[str, tuple[int, str]] = {}
    for at in range(0, len(told), BATCH):
        query = select(own.c[column], own.c.id, own.c.uid)
        query = query.where(own.c[column].in_(told[at : at + BATCH]))
        if "merged_into" in own.c:
            gone = session.execute(query.where(own.c.merged_into.is_not(None))).all()
            led = merged.leading(session, table, [row[1] for row in gone])
            found.update({row[0]: led[row[1]] for row in gone})
            query = query.where(own.c.merged_into.is_(None))
        if "removed" in own.c:
            query = query.where(own.c.removed == 0)
        found.update({row[0]: (row[1], row[2]) for row in session.execute(query)})
    return found


class Tags:
    """The tags of a batch, by name; those that are new are made once."""

    def __init__(self, session: Session, told: Iterable[str], numbers: Numbers) -> None:
        self._numbers = numbers
        self._keys = {name: text.key(name) for name in set(told)}
        held = by_key(session, "tag", "name_key", self._keys.values())
        self._ids = {name: found[0] for name, found in held.items()}
        self.new = Bundle("tags")

    def id_of(self, name: str) -> int:
        """The id of a tag, new or not."""
        name_key = self._keys[name]
        if name_key not in self._ids:
            number = self._numbers.next("tag")
            self.new.put("tag", id=number, uid=new_uid(), name=name)
            self._ids[name_key] = number
        return self._ids[name_key]

    def put(
        self, bundle: Bundle, names: Iterable[str], claim: int, held: Container[int] = ()
    ) -> None:
        """Put tags on a claim, but those that it holds."""
        for tag_id in dict.fromkeys(map(self.id_of, names)):
            if tag_id in held:
                continue
            number = self._numbers.next("claim_tag")
            bundle.put("claim_tag", id=number, claim_id=claim, tag_id=tag_id, removed=0)


def held_tags(session: Session, claim: int) -> frozenset[int]:
    """The tags that a claim bears or once bore, by their ids."""
    held = lines.table("claim_tag")
    return frozenset(session.scalars(select(held.c.tag_id).where(held.c.claim_id == claim)))
