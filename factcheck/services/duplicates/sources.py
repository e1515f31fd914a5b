"""Sources that may be here twice: by variants of an address, by copies, by titles.

All sources are held in memory, each with at most three keys (``matching.places``). Keys that more
than ``blocks.MOST`` sources share, such as the title "Home", are not looked at.
"""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from factcheck.matching import places
from factcheck.matching.blocks import Near
from factcheck.matching.places import Place
from factcheck.models import Source
from factcheck.services.duplicates.found import Asked, Tell, among, silent
from factcheck.views import DuplicatePage


class _Known(NamedTuple):
    """A source as it is compared."""

    uid: str
    place: Place

    @property
    def told(self) -> str:
        return " ".join(filter(None, (self.place.title, self.place.url))) or self.place.kind

    def keys(self) -> set[str]:
        return places.keys(self.place)

    def near(self, other: "_Known") -> Near | None:
        return places.near(self.place, other.place)


def find(
    session: Session,
    asked: Asked = Asked(),  # noqa: B008 - frozen
    tell: Tell = silent,
) -> DuplicatePage:
    """Sources that are likely one; those merged left out. ``tell`` is told how far it is."""
    columns = (getattr(Source, name) for name in Place._fields)
    query = select(Source.id, Source.uid, *columns).where(Source.merged_into.is_(None))
    known = {number: _Known(uid, Place(*told)) for number, uid, *told in session.execute(query)}
    return among("source", known, asked, tell)
