"""Which claims are here already, by their words and by who said them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.exchange import lines
from factcheck.exchange.unifying import held_tags

BATCH = 1000


def _also_known(keys: list[str]) -> Select[Any]:
    """Claims by their other wordings, with whoever made them: merged ones bear theirs on."""
    alias, said, own = (lines.table(name) for name in ("claim_alias", "appearance", "claim"))
    return (
        select(alias.c.text_key, own.c.id, said.c.speaker_id)
        .join(own, own.c.id == alias.c.claim_id)
        .outerjoin(said, (said.c.claim_id == own.c.id) & said.c.withdrawn_because.is_(None))
        .where(alias.c.text_key.in_(keys), alias.c.removed == 0, own.c.merged_into.is_(None))
        .order_by(own.c.id, said.c.id)
    )


class ClaimsHere:
    """Claims by text and speaker: those that are here, and those of this batch."""

    def __init__(self, session: Session, texts: list[str]) -> None:
        own = lines.table("claim")
        self._found: dict[str, list[tuple[int, int | None]]] = {}
        self._places: dict[int, str] = {}
        self._keys = {told: text.key(told) for told in texts}
        keys = sorted(set(self._keys.values()))
        for at in range(0, len(keys), BATCH):
            query = select(own.c.text_key, own.c.id, own.c.speaker_id).where(
                own.c.text_key.in_(keys[at : at + BATCH]), own.c.merged_into.is_(None)
            )
            for key, claim, speaker in session.execute(query.order_by(own.c.id)):
                self._found.setdefault(key, []).append((claim, speaker))
            for key, claim, speaker in session.execute(_also_known(keys[at : at + BATCH])):
                self._found.setdefault(key, []).append((claim, speaker))

    def find(self, told: str, speaker: int | None, *, exact: bool) -> int | None:
        """The claim of this text by this speaker; unless ``exact`` one of an unknown speaker."""
        for claim, said_by in self._found.get(self._keys[told], ()):
            if said_by == speaker or (not exact and None in (said_by, speaker)):
                return claim
        return None

    def made(self, claim: int, told: str, speaker: int | None, place: str) -> None:
        """A claim was made by the record at this place."""
        self._found.setdefault(self._keys[told], []).append((claim, speaker))
        self._places[claim] = place

    def place_of(self, claim: int) -> str | None:
        """Which record of the batch made the claim, if one did."""
        return self._places.get(claim)


# By what an item is known again where a record is linked to a claim that has some already.
_TOLD = {
    "appearance": ("speaker_id", "source_id", "said_on", "quote", "locator"),
    "evidence": ("stance", "source_id", "quote", "locator", "note", "retrieved_on"),
}


class Held:
    """What a claim has of what a record may tell of it: nothing is put there twice."""

    def __init__(self, session: Session, claim: int) -> None:
        own, alias = (lines.table(name) for name in ("claim", "claim_alias"))
        known = select(own.c.text_key).where(own.c.id == claim)
        also = select(alias.c.text_key).where(alias.c.claim_id == claim, alias.c.removed == 0)
        self.tags = {*held_tags(session, claim)}
        self._items: set[tuple[Any, ...]] = {
            ("claim_alias", key) for query in (known, also) for key in session.scalars(query)
        }
        for name, columns in _TOLD.items():
            table = lines.table(name)
            query = select(*(table.c[one] for one in columns)).where(
                table.c.claim_id == claim, table.c.withdrawn_because.is_(None)
            )
            self._items |= {(name, *row) for row in session.execute(query)}

    def lacks(self, table: str, row: Mapping[str, Any]) -> bool:
        """Whether a row is new to the claim; from now on it has it."""
        told: tuple[Any, ...] = (table, *(row[one] for one in _TOLD.get(table, ())))
        if table == "claim_alias":
            told = (table, text.key(row["text"]))
        is_new = told not in self._items
        self._items.add(told)
        return is_new
