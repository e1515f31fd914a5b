"""Speakers that may be here twice: by their names, other names and ids elsewhere.

All names are held in memory, and of each the keys of ``matching.names``, some forty at most.
Keys that more than ``blocks.MOST`` speakers share are not looked at, so a speaker is compared
with at most that many others for each key: a surname that a hundred people have leads nowhere,
with the first letter of a given name it does.
"""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck import text
from factcheck.matching import names
from factcheck.matching.blocks import Near
from factcheck.matching.names import Name
from factcheck.models import Speaker, SpeakerAlias
from factcheck.services.duplicates.found import Asked, Tell, among, silent
from factcheck.views import DuplicatePage

# So many names of one speaker are compared.
_NAMES = 10
# Schemes of which a speaker has one id; of accounts and pages anybody may have several.
_ONE_EACH = frozenset({"wikidata", "viaf", "isni", "orcid", "gnd", "lei"})


@dataclass(slots=True)
class _Known:
    """A speaker as it is compared; its ids elsewhere by scheme, folded."""

    uid: str
    told: str
    kind: str
    names: list[Name]
    ids: dict[str, set[str]] = field(default_factory=dict)

    def keys(self) -> set[str]:
        found = {key for name in self.names for key in names.keys(name)}
        return found | {f"id:{one}" for one in self._ids()}

    def _ids(self) -> set[str]:
        return {f"{scheme}={value}" for scheme, values in self.ids.items() for value in values}

    def near(self, other: "_Known") -> Near | None:
        if shared := self._ids() & other._ids():
            return Near(0.97, (f"the same {', '.join(sorted(shared))}",))
        told = (names.near(one, two) for one in self.names for two in other.names)
        found = max(filter(None, told), default=None)
        if found is None:
            return None
        for scheme in sorted(_ONE_EACH & self.ids.keys() & other.ids.keys()):
            found = found.but(f"each has its own id of {scheme}", 0.1)
        if self.kind != other.kind and "unknown" not in (self.kind, other.kind):
            found = found.but(f"kinds differ: {self.kind}, {other.kind}", 0.5)
        return found


def find(
    session: Session,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    tell: Tell = silent,
) -> DuplicatePage:
    """Speakers that are likely one; those merged left out. ``tell`` is told how far it is."""
    return among("speaker", _speakers(session), asked, tell)


def _speakers(session: Session) -> dict[int, _Known]:
    query = select(Speaker.id, Speaker.uid, Speaker.name, Speaker.kind)
    known = {
        row.id: _Known(row.uid, row.name, row.kind, [names.read(row.name)])
        for row in session.execute(query.where(Speaker.merged_into.is_(None)))
    }
    also = (
        select(SpeakerAlias.speaker_id, SpeakerAlias.scheme, SpeakerAlias.value)
        .join(Speaker, Speaker.id == SpeakerAlias.speaker_id)
        .where(SpeakerAlias.removed == 0, Speaker.merged_into.is_(None))
        .order_by(SpeakerAlias.id)
    )
    for number, scheme, value in session.execute(also):
        one = known[number]
        if scheme:
            one.ids.setdefault(scheme, set()).add(_plain_id(value))
        elif len(one.names) < _NAMES:
            one.names.append(names.read(value))
    return known


def _plain_id(told: str) -> str:
    """An id elsewhere without what does not tell: case, an @, the address before it."""
    return text.fold(told).rstrip("/").rpartition("/")[2].lstrip("@")
